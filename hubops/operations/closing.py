"""Closing a day: the statement's figures and the heads of all event chains go into the log, which seals them."""

from collections.abc import Mapping
from datetime import date

from hubops.operations.booking import Booking


def close_day(booking: Booking, day: date, counts: Mapping[str, int]) -> None:
    """Write down how a day ended; ``counts`` are the order lines per state of its closing statement."""
    unaccounted = counts.get("unaccounted", 0)
    if unaccounted:
        booking.deviation("unaccounted", None, day=day.isoformat(), lines=unaccounted)
    booking.event("day_closed", None, day=day.isoformat(), counts=dict(counts))
