"""Which runs a pickup serves: those from its day until the next pickup."""

from datetime import date, timedelta

from hubops.planning.calendar import HubCalendar
from hubops.planning.promise import Rhythm

LOOK_AHEAD_DAYS = 14
"""A pickup serves the runs up to the producer's next pickup, at most this far ahead (the pilot's longest lead time)."""


def served_days(calendar: HubCalendar, rhythm: Rhythm, day: date) -> list[date]:
    """The days whose runs carry what is fetched on ``day``, for a producer that is fetched from in a rhythm."""
    days = [day + timedelta(days=ahead) for ahead in range(LOOK_AHEAD_DAYS)]
    following = next((n for n, later in enumerate(days) if n and rhythm.runs_on(calendar, later)), len(days))
    return days[:following]
