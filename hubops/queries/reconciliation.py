"""The hub's order lines as the ordering system knows them: what was asked for, for which day, by which kitchen."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import bindparam, select

from hubops.model.orders import Order, OrderLine
from hubops.model.parties import Kitchen
from hubops.model.products import Product
from hubops.queries.looking import Looking
from hubops.store.rows import AnyRow

AT_ONCE = 500
"""Numbers in one statement."""

_LINES = (
    select(
        Order.number,
        OrderLine.line,
        Kitchen.code.label("kitchen"),
        OrderLine.product_id,
        Product.name.label("product"),
        OrderLine.pieces,
        Order.requested_date,
        OrderLine.cancelled_at,
    )
    .join(Order, (Order.hub_id == OrderLine.hub_id) & (Order.id == OrderLine.order_id))
    .join(Kitchen, (Kitchen.hub_id == Order.hub_id) & (Kitchen.id == Order.kitchen_id))
    .join(Product, (Product.hub_id == OrderLine.hub_id) & (Product.id == OrderLine.product_id))
    .where(Order.hub_id == bindparam("hub"))
    .order_by(Order.number, OrderLine.line)
)
_ASKED_FOR = _LINES.where(Order.requested_date == bindparam("day"))
_OF_ORDERS = _LINES.where(Order.number.in_(bindparam("numbers", expanding=True)))


def asked_for(looking: Looking, day: date) -> list[AnyRow]:
    """The lines asked for that day, cancelled ones included."""
    return list(looking.tx.execute(_ASKED_FOR, {"hub": looking.tx.hub_id, "day": day}))


def of_orders(looking: Looking, numbers: Collection[str]) -> list[AnyRow]:
    """The lines of orders, whatever day they are asked for."""
    wanted, found = sorted(numbers), []
    for first in range(0, len(wanted), AT_ONCE):
        params = {"hub": looking.tx.hub_id, "numbers": wanted[first : first + AT_ONCE]}
        found += list(looking.tx.conn.execute(_OF_ORDERS, params))
    return found
