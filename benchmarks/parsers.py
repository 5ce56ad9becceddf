"""Measures how fast each scale parser reads, beside a bare copy of the same bytes cut into lines."""

import argparse
import json
import random
import sys
import time
from collections.abc import Callable, Sequence

from benchmarks.fuzz_scales import SEED, UNIT, frames
from hubops.devices.scales.protocols import DRIVERS

READ_BYTES = 32
"""A serial port gives so many bytes at a time, more or less."""
REPEATS = 3


def measure(kilobytes: int) -> dict[str, dict[str, float]]:
    """MB/s of each parser, and how many times as long as the bare copy it took: the best of three runs."""
    found = {}
    for name, driver in DRIVERS.items():
        wire = _wire(name, kilobytes * 1000)
        parsed = min(_seconds(driver.parser(UNIT).feed, wire) for _ in range(REPEATS))
        copied = min(_seconds(_Copy().feed, wire) for _ in range(REPEATS))
        found[name] = {"mb_per_s": round(len(wire) / parsed / 1e6, 2), "ratio": round(parsed / copied, 1)}
    return found


class _Copy:
    """Keeps the bytes and cuts them at line ends, and no more."""

    def __init__(self) -> None:
        self._pending = b""

    def feed(self, data: bytes) -> list[bytes]:
        *lines, self._pending = (self._pending + data).split(b"\r")
        return lines


def _wire(protocol: str, size: int) -> bytes:
    pool = b"".join(frames(protocol, random.Random(SEED)))  # noqa: S311  the same bytes each time
    return (pool * (size // len(pool) + 1))[:size]


def _seconds(feed: Callable[[bytes], object], wire: bytes) -> float:
    """Of processor time, so that a busy machine does not count."""
    start = time.process_time()
    for at in range(0, len(wire), READ_BYTES):
        feed(wire[at : at + READ_BYTES])
    return time.process_time() - start


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="benchmarks.parsers", description=__doc__)
    parser.add_argument("--kilobytes", type=int, default=200, help="bytes for each parser, in thousands (200)")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    options = parser.parse_args(arguments)
    found = measure(options.kilobytes)
    if options.json:
        print(json.dumps(found))
        return 0
    print(f"Scale parsers, {READ_BYTES} bytes at a time. ratio: time beside a bare copy cut into lines.")
    print(f"{'':<18}{'MB/s':>8}{'ratio':>8}")
    for name, row in found.items():
        print(f"{name:<18}{row['mb_per_s']:>8.2f}{row['ratio']:>8.1f}")
    print("A line of 9600 baud carries 0.001 MB/s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
