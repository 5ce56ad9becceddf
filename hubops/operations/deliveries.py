"""Deliveries: which one goods belong to, goods that nobody announced, several visits, and the end with differences.

A producer has one delivery a day. It may come in several visits, each with a receipt of its own; differences are told
at the end only. A finished one takes no more unless somebody with the right opens it again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, func, select, union_all

from hubops.errors import Refused
from hubops.model.crates import CrateMovement
from hubops.model.evidence import Deviation
from hubops.model.inbound import Delivery, ExpectedLine, ReceiptLine
from hubops.model.parties import Producer
from hubops.model.products import Product
from hubops.operations import authority, receipts
from hubops.operations.booking import Booking
from hubops.store import rows
from hubops.store.rows import AnyRow

_RECEIVED = (
    select(func.coalesce(func.sum(ReceiptLine.pieces), 0))
    .where(
        ReceiptLine.hub_id == Delivery.hub_id,
        ReceiptLine.delivery_id == Delivery.id,
        ReceiptLine.product_id == bindparam("product"),
        ReceiptLine.accepted,
        ReceiptLine.undone_by_id.is_(None),
    )
    .correlate(Delivery)
    .scalar_subquery()
)
_OF_ANY_DAY = select(Delivery.id).where(
    Delivery.hub_id == bindparam("hub"), Delivery.producer_id == bindparam("producer")
)
_OF_PRODUCER = (
    select(
        Delivery.id,
        Delivery.number,
        Delivery.closed_at,
        Delivery.receipt_at,
        ExpectedLine.pieces,
        _RECEIVED.label("received"),
    )
    .outerjoin(
        ExpectedLine,
        (ExpectedLine.hub_id == Delivery.hub_id)
        & (ExpectedLine.delivery_id == Delivery.id)
        & (ExpectedLine.product_id == bindparam("product")),
    )
    .where(
        Delivery.hub_id == bindparam("hub"),
        Delivery.id.in_(
            union_all(
                _OF_ANY_DAY.where(Delivery.closed_at.is_(None), Delivery.day <= bindparam("day")),
                _OF_ANY_DAY.where(Delivery.day == bindparam("day")),
            )
        ),
    )
    .order_by(Delivery.day)
)
_TODAY = select(Delivery.id, Delivery.number).where(
    Delivery.hub_id == bindparam("hub"), Delivery.producer_id == bindparam("producer"), Delivery.day == bindparam("day")
)
_LISTED = select(ExpectedLine.id).where(
    ExpectedLine.hub_id == bindparam("hub"),
    ExpectedLine.delivery_id == bindparam("delivery"),
    ExpectedLine.product_id == bindparam("product"),
)


def _put_before_the_hub(accepted: bool) -> ColumnElement[int]:
    """How many pieces of an expected line's article were taken in, or refused."""
    pieces = select(func.sum(ReceiptLine.pieces)).where(
        ReceiptLine.hub_id == ExpectedLine.hub_id,
        ReceiptLine.delivery_id == ExpectedLine.delivery_id,
        ReceiptLine.product_id == ExpectedLine.product_id,
        ReceiptLine.accepted.is_(accepted),
        ReceiptLine.undone_by_id.is_(None),
    )
    return func.coalesce(pieces.scalar_subquery(), 0)


_DIFFERENCES = (
    select(
        Product.name,
        ExpectedLine.pieces.label("expected"),
        _put_before_the_hub(accepted=True).label("received"),
        _put_before_the_hub(accepted=False).label("refused"),
    )
    .join(Product, (Product.hub_id == ExpectedLine.hub_id) & (Product.id == ExpectedLine.product_id))
    .where(ExpectedLine.hub_id == bindparam("hub"), ExpectedLine.delivery_id == bindparam("delivery"))
    .order_by(Product.name)
)
_CAME = tuple(
    select(func.max(table.at)).where(
        table.hub_id == bindparam("hub"), table.delivery_id == bindparam("delivery"), table.undone_by_id.is_(None)
    )
    for table in (ReceiptLine, CrateMovement)
)
_TOLD_AT_THE_END = select(Deviation.id).where(
    Deviation.hub_id == bindparam("hub"),
    Deviation.at == bindparam("closed_at"),
    Deviation.subject_id == bindparam("delivery"),
    Deviation.undone_by_id.is_(None),
)


