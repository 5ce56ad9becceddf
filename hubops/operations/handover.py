"""Hand-over: what became of each stop of a run, as the signed manifest tells it that the driver brings back.

One stop is one booking. What was delivered leaves custody; what was not stays on the vehicle until its label is scanned
in as a return (operations/returns.py), which may come before the paper or after it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import and_, bindparam, func, select

from hubops.errors import Refused
from hubops.model.outbound import ASTRAY, CAME_BACK, LEFT_THE_HOUSE, Drop, Handover, Parcel, RouteRun
from hubops.model.parties import Kitchen
from hubops.model.places import KITCHEN, Vehicle
from hubops.model.progress import WENT_ASTRAY
from hubops.model.schedule import Route
from hubops.operations import crates, delivery_notices, manifests, moving, not_taken
from hubops.operations.booking import Booking
from hubops.operations.not_taken import NotTaken
from hubops.planning.temperature import Verdict, verdict
from hubops.store import rows
from hubops.store.rows import AnyRow

_LAST_DEPARTED = (
    select(RouteRun.id)
    .join(Vehicle, and_(Vehicle.hub_id == RouteRun.hub_id, Vehicle.id == RouteRun.vehicle_id))
    .where(
        RouteRun.hub_id == bindparam("hub"),
        Vehicle.code == bindparam("vehicle"),
        RouteRun.departed_at.is_not(None),
    )
    .order_by(RouteRun.departed_at.desc())
    .limit(1)
)
_TRIP = (
    select(RouteRun.id, RouteRun.departed_at, Route.name.label("route"), Vehicle.code.label("vehicle"))
    .join(Vehicle, and_(Vehicle.hub_id == RouteRun.hub_id, Vehicle.id == RouteRun.vehicle_id))
    .join(Route, and_(Route.hub_id == RouteRun.hub_id, Route.id == RouteRun.route_id))
    .where(RouteRun.hub_id == bindparam("hub"), RouteRun.id == bindparam("run"))
)
_STOPS = (
    select(
        Drop.id,
        Drop.stop,
        Drop.arrival_at,
        Kitchen.name.label("kitchen"),
        Kitchen.window_start,
        Kitchen.window_end,
        Handover.outcome,
        func.count().label("parcels"),
        func.count().filter(Parcel.state == "loaded").label("on_board"),
        func.count().filter(Parcel.state == ASTRAY).label("astray"),
    )
    .join(Kitchen, and_(Kitchen.hub_id == Drop.hub_id, Kitchen.id == Drop.kitchen_id))
    .join(Parcel, and_(Parcel.hub_id == Drop.hub_id, Parcel.drop_id == Drop.id, Parcel.state.in_(LEFT_THE_HOUSE)))
    .outerjoin(
        Handover,
        and_(Handover.hub_id == Drop.hub_id, Handover.drop_id == Drop.id, Handover.undone_by_id.is_(None)),
    )
    .where(Drop.hub_id == bindparam("hub"), Drop.run_id == bindparam("run"))
    .group_by(
        Drop.id,
        Drop.stop,
        Drop.arrival_at,
        Kitchen.name,
        Kitchen.window_start,
        Kitchen.window_end,
        Handover.outcome,
    )
    .order_by(Drop.stop)
)
"""The stops that parcels went to; one that got nothing has nothing to sign for."""
_PARCELS = (
    select(
        Parcel.id,
        Parcel.number,
        Parcel.sscc,
        Parcel.state,
        Parcel.temperature_class,
        WENT_ASTRAY.label("went_astray"),
    )
    .where(Parcel.hub_id == bindparam("hub"), Parcel.drop_id == bindparam("drop"), Parcel.state.in_(LEFT_THE_HOUSE))
    .order_by(Parcel.number)
)


class Outcome(StrEnum):
    """What became of a stop, in the order of the digit keys."""

    DELIVERED = "delivered"
    PART = "part"
    REFUSED = "refused"
    NOT_HOME = "not_home"
    LEFT_ELSEWHERE = "left_elsewhere"
    """It got nothing: all its parcels were left at wrong stops, and are back."""


@dataclass(frozen=True, slots=True)
class Trip:
    """A run that has departed."""

    id: UUID
    route: str
    vehicle: str
    departed_at: datetime


@dataclass(frozen=True, slots=True)
class Stop:
    """A kitchen of the run, with its parcels that left with the vehicle."""

    drop_id: UUID
    stop: int
    kitchen: str
    arrival_at: datetime
    """As planned."""
    window: tuple[time, time]
    outcome: str
    """As recorded; empty until then."""
    parcels: int
    on_board: int
    """Parcels that are still booked on the vehicle."""
    astray: int = 0
    """Parcels that were left at another stop."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What the paper says about one stop."""

    outcome: Outcome
    at: datetime
    receiver: str
    temperature_cc: int | None
    crates_back: int


def trip_of_manifest(booking: Booking, code: str) -> Trip:
    """The run that a manifest's code names.

    Raises:
        Refused: no such manifest, an older version of it, or its vehicle has not departed.
    """
    row = manifests.find(booking, code)
    if row.newest and row.version != row.newest:
        raise Refused("handover.old_manifest", route=row.route, version=row.version, newest=row.newest)
    return trip(booking, row.run_id)


