"""An order and its lines as they stand in the books, for whoever is about to change them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, select

from hubops.model.orders import Order, OrderLine
from hubops.model.outbound import Drop, RouteRun
from hubops.model.parties import Kitchen, Producer
from hubops.model.products import Product
from hubops.model.progress import PACKED
from hubops.model.schedule import Route
from hubops.operations.booking import Booking
from hubops.store.rows import AnyRow

_ORDER = (
    select(Order.id, Order.number, Order.kitchen_id, Order.ordered_at, Order.requested_date, Kitchen.code, Kitchen.name)
    .join(Kitchen, (Kitchen.hub_id == Order.hub_id) & (Kitchen.id == Order.kitchen_id))
    .where(Order.hub_id == bindparam("hub"), Order.number == bindparam("number"))
)
_LINES = (
    select(
        OrderLine.id,
        OrderLine.line,
        OrderLine.product_id,
        OrderLine.pieces,
        OrderLine.ordered_quantity,
        OrderLine.note,
        OrderLine.cancelled_at,
        PACKED.label("packed"),
        Product.gtin,
        Product.name.label("product"),
        Producer.org_number.label("producer"),
        Producer.name.label("producer_name"),
        RouteRun.day,
        RouteRun.departed_at,
        Route.code.label("route"),
        Route.cutoff,
    )
    .join(Product, (Product.hub_id == OrderLine.hub_id) & (Product.id == OrderLine.product_id))
    .join(Producer, (Producer.hub_id == Product.hub_id) & (Producer.id == Product.producer_id))
    .outerjoin(Drop, (Drop.hub_id == OrderLine.hub_id) & (Drop.id == OrderLine.drop_id))
    .outerjoin(RouteRun, (RouteRun.hub_id == Drop.hub_id) & (RouteRun.id == Drop.run_id))
    .outerjoin(Route, (Route.hub_id == RouteRun.hub_id) & (Route.id == RouteRun.route_id))
    .where(OrderLine.hub_id == bindparam("hub"), OrderLine.order_id == bindparam("order"))
    .order_by(OrderLine.line)
)


def find(booking: Booking, number: str) -> AnyRow | None:
    """The order with that number and its kitchen; None if there is none."""
    return booking.tx.execute(_ORDER, {"hub": booking.tx.hub_id, "number": number}).one_or_none()


def lines_of(booking: Booking, order_id: UUID) -> Sequence[AnyRow]:
    """Its lines with article, producer, what is ``packed``, and the run that brings them."""
    return booking.tx.execute(_LINES, {"hub": booking.tx.hub_id, "order": order_id}).all()
