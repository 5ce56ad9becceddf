"""Very many scans in a row through the real terminal: is one lost, merged or doubled, and does the memory grow?

``python -m benchmarks.endurance [--scans N] [--json]``. The demo hub's terminal runs in a pseudo-terminal with its
worker beside it. A simulated scanner moves a case from zone to zone and back, a code for the goods and one for the
zone, as fast as the hub confirms. Every scan is a commit, every second one a booking. What the hub's log of inputs
holds at the end is compared code by code with what was sent. Linux and SQLite only; the target is none lost, none
merged, none doubled, and under 5 MiB of growth after the warm-up in 100,000 scans.
"""

import argparse
import json
import sqlite3
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from benchmarks.repaint import prepare
from benchmarks.scan_to_commit import STATION
from benchmarks.scratch import scratch_folder
from benchmarks.terminal import WatchedTerminal
from hubops.clock import ManualClock
from hubops.demo.clock import START
from hubops.demo.model_worker import ModelWorker
from hubops.devices.simulators.scale import SimulatedScale
from hubops.devices.simulators.scanner import SimulatedScanner
from hubops.open_hub import OpenHub

CASE = "]C10117039999000029" + "10M1"
"""A case of carrots with its lot."""
MOVES = (CASE, "ZONE-A1", CASE, "ZONE-D1")
"""There and back."""
WARM_UP = 5_000
"""Scans after which caches and pools are filled."""
ON_THE_WAY = 8
"""Scans that may be sent before the first of them is confirmed: fewer than a serial line holds."""
STUCK_S = 60.0
LOOK_S = 0.004
"""Seconds between two looks at what is confirmed."""
GROWTH_MIB = 5.0


@dataclass(frozen=True)
class Sample:
    """The program's memory after so many scans."""

    scans: int
    rss_mib: float


def endure(folder: Path, scanner: SimulatedScanner, scans: int) -> tuple[list[Sample], float]:
    """Send so many scans; gives samples of the memory, and the seconds it took.

    Raises:
        TimeoutError: a scan was never confirmed.
    """
    terminal = WatchedTerminal([sys.executable, "-m", "hubops", "tui", "--hub", str(folder)])
    log = sqlite3.connect(f"file:{folder / 'data' / 'hub.db'}?mode=ro", uri=True)
    samples: list[Sample] = []
    try:
        terminal.wait_until_quiet(1.0, 60.0)
        before, start, progress = _last(log), time.perf_counter(), time.perf_counter()
        sent = confirmed = 0
        codes = cycle(MOVES)
        while confirmed < scans:
            while sent < min(scans, confirmed + ON_THE_WAY):
                scanner.scan(next(codes))
                sent += 1
            terminal.read(LOOK_S)
            now = _last(log) - before
            if now > confirmed:
                if now // WARM_UP > confirmed // WARM_UP:
                    samples.append(Sample(now, terminal.rss_mib()))
                confirmed, progress = now, time.perf_counter()
            elif time.perf_counter() - progress > STUCK_S:
                raise TimeoutError(f"scan {confirmed + 1} of {scans} was not confirmed")
        samples.append(Sample(confirmed, terminal.rss_mib()))
        return samples, time.perf_counter() - start
    finally:
        log.close()
        terminal.close()


def report(scans: int) -> dict[str, object]:
    """Run it on a fresh hub."""
    with scratch_folder() as scratch:
        folder = scratch / "hub"
        printer = prepare(folder)
        _lay_out(folder)
        (folder / "run").mkdir(exist_ok=True)
        scanner = SimulatedScanner(link=folder / "run" / "scanner")
        scale = SimulatedScale(link=folder / "run" / "scale")
        before = len(_heard(folder))
        try:
            samples, seconds = endure(folder, scanner, scans)
        finally:
            scale.close()
            scanner.close()
            printer.close()
        heard = _heard(folder)[before:]
    sent = [code.removeprefix("]C1") for code in islice(cycle(MOVES), scans)]
    warm = samples[0].rss_mib
    return {
        "scans": scans,
        "seconds": round(seconds, 1),
        "scans_per_s": round(scans / seconds, 1),
        "lost": max(0, len(sent) - len(heard)),
        "doubled": max(0, len(heard) - len(sent)),
        "merged_or_out_of_turn": sum(a != b for a, b in zip(sent, heard, strict=False)),
        "rss_mib": [(sample.scans, round(sample.rss_mib, 1)) for sample in samples],
        "growth_mib": round(max(sample.rss_mib for sample in samples) - warm, 2),
    }


def _lay_out(folder: Path) -> None:
    """Somebody has received a case, and begins to move things."""
    clock = ManualClock(START)
    hub = OpenHub.open(folder, clock)
    worker = ModelWorker(hub.floor(STATION), hub.desk(STATION), clock, lambda: None, STATION)
    worker.scan(CASE)
    worker.start("move")
    hub.close()


def _last(log: sqlite3.Connection) -> int:
    return int(log.execute("SELECT max(rowid) FROM floor_input").fetchone()[0])


def _heard(folder: Path) -> list[str]:
    """The codes that the station's dialogue has heard, in their order, straight from the database."""
    conn = sqlite3.connect(folder / "data" / "hub.db")
    try:
        rows = conn.execute("SELECT input FROM floor_input WHERE station = ? ORDER BY rowid", (STATION,))
        return [said["raw"] for (text,) in rows for said in json.loads(text).values() if "raw" in said]
    finally:
        conn.close()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and print; 1 if a scan was lost, merged or doubled, or the memory grew too much."""
    parser = argparse.ArgumentParser(prog="benchmarks.endurance", description=__doc__)
    parser.add_argument("--scans", type=int, default=100_000, help="scans to send (100000)")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of sentences")
    options = parser.parse_args(arguments)
    found = report(options.scans)
    if options.json:
        print(json.dumps(found))
    else:
        print("{scans} scans in {seconds} s, {scans_per_s} per second.".format_map(found))
        print("lost {lost}, merged or out of turn {merged_or_out_of_turn}, doubled {doubled}".format_map(found))
        print(f"memory after the first {WARM_UP} scans and on, MiB: {found['rss_mib']}; growth {found['growth_mib']}")
    wrong = found["lost"] or found["doubled"] or found["merged_or_out_of_turn"]
    return 1 if wrong or float(str(found["growth_mib"])) >= GROWTH_MIB else 0


if __name__ == "__main__":
    sys.exit(main())
