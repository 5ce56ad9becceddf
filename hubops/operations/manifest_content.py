"""The content of a manifest as documents/manifest.py renders it: who carries what to whom, as the books stand now."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from hubops.model.outbound import Drop, Parcel, RouteRun
from hubops.model.parties import Buyer, Carrier, Kitchen, Producer
from hubops.model.places import Vehicle
from hubops.model.schedule import Route
from hubops.operations import crates, papers
from hubops.operations.booking import Booking
from hubops.store.rows import AnyRow

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
        Drop.kitchen_id,
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


def read(booking: Booking, run_id: UUID) -> dict[str, object]:
    """The content as it would be frozen now, without the code and number of a version."""
    tx = booking.tx
    params = {"hub": tx.hub_id, "run": run_id}
    run = tx.execute(_RUN, params).one()
    parcels = tx.execute(_PARCELS, params).all()
    loaded = [row for row in parcels if row.state == "loaded"]
    lines = {row.id: papers.goods_of(booking, row.id) for row in loaded}
    to_fetch = crates.to_fetch(booking, run_id)
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
        "version": 0,
        "code": "",
        "written_off": [
            {"kitchen_name": row.kitchen_name, "sscc": row.sscc, "reason": row.written_off_reason}
            for row in parcels
            if row.state == "written_off"
        ],
        "owners": [
            {"name": row.name, "address": papers.address(row), "approval_number": row.approval_number or ""}
            for row in tx.conn.execute(_OWNERS, {"hub": tx.hub_id, "owners": owners or [""]})
        ],
        "stops": [
            _stop(booking, stop, [row for row in loaded if row.drop_id == stop.id], lines)
            | {"crates_to_fetch": to_fetch.get(stop.kitchen_id, 0)}
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
        "address": papers.address(stop),
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
        "max_cc": papers.temperature_range(booking, parcel.temperature_class, lines)[1],
        "weight_g": sum(line.grams for line in lines),
        "lines": [papers.goods_line(line) for line in lines],
    }


def _local(booking: Booking, at: datetime) -> str:
    return f"{at.astimezone(booking.house.calendar.zone):%H:%M}"
