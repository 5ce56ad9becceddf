"""The terms of a promise: what is wanted of which goods, what was promised, and what stands as promised."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from hubops.operations.promise_facts import NOT_CHILLED


@dataclass(frozen=True, slots=True)
class Again:
    """What was promised before and is to come another way: its goods are ordered, or in the house, already."""

    leaves_after: datetime
    """Nothing that leaves before that moment can take it."""
    fetched_on: date | None
    """The pickup that brings or brought them; None where they stood in the house."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be promised."""

    kitchen_id: UUID
    ordered_at: datetime
    requested: date
    again: Again | None = None
    may_be_sooner: bool = False
    """It follows its run to an earlier day if the hub has moved that."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What was promised, as it is asked whether it still holds."""

    kitchen_id: UUID
    producer_id: UUID
    temperature_class: str
    route: str
    """Its code; empty for a delivery by the producer."""
    day: date
    fetched_on: date | None
    """The pickup while it lies ahead."""


@dataclass(frozen=True, slots=True)
class Goods:
    """The article and quantity of an order line."""

    product_id: UUID
    producer_id: UUID
    temperature_class: str
    volume_ml: int
    pieces: int
    keeps_days: int | None = None
    """Of :func:`keeps_days`."""

    @property
    def cold_ml(self) -> int:
        """What it takes of a kitchen's refrigerator."""
        return 0 if self.temperature_class in NOT_CHILLED else self.pieces * self.volume_ml


def keeps_days(shelf_life_days: int | None, min_life_on_delivery_days: int | None) -> int | None:
    """So many days goods may lie between pickup and delivery, if they are fresh when fetched; None: nobody knows."""
    return None if shelf_life_days is None else shelf_life_days - (min_life_on_delivery_days or 0)


@dataclass(frozen=True, slots=True)
class Promised:
    """What became of a line: a stop of a run, a delivery by the producer, or nothing."""

    day: date | None
    arrival_at: datetime | None
    drop_id: UUID | None
    direct_delivery_id: UUID | None
    pickup_day: date | None
    cause: str
    """Of planning/promise.py; empty if it comes on the day asked for."""
    late: bool
    """Later than asked for, or never."""
    route: str = ""
    """The code of the route that brings it; empty for a delivery by the producer."""
