"""Runs and stops that are made by the first order that wants them, and follow their route until they are loaded."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, bindparam, exists, select

from hubops.errors import Refused
from hubops.model.outbound import Drop, Parcel, RouteRun
from hubops.model.parties import Kitchen
from hubops.model.places import Zone
from hubops.model.schedule import Route, RouteStop
from hubops.operations.booking import Booking, put
from hubops.store import rows
from hubops.store.rows import AnyRow

_RUN = select(RouteRun.id).where(
    RouteRun.hub_id == bindparam("hub"), RouteRun.route_id == bindparam("route"), RouteRun.day == bindparam("day")
)
_DROP = select(Drop.id, Drop.arrival_at).where(
    Drop.hub_id == bindparam("hub"), Drop.run_id == bindparam("run"), Drop.kitchen_id == bindparam("kitchen")
)
_KITCHEN = select(Kitchen.name, Kitchen.window_start, Kitchen.window_end).where(
    Kitchen.hub_id == bindparam("hub"), Kitchen.id == bindparam("kitchen")
)
_LANES = select(Zone.id).where(Zone.hub_id == bindparam("hub"), Zone.kind == "lane").order_by(Zone.code)
_ROUTE_CODES = select(Route.id).where(Route.hub_id == bindparam("hub")).order_by(Route.code)

_AHEAD = (
    RouteRun.hub_id == bindparam("hub"),
    RouteRun.day >= bindparam("today"),
    RouteRun.departed_at.is_(None),
    ~exists().where(
        Drop.hub_id == RouteRun.hub_id,
        Drop.run_id == RouteRun.id,
        Parcel.hub_id == Drop.hub_id,
        Parcel.drop_id == Drop.id,
        Parcel.state == "loaded",
    ),
)
"""What is loaded into a vehicle goes with it as it was planned."""
_RUNS_AHEAD = (
    select(RouteRun.id, RouteRun.day, RouteRun.vehicle_id, RouteRun.departure_at, Route.departure)
    .add_columns(Route.vehicle_id.label("planned_vehicle_id"))
    .join(Route, and_(Route.hub_id == RouteRun.hub_id, Route.id == RouteRun.route_id))
    .where(*_AHEAD)
)
_STOPS_AHEAD = (
    select(Drop.id, Drop.stop, Drop.arrival_at, RouteRun.day, RouteStop.arrival, RouteStop.stop.label("planned_stop"))
    .join(RouteRun, and_(RouteRun.hub_id == Drop.hub_id, RouteRun.id == Drop.run_id))
    .join(
        RouteStop,
        and_(
            RouteStop.hub_id == Drop.hub_id,
            RouteStop.route_id == RouteRun.route_id,
            RouteStop.kitchen_id == Drop.kitchen_id,
        ),
    )
    .where(*_AHEAD)
)


def follow_routes(booking: Booking) -> None:
    """Runs that lie ahead take over the vehicle, the departure, the stops and the arrivals that their route has now."""
    calendar, params = booking.house.calendar, {"hub": booking.tx.hub_id, "today": booking.day}
    for run in booking.tx.execute(_RUNS_AHEAD, params).all():
        values = {"vehicle_id": run.planned_vehicle_id, "departure_at": calendar.departure_at(run.day, run.departure)}
        if values != {"vehicle_id": run.vehicle_id, "departure_at": run.departure_at}:
            put(booking.tx, RouteRun, run.id, values)
    for drop in booking.tx.execute(_STOPS_AHEAD, params).all():
        values = {"stop": drop.planned_stop, "arrival_at": calendar.moment(drop.day, drop.arrival)}
        if values != {"stop": drop.stop, "arrival_at": drop.arrival_at}:
            put(booking.tx, Drop, drop.id, values)


def drop_on(booking: Booking, kitchen_id: UUID, leg: AnyRow, day: date) -> tuple[UUID, datetime]:
    """The kitchen's stop on the route's run of a day, and when it arrives; run and stop are made if need be.

    ``leg`` has the route's ``id``, ``vehicle_id``, ``departure``, and ``stop`` and ``arrival`` of the kitchen.

    Raises:
        Refused: ``stock.no_zone``, the hub has no lane.
    """
    calendar = booking.house.calendar
    run_id = _ensure_run(booking, leg.id, leg.vehicle_id, day, calendar.departure_at(day, leg.departure))
    found = booking.tx.execute(_DROP, {"hub": booking.tx.hub_id, "run": run_id, "kitchen": kitchen_id}).one_or_none()
    if found is not None:
        return found.id, found.arrival_at
    arrival_at = calendar.moment(day, leg.arrival)
    key = rows.add(booking.tx, Drop, run_id=run_id, kitchen_id=kitchen_id, stop=leg.stop, arrival_at=arrival_at)
    _check_window(booking, key, kitchen_id, leg, day)
    return key, arrival_at


def _check_window(booking: Booking, drop_id: UUID, kitchen_id: UUID, leg: AnyRow, day: date) -> None:
    """A stop outside the hours in which the kitchen receives is told, once for each day."""
    kitchen = booking.tx.execute(_KITCHEN, {"hub": booking.tx.hub_id, "kitchen": kitchen_id}).one()
    if kitchen.window_start <= leg.arrival <= kitchen.window_end:
        return
    window = f"{kitchen.window_start:%H:%M}-{kitchen.window_end:%H:%M}"
    values = {"day_on": day.isoformat(), "arrival": f"{leg.arrival:%H:%M}", "window": window}
    booking.deviation("outside_window", drop_id, kitchen=kitchen.name, **values)


def _ensure_run(booking: Booking, route_id: UUID, vehicle_id: UUID, day: date, departure_at: datetime) -> UUID:
    tx = booking.tx
    found = tx.execute(_RUN, {"hub": tx.hub_id, "route": route_id, "day": day}).scalar_one_or_none()
    if isinstance(found, UUID):
        return found
    lanes: Sequence[UUID] = tx.execute(_LANES, {"hub": tx.hub_id}).scalars().all()
    if not lanes:
        raise Refused("stock.no_zone", kind_word="lane")
    routes = list(tx.execute(_ROUTE_CODES, {"hub": tx.hub_id}).scalars())
    return rows.add(
        tx,
        RouteRun,
        route_id=route_id,
        day=day,
        vehicle_id=vehicle_id,
        lane_zone_id=lanes[routes.index(route_id) % len(lanes)],
        departure_at=departure_at,
        departed_at=None,
    )
