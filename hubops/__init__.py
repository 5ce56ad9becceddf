"""hubops: the operations system of a cooperative food hub."""

__version__ = "0.1.0"
