"""The promises that lie ahead: every order line that is to come, with what was promised of it last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, bindparam, exists, select, union_all
from sqlalchemy.orm import aliased

from hubops.model.call_offs import DirectDelivery
from hubops.model.inbound import Delivery, ReceiptLine
from hubops.model.orders import Order, OrderLine
from hubops.model.outbound import Drop, RouteRun
from hubops.model.parties import Cluster, Kitchen, Producer
from hubops.model.products import Product
from hubops.model.progress import PACKED, SHORT
from hubops.model.promises import Promise
from hubops.model.schedule import Route
from hubops.operations.booking import Booking
from hubops.operations.promise_terms import Promised, Standing
from hubops.store.rows import AnyRow

TOLD_FROM = timedelta(minutes=30)
"""Kitchens are told of an arrival that is so much earlier or later than promised (planning.md 3)."""
LOOK_BACK = timedelta(days=30)
"""Lines that nothing could bring are looked at for so long after they came in (watches.py, LOOK_BACK)."""

_Later = aliased(Promise)
_NEWEST = ~exists().where(
    _Later.hub_id == Promise.hub_id, _Later.order_line_id == Promise.order_line_id, _Later.id > Promise.id
)
_CAME = (
    exists()
    .where(
        Delivery.hub_id == Product.hub_id,
        Delivery.producer_id == Product.producer_id,
        Delivery.day == Promise.pickup_day,
        ReceiptLine.hub_id == Delivery.hub_id,
        ReceiptLine.delivery_id == Delivery.id,
        ReceiptLine.undone_by_id.is_(None),
    )
    .correlate(Product, Promise)
)
_BY_ROUTE = (
    select(OrderLine.id)
    .join(Drop, and_(Drop.hub_id == OrderLine.hub_id, Drop.id == OrderLine.drop_id))
    .join(RouteRun, and_(RouteRun.hub_id == Drop.hub_id, RouteRun.id == Drop.run_id))
    .where(
        RouteRun.hub_id == bindparam("hub"),
        RouteRun.day >= bindparam("today"),
        RouteRun.departed_at.is_(None),
        OrderLine.cancelled_at.is_(None),
    )
)
_DIRECT_AHEAD = select(DirectDelivery.id).where(
    DirectDelivery.hub_id == bindparam("hub"),
    DirectDelivery.day >= bindparam("today"),
    DirectDelivery.state == "promised",
)
_BY_PRODUCER = select(OrderLine.id).where(
    OrderLine.hub_id == bindparam("hub"),
    OrderLine.direct_delivery_id.in_(_DIRECT_AHEAD),
    OrderLine.cancelled_at.is_(None),
)
_BY_NOTHING = (
    select(OrderLine.id)
    .join(Order, and_(Order.hub_id == OrderLine.hub_id, Order.id == OrderLine.order_id))
    .where(
        Order.hub_id == bindparam("hub"),
        Order.imported_at >= bindparam("since"),
        OrderLine.drop_id.is_(None),
        OrderLine.direct_delivery_id.is_(None),
        OrderLine.cancelled_at.is_(None),
    )
)
_AHEAD = (
    select(
        OrderLine.id,
        OrderLine.order_id,
        OrderLine.line,
        OrderLine.pieces,
        OrderLine.ordered_quantity,
        OrderLine.drop_id,
        PACKED.label("packed"),
        SHORT.label("short"),
        Order.number,
        Order.ordered_at,
        Order.requested_date,
        Order.kitchen_id,
        Kitchen.code.label("kitchen"),
        Kitchen.name.label("kitchen_name"),
        Kitchen.kind,
        Kitchen.municipality_number,
        Product.id.label("product_id"),
        Product.name.label("product"),
        Product.temperature_class,
        Product.volume_ml,
        Product.shelf_life_days,
        Product.min_life_on_delivery_days,
        Product.producer_id,
        Producer.name.label("producer"),
        Producer.org_number,
        Cluster.code.label("cluster"),
        Route.code.label("route"),
        RouteRun.day.label("run_day"),
        Drop.arrival_at.label("planned_at"),
        DirectDelivery.day.label("direct_day"),
        Promise.day.label("promised_day"),
        Promise.arrival_at.label("promised_at"),
        Promise.pickup_day,
        Promise.instead_of,
        _CAME.label("came"),
    )
    .select_from(OrderLine)
    .join(Order, and_(Order.hub_id == OrderLine.hub_id, Order.id == OrderLine.order_id))
    .join(Kitchen, and_(Kitchen.hub_id == Order.hub_id, Kitchen.id == Order.kitchen_id))
    .join(Product, and_(Product.hub_id == OrderLine.hub_id, Product.id == OrderLine.product_id))
    .join(Producer, and_(Producer.hub_id == Product.hub_id, Producer.id == Product.producer_id))
    .outerjoin(Cluster, and_(Cluster.hub_id == Producer.hub_id, Cluster.id == Producer.cluster_id))
    .join(Promise, and_(Promise.hub_id == OrderLine.hub_id, Promise.order_line_id == OrderLine.id, _NEWEST))
    .outerjoin(Drop, and_(Drop.hub_id == OrderLine.hub_id, Drop.id == OrderLine.drop_id))
    .outerjoin(RouteRun, and_(RouteRun.hub_id == Drop.hub_id, RouteRun.id == Drop.run_id))
    .outerjoin(Route, and_(Route.hub_id == RouteRun.hub_id, Route.id == RouteRun.route_id))
    .outerjoin(
        DirectDelivery,
        and_(DirectDelivery.hub_id == OrderLine.hub_id, DirectDelivery.id == OrderLine.direct_delivery_id),
    )
    .where(
        OrderLine.hub_id == bindparam("hub"),
        OrderLine.id.in_(union_all(_BY_ROUTE, _BY_PRODUCER, _BY_NOTHING)),
    )
    .order_by(Order.id, OrderLine.line)
)
_FIRST = (
    select(Promise.pickup_day)
    .where(
        Promise.hub_id == bindparam("hub"),
        Promise.order_line_id == bindparam("line"),
        Promise.day == bindparam("day"),
    )
    .order_by(Promise.id)
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Moved:
    """A line that is promised anew."""

    row: AnyRow
    """Of :func:`ahead`."""
    before: date | None
    """The day that was promised; None where nothing could bring it."""
    why: str
    """What broke the promise, of planning/promise.py; empty where things are as they were, or better."""
    promised: Promised
    asked_anew: bool = False
    """Its producer had less, and is asked again for another pickup: what its kitchen was told of that does not hold."""

    @property
    def comes(self) -> int:
        """So many pieces, as its kitchen knows it."""
        return int(self.row.pieces if self.asked_anew else self.row.pieces - self.row.short)

    @property
    def is_noticed(self) -> bool:
        """Whether it comes on another day, or so much earlier or later, or with more of it, that its kitchen must know.

        Nobody waits for a line of which nothing comes.
        """
        if self.asked_anew or self.comes <= 0:
            return self.asked_anew
        before: datetime | None = self.row.promised_at
        at = self.promised.arrival_at
        if self.promised.day != self.before or at is None or before is None:
            return True
        return abs(at - before) >= TOLD_FROM


@dataclass(frozen=True, slots=True)
class Stuck:
    """A line of which something is packed for a run that can't bring it."""

    row: AnyRow
    why: str


