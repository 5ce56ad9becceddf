"""The demo hub and the player of its day."""
