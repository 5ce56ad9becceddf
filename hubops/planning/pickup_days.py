"""How far ahead pickups are planned."""

LOOK_AHEAD_DAYS = 14
"""A pickup serves runs at most this far ahead: the pilot's longest lead time."""
