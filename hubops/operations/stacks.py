"""Stacks: loose goods of one lot in one zone, as a worker finds them on the floor.

What is moved, counted or thrown away is a stack or a part of one. Parcels are no stacks; lanes and vehicles hold none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, func, select

from hubops.errors import Refused
from hubops.inputs import Scan
from hubops.model.places import SHARED_FROM, Zone
from hubops.model.products import PackLevel, Product
from hubops.model.stock import HELD, NO_UNIT, Balance, Lot
from hubops.operations.booking import Booking
from hubops.operations.moving import Amount, Place
from hubops.store.rows import AnyRow

KINDS = (*SHARED_FROM, "quarantine")
"""Kinds of zones in which goods stand loose."""

_STACKS = (
    select(
        Balance.zone_id,
        Zone.code.label("zone"),
        Zone.kind,
        Balance.lot_id,
        Lot.code.label("lot"),
        Lot.expiry,
        Lot.product_id,
        Product.name,
        Balance.pieces,
        Balance.grams,
        HELD.label("held"),
    )
    .join(Zone, (Zone.hub_id == Balance.hub_id) & (Zone.id == Balance.zone_id))
    .join(Lot, (Lot.hub_id == Balance.hub_id) & (Lot.id == Balance.lot_id))
    .join(Product, (Product.hub_id == Balance.hub_id) & (Product.id == Balance.product_id))
    .where(
        Balance.hub_id == bindparam("hub"),
        Balance.unit_id == NO_UNIT,
        Balance.pieces > 0,
        Zone.kind.in_(KINDS),
    )
    .order_by(func.coalesce(Lot.expiry, date.max), Product.name, Lot.code, Zone.code)
)
_OF_ARTICLE = _STACKS.join(
    PackLevel, (PackLevel.hub_id == Product.hub_id) & (PackLevel.product_id == Product.id)
).where(PackLevel.gtin == bindparam("gtin"))
_IN_ZONE = _STACKS.where(Zone.code == bindparam("code"))
_ONE = _STACKS.where(Zone.code == bindparam("code"), Balance.lot_id == bindparam("lot"))
_NAME = (
    select(Product.name)
    .join(PackLevel, (PackLevel.hub_id == Product.hub_id) & (PackLevel.product_id == Product.id))
    .where(Product.hub_id == bindparam("hub"), PackLevel.gtin == bindparam("gtin"))
)
_ZONE = select(Zone.id, Zone.code, Zone.kind).where(
    Zone.hub_id == bindparam("hub"), Zone.code == bindparam("code"), Zone.kind.notin_(("external", "vehicle"))
)


@dataclass(frozen=True, slots=True)
class Stack:
    """Loose goods of one lot in one zone."""

    zone_id: UUID
    zone: str
    kind: str
    """Of the zone."""
    lot_id: UUID
    lot: str
    expiry: date | None
    product_id: UUID
    product: str
    pieces: int
    grams: int
    held: bool
    """The lot is on hold."""

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.zone_id)

    def part(self, pieces: int) -> Amount:
        """So many pieces of it; their weight is their share of the whole, and the last piece takes what is left."""
        return Amount(pieces, self.grams * pieces // self.pieces)


@dataclass(frozen=True, slots=True)
class FloorZone:
    """A zone that a worker scanned."""

    id: UUID
    code: str
    kind: str


def of_article(booking: Booking, scan: Scan) -> list[Stack]:
    """The stacks of the article that was scanned, of its lot where the code tells one; what expires first is first."""
    found = booking.tx.unchanged(("stacks", scan.gtin), lambda: _of_gtin(booking, scan.gtin))
    return [stack for stack in found if scan.lot in (None, stack.lot)]


def _of_gtin(booking: Booking, gtin: str | None) -> Sequence[Stack]:
    found = booking.tx.execute(_OF_ARTICLE, {"hub": booking.tx.hub_id, "gtin": gtin})
    return [_stack(row) for row in found]


def name_of(booking: Booking, scan: Scan) -> str:
    """What a scan means to a person: the article's name, else its number; with the lot where the code tells one."""
    name = booking.tx.execute(_NAME, {"hub": booking.tx.hub_id, "gtin": scan.gtin}).scalar_one_or_none()
    return ", ".join(part for part in (name or scan.gtin, scan.lot) if part)


def in_zone(booking: Booking, zone_code: str) -> list[Stack]:
    """The stacks of a zone."""
    return [_stack(row) for row in booking.tx.execute(_IN_ZONE, {"hub": booking.tx.hub_id, "code": zone_code})]


def find(booking: Booking, zone_code: str, lot_id: UUID) -> Stack:
    """One stack as it stands now. Raises Refused ``stacks.gone`` when nothing of it is left."""
    params = {"hub": booking.tx.hub_id, "code": zone_code, "lot": lot_id}
    row = booking.tx.execute(_ONE, params).one_or_none()
    if row is None:
        raise Refused("stacks.gone", zone=zone_code)
    return _stack(row)


def zone(booking: Booking, code: str) -> FloorZone:
    """The zone of a sign. Raises Refused ``putaway.unknown_zone``."""
    row = booking.tx.execute(_ZONE, {"hub": booking.tx.hub_id, "code": code}).one_or_none()
    if row is None:
        raise Refused("putaway.unknown_zone", zone=code)
    return FloorZone(row.id, row.code, row.kind)


def _stack(row: AnyRow) -> Stack:
    return Stack(
        zone_id=row.zone_id,
        zone=row.zone,
        kind=row.kind,
        lot_id=row.lot_id,
        lot=row.lot,
        expiry=row.expiry,
        product_id=row.product_id,
        product=row.name,
        pieces=row.pieces,
        grams=row.grams,
        held=bool(row.held),
    )
