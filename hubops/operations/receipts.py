"""The producer's receipt: at the end of a delivery of all of it, at the end of a visit of what came since the last one.

The first receipt of a delivery bears its number, each later one the number and a count: 12, 12-2, 12-3.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, func, select

from hubops.model.evidence import Deviation
from hubops.model.inbound import Check, Delivery, ReceiptLine
from hubops.model.outbox import PrintJob
from hubops.model.parties import Producer
from hubops.model.products import Product
from hubops.model.stock import Lot
from hubops.operations import crates, papers, typed_weights
from hubops.operations.booking import Booking
from hubops.operations.crates import EVER
from hubops.store.rows import AnyRow

_LINES = (
    select(
        Product.name,
        Lot.code,
        Lot.expiry,
        Lot.date_kind,
        ReceiptLine.accepted,
        ReceiptLine.reason,
        ReceiptLine.outcome,
        func.sum(ReceiptLine.pieces).label("pieces"),
        func.sum(ReceiptLine.grams).label("grams"),
        func.count(Deviation.id).label("typed"),
    )
    .join(Product, (Product.hub_id == ReceiptLine.hub_id) & (Product.id == ReceiptLine.product_id))
    .outerjoin(Lot, (Lot.hub_id == ReceiptLine.hub_id) & (Lot.id == ReceiptLine.lot_id))
    .outerjoin(
        Deviation,
        (Deviation.hub_id == ReceiptLine.hub_id)
        & (Deviation.input_id == ReceiptLine.input_id)
        & (Deviation.kind == typed_weights.KIND),
    )
    .where(
        ReceiptLine.hub_id == bindparam("hub"),
        ReceiptLine.delivery_id == bindparam("delivery"),
        ReceiptLine.at > bindparam("since"),
        ReceiptLine.undone_by_id.is_(None),
    )
    .group_by(
        Product.name,
        Lot.code,
        Lot.expiry,
        Lot.date_kind,
        ReceiptLine.accepted,
        ReceiptLine.reason,
        ReceiptLine.outcome,
    )
    .order_by(Product.name, Lot.code, ReceiptLine.accepted.desc(), ReceiptLine.reason, ReceiptLine.outcome)
)
_CHECKS = (
    select(Check.temperature_class, Check.temperature_cc, Check.verdict)
    .where(
        Check.hub_id == bindparam("hub"),
        Check.delivery_id == bindparam("delivery"),
        Check.at > bindparam("since"),
        Check.undone_by_id.is_(None),
    )
    .order_by(Check.id)
)
_DELIVERY = (
    select(Delivery.number, Delivery.day, Delivery.signed_by, Delivery.document, Producer.name, Producer.org_number)
    .join(Producer, (Producer.hub_id == Delivery.hub_id) & (Producer.id == Delivery.producer_id))
    .where(Delivery.hub_id == bindparam("hub"), Delivery.id == bindparam("delivery"))
)
_PRINTED = select(func.count()).where(
    PrintJob.hub_id == bindparam("hub"),
    PrintJob.subject_id == bindparam("delivery"),
    PrintJob.document == "receipt",
    PrintJob.state != "cancelled",
)


def print_receipt(booking: Booking, delivery_id: UUID, missing: Sequence[tuple[str, int]]) -> str:
    """Queue the receipt of a whole delivery; its number is returned.

    Args:
        booking: the booking under way.
        delivery_id: the delivery that was closed.
        missing: product and pieces of what was expected and did not come.
    """
    return _queue(booking, delivery_id, EVER, missing, more_to_come=False)


def print_visit(booking: Booking, delivery_id: UUID, since: datetime | None) -> str:
    """Queue the receipt of one visit, of what came after ``since``; its number is returned."""
    return _queue(booking, delivery_id, since or EVER, (), more_to_come=True)


def _queue(
    booking: Booking, delivery_id: UUID, since: datetime, missing: Sequence[tuple[str, int]], *, more_to_come: bool
) -> str:
    tx = booking.tx
    params: dict[str, object] = {"hub": tx.hub_id, "delivery": delivery_id}
    delivery = tx.execute(_DELIVERY, params).one()
    printed = int(tx.execute(_PRINTED, params).scalar_one())
    number = f"{delivery.number}-{printed + 1}" if printed else str(delivery.number)
    span = {**params, "since": since}
    content = {
        "hub_name": booking.house.name,
        "hub_address": booking.house.address,
        "producer_name": delivery.name,
        "producer_org_number": delivery.org_number,
        "delivery_date": delivery.day.isoformat(),
        "received_at": tx.now.isoformat(),
        "received_by": booking.actor.name,
        "lines": [_line(row) for row in tx.execute(_LINES, span)],
        "checks": [dict(row._asdict()) for row in tx.execute(_CHECKS, span)],
        "not_received": [{"product": product, "pieces": pieces} for product, pieces in missing],
        "crates": _crates(booking, delivery_id, since),
        "number": number,
        "document": delivery.document or "",
        "signed_by": "" if more_to_come else delivery.signed_by or "",
        "more_to_come": more_to_come,
        "time_zone": booking.house.calendar.zone.key,
        "language": booking.house.language,
    }
    papers.queue(booking, "receipt", delivery_id, number, booking.station.paper_printer, content)
    return number


def _crates(booking: Booking, delivery_id: UUID, since: datetime) -> list[dict[str, object]]:
    """The types that came or went, and those of which the producer has any to get or to give back."""
    return [
        {"name": row.name, "came": row.came, "back": row.back, "balance": row.balance}
        for row in crates.at_dock(booking, delivery_id, since)
        if row.came or row.back or row.balance
    ]


def _line(row: AnyRow) -> dict[str, object]:
    return {
        "product": row.name,
        "lot": row.code or "",
        "date": row.expiry.isoformat() if row.expiry else None,
        "date_kind": row.date_kind or "",
        "pieces": int(row.pieces),
        "weight_g": int(row.grams),
        "accepted": row.accepted,
        "reason": row.reason,
        "outcome": row.outcome,
        "typed": bool(row.typed),
    }
