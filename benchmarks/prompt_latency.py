"""How long it takes from a code's bytes on the serial line to the next prompt, beside a busy terminal.

``python -m benchmarks.prompt_latency [--scans N] [--rate N] [--json]``. A station with its real reader, floor, database
and screen: the scanner sits at a pseudo-terminal, a scale that streams and trembles sits at another, and the screen
paints its weight all the while. The clock stops when the floor has booked the scan and its answer is handed to the
screen; a second one when the screen has drawn it. Beside it stands the bare round trip of one byte through a
pseudo-terminal. The target is p99 < 20 ms to the prompt, of all samples and of those during which the machine did not
stand still (stillness.py). On a machine with neighbours run it as ``chrt -f 10 python -m benchmarks.prompt_latency``.
Linux only.
"""

import argparse
import asyncio
import inspect
import json
import os
import pty
import sys
import threading
import time
import tty
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.repaint import CASE, prepare
from benchmarks.scan_to_commit import STATION, percentile
from benchmarks.scratch import scratch_folder
from benchmarks.stillness import MachineWatch, Sample, priority
from hubops.clock import ManualClock
from hubops.demo.clock import START
from hubops.devices.scales.reader import ScaleReader
from hubops.devices.scanners.serial import ScannerReader
from hubops.devices.simulators.scale import SimulatedScale
from hubops.devices.simulators.scanner import SimulatedScanner
from hubops.devices.states import DeviceState
from hubops.inputs import Scan
from hubops.open_hub import OpenHub
from hubops.queries import board
from hubops.tui.app import HubApp
from hubops.tui.live_weight import Shown, shown
from hubops.tui.news import Answered
from hubops.tui.terminal import Terminal

if TYPE_CHECKING:  # hubops.tui says how Textual is to be set up, before anybody imports it
    import textual.message

LINE = "9600 8N1"
WARM_UP = 20
LOST_AFTER_S = 5.0
SIZE = (80, 24)


def round_trips(count: int) -> list[float]:
    """Seconds from the write of a byte at one end of a pseudo-terminal to its return from the other."""
    master, slave = pty.openpty()
    tty.setraw(slave)

    def reflect() -> None:
        for _ in range(count):
            os.write(slave, os.read(slave, 1))

    mirror = threading.Thread(target=reflect, daemon=True)
    mirror.start()
    taken = []
    for _ in range(count):
        start = time.perf_counter()
        os.write(master, b"x")
        os.read(master, 1)
        taken.append(time.perf_counter() - start)
    mirror.join()
    os.close(master)
    os.close(slave)
    return taken


class Watch:
    """Sends scans one after the other and notes when each was answered and drawn."""

    def __init__(self, scanner: SimulatedScanner) -> None:
        self._scanner = scanner
        self._sent = 0.0
        self._answered = threading.Event()
        self._drawn = threading.Event()
        self.to_prompt: list[Sample] = []
        self.to_screen: list[Sample] = []

    def answered(self, news: "textual.message.Message") -> None:
        """The floor handed this to the screen."""
        if isinstance(news, Answered) and isinstance(news.said, Scan) and not self._answered.is_set():
            self.to_prompt.append((self._sent, time.perf_counter() - self._sent))
            self._answered.set()

    def drawn(self, news: Answered) -> None:
        """The screen has drawn it."""
        if isinstance(news.said, Scan) and not self._drawn.is_set():
            self.to_screen.append((self._sent, time.perf_counter() - self._sent))
            self._drawn.set()

    def send(self, count: int, letter: str, rate: float) -> None:
        """Scan cases with lots of their own. Raises TimeoutError if one is not answered."""
        for n in range(count):
            self._answered.clear()
            self._drawn.clear()
            self._sent = time.perf_counter()
            self._scanner.scan(f"{CASE}{letter}{n:05d}")
            if not (self._answered.wait(LOST_AFTER_S) and self._drawn.wait(LOST_AFTER_S)):
                raise TimeoutError(f"{letter}{n:05d}")
            time.sleep(max(0.0, self._sent + 1 / rate - time.perf_counter()))

    def forget(self) -> None:
        """What was measured so far was the warm-up."""
        self.to_prompt.clear()
        self.to_screen.clear()


class WatchedTerminal(Terminal):
    """A station whose answers are watched on their way to the screen."""

    watch: Watch

    def start(self, post: "Callable[[textual.message.Message], bool]") -> None:
        """Begin."""

        def told(news: "textual.message.Message") -> bool:
            self.watch.answered(news)
            return post(news)

        super().start(told)


class WatchedApp(HubApp):
    """A screen that tells when it has drawn an answer, and shows the weight whatever is asked for."""

    CSS_PATH = [Path(inspect.getfile(HubApp)).parent / path for path in HubApp.CSS_PATH]  # noqa: RUF012

    def __init__(self, terminal: Terminal, watch: Watch) -> None:
        super().__init__(terminal)
        self._watch = watch

    def on_answered(self, news: Answered) -> None:
        """Textual calls the handler of HubApp next, by itself."""
        self.call_after_refresh(self._watch.drawn, news)

    def _scale(self) -> Shown | None:
        return shown(self._weight, self._language) if self._weight else None


