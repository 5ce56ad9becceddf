"""What drops still wait for, and whether it may still come.

More of an article may come for a drop while a line of it is not filled and either pieces of it that live long enough
stand in the hub or the producer's delivery is still open. When nothing more may come, parcels are closed and the last
label says so.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import and_, bindparam, exists, func, select

from hubops.model.inbound import Delivery
from hubops.model.orders import OrderLine
from hubops.model.outbound import Drop, RouteRun
from hubops.model.places import SHARED_FROM, Zone
from hubops.model.products import Product
from hubops.model.progress import MISSING, PACKED
from hubops.model.stock import HELD, NO_UNIT, Balance, Lot
from hubops.operations.booking import Booking
from hubops.store.rows import AnyRow

_LATEST = (
    select(func.max(func.coalesce(Lot.expiry, date.max)))
    .join(Balance, and_(Balance.hub_id == Lot.hub_id, Balance.lot_id == Lot.id))
    .join(Zone, and_(Zone.hub_id == Balance.hub_id, Zone.id == Balance.zone_id))
    .where(
        Balance.hub_id == Product.hub_id,
        Balance.unit_id == NO_UNIT,
        Balance.product_id == Product.id,
        Balance.pieces > 0,
        Zone.kind.in_(SHARED_FROM),
        ~HELD,
    )
    .correlate(Product)
    .scalar_subquery()
)
"""The latest date on the loose goods of an article that may be shared out; None when there are none."""
_ON_ITS_WAY = exists().where(
    Delivery.hub_id == Product.hub_id,
    Delivery.producer_id == Product.producer_id,
    Delivery.day <= bindparam("day"),
    Delivery.closed_at.is_(None),
)
_HOPE = (
    Product.min_life_on_delivery_days.label("min_life_days"),
    _LATEST.label("latest"),
    _ON_ITS_WAY.label("on_its_way"),
)
_OF_DROP = (
    select(Product.temperature_class, RouteRun.day, *_HOPE)
    .select_from(OrderLine)
    .join(Product, and_(Product.hub_id == OrderLine.hub_id, Product.id == OrderLine.product_id))
    .join(Drop, and_(Drop.hub_id == OrderLine.hub_id, Drop.id == OrderLine.drop_id))
    .join(RouteRun, and_(RouteRun.hub_id == Drop.hub_id, RouteRun.id == Drop.run_id))
    .where(
        OrderLine.hub_id == bindparam("hub"),
        OrderLine.drop_id == bindparam("drop"),
        OrderLine.cancelled_at.is_(None),
        MISSING > 0,
    )
)
_LINES = (
    select(OrderLine.id, OrderLine.drop_id, Product.gtin, MISSING.label("missing"), PACKED.label("packed"), *_HOPE)
    .join(Product, and_(Product.hub_id == OrderLine.hub_id, Product.id == OrderLine.product_id))
    .join(Drop, and_(Drop.hub_id == OrderLine.hub_id, Drop.id == OrderLine.drop_id))
    .join(RouteRun, and_(RouteRun.hub_id == Drop.hub_id, RouteRun.id == Drop.run_id))
    .where(
        OrderLine.hub_id == bindparam("hub"),
        OrderLine.cancelled_at.is_(None),
        RouteRun.day == bindparam("day"),
        RouteRun.departed_at.is_(None),
    )
    .order_by(OrderLine.drop_id, OrderLine.id)
)
_OF_ARTICLE = _LINES.where(OrderLine.product_id == bindparam("product"))
_OF_DELIVERY = _LINES.where(
    exists().where(
        Delivery.hub_id == Product.hub_id,
        Delivery.id == bindparam("delivery"),
        Delivery.producer_id == Product.producer_id,
    )
)


def classes_that_may_come(booking: Booking, drop_id: UUID, enough: str = "") -> frozenset[str]:
    """The temperature classes of which more may come for a drop; where ``enough`` is one, others may be left out."""
    params = {"hub": booking.tx.hub_id, "drop": drop_id, "day": booking.day}
    found: set[str] = set()
    for row in booking.tx.read_on(_OF_DROP, params):
        if _hope(row, row.day):
            found.add(row.temperature_class)
            if row.temperature_class == enough:
                break
    return frozenset(found)


def may_come(booking: Booking, drop_id: UUID) -> bool:
    """Whether anything more may come for a drop."""
    return bool(classes_that_may_come(booking, drop_id))


def lines_in_vain(booking: Booking, product_id: UUID) -> list[AnyRow]:
    """The lines of today's runs, not yet departed, of an article of which no more may come; none while more may.

    Rows of ``id``, ``drop_id``, ``gtin``, ``missing`` and ``packed`` (pieces).
    """
    params = {"hub": booking.tx.hub_id, "product": product_id, "day": booking.day}
    return _in_vain(booking, booking.tx.execute(_OF_ARTICLE, params).all())


def lines_in_vain_after(booking: Booking, delivery_id: UUID) -> list[AnyRow]:
    """The same for all articles of the producer of a delivery."""
    params = {"hub": booking.tx.hub_id, "delivery": delivery_id, "day": booking.day}
    return _in_vain(booking, booking.tx.execute(_OF_DELIVERY, params).all())


def _in_vain(booking: Booking, lines: Sequence[AnyRow]) -> list[AnyRow]:
    return [line for line in lines if not _hope(line, booking.day)]


def _hope(row: AnyRow, day: date) -> bool:
    """Whether more may come for a run of ``day``: goods that live too short for kitchens stay in the hub."""
    floor = day + timedelta(days=row.min_life_days or 0)
    return row.on_its_way or (row.latest is not None and row.latest >= floor)
