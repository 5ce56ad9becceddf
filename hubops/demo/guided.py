"""Plays the recorded day step by step at a terminal: one press, one input, over the wires where there is a wire."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

from hubops.demo.devices import DemoDevices
from hubops.demo.recording import Step, read
from hubops.inputs import Input, Scan, Weight

APART_S = 0.8
"""Between two identical scans: sooner they would be taken for one that was read twice."""
SETTLE_S = 0.4
"""Between two steps: as long as the slowest wire takes, two readings of the scale."""


class GuidedDay:
    """The steps of a recording, one at a time. Safe to call from several threads.

    A press that comes before the last step can have been answered is not taken: played faster than a person can work,
    the day would run out of step with the devices.
    """

    def __init__(self, recording: Path, devices: DemoDevices) -> None:
        self._steps = list(_inputs(recording))
        self._at = 0
        self._devices = devices
        self._lock = threading.Lock()
        self._last = ""
        self._played_at = 0.0

    def play_next(self) -> Input | None:
        """Play the next step, if any is left; what has no wire is returned, to be said at the terminal."""
        with self._lock:
            if self._at == len(self._steps):
                return None
            step, in_one_pull, happens = self._steps[self._at]
            again = isinstance(step.said, Scan) and step.scanned == self._last
            pause = 0.0 if in_one_pull else APART_S if again else SETTLE_S
            if time.monotonic() - self._played_at < pause:
                return None
            self._at += 1
            for trouble in happens:
                self._devices.printer.fault(trouble.fault)  # type: ignore[arg-type]  # recording.FAULTS are its faults
            self._last, self._played_at = step.scanned, time.monotonic()
            return self._play(step)

    def _play(self, step: Step) -> Input | None:
        if isinstance(step.said, Scan):
            self._devices.scanner.scan(step.scanned)
        elif isinstance(step.said, Weight):
            self._devices.scale.moving(not step.said.stable)
            self._devices.scale.put(step.said.grams)
        else:
            return step.said
        return None


def _inputs(recording: Path) -> Iterator[tuple[Step, bool, list[Step]]]:
    """The inputs, each with whether no time passed since the one before, and what happens to the printer first."""
    moved = True
    happens: list[Step] = []
    for step in read(recording):
        if step.clock is not None:
            moved = True
        elif step.device:
            happens.append(step)
        else:
            yield step, not moved, happens
            moved, happens = False, []
