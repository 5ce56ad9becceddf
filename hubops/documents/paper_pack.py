"""The paper pack: a whole hub day on A4 for the day when nothing else works, with columns for the pen.

A page or more for each producer that is expected and each route, then blank forms. What is written there is entered
later with its times (back-entry).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from reportlab.lib.units import mm  # type: ignore[import-untyped]
from reportlab.platypus import Flowable, KeepTogether, PageBreak, Spacer  # type: ignore[import-untyped]

from hubops.documents import paper, wording
from hubops.documents.paper import par
from hubops.messages import say

ROW_MM = 10
"""High enough for a pen in a glove."""
SPARE_ROWS = 4
"""Below what is expected: what comes besides, a second lot, a second date."""
FORM_ROWS = 20
LONGEST = 50
"""Letters of a name in a row of fixed height."""
SIGNED_AT_STOP = ("pack.parcels", "pack.time", "pack.temperature", "pack.crates", "pack.receiver")
_RECEIPT_MM = (50, 15, 22, 13, 16, 22, 18, 12, 12)
_PACKING_MM = (80, 20, 20, 30, 30)
_TEMPERATURE_MM = (20, 60, 40, 20, 40)
_HANDOVER_MM = (12, 50, 18, 18, 18, 34, 30)


@dataclass(frozen=True, slots=True)
class PackLine:
    """One article that is expected, or that a kitchen waits for."""

    product: str
    temperature_class: str
    max_cc: int | None
    """The warmest that is taken; None without a limit."""
    pieces: int


@dataclass(frozen=True, slots=True)
class PackDelivery:
    """What one producer is expected to bring."""

    number: int
    producer: str
    phone: str
    expected: str
    """Local time of day, ``07:30``; empty if unknown."""
    lines: tuple[PackLine, ...]


@dataclass(frozen=True, slots=True)
class PackStop:
    """One kitchen of a route."""

    stop: int
    kitchen: str
    address: str
    arrival: str
    window: str
    note: str
    lines: tuple[PackLine, ...]


@dataclass(frozen=True, slots=True)
class PackRoute:
    """One route with its stops in driving order."""

    code: str
    name: str
    vehicle: str
    departure: str
    stops: tuple[PackStop, ...]


@dataclass(frozen=True, slots=True)
class PaperPack:
    """A hub day."""

    hub_name: str
    day: date
    deliveries: tuple[PackDelivery, ...]
    routes: tuple[PackRoute, ...]
    language: str = "nb"
    copy: int = 0
    """0 the original, n the n-th copy."""


def paper_pack_pdf(pack: PaperPack) -> bytes:
    """The pack as PDF; the same content gives the same bytes."""
    return paper.a4(head_of(pack), lambda: _story(pack))


def head_of(pack: PaperPack) -> paper.Head:
    """What stands on every page."""
    return paper.Head(
        title=say("pack.title", pack.language),
        mark=wording.day(pack.day, pack.language),
        detail=paper.copy_mark(pack.copy, pack.language),
        foot=pack.hub_name,
        language=pack.language,
    )


def _story(pack: PaperPack) -> list[Flowable]:
    language = pack.language
    sheets = [
        *(_delivery(delivery, language) for delivery in pack.deliveries),
        *(_route(route, language) for route in pack.routes),
        *_blank_forms(language),
    ]
    story: list[Flowable] = [par(say("pack.how", language), longest=400)]
    for n, sheet in enumerate(sheets):
        story += [*([PageBreak()] if n else []), *sheet]
    return story


def _delivery(delivery: PackDelivery, language: str) -> list[Flowable]:
    values = {"producer": delivery.producer, "time": delivery.expected or "-", "number": delivery.number}
    rows = [
        [par(line.product, longest=LONGEST), par(str(line.pieces), "right"), par(limit(line, language), "small")]
        for line in delivery.lines
    ]
    return [
        par(say("pack.delivery", language, values), "section"),
        par(delivery.phone),
        _receiving(rows, len(rows) + SPARE_ROWS, language),
        Spacer(0, 6 * mm),
        _signed(("receipt.hub_signature", "receipt.producer_signature"), language),
    ]


def _receiving(rows: Sequence[Sequence[Flowable]], count: int, language: str) -> Flowable:
    return _form("receipt", _RECEIPT_MM, rows, count, language)


def _form(
    name: str, widths_mm: Sequence[float], rows: Sequence[Sequence[Flowable]], count: int, language: str
) -> Flowable:
    """A ruled table of ``count`` rows; ``pack.<name>_columns`` names its columns, with bars between them."""
    heads = [par(column.strip(), "small") for column in say(f"pack.{name}_columns", language).split("|")]
    filled = [[*row, *[""] * (len(heads) - len(row))] for row in rows]
    empty = [[""] * len(heads)] * (count - len(filled))
    looks = [("GRID", (0, 0), (-1, -1), 0.6, paper.BLACK), ("BACKGROUND", (0, 0), (-1, 0), paper.GREY)]
    return paper.table([heads, *filled, *empty], widths_mm, looks, heads=1, height_mm=ROW_MM)


def limit(line: PackLine, language: str) -> str:
    """The warmest that is taken; the temperature class where there is no limit."""
    warmest = wording.temperature_mark(None, line.max_cc, language)
    return warmest or wording.known_word(line.temperature_class, language)[:LONGEST]


def _route(route: PackRoute, language: str) -> list[Flowable]:
    values = {"route": route.code, "name": route.name, "vehicle": route.vehicle, "time": route.departure}
    stops = [part for stop in route.stops for part in _stop(stop, language)]
    return [par(say("pack.route", language, values), "section"), *stops]


def _stop(stop: PackStop, language: str) -> list[Flowable]:
    """The heading stays with its table, where the page has room for both."""
    values = {"stop": stop.stop, "kitchen": stop.kitchen, "arrival": stop.arrival, "window": stop.window}
    rows = [[par(line.product, longest=LONGEST), par(str(line.pieces), "right")] for line in stop.lines]
    fields = [say(code, language) for code in SIGNED_AT_STOP]
    return [
        Spacer(0, 3 * mm),
        KeepTogether(
            [
                par(say("pack.stop", language, values), "bold"),
                par(", ".join(filter(None, (stop.address, stop.note))), "small"),
                _form("packing", _PACKING_MM, rows, len(rows), language),
                paper.pen_fields(fields, (22, 22, 22, 22, 92), 11),
            ]
        ),
    ]


def _blank_forms(language: str) -> list[list[Flowable]]:
    title = partial(say, language=language)
    rows: list[list[Flowable]] = []
    return [
        [
            par(title("pack.blank_receipt"), "section"),
            paper.pen_fields([title("pack.producer"), title("pack.date"), title("pack.time")], (110, 40, 30), 11),
            _receiving(rows, FORM_ROWS - 2, language),
            Spacer(0, 4 * mm),
            _signed(("receipt.hub_signature", "receipt.producer_signature"), language),
        ],
        [
            par(title("pack.blank_temperature"), "section"),
            _form("temperature", _TEMPERATURE_MM, rows, FORM_ROWS, language),
        ],
        [
            par(title("pack.blank_handover"), "section"),
            paper.pen_fields([title("pack.vehicle"), title("pack.driver"), title("pack.date")], (50, 90, 40), 11),
            _form("handover", _HANDOVER_MM, rows, FORM_ROWS, language),
        ],
    ]


def _signed(codes: Sequence[str], language: str) -> Flowable:
    word = partial(say, language=language)
    fields = [paper.pen_fields([word(c), word("paper.name"), word("paper.time")], (80, 70, 30), 12) for c in codes]
    return KeepTogether(fields)
