"""The custody chain of order lines: each step with when it should happen and when it did.

A step is read from the fact that makes it true, never kept beside it, so the chain can't disagree with the books.
Steps that a line never goes through (a call-off of goods in the house, a lane for goods that bypass the hub) are left
out of its chain.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from hubops.model.outbound import ASTRAY, LEFT_THE_HOUSE
from hubops.planning.calendar import HubCalendar
from hubops.queries import chain_times
from hubops.queries.chain_facts import Facts, order_lines
from hubops.queries.chain_times import Fetching, PickupTimes
from hubops.queries.looking import Looking
from hubops.store.rows import AnyRow

STEPS = (
    "imported",
    "acknowledged",
    "promised",
    "called_off",
    "accepted",
    "collected",
    "received",
    "allocated",
    "packed",
    "loaded",
    "departed",
    "delivered",
)


class Waits(Protocol):
    """How long a step may take before its alarm: ``[alarms]`` of rules.toml."""

    @property
    def acknowledge(self) -> timedelta:
        """From the import of an order to its answer."""
        ...

    @property
    def call_off_answer(self) -> timedelta:
        """From a call-off to the producer's answer."""
        ...

    @property
    def delivery(self) -> timedelta:
        """From the end of a pickup's window to the alarm that goods are missing."""
        ...

    @property
    def packed_before(self) -> timedelta:
        """Before the departure: all is packed by then."""
        ...

    @property
    def departure(self) -> timedelta:
        """From the planned departure to the alarm."""
        ...

    @property
    def handover(self) -> timedelta:
        """From the planned arrival to the alarm."""
        ...


class House(Protocol):
    """What a chain must know of the hub that stands in no table."""

    @property
    def alarms(self) -> Waits:
        """How long steps may take."""
        ...

    @property
    def calendar(self) -> HubCalendar:
        """The hub's working days and times."""
        ...


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a line on its way from the order to the kitchen."""

    name: str
    """Of STEPS."""
    expected_at: datetime | None
    """None where it was not hubops's to do: the producer was asked before the hub worked with it."""
    happened_at: datetime | None
    """None while it has not."""
    alarm_at: datetime | None
    """When its alarm rises if it has not happened by then (operations/watches.py)."""


@dataclass(frozen=True, slots=True)
class LineChain:
    """An order line and how far it has come."""

    id: UUID
    order: str
    line: int
    kitchen: str
    product: str
    producer: str
    pieces: int
    packed: int
    short: int
    route: str
    """Empty where it is on none."""
    cancelled: bool
    cause: str
    """Why it does not come on the day asked for; empty if it does."""
    steps: tuple[Step, ...]

    @property
    def comes_to_nothing(self) -> bool:
        """Nothing of it was packed, and all of it was declared short."""
        return self.packed == 0 and self.short >= self.pieces

    @property
    def reached(self) -> str:
        """The last step that has happened."""
        return next((step.name for step in reversed(self.steps) if step.happened_at is not None), "")

    @property
    def missing(self) -> Step | None:
        """The first step that is to come; None at the end, and for what never comes."""
        return next(iter(self._to_come), None)

    def overdue(self, now: datetime) -> Step | None:
        """The first step to come that should have happened by now."""
        due = (step for step in self._to_come if step.expected_at is not None and step.expected_at < now)
        return next(due, None)

    def late(self, now: datetime) -> bool:
        """Whether a step that is to come should have happened by now."""
        return self.overdue(now) is not None

    @property
    def _to_come(self) -> tuple[Step, ...]:
        """The steps after the last one that happened, and the answer to the order, which no later step makes up for."""
        if self.cancelled or self.comes_to_nothing:
            return ()
        last = max((number for number, step in enumerate(self.steps) if step.happened_at is not None), default=-1)
        return tuple(
            step
            for number, step in enumerate(self.steps)
            if number > last or (step.name == "acknowledged" and step.happened_at is None)
        )


def read(looking: Looking, line_ids: Iterable[UUID], house: House) -> list[LineChain]:
    """The chains of order lines, by order number and line."""
    wanted = list(line_ids)
    if not wanted:
        return []
    lines = order_lines(looking, wanted)
    facts = Facts(looking, lines)
    fetched = {(line.producer_id, day) for line in lines if (day := facts.fetched_on(line.id))}
    times = chain_times.read(looking, house.calendar, fetched)
    return [_chain(line, facts, times, house.alarms) for line in lines]


