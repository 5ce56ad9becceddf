"""How long a scan takes from its bytes on the serial line to the answer on the screen, of the real program.

``python -m benchmarks.repaint [--scans N] [--rate N] [--json]``. The demo hub's terminal runs in a pseudo-terminal
with its worker beside it; a simulated scanner sends cases with a lot of their own, and the clock stops when the
terminal's output names the lot. Beside it stands the floor: a program that does nothing but copy the scanner's bytes to
its terminal. The target with rules and one durable commit is p95 <= 50 ms, p99 <= 100 ms, <= 15 % of a core at 20
scans per second, and no scan lost or merged; of all scans and of those during which the machine did not stand still
(stillness.py). On a machine with neighbours run it as ``chrt -f 10 python -m benchmarks.repaint``. Linux only.
"""

import argparse
import json
import math
import re
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.scan_to_commit import STATION, percentile
from benchmarks.scratch import scratch_folder
from benchmarks.stillness import MachineWatch, Sample, priority
from benchmarks.terminal import WatchedTerminal
from hubops.clock import ManualClock
from hubops.demo.clock import START
from hubops.demo.model_worker import ModelWorker
from hubops.devices.simulators.printer import SimulatedZplPrinter
from hubops.devices.simulators.scale import SimulatedScale
from hubops.devices.simulators.scanner import SimulatedScanner
from hubops.founding import found
from hubops.jobs.clock import ClockJobs
from hubops.open_hub import OpenHub

CASE = "]C10117039999000029" + "10"
"""A case of carrots, which bear a lot and no date; the lot follows."""
LOST_AFTER_S = 5.0
COPY = """
import os, sys, tty
line = os.open(sys.argv[1], os.O_RDONLY | os.O_NOCTTY)
tty.setraw(line)
os.write(1, b"ready")
while data := os.read(line, 4096):
    os.write(1, data)
"""
"""The floor."""


@dataclass
class Run:
    """Scans sent at a steady rate to one program."""

    samples: list[Sample]
    """From the write of a code to its lot on the screen, in the order of sending; those that were painted."""
    skipped: int
    """Answers that no frame showed, because the next one was there already."""
    unseen: int
    """Scans after which neither their own answer nor a later one was seen."""
    cpu_s: float
    painted: int
    """Bytes."""
    wall_s: float


def measure(terminal: WatchedTerminal, scan: Callable[[str], None], lots: Sequence[str], rate: float) -> Run:
    """Send a case per lot, ``rate`` per second, and watch the screen."""
    waiting: dict[str, float] = {}
    samples: list[Sample] = []
    skipped = 0
    cpu, painted, start = terminal.cpu_s(), terminal.painted, time.perf_counter()
    for n, lot in enumerate((*lots, "")):
        due = start + n / rate if lot else time.perf_counter() + LOST_AFTER_S
        while (now := time.perf_counter()) < due and (lot or waiting):
            seen = terminal.read(due - now)
            at = time.perf_counter()
            shown = [code for code in waiting if code.encode() in seen]
            if shown:
                samples.append((waiting[shown[-1]], at - waiting[shown[-1]]))
                before = list(waiting)[: list(waiting).index(shown[-1])]
                skipped += len([code for code in before if code not in shown])
                samples += [(waiting[code], at - waiting[code]) for code in before if code in shown]
                for code in (*before, shown[-1]):
                    del waiting[code]
        if lot:
            waiting[lot] = time.perf_counter()
            scan(CASE + lot)
    wall = time.perf_counter() - start
    return Run(samples, skipped, len(waiting), terminal.cpu_s() - cpu, terminal.painted - painted, wall)


def prepare(folder: Path) -> SimulatedZplPrinter:
    """A demo hub with somebody signed in at the dock and receiving, and its label printer."""
    found(folder, ManualClock(START), demo=True)
    printer = SimulatedZplPrinter(folder=folder / "print")
    devices = folder / "devices.toml"
    devices.write_text(re.sub(r'"127\.0\.0\.1:\d+"', f'"{printer.address}"', devices.read_text()))
    clock = ManualClock(START)
    hub = OpenHub.open(folder, clock)
    ClockJobs(hub.job_desk("clock")).run_due()
    worker = ModelWorker(hub.floor(STATION), hub.desk(STATION), clock, lambda: None, STATION)
    worker.scan("BADGE-0001")
    worker.start("receive")
    hub.close()
    _expect_enough(folder)
    return printer


def _expect_enough(folder: Path) -> None:
    """So much is ordered that no case is one too many: that would be asked about, and not be received by a scan."""
    conn = sqlite3.connect(folder / "data" / "hub.db")
    try:
        with conn:
            conn.execute("UPDATE expected_line SET pieces = 1000000")
    finally:
        conn.close()


def booked(folder: Path) -> list[str]:
    """The lots of all cases that were received, in the order of booking, straight from the database."""
    conn = sqlite3.connect(folder / "data" / "hub.db")
    try:
        found_lots = conn.execute(
            "SELECT lot.code FROM receipt_line JOIN lot ON lot.id = receipt_line.lot_id ORDER BY receipt_line.id"
        )
        return [code for (code,) in found_lots]
    finally:
        conn.close()


