"""Stand-ins for real devices that speak real bytes: for the demo, for training and for tests."""