def _chain(line: AnyRow, facts: Facts, times: Mapping[Fetching, PickupTimes], waits: Waits) -> LineChain:
    promise, inbound = facts.promise.get(line.id), facts.fetched_on(line.id) is not None
    steps = _ordering(line, facts, waits)
    if inbound:
        steps += _called_off(line, facts, times, waits)
    if line.direct_delivery_id is not None:
        steps.append(_step("delivered", line.direct_arrival_at, line.settled_at, waits.handover))
    elif line.drop_id is not None:
        steps += _fetched(line, facts, times, waits) if inbound else []
        steps += _outbound(line, facts, waits)
    return LineChain(
        id=line.id,
        order=line.number,
        line=line.line,
        kitchen=line.kitchen,
        product=line.product,
        producer=line.producer,
        pieces=line.pieces,
        packed=int(line.packed),
        short=int(line.short),
        route=line.route or "",
        cancelled=line.cancelled_at is not None,
        cause=promise.cause if promise is not None else "",
        steps=tuple(steps),
    )


def _ordering(line: AnyRow, facts: Facts, waits: Waits) -> list[Step]:
    """A way is looked for as an order is imported; where there is none, the promise is missing at once."""
    way = line.drop_id is not None or line.direct_delivery_id is not None
    answer_by = line.imported_at + waits.acknowledge
    return [
        _step("imported", line.imported_at, line.imported_at),
        _step("acknowledged", answer_by, facts.answered.get(line.order_id)),
        _step("promised", line.imported_at, facts.first_promise.get(line.id) if way else None),
    ]


def _called_off(line: AnyRow, facts: Facts, times: Mapping[Fetching, PickupTimes], waits: Waits) -> list[Step]:
    """What was promised for a pickup whose cut-off had passed is asked for at once."""
    promise = facts.promise[line.id]
    day, delivery = promise.pickup_day, (line.producer_id, promise.pickup_day)
    call_off, pickup = facts.call_offs.get((*delivery, line.product_id)), times.get(delivery)
    ask_at = answer_at = None
    if pickup is not None and pickup.cutoff_at is not None:
        ask_at = max(pickup.cutoff_at, facts.first_promise_of[line.id, day])
        answer_at = min(ask_at + waits.call_off_answer, pickup.brought_by)
    if call_off is None:
        return [_step("called_off", ask_at, None), _step("accepted", answer_at, None)]
    asked_at = call_off.at if ask_at is None else min(ask_at, call_off.at)
    return [
        _step("called_off", asked_at, call_off.at),
        _step("accepted", call_off.answer_due_at, call_off.answered_at),
    ]


def _fetched(line: AnyRow, facts: Facts, times: Mapping[Fetching, PickupTimes], waits: Waits) -> list[Step]:
    delivery = (line.producer_id, facts.promise[line.id].pickup_day)
    expected, pickup = facts.expected.get(delivery), times.get(delivery)
    if expected is None and pickup is not None:  # its day has not begun, or it came unannounced
        expected = pickup.brought_by
    received = facts.received.get((*delivery, line.product_id))
    counted_by = expected and max(expected, facts.last_came.get(delivery, expected))
    return [
        _step("collected", expected, facts.came.get(delivery), waits.delivery),
        Step("received", expected, received, counted_by and counted_by + waits.delivery),
    ]


def _outbound(line: AnyRow, facts: Facts, waits: Waits) -> list[Step]:
    packing, declared = facts.packing.get(line.id), facts.declared.get(line.id)
    moments = [row for row in (packing, declared) if row is not None]
    first = packing if packing is not None else declared if line.short >= line.pieces else None
    whole = int(line.packed) + int(line.short) >= line.pieces
    in_parcels = int(line.packed) > 0
    packed = max((row.last_at for row in moments), default=None) if whole and in_parcels else None
    loads = facts.loads.get(line.id, [])
    arrived = in_parcels and not any(row.state == ASTRAY for row in loads)
    packed_by = line.departure_at - waits.packed_before
    return [
        _step("allocated", packed_by, first.first_at if first is not None else None),
        _step("packed", packed_by, packed),
        _step("loaded", line.departure_at, _loaded(loads) if packed else None, waits.departure),
        _step("departed", line.departure_at, line.departed_at if in_parcels else None, waits.departure),
        _step("delivered", line.arrival_at, line.delivered_at if arrived else None, waits.handover),
    ]


def _loaded(loads: Sequence[AnyRow]) -> datetime | None:
    """When the last parcel was loaded; None while one is not."""
    if not loads or any(row.state not in LEFT_THE_HOUSE for row in loads):
        return None
    return max((row.at for row in loads if row.at is not None), default=None)


def _step(
    name: str, expected_at: datetime | None, happened_at: datetime | None, grace: timedelta = timedelta()
) -> Step:
    """A step; ``grace`` is how long it may be late before that is an alarm."""
    return Step(name, expected_at, happened_at, expected_at and expected_at + grace)
