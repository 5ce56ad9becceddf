"""Puts a station together: its floor, its readers, its worker, its screen."""

import logging
import os
import socket
import sys
from collections.abc import Callable, Sequence

from hubops import devices_file, messages_file
from hubops.devices.states import DeviceState, DeviceStatus
from hubops.devices_file import DevicesFile, FilePlant
from hubops.errors import SetupFault, StoreFault
from hubops.flows.floor import Floor
from hubops.inputs import Input, Scan, Weight
from hubops.jobs.child import WorkerChild
from hubops.messages import Message
from hubops.messages_file import MessagesFile
from hubops.open_hub import OpenHub
from hubops.operations import device_reports, leases, terminals
from hubops.operations.desk import Desk
from hubops.operations.plant import Facts, Values
from hubops.queries import board
from hubops.queries.board import Board, PrintRow
from hubops.tui import alarm_look, printer_look
from hubops.tui.alarm_look import AlarmLook
from hubops.tui.app import HubApp
from hubops.tui.binding import RENEW_S, Binding, demand_station, terminal_name
from hubops.tui.equipment import Equipment
from hubops.tui.news import SETTINGS
from hubops.tui.place import Place, Reader
from hubops.tui.printer_look import PrinterLook
from hubops.tui.reports import Reports
from hubops.tui.rounds import Rounds, Task
from hubops.tui.terminal import Terminal

log = logging.getLogger(__name__)
LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
WORKER_LOOK_S = 5.0
"""Seconds between two looks whether a worker still leads."""
FOLLOW_S = 0.5
"""Seconds between two looks at devices.toml."""
REPORT_S = 1.0
"""Seconds between two looks at what is to be told of the devices, and at what is asked."""


