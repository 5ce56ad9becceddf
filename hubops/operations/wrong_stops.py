"""A parcel was left at a stop that is not its own: the driver says so, or one of the two kitchens rings.

It left custody with the hand-over, so its goods are at a kitchen, and no order line counts as delivered by it: the line
is on its way until the parcel is brought where it belongs, comes back to the hub (operations/returns.py), or the other
kitchen keeps it; so long it is an alarm (watches.py), and both kitchens are told (wrong_stop_notices.py).

Another van may have taken it: it may stand at a kitchen of any run of the day, and what its own vehicle left without,
because nobody found it, may do so too. Nothing at the hub can see a wrong stop on the road; a label that is scanned at
a wrong lane or vehicle is refused there (parcels.py, loading.py) and is no deviation: it was prevented, and the log of
inputs has it.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, case, func, select

from hubops.errors import Refused
from hubops.model.evidence import Deviation
from hubops.model.orders import OrderLine
from hubops.model.outbound import ASTRAY, Drop, Parcel, RouteRun
from hubops.model.parties import Kitchen
from hubops.model.places import KITCHEN, LOSS
from hubops.model.schedule import Route
from hubops.model.stock import Movement
from hubops.operations import (
    authority,
    crates,
    deviations,
    dispatch,
    handover,
    moving,
    parcels,
    runs,
    wrong_stop_notices,
)
from hubops.operations.booking import Booking
from hubops.operations.handover import Trip
from hubops.operations.moving import Amount, Place
from hubops.store import rows

TOLD_OF = ("loaded", "delivered", ASTRAY)
"""States of a parcel that may stand at a wrong stop."""
NOT_FOUND = "not_found"
"""So may one that was written off for this reason when its vehicle left: another one had it."""
KEPT = "wrong_stop"
"""The reason for which a parcel is written off that another kitchen keeps."""

_PARCELS = (
    select(Parcel.id, Parcel.sscc, Parcel.number, Parcel.state, Parcel.drop_id, Kitchen.name.label("kitchen"))
    .join(Drop, (Drop.hub_id == Parcel.hub_id) & (Drop.id == Parcel.drop_id))
    .join(Kitchen, (Kitchen.hub_id == Drop.hub_id) & (Kitchen.id == Drop.kitchen_id))
    .where(
        Drop.hub_id == bindparam("hub"),
        Drop.run_id == bindparam("run"),
        Parcel.state.in_(TOLD_OF) | (Parcel.written_off_reason == NOT_FOUND),
    )
    .order_by(
        case((Parcel.state == ASTRAY, 0), (Parcel.written_off_reason == NOT_FOUND, 1), else_=2),
        Drop.stop,
        Parcel.number,
    )
)
_OTHER_RUNS = (
    select(RouteRun.id, Route.name)
    .join(Route, (Route.hub_id == RouteRun.hub_id) & (Route.id == RouteRun.route_id))
    .where(
        RouteRun.hub_id == bindparam("hub"),
        RouteRun.day == bindparam("day"),
        RouteRun.departed_at.is_not(None),
        RouteRun.id != bindparam("run"),
    )
    .order_by(Route.name)
)
_LEFT_AT = (
    select(Deviation.values.label("facts"))
    .where(
        Deviation.hub_id == bindparam("hub"),
        Deviation.subject_id == bindparam("parcel"),
        Deviation.kind == "wrong_stop",
        Deviation.undone_by_id.is_(None),
    )
    .order_by(Deviation.id.desc())
    .limit(1)
)
_STANDING = (
    select(Parcel.id, Parcel.drop_id, Deviation.at, Deviation.values.label("facts"))
    .join(Deviation, (Deviation.hub_id == Parcel.hub_id) & (Deviation.subject_id == Parcel.id))
    .where(
        Deviation.hub_id == bindparam("hub"),
        Deviation.at >= bindparam("since"),
        Deviation.kind == "wrong_stop",
        Deviation.undone_by_id.is_(None),
        Parcel.state == ASTRAY,
    )
    .order_by(Deviation.id)
)
_LOTS = (
    select(Movement.lot_id)
    .join(OrderLine, (OrderLine.hub_id == Movement.hub_id) & (OrderLine.id == Movement.order_line_id))
    .where(
        OrderLine.hub_id == bindparam("hub"),
        OrderLine.drop_id == bindparam("drop"),
        Movement.to_unit_id == bindparam("parcel"),
    )
)
_LEFT = Movement.from_unit_id == bindparam("parcel")
_OUTSIDE = (
    select(
        Movement.lot_id,
        func.sum(case((_LEFT, Movement.pieces), else_=-Movement.pieces)).label("pieces"),
        func.sum(case((_LEFT, Movement.grams), else_=-Movement.grams)).label("grams"),
    )
    .where(
        Movement.hub_id == bindparam("hub"),
        Movement.lot_id.in_(_LOTS),
        (_LEFT & (Movement.to_zone_id == bindparam("place")))
        | ((Movement.to_unit_id == bindparam("parcel")) & (Movement.from_zone_id == bindparam("place"))),
    )
    .group_by(Movement.lot_id)
    .order_by(Movement.lot_id)
)
"""What went out of a parcel to an external place, less what came back into it."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A parcel that left with a vehicle."""

    id: UUID
    sscc: str
    number: int
    state: str
    drop_id: UUID
    kitchen: str
    """Where it belongs."""


