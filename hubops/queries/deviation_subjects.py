"""Whom a deviation concerns, found from its subject: the producer, the kitchen and the route, as far as there is one.

A subject is the key of an order line, an order, a stop, a parcel, a run, a delivery, a lot, a call-off, a direct
delivery or a kitchen; keys are unique in all of a hub, so that no deviation needs to say which.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Executable, Select, bindparam, null, select

from hubops.model.call_offs import CallOff, DirectDelivery
from hubops.model.inbound import Delivery
from hubops.model.orders import Order, OrderLine
from hubops.model.outbound import Drop, Parcel, RouteRun
from hubops.model.parties import Kitchen, Producer
from hubops.model.products import Product
from hubops.model.schedule import Route
from hubops.model.stock import Lot
from hubops.queries.looking import Looking
from hubops.store.rows import AnyRow

AT_ONCE = 500
"""Keys in one statement."""


@dataclass(frozen=True, slots=True)
class Party:
    """A producer, a kitchen or a route, as people name it."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Concerned:
    """Whom something concerns; None where that is nobody or cannot be told."""

    producer: Party | None = None
    kitchen: Party | None = None
    route: Party | None = None


def concerned(looking: Looking, subjects: Collection[UUID]) -> dict[UUID, Concerned]:
    """By subject; a key that is none of these subjects is left out."""
    found: dict[UUID, Concerned] = {}
    for statement in _STATEMENTS:
        for row in of_subjects(looking, statement, subjects):
            found[row.subject] = Concerned(*_parties(row))
    return found


def of_subjects(looking: Looking, statement: Executable, subjects: Collection[UUID]) -> Iterator[AnyRow]:
    """The rows of a statement whose parameter ``subjects`` stands for keys, however many there are."""
    keys = sorted(subjects)
    for first in range(0, len(keys), AT_ONCE):
        some = keys[first : first + AT_ONCE]
        yield from looking.tx.conn.execute(statement, {"hub": looking.tx.hub_id, "subjects": some})


def _parties(row: Any) -> Iterator[Party | None]:
    for code, name in ((row.org, row.producer), (row.kitchen_code, row.kitchen), (row.route_code, row.route)):
        yield Party(code, name) if code else None


def _same(table: Any, other: Any) -> ColumnElement[bool]:
    return table.hub_id == other.hub_id  # type: ignore[no-any-return]


def _columns(*held: Any) -> list[Any]:
    """What every statement tells; a table that it does not join says nothing."""
    told = (
        (Producer, Producer.org_number, "org"),
        (Producer, Producer.name, "producer"),
        (Kitchen, Kitchen.code, "kitchen_code"),
        (Kitchen, Kitchen.name, "kitchen"),
        (Route, Route.code, "route_code"),
        (Route, Route.name, "route"),
    )
    return [(column if table in held else null()).label(label) for table, column, label in told]


def _of(subject: Any, *held: Any) -> Select[*tuple[Any, ...]]:
    chosen: Select[*tuple[Any, ...]] = select(subject.id.label("subject"), *_columns(*held)).select_from(subject)
    return chosen.where(subject.hub_id == bindparam("hub"), subject.id.in_(bindparam("subjects", expanding=True)))


_ON_ITS_RUN = _same(RouteRun, Drop) & (RouteRun.id == Drop.run_id)
_ITS_ROUTE = _same(Route, RouteRun) & (Route.id == RouteRun.route_id)

ORDER_LINE = (
    _of(OrderLine, Producer, Kitchen, Route)
    .join(Order, _same(Order, OrderLine) & (Order.id == OrderLine.order_id))
    .join(Kitchen, _same(Kitchen, Order) & (Kitchen.id == Order.kitchen_id))
    .join(Product, _same(Product, OrderLine) & (Product.id == OrderLine.product_id))
    .join(Producer, _same(Producer, Product) & (Producer.id == Product.producer_id))
    .outerjoin(Drop, _same(Drop, OrderLine) & (Drop.id == OrderLine.drop_id))
    .outerjoin(RouteRun, _ON_ITS_RUN)
    .outerjoin(Route, _ITS_ROUTE)
)
ORDER = _of(Order, Kitchen).join(Kitchen, _same(Kitchen, Order) & (Kitchen.id == Order.kitchen_id))
DROP = (
    _of(Drop, Kitchen, Route)
    .join(Kitchen, _same(Kitchen, Drop) & (Kitchen.id == Drop.kitchen_id))
    .join(RouteRun, _ON_ITS_RUN)
    .join(Route, _ITS_ROUTE)
)
PARCEL = (
    _of(Parcel, Kitchen, Route)
    .join(Drop, _same(Drop, Parcel) & (Drop.id == Parcel.drop_id))
    .join(Kitchen, _same(Kitchen, Drop) & (Kitchen.id == Drop.kitchen_id))
    .join(RouteRun, _ON_ITS_RUN)
    .join(Route, _ITS_ROUTE)
)
RUN = _of(RouteRun, Route).join(Route, _ITS_ROUTE)
DELIVERY = _of(Delivery, Producer).join(Producer, _same(Producer, Delivery) & (Producer.id == Delivery.producer_id))
LOT = (
    _of(Lot, Producer)
    .join(Product, _same(Product, Lot) & (Product.id == Lot.product_id))
    .join(Producer, _same(Producer, Product) & (Producer.id == Product.producer_id))
)
CALL_OFF = _of(CallOff, Producer).join(Producer, _same(Producer, CallOff) & (Producer.id == CallOff.producer_id))
DIRECT = (
    _of(DirectDelivery, Producer, Kitchen)
    .join(Producer, _same(Producer, DirectDelivery) & (Producer.id == DirectDelivery.producer_id))
    .join(Kitchen, _same(Kitchen, DirectDelivery) & (Kitchen.id == DirectDelivery.kitchen_id))
)
KITCHEN = _of(Kitchen, Kitchen)
_STATEMENTS = (ORDER_LINE, ORDER, DROP, PARCEL, RUN, DELIVERY, LOT, CALL_OFF, DIRECT, KITCHEN)
