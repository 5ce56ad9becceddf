"""What a kitchen gets in a week, day by day, frozen as plain values."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy import and_, bindparam, func, or_, select

from hubops.errors import Refused
from hubops.model.crates import CrateMovement
from hubops.model.orders import Order, OrderLine
from hubops.model.outbound import Drop, RouteRun
from hubops.model.parties import Kitchen
from hubops.model.products import Product
from hubops.model.schedule import Route
from hubops.queries.looking import Looking
from hubops.store.rows import AnyRow

Content = dict[str, object]
_KITCHEN = select(Kitchen.id, Kitchen.code, Kitchen.name, Kitchen.address, Kitchen.postcode, Kitchen.place).where(
    Kitchen.hub_id == bindparam("hub"), Kitchen.code == bindparam("code")
)
_DAY = func.coalesce(RouteRun.day, Order.requested_date)
"""The day of the promise; the day that was asked for while no route serves the order."""
_LINES = (
    select(
        _DAY.label("day"),
        Route.code.label("route"),
        Route.name.label("route_name"),
        Drop.arrival_at,
        Order.number,
        Product.name.label("product"),
        Product.gtin,
        OrderLine.pieces,
    )
    .select_from(OrderLine)
    .join(Order, and_(Order.hub_id == OrderLine.hub_id, Order.id == OrderLine.order_id))
    .join(Product, and_(Product.hub_id == OrderLine.hub_id, Product.id == OrderLine.product_id))
    .outerjoin(Drop, and_(Drop.hub_id == OrderLine.hub_id, Drop.id == OrderLine.drop_id))
    .outerjoin(RouteRun, and_(RouteRun.hub_id == Drop.hub_id, RouteRun.id == Drop.run_id))
    .outerjoin(Route, and_(Route.hub_id == RouteRun.hub_id, Route.id == RouteRun.route_id))
    .where(
        OrderLine.hub_id == bindparam("hub"),
        Order.kitchen_id == bindparam("kitchen"),
        OrderLine.cancelled_at.is_(None),
        or_(
            and_(RouteRun.day >= bindparam("monday"), RouteRun.day < bindparam("until")),
            and_(
                OrderLine.drop_id.is_(None),
                Order.requested_date >= bindparam("monday"),
                Order.requested_date < bindparam("until"),
            ),
        ),
    )
    .order_by(_DAY, Drop.arrival_at.is_(None), Drop.arrival_at, Route.code, Product.name, Product.gtin, Order.number)
)
_CRATES = select(func.coalesce(func.sum(CrateMovement.crates), 0)).where(
    CrateMovement.hub_id == bindparam("hub"),
    CrateMovement.kitchen_id == bindparam("kitchen"),
    CrateMovement.undone_by_id.is_(None),
)


def content(looking: Looking, zone: ZoneInfo, kitchen: str, monday: date) -> Content:
    """The kitchen and its deliveries in the week from ``monday``, as documents/delivery_card.py draws them.

    Raises:
        Refused: ``print.no_kitchen``.
    """
    tx = looking.tx
    found = tx.execute(_KITCHEN, {"hub": tx.hub_id, "code": kitchen}).one_or_none()
    if found is None:
        raise Refused("print.no_kitchen", kitchen=kitchen)
    of_kitchen = {"hub": tx.hub_id, "kitchen": found.id}
    lines = tx.execute(_LINES, {**of_kitchen, "monday": monday, "until": monday + timedelta(days=7)})
    balance = int(tx.execute(_CRATES, of_kitchen).scalar_one())
    return {
        "kitchen_code": found.code,
        "kitchen_name": found.name,
        "address": f"{found.address}, {found.postcode} {found.place}",
        "week": monday.isocalendar().week,
        "monday": monday.isoformat(),
        "days": [_day(list(each), zone) for _, each in groupby(lines, lambda row: (row.day, row.route))],
        "crates_to_give_back": max(0, -balance),
    }


def _day(lines: list[AnyRow], zone: ZoneInfo) -> Content:
    head = lines[0]
    return {
        "day": head.day.isoformat(),
        "route": f"{head.route} {head.route_name}" if head.route else "",
        "arrival": f"{head.arrival_at.astimezone(zone):%H:%M}" if head.arrival_at else "",
        "orders": sorted({row.number for row in lines}),
        "lines": list(_articles(lines)),
    }


def _articles(lines: list[AnyRow]) -> Iterable[Content]:
    """Each article once, though several orders may name it."""
    for _, each in groupby(lines, lambda row: row.gtin):
        same = list(each)
        yield {"product": same[0].product, "pieces": sum(row.pieces for row in same)}
