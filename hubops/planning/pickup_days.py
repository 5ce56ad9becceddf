"""Which runs a pickup serves: those from its day until the next pickup."""

from collections.abc import Collection
from datetime import date, timedelta

from hubops.planning.calendar import HubCalendar

LOOK_AHEAD_DAYS = 14
"""A pickup serves the runs up to the producer's next pickup, at most this far ahead (the pilot's longest lead time)."""


def served_days(calendar: HubCalendar, weekdays: Collection[int], day: date) -> list[date]:
    """The days whose runs carry what is fetched on ``day``, for a producer that is fetched from on ``weekdays``."""
    last = day + timedelta(days=LOOK_AHEAD_DAYS)
    later = calendar.route_days(weekdays, day + timedelta(days=1), last)
    until = later[0] if later else last
    return [day + timedelta(days=ahead) for ahead in range((until - day).days)]
