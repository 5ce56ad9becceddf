"""Counting: what really stands in a zone is held against the book, and the book gives way.

The count is blind: whoever counts is not told what the book says. Missing goods are booked to ``loss``, found ones come
from it; catch weight follows by its share, found pieces weigh their nominal weight until they are packed.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import and_, bindparam, exists, select

from hubops.errors import Refused
from hubops.inputs import Scan
from hubops.model.places import LOSS, Zone
from hubops.model.products import PackLevel, Product
from hubops.model.stock import NO_UNIT, Balance, Lot
from hubops.operations import authority, moving, parcels, stacks
from hubops.operations.booking import Booking
from hubops.operations.moving import Amount, Place
from hubops.operations.stacks import FloorZone
from hubops.store.rows import AnyRow

MOST_PIECES = 9999
"""What one person counts in one zone; more is a slip of the fingers."""

_LOTS = (
    select(Lot.id, Lot.code, Lot.expiry, Lot.product_id, Product.name, Product.net_g)
    .join(Product, (Product.hub_id == Lot.hub_id) & (Product.id == Lot.product_id))
    .where(Lot.hub_id == bindparam("hub"))
    .order_by(Lot.id.desc())
)
_OF_ARTICLE = _LOTS.join(PackLevel, (PackLevel.hub_id == Product.hub_id) & (PackLevel.product_id == Product.id)).where(
    PackLevel.gtin == bindparam("gtin")
)
_ONE = _LOTS.where(Lot.id == bindparam("lot"))
_PRODUCT = select(Lot.product_id).where(Lot.hub_id == bindparam("hub"), Lot.id == bindparam("lot")).scalar_subquery()
_RUN_EMPTY = select(Zone.id).where(
    Zone.hub_id == bindparam("hub"),
    Zone.code == bindparam("zone"),
    Zone.kind == "storage",
    ~exists()
    .where(
        Balance.hub_id == Zone.hub_id,
        Balance.zone_id == Zone.id,
        Balance.unit_id == NO_UNIT,
        Balance.pieces > 0,
        and_(Lot.hub_id == Balance.hub_id, Lot.id == Balance.lot_id),
        Lot.product_id == _PRODUCT,
    )
    .correlate(Zone),
)


@dataclass(frozen=True, slots=True)
class CountedLot:
    """A lot that can be counted, without what the book says of it."""

    id: UUID
    code: str
    expiry: date | None
    product_id: UUID
    product: str
    net_g: int
    """Of one piece; nominal where weighed."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A count of a lot in a zone against the book, in pieces."""

    product: str
    lot: str
    zone: str
    booked: int
    counted: int
    labels: int
    """Parcels that were closed, because the goods that they waited for are not there."""


def zone_to_count(booking: Booking, code: str) -> FloorZone:
    """The zone of a sign, if loose goods may be counted there.

    Raises:
        Refused: no such zone, one that holds parcels only, or quarantine without somebody who may decide about it.
    """
    found = stacks.zone(booking, code)
    if found.kind not in stacks.KINDS:
        raise Refused("count.no_loose_goods", zone=code, kind_word=found.kind)
    if found.kind == "quarantine":
        authority.demand(booking)
    return found


def lots_to_count(booking: Booking, zone: FloorZone, scan: Scan) -> list[CountedLot]:
    """The lots that a scan in a zone may mean: those that stand there, else all the hub knows, newest first.

    Raises:
        Refused: ``count.unknown_goods``, the hub knows no such lot.
    """
    found = booking.tx.execute(_OF_ARTICLE, {"hub": booking.tx.hub_id, "gtin": scan.gtin}).all()
    lots = [_lot(row) for row in found if scan.lot in (None, row.code)]
    if not lots:
        raise Refused("count.unknown_goods", product=stacks.name_of(booking, scan))
    there = {stack.lot_id for stack in stacks.in_zone(booking, zone.code)}
    return [lot for lot in lots if lot.id in there] or lots


def lot_to_count(booking: Booking, lot_id: UUID) -> CountedLot:
    """The lot with a key."""
    return _lot(booking.tx.execute(_ONE, {"hub": booking.tx.hub_id, "lot": lot_id}).one())


def count(booking: Booking, zone: FloorZone, lot: CountedLot, pieces: int) -> Counted:
    """Hold a count of a lot in a zone against the book; a difference is booked and becomes a deviation.

    Parcels that waited for what is missing wait no longer: they are closed and labelled.
    """
    place = Place(zone.id)
    held = moving.balance(booking, place, lot.id)
    missing = held.pieces - pieces
    if missing > 0:
        share_g = held.grams * missing // held.pieces
        moving.move(booking, "count", lot.id, place, Place(LOSS), Amount(missing, share_g))
    elif missing < 0:
        moving.move(booking, "count", lot.id, Place(LOSS), place, Amount(-missing, -missing * lot.net_g))
    if missing:
        values = {"product": lot.product, "lot": lot.code, "zone": zone.code}
        booking.deviation("count_difference", lot.id, **values, booked=held.pieces, counted=pieces)
    booking.event("counted", lot.id, lot=lot.code, zone=zone.code, booked=held.pieces, counted=pieces)
    labels = parcels.close_hopeless(booking, lot.product_id) if missing > 0 else []
    return Counted(lot.product, lot.code, zone.code, held.pieces, pieces, len(labels))


def runs_empty(booking: Booking, zone_code: str, lot_id: UUID) -> bool:
    """Whether a place of storage holds no more of a lot's article by the book: the moment to look whether it is so."""
    params = {"hub": booking.tx.hub_id, "zone": zone_code, "lot": lot_id}
    return booking.tx.execute(_RUN_EMPTY, params).first() is not None


def zero_check(booking: Booking, zone_code: str, lot_id: UUID, left: int) -> Counted:
    """What is really left of a lot where the book says that nothing is; a difference is booked as by :func:`count`."""
    return count(booking, zone_to_count(booking, zone_code), lot_to_count(booking, lot_id), left)


def count_empty(booking: Booking, zone: FloorZone) -> int:
    """Nothing stands loose in a zone: whatever the book has there is missing; how many lots is returned."""
    found = stacks.in_zone(booking, zone.code)
    for stack in found:
        count(booking, zone, lot_to_count(booking, stack.lot_id), 0)
    booking.event("counted_empty", zone.id, zone=zone.code, lots=len(found))
    return len(found)


def _lot(row: AnyRow) -> CountedLot:
    return CountedLot(row.id, row.code, row.expiry, row.product_id, row.name, row.net_g)
