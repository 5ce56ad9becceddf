"""Call-offs: at the cut-off each producer is asked for what orders want of a pickup, and says yes, less or no.

What was promised of an order line names the pickup that must bring it (model/promises.py), so a call-off is a sum over
promises. An order that changes after the cut-off makes a new version that says so. ``less`` is shared out at once by
the hub's rule for shortages, and every kitchen that gets less is told why (planning.md 7.1).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import and_, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from hubops.errors import Refused
from hubops.model.call_offs import CALL_OFF_ANSWERS, CallOff, CallOffLine
from hubops.model.inbound import Delivery, ReceiptLine
from hubops.model.orders import Order, OrderLine, Shortage
from hubops.model.parties import Kitchen, Producer
from hubops.model.products import Product
from hubops.model.progress import SHORT
from hubops.model.promises import Promise
from hubops.operations import notices, shortages
from hubops.operations.booking import Booking, put
from hubops.operations.promising import Promising
from hubops.planning import shortage
from hubops.planning.allocation import Need, rotation_of
from hubops.planning.pickup_days import LOOK_AHEAD_DAYS
from hubops.store import rows
from hubops.store.rows import AnyRow

PREFIX = "CALL-"

_Later = aliased(Promise)
_NEWEST = ~exists().where(
    _Later.hub_id == Promise.hub_id, _Later.order_line_id == Promise.order_line_id, _Later.id > Promise.id
)
_WANTED = (
    select(Product.id, Product.gtin, Product.name, func.sum(OrderLine.pieces).label("pieces"))
    .select_from(Promise)
    .join(OrderLine, and_(OrderLine.hub_id == Promise.hub_id, OrderLine.id == Promise.order_line_id))
    .join(Product, and_(Product.hub_id == OrderLine.hub_id, Product.id == OrderLine.product_id))
    .where(
        Promise.hub_id == bindparam("hub"),
        Promise.pickup_day == bindparam("day"),
        Product.producer_id == bindparam("producer"),
        OrderLine.cancelled_at.is_(None),
        _NEWEST,
    )
    .group_by(Product.id, Product.gtin, Product.name)
    .order_by(Product.name)
)
_LINES_WANTED = (
    select(
        OrderLine.id,
        OrderLine.pieces,
        SHORT.label("short"),
        Order.id.label("order_id"),
        Order.number,
        Order.kitchen_id,
        Kitchen.code.label("kitchen"),
        Kitchen.kind,
        Promise.day,
    )
    .select_from(Promise)
    .join(OrderLine, and_(OrderLine.hub_id == Promise.hub_id, OrderLine.id == Promise.order_line_id))
    .join(Order, and_(Order.hub_id == OrderLine.hub_id, Order.id == OrderLine.order_id))
    .join(Kitchen, and_(Kitchen.hub_id == Order.hub_id, Kitchen.id == Order.kitchen_id))
    .where(
        Promise.hub_id == bindparam("hub"),
        Promise.pickup_day == bindparam("day"),
        OrderLine.product_id == bindparam("product"),
        OrderLine.cancelled_at.is_(None),
        _NEWEST,
    )
    .order_by(Order.number, OrderLine.line)
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
    .order_by(Product.name)
)
_COMES_ALREADY = (
    select(ReceiptLine.id)
    .join(Delivery, and_(Delivery.hub_id == ReceiptLine.hub_id, Delivery.id == ReceiptLine.delivery_id))
    .where(
        Delivery.hub_id == bindparam("hub"),
        Delivery.producer_id == bindparam("producer"),
        Delivery.day == bindparam("day"),
    )
)
_BY_PRODUCER = select(Shortage.id).where(
    Shortage.hub_id == bindparam("hub"),
    Shortage.order_line_id.in_(bindparam("lines", expanding=True)),
    Shortage.reason.in_(("producer_less", "producer_none")),
    Shortage.undone_by_id.is_(None),
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


@dataclass(frozen=True, slots=True)
class Pending:
    """A call-off that is to be made: the first one, or a new version after a change."""

    producer_id: UUID
    day: date
    version: int


def pending(booking: Booking) -> list[Pending]:
    """The pickups whose cut-off has passed and whose producer does not know what is wanted; reads only."""
    calendar, now = booking.house.calendar, booking.tx.now
    last = booking.day + timedelta(days=LOOK_AHEAD_DAYS)
    pickups = Promising(booking).pickups()
    found = []
    params = {"hub": booking.tx.hub_id, "first": booking.day, "last": last}
    for row in booking.tx.execute(_PICKED_UP, params):
        pickup = pickups.get(row.producer_id)
        if pickup is None:
            continue
        cutoff = pickup.rhythm.cutoff
        if now < calendar.cutoff_at(row.pickup_day, cutoff.days_before, cutoff.at):
            continue
        version = _next_version(booking, row.producer_id, row.pickup_day)
        if version:
            found.append(Pending(row.producer_id, row.pickup_day, version))
    return sorted(found, key=lambda each: (each.day, each.producer_id))


def call_off(booking: Booking, wanted: Pending) -> UUID:
    """Ask the producer, by message; the call-off is returned."""
    tx = booking.tx
    lines = tx.execute(_WANTED, _of(booking, wanted.producer_id, wanted.day)).all()
    code = f"{PREFIX}{rows.next_number(tx, 'call_off')}"
    due_at = tx.now + booking.house.alarms.call_off_answer
    key = rows.add(
        tx,
        CallOff,
        producer_id=wanted.producer_id,
        day=wanted.day,
        version=wanted.version,
        code=code,
        at=tx.now,
        answer_due_at=due_at,
        answer="",
        answered_at=None,
        answered_by=None,
        notice_id=None,
    )
    for line in lines:
        product = {"product_id": line.id, "pieces": int(line.pieces), "agreed_pieces": None}
        rows.add(tx, CallOffLine, call_off_id=key, **product)
    producer = notices.producer(booking, wanted.producer_id)
    values = {"call_off": code, "day_on": wanted.day.isoformat(), "answer_by_at": due_at.isoformat()}
    kind = "call_off" if wanted.version == 1 else "call_off_changed"
    told = [{"product": line.name, "gtin": line.gtin, "pieces": int(line.pieces)} for line in lines]
    sent = notices.tell(booking, kind, producer, key, str(wanted.version), values, told)
    put(tx, CallOff, key, {"notice_id": sent[0] if sent else None})
    facts = {"code": code, "day": wanted.day.isoformat(), "version": wanted.version, "lines": len(lines)}
    booking.event("called_off", key, **facts)
    return key


def find(booking: Booking, code: str) -> AnyRow:
    """A call-off by its code. Raises Refused ``call_off.unknown``."""
    row = booking.tx.execute(_BY_CODE, {"hub": booking.tx.hub_id, "code": code.strip().upper()}).one_or_none()
    if row is None:
        raise Refused("call_off.unknown", call_off=code)
    return row


def lines_of(booking: Booking, call_off_id: UUID) -> list[AnyRow]:
    """What a call-off asks for: ``product_id``, ``gtin``, ``name``, ``pieces`` and ``agreed_pieces``."""
    return list(booking.tx.execute(_LINES, {"hub": booking.tx.hub_id, "call_off": call_off_id}))


def answer(booking: Booking, code: str, said: str, pieces: Mapping[str, int]) -> int:
    """The producer's answer; how many kitchens get less than they ordered is returned.

    Args:
        booking: the booking under way.
        code: of the call-off.
        said: ``yes``, ``less`` or ``no``.
        pieces: for ``less``, what it will bring by GTIN; what is not named comes in full.

    Raises:
        Refused: no such call-off, a newer version of it, another answer before, or a quantity that is none.
    """
    row = find(booking, code)
    lines = lines_of(booking, row.id)
    _check(booking, row, lines, said, pieces)
    less = 0
    for line in lines:
        agreed = 0 if said == "no" else line.pieces if said == "yes" else pieces.get(line.gtin, line.pieces)
        put(booking.tx, CallOffLine, line.id, {"agreed_pieces": agreed})
        less += _share(booking, row, line, agreed)
    by = booking.actor.badge
    put(booking.tx, CallOff, row.id, {"answer": said, "answered_at": booking.tx.now, "answered_by": by})
    booking.event("call_off_answered", row.id, code=row.code, answer=said, pieces=dict(pieces))
    return less


def _check(booking: Booking, row: AnyRow, lines: list[AnyRow], said: str, pieces: Mapping[str, int]) -> None:
    newest = booking.tx.execute(_LATEST, _of(booking, row.producer_id, row.day)).one()
    if newest.id != row.id:
        raise Refused("call_off.replaced", call_off=row.code, newest=newest.code)
    if row.answer:
        raise Refused("call_off.answered", call_off=row.code, answer_word=f"call_off_{row.answer}")
    if said not in CALL_OFF_ANSWERS or not said:
        raise Refused("call_off.unknown_answer", answer=said)
    asked = {line.gtin: line.pieces for line in lines}
    for gtin, count in pieces.items():
        if gtin not in asked:
            raise Refused("call_off.not_asked", call_off=row.code, gtin=gtin)
        if not 0 <= count <= asked[gtin]:
            raise Refused("call_off.too_many", call_off=row.code, gtin=gtin, pieces=count, asked=asked[gtin])


def _share(booking: Booking, row: AnyRow, line: AnyRow, agreed: int) -> int:
    """Share what will come among the kitchens that wait for it; each that gets less is told. How many do."""
    params = {"hub": booking.tx.hub_id, "day": row.day, "product": line.product_id}
    _open_again(booking, row, booking.tx.execute(_LINES_WANTED, params).all())
    waiting = booking.tx.execute(_LINES_WANTED, params).all()
    owed = shortages.owed(booking, line.product_id)
    needs = [
        Need(place, each.kitchen, each.pieces, kind=each.kind or "", owed=owed.get(each.kitchen_id, 0))
        for place, each in enumerate(waiting)
    ]
    rule = booking.house.shortage.of(line.gtin)
    shares = shortage.shares(needs, agreed, rotation_of(row.day), rule)
    told = 0
    for place, each in enumerate(waiting):
        missing = each.pieces - shares[place] - int(each.short)
        if missing > 0:
            shortages.declare(booking, each.id, missing, "producer_less" if agreed else "producer_none", rule.name)
            _tell_less(booking, row, line, each, shares[place], rule.name)
            told += 1
    return told


def _open_again(booking: Booking, row: AnyRow, lines: Sequence[AnyRow]) -> None:
    """What was declared short by the answer to an older version is open again."""
    params = {"hub": booking.tx.hub_id, "lines": [line.id for line in lines]}
    for key in booking.tx.conn.execute(_BY_PRODUCER, params).scalars().all():
        put(booking.tx, Shortage, key, {"undone_by_id": row.id})


def _tell_less(booking: Booking, row: AnyRow, line: AnyRow, each: AnyRow, comes: int, rule: str) -> None:
    values = {
        "number": each.number,
        "product": line.name,
        "ordered": each.pieces,
        "comes": comes,
        "day_on": each.day.isoformat() if each.day else None,
        "rule_word": rule,
    }
    kitchen = notices.kitchen(booking, each.kitchen_id)
    notices.tell(booking, "order_less", kitchen, each.order_id, f"{row.code}/{each.id.hex}", values)


def _next_version(booking: Booking, producer_id: UUID, day: date) -> int:
    """The version of the call-off that must be made now; 0 if none must."""
    params = _of(booking, producer_id, day)
    latest = booking.tx.execute(_LATEST, params).one_or_none()
    wanted = {row.id: int(row.pieces) for row in booking.tx.execute(_WANTED, params)}
    if latest is None:
        return 1 if wanted else 0
    known = {row.product_id: row.pieces for row in lines_of(booking, latest.id) if row.pieces}
    if wanted == known or booking.tx.execute(_COMES_ALREADY, params).first() is not None:
        return 0
    return int(latest.version) + 1


def _of(booking: Booking, producer_id: UUID, day: date) -> dict[str, object]:
    return {"hub": booking.tx.hub_id, "producer": producer_id, "day": day}


def producer_name(booking: Booking, producer_id: UUID) -> str:
    """Whom a call-off is for."""
    return str(rows.get(booking.tx, Producer, producer_id).name)
