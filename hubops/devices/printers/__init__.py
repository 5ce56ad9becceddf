"""Printers: bytes out, and an honest answer about what became of them."""
