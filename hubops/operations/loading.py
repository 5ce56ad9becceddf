"""Loading: the vehicle is scanned, then each parcel, last stop first; what must not go with it is refused.

A vehicle carries so many kilograms, so many crates and certain temperature classes. A parcel counts as one crate: it
is packed to the size of one (``[parcel]`` of rules.toml), and half full it takes the same place. Kilograms are those of
the goods.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, func, select

from hubops.errors import Refused
from hubops.model.outbound import Drop, Parcel
from hubops.model.parties import Kitchen
from hubops.model.stock import Balance
from hubops.operations import authority, moving, parcels, runs, spooling
from hubops.operations.booking import Booking
from hubops.operations.runs import Run
from hubops.store.rows import AnyRow

LIMIT_REASONS = ("other_vehicle", "weighed", "stacked", "cold_boxes")
"""Why a parcel may go beyond a limit of its vehicle, in the order of the digit keys."""

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
_NEXT = _MISSING.add_columns(func.count().over().label("waiting")).limit(1)
_GRAMS = (
    select(func.sum(Balance.grams))
    .where(Balance.hub_id == Parcel.hub_id, Balance.unit_id == Parcel.id)
    .correlate(Parcel)
    .scalar_subquery()
)
_ABOARD = (
    select(func.count().label("crates"), func.coalesce(func.sum(_GRAMS), 0).label("grams"))
    .select_from(Drop)
    .join(Parcel, (Parcel.hub_id == Drop.hub_id) & (Parcel.drop_id == Drop.id))
    .where(
        Drop.hub_id == bindparam("hub"),
        Drop.run_id == bindparam("run"),
        (Parcel.state == "loaded") | (Parcel.id == bindparam("parcel")),
    )
)


@dataclass(frozen=True, slots=True)
class Aboard:
    """What a vehicle carries."""

    crates: int
    grams: int


@dataclass(frozen=True, slots=True)
class Loaded:
    """A parcel that is on the vehicle now."""

    parcel: AnyRow
    left: int
    """Labelled parcels of the run that are not."""
    name: str = ""
    """Who let it pass a limit."""


@dataclass(frozen=True, slots=True)
class InFront:
    """Nothing was loaded: the parcel would stand in front of one that must be loaded before it."""

    parcel: AnyRow
    later: AnyRow
    """The parcel of the last stop that is missing."""


@dataclass(frozen=True, slots=True)
class Pass:
    """A limit is passed over: the badge of who allows it, and why (one of LIMIT_REASONS)."""

    badge: str
    reason: str


def load(
    booking: Booking, run: Run, code: str, *, in_front: bool = False, passed: Pass | None = None
) -> Loaded | InFront:
    """Put a parcel on the vehicle.

    Args:
        booking: the booking under way.
        run: the run of the vehicle.
        code: the SSCC on the label.
        in_front: the worker knows that it will stand in front of parcels of later stops.
        passed: a supervisor lets it pass a limit of the vehicle.

    Raises:
        Refused: a parcel of another run, one that is loaded already, written off, or has no label; or a limit of the
            vehicle.
    """
    parcel = _to_load(booking, run, code)
    first = booking.tx.execute(_NEXT, {"hub": booking.tx.hub_id, "run": run.id}).one()
    later = first if first.stop > parcel.stop else None
    if later is not None and not in_front:
        return InFront(parcel, later)
    broken = _broken_limits(booking, run, parcel)
    if broken and passed is None:
        raise broken[0]
    name = _pass(booking, run, parcel, broken, passed) if broken and passed else ""
    spooling.settle_by_scan(booking, code)
    moving.move_parcel(booking, "load", parcel.id, run.zone_id)
    booking.change(Parcel, parcel.id, parcel, state="loaded", zone_id=run.zone_id)
    facts = {"in_front_of_stop": later.stop} if later is not None else {}
    booking.event("loaded", parcel.id, sscc=code, vehicle=run.vehicle, route=run.route, **facts)
    return Loaded(parcel, first.waiting - 1, name)


def check_limits(booking: Booking, run: Run, code: str) -> None:
    """Be sure that a supervisor may let a parcel pass a limit of its vehicle.

    Raises:
        Refused: as :func:`load`; ``load.within_limits``, there is nothing to pass over.
    """
    if not _broken_limits(booking, run, _to_load(booking, run, code)):
        raise Refused("load.within_limits", vehicle=run.vehicle)


def unload(booking: Booking, run: Run, code: str) -> AnyRow:
    """Take a parcel off the vehicle, back into its lane; the parcel is returned.

    Raises:
        Refused: a parcel of another run, or one that is not on the vehicle.
    """
    parcel = parcels.find(booking, code)
    if parcel.run_id != run.id:
        raise other_run(booking, run, parcel)
    if parcel.state != "loaded":
        values = {"kitchen": parcel.kitchen, "number": parcel.number, "state_word": parcel.state}
        raise Refused("load.not_loaded", vehicle=run.vehicle, **values)
    moving.move_parcel(booking, "unload", parcel.id, parcel.lane_zone_id)
    booking.change(Parcel, parcel.id, parcel, state="staged", zone_id=parcel.lane_zone_id)
    booking.event("unloaded", parcel.id, sscc=code, vehicle=run.vehicle, lane=parcel.lane)
    return parcel


def missing(booking: Booking, run_id: UUID) -> list[AnyRow]:
    """Labelled parcels of a run that are not on the vehicle, last stop first."""
    return list(booking.tx.execute(_MISSING, {"hub": booking.tx.hub_id, "run": run_id}))


def aboard(booking: Booking, run_id: UUID, with_parcel: UUID | None = None) -> Aboard:
    """What the vehicle of a run carries, as if a parcel were loaded too."""
    params = {"hub": booking.tx.hub_id, "run": run_id, "parcel": with_parcel}
    row = booking.tx.execute(_ABOARD, params).one()
    return Aboard(int(row.crates), int(row.grams))


def other_run(booking: Booking, run: Run, parcel: AnyRow) -> Refused:
    """What is said about a parcel that does not go with a run: with which vehicle it goes."""
    meant = runs.by_key(booking, parcel.run_id)
    values = {"kitchen": parcel.kitchen, "number": parcel.number, "lane": parcel.lane}
    return Refused("load.other_run", route=run.route_name, other=meant.route_name, vehicle=meant.vehicle, **values)


def _to_load(booking: Booking, run: Run, code: str) -> AnyRow:
    parcel = parcels.find(booking, code)
    if parcel.run_id != run.id:
        raise other_run(booking, run, parcel)
    if parcel.state == "loaded":
        raise Refused("load.already", kitchen=parcel.kitchen, number=parcel.number)
    if parcel.state not in ("closed", "staged"):
        raise Refused("load.not_ready", kitchen=parcel.kitchen, number=parcel.number, state_word=parcel.state)
    return parcel


def _broken_limits(booking: Booking, run: Run, parcel: AnyRow) -> list[Refused]:
    """What the vehicle has against a parcel.

    Raises:
        Refused: ``load.no_freezer``: frozen goods thaw on the way, and no badge freezes them (89/108/EEC, article 5).
    """
    found = []
    box = {"kitchen": parcel.kitchen, "number": parcel.number, "vehicle": run.vehicle}
    named = parcel.temperature_class
    if run.classes and named not in run.classes:
        warmest_cc = booking.house.classes[named].green_max_cc
        if warmest_cc is not None and warmest_cc < 0:
            raise Refused("load.no_freezer", class_word=named, **box)
        found.append(Refused("load.class_not_carried", class_word=named, **box))
    load = aboard(booking, run.id, parcel.id)
    if load.grams > run.payload_g:
        found.append(Refused("load.over_payload", load_g=load.grams, payload_g=run.payload_g, **box))
    if load.crates > run.crates:
        found.append(Refused("load.over_crates", load=load.crates, crates=run.crates, **box))
    return found


def _pass(booking: Booking, run: Run, parcel: AnyRow, broken: list[Refused], passed: Pass) -> str:
    """A supervisor lets a parcel pass the limits; each becomes a deviation. The name is returned."""
    limits = [refusal.code.removeprefix("load.") for refusal in broken]
    facts = {"vehicle": run.vehicle, "sscc": parcel.sscc}
    name = authority.override(booking, passed.badge, "vehicle_limit", passed.reason, limits=limits, **facts)
    for limit in limits:
        values = {"kitchen": parcel.kitchen, "number": parcel.number, "vehicle": run.vehicle, "name": name}
        booking.deviation("override_load", parcel.id, limit_word=limit, reason_word=passed.reason, **values)
    return name
