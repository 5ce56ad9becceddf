"""What was promised of an order line, and what the kitchen was told of its order."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from hubops.model.keys import Base, HubRow, refers

ANSWERS = ("received", "accepted", "changed", "rejected")


class Promise(HubRow, Base):
    """When an order line comes, as it was promised at a moment; the newest of a line holds, the others are history."""

    __tablename__ = "promise"
    __table_args__ = (
        refers("order_line_id", "order_line"),
        Index(None, "hub_id", "order_line_id"),
        Index(None, "hub_id", "pickup_day"),
    )

    order_line_id: Mapped[UUID]
    at: Mapped[datetime]
    pieces: Mapped[int]
    day: Mapped[date | None]
    """The day it comes; None where no route, pickup or producer can bring it."""
    arrival_at: Mapped[datetime | None]
    pickup_day: Mapped[date | None]
    """The day on which its producer's goods are fetched or brought; None where they are in the house."""
    cause: Mapped[str]
    """Why not on the day asked for, a word of the catalogue (planning/promise.py); empty if it is."""
    late: Mapped[bool]
    """Later than asked for, or never."""
    instead_of: Mapped[date | None]
    """The day that was promised first, where the hub itself had to move it (operations/promises_kept.py)."""


class Acknowledgement(HubRow, Base):
    """An answer to an order; the newest is what the kitchen knows (EHF: AB, AP, CA, RE)."""

    __tablename__ = "acknowledgement"
    __table_args__ = (
        refers("order_id", "customer_order"),
        CheckConstraint(f"answer IN {ANSWERS}", name="answer"),
        Index(None, "hub_id", "order_id"),
    )

    order_id: Mapped[UUID]
    answer: Mapped[str]
    """``received``, ``accepted``, ``changed`` (accepted with changes) or ``rejected``."""
    at: Mapped[datetime]
    actor: Mapped[str]
    """The badge of who answered, or the name of the job."""
    notice_id: Mapped[UUID | None]
    """The message that carried it."""
