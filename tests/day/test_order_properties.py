"""Whatever comes in whatever order, each order line is in exactly one true state, and nothing is told twice.

Orders, changes, cancellations, shortages, files that come again, goods that turn up, departures, undo and closed days.
``HYPOTHESIS_PROFILE=long`` shakes the hub for minutes instead of seconds.
"""

import itertools
import os
import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from floor_inputs import Hub
from hub_databases import HubDatabases
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from order_book import ORDERED, Line, OrderBook
from small_hub import found_small

from hubops.demo.clock import START

LENGTH = {"short": (6, 18), "long": (300, 50)}
"""Examples, and steps of each."""
STAGES = ("morning", "received", "packed")
MILK, BUTTER, BEEF = "07039999000213", "07039999000244", "07039999000411"
CASES = {MILK: "]C1011703999900021015261206" + "10L0212", BEEF: "]C101970399990004141726120831030080001" + "0KJ7"}
KITCHENS = ("B04", "B05", "A02")
TUESDAY, THURSDAY = date(2026, 11, 24), date(2026, 11, 26)
GTINS = st.sampled_from((MILK, MILK, BUTTER, BEEF))
AMOUNTS = st.integers(1, 9)
DAYS = st.sampled_from((TUESDAY, TUESDAY, THURSDAY))
PICK = st.integers(0, 30)
LATE = st.sampled_from((True, True, False))


class Orders(RuleBasedStateMachine):
    """Orders and the floor, in any order."""

    databases: HubDatabases
    templates: dict[str, Path]
    scratch: Path
    numbers = itertools.count()

    @initialize(stage=st.sampled_from(STAGES))
    def begin(self, stage: str) -> None:
        """A hub at some hour of its day."""
        self.folder = self.scratch / str(next(self.numbers))
        self.databases.copy(self.templates[stage], self.folder)
        self.hub = Hub(self.folder, START + timedelta(hours=1))
        self.book = OrderBook(self.hub)
        self.count = 0

    @rule(
        kitchen=st.sampled_from(KITCHENS), day=DAYS, wanted=st.lists(st.tuples(GTINS, AMOUNTS), min_size=1, max_size=3)
    )
    def order(self, kitchen: str, day: date, wanted: list[tuple[str, int]]) -> None:
        """A new order that made the cut-off."""
        self.count += 1
        number = f"N-{self.count}"
        rows = [_row(number, kitchen, day, n, gtin, amount) for n, (gtin, amount) in enumerate(wanted, 1)]
        report = self.book.take(rows, late=False)
        assert (report.faults, report.added) == ((), 1)
        self.book.orders[number] = (kitchen, day)
        self.book.lines |= {(number, n): Line(gtin, amount) for n, (gtin, amount) in enumerate(wanted, 1)}

    @rule(pick=PICK, gtin=GTINS, amount=AMOUNTS, late=LATE)
    def change(self, pick: int, gtin: str, amount: int, late: bool) -> None:
        """A line of an order is another amount, or another article."""
        key = self._line(pick)
        wanted = gtin if pick % 3 == 0 else self.book.lines[key].gtin
        if not self._send(key, wanted, amount, "change", late):
            self.book.lines[key] = Line(wanted, amount)

    @rule(pick=PICK, gtin=GTINS, amount=AMOUNTS)
    def add(self, pick: int, gtin: str, amount: int) -> None:
        """An order gets one more line."""
        number = self._line(pick)[0]
        key = (number, max(line for other, line in self.book.lines if other == number) + 1)
        if not self._send(key, gtin, amount, "change", late=True):
            self.book.lines[key] = Line(gtin, amount)

    @rule(pick=PICK, late=LATE)
    def cancel(self, pick: int, late: bool) -> None:
        """A line is cancelled."""
        key = self._line(pick)
        line = self.book.lines[key]
        if not self._send(key, line.gtin, line.pieces, "cancel", late):
            line.cancelled = True

    @rule(pick=PICK, late=LATE)
    def move(self, pick: int, late: bool) -> None:
        """An order is asked for another day; one of its lines must be named to say so."""
        key = self._line(pick)
        number, line = key[0], self.book.lines[key]
        kitchen, day = self.book.orders[number]
        other = THURSDAY if day == TUESDAY else TUESDAY
        row = _row(number, kitchen, other, key[1], line.gtin, line.pieces, "change")
        if not self.book.take([row], late).faults:
            self.book.orders[number] = (kitchen, other)

    @precondition(lambda self: self.book.files)
    @rule(pick=PICK, late=LATE)
    def again(self, pick: int, late: bool) -> None:
        """A file comes again."""
        self.book.take_again(self.book.files[pick % len(self.book.files)], late)

    @rule(gtin=st.sampled_from((MILK, MILK, BEEF)))
    def receive(self, gtin: str) -> None:
        """A case comes, or turns up when nobody waits for it any more."""
        self.book.receive(CASES[gtin])

    @rule()
    def give_up(self) -> None:
        """What has not come does not come."""
        self.book.close_deliveries()

    @rule(gtin=st.sampled_from((MILK, MILK, BEEF)), most=st.integers(1, 8))
    def pack(self, gtin: str, most: int) -> None:
        """Goods are shared out."""
        self.book.pack(f"]E{gtin}", most)

    @rule(vehicle=st.sampled_from(("V1", "V2")))
    def depart(self, vehicle: str) -> None:
        """A vehicle goes."""
        self.book.depart(vehicle)

    @rule()
    def undo(self) -> None:
        """The last booking of the floor is taken back."""
        self.book.undo()

    @rule(minutes=st.sampled_from((10, 60, 240, 1000)))
    def wait(self, minutes: int) -> None:
        """Time passes; the clock's jobs run, and days close."""
        self.hub.wait(minutes * 60_000)
        self.book.jobs.run_due()

    @invariant()
    def holds(self) -> None:
        """What must always be true."""
        self.book.check()

    def teardown(self) -> None:
        """Leave the hub."""
        if hasattr(self, "hub"):
            self.hub.close()
            self.databases.drop(self.folder)

    def _line(self, pick: int) -> tuple[str, int]:
        keys = sorted(self.book.lines)
        return keys[pick % len(keys)]

    def _send(self, key: tuple[str, int], gtin: str, amount: int, action: str, late: bool) -> bool:
        """Whether it was refused."""
        kitchen, day = self.book.orders[key[0]]
        return bool(self.book.take([_row(key[0], kitchen, day, key[1], gtin, amount, action)], late).faults)


def _row(number: str, kitchen: str, day: date, line: int, gtin: str, amount: int, action: str = "") -> str:
    return f"{number};{kitchen};{ORDERED};{day};{line};{gtin};{amount};piece;;{action}"


@pytest.mark.slow
def test_any_interleaving_leaves_each_line_in_one_true_state(databases: HubDatabases) -> None:
    """Slow, about ten seconds: a hub is worked for 108 steps, each example on a copy of one that was made once."""
    examples, steps = LENGTH[os.environ.get("HYPOTHESIS_PROFILE", "short")]
    with tempfile.TemporaryDirectory() as scratch:
        Orders.databases = databases
        Orders.scratch = Path(scratch)
        Orders.templates = {stage: Orders.scratch / stage for stage in STAGES}
        for stage, folder in Orders.templates.items():
            found_small(databases, folder, stage)
        run_state_machine_as_test(
            Orders,
            settings=settings(
                max_examples=examples,
                stateful_step_count=steps,
                deadline=None,
                database=None,
                derandomize=examples < 100,
                suppress_health_check=list(HealthCheck),
                phases=(Phase.generate, Phase.shrink) if examples >= 100 else (Phase.generate,),
            ),
        )
