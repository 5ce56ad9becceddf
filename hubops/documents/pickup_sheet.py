"""The pickup sheet: what a driver fetches from the producers of a cluster on one day, as A4 PDF or on a roll.

Each producer counts with the driver and signs, so that nobody argues at the dock.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from reportlab.lib.units import mm  # type: ignore[import-untyped]
from reportlab.platypus import Flowable, KeepTogether, Spacer  # type: ignore[import-untyped]

from hubops.documents import paper, wording
from hubops.documents.paper import par
from hubops.documents.roll import Roll, RollForm
from hubops.messages import say


@dataclass(frozen=True, slots=True)
class PickupLine:
    """One article that is expected."""

    product: str
    temperature_class: str
    max_cc: int | None
    """The warmest that is taken; None without a limit."""
    pieces: int


@dataclass(frozen=True, slots=True)
class CratesBack:
    """Empty crates of one type that the producer has to get back."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class PickupStop:
    """One producer."""

    producer: str
    address: str
    phone: str
    window_start: str
    """``HH:MM`` in the hub's zone, as is ``window_end``."""
    window_end: str
    lines: tuple[PickupLine, ...]
    crates: tuple[CratesBack, ...] = ()


@dataclass(frozen=True, slots=True)
class PickupSheet:
    """One cluster on one pickup day."""

    hub_name: str
    hub_address: str
    hub_phone: str
    cluster_code: str
    cluster_name: str
    day: date
    made_at: datetime
    """Aware; orders that came later are not on the sheet."""
    stops: tuple[PickupStop, ...]
    time_zone: str = "Europe/Oslo"
    language: str = "nb"
    copy: int = 0
    """0 the original, n the n-th copy."""


_SIGNED = ("pickup.time", "pickup.measured", "pickup.producer_signature")
_DRIVER = ("manifest.driver", "manifest.driver_signature", "manifest.vehicle")


def pickup_sheet_pdf(sheet: PickupSheet) -> bytes:
    """The sheet as PDF."""
    return paper.a4(_head(sheet), lambda: _story(sheet))


def pickup_sheet_roll(sheet: PickupSheet, form: RollForm) -> bytes:
    """The sheet on the roll of a receipt printer."""
    roll, language = Roll(form, _head(sheet)), sheet.language
    roll.facts(_facts(sheet))
    roll.pen(*(say(code, language) for code in _DRIVER))
    for number, stop in enumerate(sheet.stops, start=1):
        roll.space()
        roll.text(f"{number} {stop.producer}", "band")
        roll.row(_window(stop), stop.phone, "bold")
        roll.text(stop.address)
        roll.rule()
        for line in stop.lines:
            roll.row(line.product, f"{_pieces(line, language)} [____]", "bold")
            roll.text(_keeping(line, language), indent=3)
        for crates in stop.crates:
            roll.row(_brought(crates, language), "[____]")
        roll.pen(*(say(code, language) for code in _SIGNED))
    return roll.finished()


def _head(sheet: PickupSheet) -> paper.Head:
    day = wording.day(sheet.day, sheet.language)
    return paper.Head(
        title=say("pickup.title", sheet.language),
        mark=f"{sheet.cluster_code} {day}",
        detail=paper.copy_mark(sheet.copy, sheet.language),
        foot=f"{sheet.hub_name}, {sheet.cluster_name}, {day}",
        language=sheet.language,
    )


def _facts(sheet: PickupSheet) -> list[tuple[str, str]]:
    word = partial(say, language=sheet.language)
    made = wording.moment(sheet.made_at, ZoneInfo(sheet.time_zone), sheet.language)
    return [
        (word("pickup.cluster"), f"{sheet.cluster_code} {sheet.cluster_name}"),
        (word("pickup.day"), wording.day(sheet.day, sheet.language)),
        (word("pickup.to"), ", ".join(filter(None, (sheet.hub_name, sheet.hub_address, sheet.hub_phone)))),
        (word("paper.as_of"), made),
    ]


def _story(sheet: PickupSheet) -> list[Flowable]:
    word = partial(say, language=sheet.language)
    stops = [_stop(number, stop, sheet.language) for number, stop in enumerate(sheet.stops, start=1)]
    return [
        paper.facts(_facts(sheet), (35, 145)),
        Spacer(0, 3 * mm),
        paper.pen_fields([word(code) for code in _DRIVER], (70, 70, 40)),
        *(part for stop in stops for part in stop),
    ]


def _stop(number: int, stop: PickupStop, language: str) -> list[Flowable]:
    """One producer: when and where, what to count, what to bring back, and the signature."""
    word = partial(say, language=language)
    looks = [("BACKGROUND", (0, 0), (-1, -1), paper.BLACK), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    band = [par(str(number), "band number"), par(stop.producer, "band"), par(_window(stop), "band right")]
    rows = [
        [par(line.product), par(_keeping(line, language), "small"), par(_pieces(line, language), "bold right"), par("")]
        for line in stop.lines
    ]
    rows += [[par(_brought(crates, language), "bold"), par(""), par(""), par("")] for crates in stop.crates]
    heads = [word(code) for code in ("paper.product", "pickup.keeping", "paper.quantity", "pickup.counted")]
    fields = [word(code) for code in _SIGNED]
    return [
        Spacer(0, 6 * mm),
        KeepTogether(
            [
                paper.table([band], (20, 100, 60), looks),
                par(", ".join(filter(None, (stop.address, stop.phone)))),
            ]
        ),
        paper.listing(heads, rows, (80, 40, 30, 30), {2}),
        KeepTogether([Spacer(0, 2 * mm), paper.pen_fields(fields, (30, 30, 120))]),
    ]


def _window(stop: PickupStop) -> str:
    return f"{stop.window_start}–{stop.window_end}"


def _pieces(line: PickupLine, language: str) -> str:
    return say("paper.pieces", language, {"pieces": line.pieces})


def _keeping(line: PickupLine, language: str) -> str:
    """The temperature class and the limit, which the driver's vehicle must hold."""
    limit = wording.temperature_mark(None, line.max_cc, language)
    return ", ".join(filter(None, (wording.known_word(line.temperature_class, language), limit)))


def _brought(crates: CratesBack, language: str) -> str:
    return say("pickup.crates", language, {"count": crates.count, "name": crates.name})
