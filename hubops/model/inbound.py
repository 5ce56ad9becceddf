"""Goods on their way in: expected deliveries, what was received of them, and the checks on receipt."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from hubops.model.keys import Base, HubRow, refers, unique


class Delivery(HubRow, Base):
    """The arrival of one producer's goods on one hub day."""

    __tablename__ = "delivery"
    __table_args__ = (unique("producer_id", "day"), unique("number"), refers("producer_id", "producer"))

    number: Mapped[int]
    """Counts from 1 in the hub; the receipt's number."""
    producer_id: Mapped[UUID]
    day: Mapped[date]
    expected_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class ExpectedLine(HubRow, Base):
    """What orders wait for in a delivery."""

    __tablename__ = "expected_line"
    __table_args__ = (
        unique("delivery_id", "product_id"),
        refers("delivery_id", "delivery"),
        refers("product_id", "product"),
    )

    delivery_id: Mapped[UUID]
    product_id: Mapped[UUID]
    pieces: Mapped[int]


class ReceiptLine(HubRow, Base):
    """One case or piece that was put before the hub, accepted or refused with a reason."""

    __tablename__ = "receipt_line"
    __table_args__ = (
        refers("delivery_id", "delivery"),
        refers("product_id", "product"),
        refers("lot_id", "lot"),
        CheckConstraint("(reason = '') = accepted", name="reason"),
        Index(None, "hub_id", "delivery_id"),
        Index(None, "hub_id", "unique_code"),
    )

    delivery_id: Mapped[UUID]
    product_id: Mapped[UUID]
    lot_id: Mapped[UUID | None]
    pieces: Mapped[int]
    grams: Mapped[int]
    accepted: Mapped[bool]
    reason: Mapped[str]
    """Why it was refused: a word of the catalogue; empty if accepted."""
    unique_code: Mapped[str | None]
    """SSCC, or GTIN and serial: such a case is received once only."""
    at: Mapped[datetime]
    input_id: Mapped[UUID]
    undone_by_id: Mapped[UUID | None]


class Check(HubRow, Base):
    """A temperature that was measured on receipt, per delivery and class, with the rulebook's verdict."""

    __tablename__ = "receiving_check"
    __table_args__ = (
        refers("delivery_id", "delivery"),
        Index(None, "hub_id", "delivery_id"),
    )

    delivery_id: Mapped[UUID]
    temperature_class: Mapped[str]
    temperature_cc: Mapped[int]
    limit_cc: Mapped[int | None]
    verdict: Mapped[str]
    action: Mapped[str]
    at: Mapped[datetime]
    input_id: Mapped[UUID]
    undone_by_id: Mapped[UUID | None]
