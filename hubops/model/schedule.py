"""The fixed rhythm: pickup days of clusters and producers, routes with weekdays, cut-off, departure and stops.

Weekdays are text, ``mon thu``; a cut-off is ``-1 12:00``: noon, one hub working day before (interfaces.md).
"""

from datetime import time
from uuid import UUID

from sqlalchemy.orm import Mapped

from hubops.model.keys import Base, HubRow, refers, unique


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
