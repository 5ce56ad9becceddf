"""Puts a station together: its floor, its readers, its worker, its screen."""

import logging
import sys
import threading
from collections.abc import Callable, Sequence

from hubops.devices.scales.reader import ScaleReader
from hubops.devices.scanners.serial import ScannerReader
from hubops.devices.states import DeviceState, DeviceStatus
from hubops.errors import HubopsError, SetupFault
from hubops.inputs import Input, Scan, Weight
from hubops.jobs.child import WorkerChild
from hubops.open_hub import OpenHub
from hubops.operations import leases
from hubops.operations.desk import Desk
from hubops.queries import board
from hubops.queries.board import Board, PrintRow
from hubops.tui.app import HubApp
from hubops.tui.terminal import Reader, Terminal

log = logging.getLogger(__name__)
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
        SetupFault: this is no terminal; no such station, or a port or line that can't be.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise SetupFault("screen.no_terminal")
    logs = hub.settings.folder / "logs"
    logging.basicConfig(filename=logs / f"{station}.log", level=logging.INFO, format=LOG_FORMAT)
    floor = hub.floor(station)
    child = WorkerChild(hub.settings.folder, logs / "worker.err")
    keeper = _WorkerKeeper(hub.desk(station), child)
    boards = _Boards(floor.desk)

    def play_next() -> None:
        said = recorded() if recorded else None
        if said is not None:
            terminal.say(said)

    terminal = Terminal(
        floor,
        hub.clock,
        boards.read,
        lambda on_scan, on_weight, on_status: _readers(hub, station, on_scan, on_weight, on_status),
        hub.house.language,
        station=station,
        zone=hub.house.calendar.zone,
        demo=recorded is not None,
        locks=hub.house.signin.idle_lock_minutes > 0,
        next_recorded=play_next,
        printers=boards.printers,
        keyboard=hub.settings.keyboard_setup(station),
    )
    keeper.start()
    try:
        return HubApp(terminal).run_station()
    finally:
        keeper.end()


class _WorkerKeeper(threading.Thread):
    """Sees to it that somebody prints: starts a worker whenever none leads."""

    def __init__(self, desk: Desk, child: WorkerChild) -> None:
        super().__init__(name="worker keeper", daemon=True)
        self._desk = desk
        self._child = child
        self._over = threading.Event()

    def run(self) -> None:
        """Look after the worker until :meth:`end`."""
        while not self._over.is_set():
            try:
                self._child.ensure(self._desk.look(lambda booking: leases.holder_of(booking, leases.WORKER)))
            except (HubopsError, OSError):
                log.exception("no look at the worker")
            self._over.wait(WORKER_LOOK_S)

    def end(self) -> None:
        """Look no more, and end our worker."""
        self._over.set()
        self.join()
        self._child.stop()


class _Boards:
    """Reads the board, and the printers as its print queue shows them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._prints: tuple[PrintRow, ...] = ()

    def read(self) -> Board:
        """The board as it stands."""
        read = self._desk.look(board.read)
        self._prints = read.prints
        return read

    def printers(self) -> tuple[DeviceStatus, ...]:
        """The printers: one that refuses is degraded."""
        faults = {row.printer: row.fault for row in self._prints if row.fault}
        station = self._desk.station
        return tuple(
            DeviceStatus(
                name=name,
                kind="printer",
                state=DeviceState.DEGRADED if name in faults else DeviceState.READY,
                since=self._desk.writer.clock.now(),
                fault=faults.get(name, ""),
                values={"name": name, "printer": name},
            )
            for name in sorted({station.label_printer, station.paper_printer})
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
    if found.scanner and devices.scanners[found.scanner].kind == "serial":
        scanner = devices.scanners[found.scanner]
        port, setup = hub.settings.port(scanner.port), hub.settings.scanner_setup(found.scanner)
        readers.append(ScannerReader(found.scanner, port, scanner.line, hub.clock, on_scan, on_status, setup))
    if found.scale:
        scale = devices.scales[found.scale]
        port = hub.settings.port(scale.port)
        readers.append(
            ScaleReader(
                found.scale,
                port,
                scale.line,
                hub.clock,
                on_weight,
                on_status,
                protocol=scale.protocol,
                unit=scale.unit,
                weighs=scale.weighs,
            )
        )
    return readers
