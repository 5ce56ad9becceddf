"""A kitchen rings to change or cancel: the same change as by a file (order_changes.py), typed by a coordinator.

What holds for it is told by docs/order-files.md. What is packed must be taken out of its parcel first: the dock gets
its alarm, and nothing is changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import bindparam, func, select

from hubops.errors import Refused
from hubops.model.orders import Order, OrderLine
from hubops.model.outbound import Drop, RouteRun
from hubops.model.parties import Kitchen
from hubops.model.promises import Promise
from hubops.operations import authority, order_as_it_stands, order_notices
from hubops.operations.articles import Articles
from hubops.operations.booking import Booking
from hubops.operations.order_changes import Changing, Difference
from hubops.operations.order_content import LineContent
from hubops.store.rows import AnyRow

SENDER = "telephone"
"""The sender of a change that somebody types in."""
LOOK_BACK = timedelta(days=30)
"""So long after the day asked for an order is still found by its kitchen."""
PACKED = ("order.packed", "order.less_than_packed")

_STANDING = (
    select(Order.number, Order.requested_date, Kitchen.code, Kitchen.name, func.count().label("lines"))
    .join(Kitchen, (Kitchen.hub_id == Order.hub_id) & (Kitchen.id == Order.kitchen_id))
    .join(OrderLine, (OrderLine.hub_id == Order.hub_id) & (OrderLine.order_id == Order.id))
    .outerjoin(Drop, (Drop.hub_id == OrderLine.hub_id) & (Drop.id == OrderLine.drop_id))
    .outerjoin(RouteRun, (RouteRun.hub_id == Drop.hub_id) & (RouteRun.id == Drop.run_id))
    .where(
        Order.hub_id == bindparam("hub"),
        Order.requested_date >= bindparam("first"),
        OrderLine.cancelled_at.is_(None),
        RouteRun.departed_at.is_(None),
    )
    .group_by(Order.number, Order.requested_date, Kitchen.code, Kitchen.name)
    .order_by(Order.requested_date, Kitchen.name, Order.number)
)
_PICKUP = (
    select(Promise.pickup_day)
    .where(Promise.hub_id == bindparam("hub"), Promise.order_line_id == bindparam("line"))
    .order_by(Promise.id.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a kitchen says on the telephone."""

    number: str
    line: int
    """0: all lines."""
    thousandths: int
    """How much of the line's own unit it shall be from now on, times 1000; 0 cancels."""
    why: str = ""
    late_badge: str = ""
    """Of who lets it pass after the cut-off; empty: nobody does."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What became of a wish."""

    number: str
    kitchen: str
    differences: tuple[Difference, ...] = ()
    """None: it is so already."""
    cancelled: bool = False
    """Nothing of the order is left."""
    producers: tuple[str, ...] = ()
    """Whose call-off follows."""
    packed: Mapping[str, object] | None = None
    """Of the line that has more packed than is wanted, ``line`` and ``packed``; nothing was changed then."""


def orders_like(booking: Booking, part: str) -> list[AnyRow]:
    """Orders with that number, or else what stands of kitchens with that code or part of a name.

    Each with ``number``, ``requested_date``, the kitchen's ``code`` and ``name``. What has left the hub is found by its
    number only.
    """
    number, wanted = part.strip(), part.strip().casefold()
    exact = order_as_it_stands.find(booking, number) or order_as_it_stands.find(booking, number.upper())
    if exact is not None:
        return [exact]
    found = booking.tx.execute(_STANDING, {"hub": booking.tx.hub_id, "first": booking.day - LOOK_BACK})
    return [row for row in found if wanted and (wanted == row.code.casefold() or wanted in row.name.casefold())]


def lines_of(booking: Booking, number: str) -> Sequence[AnyRow]:
    """The lines of an order (order_as_it_stands.py). Raises Refused ``orders.no_such``."""
    order = order_as_it_stands.find(booking, number)
    if order is None:
        raise Refused("orders.no_such", number=number)
    return order_as_it_stands.lines_of(booking, order.id)


def line_of(booking: Booking, number: str, line: int) -> AnyRow:
    """One line of an order. Raises Refused ``orders.no_such``, ``orders.no_line``."""
    found = next((row for row in lines_of(booking, number) if row.line == line), None)
    if found is None:
        raise Refused("orders.no_line", number=number, line=line)
    return found


def unit_of(row: AnyRow) -> str:
    """In what a line is ordered: ``piece``, ``case`` or ``kg``."""
    return str(row.ordered_quantity.rpartition(" ")[2])


def change(booking: Booking, wish: Wish) -> Changed:
    """Change a line, or cancel it or the whole order; who is concerned is told as by a file.

    Raises:
        Refused: somebody who may not; ``orders.no_such``, ``orders.no_line``; ``orders.stays_cancelled``;
            ``order.change_too_late``, past the cut-off, and nobody lets it pass; ``order.departed``.
        BadInput: an amount that can't be ordered.
    """
    authority.demand(booking, "type_orders")
    lines = [line_of(booking, wish.number, wish.line)] if wish.line else lines_of(booking, wish.number)
    changing = Changing(booking, wish.number, Articles(booking), late_badge=wish.late_badge)
    wanted = [(row, _content(row, wish.thousandths)) for row in lines if _differs(row, wish)]
    try:
        for row, content in wanted:
            changing.check(row.line, Articles(booking).pieces_of(wish.number, content)[1] if wish.thousandths else 0)
    except Refused as refusal:
        if refusal.code not in PACKED:
            raise
        order_notices.tell_dock(booking, [refusal.values])
        return Changed(wish.number, changing.order.name, packed=refusal.values)
    for row, content in wanted:
        if wish.thousandths:
            changing.change_line(content)
        else:
            changing.cancel_line(row.line)
    order_notices.tell_changes(booking, changing, SENDER, wish.why.strip())
    called = dict.fromkeys(row.producer_name for row, _ in wanted if _is_called_off(booking, row.id))
    differences = tuple(changing.differences)
    return Changed(wish.number, changing.order.name, differences, changing.all_cancelled, tuple(called))


def _differs(row: AnyRow, wish: Wish) -> bool:
    """Whether a wish makes another thing of a line. Raises Refused ``orders.stays_cancelled``."""
    if row.cancelled_at is not None:
        if wish.thousandths:
            raise Refused("orders.stays_cancelled", number=wish.number, line=row.line)
        return False
    return not wish.thousandths or _content(row, wish.thousandths).quantity != row.ordered_quantity


def _content(row: AnyRow, thousandths: int) -> LineContent:
    return LineContent(row.line, row.gtin, thousandths, unit_of(row), row.note or "")


def _is_called_off(booking: Booking, line_id: UUID) -> bool:
    """Whether the goods of a line are asked of their producer, and not taken from stock."""
    params = {"hub": booking.tx.hub_id, "line": line_id}
    return booking.tx.execute(_PICKUP, params).scalar_one_or_none() is not None
