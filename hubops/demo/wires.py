"""Carries a recording over the wires: simulated devices send bytes, the station's own readers make inputs of them."""

import queue

from hubops.clock import Clock
from hubops.demo.devices import DemoDevices
from hubops.demo.recording import Step
from hubops.devices.scales.reader import ScaleReader
from hubops.devices.scanners.serial import ScannerReader
from hubops.errors import DeviceFault
from hubops.inputs import Input, Scan, Weight
from hubops.settings import Settings

PATIENCE_S = 5.0
POLL_S = 0.02
"""A simulated scale may be asked more often than a real one."""


class Wires:
    """The scanner and the scale of one station, with simulators at the far ends."""

    def __init__(self, settings: Settings, station: str, devices: DemoDevices, clock: Clock) -> None:
        self._devices = devices
        self._scans: queue.Queue[Scan] = queue.Queue()
        self._weights: queue.Queue[Weight] = queue.Queue()
        self._shown: Weight | None = None
        """What the scale said last: it tells changes only."""
        found = settings.devices.stations[station]
        scanner, scale = settings.devices.scanners[found.scanner], settings.devices.scales[found.scale]
        self._readers = (
            ScannerReader(
                found.scanner, settings.port(scanner.port), scanner.line, clock, self._scans.put, lambda _: None
            ),
            ScaleReader(
                found.scale,
                settings.port(scale.port),
                scale.line,
                clock,
                self._weights.put,
                lambda _: None,
                protocol=scale.protocol,
                unit=scale.unit,
                weighs=scale.weighs,
                alibi=scale.alibi,
                poll_s=POLL_S,
            ),
        )
        for reader in self._readers:
            reader.start()

    def close(self) -> None:
        """Stop the readers."""
        for reader in self._readers:
            reader.stop()

    def speak(self, _: str, step: Step) -> Input:
        """Send a step as bytes and wait for what the station's reader makes of it; keys and texts need no wire.

        Raises:
            DeviceFault: ``demo.no_answer``, nothing came out at the near end.
        """
        try:
            if isinstance(step.said, Scan):
                self._devices.scanner.scan(step.scanned)
                return self._scans.get(timeout=PATIENCE_S)
            if isinstance(step.said, Weight):
                return self._weigh(step.said)
        except queue.Empty as error:
            raise DeviceFault("demo.no_answer", line=step.n) from error
        if step.said is None:
            raise DeviceFault("demo.no_answer", line=step.n)
        return step.said

    def _weigh(self, wanted: Weight) -> Weight:
        self._devices.scale.moving(not wanted.stable)
        self._devices.scale.put(wanted.grams)
        while not self._weights.empty():
            self._shown = self._weights.get()
        while self._shown is None or (self._shown.grams, self._shown.stable) != (wanted.grams, wanted.stable):
            self._shown = self._weights.get(timeout=PATIENCE_S)
        return self._shown
