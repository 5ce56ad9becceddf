"""Goods on their way in: expected deliveries, what was received of them, and the checks on receipt."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from hubops.model.keys import Base, HubRow, refers, unique


class Delivery(HubRow, Base):
    """The arrival of one producer's goods on one hub day."""

    __tablename__ = "delivery"
    __table_args__ = (
        unique("producer_id", "day"),
        unique("number"),
        refers("producer_id", "producer"),
        Index(None, "hub_id", "producer_id", "closed_at", "day"),
        Index(None, "hub_id", "closed_at"),
        Index(None, "hub_id", "day"),
    )

    number: Mapped[int]
    """Counts from 1 in the hub; the receipt's number."""
    producer_id: Mapped[UUID]
    day: Mapped[date]
    expected_at: Mapped[datetime | None]
    """None where nobody announced it."""
    closed_at: Mapped[datetime | None]
    """When it was finished. One that is closed without a receipt never came: the only scan of it was undone."""
    receipt_at: Mapped[datetime | None]
    """When the last receipt of it was printed: at the end, or when a visit ended and more was to come."""
    signed_by: Mapped[str | None]
    """Who signed the receipt for the producer; None where nobody did. The name stands here only, not in the log."""
    document: Mapped[str | None]
    """The producer's paper or a photo that goes with it, as it was typed or scanned; several are joined by commas."""


class ExpectedLine(HubRow, Base):
    """What orders wait for in a delivery; 0 pieces of what nobody announced."""

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
    """A case or piece that was put before the hub, or several identical ones, accepted or refused with a reason."""

    __tablename__ = "receipt_line"
    __table_args__ = (
        refers("delivery_id", "delivery"),
        refers("product_id", "product"),
        refers("lot_id", "lot"),
        CheckConstraint("(reason = '') = accepted", name="reason"),
        CheckConstraint("(outcome = '') = accepted", name="outcome"),
        CheckConstraint("outcome IN ('', 'send_back', 'waste', 'return_later')", name="outcome_word"),
        Index(None, "hub_id", "delivery_id", "product_id"),
        Index(None, "hub_id", "unique_code"),
        Index(None, "hub_id", "outcome"),
        Index(None, "hub_id", "input_id"),
    )

    delivery_id: Mapped[UUID]
    product_id: Mapped[UUID]
    lot_id: Mapped[UUID | None]
    pieces: Mapped[int]
    grams: Mapped[int]
    accepted: Mapped[bool]
    reason: Mapped[str]
    """Why it was refused: a word of the catalogue; empty if accepted."""
    outcome: Mapped[str]
    """What became of refused goods: ``send_back`` with the driver (never in custody), ``waste`` at the hub, or
    ``return_later`` (in quarantine until it is sent back); empty if accepted."""
    returned_at: Mapped[datetime | None]
    """When goods that waited in quarantine went back to the producer."""
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
        Index(None, "hub_id", "input_id"),
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
