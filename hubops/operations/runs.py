"""Runs: the trip of a route's vehicle on a day, found by the vehicle, the route or the manifest that was scanned."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from hubops.errors import Refused
from hubops.model.outbound import RouteRun
from hubops.model.places import Vehicle, Zone
from hubops.model.schedule import Route
from hubops.operations import manifests
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
        Vehicle.payload_g,
        Vehicle.crates,
        Zone.classes,
    )
    .join(Vehicle, (Vehicle.hub_id == RouteRun.hub_id) & (Vehicle.id == RouteRun.vehicle_id))
    .join(Zone, (Zone.hub_id == Vehicle.hub_id) & (Zone.id == Vehicle.zone_id))
    .join(Route, (Route.hub_id == RouteRun.hub_id) & (Route.id == RouteRun.route_id))
    .where(RouteRun.hub_id == bindparam("hub"))
    .order_by(RouteRun.departed_at.is_not(None), RouteRun.departure_at)
)
_OF_VEHICLE = _RUNS.where(Vehicle.code == bindparam("vehicle"), RouteRun.day == bindparam("day"))
_OF_ROUTE = _RUNS.where(Route.code == bindparam("route"), RouteRun.day == bindparam("day"))
_BY_KEY = _RUNS.where(RouteRun.id == bindparam("run"))


@dataclass(frozen=True, slots=True)
class Run:
    """A run, with its vehicle and what that may carry."""

    id: UUID
    day: date
    departure_at: datetime
    departed_at: datetime | None
    route: str
    route_name: str
    vehicle: str
    zone_id: UUID
    payload_g: int
    crates: int
    classes: tuple[str, ...]
    """Temperature classes; empty for all."""


def find_run(booking: Booking, vehicle_code: str) -> Run:
    """The next run of a vehicle today.

    Raises:
        Refused: no run today for that vehicle, or it has departed.
    """
    params = {"hub": booking.tx.hub_id, "vehicle": vehicle_code, "day": booking.day}
    row = booking.tx.execute(_OF_VEHICLE, params).first()
    if row is None:
        raise Refused("load.no_run", vehicle=vehicle_code)
    return _still_here(_run(row))


def run_of_route(booking: Booking, route_code: str) -> Run:
    """The run of a route today, departed or not. Raises Refused ``load.no_route``."""
    params = {"hub": booking.tx.hub_id, "route": route_code, "day": booking.day}
    row = booking.tx.execute(_OF_ROUTE, params).first()
    if row is None:
        raise Refused("load.no_route", route=route_code)
    return _run(row)


def run_of_manifest(booking: Booking, code: str) -> Run:
    """The run whose current manifest was scanned, if it is the next one of its vehicle.

    Raises:
        Refused: no such manifest, an older version (who took it is told), or another run's turn.
    """
    row = manifests.find(booking, code)
    if row.version != row.newest:
        values = {"route": row.route, "version": row.version, "newest": row.newest}
        taken_by = manifests.takers_of(booking, row.id)
        if not row.newest:
            raise Refused("load.withdrawn_manifest", route=row.route, version=row.version)
        if taken_by:
            raise Refused("load.old_manifest_taken", taken_by=taken_by, **values)
        raise Refused("load.old_manifest", **values)
    meant = _still_here(by_key(booking, row.run_id))
    run = find_run(booking, meant.vehicle)
    if run.id != meant.id:
        raise Refused("load.not_its_turn", vehicle=run.vehicle, route=meant.route_name, first=run.route_name)
    return run


def by_key(booking: Booking, run_id: UUID) -> Run:
    """A run by its key."""
    return _run(booking.tx.execute(_BY_KEY, {"hub": booking.tx.hub_id, "run": run_id}).one())


def _still_here(run: Run) -> Run:
    if run.departed_at is not None:
        raise Refused("load.departed", vehicle=run.vehicle, route=run.route, departed_at=run.departed_at)
    return run


def _run(row: AnyRow) -> Run:
    return Run(
        id=row.id,
        day=row.day,
        departure_at=row.departure_at,
        departed_at=row.departed_at,
        route=row.route,
        route_name=row.route_name,
        vehicle=row.vehicle,
        zone_id=row.zone_id,
        payload_g=row.payload_g,
        crates=row.crates,
        classes=tuple((row.classes or "").split()),
    )
