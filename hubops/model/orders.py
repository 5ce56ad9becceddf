"""What kitchens ordered, what of it will not come, and what comes in its place."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from hubops.model.keys import Base, HubRow, refers, unique

_ACCEPTED = text("outcome = 'accepted'")
_WITHOUT_WAY = text("drop_id IS NULL AND direct_delivery_id IS NULL AND cancelled_at IS NULL")
"""Lines that nothing can bring: few at any time, and looked for at each tick of the clock."""
_UNSETTLED = text("settled_at IS NULL")


class OrderFile(HubRow, Base):
    """A file of orders as it arrived, taken or refused; an accepted one is taken once."""

    __tablename__ = "order_file"
    __table_args__ = (
        CheckConstraint("outcome IN ('accepted', 'refused')", name="outcome"),
        Index(None, "hub_id", "sha256", unique=True, sqlite_where=_ACCEPTED, postgresql_where=_ACCEPTED),
        Index(None, "hub_id", "received_at"),
    )

    name: Mapped[str]
    sender: Mapped[str]
    """The folder within the inbox that it lay in, else ``inbox``; ``import`` for a file taken by hand."""
    sha256: Mapped[str]
    """Of the bytes as they came, in hexadecimal digits."""
    size_bytes: Mapped[int]
    raw: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The bytes as they came, packed by zlib; None where the file was too large to be read."""
    received_at: Mapped[datetime]
    outcome: Mapped[str]
    report: Mapped[str] = mapped_column(Text)
    """JSON: how many orders are new, changed and known, and the codes and values of what was said of the file."""


class Order(HubRow, Base):
    """One order of one kitchen."""

    __tablename__ = "customer_order"
    __table_args__ = (
        unique("number"),
        refers("kitchen_id", "kitchen"),
        refers("file_id", "order_file"),
        Index(None, "hub_id", "requested_date"),
        Index(None, "hub_id", "imported_at"),
        Index(None, "hub_id", "kitchen_id", "imported_at"),
    )

    number: Mapped[str]
    kitchen_id: Mapped[UUID]
    ordered_at: Mapped[datetime]
    requested_date: Mapped[date]
    imported_at: Mapped[datetime]
    content_hash: Mapped[str]
    """sha256 of the order's canonical content as it first came: the same number with the same content is known, also
    after the order was changed."""
    file_id: Mapped[UUID | None]
    """The file that it came in; None for an order that was typed in or made by a standing order."""


class OrderLine(HubRow, Base):
    """An article in an order, in pieces; ``drop_id`` is the promise: this kitchen's stop on that run."""

    __tablename__ = "order_line"
    __table_args__ = (
        unique("order_id", "line"),
        refers("order_id", "customer_order"),
        refers("product_id", "product"),
        refers("drop_id", "route_drop"),
        refers("direct_delivery_id", "direct_delivery"),
        CheckConstraint("pieces > 0", name="pieces"),
        Index(None, "hub_id", "drop_id", "product_id"),
        Index(
            "ix_order_line_without_way",
            "hub_id",
            "drop_id",
            "direct_delivery_id",
            "cancelled_at",
            sqlite_where=_WITHOUT_WAY,
            postgresql_where=_WITHOUT_WAY,
        ),
        Index(None, "hub_id", "direct_delivery_id"),
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
    direct_delivery_id: Mapped[UUID | None]
    """The producer brings it to the kitchen itself; then there is no drop."""
    cancelled_at: Mapped[datetime | None]


class OrderChange(HubRow, Base):
    """What was changed in an order after it was accepted, by whom and when; nothing is overwritten without one."""

    __tablename__ = "order_change"
    __table_args__ = (
        refers("order_id", "customer_order"),
        refers("order_line_id", "order_line"),
        refers("file_id", "order_file"),
        CheckConstraint("what IN ('added', 'changed', 'cancelled', 'moved')", name="what"),
        Index(None, "hub_id", "order_id"),
    )

    order_id: Mapped[UUID]
    order_line_id: Mapped[UUID | None]
    """None where the order as a whole was moved to another day."""
    what: Mapped[str]
    before: Mapped[str] = mapped_column(Text)
    """JSON of the values that differ, as they were; empty for an added line."""
    after: Mapped[str] = mapped_column(Text)
    """JSON of the same values, as they are since."""
    at: Mapped[datetime]
    actor: Mapped[str]
    """The badge of who did it, or the name of the job."""
    late: Mapped[bool]
    """After the cut-off of its run, let pass by a supervisor or coordinator."""
    file_id: Mapped[UUID | None]


class Shortage(HubRow, Base):
    """Pieces of a line that will not come on its run, with the reason that was given."""

    __tablename__ = "shortage"
    __table_args__ = (
        refers("order_line_id", "order_line"),
        CheckConstraint("pieces > 0", name="pieces"),
        CheckConstraint("rule IN ('', 'max_min', 'proportional', 'priority', 'floor')", name="rule"),
        Index(None, "hub_id", "order_line_id"),
        Index(None, "hub_id", "at"),
        Index(None, "hub_id", "input_id"),
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


class OpenLine(HubRow, Base):
    """A line that a closed day left open: it is told again each day until somebody has dealt with it."""

    __tablename__ = "open_line"
    __table_args__ = (
        unique("order_line_id"),
        refers("order_line_id", "order_line"),
        Index("ix_open_line_open", "hub_id", "day", sqlite_where=_UNSETTLED, postgresql_where=_UNSETTLED),
    )

    order_line_id: Mapped[UUID]
    day: Mapped[date]
    """The first closed day that left it open."""
    settled_at: Mapped[datetime | None]
    """The closing that found it in a state of its own; None while it is open."""
