"""Pickups: the day's opening works out what each producer is expected to bring, from orders and fixed pickup days.

What a producer has answered to its call-off counts for more than what was ordered. Where days change after the opening,
what is not fetched any more is not expected, and what is fetched in its place is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from hubops.model.call_offs import CallOff, CallOffLine
from hubops.model.inbound import Delivery, ExpectedLine, ReceiptLine
from hubops.model.orders import OrderLine
from hubops.model.outbox import JobRun
from hubops.model.parties import Cluster, Producer
from hubops.model.products import Product
from hubops.model.promises import Promise
from hubops.model.schedule import PickupDay
from hubops.operations import day_changes, deviations
from hubops.operations.booking import Booking, put
from hubops.store import rows

OPEN_DAY = "open_day"
"""The job of the clock that opens a day."""
WITHDRAWN = "delivery_withdrawn"
"""The deviation of a delivery that is not expected any more."""

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
_STANDING = (
    select(Delivery.id, Delivery.number, Delivery.producer_id, Producer.name.label("producer"))
    .join(Producer, (Producer.hub_id == Delivery.hub_id) & (Producer.id == Delivery.producer_id))
    .where(
        Delivery.hub_id == bindparam("hub"),
        Delivery.day == bindparam("day"),
        Delivery.expected_at.is_not(None),
        Delivery.closed_at.is_(None),
        Delivery.receipt_at.is_(None),
        ~exists().where(
            ReceiptLine.hub_id == Delivery.hub_id,
            ReceiptLine.delivery_id == Delivery.id,
            ReceiptLine.undone_by_id.is_(None),
        ),
    )
    .order_by(Delivery.number)
)
"""Expected, and nothing of it has come."""
_OPENED = select(JobRun.id).where(
    JobRun.hub_id == bindparam("hub"),
    JobRun.name == OPEN_DAY,
    JobRun.slot == bindparam("opened"),
    JobRun.outcome == "done",
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
    .join(Producer, and_(Producer.hub_id == CallOff.hub_id, Producer.id == CallOff.producer_id))
    .where(
        CallOff.hub_id == bindparam("hub"),
        CallOff.producer_id == bindparam("producer"),
        Producer.transport != "direct",
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
"""What the producer will bring of each article it was asked for; none while the newest call-off is unanswered, and none
of one that drives to kitchens itself."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A delivery that was expected today, and is not any more."""

    id: UUID
    number: int
    producer: str


def open_day(booking: Booking, day: date) -> int:
    """Expect a delivery of every producer that is picked up on a day and has orders; how many are new is returned.

    Opening a day twice changes nothing.
    """
    fetched = _fetched(booking, day)
    new = sum(_expect(booking, producer_id, day, arrival) for producer_id, arrival in fetched.items())
    booking.event("day_opened", None, day=day.isoformat(), deliveries=new)
    return new


def follow_changes(booking: Booking) -> Sequence[Withdrawn]:
    """The day is open, and pickups or promises have changed: expect what comes now; what does not is returned.

    What a producer has agreed to bring is waited for until it is asked for nothing any more, or not fetched; it hears
    of that by its call-off (call_offs.py). Of what has begun to come nothing is withdrawn.
    """
    tx, day = booking.tx, booking.day
    if tx.execute(_OPENED, {"hub": tx.hub_id, "opened": day.isoformat()}).first() is None:
        return ()
    fetched = _fetched(booking, day)
    withdrawn = []
    for row in tx.execute(_STANDING, {"hub": tx.hub_id, "day": day}).all():
        wanted = _wanted(booking, row.producer_id, day) if row.producer_id in fetched else {}
        if not any(wanted.values()):
            withdrawn.append(Withdrawn(row.id, row.number, row.producer))
            _withdraw(booking, withdrawn[-1])
        else:
            _list(booking, row.id, wanted)
    for producer_id, arrival in fetched.items():
        _expect(booking, producer_id, day, arrival)
    return withdrawn


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


def _fetched(booking: Booking, day: date) -> dict[UUID, datetime]:
    """The producers whose goods are fetched on a day, with the end of the window."""
    fetched: dict[UUID, datetime] = {}
    changes = day_changes.read(booking)
    calendar = changes.calendar(booking.house.calendar)
    for row in booking.tx.execute(_PRODUCERS, {"hub": booking.tx.hub_id}).all():
        rhythm = changes.pickup(row.org_number, row.cluster, row.weekdays, row.cutoff)
        if row.id not in fetched and rhythm.runs_on(calendar, day):
            fetched[row.id] = calendar.moment(day, row.window_end)
    return fetched


def _withdraw(booking: Booking, withdrawn: Withdrawn) -> None:
    """It is as if nobody had announced it: what comes nevertheless is asked about at the dock."""
    _list(booking, withdrawn.id, {})
    put(booking.tx, Delivery, withdrawn.id, {"expected_at": None, "closed_at": booking.tx.now})
    told = {"number": withdrawn.number, "producer": withdrawn.producer}
    booking.deviation(WITHDRAWN, withdrawn.id, **told)
    booking.event("delivery_withdrawn", withdrawn.id, **told)


def _agreed(booking: Booking, producer_id: UUID, day: date) -> dict[UUID, int]:
    params = {"hub": booking.tx.hub_id, "producer": producer_id, "day": day}
    return {row.product_id: row.agreed_pieces for row in booking.tx.execute(_AGREED, params)}


def _expect(booking: Booking, producer_id: UUID, day: date, expected_at: datetime) -> int:
    tx = booking.tx
    known = tx.execute(_KNOWN, {"hub": tx.hub_id, "producer": producer_id, "day": day}).one_or_none()
    if known is not None and (known.expected_at is not None or known.receipt_at is not None):
        return 0
    wanted = _wanted(booking, producer_id, day)
    if not any(wanted.values()):
        return 0
    if known is not None:  # the goods were there before, or it was withdrawn
        delivery_id = known.id
        put(tx, Delivery, delivery_id, {"expected_at": expected_at, "closed_at": None})
        deviations.take_back(booking, WITHDRAWN, delivery_id, delivery_id)
    else:
        delivery_id = _new(booking, producer_id, day, expected_at)
    _list(booking, delivery_id, wanted)
    return 1


def _wanted(booking: Booking, producer_id: UUID, day: date) -> dict[UUID, int]:
    """The pieces of each article that the pickup of a day is to bring."""
    params = {"hub": booking.tx.hub_id, "producer": producer_id, "day": day}
    ordered = {row.product_id: int(row.pieces) for row in booking.tx.execute(_ORDERED, params)}
    return ordered | _agreed(booking, producer_id, day)


def _list(booking: Booking, delivery_id: UUID, wanted: Mapping[UUID, int]) -> None:
    """Write down what a delivery is to bring; nothing is expected of other articles any more."""
    tx = booking.tx
    listed = {row.product_id: row for row in tx.execute(_LISTED, {"hub": tx.hub_id, "delivery": delivery_id})}
    for product_id in {**listed, **wanted}:
        pieces, known = wanted.get(product_id, 0), listed.get(product_id)
        if known is None and pieces:
            rows.add(tx, ExpectedLine, delivery_id=delivery_id, product_id=product_id, pieces=pieces)
        elif known is not None and known.pieces != pieces:
            put(tx, ExpectedLine, known.id, {"pieces": pieces})


def _new(booking: Booking, producer_id: UUID, day: date, expected_at: datetime) -> UUID:
    return rows.add(
        booking.tx,
        Delivery,
        number=rows.next_number(booking.tx, "delivery"),
        producer_id=producer_id,
        day=day,
        expected_at=expected_at,
        closed_at=None,
    )
