"""The order lines of a week, and which of them a deviation hit: what the weekly report counts shares of."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, null, select

from hubops.model.call_offs import CallOff, DirectDelivery
from hubops.model.inbound import Delivery
from hubops.model.orders import Order, OrderLine
from hubops.model.outbound import Drop, Parcel, RouteRun
from hubops.model.parties import Kitchen, Producer
from hubops.model.products import Product
from hubops.model.promises import Promise
from hubops.model.schedule import Route
from hubops.model.stock import Movement
from hubops.queries.deviation_subjects import of_subjects
from hubops.queries.looking import Looking

WEEK = timedelta(days=7)


def _lines(route: Any, run: Any) -> Select[*tuple[Any, ...]]:
    chosen: Select[*tuple[Any, ...]] = select(
        OrderLine.id,
        OrderLine.order_id,
        OrderLine.drop_id,
        OrderLine.direct_delivery_id,
        run.label("run_id"),
        Product.temperature_class,
        Product.name.label("product"),
        Producer.org_number.label("producer"),
        Kitchen.code.label("kitchen"),
        route.label("route"),
    )
    return (
        chosen.select_from(OrderLine)
        .join(Order, and_(Order.hub_id == OrderLine.hub_id, Order.id == OrderLine.order_id))
        .join(Kitchen, and_(Kitchen.hub_id == Order.hub_id, Kitchen.id == Order.kitchen_id))
        .join(Product, and_(Product.hub_id == OrderLine.hub_id, Product.id == OrderLine.product_id))
        .join(Producer, and_(Producer.hub_id == Product.hub_id, Producer.id == Product.producer_id))
    )


_THAT_WEEK = (
    select(OrderLine.id)
    .join(Drop, and_(Drop.hub_id == OrderLine.hub_id, Drop.id == OrderLine.drop_id))
    .join(RouteRun, and_(RouteRun.hub_id == Drop.hub_id, RouteRun.id == Drop.run_id))
    .where(RouteRun.hub_id == bindparam("hub"), RouteRun.day.between(bindparam("monday"), bindparam("sunday")))
)
_BY_ROUTE = (
    _lines(Route.code, Drop.run_id)
    .join(Drop, and_(Drop.hub_id == OrderLine.hub_id, Drop.id == OrderLine.drop_id))
    .join(RouteRun, and_(RouteRun.hub_id == Drop.hub_id, RouteRun.id == Drop.run_id))
    .join(Route, and_(Route.hub_id == RouteRun.hub_id, Route.id == RouteRun.route_id))
    .where(OrderLine.hub_id == bindparam("hub"), OrderLine.id.in_(_THAT_WEEK), OrderLine.cancelled_at.is_(None))
)
_DIRECT = (
    _lines(null(), null())
    .join(
        DirectDelivery,
        and_(DirectDelivery.hub_id == OrderLine.hub_id, DirectDelivery.id == OrderLine.direct_delivery_id),
    )
    .where(
        DirectDelivery.hub_id == bindparam("hub"),
        DirectDelivery.day.between(bindparam("monday"), bindparam("sunday")),
        OrderLine.cancelled_at.is_(None),
    )
)
_IN_PARCEL = select(Parcel.id.label("subject"), Parcel.drop_id, Parcel.temperature_class).where(
    Parcel.hub_id == bindparam("hub"), Parcel.id.in_(bindparam("subjects", expanding=True))
)
_OF_LOT = select(Movement.lot_id.label("subject"), Movement.order_line_id).where(
    Movement.hub_id == bindparam("hub"),
    Movement.lot_id.in_(bindparam("subjects", expanding=True)),
    Movement.order_line_id.is_not(None),
)


def _fetched(asked: Any) -> Select[*tuple[Any, ...]]:
    """The lines whose goods a delivery brings, or a call-off asks for: promised for its day, of its producer."""
    chosen: Select[*tuple[Any, ...]] = select(asked.id.label("subject"), Promise.order_line_id)
    return (
        chosen.select_from(asked)
        .join(Promise, and_(Promise.hub_id == asked.hub_id, Promise.pickup_day == asked.day))
        .join(OrderLine, and_(OrderLine.hub_id == Promise.hub_id, OrderLine.id == Promise.order_line_id))
        .join(Product, and_(Product.hub_id == OrderLine.hub_id, Product.id == OrderLine.product_id))
        .where(
            asked.hub_id == bindparam("hub"),
            asked.id.in_(bindparam("subjects", expanding=True)),
            Product.producer_id == asked.producer_id,
        )
    )


_FETCHED = tuple(_fetched(asked) for asked in (Delivery, CallOff))


@dataclass
class WeekLines:
    """The lines of a week that are not cancelled."""

    of: dict[str, dict[str, set[UUID]]] = field(
        default_factory=lambda: {by: defaultdict(set) for by in ("producer", "kitchen", "route")}
    )
    """By ``producer``, ``kitchen`` or ``route``, and its code."""
    all: set[UUID] = field(default_factory=set)
    product: dict[UUID, str] = field(default_factory=dict)
    """The name of the article of each line."""
    _by_key: dict[UUID, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    _by_class: dict[tuple[UUID, str], set[UUID]] = field(default_factory=lambda: defaultdict(set))

    def add(self, row: Any) -> None:
        """Take in a line."""
        self.all.add(row.id)
        self.product[row.id] = row.product
        for key in (row.id, row.order_id, row.drop_id, row.run_id, row.direct_delivery_id):
            if key:
                self._by_key[key].add(row.id)
        if row.drop_id:
            self._by_class[row.drop_id, row.temperature_class].add(row.id)
        for by, lines in self.of.items():
            lines[getattr(row, by) or ""].add(row.id)

    def hit(self, looking: Looking, subjects: Collection[UUID]) -> dict[UUID, set[UUID]]:
        """By subject of a deviation, the lines that it concerns, as far as they are of this week."""
        found: dict[UUID, set[UUID]] = defaultdict(set)
        for key in subjects:
            found[key] |= self._by_key.get(key, set())
        for row in of_subjects(looking, _IN_PARCEL, subjects):
            found[row.subject] |= self._by_class.get((row.drop_id, row.temperature_class), set())
        for statement in (_OF_LOT, *_FETCHED):
            for row in of_subjects(looking, statement, subjects):
                found[row.subject] |= {row.order_line_id} & self.all
        return found


def read(looking: Looking, monday: date) -> WeekLines:
    """The lines of the week from ``monday``: by their run, or by their direct delivery."""
    lines = WeekLines()
    params = {"hub": looking.tx.hub_id, "monday": monday, "sunday": monday + WEEK - timedelta(days=1)}
    for statement in (_BY_ROUTE, _DIRECT):
        for row in looking.tx.execute(statement, params):
            lines.add(row)
    return lines
