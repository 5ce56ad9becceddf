"""Cross-dock: what orders wait for is shared out by article and packed into kitchens' parcels.

The shares follow planning.md 7.1: max-min fill among kitchens with a rotating remainder, lots by FEFO above the
remaining-life floor. Shares are worked out anew for every prompt, so they always fit what stands in the hub.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import bindparam, func, select

from hubops.errors import Refused
from hubops.inputs import Scan
from hubops.model.orders import Order, OrderLine
from hubops.model.outbound import Drop, RouteRun
from hubops.model.parties import Kitchen
from hubops.model.places import Zone
from hubops.model.products import PackLevel, Product
from hubops.model.progress import MISSING, PACKED
from hubops.model.stock import HELD, NO_UNIT, Balance, Lot
from hubops.operations import moving, parcels
from hubops.operations.booking import Booking
from hubops.operations.moving import Amount, Place
from hubops.operations.parcels import OpenParcel
from hubops.planning.allocation import Need, Share, Supply, allocate, levels, rotation_of
from hubops.planning.parcels import ParcelLimits, next_pieces
from hubops.store.rows import AnyRow

_ARTICLE = (
    select(
        Product.id,
        Product.gtin,
        Product.name,
        Product.measured_by,
        Product.net_g,
        Product.volume_ml,
        Product.temperature_class,
        Product.min_life_on_delivery_days,
    )
    .join(PackLevel, (PackLevel.hub_id == Product.hub_id) & (PackLevel.product_id == Product.id))
    .where(Product.hub_id == bindparam("hub"), PackLevel.gtin == bindparam("gtin"))
)
_NEEDS = (
    select(
        OrderLine.id,
        MISSING.label("missing"),
        PACKED.label("packed"),
        Kitchen.code.label("kitchen"),
        Kitchen.name.label("kitchen_name"),
        Drop.id.label("drop_id"),
        Drop.stop,
        RouteRun.day,
        RouteRun.departure_at,
        RouteRun.lane_zone_id,
    )
    .join(Order, (Order.hub_id == OrderLine.hub_id) & (Order.id == OrderLine.order_id))
    .join(Drop, (Drop.hub_id == OrderLine.hub_id) & (Drop.id == OrderLine.drop_id))
    .join(Kitchen, (Kitchen.hub_id == Drop.hub_id) & (Kitchen.id == Drop.kitchen_id))
    .join(RouteRun, (RouteRun.hub_id == Drop.hub_id) & (RouteRun.id == Drop.run_id))
    .where(
        OrderLine.hub_id == bindparam("hub"),
        OrderLine.product_id == bindparam("product"),
        OrderLine.cancelled_at.is_(None),
        RouteRun.day == bindparam("day"),
        RouteRun.departed_at.is_(None),
    )
    .order_by(RouteRun.departure_at, RouteRun.id, Drop.stop.desc(), Order.number, OrderLine.line)
)
_SUPPLY = (
    select(Lot.id, Lot.code, Lot.expiry, Balance.zone_id, Zone.code.label("zone"), Zone.kind, Balance.pieces)
    .join(Balance, (Balance.hub_id == Lot.hub_id) & (Balance.lot_id == Lot.id))
    .join(Zone, (Zone.hub_id == Balance.hub_id) & (Zone.id == Balance.zone_id))
    .where(
        Lot.hub_id == bindparam("hub"),
        Lot.product_id == bindparam("product"),
        func.coalesce(Lot.expiry, date.max) >= bindparam("day"),
        Balance.unit_id == NO_UNIT,
        Balance.pieces > 0,
        Zone.kind.in_(("dock", "storage")),
        ~HELD,
    )
    .order_by(Zone.kind, Zone.code, Lot.code)
)


@dataclass(frozen=True, slots=True)
class Article:
    """What is being shared out."""

    product_id: UUID
    gtin: str
    name: str
    weighed: bool
    net_g: int
    volume_ml: int
    temperature_class: str
    min_life_days: int


@dataclass(frozen=True, slots=True)
class Pick:
    """So many pieces of a lot, from a zone, for one order line: one step of the worker."""

    line_id: UUID
    drop_id: UUID
    kitchen: str
    kitchen_name: str
    stop: int
    lot_id: UUID
    lot: str
    zone_id: UUID
    zone: str
    pieces: int


@dataclass(frozen=True, slots=True)
class Packed:
    """What became of a pick."""

    parcel: int
    """The number of the last parcel that took goods."""
    pieces: int
    grams: int
    labels: tuple[str, ...]
    """SSCCs of the parcels that were closed by it."""


def find_article(booking: Booking, scan: Scan) -> Article:
    """The article of a scan. Raises Refused ``crossdock.unknown_item``."""
    row = booking.tx.execute(_ARTICLE, {"hub": booking.tx.hub_id, "gtin": scan.gtin}).one_or_none()
    if row is None:
        raise Refused("crossdock.unknown_item", gtin=scan.gtin)
    return Article(
        product_id=row.id,
        gtin=row.gtin,
        name=row.name,
        weighed=row.measured_by == "weight",
        net_g=row.net_g,
        volume_ml=row.volume_ml or 0,
        temperature_class=row.temperature_class,
        min_life_days=row.min_life_on_delivery_days or 0,
    )


def picks(booking: Booking, article: Article) -> list[Pick]:
    """What to pack of an article now, kitchen by kitchen in load order: the last stop of the first departure first."""
    params = {"hub": booking.tx.hub_id, "product": article.product_id, "day": booking.day}
    needs = [row for row in booking.tx.execute(_NEEDS, params) if row.missing > 0 or row.packed > 0]
    supply = booking.tx.execute(_SUPPLY, params).all()
    shares = _shares(booking, article, needs, supply)
    by_line: dict[Hashable, AnyRow] = {row.id: row for row in needs}
    by_lot: dict[Hashable, AnyRow] = {(row.id, row.zone_id): row for row in supply}
    return [_pick(by_line[share.need], by_lot[share.supply], share.pieces) for share in shares]


def _shares(booking: Booking, article: Article, needs: Sequence[AnyRow], supply: Sequence[AnyRow]) -> list[Share]:
    """Fair shares of what is left, counting what each line has got already.

    Goods arrive and are packed case by case; without the second glance the kitchens that are packed last would pay for
    those that were packed first.
    """
    rotation = rotation_of(booking.day)
    life = timedelta(days=article.min_life_days)
    whole = [Need(row.id, row.kitchen, row.missing + row.packed) for row in needs]
    level = levels(whole, sum(row.packed for row in needs) + sum(row.pieces for row in supply), rotation)
    fair = [
        Need(row.id, row.kitchen, min(row.missing, max(0, level[row.id] - row.packed)), row.day + life) for row in needs
    ]
    shares = allocate(fair, [Supply((row.id, row.zone_id), row.pieces, row.expiry) for row in supply], rotation)
    # where a lot lives too short for some kitchens, what they can't have goes to the others
    given, taken = _sums(shares)
    rest = [
        Need(row.id, row.kitchen, row.missing - given[row.id], row.day + life)
        for row in needs
        if row.missing > given[row.id]
    ]
    left = [
        Supply((row.id, row.zone_id), row.pieces - taken[row.id, row.zone_id], row.expiry)
        for row in supply
        if row.pieces > taken[row.id, row.zone_id]
    ]
    more = allocate(rest, left, rotation) if rest and left else []
    order = {row.id: position for position, row in enumerate(needs)}
    return sorted(_merged([*shares, *more]), key=lambda share: order[share.need])


def _sums(shares: Sequence[Share]) -> tuple[Counter[Hashable], Counter[Hashable]]:
    given: Counter[Hashable] = Counter()
    taken: Counter[Hashable] = Counter()
    for share in shares:
        given[share.need] += share.pieces
        taken[share.supply] += share.pieces
    return given, taken


def _merged(shares: Sequence[Share]) -> list[Share]:
    merged: Counter[tuple[Hashable, Hashable]] = Counter()
    for share in shares:
        merged[share.need, share.supply] += share.pieces
    return [Share(need, supply, pieces) for (need, supply), pieces in merged.items()]


def pack(booking: Booking, article: Article, pick: Pick, pieces: int, grams: int | None = None) -> Packed:
    """Pack pieces of a pick into the drop's open parcel; a parcel that gets full is closed and its label printed.

    Args:
        booking: the booking under way.
        article: what is packed.
        pick: the step, as :func:`picks` gave it.
        pieces: how many were really put in, at most as many as the pick says.
        grams: the weight of all of them, where weighed.

    Raises:
        Refused: more than the pick, a weight that can't be, or goods that are no longer there.
    """
    if not 0 < pieces <= pick.pieces:
        raise Refused("crossdock.too_many", pieces=pieces, wanted=pick.pieces, kitchen=pick.kitchen_name)
    if grams is None:
        return _pack_counted(booking, article, pick, pieces)
    return _pack_weighed(booking, article, pick, pieces, grams)


def _pack_counted(booking: Booking, article: Article, pick: Pick, pieces: int) -> Packed:
    labels: list[str] = []
    left, number = pieces, 0
    while left:
        parcel = parcels.open_parcel(booking, pick.drop_id, article.temperature_class)
        used = parcels.used(booking, parcel.id)
        fit = min(left, next_pieces(_limits(booking), used.ml, used.grams, article.volume_ml, article.net_g))
        if fit == 0:
            labels.append(parcels.close(booking, parcel.id))
            continue
        _put_in(booking, pick, parcel, Amount(fit, fit * article.net_g))
        left, number = left - fit, parcel.number
    labels += parcels.close_finished(booking, pick.drop_id, article.product_id)
    return Packed(number, pieces, pieces * article.net_g, tuple(labels))


def _pack_weighed(booking: Booking, article: Article, pick: Pick, pieces: int, grams: int) -> Packed:
    nominal_g = pieces * article.net_g
    if abs(grams - nominal_g) > nominal_g * booking.house.catch_weight_tolerance_percent // 100:
        raise Refused("receive.weight_off", weight_g=grams, nominal_g=nominal_g, pieces=pieces)
    labels: list[str] = []
    parcel = parcels.open_parcel(booking, pick.drop_id, article.temperature_class)
    used = parcels.used(booking, parcel.id)
    limits = _limits(booking)
    full = used.grams + grams > limits.max_g or used.ml + pieces * article.volume_ml > limits.max_ml
    if used.grams and full:
        labels.append(parcels.close(booking, parcel.id))
        parcel = parcels.open_parcel(booking, pick.drop_id, article.temperature_class)
    moving.settle_weight(booking, Place(pick.zone_id), pick.lot_id, Amount(pieces, grams))
    _put_in(booking, pick, parcel, Amount(pieces, grams))
    labels += parcels.close_finished(booking, pick.drop_id, article.product_id)
    return Packed(parcel.number, pieces, grams, tuple(labels))


def _put_in(booking: Booking, pick: Pick, parcel: OpenParcel, amount: Amount) -> None:
    target = Place(parcel.zone_id, parcel.id)
    moving.move(booking, "pack", pick.lot_id, Place(pick.zone_id), target, amount, order_line_id=pick.line_id)
    booking.event("packed", pick.line_id, kitchen=pick.kitchen, lot=pick.lot, pieces=amount.pieces, grams=amount.grams)


def _limits(booking: Booking) -> ParcelLimits:
    return ParcelLimits(booking.house.parcel_ml, booking.house.parcel_g)


def _pick(line: AnyRow, lot: AnyRow, pieces: int) -> Pick:
    return Pick(
        line_id=line.id,
        drop_id=line.drop_id,
        kitchen=line.kitchen,
        kitchen_name=line.kitchen_name,
        stop=line.stop,
        lot_id=lot.id,
        lot=lot.code,
        zone_id=lot.zone_id,
        zone=lot.zone,
        pieces=pieces,
    )
