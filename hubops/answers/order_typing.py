"""Typing an order in at the command line: kitchen, day, then product and quantity until an empty line.

Every answer is shown as it was understood, each line with the day on which it would come and why not as asked; nothing
is booked before the whole order was shown and confirmed.
"""

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import TypeVar

from hubops.errors import BadInput, HubopsError, Refused
from hubops.exchange import cells, outcomes
from hubops.flows import order_in_hand
from hubops.messages import Message
from hubops.open_hub import OpenHub
from hubops.operations import typed_orders
from hubops.operations.articles import Articles
from hubops.operations.desk import Desk
from hubops.operations.order_content import LineContent
from hubops.operations.typed_orders import Foreseen
from hubops.queries import order_book

T = TypeVar("T")
MOST_SHOWN = 9
"""Of what was found by a part of its name: as many as have a digit of their own."""
UNITS = {
    "": "",
    **dict.fromkeys(("stk", "stk.", "stykk", "pc", "pcs", "piece", "pieces"), "piece"),
    **dict.fromkeys(("kasse", "kasser", "case", "cases"), "case"),
    "kg": "kg",
}
"""What people type for a unit; nothing: what was scanned, else pieces."""


class _GaveUpError(Exception):
    """The input ended."""


def type_order(hub: OpenHub, language: str) -> int:
    """Ask for an order and book it; 1 if it was given up or refused."""
    desk = hub.job_desk("orders")
    if not sys.stdin.isatty():
        print(Message("typing.no_terminal").text(language), file=sys.stderr)
        return 1
    try:
        return Typing(desk, language).run()
    except (_GaveUpError, EOFError, KeyboardInterrupt):
        print(Message("typing.given_up").text(language), file=sys.stderr)
        return 1


class Typing:
    """One order under way."""

    def __init__(self, desk: Desk, language: str) -> None:
        self._desk = desk
        self._language = language

    def run(self) -> int:
        """Ask, show, book."""
        badge = self._until(lambda: self._badge(self._ask("typing.badge")))
        kitchen, name = self._until(self._kitchen)
        requested = self._until(lambda: _day(self._ask("typing.day")))
        lines: list[LineContent] = []
        while line := self._until(lambda: self._line(len(lines) + 1)):
            lines.append(line)
            print(self._told(self._foreseen(kitchen, requested, lines)[-1]))
        if not lines:
            raise _GaveUpError
        self._say("typing.whole", kitchen=name, requested_on=requested.isoformat(), lines=len(lines))
        for each in self._foreseen(kitchen, requested, lines):
            print(self._told(each))
        if self._ask("typing.confirm").casefold() not in ("j", "ja", "y", "yes"):
            raise _GaveUpError
        typed = self._desk.book(lambda booking: typed_orders.accept(booking, badge, kitchen, requested, lines))
        days = [row.day for row in self._desk.look(lambda booking: order_book.promises(booking, typed.number))]
        if None in days:
            self._say("typing.booked_without_route", number=typed.number)
        else:
            self._say("typing.booked", number=typed.number, comes_on=max(days).isoformat())
        return 0

    def _foreseen(self, kitchen: str, requested: date, lines: Sequence[LineContent]) -> list[Foreseen]:
        return self._desk.look(lambda booking: typed_orders.foresee(booking, kitchen, requested, lines))

    def _told(self, foreseen: Foreseen) -> str:
        return f"  {order_in_hand.told(foreseen, why=True).text(self._language)}"

    def _badge(self, text: str) -> str:
        badge = text.upper().removeprefix("BADGE-")
        return self._desk.look(lambda booking: typed_orders.sign(booking, badge))

    def _kitchen(self) -> tuple[str, str]:
        part = self._ask("typing.kitchen")
        found = self._desk.look(lambda booking: typed_orders.kitchens_like(booking, part))
        names = [f"{row.code}  {row.name}" for row in found]
        chosen = found[self._choose(part, names)]
        return chosen.code, chosen.name

    def _line(self, number: int) -> LineContent | None:
        """The next line; None for an empty answer."""
        part = self._ask("typing.product")
        if not part:
            return None
        found = self._desk.look(lambda booking: typed_orders.products_like(booking, part))
        product = found[self._choose(part, [row.name for row in found])]
        self._say("typing.found", name=product.name)
        quantity, unit = _quantity(self._ask("typing.quantity"))
        scanned_case = getattr(product, "level", "") == "case"
        line = LineContent(number, product.gtin, quantity, unit or ("case" if scanned_case else "piece"), "")
        _, pieces = self._desk.look(lambda booking: Articles(booking).pieces_of("", line))
        self._say(
            "typing.line", line=number, quantity=outcomes.amount(line.quantity), product=product.name, pieces=pieces
        )
        return line

    def _choose(self, part: str, names: Sequence[str]) -> int:
        """Which of the names is meant. Raises Refused where none or too many were found."""
        if not names:
            raise Refused("typing.none_found", text=part)
        if len(names) > MOST_SHOWN:
            raise Refused("typing.too_many", text=part, found=len(names))
        if len(names) == 1:
            return 0
        for number, name in enumerate(names, 1):
            print(f"  {number}  {name}")
        number = self._until(lambda: self._which(len(names)))
        if not number:
            raise Refused("typing.again")
        return number - 1

    def _which(self, most: int) -> int:
        """The number of one of so many, 0 for none of them; an empty answer is none, and it is asked again."""
        answer = self._ask("typing.which")
        if not answer.isdecimal() or int(answer) > most:
            raise Refused("typing.no_choice" if answer else "typing.which_one", text=answer, most=most)
        return int(answer)

    def _until(self, ask: Callable[[], T]) -> T:
        """Ask until the answer can be used; each refusal is told."""
        while True:
            try:
                return ask()
            except HubopsError as error:
                self._say(error.code, **error.values)

    def _ask(self, code: str) -> str:
        return input(f"{Message(code).text(self._language)} ").strip()

    def _say(self, code: str, **values: object) -> None:
        print(Message(code, values).text(self._language))


def _day(text: str) -> date:
    """A day as people write it: ``2026-11-24`` or ``24.11.2026``."""
    try:
        return datetime.strptime(text, "%d.%m.%Y").date()  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        with suppress(BadInput):
            return cells.iso_date(text)
        raise BadInput("typing.no_day", text=text) from None


def _quantity(text: str) -> tuple[int, str]:
    """``5``, ``2,5 kg`` or ``3 kasse``: thousandths and the unit as it was typed, empty for none."""
    number, _, unit = text.partition(" ")
    unit = unit.strip().casefold()
    if unit not in UNITS:
        raise BadInput("typing.no_unit", text=unit)
    return cells.quantity(number), UNITS[unit]
