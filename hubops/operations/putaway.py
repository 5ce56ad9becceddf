"""Put-away: a zone is proposed for goods at the dock and confirmed by scanning it (planning.md 7.2)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, func, select

from hubops.errors import Refused
from hubops.inputs import Scan
from hubops.model.orders import OrderLine
from hubops.model.outbound import Drop, RouteRun
from hubops.model.places import Zone
from hubops.model.products import PackLevel, Product
from hubops.model.stock import NO_UNIT, Balance, Lot
from hubops.operations import moving, receiving
from hubops.operations.booking import Booking
from hubops.operations.moving import Amount, Place
from hubops.planning import zones
from hubops.planning.temperature import product_limit
from hubops.store import rows
from hubops.store.rows import AnyRow

CRATE_ML = 40_000
_LOTS_AT = (
    select(
        Balance.lot_id,
        Balance.pieces,
        Balance.grams,
        Lot.code.label("lot"),
        Lot.expiry,
        Product.id.label("product_id"),
        Product.name,
    )
    .join(Lot, (Lot.hub_id == Balance.hub_id) & (Lot.id == Balance.lot_id))
    .join(Product, (Product.hub_id == Lot.hub_id) & (Product.id == Lot.product_id))
    .join(PackLevel, (PackLevel.hub_id == Product.hub_id) & (PackLevel.product_id == Product.id))
    .where(
        Balance.hub_id == bindparam("hub"),
        Balance.zone_id == bindparam("zone"),
        Balance.unit_id == NO_UNIT,
        Balance.pieces > 0,
        PackLevel.gtin == bindparam("gtin"),
    )
    .order_by(func.coalesce(Lot.expiry, date.max), Lot.code)
)
_ZONES = (
    select(
        Zone.id,
        Zone.code,
        Zone.kind,
        Zone.min_cc,
        Zone.max_cc,
        Zone.capacity_crates,
        Zone.capacity_g,
        Zone.classes,
        Zone.near_lane,
        func.coalesce(func.sum(Balance.pieces * func.coalesce(Product.volume_ml, 0)), 0).label("used_ml"),
        func.coalesce(func.sum(Balance.grams), 0).label("used_g"),
    )
    .outerjoin(Balance, (Balance.hub_id == Zone.hub_id) & (Balance.zone_id == Zone.id) & (Balance.unit_id == NO_UNIT))
    .outerjoin(Lot, (Lot.hub_id == Balance.hub_id) & (Lot.id == Balance.lot_id))
    .outerjoin(Product, (Product.hub_id == Lot.hub_id) & (Product.id == Lot.product_id))
    .where(Zone.hub_id == bindparam("hub"), Zone.kind.notin_(("external", "vehicle")))
    .group_by(Zone.hub_id, Zone.id)
    .order_by(Zone.code)
)
_WAITING_LANE = (
    select(Zone.code)
    .select_from(OrderLine)
    .join(Drop, (Drop.hub_id == OrderLine.hub_id) & (Drop.id == OrderLine.drop_id))
    .join(RouteRun, (RouteRun.hub_id == Drop.hub_id) & (RouteRun.id == Drop.run_id))
    .join(Zone, (Zone.hub_id == RouteRun.hub_id) & (Zone.id == RouteRun.lane_zone_id))
    .where(
        OrderLine.hub_id == bindparam("hub"),
        OrderLine.product_id == bindparam("product"),
        OrderLine.cancelled_at.is_(None),
        RouteRun.departed_at.is_(None),
    )
    .order_by(RouteRun.departure_at)
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Goods of one lot at the dock that want a place."""

    zone_id: UUID
    """The dock."""
    lot_id: UUID
    lot: str
    product: str
    pieces: int
    goods: zones.Goods