def tremble(scale: SimulatedScale, over: threading.Event) -> None:
    """Something always moves on the scale."""
    grams = 0
    scale.moving(True)
    while not over.wait(0.05):
        grams = (grams + 37) % 9000
        scale.put(grams)


def measure(folder: Path, scans: int, rate: float) -> Watch:
    """Let a station work through its scans."""
    scanner = SimulatedScanner(folder / "run" / "scanner")
    scale = SimulatedScale(folder / "run" / "scale", protocol="toledo-continuous")
    hub = OpenHub.open(folder, ManualClock(START))
    floor = hub.floor(STATION)
    watch = Watch(scanner)
    terminal = WatchedTerminal(
        floor,
        hub.clock,
        lambda: floor.desk.look(board.read),
        lambda on_scan, on_weight, on_status: (
            ScannerReader("dock", scanner.path, LINE, hub.clock, on_scan, on_status),
            ScaleReader(
                "dock", scale.path, LINE, hub.clock, on_weight, on_status, protocol="toledo-continuous", unit="kg"
            ),
        ),
        "nb",
        station=STATION,
    )
    terminal.watch = watch
    over = threading.Event()
    hand = threading.Thread(target=tremble, args=(scale, over), daemon=True)
    hand.start()
    try:
        asyncio.run(_work(WatchedApp(terminal, watch), terminal, watch, scans, rate))
    finally:
        over.set()
        hand.join()
        terminal.stop()
        hub.close()
        scale.close()
        scanner.close()
    return watch


async def _work(app: HubApp, terminal: Terminal, watch: Watch, scans: int, rate: float) -> None:
    async with app.run_test(size=SIZE):
        while any(reader.status.state is not DeviceState.READY for reader in terminal.readers):
            await asyncio.sleep(0.05)
        await asyncio.to_thread(watch.send, WARM_UP, "W", rate)
        watch.forget()
        await asyncio.to_thread(watch.send, scans, "P", rate)


def figures(taken: Sequence[float]) -> dict[str, float]:
    """In milliseconds."""
    return {f"p{percent}_ms": round(percentile(list(taken), percent) * 1000, 3) for percent in (50, 95, 99)} | {
        "max_ms": round(max(taken) * 1000, 3)
    }


def report(scans: int, rate: float) -> tuple[dict[str, dict[str, float]], str]:
    """Measure, and say how many bare round trips each figure is, and what is to be known of the machine."""
    with scratch_folder() as scratch:
        folder = scratch / "hub"
        prepare(folder).close()
        (folder / "run").mkdir(exist_ok=True)
        with MachineWatch(scratch) as machine:
            watch = measure(folder, scans, rate)
    bare = figures(round_trips(max(scans, 300)))
    found = {"bare": bare}
    for name, samples in (("prompt", watch.to_prompt), ("screen", watch.to_screen)):
        ran = machine.ran(samples)
        found[name] = figures([taken for _, taken in samples])
        found[f"{name}_ran"] = figures([taken for _, taken in ran or samples]) | {"samples": len(ran)}
    for row in found.values():
        row["ratio"] = round(row["p50_ms"] / bare["p50_ms"], 1)
    return found, machine.told(scans, scans - int(found["prompt_ran"]["samples"]))


_ROWS = {
    "bare": "bare round trip",
    "prompt": "to the prompt",
    "prompt_ran": "  machine ran",
    "screen": "to the screen",
    "screen_ran": "  machine ran",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="benchmarks.prompt_latency", description=__doc__)
    parser.add_argument("--scans", type=int, default=300, help="scans to send (300)")
    parser.add_argument("--rate", type=float, default=20.0, help="scans per second (20)")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    options = parser.parse_args(arguments)
    found, told = report(options.scans, options.rate)
    if options.json:
        print(json.dumps({**found, "machine": told, "priority": priority()}))
        return 0
    print(f"Bytes to prompt beside a busy terminal, milliseconds, {priority()}.")
    print("machine ran: without the samples during which it stood still. ratio: medians, beside a bare round trip.")
    print(f"{'':<16}{'p50':>9}{'p95':>9}{'p99':>9}{'max':>9}{'ratio':>9}")
    for name, said in _ROWS.items():
        row = found[name]
        cells = "".join(f"{row[key]:>9.2f}" for key in ("p50_ms", "p95_ms", "p99_ms", "max_ms"))
        print(f"{said:<16}{cells}{row['ratio']:>9.1f}")
    print(told)
    print("Target: p99 to the prompt < 20 ms, of all samples, and where the machine stood still of those when it ran.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
