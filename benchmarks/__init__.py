"""Measurements of the real program, each beside the floor below which it can't go: ``make bench``."""