def run_terminal(
    hub: OpenHub,
    station: str,
    recorded: Callable[[], Input | None] | None = None,
    lay: Callable[[str], int | None] | None = None,
) -> int:
    """Work at a station until somebody leaves; the exit status is returned.

    Args:
        hub: the open hub; the caller closes it.
        station: its name in devices.toml; empty for the one that this terminal was bound to last, or else the first.
        recorded: in a demo, plays the next recorded input; what has no wire is returned.
        lay: in a demo, lays what a typed line says on the simulated scale: grams, or None if it says no weight.

    Raises:
        SetupFault: this is no terminal; no such station, or a port or line that can't be.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise SetupFault("screen.no_terminal")
    work = StationWork(hub, terminal_name(os.environ, socket.gethostname()), station, recorded, lay)
    logs = hub.settings.folder / "logs"
    logging.basicConfig(filename=logs / f"{work.binding.station}.log", level=logging.INFO, format=LOG_FORMAT)
    child = WorkerChild(hub.settings.folder, logs / "worker.err")
    keeper = hub.job_desk("terminal")
    look = (WORKER_LOOK_S, lambda: child.ensure(keeper.look(lambda booking: leases.holder_of(booking, leases.WORKER))))
    rounds = Rounds([*work.tasks(), look])
    rounds.start()
    try:
        return HubApp(work.terminal).run_station()
    finally:
        rounds.end()
        work.end()
        child.stop()


class StationWork:
    """All that a terminal has at hand, wherever it is bound; it follows devices.toml."""

    def __init__(
        self,
        hub: OpenHub,
        terminal: str,
        station: str,
        recorded: Callable[[], Input | None] | None = None,
        lay: Callable[[str], int | None] | None = None,
    ) -> None:
        """Set up, without starting a thread; the arguments are those of run_terminal, and the terminal's name."""
        self._hub = hub
        self._file = DevicesFile(hub.settings)
        self._messages = MessagesFile(hub.settings)
        self._bound = _first_station(hub, terminal, station)
        self.binding = Binding(terminal, self._bound)
        self._equipment = Equipment(hub.clock)
        self._presence = hub.job_desk("terminal")
        self._faults: dict[str, str] = {}
        floor = self._floor(self._bound)
        self._boards = Boards(floor.desk)
        self._reports = Reports(hub.desk(self._bound), self._equipment.own, hub.settings.folder / "logs")
        self.terminal = Terminal(
            floor,
            hub.clock,
            self._boards.read,
            self._readers,
            hub.house.language,
            station=self._bound,
            zone=hub.house.calendar.zone,
            demo=recorded is not None,
            locks=hub.house.signin.idle_lock_minutes > 0,
            next_recorded=lambda: self._play(recorded),
            lay=lay,
            printers=self._boards.printers,
            keyboard=hub.settings.keyboard_setup(self._bound),
            move=self.move,
        )
        self._met = ""
        self._alarms = AlarmLook(hub.job_desk("terminal"), self.terminal.tell)
        self._printers = PrinterLook(
            hub.job_desk("terminal"),
            lambda: self._boards.desk.station.label_printer,
            lambda: self.terminal.do(self.terminal.look_around),
            self.terminal.tell,
        )

    def tasks(self) -> list[Task]:
        """What is done every so many seconds while the terminal works."""
        return [
            (FOLLOW_S, self.follow),
            (REPORT_S, self._reports.exchange),
            (RENEW_S, self.stay),
            (alarm_look.LOOK_S, self._alarms.look),
            (printer_look.LOOK_S, self._printers.look),
        ]

    def end(self) -> None:
        """The terminal is at its station no longer."""
        try:
            self.binding.leave(self._presence)
        except StoreFault:
            log.exception("the station is held for another minute")

    def stay(self) -> None:
        """Be at the station; another terminal that is there too is named once."""
        other = self.binding.stay(self._presence)
        if other and other != self._met:
            also = Message("station.also_here", {"station": self.binding.station, "terminal": other})
            self.terminal.do(lambda: self.terminal.notice(also))
        self._met = other

    def move(self, station: str) -> Place:
        """Bind the terminal to another station; see Terminal. In the floor's thread."""
        settings = self._hub.settings
        demand_station(settings, station)
        floor = self._floor(station)
        self.binding.move(floor.desk, station)
        self._boards.desk = floor.desk
        self._reports.desk.station = settings.station(station)
        readers = self._equipment.fit(settings, station)
        return Place(station, floor, settings.keyboard_setup(station), readers)

    def follow(self) -> None:
        """Read the settings that have changed; a file that is not sound is named and not followed."""
        if self._file.look():
            self.terminal.do(self._take_settings)
        if self._messages.look():
            self.terminal.do(lambda: self._hub.follow_messages(self._messages.messages))
        self._name(devices_file.NAME, *FilePlant(self._file).fault)
        self._name(messages_file.NAME, *self._messages.told_fault)

    def _name(self, file: str, code: str, values: Values) -> None:
        """Tell in the status bar that a file is not followed, or is again."""
        if repr(values) == self._faults.setdefault(file, repr({})):
            return
        self._faults[file] = repr(values)
        state = DeviceState.DEGRADED if code else DeviceState.READY
        self.terminal.note_device(DeviceStatus(file, SETTINGS, state, self._hub.clock.now(), code, values))

    def _take_settings(self) -> None:
        """Other devices hold: in the floor's thread."""
        settings, station = self._file.settings, self.terminal.station
        self._hub.follow(settings)
        if station in settings.devices.stations:
            self.terminal.equip(self._equipment.fit(settings, station), settings.keyboard_setup(station))
        else:
            self.terminal.notice(Message("station.removed", {"station": station}))

    def _floor(self, station: str) -> Floor:
        floor = self._hub.floor(station)
        floor.desk.plant = FilePlant(self._file, self._equipment.own)
        return floor

    def _readers(
        self,
        on_scan: Callable[[Scan], None],
        on_weight: Callable[[Weight], None],
        on_status: Callable[[DeviceStatus], None],
    ) -> Sequence[Reader]:
        self._equipment.listen(on_scan, on_weight, on_status)
        return self._equipment.fit(self._hub.settings, self._bound)

    def _play(self, recorded: Callable[[], Input | None] | None) -> None:
        said = recorded() if recorded else None
        if said is not None:
            self.terminal.say(said)


def _first_station(hub: OpenHub, terminal: str, wanted: str) -> str:
    """Where a terminal begins. Raises SetupFault ``settings.unknown_station`` for one that was asked for."""
    known = hub.settings.devices.stations
    if wanted:
        return hub.settings.station(wanted).name
    remembered = hub.job_desk("terminal").look(lambda booking: terminals.station_of(booking, terminal))
    return remembered if remembered in known else next(iter(known))


class Boards:
    """Reads the board, and the printers as its print queue shows them."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._prints: tuple[PrintRow, ...] = ()
        self._told: dict[str, Facts] = {}

    def read(self) -> Board:
        """The board as it stands."""
        read = self.desk.look(board.read)
        self._prints = read.prints
        self._told = self.desk.look(device_reports.printers_told)
        return read

    def printers(self) -> tuple[DeviceStatus, ...]:
        """The printers: one that refuses, or that said itself that something is wrong, is degraded."""
        faults = {name: (facts.fault, facts.fault_values) for name, facts in self._told.items() if facts.fault}
        faults |= {row.printer: (row.fault, {"name": row.printer}) for row in self._prints if row.fault}
        return tuple(self._status(name, *faults.get(name, ("", {"name": name}))) for name in self._own_printers())

    def _own_printers(self) -> list[str]:
        station = self.desk.station
        return sorted({station.label_printer, station.paper_printer})

    def _status(self, name: str, fault: str, values: Values) -> DeviceStatus:
        state = DeviceState.DEGRADED if fault else DeviceState.READY
        now = self.desk.writer.clock.now()
        return DeviceStatus(name, "printer", state, now, fault, {**values, "printer": name})
