"""The watches: what must have happened by when. Each is one select of what is missing; the rest is the same for all.

A watch names what is missing at a moment. What is missing and has no alarm gets one; an alarm whose silence is over
ends by itself. So a watch that runs late or twice does no harm, and the tables say at any time what is silent.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from hubops.model.call_offs import CallOff, DirectDelivery
from hubops.model.inbound import Delivery, ReceiptLine
from hubops.model.notices import Notice
from hubops.model.orders import Order, OrderLine
from hubops.model.outbound import Drop, Handover, Parcel, RouteRun
from hubops.model.parties import Kitchen, Producer
from hubops.model.places import Zone
from hubops.model.products import Product
from hubops.model.progress import MISSING
from hubops.model.promises import Acknowledgement
from hubops.model.schedule import Route
from hubops.model.stock import NO_UNIT, Balance, Lot, Movement
from hubops.operations import alarms
from hubops.operations.alarms import Silence
from hubops.operations.booking import AlarmRule, Booking
from hubops.store.rows import AnyRow

LOOK_BACK_DAYS = 30
"""What is silent for longer than that has had its alarm long ago."""


@dataclass(frozen=True, slots=True)
class Watch:
    """One thing that must happen in time."""

    kind: str
    owner: str
    """The role that must act first."""
    grace: Callable[[AlarmRule], timedelta]
    """From the planned moment to the alarm; less than nothing where it is raised before."""
    missing: Select[*tuple[Any, ...]]
    """Columns ``slot``, ``subject_id``, ``planned_at`` and what the sentence names; parameters ``hub``, ``since`` (a
    moment), ``first`` (its day) and ``before``: what was planned later than that is not silent yet."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What a look at all watches found to do."""

    silent: tuple[Silence, ...]
    """What is missing and has no alarm yet."""
    over: tuple[AnyRow, ...]
    """Alarms whose silence is over."""
    escalates: bool
    """An alarm must go to the next role."""

    def __bool__(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.silent or self.over or self.escalates)


def look(booking: Booking) -> Findings:
    """What is silent now; reads only, so that an idle clock never waits for a writer."""
    standing = alarms.open_alarms(booking)
    new: list[Silence] = []
    over: list[AnyRow] = []
    for each in WATCHES:
        silences = {silence.slot: silence for silence in _silences(booking, each)}
        mine = {alarm.slot: alarm for alarm in standing if alarm.kind == each.kind}
        new += [
            silences[slot] for slot in silences if slot not in mine and not alarms.was_raised(booking, silences[slot])
        ]
        over += [mine[slot] for slot in mine if slot not in silences]
    late = any(alarm.escalate_at and alarm.escalate_at <= booking.tx.now for alarm in standing)
    return Findings(tuple(new), tuple(over), late)


def act(booking: Booking, findings: Findings) -> int:
    """Raise what is silent, end what is not any more, escalate what nobody dealt with; how many alarms are new."""
    new = sum(alarms.raise_alarm(booking, silence) is not None for silence in findings.silent)
    standing = {alarm.id for alarm in alarms.open_alarms(booking)}
    for alarm in findings.over:
        if alarm.id in standing:
            alarms.end(booking, alarm, alarms.HAPPENED)
    alarms.escalate(booking)
    return new


def _silences(booking: Booking, each: Watch) -> list[Silence]:
    grace = each.grace(booking.house.alarms)
    now = booking.tx.now
    since = now - timedelta(days=LOOK_BACK_DAYS)
    params = {"hub": booking.tx.hub_id, "since": since, "first": since.date(), "before": now - grace}
    return [_silence(each, row, grace) for row in booking.tx.execute(each.missing, params)]


def _silence(each: Watch, row: AnyRow, grace: timedelta) -> Silence:
    facts = {name: _plain(value) for name, value in row._asdict().items() if name not in _KEYS}
    slot = row.slot.hex if isinstance(row.slot, UUID) else str(row.slot)
    return Silence(each.kind, slot, row.planned_at + grace, each.owner, row.subject_id, facts)


_KEYS = ("slot", "subject_id", "planned_at")


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _same_hub(table: Any, other: Any) -> ColumnElement[bool]:
    return table.hub_id == other.hub_id  # type: ignore[no-any-return]


