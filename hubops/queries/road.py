"""What left the hub and is not accounted for: runs nobody signed off, parcels at wrong stops, undecided returns."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, bindparam, func, select

from hubops.model.evidence import Deviation
from hubops.model.outbound import ASTRAY, LEFT_THE_HOUSE, Drop, Handover, Parcel, RouteRun
from hubops.model.parties import Kitchen
from hubops.model.places import Vehicle, Zone
from hubops.model.schedule import Route
from hubops.queries.looking import Looking
from hubops.store.rows import AnyRow

LOOKS_BACK = timedelta(days=31)
"""Runs that left longer ago are not looked for: a board must be quick in its tenth year too.

No run leaves so long before its day either; SQLite takes the index of days only when both ends are said.
"""

_UNSIGNED = (
    select(
        Route.code.label("route"),
        Route.name,
        Vehicle.code.label("vehicle"),
        RouteRun.day,
        RouteRun.departed_at,
        func.count(Drop.id.distinct()).label("stops"),
    )
    .select_from(RouteRun)
    .join(Route, and_(Route.hub_id == RouteRun.hub_id, Route.id == RouteRun.route_id))
    .join(Vehicle, and_(Vehicle.hub_id == RouteRun.hub_id, Vehicle.id == RouteRun.vehicle_id))
    .join(Drop, and_(Drop.hub_id == RouteRun.hub_id, Drop.run_id == RouteRun.id))
    .join(Parcel, and_(Parcel.hub_id == Drop.hub_id, Parcel.drop_id == Drop.id, Parcel.state.in_(LEFT_THE_HOUSE)))
    .outerjoin(
        Handover,
        and_(Handover.hub_id == Drop.hub_id, Handover.drop_id == Drop.id, Handover.undone_by_id.is_(None)),
    )
    .where(
        RouteRun.hub_id == bindparam("hub"),
        RouteRun.day.between(bindparam("since"), bindparam("until")),
        RouteRun.departed_at.is_not(None),
        Handover.id.is_(None),
    )
    .group_by(Route.code, Route.name, Vehicle.code, RouteRun.day, RouteRun.departed_at)
    .order_by(RouteRun.departed_at)
)
_RETURNS = (
    select(Kitchen.name.label("kitchen"), Parcel.number, Parcel.temperature_class, Zone.code.label("zone"))
    .select_from(Parcel)
    .join(Drop, and_(Drop.hub_id == Parcel.hub_id, Drop.id == Parcel.drop_id))
    .join(Kitchen, and_(Kitchen.hub_id == Drop.hub_id, Kitchen.id == Drop.kitchen_id))
    .join(Zone, and_(Zone.hub_id == Parcel.hub_id, Zone.id == Parcel.zone_id))
    .where(
        Parcel.hub_id == bindparam("hub"),
        Parcel.state == "returned",
        Parcel.drop_id.in_(
            select(Drop.id)
            .join(RouteRun, and_(RouteRun.hub_id == Drop.hub_id, RouteRun.id == Drop.run_id))
            .where(RouteRun.hub_id == bindparam("hub"), RouteRun.day.between(bindparam("since"), bindparam("until")))
        ),
    )
    .order_by(Kitchen.name, Parcel.number)
)


_ASTRAY = (
    select(Parcel.id, Deviation.values.label("facts"))
    .join(Deviation, and_(Deviation.hub_id == Parcel.hub_id, Deviation.subject_id == Parcel.id))
    .where(
        Parcel.hub_id == bindparam("hub"),
        Parcel.state == ASTRAY,
        Deviation.kind == "wrong_stop",
        Deviation.undone_by_id.is_(None),
    )
    .order_by(Deviation.id)
)
_ASTRAY_LATELY = _ASTRAY.where(
    Parcel.drop_id.in_(
        select(Drop.id)
        .join(RouteRun, and_(RouteRun.hub_id == Drop.hub_id, RouteRun.id == Drop.run_id))
        .where(RouteRun.hub_id == bindparam("hub"), RouteRun.day.between(bindparam("since"), bindparam("until")))
    )
)
_ASTRAY_OF_DROPS = _ASTRAY.where(Parcel.drop_id.in_(bindparam("drops", expanding=True)))


@dataclass(frozen=True, slots=True)
class UnsignedRun:
    """A run that departed and has stops of which nobody has said what became of them."""

    route: str
    name: str
    vehicle: str
    day: date
    departed_at: datetime
    stops: int


@dataclass(frozen=True, slots=True)
class WaitingReturn:
    """A parcel in quarantine about whose goods nobody has decided."""

    kitchen: str
    number: int
    temperature_class: str
    zone: str


def unsigned(looking: Looking) -> list[UnsignedRun]:
    """Runs on the road, the longest first."""
    found = looking.tx.execute(_UNSIGNED, _params(looking))
    return [UnsignedRun(row.route, row.name, row.vehicle, row.day, row.departed_at, int(row.stops)) for row in found]


def returns(looking: Looking) -> list[WaitingReturn]:
    """Returns that wait for a decision."""
    found = looking.tx.execute(_RETURNS, _params(looking))
    return [WaitingReturn(row.kitchen, row.number, row.temperature_class, row.zone) for row in found]


def astray(looking: Looking) -> list[dict[str, object]]:
    """Parcels that stand at a wrong stop: the values of the sentence ``deviation.wrong_stop``."""
    return _told(looking.tx.execute(_ASTRAY_LATELY, _params(looking)))


def astray_of(looking: Looking, drops: Collection[UUID]) -> list[dict[str, object]]:
    """The same of some stops: what belongs to them and stands elsewhere."""
    if not drops:
        return []
    return _told(looking.tx.conn.execute(_ASTRAY_OF_DROPS, {"hub": looking.tx.hub_id, "drops": list(drops)}))


def _told(found: Iterable[AnyRow]) -> list[dict[str, object]]:
    return list({row.id: json.loads(row.facts) for row in found}.values())


def _params(looking: Looking) -> dict[str, object]:
    return {"hub": looking.tx.hub_id, "since": looking.day - LOOKS_BACK, "until": looking.day + LOOKS_BACK}
