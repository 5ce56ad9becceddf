"""What is printed (F8 on the board): a copy of what came out, what to do about what did not, and the command barcodes.

A drop label that came out is scanned; of any other paper a person says so. Nothing here is undone by F2: it books
nothing about goods, and each choice has its opposite in the same list.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec

from hubops.errors import Refused
from hubops.flows.choosing import chosen
from hubops.flows.table import DIGIT, Asked, Edge, Flow, Line, Next, State, Turn, go, key, scan
from hubops.inputs import Key, Scan, ScanKind
from hubops.messages import Message, has_words
from hubops.operations import code_sheets, print_queue, spooling
from hubops.queries import prints
from hubops.queries.prints import PrintedRow

LISTED = 90
"""Jobs to choose from, nine at a time."""


class Printing(msgspec.Struct):
    """Which job is looked at."""

    job: UUID | None = None


def look_at_prints(_: Turn[Any], __: Key) -> Next:
    """What may not have come out, and what was printed last."""
    return Next("list", flow="prints")


def print_commands(turn: Turn[Printing], _: Key) -> Next:
    """Print every key as a barcode."""
    code_sheets.print_commands(turn.booking)
    return Next("list", Message("today.commands_print"))


def choose(turn: Turn[Printing], pressed: Key) -> Next:
    """What is out prints again at once; of anything else it is asked what to do."""
    row = chosen(prints.latest(turn.booking, LISTED), pressed)
    if row.state != "confirmed":
        turn.data.job = row.id
        return Next("job")
    values = {"document_word": row.document, "title": row.title, "copy": spooling.reprint(turn.booking, row.id)}
    return Next("board", Message("today.reprinted", values), flow="today")


def take_label(turn: Turn[Printing], scanned: Scan) -> Next:
    """A label was scanned: it is out."""
    label = {"document_word": "drop_label", "title": scanned.sscc}
    if not spooling.settle_by_scan(turn.booking, scanned.sscc or ""):
        raise Refused("spool.not_in_doubt", **label)
    return Next("list", Message("prints.is_out", label))


def do(turn: Turn[Printing], pressed: Key) -> Next:
    """One of the things that can be done about the job."""
    row = _row(turn)
    return ACTIONS[chosen(_actions(turn, row), pressed)](turn, row)


def move_to(turn: Turn[Printing], pressed: Key) -> Next:
    """The printer is chosen that takes what waits."""
    row = _row(turn)
    return _moved(turn, row, chosen(print_queue.targets(turn.booking, row.printer), pressed))


def _again(turn: Turn[Printing], row: PrintedRow) -> Next:
    copy = spooling.reprint(turn.booking, row.id)
    values = {"document_word": row.document, "title": row.title, "copy": copy}
    return Next("list", Message("today.reprinted" if copy else "prints.tried_again", values))


def _came_out(turn: Turn[Printing], row: PrintedRow) -> Next:
    print_queue.came_out(turn.booking, row.id)
    return Next("list", Message("prints.is_out", {"document_word": row.document, "title": row.title}))


def _move(turn: Turn[Printing], row: PrintedRow) -> Next:
    targets = print_queue.targets(turn.booking, row.printer)
    return _moved(turn, row, targets[0]) if len(targets) == 1 else Next("target")


def _moved(turn: Turn[Printing], row: PrintedRow, target: str) -> Next:
    documents = print_queue.move(turn.booking, row.printer, target)
    return Next("list", Message("prints.moved", {"documents": documents, "name": row.printer, "other": target}))


def _hold(turn: Turn[Printing], row: PrintedRow) -> Next:
    print_queue.hold_job(turn.booking, row.id, held=not row.held)
    values = {"document_word": row.document, "title": row.title}
    return Next("list", Message("prints.goes_on" if row.held else "prints.held", values))


def _hold_printer(turn: Turn[Printing], row: PrintedRow) -> Next:
    held = print_queue.is_held(turn.booking, row.printer)
    print_queue.hold_printer(turn.booking, row.printer, held=not held)
    return Next("list", Message("prints.printer_goes_on" if held else "prints.printer_held", {"name": row.printer}))


ACTIONS: dict[str, Callable[[Turn[Printing], PrintedRow], Next]] = {
    "prints.again": _again,
    "prints.try_now": _again,
    "prints.came_out": _came_out,
    "prints.move": _move,
    "prints.hold": _hold,
    "prints.go_on": _hold,
    "prints.hold_printer": _hold_printer,
    "prints.release_printer": _hold_printer,
}


def _actions(turn: Turn[Printing], row: PrintedRow) -> list[str]:
    """What can be done about a job, in the order of the digits."""
    if row.state in print_queue.IN_DOUBT:
        return ["prints.again"] if row.document == "drop_label" else ["prints.came_out", "prints.again"]
    if row.state == "confirmed":
        return ["prints.again"]
    held = print_queue.is_held(turn.booking, row.printer)
    printer = "prints.release_printer" if held else "prints.hold_printer"
    if row.state not in print_queue.WAITING:
        return [printer]
    return ["prints.try_now", "prints.move", "prints.go_on" if row.held else "prints.hold", printer]


def _row(turn: Turn[Printing]) -> PrintedRow:
    if turn.data.job is None:
        raise Refused("today.nothing_printed")
    return prints.job(turn.booking, turn.data.job)


def _ask_list(turn: Turn[Printing]) -> Asked:
    rows = prints.latest(turn.booking, LISTED)
    lines = tuple(_line(number, row) for number, row in enumerate(rows, start=1))
    return Asked(lines=lines or (Line(Message("prints.none")),))


def _line(number: int, row: PrintedRow) -> Line:
    state = "print_held" if row.held else f"print_{row.state}"
    values = {"number": number, "document_word": row.document, "whom": row.whom, "title": row.title}
    mark = "" if row.state in ("confirmed", "queued", "sending") and not row.held else "bad"
    return Line(Message("today.printed_line", {**values, "state_word": state}), mark, choice=number)


def _ask_job(turn: Turn[Printing]) -> Asked:
    row = _row(turn)
    address = turn.booking.house.printers[row.printer].address if row.printer in turn.booking.house.printers else "-"
    about = {"name": row.printer, "printer": row.printer, "address": address, "title": row.title, "file": row.title}
    fault = [Line(Message(row.fault, about), "bad")] if has_words(row.fault) else []
    if row.document == "drop_label" and row.state in print_queue.IN_DOUBT:
        fault.append(Line(Message("prints.scan_it")))
    choices = (
        Line(Message("prints.choice", {"number": number, "does": Message(action, {"name": row.printer})}))
        for number, action in enumerate(_actions(turn, row), start=1)
    )
    return Asked({"document_word": row.document, "title": row.title}, (*fault, *choices))


def _ask_target(turn: Turn[Printing]) -> Asked:
    row = _row(turn)
    names = enumerate(print_queue.targets(turn.booking, row.printer), start=1)
    lines = (Line(Message("prints.choice", {"number": at, "does": name}), choice=at) for at, name in names)
    return Asked({"name": row.printer}, tuple(lines))


_LABEL = Edge(scan(ScanKind.UNIT), take_label, ("list",))

PRINTS = Flow(
    "prints",
    Printing,
    (
        State(
            "list",
            _ask_list,
            (
                Edge(DIGIT, choose, ("job", "today:board")),
                _LABEL,
                Edge(key("f4"), print_commands, ("list",), "key.print_commands"),
                Edge(key("f3"), lambda _, __: Next("board", flow="today"), ("today:board",), "key.back"),
            ),
        ),
        State(
            "job",
            _ask_job,
            (Edge(DIGIT, do, ("list", "target")), _LABEL, Edge(key("f3"), go("list"), ("list",), "key.back")),
        ),
        State(
            "target",
            _ask_target,
            (Edge(DIGIT, move_to, ("list",)), Edge(key("f3"), go("job"), ("job",), "key.back")),
        ),
    ),
)
