"""The reads: what a screen, a document or a report shows."""
