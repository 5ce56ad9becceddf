"""The demo hub's time: it starts on a Tuesday morning and goes on where it was left."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hubops.clock import WallClock

START = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
"""Tuesday 2026-11-24, 05:30 in Oslo."""
FILE = "demo-clock"


def set_clock(folder: Path, at: datetime) -> WallClock:
    """Let the demo hub's time go on from ``at``; every process of the hub reads the same offset from its folder."""
    offset = at - datetime.now(UTC)
    (folder / "data" / FILE).write_text(repr(offset.total_seconds()), encoding="ascii")
    return WallClock(offset)


def read_clock(folder: Path) -> WallClock:
    """The demo hub's time as :func:`set_clock` left it; the start if nobody did."""
    path = folder / "data" / FILE
    if not path.exists():
        return set_clock(folder, START)
    return WallClock(timedelta(seconds=float(path.read_text(encoding="ascii"))))
