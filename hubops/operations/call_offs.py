"""Call-offs: at the cut-off each producer is asked for what orders want of a pickup; its answer is call_off_answers.py.

What was promised of an order line names the day on which its producer's goods are fetched or brought
(model/promises.py), so a call-off is a sum over promises. An order that changes after the cut-off makes a new version
that says so.

A call-off is made while its answer is of use: until the goods must be at the hub. That nothing is wanted any more is
told later too, as long as nothing has come. A pickup whose cut-off had passed when hubops first worked was called off
by other means: nobody is asked for it twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from hubops.errors import Refused
from hubops.model.call_offs import CallOff, CallOffLine
from hubops.model.inbound import Delivery, ReceiptLine
from hubops.model.orders import Order, OrderLine
from hubops.model.outbox import JobRun
from hubops.model.parties import Kitchen, Producer
from hubops.model.products import Product
from hubops.model.progress import SHORT
from hubops.model.promises import Promise
from hubops.operations import case_labels, notices, pickups
from hubops.operations.booking import Booking, put
from hubops.operations.promising import Promising
from hubops.planning.pickup_days import LOOK_AHEAD_DAYS
from hubops.planning.promise import OWN_DAYS
from hubops.store import rows
from hubops.store.rows import AnyRow

PREFIX = "CALL-"

_Later = aliased(Promise)
_NEWEST = ~exists().where(
    _Later.hub_id == Promise.hub_id, _Later.order_line_id == Promise.order_line_id, _Later.id > Promise.id
)
_ASKED_OF = (
    Promise.hub_id == bindparam("hub"),
    Promise.pickup_day == bindparam("day"),
    Product.producer_id == bindparam("producer"),
    OrderLine.cancelled_at.is_(None),
    _NEWEST,
)
_WANTED = (
    select(Product.id, Product.gtin, Product.name, func.sum(OrderLine.pieces).label("pieces"))
    .select_from(Promise)
    .join(OrderLine, and_(OrderLine.hub_id == Promise.hub_id, OrderLine.id == Promise.order_line_id))
    .join(Product, and_(Product.hub_id == OrderLine.hub_id, Product.id == OrderLine.product_id))
    .where(*_ASKED_OF)
    .group_by(Product.id, Product.gtin, Product.name)
    .order_by(Product.name, Product.gtin)
)
_LINES_WANTED = (
    select(
        OrderLine.id,
        OrderLine.product_id,
        OrderLine.pieces,
        SHORT.label("short"),
        Order.id.label("order_id"),
        Order.number,
        Order.kitchen_id,
        Kitchen.code.label("kitchen"),
        Kitchen.name.label("kitchen_name"),
        Kitchen.address,
        Kitchen.postcode,
        Kitchen.place,
        Kitchen.kind,
        Product.name,
        Product.gtin,
        Promise.day,
    )
    .select_from(Promise)
    .join(OrderLine, and_(OrderLine.hub_id == Promise.hub_id, OrderLine.id == Promise.order_line_id))
    .join(Order, and_(Order.hub_id == OrderLine.hub_id, Order.id == OrderLine.order_id))
    .join(Kitchen, and_(Kitchen.hub_id == Order.hub_id, Kitchen.id == Order.kitchen_id))
    .join(Product, and_(Product.hub_id == OrderLine.hub_id, Product.id == OrderLine.product_id))
    .where(*_ASKED_OF)
    .order_by(Kitchen.code, Product.name, Order.number, OrderLine.line)
)
_LATEST = (
    select(CallOff.__table__)
    .where(
        CallOff.hub_id == bindparam("hub"),
        CallOff.producer_id == bindparam("producer"),
        CallOff.day == bindparam("day"),
    )
    .order_by(CallOff.version.desc())
    .limit(1)
)
_BY_CODE = select(CallOff.__table__).where(CallOff.hub_id == bindparam("hub"), CallOff.code == bindparam("code"))
_LINES = (
    select(
        CallOffLine.id,
        CallOffLine.product_id,
        CallOffLine.pieces,
        CallOffLine.agreed_pieces,
        Product.gtin,
        Product.name,
    )
    .join(Product, and_(Product.hub_id == CallOffLine.hub_id, Product.id == CallOffLine.product_id))
    .where(CallOffLine.hub_id == bindparam("hub"), CallOffLine.call_off_id == bindparam("call_off"))
    .order_by(Product.name, Product.gtin)
)
_COMES_ALREADY = (
    select(ReceiptLine.id)
    .join(Delivery, and_(Delivery.hub_id == ReceiptLine.hub_id, Delivery.id == ReceiptLine.delivery_id))
    .where(
        Delivery.hub_id == bindparam("hub"),
        Delivery.producer_id == bindparam("producer"),
        Delivery.day == bindparam("day"),
        ReceiptLine.undone_by_id.is_(None),
    )
)
_PICKED_UP = (
    select(Promise.pickup_day, Product.producer_id)
    .select_from(Promise)
    .join(OrderLine, and_(OrderLine.hub_id == Promise.hub_id, OrderLine.id == Promise.order_line_id))
    .join(Product, and_(Product.hub_id == OrderLine.hub_id, Product.id == OrderLine.product_id))
    .where(
        Promise.hub_id == bindparam("hub"),
        Promise.pickup_day >= bindparam("first"),
        Promise.pickup_day <= bindparam("last"),
    )
    .distinct()
)
_FIRST_RUN = select(JobRun.started_at).where(JobRun.hub_id == bindparam("hub")).order_by(JobRun.id).limit(1)
"""When the hub began to work: keys are in the order of time."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A call-off that is to be made: the first one, or a new version after a change."""

    producer_id: UUID
    day: date
    brought_by: datetime
    """When the goods must be at the hub; where the producer drives to kitchens itself, the end of the day."""
    cutoff_at: datetime
    cancels: bool = False
    """The producer was asked, and nothing is wanted any more."""


