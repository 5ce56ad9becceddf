"""Back-entry: what was written on paper while hubops stood still is entered with the times at which it happened.

From :func:`begin` on, all that is booked at the station bears that moment; the event log and the log of inputs keep
the moment of entry beside it. It ends with :func:`end`, with the sign-out and with the idle lock.
"""

from datetime import datetime, timedelta

from hubops.errors import Refused
from hubops.operations import authority
from hubops.operations.booking import Booking


def demand(booking: Booking) -> None:
    """Who is signed in may enter something later. Raises Refused ``authority.role_needed``."""
    authority.demand(booking, "enter_later")


def begin(booking: Booking, at: datetime) -> None:
    """What is booked at this station from now on happened at ``at``; said again, it is another moment.

    Raises:
        Refused: ``authority.role_needed``; ``back_entry.future`` or ``back_entry.too_old`` for a moment that can't be.
    """
    demand(booking)
    calendar, clock_now = booking.house.calendar, booking.tx.clock_now
    if at > clock_now:
        raise Refused("back_entry.future", moment=at, now_at=clock_now)
    first_day = calendar.hub_day(clock_now) - timedelta(days=booking.house.back_entry_days)
    first = calendar.day_span(first_day)[0]
    if at < first:
        raise Refused("back_entry.too_old", moment=at, first=first)
    booking.happened(None)
    booking.event("back_entry", booking.actor.key, happened_at=at.isoformat())
    booking.happened(at)


def end(booking: Booking) -> None:
    """What is booked from now on happens now. Raises Refused ``back_entry.none``."""
    if booking.entered_for is None:
        raise Refused("back_entry.none")
    booking.happened(None)
    booking.event("back_entry_ended", booking.actor.key)