def trip_of_vehicle(booking: Booking, vehicle_code: str) -> Trip:
    """The last run of a vehicle that departed. Raises Refused ``handover.no_departure``."""
    params = {"hub": booking.tx.hub_id, "vehicle": vehicle_code}
    key = booking.tx.execute(_LAST_DEPARTED, params).scalar_one_or_none()
    if key is None:
        raise Refused("handover.no_departure", vehicle=vehicle_code)
    return trip(booking, key)


def trip(booking: Booking, run_id: UUID) -> Trip:
    """A run by its key. Raises Refused ``handover.not_departed``: its departure was taken back, or never came."""
    row = booking.tx.execute(_TRIP, {"hub": booking.tx.hub_id, "run": run_id}).one()
    if row.departed_at is None:
        raise Refused("handover.not_departed", vehicle=row.vehicle, route=row.route)
    return Trip(row.id, row.route, row.vehicle, row.departed_at)


def stops(booking: Booking, run_id: UUID) -> list[Stop]:
    """The stops of a run that parcels went to, in the order of the drive."""
    found = booking.tx.execute(_STOPS, {"hub": booking.tx.hub_id, "run": run_id})
    return [
        Stop(
            drop_id=row.id,
            stop=row.stop,
            kitchen=row.kitchen,
            arrival_at=row.arrival_at,
            window=(row.window_start, row.window_end),
            outcome=row.outcome or "",
            parcels=int(row.parcels),
            on_board=int(row.on_board),
            astray=int(row.astray),
        )
        for row in found
    ]


def parcels_of(booking: Booking, drop_id: UUID) -> list[AnyRow]:
    """The parcels of a stop that left with the vehicle."""
    return list(booking.tx.execute(_PARCELS, {"hub": booking.tx.hub_id, "drop": drop_id}))


def is_not_there(parcel: AnyRow) -> bool:
    """Whether a parcel of :func:`parcels_of` was scanned in again, or stands at a wrong stop."""
    return parcel.state in (*CAME_BACK, ASTRAY)


def moment_of(booking: Booking, run: Trip, at: time) -> datetime:
    """The moment of a time on the paper: the first one after the departure, to the minute.

    Raises:
        Refused: ``handover.time_outside``, that moment is still to come.
    """
    zone = booking.house.calendar.zone
    left = run.departed_at.astimezone(zone).replace(second=0, microsecond=0)
    moment = left.replace(hour=at.hour, minute=at.minute, fold=0)
    if moment < left:
        moment += timedelta(days=1)
    if moment > booking.tx.now:
        values = {"departed_at": run.departed_at, "now_at": booking.tx.now}
        raise Refused("handover.time_outside", time=f"{at:%H:%M}", **values)
    return moment


def came_back(
    booking: Booking, stop: Stop, outcome: Outcome, told: Collection[str], some: bool = False
) -> list[AnyRow]:
    """The parcels of a stop that were not delivered: those told by their SSCCs, scanned in already, or left elsewhere.

    ``some`` tells that single pieces of a parcel that was delivered were not taken: that, too, is a part.
    A stop whose parcels all stand at wrong stops has no outcome: its paper waits until one of them is there or back.

    Raises:
        Refused: the outcome and what came back contradict each other.
    """
    found = parcels_of(booking, stop.drop_id)
    back = [row for row in found if is_not_there(row) or row.sscc in told]
    fault = _contradiction(stop, outcome, found, back, some=some)
    if fault is not None:
        raise fault
    return back if outcome in (Outcome.DELIVERED, Outcome.PART) else found


def possible(booking: Booking, stop: Stop) -> list[Outcome]:
    """The outcomes that a stop can have, by what is known of its parcels; none while all stand at wrong stops.

    A stop whose only goods are a single piece took it or did not: it has no part.
    """
    found = parcels_of(booking, stop.drop_id)
    back = [row for row in found if is_not_there(row)]
    there = [row for row in found if not is_not_there(row)]
    some = len(there) > 1 or any(not_taken.can_be_part(booking, row.id) for row in there)
    return [each for each in Outcome if _contradiction(stop, each, found, back, some=some) is None]


def only_parcel(booking: Booking, stop: Stop) -> UUID:
    """The one parcel of a stop, of which pieces were not taken. Raises Refused ``handover.one_piece``: it holds one."""
    [parcel] = parcels_of(booking, stop.drop_id)
    if not not_taken.can_be_part(booking, parcel.id):
        raise Refused("handover.one_piece", kitchen=stop.kitchen)
    return UUID(str(parcel.id))


