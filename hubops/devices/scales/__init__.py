"""Scales: from serial bytes to exact weights."""
