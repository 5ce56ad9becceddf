"""The delivery card: what a kitchen gets on each day of a week and when, to hang on its wall."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from reportlab.lib.units import mm  # type: ignore[import-untyped]
from reportlab.platypus import Flowable, Spacer  # type: ignore[import-untyped]

from hubops.documents import paper, wording
from hubops.documents.paper import par
from hubops.documents.roll import Roll, RollForm
from hubops.messages import say


@dataclass(frozen=True, slots=True)
class CardLine:
    """One article that the kitchen ordered."""

    product: str
    pieces: int


@dataclass(frozen=True, slots=True)
class CardDay:
    """One delivery: a day and who brings it."""

    day: date
    route: str
    """Code and name of the route, or the producer that brings it; empty while nothing serves the order."""
    arrival: str
    """``HH:MM`` in the hub's zone; empty while nothing serves the order."""
    orders: tuple[str, ...]
    lines: tuple[CardLine, ...]


@dataclass(frozen=True, slots=True)
class DeliveryCard:
    """One kitchen in one week."""

    hub_name: str
    hub_address: str
    hub_phone: str
    """Whom to call when something is wrong; may be empty."""
    kitchen_code: str
    kitchen_name: str
    address: str
    week: int
    """ISO week."""
    monday: date
    made_at: datetime
    """Aware; orders that came later are not on the card."""
    days: tuple[CardDay, ...]
    crates_to_give_back: int = 0
    time_zone: str = "Europe/Oslo"
    language: str = "nb"
    copy: int = 0
    """0 the original, n the n-th copy."""


def delivery_card_pdf(card: DeliveryCard) -> bytes:
    """The card as PDF."""
    return paper.a4(_head(card), lambda: _story(card))


def delivery_card_roll(card: DeliveryCard, form: RollForm) -> bytes:
    """The card on the roll of a receipt printer."""
    roll, language = Roll(form, _head(card)), card.language
    roll.text(f"{card.kitchen_code} {card.kitchen_name}", "band")
    roll.facts(_facts(card))
    for day in card.days:
        roll.section(wording.day(day.day, language))
        roll.row(day.route or say("card.no_route", language), _arrival(day, language), "bold")
        for line in day.lines:
            roll.row(line.product, _pieces(line, language))
        roll.text(_orders(day, language))
    roll.space()
    roll.text(say("card.nothing" if not card.days else "card.use", language))
    roll.text(_call(card), "bold")
    return roll.finished()


def _head(card: DeliveryCard) -> paper.Head:
    return paper.Head(
        title=say("card.title", card.language),
        mark=say("card.week", card.language, {"week": card.week, "year": card.monday.isocalendar().year}),
        detail=paper.copy_mark(card.copy, card.language),
        foot=f"{card.hub_name}, {card.kitchen_code} {card.kitchen_name}",
        language=card.language,
    )


def _facts(card: DeliveryCard) -> list[tuple[str, str]]:
    word = partial(say, language=card.language)
    return [
        (word("paper.address"), card.address),
        (word("card.from"), ", ".join((card.hub_name, card.hub_address))),
        (word("card.crates"), str(card.crates_to_give_back or "")),
        (word("paper.as_of"), wording.moment(card.made_at, ZoneInfo(card.time_zone), card.language)),
    ]


def _story(card: DeliveryCard) -> list[Flowable]:
    """The kitchen in large letters, then the days."""
    looks = [("BACKGROUND", (0, 0), (-1, -1), paper.BLACK), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    name = [[par(card.kitchen_code, "band"), par(card.kitchen_name, "band")]]
    return [
        paper.table(name, (45, 135), looks),
        paper.facts(_facts(card), (35, 145)),
        *(part for day in card.days for part in _day(day, card.language)),
        Spacer(0, 5 * mm),
        par(say("card.nothing" if not card.days else "card.use", card.language)),
        par(_call(card), "large"),
    ]


def _day(day: CardDay, language: str) -> list[Flowable]:
    word = partial(say, language=language)
    rows = [[par(line.product), par(_pieces(line, language), "bold right")] for line in day.lines]
    when = [par(day.route or word("card.no_route"), "large"), par(_arrival(day, language), "large")]
    return [
        par(wording.day(day.day, language), "section"),
        paper.table([when], (120, 60)),
        paper.listing([word("paper.product"), word("paper.quantity")], rows, (150, 30), {1}),
        par(_orders(day, language), "small"),
    ]


def _pieces(line: CardLine, language: str) -> str:
    return say("paper.pieces", language, {"pieces": line.pieces})


def _arrival(day: CardDay, language: str) -> str:
    return say("card.arrival", language, {"arrival": day.arrival}) if day.arrival else ""


def _orders(day: CardDay, language: str) -> str:
    return say("card.orders", language, {"orders": ", ".join(day.orders)})


def _call(card: DeliveryCard) -> str:
    return say("card.call", card.language, {"phone": card.hub_phone}) if card.hub_phone else ""
