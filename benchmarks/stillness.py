"""When the machine itself stood still during a measurement, so that what is ours can be told from what is not.

A :class:`MachineWatch` runs beside a measurement in processes of its own, above it in real-time priority where that is
allowed (root, or ``ulimit -r``): one on each processor sleeps a millisecond at a time, one sends a byte through a
pseudo-terminal of its own, whose bytes a worker of the kernel carries at ordinary priority, one syncs a block to the
disk of the measurement. Whenever that took far longer than it should, the machine did something else: the host gave the
processor away (steal), real-time tasks were throttled, neighbours held the disk or the kernel's worker.
Samples taken meanwhile are set aside; both figures are reported. Linux only.
"""

import contextlib
import os
import pty
import subprocess
import sys
import time
import tty
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

LOOK_S = 0.001
STILL_S = 0.003
"""Beyond the look: a machine that is late by so much stood still."""
DISK_LOOK_S = 0.05
DISK_STILL_S = 0.010
"""A sync of 4 KiB that takes longer was held up by somebody else's."""
ABOVE = 50
"""Real-time priority of the watchers; a measurement under ``chrt -f 10`` stands below."""
PROVES_NOTHING = 1 / 3
"""Where a larger part of the samples has to be set aside, the run says nothing."""

Sample = tuple[float, float]
"""When it began (``time.perf_counter``), and the seconds that it took."""
Stall = tuple[float, float]
"""From when until when the machine stood still."""


class MachineWatch:
    """Watches the machine between ``with`` and its end; the stalls are there afterwards."""

    def __init__(self, folder: Path) -> None:
        """``folder`` lies on the disk of the measurement."""
        self._commands = [("processor", str(number)) for number in sorted(os.sched_getaffinity(0))]
        self._commands += [("terminal", ""), ("disk", str(folder / "watched-disk"))]
        self._watchers: list[tuple[str, subprocess.Popen[str]]] = []
        self.stalls: dict[str, list[Stall]] = {kind: [] for kind, _ in self._commands}
        self.above = True
        """The watchers had real-time priority; without it they may have waited for the measurement itself."""

    def __enter__(self) -> Self:
        """Begin, and wait until all of them watch."""
        for kind, what in self._commands:
            command = [sys.executable, "-m", "benchmarks.stillness", kind, what]
            self._watchers.append((kind, subprocess.Popen(command, stdout=subprocess.PIPE, text=True)))
        for _, watcher in self._watchers:
            assert watcher.stdout is not None
            self.above &= watcher.stdout.readline() == "above\n"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End, and take in what they saw."""
        for what, watcher in self._watchers:
            watcher.terminate()
            for line in watcher.communicate()[0].splitlines():
                start, end = line.split()
                self.stalls[what].append((float(start), float(end)))

    def ran(self, samples: Sequence[Sample], *, painted: bool = False) -> list[Sample]:
        """Those samples during which the machine did not stand still; all of them if nobody could tell.

        ``painted``: a sample ends at a terminal too, and not in the program.
        """
        if not self.above:
            return list(samples)
        return [(start, taken) for start, taken in samples if not self._stood(start, start + taken, painted)]

    def _stood(self, start: float, end: float, painted: bool) -> bool:
        on_a_line = [(start, start + LOOK_S), *([(end - LOOK_S, end)] if painted else [])]
        for kind, stalls in self.stalls.items():
            spans = on_a_line if kind == "terminal" else [(start, end)]
            if any(still < until and since < moved for still, moved in stalls for since, until in spans):
                return True
        return False

    def told(self, count: int, aside: int) -> str:
        """What was seen, in words: of ``count`` samples so many were set ``aside``."""
        if not self.above:
            return (
                "No real-time priority for the watchers (root, or ulimit -r): whether the machine stood still is not "
                "known, and nothing was set aside."
            )
        seen = ", ".join(f"{kind} {len(stalls)}" for kind, stalls in self.stalls.items())
        said = f"The machine stood still (times: {seen}) during {aside} of {count} samples, which are set aside."
        return said + (" MORE THAN A THIRD: THIS RUN PROVES NOTHING." if aside > count * PROVES_NOTHING else "")


def priority() -> str:
    """At which priority this process measures, in words."""
    if os.sched_getscheduler(0) in (os.SCHED_FIFO, os.SCHED_RR):
        return f"real-time priority {os.sched_getparam(0).sched_priority}"
    return f"nice {os.nice(0)} (what other programs do counts too; chrt -f 10 keeps it out)"


def _watch(kind: str, what: str) -> None:
    """One watcher: tells each moment at which the machine stood still, until it is ended."""
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(ABOVE))
        print("above", flush=True)
    except PermissionError:
        print("beside", flush=True)
    if kind == "processor":
        os.sched_setaffinity(0, {int(what)})
        _tell_long(lambda: None, LOOK_S, LOOK_S + STILL_S)
    elif kind == "terminal":
        master, slave = pty.openpty()
        tty.setraw(slave)
        _tell_long(lambda: os.write(master, b"x") and os.read(slave, 1), LOOK_S, LOOK_S + STILL_S)
    else:
        file = os.open(what, os.O_CREAT | os.O_WRONLY, 0o600)
        _tell_long(lambda: _sync(file), DISK_LOOK_S, DISK_LOOK_S + DISK_STILL_S)


def _sync(file: int) -> None:
    os.write(file, bytes(4096))  # appended, as a database does: the journal of the file system has its part in it
    os.fdatasync(file)


def _tell_long(look: Callable[[], object], every_s: float, longest_s: float) -> None:
    """Look again and again; ``longest_s`` is for the nap and the look together."""
    while True:
        before = time.perf_counter()
        time.sleep(every_s)
        look()
        now = time.perf_counter()
        if now - before > longest_s:
            print(before + every_s, now, flush=True)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        _watch(sys.argv[1], sys.argv[2])