@dataclass(frozen=True, slots=True)
class OtherStop:
    """A stop that is not the parcel's own."""

    drop_id: UUID
    kitchen: str
    route: str
    """Of another run; empty for a stop of its own."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A parcel that stands at a wrong stop."""

    id: UUID
    drop_id: UUID
    """Its own stop."""
    told_at: datetime
    facts: dict[str, object]
    """The values of the sentence ``deviation.wrong_stop``."""


def candidates(booking: Booking, run: Trip) -> list[Carried]:
    """The parcels of a run that may stand at a wrong stop.

    First those that do, then those that it left without, then the others in the order of the drive.
    """
    found = booking.tx.execute(_PARCELS, {"hub": booking.tx.hub_id, "run": run.id})
    return [Carried(row.id, row.sscc or "", row.number, row.state, row.drop_id, row.kitchen) for row in found]


def find(booking: Booking, run: Trip, code: str) -> Carried:
    """The candidate with that label.

    Raises:
        Refused: ``wrong_stop.not_told_of``, it is none; ``handover.other_run``, it belongs to another run.
    """
    for row in candidates(booking, run):
        if row.sscc == code:
            return row
    parcel = parcels.find(booking, code)
    if parcel.run_id != run.id:
        raise Refused("handover.other_run", route=run.route, kitchen=parcel.kitchen, number=parcel.number)
    values = {"kitchen": parcel.kitchen, "number": parcel.number, "state_word": parcel.state}
    raise Refused("wrong_stop.not_told_of", **values)


def other_stops(booking: Booking, run: Trip, parcel: Carried) -> list[OtherStop]:
    """Where a parcel may have been left: the stops of its run but its own, then those of the other runs of that day."""
    return [stop for stop in _stops_of_day(booking, run) if stop.drop_id != parcel.drop_id]


def leave(booking: Booking, run: Trip, code: str, at: OtherStop) -> Carried:
    """A parcel was left at a stop that is not its own; the parcel is returned.

    Raises:
        Refused: as :func:`find`; ``wrong_stop.told_already``.
    """
    parcel = find(booking, run, code)
    if parcel.state == ASTRAY:
        values = {"kitchen": parcel.kitchen, "number": parcel.number, "other": left_at(booking, parcel.id)}
        raise Refused("wrong_stop.told_already", **values)
    if parcel.state == "written_off":
        vehicle = runs.by_key(booking, run.id).zone_id
        _put_back(booking, parcel.id, "found", LOSS, vehicle)
        deviations.solve_by_fact(booking, "written_off", parcel.id)
    if parcel.state == "delivered":
        crates.at_stop(booking, parcel.drop_id, 0, 1)  # it was not brought there after all
    else:
        moving.move_parcel(booking, "stray", parcel.id, KITCHEN)
    crates.at_stop(booking, at.drop_id, 1, 0)
    booking.change(Parcel, parcel.id, state=ASTRAY, zone_id=KITCHEN, written_off_reason="")
    values = {"kitchen": parcel.kitchen, "number": parcel.number, "other": at.kitchen}
    booking.deviation("wrong_stop", parcel.id, **values)
    booking.event("left_at_wrong_stop", parcel.id, sscc=code, at_stop=at.kitchen)
    wrong_stop_notices.tell_left(booking, parcel.id, at.drop_id)
    return parcel


def left_at(booking: Booking, parcel_id: UUID) -> str:
    """The kitchen at which a parcel was left."""
    row = booking.tx.execute(_LEFT_AT, {"hub": booking.tx.hub_id, "parcel": parcel_id}).one()
    return str(json.loads(row.facts)["other"])


def standing(booking: Booking, since: datetime) -> list[Standing]:
    """The parcels that were left at a wrong stop since a moment and stand there still."""
    found = booking.tx.execute(_STANDING, {"hub": booking.tx.hub_id, "since": since})
    latest = {row.id: Standing(row.id, row.drop_id, row.at, json.loads(row.facts)) for row in found}
    return list(latest.values())


