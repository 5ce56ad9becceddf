"""What the books say of order lines, for their chains: a fixed number of reads, however many lines there are."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, func, select

from hubops.model.call_offs import CallOff, CallOffLine, DirectDelivery
from hubops.model.inbound import Delivery, ReceiptLine
from hubops.model.orders import Order, OrderLine, Shortage
from hubops.model.outbound import Drop, Handover, Parcel, RouteRun
from hubops.model.parties import Kitchen, Producer
from hubops.model.products import Product
from hubops.model.progress import INTO_PARCEL, ITS_PARCEL, PACKED, SHORT
from hubops.model.promises import Acknowledgement, Promise
from hubops.model.schedule import Route
from hubops.model.stock import Movement
from hubops.queries.looking import Looking
from hubops.store.rows import AnyRow

_IDS = OrderLine.id.in_(bindparam("lines", expanding=True))
_LINES = (
    select(
        OrderLine.id,
        OrderLine.line,
        OrderLine.pieces,
        OrderLine.cancelled_at,
        OrderLine.product_id,
        OrderLine.order_id,
        OrderLine.direct_delivery_id,
        PACKED.label("packed"),
        SHORT.label("short"),
        Order.number,
        Order.imported_at,
        Kitchen.name.label("kitchen"),
        Product.name.label("product"),
        Product.producer_id,
        Producer.name.label("producer"),
        Route.code.label("route"),
        RouteRun.day,
        RouteRun.departure_at,
        RouteRun.departed_at,
        Drop.id.label("drop_id"),
        Drop.arrival_at,
        Handover.delivered_at,
        DirectDelivery.arrival_at.label("direct_arrival_at"),
        DirectDelivery.settled_at,
    )
    .join(Order, and_(Order.hub_id == OrderLine.hub_id, Order.id == OrderLine.order_id))
    .join(Kitchen, and_(Kitchen.hub_id == Order.hub_id, Kitchen.id == Order.kitchen_id))
    .join(Product, and_(Product.hub_id == OrderLine.hub_id, Product.id == OrderLine.product_id))
    .join(Producer, and_(Producer.hub_id == Product.hub_id, Producer.id == Product.producer_id))
    .outerjoin(Drop, and_(Drop.hub_id == OrderLine.hub_id, Drop.id == OrderLine.drop_id))
    .outerjoin(RouteRun, and_(RouteRun.hub_id == Drop.hub_id, RouteRun.id == Drop.run_id))
    .outerjoin(Route, and_(Route.hub_id == RouteRun.hub_id, Route.id == RouteRun.route_id))
    .outerjoin(
        Handover,
        and_(Handover.hub_id == Drop.hub_id, Handover.drop_id == Drop.id, Handover.undone_by_id.is_(None)),
    )
    .outerjoin(
        DirectDelivery,
        and_(DirectDelivery.hub_id == OrderLine.hub_id, DirectDelivery.id == OrderLine.direct_delivery_id),
    )
    .where(OrderLine.hub_id == bindparam("hub"), _IDS)
    .order_by(Order.number, OrderLine.line)
)
_ANSWERED = (
    select(Acknowledgement.order_id, func.min(Acknowledgement.at).label("at"))
    .where(
        Acknowledgement.hub_id == bindparam("hub"),
        Acknowledgement.order_id.in_(bindparam("orders", expanding=True)),
        Acknowledgement.answer != "received",
    )
    .group_by(Acknowledgement.order_id)
)
_PROMISES = (
    select(Promise.order_line_id, Promise.at, Promise.pickup_day, Promise.cause)
    .where(Promise.hub_id == bindparam("hub"), Promise.order_line_id.in_(bindparam("lines", expanding=True)))
    .order_by(Promise.id)
)
_CALL_OFFS = (
    select(
        CallOff.producer_id,
        CallOff.day,
        CallOffLine.product_id,
        CallOff.at,
        CallOff.answer_due_at,
        CallOff.answered_at,
    )
    .join(CallOffLine, and_(CallOffLine.hub_id == CallOff.hub_id, CallOffLine.call_off_id == CallOff.id))
    .where(
        CallOff.hub_id == bindparam("hub"),
        CallOff.producer_id.in_(bindparam("producers", expanding=True)),
        CallOff.day.in_(bindparam("days", expanding=True)),
    )
    .order_by(CallOff.version)
)
_RECEIVED = (
    select(
        Delivery.producer_id,
        Delivery.day,
        Delivery.expected_at,
        ReceiptLine.product_id,
        func.min(ReceiptLine.at).label("at"),
        func.max(ReceiptLine.at).label("last_at"),
    )
    .outerjoin(
        ReceiptLine,
        and_(
            ReceiptLine.hub_id == Delivery.hub_id,
            ReceiptLine.delivery_id == Delivery.id,
            ReceiptLine.accepted,
            ReceiptLine.undone_by_id.is_(None),
        ),
    )
    .where(
        Delivery.hub_id == bindparam("hub"),
        Delivery.producer_id.in_(bindparam("producers", expanding=True)),
        Delivery.day.in_(bindparam("days", expanding=True)),
    )
    .group_by(Delivery.producer_id, Delivery.day, Delivery.expected_at, ReceiptLine.product_id)
)
_PACKING = (
    select(
        Movement.order_line_id,
        func.min(Movement.at).label("first_at"),
        func.max(Movement.at).label("last_at"),
    )
    .where(
        Movement.hub_id == bindparam("hub"),
        Movement.order_line_id.in_(bindparam("lines", expanding=True)),
        INTO_PARCEL,
    )
    .group_by(Movement.order_line_id)
)
_DECLARED = (
    select(Shortage.order_line_id, func.min(Shortage.at).label("first_at"), func.max(Shortage.at).label("last_at"))
    .where(
        Shortage.hub_id == bindparam("hub"),
        Shortage.order_line_id.in_(bindparam("lines", expanding=True)),
        Shortage.undone_by_id.is_(None),
    )
    .group_by(Shortage.order_line_id)
)
_Load = Movement.__table__.alias("loading")
_LOADED = (
    select(Movement.order_line_id, Parcel.state, func.max(_Load.c.at).label("at"))
    .join(Parcel, and_(Parcel.hub_id == Movement.hub_id, Parcel.id == ITS_PARCEL))
    .outerjoin(
        _Load,
        and_(
            _Load.c.hub_id == Movement.hub_id,
            _Load.c.lot_id == Movement.lot_id,
            _Load.c.kind == "load",
            _Load.c.to_unit_id == Parcel.id,
        ),
    )
    .where(Movement.hub_id == bindparam("hub"), Movement.order_line_id.in_(bindparam("lines", expanding=True)))
    .group_by(Movement.order_line_id, Parcel.state)
)


def order_lines(looking: Looking, line_ids: Iterable[UUID]) -> Sequence[AnyRow]:
    """Order lines with their order, article, run and stop, by order number and line."""
    params = {"hub": looking.tx.hub_id, "lines": list(line_ids)}
    return looking.tx.conn.execute(_LINES, params).all()


class Facts:
    """What the books say of some lines, by the keys under which it is looked up."""

    def __init__(self, looking: Looking, lines: Sequence[AnyRow]) -> None:
        """Read them; ``lines`` are those of :func:`order_lines`."""
        conn, hub = looking.tx.conn, looking.tx.hub_id
        ids = [line.id for line in lines]
        by_line: dict[str, Any] = {"hub": hub, "lines": ids}
        answered = conn.execute(_ANSWERED, {"hub": hub, "orders": [line.order_id for line in lines]})
        self.answered = {row.order_id: row.at for row in answered}
        self.first_promise: dict[UUID, datetime] = {}
        self.first_promise_of: dict[tuple[UUID, date | None], datetime] = {}
        """With a pickup of that day."""
        self.promise: dict[UUID, AnyRow] = {}
        for made in conn.execute(_PROMISES, by_line):
            self.first_promise.setdefault(made.order_line_id, made.at)
            self.first_promise_of.setdefault((made.order_line_id, made.pickup_day), made.at)
            self.promise[made.order_line_id] = made
        self.packing = {row.order_line_id: row for row in conn.execute(_PACKING, by_line)}
        self.declared = {row.order_line_id: row for row in conn.execute(_DECLARED, by_line)}
        self.loads: dict[UUID, list[AnyRow]] = {}
        for load in conn.execute(_LOADED, by_line):
            self.loads.setdefault(load.order_line_id, []).append(load)
        pickups = {row.pickup_day for row in self.promise.values() if row.pickup_day is not None}
        of_producers = {"hub": hub, "producers": [line.producer_id for line in lines], "days": list(pickups)}
        self.call_offs = {
            (row.producer_id, row.day, row.product_id): row for row in conn.execute(_CALL_OFFS, of_producers)
        }
        self.expected: dict[tuple[UUID, object], datetime | None] = {}
        self.came: dict[tuple[UUID, object], datetime] = {}
        self.last_came: dict[tuple[UUID, object], datetime] = {}
        self.received: dict[tuple[UUID, object, UUID], datetime] = {}
        for came in conn.execute(_RECEIVED, of_producers):
            delivery = (came.producer_id, came.day)
            self.expected[delivery] = came.expected_at
            if came.at is not None:
                self.came[delivery] = min(self.came.get(delivery, came.at), came.at)
                self.last_came[delivery] = max(self.last_came.get(delivery, came.last_at), came.last_at)
                self.received[*delivery, came.product_id] = came.at

    def fetched_on(self, line_id: UUID) -> date | None:
        """The day on which the goods of a line are fetched or brought; None where they are in the house."""
        promise = self.promise.get(line_id)
        return promise.pickup_day if promise is not None else None
