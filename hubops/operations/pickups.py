"""Pickups: the day's opening works out what each producer is expected to bring, from orders and fixed pickup days.

What a producer has answered to its call-off counts for more than what was ordered.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import and_, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from hubops.model.call_offs import CallOff, CallOffLine
from hubops.model.inbound import Delivery, ExpectedLine, ReceiptLine
from hubops.model.orders import OrderLine
from hubops.model.parties import Cluster, Producer
from hubops.model.products import Product
from hubops.model.promises import Promise
from hubops.model.schedule import PickupDay
from hubops.operations import day_changes
from hubops.operations.booking import Booking, put
from hubops.store import rows

_PRODUCERS = (
    select(
        Producer.id,
        Producer.org_number,
        Cluster.code.label("cluster"),
        PickupDay.weekdays,
        PickupDay.cutoff,
        PickupDay.window_end,
    )
    .outerjoin(Cluster, (Cluster.hub_id == Producer.hub_id) & (Cluster.id == Producer.cluster_id))
    .join(
        PickupDay,
        (PickupDay.hub_id == Producer.hub_id)
        & ((PickupDay.producer_id == Producer.id) | (PickupDay.cluster_id == Producer.cluster_id)),
    )
    .where(Producer.hub_id == bindparam("hub"))
    .order_by(Producer.org_number, PickupDay.producer_id.is_(None))
)
_Later = aliased(Promise)
_ORDERED = (
    select(OrderLine.product_id, func.sum(OrderLine.pieces).label("pieces"))
    .select_from(Promise)
    .join(OrderLine, (OrderLine.hub_id == Promise.hub_id) & (OrderLine.id == Promise.order_line_id))
    .join(Product, (Product.hub_id == OrderLine.hub_id) & (Product.id == OrderLine.product_id))
    .where(
        Promise.hub_id == bindparam("hub"),
        Promise.pickup_day == bindparam("day"),
        Product.producer_id == bindparam("producer"),
        OrderLine.cancelled_at.is_(None),
        OrderLine.drop_id.is_not(None),
        ~exists().where(
            _Later.hub_id == Promise.hub_id, _Later.order_line_id == Promise.order_line_id, _Later.id > Promise.id
        ),
    )
    .group_by(OrderLine.product_id)
    .order_by(OrderLine.product_id)
)
"""What was promised with the pickup of a day, by the newest promise of each line; the call-off asks for the same."""
_CAME = select(ReceiptLine.id).where(
    ReceiptLine.hub_id == bindparam("hub"),
    ReceiptLine.delivery_id == bindparam("delivery"),
    ReceiptLine.undone_by_id.is_(None),
)
_KNOWN = select(Delivery.id, Delivery.expected_at, Delivery.receipt_at, Delivery.closed_at).where(
    Delivery.hub_id == bindparam("hub"), Delivery.producer_id == bindparam("producer"), Delivery.day == bindparam("day")
)
_LISTED = select(ExpectedLine.id, ExpectedLine.product_id, ExpectedLine.pieces).where(
    ExpectedLine.hub_id == bindparam("hub"), ExpectedLine.delivery_id == bindparam("delivery")
)
_Newer = aliased(CallOff)
_AGREED = (
    select(CallOffLine.product_id, CallOffLine.agreed_pieces)
    .join(CallOff, and_(CallOff.hub_id == CallOffLine.hub_id, CallOff.id == CallOffLine.call_off_id))
    .where(
        CallOff.hub_id == bindparam("hub"),
        CallOff.producer_id == bindparam("producer"),
        CallOff.day == bindparam("day"),
        CallOffLine.agreed_pieces.is_not(None),
        ~exists().where(
            _Newer.hub_id == CallOff.hub_id,
            _Newer.producer_id == CallOff.producer_id,
            _Newer.day == CallOff.day,
            _Newer.version > CallOff.version,
        ),
    )
)
"""What the producer will bring of each article it was asked for; none while the newest call-off is unanswered."""


def open_day(booking: Booking, day: date) -> int:
    """Expect a delivery of every producer that is picked up on a day and has orders; how many are new is returned.

    Opening a day twice changes nothing.
    """
    new = 0
    seen: set[UUID] = set()
    changes = day_changes.read(booking)
    calendar = changes.calendar(booking.house.calendar)
    for row in booking.tx.execute(_PRODUCERS, {"hub": booking.tx.hub_id}).all():
        rhythm = changes.pickup(row.org_number, row.cluster, row.weekdays, row.cutoff)
        if row.id in seen or not rhythm.runs_on(calendar, day):
            continue
        seen.add(row.id)
        arrival = calendar.moment(day, row.window_end)
        new += _expect(booking, row.id, day, arrival)
    booking.event("day_opened", None, day=day.isoformat(), deliveries=new)
    return new


def expect_agreed(booking: Booking, producer_id: UUID, day: date) -> None:
    """The producer has answered: its delivery of that day, if it is expected already, waits for what was agreed on.

    Where it brings nothing at all, nothing is expected any more, until a later answer says otherwise.
    """
    tx = booking.tx
    known = tx.execute(_KNOWN, {"hub": tx.hub_id, "producer": producer_id, "day": day}).one_or_none()
    if known is None or known.receipt_at is not None:
        return
    listed = {row.product_id: row for row in tx.execute(_LISTED, {"hub": tx.hub_id, "delivery": known.id})}
    for product_id, pieces in _agreed(booking, producer_id, day).items():
        if product_id not in listed:
            rows.add(tx, ExpectedLine, delivery_id=known.id, product_id=product_id, pieces=pieces)
        elif listed[product_id].pieces != pieces:
            booking.change(ExpectedLine, listed[product_id].id, pieces=pieces)
    waits = any(row.pieces for row in tx.execute(_LISTED, {"hub": tx.hub_id, "delivery": known.id}))
    came = tx.execute(_CAME, {"hub": tx.hub_id, "delivery": known.id}).first() is not None
    if waits and known.closed_at is not None:
        booking.change(Delivery, known.id, closed_at=None)
    elif not waits and not came and known.closed_at is None:
        booking.change(Delivery, known.id, closed_at=tx.now)


def _agreed(booking: Booking, producer_id: UUID, day: date) -> dict[UUID, int]:
    params = {"hub": booking.tx.hub_id, "producer": producer_id, "day": day}
    return {row.product_id: row.agreed_pieces for row in booking.tx.execute(_AGREED, params)}


def _expect(booking: Booking, producer_id: UUID, day: date, expected_at: object) -> int:
    tx = booking.tx
    known = tx.execute(_KNOWN, {"hub": tx.hub_id, "producer": producer_id, "day": day}).one_or_none()
    if known is not None and (known.expected_at is not None or known.receipt_at is not None):
        return 0
    ordered = tx.execute(_ORDERED, {"hub": tx.hub_id, "producer": producer_id, "day": day})
    wanted = {row.product_id: int(row.pieces) for row in ordered} | _agreed(booking, producer_id, day)
    if not any(wanted.values()):
        return 0
    if known is not None:  # the goods were there before the day was opened
        delivery_id = known.id
        put(tx, Delivery, delivery_id, {"expected_at": expected_at, "closed_at": None})
    else:
        delivery_id = _new(booking, producer_id, day, expected_at)
    listed = {row.product_id: row.id for row in tx.execute(_LISTED, {"hub": tx.hub_id, "delivery": delivery_id})}
    for product_id, pieces in wanted.items():
        if product_id in listed:
            put(tx, ExpectedLine, listed[product_id], {"pieces": pieces})
        elif pieces:
            rows.add(tx, ExpectedLine, delivery_id=delivery_id, product_id=product_id, pieces=pieces)
    return 1


def _new(booking: Booking, producer_id: UUID, day: date, expected_at: object) -> UUID:
    return rows.add(
        booking.tx,
        Delivery,
        number=rows.next_number(booking.tx, "delivery"),
        producer_id=producer_id,
        day=day,
        expected_at=expected_at,
        closed_at=None,
    )
