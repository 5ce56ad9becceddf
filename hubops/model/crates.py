"""Returnable crates: their types with tare, and who gave how many to whom.

The hub counts crates per type and party. What a party gave the hub counts up, what it got from the hub counts down: a
producer above zero has crates to get back, a kitchen below zero has crates to give back (peers.md, J5).
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from hubops.model.keys import Base, HubRow, refers, unique


class CrateType(HubRow, Base):
    """A kind of returnable crate."""

    __tablename__ = "crate_type"
    __table_args__ = (unique("code"), CheckConstraint("tare_g > 0 AND volume_ml > 0", name="size"))

    code: Mapped[str]
    name: Mapped[str]
    tare_g: Mapped[int]
    """Of one empty crate."""
    volume_ml: Mapped[int]
    deposit_ore: Mapped[int | None]


class CrateMovement(HubRow, Base):
    """Crates that went between a party and the hub: above zero to the hub, below zero from it."""

    __tablename__ = "crate_movement"
    __table_args__ = (
        refers("crate_type_id", "crate_type"),
        refers("producer_id", "producer"),
        refers("kitchen_id", "kitchen"),
        refers("delivery_id", "delivery"),
        refers("drop_id", "route_drop"),
        CheckConstraint("crates <> 0", name="crates"),
        CheckConstraint("(producer_id IS NULL) <> (kitchen_id IS NULL)", name="party"),
        # what a balance is summed up from stands in the index: years of crates are read without their rows
        Index("ix_crate_movement_producer", "hub_id", "producer_id", "crate_type_id", "undone_by_id", "crates"),
        Index("ix_crate_movement_kitchen", "hub_id", "kitchen_id", "crate_type_id", "undone_by_id", "crates"),
        Index(None, "hub_id", "input_id"),
    )

    crate_type_id: Mapped[UUID]
    producer_id: Mapped[UUID | None]
    kitchen_id: Mapped[UUID | None]
    delivery_id: Mapped[UUID | None]
    drop_id: Mapped[UUID | None]
    crates: Mapped[int]
    at: Mapped[datetime]
    input_id: Mapped[UUID | None]
    undone_by_id: Mapped[UUID | None]
