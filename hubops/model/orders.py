"""What kitchens ordered, what of it will not come, and what comes in its place."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from hubops.model.keys import Base, HubRow, refers, unique


class Order(HubRow, Base):
    """One order of one kitchen."""

    __tablename__ = "customer_order"
    __table_args__ = (unique("number"), refers("kitchen_id", "kitchen"))

    number: Mapped[str]
    kitchen_id: Mapped[UUID]
    ordered_at: Mapped[datetime]
    requested_date: Mapped[date]
    imported_at: Mapped[datetime]
    content_hash: Mapped[str]
    """sha256 of the order's canonical content: the same number with the same content is known."""


class OrderLine(HubRow, Base):
    """An article in an order, in pieces; ``drop_id`` is the promise: this kitchen's stop on that run."""

    __tablename__ = "order_line"
    __table_args__ = (
        unique("order_id", "line"),
        refers("order_id", "customer_order"),
        refers("product_id", "product"),
        refers("drop_id", "route_drop"),
        CheckConstraint("pieces > 0", name="pieces"),
        Index(None, "hub_id", "drop_id", "product_id"),
    )

    order_id: Mapped[UUID]
    line: Mapped[int]
    product_id: Mapped[UUID]
    pieces: Mapped[int]
    ordered_quantity: Mapped[str]
    """As it was written, with its unit: ``6 kg``."""
    note: Mapped[str | None]
    drop_id: Mapped[UUID | None]
    """Empty while no route serves the kitchen: such a line is unaccounted for until somebody acts."""
    cancelled_at: Mapped[datetime | None]


class Shortage(HubRow, Base):
    """Pieces of a line that will not come on its run, with the reason that was given."""

    __tablename__ = "shortage"
    __table_args__ = (
        refers("order_line_id", "order_line"),
        CheckConstraint("pieces > 0", name="pieces"),
        CheckConstraint("rule IN ('', 'max_min', 'proportional', 'priority', 'floor')", name="rule"),
        Index(None, "hub_id", "order_line_id"),
        Index(None, "hub_id", "at"),
    )

    order_line_id: Mapped[UUID]
    pieces: Mapped[int]
    reason: Mapped[str]
    """``not_received`` where nothing came, ``shared`` where others got some of the article."""
    rule: Mapped[str]
    """By which the article was shared (planning/shortage.py); empty where there was nothing to share."""
    at: Mapped[datetime]
    input_id: Mapped[UUID | None]
    undone_by_id: Mapped[UUID | None]


class Substitution(HubRow, Base):
    """Pieces of another article that a kitchen takes in place of what is short; they count for its order line."""

    __tablename__ = "substitution"
    __table_args__ = (
        refers("order_line_id", "order_line"),
        refers("product_id", "product"),
        refers("operator_id", "operator"),
        CheckConstraint("pieces > 0", name="pieces"),
        Index(None, "hub_id", "order_line_id"),
        Index(None, "hub_id", "input_id"),
    )

    order_line_id: Mapped[UUID]
    product_id: Mapped[UUID]
    pieces: Mapped[int]
    consent_by: Mapped[str]
    """Who at the kitchen said yes. The name stands here only, not in the event log."""
    at: Mapped[datetime]
    operator_id: Mapped[UUID | None]
    """Who asked and wrote it down."""
    input_id: Mapped[UUID | None]
    undone_by_id: Mapped[UUID | None]
