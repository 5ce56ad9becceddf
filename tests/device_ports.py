"""Simulated devices where devices.toml of the demo hub looks for them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hubops.devices.simulators.scale import SimulatedScale
from hubops.devices.simulators.scanner import SimulatedScanner
from hubops.open_hub import OpenHub


@contextmanager
def scale_at(hub: OpenHub, name: str = "scale", grams: int = 0) -> Iterator[SimulatedScale]:
    """A scale on the line ``run/<name>``, with so much on it."""
    made = SimulatedScale(link=_line(hub, name))
    made.put(grams)
    yield made
    made.close()


@contextmanager
def scanner_at(hub: OpenHub, name: str = "scanner") -> Iterator[SimulatedScanner]:
    """A scanner on the line ``run/<name>``."""
    made = SimulatedScanner(link=_line(hub, name))
    yield made
    made.close()


def _line(hub: OpenHub, name: str) -> Path:
    lines = hub.settings.folder / "run"
    lines.mkdir(exist_ok=True)
    return lines / name