def latencies(samples: Sequence[Sample]) -> dict[str, float]:
    """Of these scans, in milliseconds."""
    seconds = [taken for _, taken in samples] or [math.nan]
    return {
        "scans": len(samples),
        "p50_ms": round(statistics.median(seconds) * 1000, 2),
        "p95_ms": round(percentile(seconds, 95) * 1000, 2),
        "p99_ms": round(percentile(seconds, 99) * 1000, 2),
        "max_ms": round(max(seconds) * 1000, 2),
    }


def figures(run: Run) -> dict[str, float]:
    """The run in numbers."""
    scans = len(run.samples) + run.skipped + run.unseen
    return {
        **latencies(run.samples),
        "scans": scans,
        "skipped_frames": run.skipped,
        "unseen": run.unseen,
        "cpu_ms_per_scan": round(run.cpu_s / scans * 1000, 2),
        "cpu_percent": round(run.cpu_s / run.wall_s * 100, 1),
        "bytes_per_scan": round(run.painted / scans),
    }


def report(scans: int, rate: float) -> tuple[dict[str, dict[str, float]], str]:
    """Measure the program and the floor under it, and tell what is to be known of the machine."""
    with scratch_folder() as scratch:
        folder = scratch / "hub"
        printer = prepare(folder)
        (folder / "run").mkdir(exist_ok=True)
        scanner = SimulatedScanner(link=folder / "run" / "scanner")
        scale = SimulatedScale(link=folder / "run" / "scale")
        try:
            with MachineWatch(scratch) as machine:
                command = [sys.executable, "-m", "hubops", "tui", "--hub", str(folder)]
                run = _run(command, scanner, _lots("P", scans), rate)
            program, ran = figures(run), machine.ran(run.samples, painted=True)
            copy = [sys.executable, "-c", COPY, scanner.path]
            floor = figures(_run(copy, scanner, _lots("F", min(scans, 100)), rate))
        finally:
            scale.close()
            scanner.close()
            printer.close()
        there = [lot for lot in booked(folder) if not lot.startswith("W")]
        sent = _lots("P", scans)
        wrong = [lot for lot in there if lot not in set(sent)]
        program |= {
            "lost": len(set(sent) - set(there)),
            "merged": len(wrong),
            "doubled": len(there) - len(set(there)),
        }
        told = machine.told(len(run.samples), len(run.samples) - len(ran))
        return {"program": program, "ran": latencies(ran), "floor": floor}, told


def _run(command: list[str], scanner: SimulatedScanner, lots: list[str], rate: float) -> Run:
    terminal = WatchedTerminal(command)
    try:
        terminal.wait_until_quiet(1.0, 60.0)
        measure(terminal, scanner.scan, _lots("W", 20), rate)
        return measure(terminal, scanner.scan, lots, rate)
    finally:
        terminal.close()


def _lots(letter: str, count: int) -> list[str]:
    return [f"{letter}{n:05d}" for n in range(count)]


def print_table(found_figures: dict[str, dict[str, float]], told: str, rate: float) -> None:
    """The report as a person reads it."""
    program = found_figures["program"]
    print(f"Bytes to repaint at {rate:g} scans/s, milliseconds, {priority()}.")
    print("floor: the scanner's bytes copied to a terminal. machine ran: without what came while it stood still.")
    print(f"{'':<13}{'scans':>6}{'p50':>8}{'p95':>8}{'p99':>8}{'max':>8}{'CPU ms':>8}{'CPU %':>7}{'bytes':>7}")
    for name, said in (("program", "hubops"), ("ran", "  machine ran"), ("floor", "floor")):
        row = found_figures[name]
        line = f"{said:<13}{row['scans']:>6.0f}"
        line += "".join(f"{row[key]:>8.2f}" for key in ("p50_ms", "p95_ms", "p99_ms", "max_ms"))
        if "cpu_percent" in row:
            line += f"{row['cpu_ms_per_scan']:>8.2f}{row['cpu_percent']:>7.1f}{row['bytes_per_scan']:>7.0f}"
        print(line)
    print(
        f"lost {program['lost']:.0f}, merged {program['merged']:.0f}, doubled {program['doubled']:.0f}; "
        f"answers overtaken by the next frame {program['skipped_frames']:.0f}."
    )
    print(told)
    print("Target: p95 <= 50, p99 <= 100, CPU <= 15 %; where the machine stood still, of the scans when it ran.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 1 if a scan was lost, merged or doubled."""
    parser = argparse.ArgumentParser(prog="benchmarks.repaint", description=__doc__)
    parser.add_argument("--scans", type=int, default=300, help="scans to send (300)")
    parser.add_argument("--rate", type=float, default=20.0, help="scans per second (20)")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    options = parser.parse_args(arguments)
    found_figures, told = report(options.scans, options.rate)
    if options.json:
        print(json.dumps({**found_figures, "machine": told, "priority": priority()}))
    else:
        print_table(found_figures, told, options.rate)
    program = found_figures["program"]
    return 1 if program["lost"] or program["merged"] or program["doubled"] else 0


if __name__ == "__main__":
    sys.exit(main())
