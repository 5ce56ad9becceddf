"""``hubops printers``: what waits for each printer, and what a person can do about it from the command line.

Whoever has the shell of the hub may do all of it; the event log names the command. At the terminal it is F8 on the
board.
"""

from collections.abc import Callable
from dataclasses import dataclass

from hubops.errors import Refused
from hubops.messages import Message, has_words, say
from hubops.open_hub import OpenHub
from hubops.operations import print_queue, spooling
from hubops.operations.booking import Booking
from hubops.operations.desk import Desk
from hubops.queries import prints
from hubops.queries.prints import PrintedRow

MOST = 1000
"""Jobs that are listed at once."""
SHORT = 8
"""The last letters of a job's key, by which a person names it."""


@dataclass(frozen=True)
class Asked:
    """What the command line asks for."""

    action: str
    name: str
    """A printer, or a job by the end of its key."""
    target: str


def listed(hub: OpenHub) -> dict[str, object]:
    """Every printer and every job that is not known to be out, as plain values."""
    rows, held = hub.job_desk("printers").look(_look)
    known = hub.house.printers
    names = [*known, *sorted({row.printer for row in rows} - set(known))]
    printers = [
        {
            "name": name,
            "address": known[name].address if name in known else "",
            "held": name in held,
            "waiting": sum(row.printer == name and row.state in print_queue.WAITING for row in rows),
            "in_doubt": sum(row.printer == name and row.state in print_queue.IN_DOUBT for row in rows),
        }
        for name in names
    ]
    return {"printers": printers, "jobs": [_plain(row) for row in rows]}


def told(hub: OpenHub, language: str) -> list[str]:
    """The same in words, a line for each."""
    found = listed(hub)
    lines = [_printer_line(each, language) for each in _dicts(found["printers"])]
    for each in _dicts(found["jobs"]):
        about = {**each, "name": each["printer"], "address": "-", "file": each["title"]}
        fault = say(str(each["fault"]), language, about) if has_words(str(each["fault"])) else ""
        state = "print_held" if each["held"] else f"print_{each['state']}"
        values = {**each, "document_word": each["document"], "state_word": state, "why": fault}
        lines.append(say("prints.job_line", language, values).rstrip())
    return lines


def done(hub: OpenHub, asked: Asked) -> Message:
    """Do what was asked; what is said about it is returned.

    Raises:
        Refused: it can't be done now, or there is no such printer or job.
    """
    desk = hub.job_desk("printers")
    if not asked.name:
        raise Refused("prints.name_needed")
    printers = {*hub.house.printers, *(row.printer for row in desk.look(_look)[0])}
    if asked.name in printers and asked.action in FOR_PRINTERS:
        return FOR_PRINTERS[asked.action](desk, asked)
    return ACTIONS[asked.action](desk, asked)


def _look(booking: Booking) -> tuple[list[PrintedRow], list[str]]:
    return prints.unsettled(booking, MOST), print_queue.held_printers(booking)


def _dicts(found: object) -> list[dict[str, object]]:
    assert isinstance(found, list)  # noqa: S101 - our own
    return found


def _printer_line(printer: dict[str, object], language: str) -> str:
    line = say("prints.printer_line", language, printer)
    return f"{line}, {say('word.print_held', language)}" if printer["held"] else line


def _plain(row: PrintedRow) -> dict[str, object]:
    return {
        "job": row.id.hex[-SHORT:],
        "document": row.document,
        "title": row.title,
        "whom": row.whom,
        "printer": row.printer,
        "state": row.state,
        "held": row.held,
        "fault": row.fault,
        "at": row.at.isoformat(),
    }


def _job(booking: Booking, name: str) -> PrintedRow:
    """A job by the end of its key. Raises Refused ``prints.no_such_job``."""
    found = [row for row in prints.unsettled(booking, MOST) if row.id.hex.endswith(name.lower())]
    if len(found) != 1 or len(name) < SHORT:
        raise Refused("prints.no_such_job", name=name)
    return found[0]


def _hold_printer(held: bool) -> Callable[[Desk, Asked], Message]:
    def hold(desk: Desk, asked: Asked) -> Message:
        desk.book(lambda booking: print_queue.hold_printer(booking, asked.name, held))
        return Message("prints.printer_held" if held else "prints.printer_goes_on", {"name": asked.name})

    return hold


def _retry_printer(desk: Desk, asked: Asked) -> Message:
    documents = desk.book(lambda booking: print_queue.retry(booking, asked.name))
    return Message("prints.retried", {"name": asked.name, "documents": documents})


def _move_printer(desk: Desk, asked: Asked) -> Message:
    documents = desk.book(lambda booking: print_queue.move(booking, asked.name, asked.target))
    return Message("prints.moved", {"documents": documents, "name": asked.name, "other": asked.target})


def _of_job(work: Callable[[Booking, PrintedRow, Asked], object], code: str) -> Callable[[Desk, Asked], Message]:
    """Something that is done to one job, and what is said about it."""

    def run(desk: Desk, asked: Asked) -> Message:
        def booked(booking: Booking) -> PrintedRow:
            row = _job(booking, asked.name)
            work(booking, row, asked)
            return row

        row = desk.book(booked)
        return Message(code, {"document_word": row.document, "title": row.title, "other": asked.target})

    return run


FOR_PRINTERS: dict[str, Callable[[Desk, Asked], Message]] = {
    "hold": _hold_printer(True),
    "release": _hold_printer(False),
    "retry": _retry_printer,
    "move": _move_printer,
}
ACTIONS: dict[str, Callable[[Desk, Asked], Message]] = {
    "hold": _of_job(lambda booking, row, _: print_queue.hold_job(booking, row.id), "prints.held"),
    "release": _of_job(lambda booking, row, _: print_queue.hold_job(booking, row.id, held=False), "prints.goes_on"),
    "retry": _of_job(lambda booking, row, _: spooling.reprint(booking, row.id), "prints.tried_again"),
    "move": _of_job(
        lambda booking, row, asked: print_queue.move(booking, row.printer, asked.target, row.id), "prints.moved_one"
    ),
    "came-out": _of_job(lambda booking, row, _: print_queue.came_out(booking, row.id), "prints.is_out"),
    "cancel": _of_job(lambda booking, row, _: print_queue.cancel(booking, row.id), "prints.cancelled"),
}
"""By its name on the command line, what is done to a job; FOR_PRINTERS is for all that waits for a printer."""
