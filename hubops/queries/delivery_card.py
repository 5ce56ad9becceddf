"""What a kitchen gets in a week, day by day, frozen as plain values."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import and_, bindparam, func, or_, select, union

from hubops.errors import Refused
from hubops.model.call_offs import DirectDelivery
from hubops.model.crates import CrateMovement
from hubops.model.orders import Order, OrderLine
from hubops.model.outbound import Drop, RouteRun
from hubops.model.outbox import PrintJob
from hubops.model.parties import Kitchen, Producer
from hubops.model.products import Product
from hubops.model.schedule import Route
from hubops.queries.looking import Looking
from hubops.store.rows import AnyRow

Content = dict[str, object]
_KITCHEN = select(Kitchen.id, Kitchen.code, Kitchen.name, Kitchen.address, Kitchen.postcode, Kitchen.place).where(
    Kitchen.hub_id == bindparam("hub"), Kitchen.code == bindparam("code")
)
_DAY = func.coalesce(RouteRun.day, DirectDelivery.day, Order.requested_date)
"""The day of the promise; the day that was asked for while nothing serves the order."""
_ARRIVAL = func.coalesce(Drop.arrival_at, DirectDelivery.arrival_at)
_ON_A_RUN = and_(RouteRun.day >= bindparam("monday"), RouteRun.day < bindparam("until"))
_DIRECT = and_(
    OrderLine.drop_id.is_(None), DirectDelivery.day >= bindparam("monday"), DirectDelivery.day < bindparam("until")
)
"""A producer brings it to the kitchen itself."""
_ON_NONE = and_(
    OrderLine.drop_id.is_(None),
    OrderLine.direct_delivery_id.is_(None),
    Order.requested_date >= bindparam("monday"),
    Order.requested_date < bindparam("until"),
)
_LINES = (
    select(
        _DAY.label("day"),
        Route.code.label("route"),
        Route.name.label("route_name"),
        Producer.name.label("bringer"),
        _ARRIVAL.label("arrival_at"),
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
    .outerjoin(
        DirectDelivery,
        and_(DirectDelivery.hub_id == OrderLine.hub_id, DirectDelivery.id == OrderLine.direct_delivery_id),
    )
    .outerjoin(Producer, and_(Producer.hub_id == DirectDelivery.hub_id, Producer.id == DirectDelivery.producer_id))
    .where(
        OrderLine.hub_id == bindparam("hub"),
        Order.kitchen_id == bindparam("kitchen"),
        OrderLine.cancelled_at.is_(None),
        or_(_ON_A_RUN, _DIRECT, _ON_NONE),
    )
    .order_by(_DAY, _ARRIVAL.is_(None), _ARRIVAL, Route.code, Producer.name, Product.name, Product.gtin, Order.number)
)
_BY_ROUTE = (
    select(Kitchen.code)
    .join(Drop, and_(Drop.hub_id == Kitchen.hub_id, Drop.kitchen_id == Kitchen.id))
    .join(RouteRun, and_(RouteRun.hub_id == Drop.hub_id, RouteRun.id == Drop.run_id))
    .join(OrderLine, and_(OrderLine.hub_id == Drop.hub_id, OrderLine.drop_id == Drop.id))
    .where(Kitchen.hub_id == bindparam("hub"), OrderLine.cancelled_at.is_(None), _ON_A_RUN)
)
_BY_PRODUCER = (
    select(Kitchen.code)
    .join(DirectDelivery, and_(DirectDelivery.hub_id == Kitchen.hub_id, DirectDelivery.kitchen_id == Kitchen.id))
    .join(
        OrderLine,
        and_(OrderLine.hub_id == DirectDelivery.hub_id, OrderLine.direct_delivery_id == DirectDelivery.id),
    )
    .where(Kitchen.hub_id == bindparam("hub"), OrderLine.cancelled_at.is_(None), _DIRECT)
)
_WITHOUT_ROUTE = (
    select(Kitchen.code)
    .join(Order, and_(Order.hub_id == Kitchen.hub_id, Order.kitchen_id == Kitchen.id))
    .join(OrderLine, and_(OrderLine.hub_id == Order.hub_id, OrderLine.order_id == Order.id))
    .where(Kitchen.hub_id == bindparam("hub"), OrderLine.cancelled_at.is_(None), _ON_NONE)
)
_KITCHENS = union(_BY_ROUTE, _BY_PRODUCER, _WITHOUT_ROUTE).order_by("code")
"""In three parts, each of which begins with the days of the week: of ten years only these are looked at."""
_WAITING = select(PrintJob.id, PrintJob.content).where(
    PrintJob.hub_id == bindparam("hub"),
    PrintJob.document == "delivery_card",
    PrintJob.state.in_(("queued", "refused")),
    PrintJob.done_at.is_(None),
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
        "days": [_day(list(each), zone) for _, each in groupby(lines, lambda row: (row.day, row.route, row.bringer))],
        "crates_to_give_back": max(0, -balance),
    }


def kitchens(looking: Looking, monday: date) -> Sequence[str]:
    """The codes of the kitchens that get something in the week from ``monday``."""
    week = {"hub": looking.tx.hub_id, "monday": monday, "until": monday + timedelta(days=7)}
    return looking.tx.execute(_KITCHENS, week).scalars().all()


def waiting_of_weeks_before(looking: Looking, monday: date) -> list[UUID]:
    """The print jobs of cards that are not out, and tell of a week before the one from ``monday``."""
    waiting = looking.tx.execute(_WAITING, {"hub": looking.tx.hub_id})
    return [row.id for row in waiting if json.loads(row.content)["monday"] < monday.isoformat()]


def _day(lines: list[AnyRow], zone: ZoneInfo) -> Content:
    head = lines[0]
    return {
        "day": head.day.isoformat(),
        "route": f"{head.route} {head.route_name}" if head.route else head.bringer or "",
        "arrival": f"{head.arrival_at.astimezone(zone):%H:%M}" if head.arrival_at else "",
        "orders": sorted({row.number for row in lines}),
        "lines": list(_articles(lines)),
    }


def _articles(lines: list[AnyRow]) -> Iterable[Content]:
    """Each article once, though several orders may name it."""
    for _, each in groupby(lines, lambda row: row.gtin):
        same = list(each)
        yield {"product": same[0].product, "pieces": sum(row.pieces for row in same)}
