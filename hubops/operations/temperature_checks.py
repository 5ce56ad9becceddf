"""Temperature on receipt, once per class and delivery: a red one sends what stands at the dock to quarantine."""

from uuid import UUID

from sqlalchemy import bindparam, func, select

from hubops.model.inbound import Check, ExpectedLine, ReceiptLine
from hubops.model.products import Product
from hubops.operations import moving, receiving
from hubops.operations.booking import Booking
from hubops.operations.moving import Amount, Place
from hubops.planning.temperature import Judgement, Verdict, product_limit, verdict
from hubops.store import rows
from hubops.store.rows import AnyRow

_STATED = (
    select(func.min(Product.stated_max_cc).label("max_cc"), func.max(Product.stated_min_cc).label("min_cc"))
    .join(ExpectedLine, (ExpectedLine.hub_id == Product.hub_id) & (ExpectedLine.product_id == Product.id))
    .where(
        Product.hub_id == bindparam("hub"),
        ExpectedLine.delivery_id == bindparam("delivery"),
        Product.temperature_class == bindparam("class"),
    )
)
_ACCEPTED_LOTS = (
    select(ReceiptLine.lot_id, func.sum(ReceiptLine.pieces).label("pieces"), func.sum(ReceiptLine.grams).label("grams"))
    .join(Product, (Product.hub_id == ReceiptLine.hub_id) & (Product.id == ReceiptLine.product_id))
    .where(
        ReceiptLine.hub_id == bindparam("hub"),
        ReceiptLine.delivery_id == bindparam("delivery"),
        Product.temperature_class == bindparam("class"),
        ReceiptLine.accepted,
        ReceiptLine.undone_by_id.is_(None),
    )
    .group_by(ReceiptLine.lot_id)
)


def warmest(booking: Booking, delivery_id: UUID, temperature_class: str) -> int | None:
    """How warm a class may be in a delivery, in hundredths of a degree, by the limit that :func:`record` judges by."""
    stated = _stated(booking, delivery_id, temperature_class)
    return product_limit(booking.house.classes[temperature_class], stated.max_cc)


def record(booking: Booking, delivery_id: UUID, temperature_class: str, measured_cc: int) -> Judgement:
    """Record the temperature of a class in a delivery; a red one sends what stands at the dock to quarantine.

    The strictest limit stated on any of the class's products in the delivery holds (domain-rules.md 2.3, 2.4).
    """
    tx = booking.tx
    stated = _stated(booking, delivery_id, temperature_class)
    judgement = verdict(booking.house.classes[temperature_class], measured_cc, stated.max_cc, stated.min_cc)
    rows.add(
        tx,
        Check,
        delivery_id=delivery_id,
        temperature_class=temperature_class,
        temperature_cc=measured_cc,
        limit_cc=judgement.limit_cc,
        verdict=judgement.verdict,
        action=judgement.action,
        at=tx.now,
        input_id=booking.input_id,
        undone_by_id=None,
    )
    booking.event(
        "temperature", delivery_id, temperature_class=temperature_class, cc=measured_cc, verdict=judgement.verdict
    )
    if judgement.verdict is Verdict.RED:
        _quarantine(booking, delivery_id, temperature_class)
        values = {"class_word": temperature_class, "measured_cc": measured_cc, "limit_cc": judgement.limit_cc}
        booking.deviation("too_warm", delivery_id, **values)
    return judgement


def _stated(booking: Booking, delivery_id: UUID, temperature_class: str) -> AnyRow:
    """The strictest bounds that are stated on products of the class in the delivery."""
    params = {"hub": booking.tx.hub_id, "delivery": delivery_id, "class": temperature_class}
    return booking.tx.execute(_STATED, params).one()


def _quarantine(booking: Booking, delivery_id: UUID, temperature_class: str) -> None:
    params = {"hub": booking.tx.hub_id, "delivery": delivery_id, "class": temperature_class}
    dock = Place(receiving.zone_of_kind(booking, "dock"))
    quarantine = Place(receiving.zone_of_kind(booking, "quarantine"))
    for row in booking.tx.execute(_ACCEPTED_LOTS, params).all():
        held = moving.balance(booking, dock, row.lot_id)
        amount = Amount(min(held.pieces, row.pieces), min(held.grams, row.grams))
        if amount.pieces:
            moving.move(booking, "quarantine", row.lot_id, dock, quarantine, amount)