def pending(booking: Booking) -> list[Pending]:
    """The pickups whose cut-off has passed and whose producer does not know what is wanted; reads only."""
    found = not_called_off(booking, booking.day)
    return [each for each in found if each.cancels or booking.tx.now < each.brought_by]


def not_called_off(booking: Booking, first: date) -> list[Pending]:
    """As :func:`pending`, from a day on; those too that were never asked for and for which it is too late."""
    began = booking.tx.execute(_FIRST_RUN, {"hub": booking.tx.hub_id}).scalar_one_or_none()
    if began is None:
        return []
    promising, now = Promising(booking), booking.tx.now
    calendar, pickups = promising.calendar, promising.pickups()
    last = booking.day + timedelta(days=LOOK_AHEAD_DAYS)
    found = []
    for row in booking.tx.execute(_PICKED_UP, {"hub": booking.tx.hub_id, "first": first, "last": last}).all():
        usual = pickups.get(row.producer_id)
        pickup = usual or OWN_DAYS
        cutoff = pickup.rhythm.cutoff
        cutoff_at = calendar.cutoff_at(row.pickup_day, cutoff.days_before, cutoff.at)
        brought_by = calendar.moment(row.pickup_day, pickup.arrives)
        if not began <= cutoff_at <= now:
            continue
        version = _next_version(booking, row.producer_id, row.pickup_day)
        cancels = version > 1 and not _wanted(booking, row.producer_id, row.pickup_day)
        asks = usual is not None and (version == 1 or (version and now < brought_by))
        if asks or cancels:
            found.append(Pending(row.producer_id, row.pickup_day, brought_by, cutoff_at, cancels))
    return sorted(found, key=lambda each: (each.day, each.producer_id))


def call_off(booking: Booking, wanted: Pending) -> UUID | None:
    """Ask the producer, by message; the call-off is returned, None where another clock was faster.

    Where nothing is wanted any more there is nothing to answer.
    """
    tx = booking.tx
    version = _next_version(booking, wanted.producer_id, wanted.day)
    if not version:
        return None
    lines = tx.execute(_WANTED, _of(booking, wanted.producer_id, wanted.day)).all()
    code = f"{PREFIX}{rows.next_number(tx, 'call_off')}"
    due_at = min(tx.now + booking.house.alarms.call_off_answer, wanted.brought_by)
    key = rows.add(
        tx,
        CallOff,
        producer_id=wanted.producer_id,
        day=wanted.day,
        version=version,
        code=code,
        at=tx.now,
        answer_due_at=due_at,
        answer="" if lines else "yes",
        answered_at=None if lines else tx.now,
        answered_by=None,
        notice_id=None,
    )
    for line in lines:
        product = {"product_id": line.id, "pieces": int(line.pieces), "agreed_pieces": None}
        rows.add(tx, CallOffLine, call_off_id=key, **product)
    sent = _tell(booking, find(booking, code), lines)
    put(tx, CallOff, key, {"notice_id": sent[0] if sent else None})
    facts = {"code": code, "day": wanted.day.isoformat(), "version": version, "lines": len(lines)}
    booking.event("called_off", key, **facts)
    if wanted.day == booking.day:  # asked for after the opening of its day, or asked for no more
        pickups.follow_changes(booking)
    return key


