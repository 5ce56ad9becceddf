"""What the hub has signs for: its zones, vehicles, crate types, routes and stations, and the badges of its people."""

from collections.abc import Iterable

from sqlalchemy import bindparam, func, select

from hubops.errors import Refused
from hubops.inputs import ScanKind
from hubops.model.crates import CrateType
from hubops.model.people import Operator
from hubops.model.places import Vehicle, Zone
from hubops.model.schedule import Route
from hubops.queries.looking import Looking

_ZONES = (
    select(Zone.code, Zone.name)
    .where(Zone.hub_id == bindparam("hub"), Zone.kind.notin_(("external", "vehicle")))
    .order_by(Zone.code)
)
_VEHICLES = select(Vehicle.code, Vehicle.registration).where(Vehicle.hub_id == bindparam("hub")).order_by(Vehicle.code)
_CRATES = select(CrateType.code, CrateType.name).where(CrateType.hub_id == bindparam("hub")).order_by(CrateType.code)
_PEOPLE = (
    select(Operator.badge, Operator.name, Operator.role)
    .where(Operator.hub_id == bindparam("hub"))
    .order_by(Operator.name)
)
_ROUTE = select(Route.name).where(Route.hub_id == bindparam("hub"), Route.code == bindparam("route"))
_BEARING = {
    kind: select(table.code).where(
        table.hub_id == bindparam("hub"), func.upper(table.code) == func.upper(bindparam("written"))
    )
    for kind, table in (
        (ScanKind.VEHICLE, Vehicle),
        (ScanKind.ZONE, Zone),
        (ScanKind.ROUTE, Route),
        (ScanKind.CRATE, CrateType),
    )
}

Sign = tuple[str, str, str]
"""The code as a scanner reads it, what is to be read from afar, and what else stands there."""


def of_places(looking: Looking, stations: Iterable[str]) -> list[Sign]:
    """The signs of the zones, the vehicles, the crate types and these stations."""
    hub = {"hub": looking.tx.hub_id}
    return [
        *((f"ZONE-{row.code}", row.code, row.name) for row in looking.tx.execute(_ZONES, hub)),
        *((f"VEHICLE-{row.code}", row.code, row.registration or "") for row in looking.tx.execute(_VEHICLES, hub)),
        *((f"CRATE-{row.code}", row.code, row.name) for row in looking.tx.execute(_CRATES, hub)),
        *((f"STATION-{name}", name, "") for name in stations),
    ]


def of_people(looking: Looking) -> list[Sign]:
    """The badges of the operators; what stands there is the role, a word of messages.py."""
    found = looking.tx.execute(_PEOPLE, {"hub": looking.tx.hub_id})
    return [(f"BADGE-{row.badge}", row.name, row.role) for row in found]


def bearing(looking: Looking, kind: ScanKind, written: str) -> list[str]:
    """The codes of that kind that are written so, however large the letters; none for a kind that is only scanned."""
    if kind not in _BEARING:
        return []
    params = {"hub": looking.tx.hub_id, "written": written}
    return [str(code) for code in looking.tx.execute(_BEARING[kind], params).scalars()]


def name_of_route(looking: Looking, code: str) -> str:
    """The name of a route, for its card. Raises Refused ``print.no_route``."""
    name = looking.tx.execute(_ROUTE, {"hub": looking.tx.hub_id, "route": code}).scalar_one_or_none()
    if name is None:
        raise Refused("print.no_route", route=code)
    return str(name)
