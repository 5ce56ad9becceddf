"""The demo day played headless over the wires of simulated devices, and the replay of any recording."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import bindparam, select

from hubops.clock import ManualClock
from hubops.demo import clock as demo_clock
from hubops.demo.devices import DemoDevices, SimulatedPrinters
from hubops.demo.folder import HEADLESS, RECORDING, STATION, clear
from hubops.demo.recording import read
from hubops.demo.replay import Played, Player
from hubops.demo.wires import Wires
from hubops.devices.printers.zpl_tcp import ZplTcpPrinter
from hubops.devices.simulators.printer import SimulatedZplPrinter
from hubops.errors import SetupFault
from hubops.founding import EXAMPLE, found
from hubops.jobs.clock import ClockJobs
from hubops.jobs.outbox import Outbox, file_ways
from hubops.jobs.printers import Printer, build_all, zpl_printer
from hubops.jobs.spool import Spool
from hubops.jobs.worker import Jobs, new_holder
from hubops.model.evidence import FloorInput
from hubops.open_hub import OpenHub
from hubops.operations.booking import Booking
from hubops.queries import statement
from hubops.queries.statement import Statement
from hubops.statement_text import statement_text

_SAID = select(FloorInput.idempotency_key).where(FloorInput.hub_id == bindparam("hub")).order_by(FloorInput.id)


def play_headless(folder: Path) -> tuple[str, int]:
    """Play the demo day on a fresh hub, over the wires of simulated devices; the statement and the unaccounted lines.

    Raises:
        SetupFault: the folder holds something else than a demo hub, one that somebody has worked on, or one that a
            terminal has open.
    """
    clear(folder)
    clock = ManualClock(demo_clock.START)
    found(folder, clock, demo=True)
    (folder / HEADLESS).touch()
    devices = DemoDevices(folder)
    hub = OpenHub.open(folder, clock)
    wires = Wires(hub.settings, STATION, devices, clock)
    try:
        player = Player(clock, _jobs(hub, {}), hub.floor, {"labels": devices.printer}, wires.speak)
        for _ in player.play(EXAMPLE / RECORDING):
            pass
        day = hub.house.calendar.hub_day(demo_clock.START)
        return _statement_text(hub, day), _statement(hub, day).unaccounted
    finally:
        wires.close()
        hub.close()
        devices.close()


def replay(
    folder: Path, recording: Path, tell: Callable[[dict[str, object]], None], *, anyway: bool = False
) -> dict[str, int]:
    """Play a recording on the hub in a folder, its label printers simulated; the summary is returned.

    Args:
        folder: the hub folder.
        recording: the file.
        tell: gets the answer to each input as it comes, as it stands in interfaces.md.
        anyway: also on a hub in which people have worked.

    Raises:
        SetupFault: ``replay.worked_on``: what people did would be mixed with what is played.
    """
    clock = ManualClock(_first_moment(recording))
    hub = OpenHub.open(folder, clock)
    printers = SimulatedPrinters(hub.settings)
    try:
        if not anyway:
            _refuse_worked_on(hub, recording)
        player = Player(clock, _jobs(hub, printers.by_name), hub.floor, printers.by_name)
        for played in player.play(recording):
            tell(_told(played))
        day = hub.house.calendar.hub_day(_first_moment(recording))
        span = hub.house.calendar.day_span(day)
        desk = hub.job_desk("replay")
        return {
            "inputs": player.inputs,
            "refused": player.refused,
            "labels": printers.labels,
            "deviations": len(desk.look(lambda booking: statement.deviations(booking, span))),
            "unaccounted": _statement(hub, day).unaccounted,
        }
    finally:
        hub.close()
        printers.close()


def _refuse_worked_on(hub: OpenHub, recording: Path) -> None:
    """A recording is played where nothing was said at a station yet, but for this recording itself."""

    def others(booking: Booking) -> bool:
        said = booking.tx.execute(_SAID, {"hub": booking.tx.hub_id}).scalars().all()
        of_recording = {step.key for step in read(recording)} if said else set()
        return any(key not in of_recording for key in said)

    if hub.job_desk("replay").look(others):
        raise SetupFault("replay.worked_on", folder=str(hub.settings.folder))


def _jobs(hub: OpenHub, simulated: dict[str, SimulatedZplPrinter]) -> Jobs:
    printers: dict[str, Printer] = build_all(hub.settings)
    for name, simulator in simulated.items():
        printers[name] = zpl_printer(ZplTcpPrinter(name, simulator.address))
    desk, holder = hub.job_desk("clock"), new_holder()
    return Jobs(ClockJobs(desk), Spool(desk, printers, holder), Outbox(desk, file_ways(hub.settings), holder))


def _statement(hub: OpenHub, day: date) -> Statement:
    span = hub.house.calendar.day_span(day)
    return hub.job_desk("day").look(lambda booking: statement.read(booking, day, span))


def _statement_text(hub: OpenHub, day: date) -> str:
    span = hub.house.calendar.day_span(day)
    desk = hub.job_desk("day")
    found_deviations = desk.look(lambda booking: statement.deviations(booking, span))
    turned_away = desk.look(lambda booking: statement.turned_away(booking, span))
    return statement_text(_statement(hub, day), hub.house.language, found_deviations, turned_away)


def _first_moment(recording: Path) -> datetime:
    moment = next((step.clock for step in read(recording) if step.clock is not None), None)
    return moment or datetime.now(UTC)


def _told(played: Played) -> dict[str, object]:
    answer = played.answer
    return {
        "n": played.n,
        "flow": answer.prompt.flow,
        "prompt": answer.prompt.id,
        "status": str(answer.status),
        "code": answer.message.code if answer.message else "",
        "message": answer.message.text(answer.language) if answer.message else "",
    }
