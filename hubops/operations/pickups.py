"""Pickups: the day's opening works out what each producer is expected to bring, from orders and fixed pickup days."""

from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, func, select

from hubops.model.inbound import Delivery, ExpectedLine
from hubops.model.orders import OrderLine
from hubops.model.outbound import Drop, RouteRun
from hubops.model.parties import Producer
from hubops.model.products import Product
from hubops.model.schedule import PickupDay
from hubops.operations.booking import Booking, put
from hubops.planning.calendar import weekdays_of
from hubops.planning.pickup_days import served_days
from hubops.store import rows

_PRODUCERS = (
    select(Producer.id, PickupDay.weekdays, PickupDay.window_end)
    .join(
        PickupDay,
        (PickupDay.hub_id == Producer.hub_id)
        & ((PickupDay.producer_id == Producer.id) | (PickupDay.cluster_id == Producer.cluster_id)),
    )
    .where(Producer.hub_id == bindparam("hub"))
    .order_by(Producer.org_number, PickupDay.producer_id.is_(None))
)
_ORDERED = (
    select(OrderLine.product_id, func.sum(OrderLine.pieces).label("pieces"))
    .join(Product, (Product.hub_id == OrderLine.hub_id) & (Product.id == OrderLine.product_id))
    .join(Drop, (Drop.hub_id == OrderLine.hub_id) & (Drop.id == OrderLine.drop_id))
    .join(RouteRun, (RouteRun.hub_id == Drop.hub_id) & (RouteRun.id == Drop.run_id))
    .where(
        OrderLine.hub_id == bindparam("hub"),
        Product.producer_id == bindparam("producer"),
        OrderLine.cancelled_at.is_(None),
        RouteRun.day.in_(bindparam("days", expanding=True)),
    )
    .group_by(OrderLine.product_id)
    .order_by(OrderLine.product_id)
)
_KNOWN = select(Delivery.id, Delivery.expected_at, Delivery.receipt_at).where(
    Delivery.hub_id == bindparam("hub"), Delivery.producer_id == bindparam("producer"), Delivery.day == bindparam("day")
)
_LISTED = select(ExpectedLine.id, ExpectedLine.product_id).where(
    ExpectedLine.hub_id == bindparam("hub"), ExpectedLine.delivery_id == bindparam("delivery")
)


def open_day(booking: Booking, day: date) -> int:
    """Expect a delivery of every producer that is picked up on a day and has orders; how many are new is returned.

    Opening a day twice changes nothing.
    """
    new = 0
    seen: set[UUID] = set()
    for row in booking.tx.execute(_PRODUCERS, {"hub": booking.tx.hub_id}).all():
        weekdays = weekdays_of(row.weekdays)
        if row.id in seen or not booking.house.calendar.runs_on(weekdays, day):
            continue
        seen.add(row.id)
        arrival = booking.house.calendar.moment(day, row.window_end)
        new += _expect(booking, row.id, day, served_days(booking.house.calendar, weekdays, day), arrival)
    booking.event("day_opened", None, day=day.isoformat(), deliveries=new)
    return new


def _expect(booking: Booking, producer_id: UUID, day: date, days: list[date], expected_at: object) -> int:
    tx = booking.tx
    known = tx.execute(_KNOWN, {"hub": tx.hub_id, "producer": producer_id, "day": day}).one_or_none()
    if known is not None and (known.expected_at is not None or known.receipt_at is not None):
        return 0
    wanted = tx.conn.execute(_ORDERED, {"hub": tx.hub_id, "producer": producer_id, "days": days}).all()
    if not wanted:
        return 0
    if known is not None:  # the goods were there before the day was opened
        delivery_id = known.id
        put(tx, Delivery, delivery_id, {"expected_at": expected_at, "closed_at": None})
    else:
        delivery_id = _new(booking, producer_id, day, expected_at)
    listed = {row.product_id: row.id for row in tx.execute(_LISTED, {"hub": tx.hub_id, "delivery": delivery_id})}
    for row in wanted:
        if row.product_id in listed:
            put(tx, ExpectedLine, listed[row.product_id], {"pieces": row.pieces})
        else:
            rows.add(tx, ExpectedLine, delivery_id=delivery_id, product_id=row.product_id, pieces=row.pieces)
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
