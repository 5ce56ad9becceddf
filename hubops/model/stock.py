"""Goods in custody: lots, handling units, movements and the balances that follow from them.

Movements are append-only and double entry; a balance changes only together with a movement (architecture.md, rule 2).
Goods stand loose in a zone or in a parcel that stands in a zone: ``unit_id`` is the parcel, or NO_UNIT for loose goods.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, exists
from sqlalchemy.orm import Mapped, mapped_column

from hubops.model.keys import Base, HubRow, refers, unique

NO_UNIT = UUID(int=0)


class Lot(HubRow, Base):
    """Goods of one product with one lot code and one date: what a recall speaks of. The producer is the owner."""

    __tablename__ = "lot"
    __table_args__ = (unique("product_id", "code", "expiry"), refers("product_id", "product"))

    product_id: Mapped[UUID]
    code: Mapped[str]
    expiry: Mapped[date | None]
    date_kind: Mapped[str]
    """``best_before``, ``use_by``, or empty where the goods bear no date."""
    received_at: Mapped[datetime]


class HandlingUnit(HubRow, Base):
    """An SSCC that the hub gave out. A withdrawn one (``void``) never comes back into use."""

    __tablename__ = "handling_unit"
    __table_args__ = (unique("sscc"), refers("parcel_id", "parcel"), Index(None, "hub_id", "input_id"))

    sscc: Mapped[str] = mapped_column(String(18))
    parcel_id: Mapped[UUID]
    void: Mapped[bool]
    at: Mapped[datetime]
    input_id: Mapped[UUID | None]


class Movement(HubRow, Base):
    """Goods that went from one place to another, in pieces and grams; never changed, never deleted."""

    __tablename__ = "movement"
    __table_args__ = (
        refers("lot_id", "lot"),
        refers("from_zone_id", "zone"),
        refers("to_zone_id", "zone"),
        refers("order_line_id", "order_line"),
        refers("reverses_id", "movement"),
        unique("reverses_id"),
        CheckConstraint("pieces >= 0 AND grams >= 0 AND pieces + grams > 0", name="amount"),
        Index(None, "hub_id", "lot_id"),
        Index(None, "hub_id", "input_id"),
        Index(None, "hub_id", "order_line_id"),
    )

    at: Mapped[datetime]
    kind: Mapped[str]
    """What was done: receive, refuse, send_back, quarantine, put_away, move, release, pack, unpack, repack, stage,
    load, write_off, deliver, stray, fetch, return, waste, count, weighing_difference, undo."""
    lot_id: Mapped[UUID]
    from_zone_id: Mapped[UUID]
    from_unit_id: Mapped[UUID]
    to_zone_id: Mapped[UUID]
    to_unit_id: Mapped[UUID]
    pieces: Mapped[int]
    grams: Mapped[int]
    order_line_id: Mapped[UUID | None]
    """For whom the goods were packed."""
    input_id: Mapped[UUID | None]
    """The floor input that caused it; no foreign key, because an input is written last in its transaction."""
    reverses_id: Mapped[UUID | None]


class Balance(HubRow, Base):
    """What stands where, per lot. It can't be negative; where nothing is left there is no row."""

    __tablename__ = "balance"
    __table_args__ = (
        unique("zone_id", "unit_id", "lot_id"),
        refers("zone_id", "zone"),
        refers("lot_id", "lot"),
        refers("product_id", "product"),
        CheckConstraint("pieces >= 0 AND grams >= 0", name="amount"),
        Index(None, "hub_id", "lot_id"),
        Index(None, "hub_id", "unit_id", "product_id"),
    )

    zone_id: Mapped[UUID]
    unit_id: Mapped[UUID]
    lot_id: Mapped[UUID]
    product_id: Mapped[UUID]
    """The lot's: what stands loose of an article is found without a look at the lots of the past."""
    pieces: Mapped[int]
    grams: Mapped[int]


class Hold(HubRow, Base):
    """A lot that nobody may share out or pack, wherever it stands, until somebody with the right releases it."""

    __tablename__ = "lot_hold"
    __table_args__ = (refers("lot_id", "lot"), Index(None, "hub_id", "lot_id"), Index(None, "hub_id", "input_id"))

    lot_id: Mapped[UUID]
    reason: Mapped[str]
    """A word of the catalogue."""
    at: Mapped[datetime]
    released_at: Mapped[datetime | None]
    input_id: Mapped[UUID | None]
    undone_by_id: Mapped[UUID | None]


HELD = (
    exists()
    .where(
        Hold.hub_id == Lot.hub_id,
        Hold.lot_id == Lot.id,
        Hold.released_at.is_(None),
        Hold.undone_by_id.is_(None),
    )
    .correlate(Lot)
)
"""Whether a lot is on hold: an expression for use in any select of lots."""
