"""The quarter, day by day: orders come, producers answer, the floor works, direct deliveries are confirmed."""

import time as stopwatch
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import ColumnElement, func, select

from benchmarks.quarter.faults import Deck
from benchmarks.quarter.findings import TO_COME, Injected, LineKey, Verdict, all_found, judge
from benchmarks.quarter.floor import Plan, Shift
from benchmarks.quarter.office import Office
from benchmarks.quarter.orders import OrderBook
from benchmarks.quarter.world import EVE, World
from hubops.model.notices import Notice
from hubops.model.orders import Order, OrderLine
from hubops.model.promises import Acknowledgement, Promise
from hubops.operations.booking import Booking
from hubops.queries import statement

DAYS_BEFORE = 3
"""The first file holds the orders of so many days."""
OPENED, EVENING = time(3, 30), time(20, 0)
DAYS_AFTER = 2
"""So many days more are worked, for what is still on its way."""
ENDS = ("delivered", "short", "refused", "cancelled", "waste")
"""States in which a line may end whose day is long over."""


@dataclass
class Played:
    """What a quarter came to."""

    days: int = 0
    inputs: int = 0
    orders: int = 0
    lines: int = 0
    seconds: list[float] = field(default_factory=list)
    """Of the processor, for each day: other programs on the machine don't count."""
    wall_s: float = 0.0
    states: Counter[str] = field(default_factory=Counter)
    """Lines per state, each on the day on which it was due."""
    ended: dict[LineKey, str] = field(default_factory=dict)
    """The same by line; of lines that are due later, that they are to come."""
    unaccounted: list[str] = field(default_factory=list)
    """Lines that are in no state, in one that is no end, or in no statement."""
    unacknowledged: int = 0
    undropped: int = 0
    """Messages that were sent and do not lie in the file drop."""
    notices: Counter[str] = field(default_factory=Counter)
    """By state."""
    verdict: Verdict = field(default_factory=lambda: Verdict((), (), ()))

    @property
    def sound(self) -> bool:
        """Whether all is found, nothing is false, and every line, order and message is accounted for."""
        told = (self.verdict.missed, self.verdict.false, self.verdict.twice)
        return not any((*told, self.unaccounted, self.unacknowledged, self.undropped))


def play(
    folder: Path,
    *,
    days: int,
    seed: int,
    orders_per_day: int = 30,
    faults_per_day: int = 8,
    faulty: Callable[[int], bool] = lambda day: True,
    tell: Callable[[str], None] = lambda text: None,
) -> Played:
    """Let a new hub in ``folder`` live through so many working days.

    Args:
        folder: new; files lie beside it, too.
        days: working days, from 24 November 2026 on.
        seed: the same one gives the same quarter.
        orders_per_day: how many kitchens send one each day.
        faults_per_day: how many kinds are tried on a day.
        faulty: whether faults are made on a working day, counted from 0.
        tell: gets a line for each day.
    """
    random = Random(seed)  # noqa: S311 - nothing is kept secret by it
    world = World(folder)
    book = OrderBook(world, random, orders_per_day)
    injected: list[Injected] = []
    office, shift, deck = Office(world, book), Shift(world), Deck(world, book, random, injected, faults_per_day)
    played = Played()
    try:
        book.per_day, usual = orders_per_day * DAYS_BEFORE, book.per_day
        office.day(None)
        world.wait_until(world.moment(EVENING))
        book.per_day = usual
        working_days = _working_days(world, days)
        for number, day in enumerate(working_days):
            began, began_cpu = stopwatch.perf_counter(), stopwatch.process_time()
            world.wait_until(world.moment(OPENED, day))
            plan = Plan()
            office.day(deck.deal(plan) if faulty(number) else None)
            shift.work(plan)
            world.wait_until(world.moment(EVENING))
            played.seconds.append(stopwatch.process_time() - began_cpu)
            played.wall_s += stopwatch.perf_counter() - began
            tell(f"{day} {played.seconds[-1]:5.1f} s, {shift.inputs} inputs, {len(injected)} faults")
        days_after = _working_days(world, days + DAYS_AFTER)[days:]
        for day in days_after:
            world.wait_until(world.moment(OPENED, day))
            office.day(None)
            shift.work(Plan())
            world.wait_until(world.moment(EVENING))
        played.ended = dict.fromkeys(world.look(lambda booking: _due(booking, Promise.day > days_after[-1])), TO_COME)
        for day in working_days:
            _count(world, played, day)
        for day in days_after:
            played.ended |= world.look(lambda booking, day=day: _told(world, booking, day))  # type: ignore[misc]
        _sum_up(world, played)
        played.days, played.inputs = days, shift.inputs
        played.verdict = judge(injected, all_found(world), played.ended)
    finally:
        world.close()
    return played


def _working_days(world: World, days: int) -> list[date]:
    found: list[date] = []
    day = EVE
    calendar = world.hub_calendar()
    while len(found) < days:
        day += timedelta(days=1)
        if calendar.is_working_day(day):
            found.append(day)
    return found


def _count(world: World, played: Played, day: date) -> None:
    """The lines of a day as its statement tells them now."""
    told = world.look(lambda booking: _told(world, booking, day))
    played.states.update(told.values())
    played.ended |= told
    played.unaccounted += [f"{day} {number}/{n} {state}" for (number, n), state in told.items() if state not in ENDS]


def _told(world: World, booking: Booking, day: date) -> dict[LineKey, str]:
    """The state of each line that was due on a day, and of whatever else its statement has no state for."""
    lines = statement.read(booking, day, world.calendar.day_span(day)).lines
    due = _due(booking, Promise.day == day)
    told = dict.fromkeys(due, "in no statement")
    return told | {
        (each.order, each.line): each.state
        for each in lines
        if (each.order, each.line) in due or each.state == "unaccounted"
    }


def _due(booking: Booking, when: ColumnElement[bool]) -> set[LineKey]:
    """The lines that are promised for such a day."""
    newest = select(func.max(Promise.id)).group_by(Promise.order_line_id)
    rows = booking.tx.conn.execute(
        select(Order.number, OrderLine.line)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(Promise, Promise.order_line_id == OrderLine.id)
        .where(when, Promise.id.in_(newest))
    )
    return {(row.number, row.line) for row in rows}


def _sum_up(world: World, played: Played) -> None:
    def read(booking: Booking) -> None:
        conn = booking.tx.conn
        played.orders = conn.execute(select(func.count()).select_from(Order)).scalar_one()
        played.lines = conn.execute(select(func.count()).select_from(OrderLine)).scalar_one()
        answered = select(Acknowledgement.order_id)
        played.unacknowledged = conn.execute(select(func.count()).where(Order.id.not_in(answered))).scalar_one()
        dropped = Counter(path.stem.rpartition("-")[2] for path in (world.folder / "outbox").glob("*.json"))
        rows = conn.execute(select(Notice.key, Notice.state)).all()
        played.notices = Counter(row.state for row in rows)
        sent = {row.key for row in rows if row.state == "sent"}
        played.undropped = len(sent ^ set(dropped)) + sum(n - 1 for n in dropped.values())

    world.look(read)
