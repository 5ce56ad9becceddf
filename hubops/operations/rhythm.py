"""The fixed rhythm as master data: routes with their stops, and pickup days.

Weekdays and cut-offs are checked by the calendar and kept in one way of writing, whatever way they came in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from uuid import UUID

from sqlalchemy import RowMapping, bindparam, select

from hubops.errors import BadInput
from hubops.model.parties import Cluster, Kitchen, Producer
from hubops.model.places import Vehicle
from hubops.model.schedule import PickupDay, Route, RouteStop
from hubops.operations.booking import Booking, put
from hubops.operations.upserting import Record, Saved, known, together, upsert
from hubops.planning.calendar import WEEKDAYS, parse_cutoff, weekdays_of
from hubops.store import rows
from hubops.store.rows import AnyRow

LONGEST_CUTOFF_DAYS = 30
"""More hub working days before a departure than any agreement knows: such a cut-off is a slip of the fingers."""

_STOPS = (
    select(RouteStop.id, RouteStop.stop, RouteStop.arrival, Kitchen.code)
    .join(Kitchen, (Kitchen.hub_id == RouteStop.hub_id) & (Kitchen.id == RouteStop.kitchen_id))
    .where(RouteStop.hub_id == bindparam("hub"), RouteStop.route_id == bindparam("route"))
)
_OUTSIDE = (
    select(
        Route.code.label("route"),
        Kitchen.name.label("kitchen"),
        RouteStop.arrival,
        Kitchen.window_start,
        Kitchen.window_end,
    )
    .join(Route, (Route.hub_id == RouteStop.hub_id) & (Route.id == RouteStop.route_id))
    .join(Kitchen, (Kitchen.hub_id == RouteStop.hub_id) & (Kitchen.id == RouteStop.kitchen_id))
    .where(
        RouteStop.hub_id == bindparam("hub"),
        (RouteStop.arrival < Kitchen.window_start) | (RouteStop.arrival > Kitchen.window_end),
    )
    .order_by(Route.code, RouteStop.stop)
)


@dataclass(frozen=True, slots=True)
class Stop:
    """A kitchen on a route."""

    number: int
    """In driving order, from 1."""
    kitchen: str
    """The kitchen's code."""
    arrival: time
    """Local time of day."""


def save_route(booking: Booking, record: Record) -> Saved:
    """A route with its ``stops``. A kitchen of the route that is not named keeps its place: nothing is deleted.

    Raises:
        BadInput: an unknown vehicle or kitchen, bad weekdays or cut-off, a place that another kitchen has.
    """
    vehicle_id = known(booking, Vehicle, "master.unknown_vehicle", "vehicle", code=record["vehicle"])
    values = {
        "name": record["name"],
        "weekdays": working_weekdays(record["weekdays"]),
        "cutoff": cutoff(record["cutoff"]),
        "departure": record["departure"],
        "vehicle_id": vehicle_id,
    }
    route = upsert(booking, Route, {"code": record["route"]}, values)
    return together(route.saved, *_save_stops(booking, route.key, record["stops"]))


def save_pickup_day(booking: Booking, record: Record) -> Saved:
    """When a cluster's or one producer's goods are fetched; each has one record.

    Raises:
        BadInput: not exactly one of cluster and producer, an unknown one, bad weekdays, window or cut-off.
    """
    code, org_number = record["cluster"], record["producer_org_number"]
    if (code is None) == (org_number is None):
        raise BadInput("master.cluster_or_producer", field="cluster")
    check_window(record)
    if code is not None:
        natural = {"cluster_id": known(booking, Cluster, "master.unknown_cluster", "cluster", code=code)}
        other: dict[str, object] = {"producer_id": None}
    else:
        field = "producer_org_number"
        natural = {"producer_id": known(booking, Producer, "master.unknown_producer", field, org_number=org_number)}
        other = {"cluster_id": None}
    values = other | {
        "weekdays": working_weekdays(record["weekdays"]),
        "window_start": record["window_start"],
        "window_end": record["window_end"],
        "cutoff": cutoff(record["cutoff"]),
    }
    return upsert(booking, PickupDay, natural, values).saved