@dataclass(frozen=True, slots=True)
class Awaited:
    """What a producer's delivery waits for of one article, in pieces."""

    delivery_id: UUID | None
    """None where no delivery of the producer is expected."""
    number: int
    expected: int
    """0 where no order waits for the article."""
    received: int
    closed_at: datetime | None

    @property
    def unannounced(self) -> bool:
        """Nobody ordered the article, and none of it was taken in so far."""
        return not self.expected and not self.received

    @property
    def room(self) -> int:
        """Pieces that are still expected."""
        return max(0, self.expected - self.received)


@dataclass(frozen=True, slots=True)
class Difference:
    """An article of a delivery, in pieces."""

    product: str
    expected: int
    received: int
    """Taken in."""
    refused: int

    @property
    def came(self) -> int:
        """What stood before the hub, taken in or not."""
        return self.received + self.refused

    @property
    def missing(self) -> int:
        """What did not come. Refused goods came: their refusal is told, and they are not missing as well."""
        return max(0, self.expected - self.came)


def awaited(booking: Booking, producer_id: UUID, product_id: UUID, pieces: int) -> Awaited:
    """Which delivery goods belong to: the oldest open one that still has room for them, else the last that lists them.

    Where none is open it is the one that was finished today, if there is one.
    """
    tx = booking.tx
    params = {"hub": tx.hub_id, "product": product_id, "producer": producer_id, "day": booking.day}
    found = tx.execute(_OF_PRODUCER, params).all()
    row = _first_with_room([row for row in found if row.closed_at is None], pieces)
    row = row or next((row for row in found if row.receipt_at is not None), None)
    if row is None:
        return Awaited(None, 0, 0, 0, None)
    return Awaited(row.id, row.number, row.pieces or 0, int(row.received), row.closed_at)


def at_the_dock(booking: Booking, expected: Awaited, producer_id: UUID) -> tuple[UUID, int]:
    """Key and number of the delivery that goods stand before; one that nobody announced is made.

    Raises:
        Refused: ``receive.delivery_closed``.
    """
    if expected.delivery_id is not None:
        _refuse_closed(booking, expected.delivery_id, expected.closed_at)
        return expected.delivery_id, expected.number
    tx = booking.tx
    row = tx.execute(_TODAY, {"hub": tx.hub_id, "producer": producer_id, "day": booking.day}).one_or_none()
    delivery_id, number = (row.id, row.number) if row else _new(booking, producer_id)
    booking.change(Delivery, delivery_id, closed_at=None)
    booking.event("delivery_unannounced", delivery_id, number=number)
    return delivery_id, number


def list_unannounced(booking: Booking, delivery_id: UUID, product_id: UUID) -> None:
    """Put an article that nobody ordered on the list of a delivery, with nothing expected of it."""
    params = {"hub": booking.tx.hub_id, "delivery": delivery_id, "product": product_id}
    if booking.tx.execute(_LISTED, params).first() is None:
        rows.add(booking.tx, ExpectedLine, delivery_id=delivery_id, product_id=product_id, pieces=0)


def differences(booking: Booking, delivery_id: UUID) -> list[Difference]:
    """Per article that was expected or taken in."""
    found = booking.tx.execute(_DIFFERENCES, {"hub": booking.tx.hub_id, "delivery": delivery_id})
    told = [Difference(row.name, row.expected, int(row.received), int(row.refused)) for row in found]
    return [row for row in told if row.expected or row.received]


def close(booking: Booking, delivery_id: UUID, signed_by: str | None) -> tuple[str, list[tuple[str, int]]]:
    """Finish a delivery: what came short or over becomes a deviation, the producer's receipt prints.

    Args:
        booking: the booking under way.
        delivery_id: the delivery.
        signed_by: who signed for the producer; None where nobody did, which is a deviation if anything came.

    Returns:
        The receipt's number, and product and pieces of what did not come.

    Raises:
        Refused: ``receive.delivery_closed``, another station finished it.
    """
    delivery = still_open(booking, delivery_id)
    found = differences(booking, delivery_id)
    for row in found:
        values = {"product": row.product, "expected": row.expected}
        if row.missing:
            booking.deviation("short", delivery_id, **values, received=row.came)
        elif row.expected and row.received > row.expected:
            booking.deviation("over", delivery_id, **values, received=row.received)
    if signed_by is None and _last_came(booking, delivery_id) is not None:
        booking.deviation(
            "receipt_unsigned", delivery_id, number=delivery.number, producer=_producer(booking, delivery)
        )
    booking.change(Delivery, delivery_id, closed_at=booking.tx.now, receipt_at=booking.tx.now, signed_by=signed_by)
    booking.event("delivery_closed", delivery_id, signed=signed_by is not None)
    missing = [(row.product, row.missing) for row in found if row.missing]
    return receipts.print_receipt(booking, delivery_id, missing), missing


