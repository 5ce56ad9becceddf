"""``hubops print``: papers once more as they were frozen, and the sheets that are made when they are asked for."""

import json
from collections.abc import Callable
from uuid import UUID

from hubops.devices.scanners.sheet_codes import SHEET_CODES
from hubops.documents.render import render
from hubops.errors import BadInput, Refused
from hubops.messages import Message
from hubops.open_hub import OpenHub
from hubops.operations import papers, spooling
from hubops.operations.booking import Booking
from hubops.queries import paper_pack, prints, signs
from hubops.queries.prints import Paper
from hubops.settings import PrinterSettings

_NOTHING = UUID(int=0)
"""What a sheet is about: no row of the hub."""
LABELS = ("drop_label", "logistic_label")
CODE_SHEETS = ("commands", "signs", "badges")
"""Sheets of codes, which a label printer prints as one label per code."""


def drawn(hub: OpenHub, document: str, title: str, *, labels: bool = False) -> bytes:
    """The bytes of a document, for a file; with ``labels`` a sheet of codes as labels.

    Raises:
        Refused: there is no such paper.
        BadInput: it can't be drawn on labels, or not on those of the first station's printer.
    """
    desk = hub.job_desk("print")
    _demand_codes(document, labels)
    if document in SHEETS:
        content = json.dumps(desk.look(lambda booking: SHEETS[document](hub, booking, title)))
    else:
        content = desk.look(lambda booking: _find(booking, document, title)).content
    if document not in LABELS and not labels:
        return render(document, content.encode(), "pdf", 0)
    printer = _label_printer(hub, desk.look(lambda booking: booking.station.label_printer))
    return render(document, content.encode(), "zpl", printer.dpi, printer.media)


def queued(hub: OpenHub, document: str, title: str, *, labels: bool = False) -> Message:
    """Queue a document for the printer of the first station, a paper as a copy; what is said about it is returned.

    With ``labels`` a sheet of codes goes to the label printer.

    Raises:
        Refused: there is no such paper, or it can't be printed now.
        BadInput: it can't be drawn on labels.
    """
    _demand_codes(document, labels)
    return hub.job_desk("print").book(lambda booking: _queue(hub, booking, document, title, labels))


def _demand_codes(document: str, labels: bool) -> None:
    if labels and document not in (*CODE_SHEETS, *LABELS):
        raise BadInput("documents.wrong_language", kind=document, language="zpl")


def _label_printer(hub: OpenHub, name: str) -> PrinterSettings:
    """The settings of a label printer; those of the usual one where devices.toml has none of that name."""
    return hub.settings.devices.printers.get(name) or PrinterSettings("zpl", "file", "")


def _queue(hub: OpenHub, booking: Booking, document: str, title: str, labels: bool) -> Message:
    if document in SHEETS:
        content = SHEETS[document](hub, booking, title)
        printer = booking.station.label_printer if labels else booking.station.paper_printer
        papers.queue(booking, document, _NOTHING, booking.house.name, printer, content)
        return Message("print.queued", {"document_word": document})
    copy = spooling.reprint(booking, _find(booking, document, title).id)
    return Message("today.reprinted", {"document_word": document, "title": title, "copy": copy})


def _find(booking: Booking, document: str, title: str) -> Paper:
    if not title:
        raise Refused("print.title_needed", document_word=document)
    return prints.find(booking, document, title)


def _commands(_: OpenHub, booking: Booking, __: str) -> dict[str, object]:
    return {"hub_name": booking.house.name, "language": booking.house.language}


def _signs(hub: OpenHub, booking: Booking, _: str) -> dict[str, object]:
    return _sign_sheet(booking, "signs", signs.of_places(booking, hub.settings.devices.stations))


def _badges(_: OpenHub, booking: Booking, __: str) -> dict[str, object]:
    return _sign_sheet(booking, "badges", signs.of_people(booking))


def _pack(_: OpenHub, booking: Booking, __: str) -> dict[str, object]:
    return paper_pack.content(booking, booking.house, booking.day)


def _route_card(_: OpenHub, booking: Booking, route: str) -> dict[str, object]:
    if not route:
        raise Refused("print.title_needed", document_word="route_card")
    name, house = signs.name_of_route(booking, route), booking.house
    return {"hub_name": house.name, "route_code": route, "route_name": name, "language": house.language}


def _scanner_sheet(_: OpenHub, booking: Booking, __: str) -> dict[str, object]:
    codes = [{"symbol": code.symbol, "data": code.data, "answer": "scan.test_right"} for code in SHEET_CODES]
    return {"hub_name": booking.house.name, "codes": codes, "language": booking.house.language}


def _sign_sheet(booking: Booking, kind: str, found: list[signs.Sign]) -> dict[str, object]:
    listed = [{"code": code, "large": large, "small": small} for code, large, small in found]
    return {"hub_name": booking.house.name, "kind": kind, "signs": listed, "language": booking.house.language}


SHEETS: dict[str, Callable[[OpenHub, Booking, str], dict[str, object]]] = {
    "commands": _commands,
    "signs": _signs,
    "badges": _badges,
    "paper_pack": _pack,
    "route_card": _route_card,
    "scanner_sheet": _scanner_sheet,
}
"""Documents that are made from what the hub is now; the others stand frozen in the print queue."""
