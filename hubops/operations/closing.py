"""Closing a day: the statement's figures and the heads of all event chains go into the log, which seals them."""

from collections.abc import Mapping
from datetime import date

from hubops.operations.booking import Booking
from hubops.store import chain


def close_day(booking: Booking, day: date, counts: Mapping[str, int]) -> str:
    """Write down how a day ended; the seal of the event log up to then is returned, to be written on paper.

    Args:
        booking: the booking under way.
        day: the day that ends.
        counts: order lines per state of its closing statement.
    """
    unaccounted = counts.get("unaccounted", 0)
    if unaccounted:
        booking.deviation("unaccounted", None, day=day.isoformat(), lines=unaccounted)
    sealed = chain.seal(booking.tx.conn, booking.tx.hub_id)
    booking.event("day_closed", None, day=day.isoformat(), counts=dict(counts), seal=sealed)
    return sealed
