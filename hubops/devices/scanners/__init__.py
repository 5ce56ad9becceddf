"""Scanners: from serial bytes to messages, from a message to what it means."""