def end_visit(booking: Booking, delivery_id: UUID) -> str:
    """More comes later: the receipt of this visit prints, the delivery stays open; the receipt's number is returned.

    Raises:
        Refused: ``receive.delivery_closed``; ``receive.nothing_new``, nothing came since the last receipt.
    """
    delivery = still_open(booking, delivery_id)
    came = _last_came(booking, delivery_id)
    if came is None or (delivery.receipt_at is not None and came <= delivery.receipt_at):
        raise Refused("receive.nothing_new", producer=_producer(booking, delivery))
    number = receipts.print_visit(booking, delivery_id, delivery.receipt_at)
    booking.change(Delivery, delivery_id, receipt_at=booking.tx.now)
    booking.event("visit_ended", delivery_id, receipt=number)
    return number


def reopen(booking: Booking, delivery_id: UUID, badge: str) -> str:
    """More came after the end: a supervisor stands by with the badge; the supervisor's name is returned.

    What was told as missing or too much is told anew when the delivery is finished again.

    Raises:
        Refused: the badge is unknown or its role may not decide (operations/authority.py).
    """
    delivery = rows.get(booking.tx, Delivery, delivery_id)
    name = authority.override(booking, badge, "delivery_closed", "more_came", number=delivery.number)
    if delivery.closed_at is not None:
        params = {"hub": booking.tx.hub_id, "delivery": delivery_id, "closed_at": delivery.closed_at}
        for row in booking.tx.execute(_TOLD_AT_THE_END, params).all():
            booking.change(Deviation, row.id, undone_by_id=booking.input_id)
        booking.change(Delivery, delivery_id, closed_at=None)
    booking.event("delivery_reopened", delivery_id, number=delivery.number)
    booking.deviation("override_delivery", delivery_id, number=delivery.number, name=name)
    return name


def note_document(booking: Booking, delivery_id: UUID, reference: str) -> str:
    """Note the producer's paper or a photo that goes with a delivery; all that is noted is returned.

    Raises:
        Refused: ``receive.delivery_closed``, its receipt is printed.
    """
    delivery = still_open(booking, delivery_id)
    document = f"{delivery.document}, {reference}" if delivery.document else reference
    booking.change(Delivery, delivery_id, document=document)
    booking.event("document_noted", delivery_id, reference=reference)
    return document


def still_open(booking: Booking, delivery_id: UUID) -> AnyRow:
    """The delivery. Raises Refused ``receive.delivery_closed`` when it is finished."""
    delivery = rows.get(booking.tx, Delivery, delivery_id)
    _refuse_closed(booking, delivery_id, delivery.closed_at)
    return delivery


def is_open(booking: Booking, delivery_id: UUID) -> bool:
    """Whether a delivery is not finished yet."""
    return rows.get(booking.tx, Delivery, delivery_id).closed_at is None


def _first_with_room(found: Sequence[AnyRow], pieces: int) -> AnyRow | None:
    for row in found:
        if (row.pieces or 0) - row.received >= pieces:
            return row
    listing = [row for row in found if row.pieces]
    return next(reversed(listing or list(found)), None)


def _new(booking: Booking, producer_id: UUID) -> tuple[UUID, int]:
    """A delivery that is closed until it is opened, so that the undo of its opening closes it again."""
    number = rows.next_number(booking.tx, "delivery")
    key = rows.add(
        booking.tx,
        Delivery,
        number=number,
        producer_id=producer_id,
        day=booking.day,
        expected_at=None,
        closed_at=booking.tx.now,
    )
    return key, number


def _refuse_closed(booking: Booking, delivery_id: UUID, closed_at: datetime | None) -> None:
    if closed_at is not None:
        producer = _producer(booking, rows.get(booking.tx, Delivery, delivery_id))
        raise Refused("receive.delivery_closed", producer=producer, closed_at=closed_at)


def _last_came(booking: Booking, delivery_id: UUID) -> datetime | None:
    """When anything last changed hands: goods, accepted or not, or crates."""
    params = {"hub": booking.tx.hub_id, "delivery": delivery_id}
    moments: list[datetime | None] = [booking.tx.execute(statement, params).scalar_one() for statement in _CAME]
    return max((at for at in moments if at is not None), default=None)


def _producer(booking: Booking, delivery: AnyRow) -> str:
    return str(rows.get(booking.tx, Producer, delivery.producer_id).name)
