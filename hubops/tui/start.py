"""Puts a station together: its floor, its readers, its worker, its screen."""

import logging
import time
from collections.abc import Callable, Sequence

from hubops.devices.scales.reader import ScaleReader
from hubops.devices.scanners.serial import ScannerReader
from hubops.devices.states import DeviceState, DeviceStatus
from hubops.inputs import Input, Scan, Weight
from hubops.jobs.child import WorkerChild
from hubops.jobs.worker import LEASE
from hubops.open_hub import OpenHub
from hubops.operations import leases
from hubops.operations.desk import Desk
from hubops.queries import board
from hubops.queries.board import Board, PrintRow
from hubops.tui.app import HubApp
from hubops.tui.terminal import Reader, Terminal

LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
WORKER_LOOK_S = 5.0
"""Seconds between two looks whether a worker still leads."""


def run_terminal(hub: OpenHub, station: str, recorded: Callable[[], Input | None] | None = None) -> int:
    """Work at a station until somebody leaves; the exit status is returned.

    Args:
        hub: the open hub; the caller closes it.
        station: its name in devices.toml.
        recorded: in a demo, plays the next recorded input; what has no wire is returned.

    Raises:
        SetupFault: no such station, or a port or line that can't be.
    """
    logs = hub.settings.folder / "logs"
    logging.basicConfig(filename=logs / f"{station}.log", level=logging.INFO, format=LOG_FORMAT)
    floor = hub.floor(station)
    child = WorkerChild(hub.settings.folder, logs / "worker.err")
    keeper = _WorkerKeeper(floor.desk, child)

    def play_next() -> None:
        said = recorded() if recorded else None
        if said is not None:
            terminal.say(said)

    terminal = Terminal(
        floor,
        hub.clock,
        keeper.read,
        lambda on_scan, on_weight, on_status: _readers(hub, station, on_scan, on_weight, on_status),
        hub.house.language,
        station=station,
        zone=hub.house.calendar.zone,
        demo=recorded is not None,
        next_recorded=play_next,
        printers=keeper.printers,
    )
    keeper.ensure()
    try:
        return HubApp(terminal).run_station()
    finally:
        child.stop()


class _WorkerKeeper:
    """Reads the board, and sees to it that somebody prints."""

    def __init__(self, desk: Desk, child: WorkerChild) -> None:
        self._desk = desk
        self._child = child
        self._looked_at = 0.0
        self._prints: tuple[PrintRow, ...] = ()

    def ensure(self) -> None:
        """Start a worker if none leads."""
        self._looked_at = time.monotonic()
        self._child.ensure(self._desk.look(lambda booking: leases.holder_of(booking, LEASE)))

    def read(self) -> Board:
        """The board as it stands."""
        if time.monotonic() - self._looked_at > WORKER_LOOK_S:
            self.ensure()
        read = self._desk.look(board.read)
        self._prints = read.prints
        return read

    def printers(self) -> tuple[DeviceStatus, ...]:
        """The printers as the print queue shows them: one that refuses is degraded."""
        faults = {row.printer: row.fault for row in self._prints if row.fault}
        now = self._desk.writer.clock.now()
        return tuple(
            DeviceStatus(
                name,
                "printer",
                DeviceState.DEGRADED if faults.get(name) else DeviceState.READY,
                now,
                faults.get(name, ""),
                {"name": name, "printer": name},
            )
            for name in sorted({self._desk.station.label_printer, self._desk.station.paper_printer})
        )


def _readers(
    hub: OpenHub,
    station: str,
    on_scan: Callable[[Scan], None],
    on_weight: Callable[[Weight], None],
    on_status: Callable[[DeviceStatus], None],
) -> Sequence[Reader]:
    devices, found = hub.settings.devices, hub.settings.devices.stations[station]
    readers: list[Reader] = []
    if found.scanner:
        scanner = devices.scanners[found.scanner]
        port = hub.settings.port(scanner.port)
        readers.append(ScannerReader(found.scanner, port, scanner.line, hub.clock, on_scan, on_status))
    if found.scale:
        scale = devices.scales[found.scale]
        port = hub.settings.port(scale.port)
        readers.append(ScaleReader(found.scale, port, scale.line, hub.clock, on_weight, on_status))
    return readers
