"""Who takes part: buyers and their kitchens, producers and their clusters, carriers."""

from datetime import time
from uuid import UUID

from sqlalchemy import Float
from sqlalchemy.orm import Mapped, mapped_column

from hubops.model.keys import Base, HubRow, refers, unique

KITCHEN_KINDS = ("kindergarten", "school", "nursing_home", "canteen", "institution")


class Buyer(HubRow, Base):
    """The legal buyer, mostly a municipality; its kitchens receive the goods."""

    __tablename__ = "buyer"
    __table_args__ = (unique("org_number"),)

    org_number: Mapped[str]
    name: Mapped[str]


class Kitchen(HubRow, Base):
    """A place that receives and cooks: kindergarten, school, nursing home."""

    __tablename__ = "kitchen"
    __table_args__ = (unique("code"), refers("buyer_id", "buyer"))

    code: Mapped[str]
    name: Mapped[str]
    buyer_id: Mapped[UUID]
    kind: Mapped[str | None]
    gln: Mapped[str | None]
    org_number: Mapped[str | None]
    address: Mapped[str]
    postcode: Mapped[str]
    place: Mapped[str]
    municipality_number: Mapped[str | None]
    latitude: Mapped[float] = mapped_column(Float)
    longitude: Mapped[float] = mapped_column(Float)
    window_start: Mapped[time]
    window_end: Mapped[time]
    chilled_litres: Mapped[int | None]
    frozen_litres: Mapped[int | None]
    access_note: Mapped[str | None]
    phone: Mapped[str | None]
    email: Mapped[str | None]
    buyer_reference: Mapped[str | None]


class Cluster(HubRow, Base):
    """Producers that are picked up together on fixed days."""

    __tablename__ = "cluster"
    __table_args__ = (unique("code"),)

    code: Mapped[str]
    name: Mapped[str]


class Producer(HubRow, Base):
    """A grower or maker: the owner of goods until a kitchen has them."""

    __tablename__ = "producer"
    __table_args__ = (unique("org_number"), refers("cluster_id", "cluster"))

    org_number: Mapped[str]
    name: Mapped[str]
    cluster_id: Mapped[UUID | None]
    gln: Mapped[str | None]
    address: Mapped[str]
    postcode: Mapped[str]
    place: Mapped[str]
    municipality_number: Mapped[str | None]
    latitude: Mapped[float] = mapped_column(Float)
    longitude: Mapped[float] = mapped_column(Float)
    approval_number: Mapped[str | None]
    transport: Mapped[str]
    """``pickup``, ``own`` (brings the goods to the hub) or ``direct`` (delivers to the kitchen)."""
    phone: Mapped[str | None]
    email: Mapped[str | None]


class Carrier(HubRow, Base):
    """A haulier that drives for the hub."""

    __tablename__ = "carrier"
    __table_args__ = (unique("code"),)

    code: Mapped[str]
    name: Mapped[str]
    org_number: Mapped[str | None]
