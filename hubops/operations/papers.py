"""Freezes the content of papers and puts them into the print queue: rows first, printing later (rule 5).

Here is what labels (labels.py), manifests (manifest_content.py) and receipts (receipts.py) share. The JSON is that of
the dataclasses in documents/; the worker renders it when it prints. Dates are ISO 8601, masses grams, temperatures
hundredths of a degree.
"""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, select

from hubops.model.outbox import PrintJob
from hubops.model.parties import Producer
from hubops.model.products import Product
from hubops.model.stock import Balance, Lot
from hubops.operations.booking import Booking
from hubops.planning.temperature import product_limit
from hubops.store import rows
from hubops.store.rows import AnyRow

GOODS = (
    select(
        Product.name.label("product"),
        Product.stated_max_cc,
        Product.stated_min_cc,
        Lot.code.label("lot"),
        Lot.expiry,
        Lot.date_kind,
        Balance.pieces,
        Balance.grams,
        Producer.name.label("owner"),
        Producer.org_number.label("owner_org"),
    )
    .select_from(Balance)
    .join(Lot, (Lot.hub_id == Balance.hub_id) & (Lot.id == Balance.lot_id))
    .join(Product, (Product.hub_id == Lot.hub_id) & (Product.id == Lot.product_id))
    .join(Producer, (Producer.hub_id == Product.hub_id) & (Producer.id == Product.producer_id))
    .where(Balance.hub_id == bindparam("hub"), Balance.unit_id == bindparam("parcel"), Balance.pieces > 0)
    .order_by(Product.name, Lot.code)
)
"""The goods in a parcel, a row for each lot, as papers name them."""


def queue(
    booking: Booking, document: str, subject_id: UUID, title: str, printer: str, content: dict[str, object]
) -> None:
    """Put a document into the print queue; it is printed by the worker."""
    rows.add(
        booking.tx,
        PrintJob,
        at=booking.tx.now,
        document=document,
        subject_id=subject_id,
        title=title,
        printer=printer,
        content=msgspec.json.encode(content).decode(),
        state="queued",
        attempts=0,
        fault="",
        not_before=booking.tx.now,
        held=False,
        holder=None,
        lease_until=None,
        done_at=None,
        input_id=booking.input_id,
    )


def sender(booking: Booking) -> dict[str, object]:
    """What the papers of a moment say of who sends them and when."""
    house = booking.house
    return {
        "hub_name": house.name,
        "hub_address": house.address,
        "hub_phone": house.phone,
        "made_at": booking.tx.now.isoformat(),
        "time_zone": house.calendar.zone.key,
        "language": house.language,
    }


def goods_of(booking: Booking, parcel_id: UUID) -> Sequence[AnyRow]:
    """The goods in a parcel, as papers name them."""
    return booking.tx.execute(GOODS, {"hub": booking.tx.hub_id, "parcel": parcel_id}).all()


def temperature_range(
    booking: Booking, temperature_class: str, lines: Sequence[AnyRow]
) -> tuple[int | None, int | None]:
    """The range that all goods of a parcel allow: the lowest maximum and the highest minimum."""
    rule = booking.house.classes[temperature_class]
    highs = [high for line in lines if (high := product_limit(rule, line.stated_max_cc)) is not None]
    lows = [line.stated_min_cc for line in lines if line.stated_min_cc is not None]
    return max(lows, default=None), min(highs, default=None)


def goods_line(row: AnyRow) -> dict[str, object]:
    """A row of :func:`goods_of` as a line of a paper."""
    return {
        "product": row.product,
        "lot": row.lot,
        "date": row.expiry.isoformat() if row.expiry else None,
        "date_kind": row.date_kind,
        "pieces": row.pieces,
        "weight_g": row.grams,
        "owner": row.owner,
    }


def address(row: AnyRow) -> str:
    """Street, postcode and place in one line."""
    return f"{row.address}, {row.postcode} {row.place}"
