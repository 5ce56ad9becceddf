"""The custody chain of order lines: each step with when it should happen and when it did.

A step is read from the fact that makes it true, never kept beside it, so the chain can't disagree with the books.
Steps that a line never goes through (a call-off of goods in the house, a lane for goods that bypass the hub) are left
out of its chain.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from hubops.model.outbound import ASTRAY, LEFT_THE_HOUSE
from hubops.queries.chain_facts import Facts, order_lines
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
    """How long a step may take: the hub's rule for alarms."""

    @property
    def acknowledge(self) -> timedelta:
        """From the import of an order to its answer."""
        ...

    @property
    def packed_before(self) -> timedelta:
        """Before the departure: all is packed by then."""
        ...


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a line on its way from the order to the kitchen."""

    name: str
    """Of STEPS."""
    expected_at: datetime | None
    """None where nothing says when."""
    happened_at: datetime | None
    """None while it has not."""


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
        """The first step after the last one that happened; None at the end, and for what never comes."""
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
        """The steps after the last one that happened."""
        if self.cancelled or self.comes_to_nothing:
            return ()
        done = [number for number, step in enumerate(self.steps) if step.happened_at is not None]
        return self.steps[done[-1] + 1 :] if done else self.steps


def read(looking: Looking, line_ids: Iterable[UUID], waits: Waits) -> list[LineChain]:
    """The chains of order lines, by order number and line."""
    wanted = list(line_ids)
    if not wanted:
        return []
    lines = order_lines(looking, wanted)
    facts = Facts(looking, lines)
    return [_chain(line, facts, waits) for line in lines]


def _chain(line: AnyRow, facts: Facts, waits: Waits) -> LineChain:
    promise = facts.promise.get(line.id)
    inbound = _inbound(line, facts, promise) if promise is not None and promise.pickup_day is not None else []
    asked = ("called_off", "accepted")
    steps = [
        *_ordering(line, facts, waits),
        *(step for step in inbound if line.direct_delivery_id is None or step.name in asked),
        *(_direct(line) if line.direct_delivery_id is not None else _outbound(line, facts, waits)),
    ]
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
    answer_by = line.imported_at + waits.acknowledge
    return [
        Step("imported", line.imported_at, line.imported_at),
        Step("acknowledged", answer_by, facts.answered.get(line.order_id)),
        Step("promised", answer_by, facts.first_promise.get(line.id)),
    ]


def _inbound(line: AnyRow, facts: Facts, promise: AnyRow) -> list[Step]:
    delivery = (line.producer_id, promise.pickup_day)
    call_off = facts.call_offs.get((*delivery, line.product_id))
    expected = facts.expected.get(delivery)
    asked, due, answered = (
        (call_off.at, call_off.answer_due_at, call_off.answered_at) if call_off is not None else (None, None, None)
    )
    return [
        Step("called_off", None, asked),
        Step("accepted", due, answered),
        Step("collected", expected, facts.came.get(delivery)),
        Step("received", expected, facts.received.get((*delivery, line.product_id))),
    ]


def _outbound(line: AnyRow, facts: Facts, waits: Waits) -> list[Step]:
    packing, declared = facts.packing.get(line.id), facts.declared.get(line.id)
    moments = [row for row in (packing, declared) if row is not None]
    allocated = min((row.first_at for row in moments), default=None)
    whole = int(line.packed) + int(line.short) >= line.pieces
    in_parcels = int(line.packed) > 0
    packed = max((row.last_at for row in moments), default=None) if whole and in_parcels else None
    loads = facts.loads.get(line.id, [])
    arrived = in_parcels and not any(row.state == ASTRAY for row in loads)
    packed_by = line.departure_at and line.departure_at - waits.packed_before
    return [
        Step("allocated", packed_by, allocated),
        Step("packed", packed_by, packed),
        Step("loaded", line.departure_at, _loaded(loads) if packed else None),
        Step("departed", line.departure_at, line.departed_at if in_parcels else None),
        Step("delivered", line.arrival_at, line.delivered_at if arrived else None),
    ]


def _loaded(loads: Sequence[AnyRow]) -> datetime | None:
    """When the last parcel was loaded; None while one is not."""
    if not loads or any(row.state not in LEFT_THE_HOUSE for row in loads):
        return None
    return max((row.at for row in loads if row.at is not None), default=None)


def _direct(line: AnyRow) -> list[Step]:
    return [Step("delivered", line.direct_arrival_at, line.settled_at)]
