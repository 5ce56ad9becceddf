"""An order that is being typed in: what is in hand, and what each step of it asks and shows."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from hubops.flows.table import Asked, Line, Turn
from hubops.messages import Message
from hubops.operations import typed_orders
from hubops.operations.order_content import LineContent
from hubops.operations.typed_orders import Foreseen


class Typing(msgspec.Struct):
    """An order on the telephone."""

    kitchen: str = ""
    """Its code."""
    name: str = ""
    text: str = ""
    """The part of a name that was typed last."""
    gtin: str = ""
    product: str = ""
    unit: str = ""
    lines: list[LineContent] = []
    requested: date | None = None


Order = Turn[Typing]


def found_kitchens(turn: Order) -> Sequence[Any]:
    """The kitchens that the typed text means."""
    return typed_orders.kitchens_like(turn.booking, turn.data.text)


def found_articles(turn: Order) -> Sequence[Any]:
    """The articles that the typed text means."""
    return typed_orders.products_like(turn.booking, turn.data.text)


def earliest(turn: Order) -> date | None:
    """The first day on which all lines that can come at all are there; None where none can."""
    days = [each.promised.day for each in _foreseen(turn, turn.booking.day) if each.promised.day is not None]
    return max(days, default=None)


def promise_of(turn: Order) -> Message:
    """When the last line would come if the kitchen wanted it as soon as can be."""
    last = _foreseen(turn, turn.booking.day)[-1]
    code = "orders.can_not_come" if last.promised.day is None else "orders.could_come"
    return Message(code, {"line": told(last)})


def ask_kitchens(turn: Order) -> Asked:
    """Several kitchens have that in their names."""
    return Asked({"text": turn.data.text}, lines=_choices(row.name for row in found_kitchens(turn)))


def ask_article(turn: Order) -> Asked:
    """What is wanted next; below, what is in hand and when it could come."""
    shown = (Line(told(each)) for each in _foreseen(turn, turn.booking.day))
    return Asked({"kitchen": turn.data.name, "lines": len(turn.data.lines)}, lines=tuple(shown))


def ask_articles(turn: Order) -> Asked:
    """Several articles have that in their names."""
    return Asked({"text": turn.data.text}, lines=_choices(row.name for row in found_articles(turn)))


def ask_unit(turn: Order) -> Asked:
    """What the number will count."""
    units = typed_orders.units_of(turn.booking, turn.data.gtin)
    return Asked({"product": turn.data.product}, lines=_choices(Message(f"word.unit_{unit}") for unit in units))


def ask_quantity(turn: Order) -> Asked:
    """How much of it."""
    return Asked({"product": turn.data.product, "unit_word": f"unit_{turn.data.unit}"})


def ask_day(turn: Order) -> Asked:
    """When the kitchen wants it; the earliest day is on offer."""
    return Asked({"kitchen": turn.data.name, "day": earliest(turn)}, lines=ask_article(turn).lines)


def ask_whole(turn: Order) -> Asked:
    """The whole order, line by line as it would be promised for the day asked for."""
    wanted = turn.data.requested or turn.booking.day
    foreseen = _foreseen(turn, wanted)
    lines = (Line(told(each, why=True), "done" if each.promised.day == wanted else "bad") for each in foreseen)
    return Asked({"kitchen": turn.data.name, "day": wanted}, lines=tuple(lines))


def _foreseen(turn: Order, wanted: date) -> list[Foreseen]:
    return typed_orders.foresee(turn.booking, turn.data.kitchen, wanted, turn.data.lines)


def told(foreseen: Foreseen, *, why: bool = False) -> Message:
    """What comes when, and with ``why`` the reason where it is not as asked."""
    promised = foreseen.promised
    facts: dict[str, object] = {"quantity": _quantity(foreseen.line), "product": foreseen.product, "day": promised.day}
    if promised.day is None:
        return Message("orders.line_never", {**facts, "cause_word": promised.cause})
    if why and promised.cause:
        return Message("orders.line_later", {**facts, "cause_word": promised.cause})
    return Message("orders.line", facts)


def _quantity(line: LineContent) -> Message:
    """``2,5 kg``, ``3 cases``."""
    if line.unit == "kg":
        return Message("orders.kg", {"weight_kilos": line.quantity_thousandths})
    return Message(f"orders.{line.unit}", {"count": line.quantity_thousandths // 1000})


def _choices(names: Any) -> tuple[Line, ...]:
    listed = enumerate(names, start=1)
    return tuple(Line(Message("orders.choice", {"number": n, "name": name}), choice=n) for n, name in listed)
