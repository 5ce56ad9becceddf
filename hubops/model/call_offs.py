"""Call-offs: what a producer is asked to bring on a pickup day, and its answer; and goods that bypass the hub."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from hubops.model.keys import Base, HubRow, refers, unique

CALL_OFF_ANSWERS = ("", "yes", "less", "no")
DIRECT_STATES = ("promised", "sent", "delivered", "part", "refused", "not_home")


class CallOff(HubRow, Base):
    """What one producer is asked for on one pickup day; a change after the cut-off is a new version."""

    __tablename__ = "call_off"
    __table_args__ = (
        unique("producer_id", "day", "version"),
        unique("code"),
        refers("producer_id", "producer"),
        CheckConstraint(f"answer IN {CALL_OFF_ANSWERS}", name="answer"),
        Index(None, "hub_id", "day"),
        Index(None, "hub_id", "answer", "answer_due_at"),
    )

    producer_id: Mapped[UUID]
    day: Mapped[date]
    version: Mapped[int]
    code: Mapped[str]
    """What a person reads on the paper and scans: ``CALL-<number>``."""
    at: Mapped[datetime]
    answer_due_at: Mapped[datetime]
    answer: Mapped[str]
    """``yes``, ``less`` or ``no``; empty until the producer has answered."""
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None]
    """Who wrote the answer down: a badge, or the name of the file. Names of producers' people stand nowhere."""
    notice_id: Mapped[UUID | None]


class CallOffLine(HubRow, Base):
    """An article of a call-off, in pieces."""

    __tablename__ = "call_off_line"
    __table_args__ = (
        unique("call_off_id", "product_id"),
        refers("call_off_id", "call_off"),
        refers("product_id", "product"),
        CheckConstraint("pieces >= 0", name="pieces"),
    )

    call_off_id: Mapped[UUID]
    product_id: Mapped[UUID]
    pieces: Mapped[int]
    agreed_pieces: Mapped[int | None]
    """What the producer will bring; None until it has answered."""


class DirectDelivery(HubRow, Base):
    """Goods that a producer with own transport brings to a kitchen on a day, without passing the hub."""

    __tablename__ = "direct_delivery"
    __table_args__ = (
        unique("producer_id", "kitchen_id", "day"),
        refers("producer_id", "producer"),
        refers("kitchen_id", "kitchen"),
        CheckConstraint(f"state IN {DIRECT_STATES}", name="state"),
        Index(None, "hub_id", "day"),
    )

    producer_id: Mapped[UUID]
    kitchen_id: Mapped[UUID]
    day: Mapped[date]
    arrival_at: Mapped[datetime]
    state: Mapped[str]
    """``promised``, ``sent`` (the producer said that it is on its way), then what was confirmed."""
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str | None]
    """The badge of who wrote it down."""
