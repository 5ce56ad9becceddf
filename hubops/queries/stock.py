"""What stands loose in the hub and wants somebody's eye: goods that were set apart, goods past their date."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import and_, bindparam, func, select

from hubops.model.places import Zone
from hubops.model.products import Product
from hubops.model.stock import NO_UNIT, Balance, Hold, Lot
from hubops.queries.looking import Looking

_LOOSE = (
    select(
        Product.name,
        Lot.code.label("lot"),
        Lot.expiry,
        Zone.code.label("zone"),
        Balance.pieces,
        func.coalesce(Hold.reason, "").label("reason"),
    )
    .select_from(Balance)
    .join(Zone, and_(Zone.hub_id == Balance.hub_id, Zone.id == Balance.zone_id))
    .join(Lot, and_(Lot.hub_id == Balance.hub_id, Lot.id == Balance.lot_id))
    .join(Product, and_(Product.hub_id == Lot.hub_id, Product.id == Lot.product_id))
    .outerjoin(
        Hold,
        and_(
            Hold.hub_id == Lot.hub_id,
            Hold.lot_id == Lot.id,
            Hold.released_at.is_(None),
            Hold.undone_by_id.is_(None),
        ),
    )
    .where(Balance.hub_id == bindparam("hub"), Balance.unit_id == NO_UNIT, Balance.pieces > 0)
    .order_by(Product.name, Lot.code, Zone.code)
)
_SET_APART = _LOOSE.where((Zone.kind == "quarantine") | Hold.id.is_not(None))
_RIDING = _LOOSE.where(Zone.kind == "trolley")
_EXPIRED = _LOOSE.where(Lot.expiry < bindparam("day"))
_IN_ZONE = _LOOSE.where(Balance.zone_id == bindparam("zone"))


@dataclass(frozen=True, slots=True)
class LooseRow:
    """Loose goods of one lot in one zone; ``reason`` is why the lot is on hold, empty if it is not."""

    product: str
    lot: str
    expiry: date | None
    zone: str
    pieces: int
    reason: str


def set_apart(looking: Looking) -> list[LooseRow]:
    """Goods on hold and goods in quarantine: somebody must decide about them."""
    return [LooseRow(*row) for row in looking.tx.execute(_SET_APART, {"hub": looking.tx.hub_id})]


def on_trolleys(looking: Looking) -> list[LooseRow]:
    """Goods that ride on a trolley and still want a place."""
    return [LooseRow(*row) for row in looking.tx.execute(_RIDING, {"hub": looking.tx.hub_id})]


def expired(looking: Looking) -> list[LooseRow]:
    """Goods whose date has passed."""
    params = {"hub": looking.tx.hub_id, "day": looking.day}
    return [LooseRow(*row) for row in looking.tx.execute(_EXPIRED, params)]


def in_zone(looking: Looking, zone_id: UUID) -> list[LooseRow]:
    """The goods of a zone."""
    params = {"hub": looking.tx.hub_id, "zone": zone_id}
    return [LooseRow(*row) for row in looking.tx.execute(_IN_ZONE, params)]
