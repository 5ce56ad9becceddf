"""Goods on their way out: runs of routes, the drops on them, parcels and manifests."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from hubops.model.keys import Base, HubRow, refers, unique

CAME_BACK = ("returned", "released", "discarded")
"""States of a parcel that was scanned in again: in quarantine, its goods free to be sold, or thrown away."""
ASTRAY = "astray"
"""State of a parcel that was left at a stop that is not its own."""
LEFT_THE_HOUSE = ("loaded", "delivered", ASTRAY, *CAME_BACK)
"""States of a parcel that is on its vehicle or was."""


class RouteRun(HubRow, Base):
    """A route on one day, with the vehicle and the lane it has that day."""

    __tablename__ = "route_run"
    __table_args__ = (
        unique("route_id", "day"),
        refers("route_id", "route"),
        refers("vehicle_id", "vehicle"),
        refers("lane_zone_id", "zone"),
        Index(None, "hub_id", "day"),
        Index(None, "hub_id", "departed_at"),
    )

    route_id: Mapped[UUID]
    day: Mapped[date]
    vehicle_id: Mapped[UUID]
    lane_zone_id: Mapped[UUID]
    departure_at: Mapped[datetime]
    """As planned."""
    departed_at: Mapped[datetime | None]


class Drop(HubRow, Base):
    """One kitchen on one run."""

    __tablename__ = "route_drop"
    __table_args__ = (
        unique("run_id", "kitchen_id"),
        refers("run_id", "route_run"),
        refers("kitchen_id", "kitchen"),
        Index(None, "hub_id", "kitchen_id", "arrival_at"),
    )

    run_id: Mapped[UUID]
    kitchen_id: Mapped[UUID]
    stop: Mapped[int]
    arrival_at: Mapped[datetime]


class Parcel(HubRow, Base):
    """Goods of one temperature class for one drop; numbered from 1 within the drop."""

    __tablename__ = "parcel"
    __table_args__ = (
        unique("drop_id", "number"),
        unique("sscc"),
        refers("drop_id", "route_drop"),
        refers("zone_id", "zone"),
        CheckConstraint(
            "state IN ('open', 'closed', 'staged', 'loaded', 'delivered', 'astray', 'returned', 'released', "
            "'discarded', 'written_off')",
            name="state",
        ),
        CheckConstraint("(state = 'open') = (sscc IS NULL)", name="sscc"),
    )

    drop_id: Mapped[UUID]
    number: Mapped[int]
    temperature_class: Mapped[str]
    state: Mapped[str]
    """``open`` while it is filled, ``closed`` when labelled, ``staged`` in its lane, ``loaded``, then ``delivered`` or
    ``returned`` (in quarantine, until it is ``released`` or ``discarded``); or ``written_off``. ``astray`` while it
    stands at the kitchen of another stop."""
    zone_id: Mapped[UUID]
    sscc: Mapped[str | None] = mapped_column(String(18))
    written_off_reason: Mapped[str]


class Manifest(HubRow, Base):
    """One version of a run's papers; ``code`` names this very version."""

    __tablename__ = "manifest"
    __table_args__ = (unique("run_id", "version"), unique("code"), refers("run_id", "route_run"))

    run_id: Mapped[UUID]
    version: Mapped[int]
    code: Mapped[str]
    content: Mapped[str] = mapped_column(Text)
    """The frozen content as JSON, as it was printed."""
    at: Mapped[datetime]


class ManifestTaken(HubRow, Base):
    """Who took a version of a manifest in hand. The name stands here only, not in the event log."""

    __tablename__ = "manifest_taken"
    __table_args__ = (
        refers("manifest_id", "manifest"),
        Index(None, "hub_id", "manifest_id"),
        Index(None, "hub_id", "input_id"),
    )

    manifest_id: Mapped[UUID]
    taken_by: Mapped[str]
    at: Mapped[datetime]
    input_id: Mapped[UUID]
    undone_by_id: Mapped[UUID | None]


class Handover(HubRow, Base):
    """What became of one stop, as the signed manifest tells it; at most one of a drop stands."""

    __tablename__ = "handover"
    __table_args__ = (
        refers("drop_id", "route_drop"),
        CheckConstraint("outcome IN ('delivered', 'part', 'refused', 'not_home', 'left_elsewhere')", name="outcome"),
        CheckConstraint("crates_back >= 0", name="crates_back"),
        Index(
            None,
            "hub_id",
            "drop_id",
            unique=True,
            sqlite_where=text("undone_by_id IS NULL"),
            postgresql_where=text("undone_by_id IS NULL"),
        ),
        Index(None, "hub_id", "drop_id", "input_id"),
        Index(None, "hub_id", "input_id"),
    )

    drop_id: Mapped[UUID]
    outcome: Mapped[str]
    delivered_at: Mapped[datetime]
    """When the driver was there, whatever the outcome; of goods that were left elsewhere, when it was noticed."""
    receiver: Mapped[str]
    """Who signed; empty where nobody had anything to sign for. The name stands here only, not in the event log."""
    temperature_cc: Mapped[int | None]
    """As measured at the kitchen; None where nobody did."""
    crates_back: Mapped[int]
    """Empty crates that the driver took back."""
    input_id: Mapped[UUID]
    undone_by_id: Mapped[UUID | None]