def find(booking: Booking, code: str) -> AnyRow:
    """A call-off by its code. Raises Refused ``call_off.unknown``."""
    row = booking.tx.execute(_BY_CODE, {"hub": booking.tx.hub_id, "code": code.strip().upper()}).one_or_none()
    if row is None:
        raise Refused("call_off.unknown", call_off=code)
    return row


def producer_of(booking: Booking, row: AnyRow) -> str:
    """The name of whom a call-off was sent to."""
    return str(rows.get(booking.tx, Producer, row.producer_id).name)


def newest(booking: Booking, producer_id: UUID, day: date) -> AnyRow:
    """The version that holds."""
    return booking.tx.execute(_LATEST, _of(booking, producer_id, day)).one()


def has_come(booking: Booking, producer_id: UUID, day: date) -> bool:
    """Whether the first goods of a pickup stand on the dock: what is asked and answered is of no use any more."""
    return booking.tx.execute(_COMES_ALREADY, _of(booking, producer_id, day)).first() is not None


def lines_of(booking: Booking, call_off_id: UUID) -> list[AnyRow]:
    """What a call-off asks for: ``product_id``, ``gtin``, ``name``, ``pieces`` and ``agreed_pieces``."""
    return list(booking.tx.execute(_LINES, {"hub": booking.tx.hub_id, "call_off": call_off_id}))


def order_lines(booking: Booking, producer_id: UUID, day: date) -> Sequence[AnyRow]:
    """The order lines that wait for what a producer is asked for on a day, by kitchen and article."""
    return booking.tx.execute(_LINES_WANTED, _of(booking, producer_id, day)).all()


def _tell(booking: Booking, row: AnyRow, lines: Sequence[AnyRow]) -> list[UUID]:
    producer = rows.get(booking.tx, Producer, row.producer_id)
    to = notices.producer(booking, row.producer_id)
    direct = producer.transport == "direct"
    kind = "call_off_direct" if direct else "call_off"
    if row.version > 1:
        kind = f"{kind}_changed" if lines else "call_off_cancelled"
    values = {"call_off": row.code, "day_on": row.day.isoformat(), "answer_by_at": row.answer_due_at.isoformat()}
    told: Sequence[Mapping[str, object]] = [_told(line) for line in lines]
    if direct:
        told = [{**_told(line), "kitchen": _whereto(line)} for line in order_lines(booking, producer.id, row.day)]
    labels = [case_labels.attachment(booking, row, producer.name, lines)] if lines else []
    return notices.tell(booking, kind, to, row.id, str(row.version), values, told, labels)


def _told(line: AnyRow) -> dict[str, object]:
    return {"product": line.name, "gtin": line.gtin, "pieces": int(line.pieces)}


def _whereto(line: AnyRow) -> str:
    return f"{line.kitchen_name}, {line.address}, {line.postcode} {line.place}"


def _next_version(booking: Booking, producer_id: UUID, day: date) -> int:
    """The version of the call-off that must be made now; 0 if none must."""
    params = _of(booking, producer_id, day)
    latest = booking.tx.execute(_LATEST, params).one_or_none()
    wanted = _wanted(booking, producer_id, day)
    if latest is None:
        return 1 if wanted else 0
    known = {row.product_id: row.pieces for row in lines_of(booking, latest.id) if row.pieces}
    if wanted == known or has_come(booking, producer_id, day):
        return 0
    return int(latest.version) + 1


def _wanted(booking: Booking, producer_id: UUID, day: date) -> dict[UUID, int]:
    """The pieces of each article that orders want of a pickup."""
    return {row.id: int(row.pieces) for row in booking.tx.execute(_WANTED, _of(booking, producer_id, day))}


def _of(booking: Booking, producer_id: UUID, day: date) -> dict[str, object]:
    return {"hub": booking.tx.hub_id, "producer": producer_id, "day": day}