def bring(booking: Booking, run: Trip, code: str) -> bool:
    """The driver fetched it and brought it to its kitchen; True if its stop's paper tells the rest.

    Where that paper was read before, the parcel is delivered with it; else it is the driver's again, and the paper of
    its own stop says what became of it.

    Raises:
        Refused: as :func:`find`; ``wrong_stop.not_astray``.
    """
    parcel = _astray(booking, run, code)
    own = next(stop for stop in handover.stops(booking, run.id) if stop.drop_id == parcel.drop_id)
    if own.outcome:
        _give_crate_back(booking, run, parcel.id)
        crates.at_stop(booking, parcel.drop_id, 1, 0)
        booking.change(Parcel, parcel.id, state="delivered")
    else:
        vehicle = runs.by_key(booking, run.id).zone_id
        fetch(booking, run, parcel.id, "fetch", vehicle)
        booking.change(Parcel, parcel.id, state="loaded", zone_id=vehicle)
    booking.event("brought_from_wrong_stop", parcel.id, sscc=code)
    deviations.solve_by_fact(booking, "wrong_stop", parcel.id)
    return not own.outcome


def keep(booking: Booking, run: Trip, code: str) -> Carried:
    """The kitchen where it was left keeps it: it never comes where it was ordered; the parcel is returned.

    Raises:
        Refused: as :func:`find`; ``wrong_stop.not_astray``; or the operator's role does not allow it.
    """
    authority.demand(booking)
    parcel = _astray(booking, run, code)
    dispatch.tell_lines(booking, parcel.id, KEPT)
    booking.change(Parcel, parcel.id, state="written_off", written_off_reason=KEPT)
    deviations.solve_by_fact(booking, "wrong_stop", parcel.id)
    other = left_at(booking, parcel.id)
    values = {"kitchen": parcel.kitchen, "number": parcel.number, "other": other, "name": booking.actor.name}
    booking.deviation("wrong_stop_kept", parcel.id, **values)
    booking.event("kept_at_wrong_stop", parcel.id, sscc=code, at_stop=other)
    wrong_stop_notices.tell_never(booking, parcel.id, KEPT)
    return parcel


def come_back(booking: Booking, run: Trip, parcel_id: UUID, zone_id: UUID) -> None:
    """A parcel that stood at a wrong stop is back at the hub: it stands in a zone, and its kitchen is told."""
    fetch(booking, run, parcel_id, "return", zone_id)
    deviations.solve_by_fact(booking, "wrong_stop", parcel_id)
    wrong_stop_notices.tell_never(booking, parcel_id, "returned")


def fetch(booking: Booking, run: Trip, parcel_id: UUID, kind: str, zone_id: UUID) -> None:
    """Put the goods of a parcel that stands at a wrong stop back into it, in a place of the hub's custody."""
    _put_back(booking, parcel_id, kind, KITCHEN, zone_id)
    _give_crate_back(booking, run, parcel_id)


def _put_back(booking: Booking, parcel_id: UUID, kind: str, place_id: UUID, zone_id: UUID) -> None:
    """Goods that left a parcel for an external place are in it again, in a zone."""
    drop_id = rows.get(booking.tx, Parcel, parcel_id).drop_id
    params = {"hub": booking.tx.hub_id, "parcel": parcel_id, "drop": drop_id, "place": place_id}
    for row in booking.tx.execute(_OUTSIDE, params).all():
        amount = Amount(int(row.pieces), int(row.grams))
        if amount.pieces or amount.grams:
            moving.move(booking, kind, row.lot_id, Place(place_id), Place(zone_id, parcel_id), amount)


def _give_crate_back(booking: Booking, run: Trip, parcel_id: UUID) -> None:
    """The crate that stood at the other kitchen went on with the parcel."""
    other = left_at(booking, parcel_id)
    at = next((stop for stop in _stops_of_day(booking, run) if stop.kitchen == other), None)
    if at is not None:
        crates.at_stop(booking, at.drop_id, 0, 1)


def _stops_of_day(booking: Booking, run: Trip) -> list[OtherStop]:
    """The stops of a run, then those of the other runs that departed on its day."""
    tx = booking.tx
    params = {"hub": tx.hub_id, "run": run.id, "day": runs.by_key(booking, run.id).day}
    trips = [(run.id, ""), *((row.id, str(row.name)) for row in tx.execute(_OTHER_RUNS, params).all())]
    return [OtherStop(s.drop_id, s.kitchen, route) for key, route in trips for s in handover.stops(booking, key)]


def _astray(booking: Booking, run: Trip, code: str) -> Carried:
    parcel = find(booking, run, code)
    if parcel.state != ASTRAY:
        values = {"kitchen": parcel.kitchen, "number": parcel.number, "state_word": parcel.state}
        raise Refused("wrong_stop.not_astray", **values)
    return parcel
