"""What has not happened by its time: a select for each step of the chain, which the watches look at (watches.py).

Columns: ``slot``, ``subject_id``, ``planned_at`` and what the sentence of the alarm names. Parameters: ``hub``;
``since``, a moment, and ``first``, its day: what was planned earlier is not looked at; ``before``: what was planned
later is not silent yet.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, exists, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from hubops.model.call_offs import CallOff, DirectDelivery
from hubops.model.evidence import Deviation
from hubops.model.inbound import Delivery, ExpectedLine, ReceiptLine
from hubops.model.notices import Notice
from hubops.model.orders import Order, OrderLine
from hubops.model.outbound import ASTRAY, Drop, Handover, Parcel, RouteRun
from hubops.model.parties import Kitchen, Producer
from hubops.model.places import Zone
from hubops.model.products import Product
from hubops.model.progress import MISSING, SHORT
from hubops.model.promises import Acknowledgement, Promise
from hubops.model.schedule import Route
from hubops.model.stock import NO_UNIT, Balance, Lot, Movement
from hubops.operations import notices
from hubops.operations.acknowledging import NO_ROUTE
from hubops.planning.promise import NO_ROUTE_DAY


def _of(table: Any, planned: Any, *named: Any) -> Select[*tuple[Any, ...]]:
    """One silence for each row; the row is what the alarm is about."""
    return select(table.id.label("slot"), table.id.label("subject_id"), planned.label("planned_at"), *named)


def _same_hub(table: Any, other: Any) -> ColumnElement[bool]:
    return table.hub_id == other.hub_id  # type: ignore[no-any-return]


def _named_by(table: Any, key: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """The row that a foreign key means, in the hub of the row that has the key."""
    return and_(_same_hub(table, key.class_), table.id == key)


def _since_until(planned: Any) -> ColumnElement[bool]:
    """Planned in the time that is looked at."""
    return and_(planned >= bindparam("since"), planned <= bindparam("before"))


_Newer = aliased(CallOff)
_Dock = aliased(Movement)
_CAME_TO_DOCK = (
    select(func.max(_Dock.at))
    .where(_Dock.hub_id == Balance.hub_id, _Dock.lot_id == Balance.lot_id, _Dock.to_zone_id == Balance.zone_id)
    .correlate(Balance)
    .scalar_subquery()
)

UNACKNOWLEDGED = (
    _of(Order, Order.imported_at, Order.number, Kitchen.name.label("kitchen"))
    .join(Kitchen, _named_by(Kitchen, Order.kitchen_id))
    .where(
        Order.hub_id == bindparam("hub"),
        _since_until(Order.imported_at),
        ~exists().where(
            _same_hub(Acknowledgement, Order),
            Acknowledgement.order_id == Order.id,
            Acknowledgement.answer != "received",
        ),
    )
)
_WHY_NOT = (
    select(Promise.cause)
    .where(Promise.hub_id == OrderLine.hub_id, Promise.order_line_id == OrderLine.id)
    .order_by(Promise.id.desc())
    .limit(1)
    .correlate(OrderLine)
    .scalar_subquery()
)
_WITHOUT_A_WAY = (
    OrderLine.drop_id.is_(None),
    OrderLine.direct_delivery_id.is_(None),
    OrderLine.cancelled_at.is_(None),
    MISSING > 0,
)
WITHOUT_ROUTE = (
    _of(
        OrderLine,
        Order.imported_at,
        Order.number,
        OrderLine.line,
        Kitchen.name.label("kitchen"),
        Product.name.label("product"),
        func.coalesce(func.nullif(_WHY_NOT, ""), NO_ROUTE_DAY).label("cause_word"),
    )
    .join(Order, _named_by(Order, OrderLine.order_id))
    .join(Kitchen, _named_by(Kitchen, Order.kitchen_id))
    .join(Product, _named_by(Product, OrderLine.product_id))
    .where(
        OrderLine.hub_id == bindparam("hub"),
        *_WITHOUT_A_WAY,
        _since_until(Order.imported_at),
    )
)
GIVEN_A_WAY = (
    select(Deviation.subject_id)
    .where(
        Deviation.hub_id == bindparam("hub"),
        Deviation.kind == NO_ROUTE,
        Deviation.solved_at.is_(None),
        Deviation.undone_by_id.is_(None),
        exists().where(_same_hub(Order, Deviation), Order.id == Deviation.subject_id),
        ~exists().where(_same_hub(OrderLine, Deviation), OrderLine.order_id == Deviation.subject_id, *_WITHOUT_A_WAY),
    )
    .order_by(Deviation.at)
)
"""No silence: orders of which it was told that nothing brings a line, while something brings each that is left now."""
CALL_OFF_SILENT = (
    _of(CallOff, CallOff.answer_due_at, CallOff.code, CallOff.day.label("day_on"), Producer.name.label("producer"))
    .join(Producer, _named_by(Producer, CallOff.producer_id))
    .where(
        CallOff.hub_id == bindparam("hub"),
        CallOff.answer == "",
        _since_until(CallOff.answer_due_at),
        ~exists().where(
            _same_hub(_Newer, CallOff),
            _Newer.producer_id == CallOff.producer_id,
            _Newer.day == CallOff.day,
            _Newer.version > CallOff.version,
        ),
    )
)
NOT_RECEIVED = (
    _of(Delivery, Delivery.expected_at, Delivery.number, Producer.name.label("producer"))
    .join(Producer, _named_by(Producer, Delivery.producer_id))
    .where(
        Delivery.hub_id == bindparam("hub"),
        Delivery.day >= bindparam("first"),
        Delivery.expected_at <= bindparam("before"),
        Delivery.closed_at.is_(None),
        ~exists().where(
            _same_hub(ReceiptLine, Delivery),
            ReceiptLine.delivery_id == Delivery.id,
            ReceiptLine.undone_by_id.is_(None),
        ),
    )
)
_last_came = (
    select(func.max(ReceiptLine.at))
    .where(_same_hub(ReceiptLine, Delivery), ReceiptLine.delivery_id == Delivery.id, ReceiptLine.undone_by_id.is_(None))
    .correlate(Delivery)
    .scalar_subquery()
)
_STOPPED_AT = case((Delivery.expected_at < _last_came, _last_came), else_=Delivery.expected_at)
NOT_COUNTED = (
    _of(Delivery, _STOPPED_AT, Delivery.number, Producer.name.label("producer"), func.count().label("articles"))
    .join(Producer, _named_by(Producer, Delivery.producer_id))
    .join(ExpectedLine, and_(_same_hub(ExpectedLine, Delivery), ExpectedLine.delivery_id == Delivery.id))
    .where(
        Delivery.hub_id == bindparam("hub"),
        Delivery.day >= bindparam("first"),
        Delivery.expected_at <= bindparam("before"),
        Delivery.closed_at.is_(None),
        _last_came <= bindparam("before"),
        ExpectedLine.pieces > 0,
        ~exists().where(
            _same_hub(ReceiptLine, Delivery),
            ReceiptLine.delivery_id == Delivery.id,
            ReceiptLine.product_id == ExpectedLine.product_id,
            ReceiptLine.undone_by_id.is_(None),
        ),
    )
    .group_by(Delivery.hub_id, Delivery.id, Delivery.number, Delivery.expected_at, Producer.name)
)
"""Some of it has come, and then nothing more: no receipt of an article, accepted or refused, and no end with one."""
WITHOUT_PLACE = (
    select(
        Balance.id.label("slot"),
        Balance.lot_id.label("subject_id"),
        _CAME_TO_DOCK.label("planned_at"),
        Product.name.label("product"),
        Lot.code.label("lot"),
        Balance.pieces,
        Zone.code.label("zone"),
    )
    .join(Zone, _named_by(Zone, Balance.zone_id))
    .join(Lot, _named_by(Lot, Balance.lot_id))
    .join(Product, _named_by(Product, Balance.product_id))
    .where(
        Balance.hub_id == bindparam("hub"),
        Balance.unit_id == NO_UNIT,
        Balance.pieces > 0,
        Zone.kind == "dock",
        Product.temperature_class != "ambient",
        _since_until(_CAME_TO_DOCK),
    )
)
NOT_PACKED = (
    _of(Drop, RouteRun.departure_at, Kitchen.name.label("kitchen"), Route.code.label("route"))
    .join(RouteRun, _named_by(RouteRun, Drop.run_id))
    .join(Route, _named_by(Route, RouteRun.route_id))
    .join(Kitchen, _named_by(Kitchen, Drop.kitchen_id))
    .where(
        Drop.hub_id == bindparam("hub"),
        RouteRun.day >= bindparam("first"),
        RouteRun.departed_at.is_(None),
        RouteRun.departure_at <= bindparam("before"),
        exists().where(
            _same_hub(OrderLine, Drop),
            OrderLine.drop_id == Drop.id,
            OrderLine.cancelled_at.is_(None),
            MISSING > 0,
        ),
    )
)
NOT_DEPARTED = (
    _of(RouteRun, RouteRun.departure_at, Route.code.label("route"), RouteRun.departure_at)
    .join(Route, _named_by(Route, RouteRun.route_id))
    .where(
        RouteRun.hub_id == bindparam("hub"),
        RouteRun.day >= bindparam("first"),
        RouteRun.departed_at.is_(None),
        RouteRun.departure_at <= bindparam("before"),
        exists().where(
            _same_hub(Drop, RouteRun),
            Drop.run_id == RouteRun.id,
            _same_hub(OrderLine, Drop),
            OrderLine.drop_id == Drop.id,
            OrderLine.cancelled_at.is_(None),
            OrderLine.pieces > SHORT,
        ),
    )
)
_Gone = aliased(RouteRun)
_RECENTLY_GONE = select(_Gone.id).where(
    _Gone.hub_id == bindparam("hub"), _Gone.day >= bindparam("first"), _Gone.departed_at.is_not(None)
)
"""Of a month, out of ten years: the stops are looked up from these."""
NOT_HANDED_OVER = (
    _of(Drop, Drop.arrival_at, Kitchen.name.label("kitchen"), Route.code.label("route"))
    .join(RouteRun, _named_by(RouteRun, Drop.run_id))
    .join(Route, _named_by(Route, RouteRun.route_id))
    .join(Kitchen, _named_by(Kitchen, Drop.kitchen_id))
    .where(
        Drop.hub_id == bindparam("hub"),
        Drop.run_id.in_(_RECENTLY_GONE),
        Drop.arrival_at <= bindparam("before"),
        exists().where(_same_hub(Parcel, Drop), Parcel.drop_id == Drop.id, Parcel.state.in_(("loaded", ASTRAY))),
        ~exists().where(_same_hub(Handover, Drop), Handover.drop_id == Drop.id, Handover.undone_by_id.is_(None)),
    )
)
DIRECT_SILENT = (
    _of(DirectDelivery, DirectDelivery.arrival_at, Kitchen.name.label("kitchen"), Producer.name.label("producer"))
    .join(Kitchen, _named_by(Kitchen, DirectDelivery.kitchen_id))
    .join(Producer, _named_by(Producer, DirectDelivery.producer_id))
    .where(
        DirectDelivery.hub_id == bindparam("hub"),
        DirectDelivery.day >= bindparam("first"),
        DirectDelivery.state.in_(("promised", "sent")),
        DirectDelivery.arrival_at <= bindparam("before"),
        exists().where(
            _same_hub(OrderLine, DirectDelivery),
            OrderLine.direct_delivery_id == DirectDelivery.id,
            OrderLine.cancelled_at.is_(None),
            MISSING > 0,
        ),
    )
)
_NOTICES = (
    select(
        Notice.id.label("slot"),
        Notice.subject_id,
        Notice.at.label("planned_at"),
        Notice.key,
        Notice.channel,
        (literal("told_") + Notice.kind).label("told_word"),
        func.coalesce(Kitchen.name, Producer.name, Notice.address).label("to"),
        func.coalesce(Kitchen.phone, Producer.phone, "-").label("phone"),
    )
    .outerjoin(Kitchen, _named_by(Kitchen, Notice.party_id))
    .outerjoin(Producer, _named_by(Producer, Notice.party_id))
    .where(
        Notice.hub_id == bindparam("hub"),
        _since_until(Notice.at),
        Notice.kind != notices.ALARM,
    )
    .order_by(Notice.id)
)
"""Whom a message is for, not where it goes: somebody must ring them. One that tells of an alarm has no alarm of its
own: what it tells stands on every terminal."""
NOTICE_WAITS = _NOTICES.add_columns(Notice.address).where(Notice.state.in_(("queued", "sending")))
"""All that waits for one way is one silence: waiting_messages.py."""
NOTICE_GIVEN_UP = _NOTICES.where(
    (Notice.state == "undeliverable") | ((Notice.state == "sent_unconfirmed") & (Notice.channel != "paper"))
)
"""A printer that can't say what came out is no reason for an alarm; a receiver that never says that it has it, is."""
