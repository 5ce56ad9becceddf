"""Widgets of fixed height that repaint only what changed."""
