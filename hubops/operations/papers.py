"""Freezes the content of papers and puts them into the print queue: rows first, printing later (rule 5).

The JSON is that of the dataclasses in documents/; the worker renders it when it prints. Dates are ISO 8601, masses
grams, temperatures hundredths of a degree.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, func, select

from hubops.model.inbound import Check, Delivery, ReceiptLine
from hubops.model.outbound import Drop, Manifest, Parcel, RouteRun
from hubops.model.outbox import PrintJob
from hubops.model.parties import Buyer, Carrier, Kitchen, Producer
from hubops.model.places import Vehicle
from hubops.model.products import Product
from hubops.model.schedule import Route
from hubops.model.stock import Balance, Lot
from hubops.operations.booking import Booking
from hubops.planning.temperature import product_limit
from hubops.store import rows
from hubops.store.rows import AnyRow

_LINES = (
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
_PARCEL = (
    select(
        Parcel.number,
        Parcel.temperature_class,
        Parcel.sscc,
        Kitchen.code.label("kitchen_code"),
        Kitchen.name.label("kitchen_name"),
        Kitchen.address,
        Kitchen.postcode,
        Kitchen.place,
        Route.name.label("route_name"),
        Drop.stop,
        RouteRun.day,
    )
    .join(Drop, (Drop.hub_id == Parcel.hub_id) & (Drop.id == Parcel.drop_id))
    .join(Kitchen, (Kitchen.hub_id == Drop.hub_id) & (Kitchen.id == Drop.kitchen_id))
    .join(RouteRun, (RouteRun.hub_id == Drop.hub_id) & (RouteRun.id == Drop.run_id))
    .join(Route, (Route.hub_id == RouteRun.hub_id) & (Route.id == RouteRun.route_id))
    .where(Parcel.hub_id == bindparam("hub"), Parcel.id == bindparam("parcel"))
)
_RUN = (
    select(
        RouteRun.day,
        RouteRun.departure_at,
        RouteRun.departed_at,
        Route.code,
        Route.name,
        Vehicle.code.label("vehicle_code"),
        Vehicle.registration,
        Carrier.name.label("carrier"),
    )
    .join(Route, (Route.hub_id == RouteRun.hub_id) & (Route.id == RouteRun.route_id))
    .join(Vehicle, (Vehicle.hub_id == RouteRun.hub_id) & (Vehicle.id == RouteRun.vehicle_id))
    .outerjoin(Carrier, (Carrier.hub_id == Vehicle.hub_id) & (Carrier.id == Vehicle.carrier_id))
    .where(RouteRun.hub_id == bindparam("hub"), RouteRun.id == bindparam("run"))
)
_STOPS = (
    select(
        Drop.id,
        Drop.stop,
        Drop.arrival_at,
        Kitchen.code,
        Kitchen.name,
        Kitchen.address,
        Kitchen.postcode,
        Kitchen.place,
        Kitchen.window_start,
        Kitchen.window_end,
        Kitchen.access_note,
        Buyer.name.label("buyer"),
    )
    .join(Kitchen, (Kitchen.hub_id == Drop.hub_id) & (Kitchen.id == Drop.kitchen_id))
    .join(Buyer, (Buyer.hub_id == Kitchen.hub_id) & (Buyer.id == Kitchen.buyer_id))
    .where(Drop.hub_id == bindparam("hub"), Drop.run_id == bindparam("run"))
    .order_by(Drop.stop)
)
_PARCELS = (
    select(
        Parcel.id,
        Parcel.drop_id,
        Parcel.number,
        Parcel.temperature_class,
        Parcel.state,
        Parcel.sscc,
        Parcel.written_off_reason,
        Kitchen.name.label("kitchen_name"),
    )
    .join(Drop, (Drop.hub_id == Parcel.hub_id) & (Drop.id == Parcel.drop_id))
    .join(Kitchen, (Kitchen.hub_id == Drop.hub_id) & (Kitchen.id == Drop.kitchen_id))
    .where(Parcel.hub_id == bindparam("hub"), Drop.run_id == bindparam("run"), Parcel.sscc.is_not(None))
    .order_by(Drop.stop, Parcel.number)
)
_OWNERS = (
    select(Producer.name, Producer.address, Producer.postcode, Producer.place, Producer.approval_number)
    .where(Producer.hub_id == bindparam("hub"), Producer.org_number.in_(bindparam("owners", expanding=True)))
    .order_by(Producer.name)
)
_VERSIONS = select(func.count()).where(Manifest.hub_id == bindparam("hub"), Manifest.run_id == bindparam("run"))
_RECEIPT = (
    select(
        Product.name,
        Lot.code,
        Lot.expiry,
        Lot.date_kind,
        ReceiptLine.accepted,
        ReceiptLine.reason,
        func.sum(ReceiptLine.pieces).label("pieces"),
        func.sum(ReceiptLine.grams).label("grams"),
    )
    .join(Product, (Product.hub_id == ReceiptLine.hub_id) & (Product.id == ReceiptLine.product_id))
    .outerjoin(Lot, (Lot.hub_id == ReceiptLine.hub_id) & (Lot.id == ReceiptLine.lot_id))
    .where(
        ReceiptLine.hub_id == bindparam("hub"),
        ReceiptLine.delivery_id == bindparam("delivery"),
        ReceiptLine.undone_by_id.is_(None),
    )
    .group_by(Product.name, Lot.code, Lot.expiry, Lot.date_kind, ReceiptLine.accepted, ReceiptLine.reason)
    .order_by(Product.name, Lot.code, ReceiptLine.accepted.desc(), ReceiptLine.reason)
)
_CHECKS = (
    select(Check.temperature_class, Check.temperature_cc, Check.verdict)
    .where(Check.hub_id == bindparam("hub"), Check.delivery_id == bindparam("delivery"), Check.undone_by_id.is_(None))
    .order_by(Check.id)
)
_DELIVERY = (
    select(Delivery.number, Delivery.day, Producer.name, Producer.org_number)
    .join(Producer, (Producer.hub_id == Delivery.hub_id) & (Producer.id == Delivery.producer_id))
    .where(Delivery.hub_id == bindparam("hub"), Delivery.id == bindparam("delivery"))
)
_LABEL_TWIN = (
    select(PrintJob.id, PrintJob.content, PrintJob.state)
    .where(
        PrintJob.hub_id == bindparam("hub"),
        PrintJob.subject_id == bindparam("subject"),
        PrintJob.document == "drop_label",
        PrintJob.state != "cancelled",
    )
    .order_by(PrintJob.id.desc())
    .limit(1)
)


def print_drop_label(booking: Booking, parcel_id: UUID, parcels: int | None) -> None:
    """Queue the label of a parcel; ``parcels`` is the number of all, for the last one of a drop."""
    params = {"hub": booking.tx.hub_id, "parcel": parcel_id}
    row = booking.tx.execute(_PARCEL, params).one()
    lines = booking.tx.execute(_LINES, params).all()
    low, high = _range(booking, row.temperature_class, lines)
    content = {
        "hub_name": booking.house.name,
        "hub_address": booking.house.address,
        "kitchen_code": row.kitchen_code,
        "kitchen_name": row.kitchen_name,
        "kitchen_address": _address(row),
        "route_name": row.route_name,
        "stop": row.stop,
        "delivery_date": row.day.isoformat(),
        "parcel": row.number,
        "parcels": parcels,
        "temperature_class": row.temperature_class,
        "min_cc": low,
        "max_cc": high,
        "sscc": row.sscc,
        "lines": [_line(line) for line in lines],
        "language": booking.house.language,
    }
    queue(booking, "drop_label", parcel_id, row.sscc, booking.station.label_printer, content)


def print_last_label(booking: Booking, parcel_id: UUID, parcels: int) -> None:
    """Print the label of a closed parcel again when it turns out to be the last of its drop.

    A label that still waits in the queue is replaced; one that already says so is left alone.
    """
    params = {"hub": booking.tx.hub_id, "subject": parcel_id}
    twin = booking.tx.execute(_LABEL_TWIN, params).one_or_none()
    if twin is not None and json.loads(twin.content)["parcels"] == parcels:
        return
    if twin is not None and twin.state in ("queued", "refused"):
        booking.change(PrintJob, twin.id, state="cancelled")
    print_drop_label(booking, parcel_id, parcels)


def issue_manifest(booking: Booking, run_id: UUID) -> str:
    """Freeze the next version of a run's manifest and queue it; its code is returned, which names this very version."""
    tx = booking.tx
    params = {"hub": tx.hub_id, "run": run_id}
    run = tx.execute(_RUN, params).one()
    version = tx.execute(_VERSIONS, params).scalar_one() + 1
    content = _manifest(booking, run, params, version)
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:4].upper()
    code = f"{run.code}-{run.day:%Y%m%d}-{version}-{digest}"
    content["code"] = code
    text = json.dumps(content, ensure_ascii=False)
    rows.add(tx, Manifest, run_id=run_id, version=version, code=code, content=text, at=tx.now)
    queue(booking, "manifest", run_id, code, booking.station.paper_printer, content)
    return code