_Newer = aliased(CallOff)
_Dock = aliased(Movement)
_CAME_TO_DOCK = (
    select(func.max(_Dock.at))
    .where(_Dock.hub_id == Balance.hub_id, _Dock.lot_id == Balance.lot_id, _Dock.to_zone_id == Balance.zone_id)
    .correlate(Balance)
    .scalar_subquery()
)

_UNACKNOWLEDGED = (
    select(
        Order.id.label("slot"),
        Order.id.label("subject_id"),
        Order.imported_at.label("planned_at"),
        Order.number,
        Kitchen.name.label("kitchen"),
    )
    .join(Kitchen, _same_hub(Kitchen, Order) & (Kitchen.id == Order.kitchen_id))
    .where(
        Order.hub_id == bindparam("hub"),
        Order.imported_at >= bindparam("since"),
        Order.imported_at <= bindparam("before"),
        ~exists().where(
            _same_hub(Acknowledgement, Order),
            Acknowledgement.order_id == Order.id,
            Acknowledgement.answer != "received",
        ),
    )
)
_WITHOUT_ROUTE = (
    select(
        OrderLine.id.label("slot"),
        OrderLine.id.label("subject_id"),
        Order.imported_at.label("planned_at"),
        Order.number,
        OrderLine.line,
        Kitchen.name.label("kitchen"),
        Product.name.label("product"),
    )
    .join(Order, _same_hub(Order, OrderLine) & (Order.id == OrderLine.order_id))
    .join(Kitchen, _same_hub(Kitchen, Order) & (Kitchen.id == Order.kitchen_id))
    .join(Product, _same_hub(Product, OrderLine) & (Product.id == OrderLine.product_id))
    .where(
        OrderLine.hub_id == bindparam("hub"),
        OrderLine.drop_id.is_(None),
        OrderLine.direct_delivery_id.is_(None),
        OrderLine.cancelled_at.is_(None),
        Order.imported_at >= bindparam("since"),
        Order.imported_at <= bindparam("before"),
    )
)
_CALL_OFF_SILENT = (
    select(
        CallOff.id.label("slot"),
        CallOff.id.label("subject_id"),
        CallOff.answer_due_at.label("planned_at"),
        CallOff.code,
        CallOff.day.label("day_on"),
        Producer.name.label("producer"),
    )
    .join(Producer, _same_hub(Producer, CallOff) & (Producer.id == CallOff.producer_id))
    .where(
        CallOff.hub_id == bindparam("hub"),
        CallOff.answer == "",
        CallOff.answer_due_at >= bindparam("since"),
        CallOff.answer_due_at <= bindparam("before"),
        ~exists().where(
            _same_hub(_Newer, CallOff),
            _Newer.producer_id == CallOff.producer_id,
            _Newer.day == CallOff.day,
            _Newer.version > CallOff.version,
        ),
    )
)
_NOT_RECEIVED = (
    select(
        Delivery.id.label("slot"),
        Delivery.id.label("subject_id"),
        Delivery.expected_at.label("planned_at"),
        Delivery.number,
        Producer.name.label("producer"),
    )
    .join(Producer, _same_hub(Producer, Delivery) & (Producer.id == Delivery.producer_id))
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
_WITHOUT_PLACE = (
    select(
        Balance.id.label("slot"),
        Balance.lot_id.label("subject_id"),
        _CAME_TO_DOCK.label("planned_at"),
        Product.name.label("product"),
        Lot.code.label("lot"),
        Balance.pieces,
        Zone.code.label("zone"),
    )
    .join(Zone, _same_hub(Zone, Balance) & (Zone.id == Balance.zone_id))
    .join(Lot, _same_hub(Lot, Balance) & (Lot.id == Balance.lot_id))
    .join(Product, _same_hub(Product, Balance) & (Product.id == Balance.product_id))
    .where(
        Balance.hub_id == bindparam("hub"),
        Balance.unit_id == NO_UNIT,
        Balance.pieces > 0,
        Zone.kind == "dock",
        Product.temperature_class != "ambient",
        bindparam("before") >= _CAME_TO_DOCK,
        bindparam("since") <= _CAME_TO_DOCK,
    )
)
_NOT_PACKED = (
    select(
        Drop.id.label("slot"),
        Drop.id.label("subject_id"),
        RouteRun.departure_at.label("planned_at"),
        Kitchen.name.label("kitchen"),
        Route.code.label("route"),
    )
    .join(RouteRun, _same_hub(RouteRun, Drop) & (RouteRun.id == Drop.run_id))
    .join(Route, _same_hub(Route, RouteRun) & (Route.id == RouteRun.route_id))
    .join(Kitchen, _same_hub(Kitchen, Drop) & (Kitchen.id == Drop.kitchen_id))
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
_NOT_DEPARTED = (
    select(
        RouteRun.id.label("slot"),
        RouteRun.id.label("subject_id"),
        RouteRun.departure_at.label("planned_at"),
        Route.code.label("route"),
        RouteRun.departure_at,
    )
    .join(Route, _same_hub(Route, RouteRun) & (Route.id == RouteRun.route_id))
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
        ),
    )
)
_Gone = aliased(RouteRun)
_RECENTLY_GONE = select(_Gone.id).where(
    _Gone.hub_id == bindparam("hub"), _Gone.day >= bindparam("first"), _Gone.departed_at.is_not(None)
)
"""Of a month, out of ten years: the stops are looked up from these."""
_NOT_HANDED_OVER = (
    select(
        Drop.id.label("slot"),
        Drop.id.label("subject_id"),
        Drop.arrival_at.label("planned_at"),
        Kitchen.name.label("kitchen"),
        Route.code.label("route"),
    )
    .join(RouteRun, _same_hub(RouteRun, Drop) & (RouteRun.id == Drop.run_id))
    .join(Route, _same_hub(Route, RouteRun) & (Route.id == RouteRun.route_id))
    .join(Kitchen, _same_hub(Kitchen, Drop) & (Kitchen.id == Drop.kitchen_id))
    .where(
        Drop.hub_id == bindparam("hub"),
        Drop.run_id.in_(_RECENTLY_GONE),
        Drop.arrival_at <= bindparam("before"),
        exists().where(_same_hub(Parcel, Drop), Parcel.drop_id == Drop.id, Parcel.state == "loaded"),
        ~exists().where(_same_hub(Handover, Drop), Handover.drop_id == Drop.id, Handover.undone_by_id.is_(None)),
    )
)
_DIRECT_SILENT = (
    select(
        DirectDelivery.id.label("slot"),
        DirectDelivery.id.label("subject_id"),
        DirectDelivery.arrival_at.label("planned_at"),
        Kitchen.name.label("kitchen"),
        Producer.name.label("producer"),
    )
    .join(Kitchen, _same_hub(Kitchen, DirectDelivery) & (Kitchen.id == DirectDelivery.kitchen_id))
    .join(Producer, _same_hub(Producer, DirectDelivery) & (Producer.id == DirectDelivery.producer_id))
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
        Notice.address,
    )
    .where(Notice.hub_id == bindparam("hub"), Notice.at >= bindparam("since"), Notice.at <= bindparam("before"))
    .order_by(Notice.id)
)
_WAITING = _NOTICES.where(Notice.state.in_(("queued", "sending")))
_UNDELIVERABLE = _NOTICES.where(Notice.state == "undeliverable")

