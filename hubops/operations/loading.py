"""Loading: the vehicle is scanned, then each parcel; a parcel of another run is refused."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from hubops.errors import Refused
from hubops.model.outbound import Drop, Parcel, RouteRun
from hubops.model.parties import Kitchen
from hubops.model.places import Vehicle
from hubops.model.schedule import Route
from hubops.operations import moving, parcels, spooling
from hubops.operations.booking import Booking
from hubops.store.rows import AnyRow

_RUNS = (
    select(
        RouteRun.id,
        RouteRun.day,
        RouteRun.departure_at,
        RouteRun.departed_at,
        Route.code.label("route"),
        Route.name.label("route_name"),
        Vehicle.code.label("vehicle"),
        Vehicle.zone_id,
    )
    .join(Vehicle, (Vehicle.hub_id == RouteRun.hub_id) & (Vehicle.id == RouteRun.vehicle_id))
    .join(Route, (Route.hub_id == RouteRun.hub_id) & (Route.id == RouteRun.route_id))
    .where(RouteRun.hub_id == bindparam("hub"), Vehicle.code == bindparam("vehicle"), RouteRun.day == bindparam("day"))
    .order_by(RouteRun.departed_at.is_not(None), RouteRun.departure_at)
)
_MISSING = (
    select(Parcel.id, Parcel.number, Parcel.sscc, Parcel.state, Drop.stop, Kitchen.name.label("kitchen"))
    .join(Drop, (Drop.hub_id == Parcel.hub_id) & (Drop.id == Parcel.drop_id))
    .join(Kitchen, (Kitchen.hub_id == Drop.hub_id) & (Kitchen.id == Drop.kitchen_id))
    .where(
        Parcel.hub_id == bindparam("hub"),
        Drop.run_id == bindparam("run"),
        Parcel.state.in_(("closed", "staged")),
    )
    .order_by(Drop.stop.desc(), Parcel.number)
)


@dataclass(frozen=True, slots=True)
class Run:
    """A run of today, with its vehicle."""

    id: UUID
    day: date
    departure_at: datetime
    route: str
    route_name: str
    vehicle: str
    zone_id: UUID


def find_run(booking: Booking, vehicle_code: str) -> Run:
    """The next run of a vehicle today.

    Raises:
        Refused: no run today for that vehicle, or it has departed.
    """
    params = {"hub": booking.tx.hub_id, "vehicle": vehicle_code, "day": booking.day}
    row = booking.tx.execute(_RUNS, params).first()
    if row is None:
        raise Refused("load.no_run", vehicle=vehicle_code)
    if row.departed_at is not None:
        raise Refused("load.departed", vehicle=vehicle_code, route=row.route, departed_at=row.departed_at)
    return Run(row.id, row.day, row.departure_at, row.route, row.route_name, row.vehicle, row.zone_id)


def load(booking: Booking, run: Run, code: str) -> AnyRow:
    """Put a parcel on the vehicle; the parcel is returned.

    Raises:
        Refused: a parcel of another run, one that is loaded already, written off, or has no label.
    """
    parcel = parcels.find(booking, code)
    if parcel.run_id != run.id:
        raise Refused("load.other_run", kitchen=parcel.kitchen, number=parcel.number, route=run.route, lane=parcel.lane)
    if parcel.state == "loaded":
        raise Refused("load.already", kitchen=parcel.kitchen, number=parcel.number)
    if parcel.state not in ("closed", "staged"):
        raise Refused("load.not_ready", kitchen=parcel.kitchen, number=parcel.number, state_word=parcel.state)
    spooling.settle_by_scan(booking, code)
    moving.move_parcel(booking, "load", parcel.id, run.zone_id)
    booking.change(Parcel, parcel.id, state="loaded", zone_id=run.zone_id)
    booking.event("loaded", parcel.id, sscc=code, vehicle=run.vehicle, route=run.route)
    return parcel


def missing(booking: Booking, run_id: UUID) -> list[AnyRow]:
    """Labelled parcels of a run that are not on the vehicle, last stop first."""
    return list(booking.tx.execute(_MISSING, {"hub": booking.tx.hub_id, "run": run_id}))
