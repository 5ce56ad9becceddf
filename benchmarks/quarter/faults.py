"""The deck of faults: each kind is dealt once, on a day on which it can happen, before any comes again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random
from typing import TYPE_CHECKING

from benchmarks.quarter.findings import Injected, LineKey
from benchmarks.quarter.office import Wrong
from benchmarks.quarter.today import Today

if TYPE_CHECKING:
    from benchmarks.quarter.floor import Plan
    from benchmarks.quarter.orders import OrderBook
    from benchmarks.quarter.world import World

SPARED_DAYS = timedelta(days=7)
"""So long nothing else goes wrong with an article, a kitchen or an order, so that each finding has one cause."""
MORNING = time(3, 30)


def less_of(number: str) -> str:
    """Stands for what is short of an order before it goes, among what may be touched."""
    return f"less of {number}"


@dataclass
class Hand:
    """What a fault may use: the day, and where to write what goes wrong."""

    world: World
    book: OrderBook
    random: Random
    plan: Plan
    wrong: Wrong
    today: Today
    touched: dict[str, date]
    injected: list[Injected]
    moved: set[str]
    """Orders that the hub has moved to another day; it may find them a better one when days change again."""

    def free(self, *names: str) -> bool:
        """Whether nothing went wrong with any of these lately."""
        return all(self.touched.get(name, self.today.day) <= self.today.day for name in names)

    def sound(self) -> set[LineKey]:
        """The lines that go today with whose articles nothing is wrong."""
        return {(each.number, each.line) for each in self.today.now if self.free(each.gtin)}

    def touch(self, *names: str) -> None:
        """From now on something is wrong with these."""
        self.touched.update(dict.fromkeys(names, self.today.day + SPARED_DAYS))

    def touch_today(self, *names: str) -> None:
        """Something is wrong with these, and over by tomorrow."""
        tomorrow = self.today.day + timedelta(days=1)
        self.touched.update({name: max(tomorrow, self.touched.get(name, tomorrow)) for name in names})

    def inject(self, fault: str) -> Injected:
        """A fault is made today."""
        made = Injected(fault, self.today.day)
        self.injected.append(made)
        return made


@dataclass(frozen=True)
class Kind:
    """A kind of fault: when on a day it is made, and how; it tells whether it could be made."""

    name: str
    at: time
    make: Callable[[Hand, str], bool]


class Deck:
    """All kinds, shuffled."""

    def __init__(self, world: World, book: OrderBook, random: Random, injected: list[Injected], most: int) -> None:
        """``most`` are tried on a day."""
        self._world, self._book, self._random, self._injected, self._most = world, book, random, injected, most
        self._left: list[Kind] = []
        self._touched: dict[str, date] = {}
        self._moved: set[str] = set()

    def deal(self, plan: Plan) -> Wrong:
        """The faults of a day: those of the floor stand in ``plan``, those of the office are returned or planned."""
        from benchmarks.quarter.kinds import KINDS  # noqa: PLC0415 - they know the deck

        if not self._left:
            self._left = list(KINDS)
            self._random.shuffle(self._left)
        wrong = Wrong()
        today = self._world.look(Today.read)
        pens = (self._touched, self._injected, self._moved)
        hand = Hand(self._world, self._book, self._random, plan, wrong, today, *pens)
        drawn, self._left = self._left[: self._most], self._left[self._most :]
        for kind in drawn:
            if kind.at == MORNING:
                self._make(kind, hand)
            else:
                self._world.plan(kind.at, lambda kind=kind: self._make(kind, hand))  # type: ignore[misc]
        return wrong

    def _make(self, kind: Kind, hand: Hand) -> None:
        if not kind.make(hand, kind.name):
            self._left.append(kind)
