"""Substitution: a kitchen that is short of one article takes another in its place, if somebody there says yes.

The pieces count for the order line that was short, so the statement keeps it in one state; a row says what came instead
and who agreed. Only what nobody ordered is given away so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import bindparam, select

from hubops.errors import Refused
from hubops.inputs import Weight
from hubops.model.orders import Order, OrderLine, Substitution
from hubops.model.outbound import Drop, RouteRun
from hubops.model.parties import Kitchen
from hubops.model.products import Product
from hubops.model.progress import SHORT
from hubops.model.schedule import Route
from hubops.operations import crossdock, parcels, shortages
from hubops.operations.booking import Booking
from hubops.operations.crossdock import Packed
from hubops.operations.sharing import Article, Loose, Pick, Plan
from hubops.store import rows
from hubops.store.rows import AnyRow

_SHORT_LINES = (
    select(
        OrderLine.id,
        OrderLine.product_id,
        SHORT.label("short"),
        Product.name.label("product"),
        Kitchen.code.label("kitchen"),
        Kitchen.name.label("kitchen_name"),
        Drop.id.label("drop_id"),
        Drop.stop,
        Route.code.label("route"),
        RouteRun.day,
    )
    .join(Product, (Product.hub_id == OrderLine.hub_id) & (Product.id == OrderLine.product_id))
    .join(Order, (Order.hub_id == OrderLine.hub_id) & (Order.id == OrderLine.order_id))
    .join(Drop, (Drop.hub_id == OrderLine.hub_id) & (Drop.id == OrderLine.drop_id))
    .join(Kitchen, (Kitchen.hub_id == Drop.hub_id) & (Kitchen.id == Drop.kitchen_id))
    .join(RouteRun, (RouteRun.hub_id == Drop.hub_id) & (RouteRun.id == Drop.run_id))
    .join(Route, (Route.hub_id == RouteRun.hub_id) & (Route.id == RouteRun.route_id))
    .where(
        OrderLine.hub_id == bindparam("hub"),
        OrderLine.cancelled_at.is_(None),
        RouteRun.day == bindparam("day"),
        RouteRun.departed_at.is_(None),
        SHORT > 0,
    )
)
_IN_LOAD_ORDER = (RouteRun.departure_at, RouteRun.id, Drop.stop.desc(), Order.number, OrderLine.line)
_ALL_SHORT = _SHORT_LINES.order_by(*_IN_LOAD_ORDER)
_ALIKE = _SHORT_LINES.where(
    OrderLine.product_id != bindparam("product"),
    (Product.producer_id == bindparam("producer")) | (Product.temperature_class == bindparam("class")),
).order_by(Product.producer_id != bindparam("producer"), *_IN_LOAD_ORDER)


@dataclass(frozen=True, slots=True)
class ShortLine:
    """An order line that was declared short, with what it lacks in pieces."""

    id: UUID
    product_id: UUID
    product: str
    drop_id: UUID
    kitchen: str
    kitchen_name: str
    route: str
    stop: int
    day: date
    pieces: int


def short_lines(booking: Booking, article: Article) -> list[ShortLine]:
    """Lines of today's runs that an article may help out: short of one of the same producer, or of the same class."""
    params = {
        "hub": booking.tx.hub_id,
        "product": article.product_id,
        "producer": article.producer_id,
        "class": article.temperature_class,
        "day": booking.day,
    }
    return [_short(row) for row in booking.tx.execute(_ALIKE, params)]


def all_short_lines(booking: Booking) -> list[ShortLine]:
    """Every line of today's runs that is short, in load order."""
    params = {"hub": booking.tx.hub_id, "day": booking.day}
    return [_short(row) for row in booking.tx.execute(_ALL_SHORT, params)]


def spare(plan: Plan, line: ShortLine) -> Loose:
    """What of an article can be given for a line: the lot that nobody ordered and that expires first.

    Raises:
        Refused: ``substitute.none_spare``, everything is ordered or lives too short.
    """
    floor = line.day + timedelta(days=plan.article.min_life_days)
    found = [loose for loose in plan.left_over if loose.expiry is None or loose.expiry >= floor]
    if not found:
        raise Refused("substitute.none_spare", product=plan.article.name)
    return min(found, key=lambda loose: loose.expiry or date.max)


def substitute(
    booking: Booking, plan: Plan, line: ShortLine, pieces: int, consent_by: str, weight: Weight | None = None
) -> Packed:
    """Pack pieces of the plan's article for a line that is short of another one.

    Args:
        booking: the booking under way.
        plan: how the article that is given is shared out now.
        line: the line that gets it.
        pieces: how many, one for one.
        consent_by: who at the kitchen agreed.
        weight: of all of them, where weighed.

    Raises:
        Refused: more than are spare or than the line lacks, or a weight that can't be.
    """
    loose = spare(plan, line)
    most = min(loose.pieces, line.pieces)
    if not 0 < pieces <= most:
        raise Refused("crossdock.too_many", pieces=pieces, wanted=most, kitchen=line.kitchen_name)
    shortages.take_back(booking, line.id)
    put = crossdock.put_in(booking, plan.article, _pick(line, loose, pieces), pieces, weight)
    rows.add(
        booking.tx,
        Substitution,
        order_line_id=line.id,
        product_id=plan.article.product_id,
        pieces=pieces,
        consent_by=consent_by,
        at=booking.tx.now,
        operator_id=booking.actor.key,
        input_id=booking.input_id,
        undone_by_id=None,
    )
    booking.event("substituted", line.id, gtin=plan.article.gtin, lot=loose.lot, pieces=pieces)
    closed: Sequence[str] = parcels.close_hopeless(booking, line.product_id)
    finished = parcels.close_finished(booking, line.drop_id, plan.article, more_here=plan.usable > pieces)
    return Packed(put.parcel, put.pieces, put.grams, (*put.labels, *closed, *finished))


def _short(row: AnyRow) -> ShortLine:
    return ShortLine(
        id=row.id,
        product_id=row.product_id,
        product=row.product,
        drop_id=row.drop_id,
        kitchen=row.kitchen,
        kitchen_name=row.kitchen_name,
        route=row.route,
        stop=row.stop,
        day=row.day,
        pieces=int(row.short),
    )


def _pick(line: ShortLine, loose: Loose, pieces: int) -> Pick:
    return Pick(
        line_id=line.id,
        drop_id=line.drop_id,
        kitchen=line.kitchen,
        kitchen_name=line.kitchen_name,
        route=line.route,
        stop=line.stop,
        lot_id=loose.lot_id,
        lot=loose.lot,
        zone_id=loose.zone_id,
        zone=loose.zone,
        pieces=pieces,
        wanted=line.pieces,
        declared=True,
        owed=False,
    )
