"""Bytes and what they mean: scales, scanners, printers, their ports, and simulators that stand in for them."""