def print_receipt(booking: Booking, delivery_id: UUID, missing: Sequence[tuple[str, int]]) -> str:
    """Queue the producer's receipt of a delivery; its number is returned.

    Args:
        booking: the booking under way.
        delivery_id: the delivery that was closed.
        missing: product and pieces of what was expected and did not come.
    """
    params = {"hub": booking.tx.hub_id, "delivery": delivery_id}
    delivery = booking.tx.execute(_DELIVERY, params).one()
    lines = booking.tx.execute(_RECEIPT, params).all()
    checks = booking.tx.execute(_CHECKS, params).all()
    content = {
        "hub_name": booking.house.name,
        "hub_address": booking.house.address,
        "producer_name": delivery.name,
        "producer_org_number": delivery.org_number,
        "delivery_date": delivery.day.isoformat(),
        "received_at": booking.tx.now.isoformat(),
        "received_by": booking.actor.name,
        "lines": [_receipt_line(row) for row in lines],
        "checks": [dict(row._asdict()) for row in checks],
        "not_received": [{"product": product, "pieces": pieces} for product, pieces in missing],
        "number": str(delivery.number),
        "time_zone": booking.house.calendar.zone.key,
        "language": booking.house.language,
    }
    queue(booking, "receipt", delivery_id, str(delivery.number), booking.station.paper_printer, content)
    return str(delivery.number)


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
        content=json.dumps(content, ensure_ascii=False),
        state="queued",
        attempts=0,
        fault="",
        not_before=booking.tx.now,
        holder=None,
        lease_until=None,
        done_at=None,
        input_id=booking.input_id,
    )


