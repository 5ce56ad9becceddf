"""``hubops print``: papers once more as they were frozen, and the sheets that are made when they are asked for."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from uuid import UUID

from hubops.answers.days import read_day, read_week
from hubops.devices.scanners.sheet_codes import SHEET_CODES
from hubops.documents.render import render
from hubops.errors import BadInput, Refused
from hubops.jobs import delivery_cards
from hubops.jobs.printers import roll_of
from hubops.messages import Message, say
from hubops.open_hub import OpenHub
from hubops.operations import pallet_labels, papers, spooling
from hubops.operations.booking import Booking
from hubops.queries import paper_pack, pickup_sheet, prints, signs, statement
from hubops.queries.prints import Paper
from hubops.settings import PrinterSettings
from hubops.statement_text import statement_parts
from hubops.statement_text import title as statement_title

_NOTHING = UUID(int=0)
"""What a sheet is about: no row of the hub."""
LABELS = ("drop_label", "logistic_label")
CODE_SHEETS = ("commands", "signs", "badges")
"""Sheets of codes, which a label printer prints as one label per code."""


def drawn(hub: OpenHub, document: str, title: str, *, labels: bool = False, pdf: bool = False) -> bytes:
    """The bytes of a document, for a file, as the printer of the first station would get them.

    With ``labels`` a sheet of codes as labels; with ``pdf`` a paper as A4, whatever that printer is.

    Raises:
        Refused: there is no such paper, or it was withdrawn.
        BadInput: it can't be drawn on labels, or not on those of the first station's printer.
    """
    desk = hub.job_desk("print")
    _demand_codes(document, labels)
    if document in SHEETS:
        content = json.dumps(desk.look(lambda booking: SHEETS[document](hub, booking, title)))
    else:
        content = desk.look(lambda booking: _standing(booking, document, title)).content
    station = desk.look(lambda booking: booking.station)
    if document in LABELS or labels:
        printer = _printer(hub, station.label_printer, "zpl")
        return render(document, content.encode(), "zpl", printer.dpi, printer.media)
    printer = _printer(hub, station.paper_printer, "pdf")
    return render(document, content.encode(), "pdf" if pdf else printer.language, 0, roll=roll_of(printer))


def queued(hub: OpenHub, document: str, title: str, *, labels: bool = False) -> Message:
    """Queue a document for the printer of the first station, a paper as a copy; what is said about it is returned.

    With ``labels`` a sheet of codes goes to the label printer.

    Raises:
        Refused: there is no such paper, or it can't be printed now.
        BadInput: it can't be drawn on labels.
    """
    _demand_codes(document, labels)
    return hub.job_desk("print").book(lambda booking: _queue(hub, booking, document, title, labels))


def cards(hub: OpenHub, week: str, folder: Path | None) -> Message:
    """Print the delivery card of every kitchen that gets something in a week, or write them into a folder, as A4.

    Raises:
        Refused: no week was named, or no kitchen gets anything in it.
        BadInput: ``cli.no_week``.
    """
    if not week:
        raise Refused("print.words", document_word="delivery_card", words="WEEK")
    desk = hub.job_desk("print")
    monday = read_week(week, desk.look(lambda booking: booking.day))
    year, number, _ = monday.isocalendar()
    if folder is None:
        count = desk.book(lambda booking: delivery_cards.queue_cards(booking, monday))
    else:
        found = desk.look(lambda booking: delivery_cards.all_of(booking, monday))
        folder.mkdir(parents=True, exist_ok=True)
        for title, content in found:
            pdf = render(delivery_cards.DOCUMENT, json.dumps(content).encode(), "pdf", 0)
            (folder / f"{title.replace(' ', '-').replace('/', '-')}.pdf").write_bytes(pdf)
        count = len(found)
    if not count:
        raise Refused("print.no_cards", week=number, year=year)
    told = {"cards": count, "week": number, "year": year}
    return (
        Message("print.cards_queued", told)
        if folder is None
        else Message("print.cards_in", {**told, "to": str(folder)})
    )


def _demand_codes(document: str, labels: bool) -> None:
    if labels and document not in (*CODE_SHEETS, *LABELS):
        raise BadInput("documents.wrong_language", kind=document, language="zpl")


def _printer(hub: OpenHub, name: str, language: str) -> PrinterSettings:
    """The settings of a printer; those of a usual one where devices.toml has none of that name."""
    return hub.settings.devices.printers.get(name) or PrinterSettings(language, "file", "")


def _queue(hub: OpenHub, booking: Booking, document: str, title: str, labels: bool) -> Message:
    if document in SHEETS:
        content = SHEETS[document](hub, booking, title)
        printer = booking.station.label_printer if labels else booking.station.paper_printer
        papers.queue(booking, document, _NOTHING, title or booking.house.name, printer, content)
        return Message("print.queued", {"document_word": document})
    if document == pallet_labels.DOCUMENT:
        if not title:
            raise Refused("print.title_needed", document_word=document)
        copy = pallet_labels.print_pallet_label(booking, title)
        if not copy:
            return Message("print.queued", {"document_word": document})
    else:
        copy = spooling.reprint(booking, _find(booking, document, title).id)
    return Message("today.reprinted", {"document_word": document, "title": title, "copy": copy})


def _find(booking: Booking, document: str, title: str) -> Paper:
    if not title:
        raise Refused("print.title_needed", document_word=document)
    return prints.find(booking, document, title)


def _standing(booking: Booking, document: str, title: str) -> Paper:
    paper = _find(booking, document, title)
    spooling.refuse_withdrawn(booking, paper.id)
    return paper


def _commands(hub: OpenHub, booking: Booking, _: str) -> dict[str, object]:
    stations = list(hub.settings.devices.stations)
    return {"hub_name": booking.house.name, "language": booking.house.language, "stations": stations}


def _signs(hub: OpenHub, booking: Booking, _: str) -> dict[str, object]:
    return _sign_sheet(booking, "signs", signs.of_places(booking, hub.settings.devices.stations))


def _badges(_: OpenHub, booking: Booking, __: str) -> dict[str, object]:
    people = signs.of_people(booking)
    named = [(code, name, say(f"word.{role}", booking.house.language)) for code, name, role in people]
    return _sign_sheet(booking, "badges", named)


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


def _pickup_sheet(_: OpenHub, booking: Booking, title: str) -> dict[str, object]:
    cluster, text = _words("pickup_sheet", title, "CLUSTER", "DATE")
    house = booking.house
    day = read_day(text)
    return {**papers.sender(booking), **pickup_sheet.content(booking, house.calendar, house.classes, cluster, day)}


def _delivery_card(_: OpenHub, booking: Booking, title: str) -> dict[str, object]:
    kitchen, text = _words("delivery_card", title, "KITCHEN", "WEEK")
    monday = read_week(text, booking.day)
    return delivery_cards.content_of(booking, kitchen, monday)


def _closing_statement(_: OpenHub, booking: Booking, title: str) -> dict[str, object]:
    day, house = read_day(title) if title else booking.day, booking.house
    span = house.calendar.day_span(day)
    found = statement.read(booking, day, span)
    deviations, turned_away = statement.deviations(booking, span), statement.turned_away(booking, span)
    parts = [
        {"heading": part.heading or say(part.caption, house.language), "rows": [asdict(row) for row in part.rows]}
        for part in statement_parts(found, house.language, deviations, turned_away)
    ]
    sender = {name: value for name, value in papers.sender(booking).items() if name not in ("hub_address", "hub_phone")}
    told = {"title": statement_title(found, house.language), "seal": statement.seal(booking, day)}
    return {**sender, "day": day.isoformat(), **told, "parts": parts}


def _words(document: str, title: str, *names: str) -> tuple[str, ...]:
    """The words after the name of a paper. Raises Refused ``print.words`` where not so many were given."""
    words = tuple(title.split())
    if len(words) != len(names):
        raise Refused("print.words", document_word=document, words=" ".join(names))
    return words


SHEETS: dict[str, Callable[[OpenHub, Booking, str], dict[str, object]]] = {
    "commands": _commands,
    "signs": _signs,
    "badges": _badges,
    "paper_pack": _pack,
    "route_card": _route_card,
    "scanner_sheet": _scanner_sheet,
    "pickup_sheet": _pickup_sheet,
    "delivery_card": _delivery_card,
    "closing_statement": _closing_statement,
}
"""Documents that are made from what the hub is now; the others stand frozen in the print queue."""
