"""When producers are asked for their goods, and when these must be at the hub, for the chains of order lines.

Cut-offs and pickup days follow the calendar, so no row holds them; they are worked out as the promise and the call-off
do it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import bindparam, select

from hubops.model.outbox import JobRun
from hubops.model.schedule import CHANGES_SINCE, RHYTHMS
from hubops.planning.calendar import HubCalendar
from hubops.planning.day_changes import KEPT_DAYS, DayChanges
from hubops.planning.promise import Pickup
from hubops.queries.looking import Looking

Fetching: TypeAlias = tuple[UUID, date]
"""A producer, and the day on which its goods are fetched or brought."""

_BEGAN = select(JobRun.started_at).where(JobRun.hub_id == bindparam("hub")).order_by(JobRun.id).limit(1)


@dataclass(frozen=True, slots=True)
class PickupTimes:
    """The moments of one pickup."""

    cutoff_at: datetime | None
    """When its producer is asked. None where that had passed when hubops first worked: it was asked by other means."""
    brought_by: datetime
    """When the goods must be at the hub; where the producer drives to kitchens itself, the end of the day."""


def read(looking: Looking, usual: HubCalendar, wanted: Collection[Fetching]) -> Mapping[Fetching, PickupTimes]:
    """The moments of pickups; left out are those of producers that have no pickup days."""
    if not wanted:
        return {}
    tx = looking.tx
    first = min(day for _, day in wanted) - timedelta(days=KEPT_DAYS)
    changes = DayChanges.of(tx.execute(CHANGES_SINCE, {"hub": tx.hub_id, "first": first}))
    calendar = changes.calendar(usual)
    began = tx.execute(_BEGAN, {"hub": tx.hub_id}).scalar_one_or_none() or tx.now
    pickups: dict[UUID, Pickup | None] = {}
    for row in tx.execute(RHYTHMS, {"hub": tx.hub_id}):
        if row.id not in pickups:
            pickups[row.id] = changes.coming(row)
    found = {}
    for producer_id, day in wanted:
        pickup = pickups.get(producer_id)
        if pickup is not None:
            cutoff = pickup.rhythm.cutoff
            cutoff_at = calendar.cutoff_at(day, cutoff.days_before, cutoff.at)
            asks = cutoff_at if began <= cutoff_at else None
            found[producer_id, day] = PickupTimes(asks, calendar.moment(day, pickup.arrives))
    return found
