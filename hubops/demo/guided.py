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
"""A load stays on the scale at least as long as two of its readings take."""


class GuidedDay:
    """The steps of a recording, one at a time. Safe to call from several threads."""

    def __init__(self, recording: Path, devices: DemoDevices) -> None:
        self._steps = _inputs(recording)
        self._devices = devices
        self._lock = threading.Lock()
        self._last = ""
        self._scanned_at = 0.0

    def play_next(self) -> Input | None:
        """Play the next step, if any is left; what has no wire is returned, to be said at the terminal."""
        with self._lock:
            step, in_one_pull = next(self._steps, (None, False))
            if step is None:
                return None
            if isinstance(step.said, Scan):
                self._scan(step.scanned, in_one_pull)
            elif isinstance(step.said, Weight):
                self._devices.scale.moving(not step.said.stable)
                self._devices.scale.put(step.said.grams)
                time.sleep(SETTLE_S)
            else:
                return step.said
            return None

    def _scan(self, data: str, in_one_pull: bool) -> None:
        wait = self._scanned_at + APART_S - time.monotonic()
        if data == self._last and not in_one_pull and wait > 0:
            time.sleep(wait)
        self._last, self._scanned_at = data, time.monotonic()
        self._devices.scanner.scan(data)


def _inputs(recording: Path) -> Iterator[tuple[Step, bool]]:
    """The inputs, each with whether no time passed since the one before."""
    moved = True
    for step in read(recording):
        if step.clock is not None:
            moved = True
        elif step.station:
            yield step, not moved
            moved = False