WATCHES = (
    Watch("order_unacknowledged", "coordinator", lambda rule: rule.acknowledge, _UNACKNOWLEDGED),
    Watch("order_without_route", "coordinator", lambda _: timedelta(), _WITHOUT_ROUTE),
    Watch("call_off_silent", "coordinator", lambda _: timedelta(), _CALL_OFF_SILENT),
    Watch("delivery_missing", "supervisor", lambda rule: rule.delivery, _NOT_RECEIVED),
    Watch("goods_without_place", "worker", lambda rule: rule.place, _WITHOUT_PLACE),
    Watch("drop_not_packed", "supervisor", lambda rule: -rule.packed_before, _NOT_PACKED),
    Watch("run_not_departed", "supervisor", lambda rule: rule.departure, _NOT_DEPARTED),
    Watch("stop_not_confirmed", "coordinator", lambda rule: rule.handover, _NOT_HANDED_OVER),
    Watch("direct_not_confirmed", "coordinator", lambda rule: rule.handover, _DIRECT_SILENT),
    Watch(
        "notice_waits", "coordinator", lambda rule: rule.notice, _NOTICES.where(Notice.state.in_(("queued", "sending")))
    ),
    Watch(
        "notice_undeliverable", "coordinator", lambda _: timedelta(), _NOTICES.where(Notice.state == "undeliverable")
    ),
)
"""All of them. The order is that of the chain: what is told first happened first."""
