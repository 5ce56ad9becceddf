"""What the station shows: one screen with its four zones, and the two views in the middle of it."""
