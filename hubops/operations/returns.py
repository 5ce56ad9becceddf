"""Returns: a parcel that was not delivered is scanned in, with the temperature of its class, and stands in quarantine.

Whether its goods may be sold again is decided later, by somebody who may decide and is named; until then they stand
apart.
"""

import json
from uuid import UUID

from sqlalchemy import bindparam, select

from hubops.errors import Refused
from hubops.model.evidence import Deviation
from hubops.model.outbound import ASTRAY, Parcel
from hubops.model.places import WASTE
from hubops.operations import authority, deviations, moving, parcels, receiving, wrong_stops
from hubops.operations.booking import Booking
from hubops.operations.handover import Trip
from hubops.operations.moving import Amount, Place
from hubops.planning.temperature import Verdict, verdict
from hubops.store import rows
from hubops.store.rows import AnyRow

DISCARD_REASONS = ("too_warm", "damaged", "expired", "quality")
"""Why the goods of a return are thrown away, in the order of the digit keys after the one that releases them."""

_MEASURED = (
    select(Deviation.values.label("facts"))
    .where(
        Deviation.hub_id == bindparam("hub"),
        Deviation.subject_id == bindparam("parcel"),
        Deviation.kind == "returned",
        Deviation.undone_by_id.is_(None),
    )
    .order_by(Deviation.id.desc())
    .limit(1)
)


def find(booking: Booking, run: Trip, code: str) -> AnyRow:
    """The parcel of a label that may be scanned in from a run's vehicle, one that was fetched from a wrong stop too.

    Raises:
        Refused: not a parcel of that run, or one that is not on the vehicle.
    """
    parcel = parcels.find(booking, code)
    if parcel.run_id != run.id:
        values = {"kitchen": parcel.kitchen, "number": parcel.number}
        raise Refused("handover.other_run", route=run.route, **values)
    if parcel.state == "delivered":
        raise Refused("handover.delivered_already", kitchen=parcel.kitchen, number=parcel.number)
    if parcel.state not in ("loaded", ASTRAY):
        values = {"kitchen": parcel.kitchen, "number": parcel.number, "state_word": parcel.state}
        raise Refused("handover.not_on_board", **values)
    return parcel


def temperature_class(booking: Booking, parcel_id: UUID) -> str:
    """The class whose temperature is asked for a parcel."""
    return str(rows.get(booking.tx, Parcel, parcel_id).temperature_class)


def bring_back(booking: Booking, run: Trip, code: str, measured_cc: int) -> AnyRow:
    """Scan a parcel in from the vehicle; the parcel is returned.

    Args:
        booking: the booking under way.
        run: the run that it comes back from.
        code: the SSCC on its label.
        measured_cc: what the goods of its class measured when they were unloaded.

    Raises:
        Refused: as :func:`find`.
    """
    parcel = find(booking, run, code)
    zone_id = receiving.zone_of_kind(booking, "quarantine")
    if parcel.state == ASTRAY:
        wrong_stops.come_back(booking, run, parcel.id, zone_id)
    else:
        moving.move_parcel(booking, "return", parcel.id, zone_id)
    booking.change(Parcel, parcel.id, state="returned", zone_id=zone_id)
    values = {"kitchen": parcel.kitchen, "number": parcel.number, "measured_cc": measured_cc}
    booking.deviation("returned", parcel.id, **values)
    booking.event("returned", parcel.id, sscc=code, vehicle=run.vehicle, temperature_cc=measured_cc)
    judged = verdict(booking.house.classes[parcel.temperature_class], measured_cc)
    if judged.verdict is Verdict.RED:
        warm = {"class_word": parcel.temperature_class, "measured_cc": measured_cc, "limit_cc": judged.limit_cc}
        booking.deviation("too_warm", parcel.id, **warm)
    return parcel


def warmest_cc(booking: Booking, parcel_id: UUID) -> int | None:
    """How warm the goods of a return may be by their class, in hundredths of a degree; None where nothing says so."""
    return booking.house.classes[temperature_class(booking, parcel_id)].green_max_cc


def find_in_quarantine(booking: Booking, code: str) -> AnyRow:
    """The parcel of a label that is back and that nobody decided about. Raises Refused ``returns.not_waiting``."""
    parcel = parcels.find(booking, code)
    if parcel.state != "returned":
        values = {"kitchen": parcel.kitchen, "number": parcel.number, "state_word": parcel.state}
        raise Refused("returns.not_waiting", **values)
    return parcel


def measured_cc(booking: Booking, parcel_id: UUID) -> int:
    """What the goods of a return measured when they were unloaded, in hundredths of a degree."""
    row = booking.tx.execute(_MEASURED, {"hub": booking.tx.hub_id, "parcel": parcel_id}).one()
    return int(json.loads(row.facts)["measured_cc"])


def release(booking: Booking, code: str) -> AnyRow:
    """Let the goods of a return be sold again: they stand loose at the dock; the parcel is returned.

    Raises:
        Refused: as :func:`find_in_quarantine`; or the operator's role does not allow it.
    """
    parcel = _decide(booking, code)
    dock = receiving.zone_of_kind(booking, "dock")
    for row in moving.contents(booking, parcel.id):
        source = Place(row.zone_id, parcel.id)
        moving.move(booking, "release", row.lot_id, source, Place(dock), Amount(row.pieces, row.grams))
    booking.change(Parcel, parcel.id, state="released", zone_id=dock)
    deviations.solve_by_fact(booking, "returned", parcel.id)
    booking.deviation("return_released", parcel.id, **_told(booking, parcel))
    booking.event("return_released", parcel.id, sscc=code)
    return parcel


def discard(booking: Booking, code: str, reason: str) -> AnyRow:
    """Throw the goods of a return away; the parcel is returned.

    Raises:
        Refused: as :func:`find_in_quarantine`; or the operator's role does not allow it.
    """
    parcel = _decide(booking, code)
    moving.move_parcel(booking, "waste", parcel.id, WASTE)
    booking.change(Parcel, parcel.id, state="discarded", zone_id=WASTE)
    deviations.solve_by_fact(booking, "returned", parcel.id)
    booking.deviation("return_discarded", parcel.id, reason_word=reason, **_told(booking, parcel))
    booking.event("return_discarded", parcel.id, sscc=code, reason=reason)
    return parcel


def _decide(booking: Booking, code: str) -> AnyRow:
    authority.demand(booking)
    return find_in_quarantine(booking, code)


def _told(booking: Booking, parcel: AnyRow) -> dict[str, object]:
    return {"kitchen": parcel.kitchen, "number": parcel.number, "name": booking.actor.name}