def ahead(booking: Booking) -> Sequence[AnyRow]:
    """Lines that are to come today or later, and those that nothing could bring so far; by order."""
    params = {"hub": booking.tx.hub_id, "today": booking.day, "since": booking.tx.now - LOOK_BACK}
    return booking.tx.execute(_AHEAD, params).all()


def first_pickup(booking: Booking, line_id: UUID, day: date) -> date | None:
    """The pickup that was first promised for a line together with a day."""
    params = {"hub": booking.tx.hub_id, "line": line_id, "day": day}
    found: date | None = booking.tx.execute(_FIRST, params).scalar_one()
    return found


def planned_for(row: AnyRow) -> date | None:
    """The day of the run or of the producer's own delivery; None where nothing brings the line."""
    day: date | None = row.run_day or row.direct_day
    return day


def as_standing(row: AnyRow, day: date, today: date) -> Standing:
    """A line's promise for ``day``, to be asked whether it still holds; goods that came are not fetched any more."""
    lies_ahead = row.pickup_day is not None and row.pickup_day >= today and not row.came
    fetched_on = row.pickup_day if lies_ahead else None
    return Standing(row.kitchen_id, row.producer_id, row.temperature_class, row.route or "", day, fetched_on)


def planned_at(row: AnyRow) -> datetime | None:
    """When its run comes to the kitchen as planned now; None where no run brings it."""
    at: datetime | None = row.planned_at
    return at