def find_goods(booking: Booking, scan: Scan) -> Waiting:
    """The lot at the dock that a scan names; of several lots the one that expires first.

    Raises:
        Refused: ``putaway.nothing_there``, no such goods stand at the dock.
    """
    tx = booking.tx
    dock = receiving.zone_of_kind(booking, "dock")
    found = tx.execute(_LOTS_AT, {"hub": tx.hub_id, "zone": dock, "gtin": scan.gtin}).all()
    row = next((row for row in found if scan.lot in (None, row.lot)), None)
    if row is None:
        raise Refused("putaway.nothing_there", gtin=scan.gtin, lot=scan.lot)
    goods = goods_of(booking, row.product_id, Amount(row.pieces, row.grams))
    return Waiting(dock, row.lot_id, row.lot, row.name, row.pieces, goods)


def goods_of(booking: Booking, product_id: UUID, amount: Amount) -> zones.Goods:
    """So much of an article, as the choice of a zone sees it."""
    tx = booking.tx
    row = rows.get(tx, Product, product_id)
    rule = booking.house.classes[row.temperature_class]
    return zones.Goods(
        temperature_class=row.temperature_class,
        max_cc=product_limit(rule, row.stated_max_cc),
        min_cc=row.stated_min_cc if row.stated_min_cc is not None else rule.min_cc,
        crates=crates_of(amount.pieces * (row.volume_ml or 0)),
        grams=amount.grams,
        lane=tx.execute(_WAITING_LANE, {"hub": tx.hub_id, "product": product_id}).scalar_one_or_none(),
    )


def propose(booking: Booking, goods: zones.Goods) -> str:
    """The code of the zone that suits best. Raises Refused ``putaway.no_zone`` when none can take the goods."""
    options = zones.propose(goods, [_option(row) for row in _zones(booking)])
    if not options:
        raise Refused("putaway.no_zone", class_word=goods.temperature_class, crates=goods.crates)
    return options[0].code


def put_away(booking: Booking, waiting: Waiting, zone_code: str) -> Amount:
    """Move all of a lot that stands at the dock into a zone; the amount is returned.

    Raises:
        Refused: no such zone, or the reason why the zone can't take the goods.
    """
    target = storage_for(booking, waiting.goods, zone_code)
    amount = Amount(waiting.pieces, waiting.goods.grams)
    moving.move(booking, "put_away", waiting.lot_id, Place(waiting.zone_id), Place(target), amount)
    booking.event("put_away", waiting.lot_id, lot=waiting.lot, zone=zone_code, pieces=amount.pieces)
    return amount


def storage_for(booking: Booking, goods: zones.Goods, zone_code: str) -> UUID:
    """The storage zone with a code, once it is sure that it can take the goods.

    Raises:
        Refused: no such zone, or the reason why the zone can't take the goods.
    """
    row = next((row for row in _zones(booking) if row.code == zone_code), None)
    if row is None:
        raise Refused("putaway.unknown_zone", zone=zone_code)
    reason = zones.refusal(goods, _option(row))
    if reason is not None:
        raise Refused(reason.code, **reason.values)
    key = row.id
    assert isinstance(key, UUID)  # noqa: S101 - the column's type
    return key


def crates_of(volume_ml: int) -> int:
    """How many 600 x 400 mm crates a volume fills, at least one (STAND #173)."""
    return max(1, -(-volume_ml // CRATE_ML))


def _zones(booking: Booking) -> list[AnyRow]:
    return list(booking.tx.execute(_ZONES, {"hub": booking.tx.hub_id}))


def _option(row: AnyRow) -> zones.ZoneOption:
    return zones.ZoneOption(
        code=row.code,
        kind=row.kind,
        min_cc=row.min_cc,
        max_cc=row.max_cc,
        capacity_crates=row.capacity_crates,
        used_crates=-(-int(row.used_ml) // CRATE_ML),
        capacity_g=row.capacity_g,
        used_g=int(row.used_g),
        classes=frozenset(row.classes.split()),
        near_lane=row.near_lane,
    )
