"""The order book: orders with their lines, changes and season agreements, as lists show them."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import aliased

from hubops.model.call_offs import DirectDelivery
from hubops.model.orders import Order, OrderChange, OrderFile, OrderLine
from hubops.model.outbound import Drop, RouteRun
from hubops.model.parties import Buyer, Kitchen, Producer
from hubops.model.products import Product
from hubops.model.promises import Promise
from hubops.model.schedule import Route
from hubops.model.standing import CALLED_OFF, SeasonAgreement
from hubops.queries.looking import Looking
from hubops.store.rows import AnyRow

_Later = aliased(Promise)
_PROMISES = (
    select(
        OrderLine.line,
        Product.name.label("product"),
        Product.producer_id,
        Producer.name.label("producer"),
        Promise.day,
        Promise.cause,
    )
    .select_from(OrderLine)
    .join(Order, (Order.hub_id == OrderLine.hub_id) & (Order.id == OrderLine.order_id))
    .join(Product, (Product.hub_id == OrderLine.hub_id) & (Product.id == OrderLine.product_id))
    .join(Producer, (Producer.hub_id == Product.hub_id) & (Producer.id == Product.producer_id))
    .join(Promise, (Promise.hub_id == OrderLine.hub_id) & (Promise.order_line_id == OrderLine.id))
    .where(
        Order.hub_id == bindparam("hub"),
        Order.number == bindparam("number"),
        OrderLine.cancelled_at.is_(None),
        ~exists().where(
            _Later.hub_id == Promise.hub_id, _Later.order_line_id == Promise.order_line_id, _Later.id > Promise.id
        ),
    )
    .order_by(OrderLine.line)
)
_ORDERS = (
    select(
        Order.number,
        Order.ordered_at,
        Order.requested_date,
        Kitchen.code.label("kitchen"),
        Kitchen.name.label("kitchen_name"),
        OrderFile.sender,
        func.count(OrderLine.id).label("lines"),
        func.count(OrderLine.cancelled_at).label("cancelled"),
        func.min(RouteRun.day).label("comes_on"),
        func.min(Route.code).label("route"),
        func.min(DirectDelivery.day).label("direct_on"),
    )
    .join(Kitchen, (Kitchen.hub_id == Order.hub_id) & (Kitchen.id == Order.kitchen_id))
    .join(OrderLine, (OrderLine.hub_id == Order.hub_id) & (OrderLine.order_id == Order.id))
    .outerjoin(OrderFile, (OrderFile.hub_id == Order.hub_id) & (OrderFile.id == Order.file_id))
    .outerjoin(Drop, (Drop.hub_id == OrderLine.hub_id) & (Drop.id == OrderLine.drop_id))
    .outerjoin(RouteRun, (RouteRun.hub_id == Drop.hub_id) & (RouteRun.id == Drop.run_id))
    .outerjoin(Route, (Route.hub_id == RouteRun.hub_id) & (Route.id == RouteRun.route_id))
    .outerjoin(
        DirectDelivery,
        (DirectDelivery.hub_id == OrderLine.hub_id) & (DirectDelivery.id == OrderLine.direct_delivery_id),
    )
    .where(
        Order.hub_id == bindparam("hub"),
        Order.requested_date >= bindparam("first"),
        Order.requested_date <= bindparam("last"),
    )
    .group_by(
        Order.id,
        Order.number,
        Order.ordered_at,
        Order.requested_date,
        Kitchen.code,
        Kitchen.name,
        OrderFile.sender,
    )
    .order_by(Order.requested_date, Kitchen.code, Order.number)
)
_LINES = (
    select(
        OrderLine.line,
        Product.gtin,
        Product.name.label("product"),
        OrderLine.ordered_quantity,
        OrderLine.pieces,
        OrderLine.note,
        OrderLine.cancelled_at,
        RouteRun.day.label("comes_on"),
        Route.code.label("route"),
        DirectDelivery.day.label("direct_on"),
    )
    .join(Order, (Order.hub_id == OrderLine.hub_id) & (Order.id == OrderLine.order_id))
    .join(Product, (Product.hub_id == OrderLine.hub_id) & (Product.id == OrderLine.product_id))
    .outerjoin(Drop, (Drop.hub_id == OrderLine.hub_id) & (Drop.id == OrderLine.drop_id))
    .outerjoin(RouteRun, (RouteRun.hub_id == Drop.hub_id) & (RouteRun.id == Drop.run_id))
    .outerjoin(Route, (Route.hub_id == RouteRun.hub_id) & (Route.id == RouteRun.route_id))
    .outerjoin(
        DirectDelivery,
        (DirectDelivery.hub_id == OrderLine.hub_id) & (DirectDelivery.id == OrderLine.direct_delivery_id),
    )
    .where(Order.hub_id == bindparam("hub"), Order.number == bindparam("number"))
    .order_by(OrderLine.line)
)
_CHANGES = (
    select(
        OrderChange.at,
        OrderChange.actor,
        OrderChange.what,
        OrderLine.line,
        OrderChange.before,
        OrderChange.after,
        OrderChange.late,
        OrderFile.sender,
    )
    .join(Order, (Order.hub_id == OrderChange.hub_id) & (Order.id == OrderChange.order_id))
    .outerjoin(OrderLine, (OrderLine.hub_id == OrderChange.hub_id) & (OrderLine.id == OrderChange.order_line_id))
    .outerjoin(OrderFile, (OrderFile.hub_id == OrderChange.hub_id) & (OrderFile.id == OrderChange.file_id))
    .where(OrderChange.hub_id == bindparam("hub"), Order.number == bindparam("number"))
    .order_by(OrderChange.id)
)
_AGREEMENTS = (
    select(
        Buyer.name.label("buyer"),
        Kitchen.code.label("kitchen"),
        Product.gtin,
        Product.name.label("product"),
        SeasonAgreement.agreed_quantity,
        SeasonAgreement.agreed_pieces,
        CALLED_OFF.label("called_off_pieces"),
        Product.net_g,
        SeasonAgreement.starts_on,
        SeasonAgreement.ends_on,
    )
    .select_from(SeasonAgreement)
    .join(Buyer, (Buyer.hub_id == SeasonAgreement.hub_id) & (Buyer.id == SeasonAgreement.buyer_id))
    .join(Product, (Product.hub_id == SeasonAgreement.hub_id) & (Product.id == SeasonAgreement.product_id))
    .outerjoin(Kitchen, (Kitchen.hub_id == SeasonAgreement.hub_id) & (Kitchen.id == SeasonAgreement.kitchen_id))
    .where(SeasonAgreement.hub_id == bindparam("hub"))
    .order_by(Buyer.name, Product.name, Kitchen.code, SeasonAgreement.starts_on)
)


def promises(looking: Looking, number: str) -> Sequence[AnyRow]:
    """What was promised last of the lines of an order that stand: ``day``, None where nothing brings it, and ``cause``.

    Each with ``line``, ``product``, ``producer`` and ``producer_id``.
    """
    return looking.tx.execute(_PROMISES, {"hub": looking.tx.hub_id, "number": number}).all()


def orders(looking: Looking, first: date, last: date, kitchen: str = "") -> list[AnyRow]:
    """The orders asked for from ``first`` to ``last``, of all kitchens or of those with that code or part of a name.

    Each with ``comes_on`` and ``route``, and ``direct_on`` where the producer brings of it; None where nothing does.
    """
    wanted = kitchen.casefold()
    found = looking.tx.execute(_ORDERS, {"hub": looking.tx.hub_id, "first": first, "last": last})
    return [row for row in found if wanted in (row.kitchen.casefold(), "") or wanted in row.kitchen_name.casefold()]


def lines(looking: Looking, number: str) -> Sequence[AnyRow]:
    """The lines of an order; none for an unknown number."""
    return looking.tx.execute(_LINES, {"hub": looking.tx.hub_id, "number": number}).all()


def changes(looking: Looking, number: str) -> Sequence[AnyRow]:
    """What was changed in an order, in the order of time; ``before`` and ``after`` are JSON."""
    return looking.tx.execute(_CHANGES, {"hub": looking.tx.hub_id, "number": number}).all()


def agreements(looking: Looking) -> Sequence[AnyRow]:
    """The season agreements with what was called off of them."""
    return looking.tx.execute(_AGREEMENTS, {"hub": looking.tx.hub_id}).all()
