"""What a lot's date gives to complain about when it is taken in: a case that bears none, too little life left."""

from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, select

from hubops.inputs import Scan
from hubops.model.inbound import ReceiptLine
from hubops.operations.booking import Booking

_TAKEN_IN = (
    select(ReceiptLine.id)
    .where(
        ReceiptLine.hub_id == bindparam("hub"),
        ReceiptLine.delivery_id == bindparam("delivery"),
        ReceiptLine.lot_id == bindparam("lot"),
        ReceiptLine.accepted,
        ReceiptLine.undone_by_id.is_(None),
    )
    .limit(1)
)


def lacks_date(scan: Scan, dated: bool) -> bool:
    """A code that tells the lot but not the date of goods that bear one; a plain EAN tells neither."""
    return dated and scan.lot is not None and (scan.use_by or scan.best_before) is None


def tell_missing(booking: Booking, delivery_id: UUID, product: str, lot: str, expiry: date) -> None:
    """A case told no date; what was typed is believed, and the producer hears of it."""
    booking.deviation("no_date", delivery_id, product=product, lot=lot, expiry_on=expiry.isoformat())


def tell_short(booking: Booking, delivery_id: UUID, lot_id: UUID, **values: object) -> None:
    """A lot lives too short: told with the first of its cases in a delivery, before that is written down."""
    params = {"hub": booking.tx.hub_id, "delivery": delivery_id, "lot": lot_id}
    if booking.tx.execute(_TAKEN_IN, params).first() is None:
        booking.deviation("short_life", delivery_id, **values)
