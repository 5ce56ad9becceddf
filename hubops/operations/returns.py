"""Returns: a parcel that was not delivered is scanned in, with the temperature of its class, and stands in quarantine.

Whether its goods may be sold again is decided later and by name; until then they stand apart.
"""

from uuid import UUID

from hubops.errors import Refused
from hubops.model.outbound import Parcel
from hubops.operations import moving, parcels, receiving
from hubops.operations.booking import Booking
from hubops.operations.handover import Trip
from hubops.store import rows
from hubops.store.rows import AnyRow


def find(booking: Booking, run: Trip, code: str) -> AnyRow:
    """The parcel of a label that may be scanned in from a run's vehicle.

    Raises:
        Refused: not a parcel of that run, or one that is not on the vehicle.
    """
    parcel = parcels.find(booking, code)
    if parcel.run_id != run.id:
        values = {"kitchen": parcel.kitchen, "number": parcel.number}
        raise Refused("handover.other_run", route=run.route, **values)
    if parcel.state == "delivered":
        raise Refused("handover.delivered_already", kitchen=parcel.kitchen, number=parcel.number)
    if parcel.state != "loaded":
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
    moving.move_parcel(booking, "return", parcel.id, zone_id)
    booking.change(Parcel, parcel.id, state="returned", zone_id=zone_id)
    values = {"kitchen": parcel.kitchen, "number": parcel.number, "measured_cc": measured_cc}
    booking.deviation("returned", parcel.id, **values)
    booking.event("returned", parcel.id, sscc=code, vehicle=run.vehicle, temperature_cc=measured_cc)
    return parcel