def outside_windows(booking: Booking) -> Sequence[AnyRow]:
    """The stops at which a route comes when the kitchen does not receive.

    Each has ``route``, ``kitchen``, ``arrival``, ``window_start`` and ``window_end``.
    """
    return booking.tx.execute(_OUTSIDE, {"hub": booking.tx.hub_id}).all()


def kitchen_key(booking: Booking, code: str) -> UUID:
    """The key of a kitchen that a stop names.

    Raises:
        BadInput: ``master.unknown_kitchen``.
    """
    return known(booking, Kitchen, "master.unknown_kitchen", "kitchen", code=code)


def check_window(record: Record) -> None:
    """Refuse a window that ends before it starts.

    Raises:
        BadInput: ``master.window``.
    """
    start, end = record["window_start"], record["window_end"]
    if end <= start:
        raise BadInput("master.window", field="window_end", start=f"{start:%H:%M}", end=f"{end:%H:%M}")


def working_weekdays(text: str) -> str:
    """Weekdays in the order of the week.

    Raises:
        BadInput: ``calendar.bad_weekday``, or ``master.no_working_day``: the hub works on none of them.
    """
    numbers = sorted(weekdays_of(text))
    if numbers[0] > WEEKDAYS.index("fri"):
        raise BadInput("master.no_working_day", field="weekdays", text=text)
    return " ".join(WEEKDAYS[number] for number in numbers)


def cutoff(text: str) -> str:
    """A cut-off, ``-1 12:00``.

    Raises:
        BadInput: ``calendar.bad_cutoff``, or ``master.long_cutoff``.
    """
    parsed = parse_cutoff(text)
    if parsed.days_before > LONGEST_CUTOFF_DAYS:
        raise BadInput("master.long_cutoff", field="cutoff", text=text, most=LONGEST_CUTOFF_DAYS)
    return f"{-parsed.days_before} {parsed.at:%H:%M}"


def _save_stops(booking: Booking, route_id: UUID, stops: Sequence[Stop]) -> list[Saved]:
    found = booking.tx.conn.execute(_STOPS, {"hub": booking.tx.hub_id, "route": route_id}).mappings()
    standing = {row["code"]: row for row in found}
    _refuse_taken_stop(stops, standing)
    # Places are unique in a route, so kitchens that change them step aside first.
    for stop in stops:
        if stop.kitchen in standing and standing[stop.kitchen]["stop"] != stop.number:
            put(booking.tx, RouteStop, standing[stop.kitchen]["id"], {"stop": -standing[stop.kitchen]["stop"]})
    return [_save_stop(booking, route_id, stop, standing.get(stop.kitchen)) for stop in stops]


def _refuse_taken_stop(stops: Sequence[Stop], standing: Mapping[str, RowMapping]) -> None:
    named = {stop.kitchen for stop in stops}
    staying = {row["stop"]: code for code, row in standing.items() if code not in named}
    for stop in stops:
        if stop.number in staying:
            raise BadInput("master.stop_taken", field="stop", text=stop.number, kitchen=staying[stop.number])


def _save_stop(booking: Booking, route_id: UUID, stop: Stop, row: RowMapping | None) -> Saved:
    told = {"kitchen": stop.kitchen, "stop": stop.number, "arrival": f"{stop.arrival:%H:%M}"}
    if row is None:
        kitchen_id = kitchen_key(booking, stop.kitchen)
        values = {"route_id": route_id, "stop": stop.number, "kitchen_id": kitchen_id, "arrival": stop.arrival}
        rows.add(booking.tx, RouteStop, **values)
        booking.event("route_stop_added", route_id, **told)
        return Saved.ADDED
    if (row["stop"], row["arrival"]) == (stop.number, stop.arrival):
        return Saved.SAME
    put(booking.tx, RouteStop, row["id"], {"stop": stop.number, "arrival": stop.arrival})
    booking.event("route_stop_changed", route_id, **told)
    return Saved.CHANGED