def _contradiction(
    stop: Stop, outcome: Outcome, found: Sequence[AnyRow], back: Sequence[AnyRow], *, some: bool
) -> Refused | None:
    """Why a stop with these parcels, of which some are back, can't have an outcome; None if it can."""
    named = {"kitchen": stop.kitchen, "stop": stop.stop}
    elsewhere = all(row.went_astray and is_not_there(row) for row in found)
    fault = None
    if stop.outcome:
        fault = Refused("handover.recorded", **named, outcome_word=stop.outcome)
    elif stop.astray == len(found):
        fault = Refused("handover.all_astray", **named)
    elif outcome is Outcome.LEFT_ELSEWHERE and not elsewhere:
        fault = Refused("handover.not_elsewhere", **named)
    elif outcome in (Outcome.DELIVERED, Outcome.PART) and elsewhere:
        fault = Refused("handover.got_nothing", **named)
    elif outcome is Outcome.DELIVERED and stop.astray:
        fault = Refused("handover.astray", kitchen=stop.kitchen, parcels=stop.astray)
    elif outcome is Outcome.DELIVERED and back:
        fault = Refused("handover.came_back", kitchen=stop.kitchen, parcels=len(back))
    elif outcome is Outcome.PART and not back and not some:
        fault = Refused("handover.none_back", kitchen=stop.kitchen)
    elif outcome is Outcome.PART and len(back) == len(found):
        fault = Refused("handover.all_back", kitchen=stop.kitchen)
    return fault


def record(
    booking: Booking, stop: Stop, signed: Signed, told: Collection[str], untaken: Sequence[NotTaken] = ()
) -> int:
    """Record a stop and tell its kitchen; how many of its parcels were delivered is returned.

    Args:
        booking: the booking under way.
        stop: the stop, as :func:`stops` tells it.
        signed: what the paper says.
        told: of a stop that took a part, the SSCCs of the parcels that came back.
        untaken: single pieces that it did not take of parcels that it took.

    Raises:
        Refused: the stop is recorded already, or the outcome and what came back contradict each other.
    """
    back = came_back(booking, stop, signed.outcome, told, some=bool(untaken))
    not_delivered = {row.id for row in back}
    delivered = [row for row in parcels_of(booking, stop.drop_id) if row.id not in not_delivered]
    rows.add(
        booking.tx,
        Handover,
        drop_id=stop.drop_id,
        outcome=signed.outcome.value,
        delivered_at=signed.at,
        receiver=signed.receiver,
        temperature_cc=signed.temperature_cc,
        crates_back=signed.crates_back,
        input_id=booking.input_id,
        undone_by_id=None,
    )
    for row in delivered:
        not_taken.take_out(booking, stop.kitchen, row, untaken)
        moving.move_parcel(booking, "deliver", row.id, KITCHEN)
        booking.change(Parcel, row.id, state="delivered", zone_id=KITCHEN)
        booking.event("delivered", row.id, sscc=row.sscc, at=signed.at.isoformat())
    crates.at_stop(booking, stop.drop_id, len(delivered), signed.crates_back)
    facts = {"temperature_cc": signed.temperature_cc, "crates_back": signed.crates_back}
    booking.event("handed_over", stop.drop_id, outcome=signed.outcome.value, at=signed.at.isoformat(), **facts)
    offered = [row for row in back if row.state != ASTRAY]
    if offered and signed.outcome is not Outcome.LEFT_ELSEWHERE:
        booking.deviation(f"stop_{signed.outcome}", stop.drop_id, kitchen=stop.kitchen, parcels=len(offered))
    if delivered:
        _check_window(booking, stop, signed.at)
    _check_temperature(booking, stop, [*delivered, *offered], signed.temperature_cc)
    outcome = signed.outcome.value
    pieces = [(not_taken.product_of(booking, each), each.pieces) for each in untaken]
    delivery_notices.tell_delivered(booking, stop.drop_id, outcome, signed.at, signed.crates_back, back, pieces)
    return len(delivered)


def _check_temperature(booking: Booking, stop: Stop, there: Sequence[AnyRow], measured_cc: int | None) -> None:
    """What the paper says was measured is too warm if it is for every cooled class that was there.

    The paper has one temperature for a stop and does not say of which parcel, so the most patient class is believed.
    """
    rules = [booking.house.classes[named] for named in {row.temperature_class for row in there}]
    cooled = [rule for rule in rules if rule.green_max_cc is not None]
    if measured_cc is None or not cooled:
        return
    judged = {rule.name: verdict(rule, measured_cc) for rule in cooled}
    if all(each.verdict is Verdict.RED for each in judged.values()):
        named = max(judged, key=lambda name: judged[name].limit_cc or 0)
        values = {"class_word": named, "measured_cc": measured_cc, "limit_cc": judged[named].limit_cc}
        booking.deviation("delivered_warm", stop.drop_id, kitchen=stop.kitchen, **values)


def _check_window(booking: Booking, stop: Stop, at: datetime) -> None:
    """A kitchen takes goods in its window only: before it nobody may be there, after it the meal may be late."""
    start, end = stop.window
    local = at.astimezone(booking.house.calendar.zone)
    late = local.time() > end or local.date() > stop.arrival_at.astimezone(local.tzinfo).date()
    if late or local.time() < start:
        values = {"kitchen": stop.kitchen, "time": f"{local:%H:%M}", "start": f"{start:%H:%M}", "end": f"{end:%H:%M}"}
        booking.deviation("delivered_late" if late else "delivered_early", stop.drop_id, **values)