def _manifest(booking: Booking, run: AnyRow, params: dict[str, object], version: int) -> dict[str, object]:
    tx = booking.tx
    parcels = tx.execute(_PARCELS, params).all()
    loaded = [row for row in parcels if row.state == "loaded"]
    lines = {row.id: tx.execute(_LINES, {"hub": booking.tx.hub_id, "parcel": row.id}).all() for row in loaded}
    owners = sorted({line.owner_org for each in lines.values() for line in each})
    return {
        "hub_name": booking.house.name,
        "hub_address": booking.house.address,
        "hub_org_number": booking.house.org_number,
        "route_code": run.code,
        "route_name": run.name,
        "delivery_date": run.day.isoformat(),
        "departure_at": run.departure_at.isoformat(),
        "dispatched_at": run.departed_at.isoformat() if run.departed_at else None,
        "vehicle_code": run.vehicle_code,
        "vehicle_registration": run.registration or "",
        "carrier": run.carrier or "",
        "version": version,
        "code": "",
        "written_off": [
            {"kitchen_name": row.kitchen_name, "sscc": row.sscc, "reason": row.written_off_reason}
            for row in parcels
            if row.state == "written_off"
        ],
        "owners": [
            {"name": row.name, "address": _address(row), "approval_number": row.approval_number or ""}
            for row in tx.conn.execute(_OWNERS, {"hub": tx.hub_id, "owners": owners or [""]})
        ],
        "stops": [
            _stop(booking, stop, [row for row in loaded if row.drop_id == stop.id], lines)
            for stop in tx.execute(_STOPS, params)
        ],
        "time_zone": booking.house.calendar.zone.key,
        "language": booking.house.language,
    }


def _stop(
    booking: Booking, stop: AnyRow, parcels: list[AnyRow], lines: dict[UUID, Sequence[AnyRow]]
) -> dict[str, object]:
    return {
        "stop": stop.stop,
        "kitchen_code": stop.code,
        "kitchen_name": stop.name,
        "address": _address(stop),
        "window_start": f"{stop.window_start:%H:%M}",
        "window_end": f"{stop.window_end:%H:%M}",
        "arrival": _local(booking, stop.arrival_at),
        "access_note": stop.access_note or "",
        "buyer_name": stop.buyer,
        "buyer_address": "",
        "parcels": [_manifest_parcel(booking, row, lines[row.id]) for row in parcels],
    }


def _manifest_parcel(booking: Booking, parcel: AnyRow, lines: Sequence[AnyRow]) -> dict[str, object]:
    return {
        "sscc": parcel.sscc,
        "parcel": parcel.number,
        "temperature_class": parcel.temperature_class,
        "max_cc": _range(booking, parcel.temperature_class, lines)[1],
        "weight_g": sum(line.grams for line in lines),
        "lines": [_line(line) for line in lines],
    }


def _range(booking: Booking, temperature_class: str, lines: Sequence[AnyRow]) -> tuple[int | None, int | None]:
    """The range that all goods of a parcel allow: the lowest maximum and the highest minimum."""
    rule = booking.house.classes[temperature_class]
    highs = [high for line in lines if (high := product_limit(rule, line.stated_max_cc)) is not None]
    lows = [line.stated_min_cc for line in lines if line.stated_min_cc is not None]
    return max(lows, default=None), min(highs, default=None)


def _line(row: AnyRow) -> dict[str, object]:
    return {
        "product": row.product,
        "lot": row.lot,
        "date": row.expiry.isoformat() if row.expiry else None,
        "date_kind": row.date_kind,
        "pieces": row.pieces,
        "weight_g": row.grams,
        "owner": row.owner,
    }


def _receipt_line(row: AnyRow) -> dict[str, object]:
    return {
        "product": row.name,
        "lot": row.code or "",
        "date": row.expiry.isoformat() if row.expiry else None,
        "date_kind": row.date_kind or "",
        "pieces": int(row.pieces),
        "weight_g": int(row.grams),
        "accepted": row.accepted,
        "reason": row.reason,
    }


def _address(row: AnyRow) -> str:
    return f"{row.address}, {row.postcode} {row.place}"


def _local(booking: Booking, at: datetime) -> str:
    return f"{at.astimezone(booking.house.calendar.zone):%H:%M}"
