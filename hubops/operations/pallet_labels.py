"""The logistic label of a parcel that leaves as a whole pallet or roll cage: the same SSCC as its drop label, large.

A parcel is the only handling unit that a hub makes, so the pallet is the parcel: what lies in it, for whom, and how
warm it may be. The hub is who sends it; goods of several lots make it a mixed pallet (domain-rules.md 3.3).
"""

from sqlalchemy import bindparam, select

from hubops.errors import Refused
from hubops.model.outbound import Drop, Parcel
from hubops.model.outbox import PrintJob
from hubops.model.parties import Kitchen
from hubops.model.products import Product
from hubops.model.stock import Balance, HandlingUnit, Lot
from hubops.operations import papers, spooling
from hubops.operations.booking import Booking

DOCUMENT = "logistic_label"

_PARCEL = (
    select(
        Parcel.id,
        Parcel.sscc,
        Parcel.temperature_class,
        HandlingUnit.void,
        Kitchen.name,
        Kitchen.address,
        Kitchen.postcode,
        Kitchen.place,
    )
    .select_from(HandlingUnit)
    .join(Parcel, (Parcel.hub_id == HandlingUnit.hub_id) & (Parcel.id == HandlingUnit.parcel_id))
    .join(Drop, (Drop.hub_id == Parcel.hub_id) & (Drop.id == Parcel.drop_id))
    .join(Kitchen, (Kitchen.hub_id == Drop.hub_id) & (Kitchen.id == Drop.kitchen_id))
    .where(HandlingUnit.hub_id == bindparam("hub"), HandlingUnit.sscc == bindparam("sscc"))
)
_LINES = (
    select(
        Product.name,
        Product.gtin,
        Product.stated_max_cc,
        Product.stated_min_cc,
        Lot.code,
        Lot.expiry,
        Lot.date_kind,
        Balance.pieces,
    )
    .join(Lot, (Lot.hub_id == Balance.hub_id) & (Lot.id == Balance.lot_id))
    .join(Product, (Product.hub_id == Lot.hub_id) & (Product.id == Lot.product_id))
    .where(Balance.hub_id == bindparam("hub"), Balance.unit_id == bindparam("parcel"), Balance.pieces > 0)
    .order_by(Product.name, Lot.code)
)
_PRINTED = (
    select(PrintJob.id)
    .where(
        PrintJob.hub_id == bindparam("hub"),
        PrintJob.document == DOCUMENT,
        PrintJob.title == bindparam("sscc"),
        PrintJob.state != "cancelled",
    )
    .order_by(PrintJob.id.desc())
    .limit(1)
)


def print_pallet_label(booking: Booking, sscc: str) -> int:
    """Queue the logistic label of a parcel for the label printer of the station; the number of the copy is returned.

    Raises:
        Refused: ``pallet.unknown``, ``pallet.empty``, or ``spool.withdrawn`` and ``spool.being_printed``.
    """
    params = {"hub": booking.tx.hub_id, "sscc": sscc}
    row = booking.tx.execute(_PARCEL, params).one_or_none()
    if row is None:
        raise Refused("pallet.unknown", title=sscc)
    if row.void:
        raise Refused("spool.withdrawn", title=sscc)
    printed = booking.tx.execute(_PRINTED, params).scalar_one_or_none()
    if printed is not None:
        return spooling.reprint(booking, printed)
    lines = booking.tx.execute(_LINES, {"hub": booking.tx.hub_id, "parcel": row.id}).all()
    if not lines:
        raise Refused("pallet.empty", title=sscc)
    low, high = papers.temperature_range(booking, row.temperature_class, lines)
    content: dict[str, object] = {
        "sender": f"{booking.house.name}, {booking.house.address}",
        "recipient_name": row.name,
        "recipient_address": papers.address(row),
        "terminal": "",
        "reference": "",
        "gross_g": 0,
        "top_load_kg": None,
        "temperature_class": row.temperature_class,
        "min_cc": low,
        "max_cc": high,
        "sscc": sscc,
        "lines": [
            {
                "product": line.name,
                "gtin": line.gtin.zfill(14) if line.gtin else "",
                "count": line.pieces,
                "lot": line.code,
                "date": line.expiry.isoformat() if line.expiry else None,
                "date_kind": line.date_kind,
            }
            for line in lines
        ],
        "language": booking.house.language,
    }
    papers.queue(booking, DOCUMENT, row.id, sscc, booking.station.label_printer, content)
    return 0
