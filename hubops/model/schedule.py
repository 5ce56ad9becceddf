"""The fixed rhythm: pickup days of clusters and producers, routes with weekdays, cut-off, departure and stops.

Weekdays are text, ``mon thu``; a cut-off is ``-1 12:00``: noon, one hub working day before (interfaces.md).
"""

from datetime import date, time
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, and_, bindparam, select
from sqlalchemy.orm import Mapped

from hubops.model.keys import Base, HubRow, refers, unique
from hubops.model.parties import Cluster, Producer

SCOPES = ("hub", "route", "kitchen", "kind", "cluster", "producer")
"""Whose days may be changed; school holidays are those of a kind of kitchen, ``school`` or ``school/3201``."""


class PickupDay(HubRow, Base):
    """When a cluster's or a producer's goods are fetched."""

    __tablename__ = "pickup_day"
    __table_args__ = (refers("cluster_id", "cluster"), refers("producer_id", "producer"))

    cluster_id: Mapped[UUID | None]
    producer_id: Mapped[UUID | None]
    weekdays: Mapped[str]
    window_start: Mapped[time]
    window_end: Mapped[time]
    cutoff: Mapped[str]


class DayChange(HubRow, Base):
    """A day that is not as the weekdays say: closed, or an extra one in place of it."""

    __tablename__ = "day_change"
    __table_args__ = (
        unique("scope", "code", "day"),
        CheckConstraint(f"scope IN {SCOPES}", name="scope"),
        Index(None, "hub_id", "day"),
    )

    scope: Mapped[str]
    code: Mapped[str]
    """Whose day: a route, a kitchen, a cluster, a producer's organisation number, a kind of kitchen (in a municipality,
    by its number); empty for the hub."""
    day: Mapped[date]
    runs: Mapped[bool]
    """False: closed that day; True: an extra day."""
    reason: Mapped[str]


class Route(HubRow, Base):
    """A fixed delivery route."""

    __tablename__ = "route"
    __table_args__ = (unique("code"), refers("vehicle_id", "vehicle"))

    code: Mapped[str]
    name: Mapped[str]
    weekdays: Mapped[str]
    cutoff: Mapped[str]
    departure: Mapped[time]
    """Local time of day."""
    vehicle_id: Mapped[UUID]


class RouteStop(HubRow, Base):
    """A kitchen on a route, in driving order from 1."""

    __tablename__ = "route_stop"
    __table_args__ = (
        unique("route_id", "stop"),
        unique("route_id", "kitchen_id"),
        refers("route_id", "route"),
        refers("kitchen_id", "kitchen"),
    )

    route_id: Mapped[UUID]
    stop: Mapped[int]
    kitchen_id: Mapped[UUID]
    arrival: Mapped[time]


CHANGES_SINCE = select(DayChange.scope, DayChange.code, DayChange.day, DayChange.runs).where(
    DayChange.hub_id == bindparam("hub"), DayChange.day >= bindparam("first")
)
"""The days that are not as usual from ``first`` on, as planning/day_changes.py takes them."""
RHYTHMS = (
    select(
        Producer.id,
        Producer.org_number,
        Producer.transport,
        Cluster.code.label("cluster"),
        PickupDay.weekdays,
        PickupDay.window_end,
        PickupDay.cutoff,
    )
    .outerjoin(Cluster, and_(Cluster.hub_id == Producer.hub_id, Cluster.id == Producer.cluster_id))
    .outerjoin(
        PickupDay,
        and_(
            PickupDay.hub_id == Producer.hub_id,
            (PickupDay.producer_id == Producer.id) | (PickupDay.cluster_id == Producer.cluster_id),
        ),
    )
    .where(Producer.hub_id == bindparam("hub"))
    .order_by(Producer.org_number, PickupDay.producer_id.is_(None))
)
"""When each producer's goods come: its own pickup days stand before those of its cluster, and hold."""
