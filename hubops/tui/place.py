"""What a terminal works with at a station: its dialogue, its readers, and how its keyboard-wedge scanner is set up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from hubops.devices.scanners.setup import ScannerSetup
from hubops.devices.states import DeviceStatus
from hubops.flows.floor import Answer
from hubops.inputs import Input, Scan, Weight


class Dialogue(Protocol):
    """What answers inputs: the floor (flows/floor.py)."""

    def resume(self) -> Answer:
        """The prompt that stands."""
        ...

    def handle(self, said: Input, key: bytes) -> Answer:
        """Take an input; what it changed is durable before this returns."""
        ...


class Reader(Protocol):
    """A scanner or a scale that reads in a thread of its own (devices/)."""

    @property
    def status(self) -> DeviceStatus:
        """The state that was reported last."""
        ...

    def start(self) -> None:
        """Begin to read."""
        ...

    def stop(self) -> None:
        """End, and wait for the thread."""
        ...


MakeReaders = Callable[
    [Callable[[Scan], None], Callable[[Weight], None], Callable[[DeviceStatus], None]], Sequence[Reader]
]
"""Makes the readers of the station from what they are to call: on_scan, on_weight, on_status."""


@dataclass(frozen=True)
class Place:
    """What a terminal works with at a station."""

    station: str
    """Its name in devices.toml."""
    floor: Dialogue
    keyboard: ScannerSetup
    readers: Sequence[Reader]
    """Those that the terminal has already go on; the others have yet to be started."""
