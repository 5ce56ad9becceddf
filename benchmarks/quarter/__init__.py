"""A simulated quarter of the demo hub with faults of every kind: is each of them found, and is nothing else told?

``python -m benchmarks.quarter [--days N] [--seed N]``. See its __main__.py.
"""
