"""The hub's calendar: working days, hub days, cut-offs, departures and the days on which a route runs.

Times of day are local to the hub; every moment that comes back is aware and in UTC, so a cut-off at noon is noon on
both sides of a change of the clocks.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hubops.errors import BadInput

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""The words of weekday lists in the order of ``date.weekday()``."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Cutoff:
    """The last moment at which an order is part of a day, written ``-1 12:00``."""

    days_before: int
    """Hub working days before the day it belongs to; 0 is that day itself."""
    at: time
    """Time of day in the hub's zone."""


def parse_cutoff(text: str) -> Cutoff:
    """Read ``-1 12:00``: noon, one hub working day before.

    Raises:
        BadInput: ``calendar.bad_cutoff``, the text is written in another way.
    """
    days, _, clock = text.strip().partition(" ")
    hour, colon, minute = clock.strip().partition(":")
    digits = days.removeprefix("-")
    if not (colon and all(part.isdecimal() and len(part) <= 2 for part in (digits, hour, minute))):
        raise BadInput("calendar.bad_cutoff", text=text)
    if (not days.startswith("-") and int(digits)) or int(hour) > 23 or int(minute) > 59:
        raise BadInput("calendar.bad_cutoff", text=text)
    return Cutoff(int(digits), time(int(hour), int(minute)))


def weekdays_of(text: str) -> frozenset[int]:
    """Read ``mon thu`` as the numbers of ``date.weekday()``.

    Raises:
        BadInput: ``calendar.bad_weekday``, a word is no weekday or there is none.
    """
    words = text.lower().split()
    bad = [word for word in words if word not in WEEKDAYS]
    if bad or not words:
        raise BadInput("calendar.bad_weekday", text=bad[0] if bad else text, expected=" ".join(WEEKDAYS))
    return frozenset(WEEKDAYS.index(word) for word in words)


class HubCalendar:
    """The calendar of one hub: Monday to Friday without the country's public holidays.

    24 and 31 December and Easter Saturday are no public holidays in Norway (domain-rules.md 6).
    """

    def __init__(self, zone: ZoneInfo, day_start_hour: int, country: str = "NO") -> None:
        self.zone = zone
        self.day_start = time(day_start_hour)
        self.country = country
        self.closed: frozenset[date] = frozenset()
        """Days on which the hub itself is closed."""
        self.extra: frozenset[date] = frozenset()
        """Days on which the hub works though it is a weekend or a holiday."""
        self._holidays: dict[int, frozenset[date]] = {}

    def changed(self, closed: frozenset[date], extra: frozenset[date]) -> "HubCalendar":
        """This calendar with days on which the hub is closed, or works though it usually does not."""
        other = HubCalendar(self.zone, self.day_start.hour, self.country)
        other.closed, other.extra, other._holidays = closed, extra, self._holidays
        return other

    def is_working_day(self, day: date) -> bool:
        """Whether the hub works on that day."""
        if day in self.extra:
            return True
        return day.weekday() < 5 and day not in self.closed and day not in self._holidays_of(day.year)

    def hub_day(self, at: datetime) -> date:
        """The hub day that a moment belongs to; it starts at ``day_start_hour``, not at midnight."""
        local = at.astimezone(self.zone)
        return local.date() if local.time() >= self.day_start else local.date() - _DAY

    def day_span(self, day: date) -> tuple[datetime, datetime]:
        """The first moment of a hub day and of the next one; 23 or 25 hours apart when the clocks change."""
        return self.moment(day, self.day_start), self.moment(day + _DAY, self.day_start)

    def moment(self, day: date, at: time) -> datetime:
        """A local time of day in UTC. An hour that comes twice means the first; a skipped one is read an hour later."""
        return datetime.combine(day, at, tzinfo=self.zone).astimezone(UTC)

    def departure_at(self, day: date, at: time) -> datetime:
        """When a route that leaves at a local time departs on that day, in UTC."""
        return self.moment(day, at)

    def working_days_before(self, day: date, count: int) -> date:
        """The hub working day that lies ``count`` of them before ``day``; 0 is the day itself, working or not."""
        for _ in range(count):
            day -= _DAY
            while not self.is_working_day(day):
                day -= _DAY
        return day

    def cutoff_at(self, day: date, days_before: int, at: time) -> datetime:
        """The last moment (UTC) at which an order for ``day`` is in time: ``days_before`` hub working days earlier."""
        return self.moment(self.working_days_before(day, days_before), at)

    def route_days(self, weekdays: Collection[int], start: date, end: date) -> list[date]:
        """The days from ``start`` to ``end``, both included, on which a route with these weekdays runs."""
        days = (start + timedelta(days=n) for n in range((end - start).days + 1))
        return [day for day in days if self.runs_on(weekdays, day)]

    def runs_on(self, weekdays: Collection[int], day: date) -> bool:
        """Whether a route with these weekdays runs on that day: never on a public holiday."""
        return day.weekday() in weekdays and self.is_working_day(day)

    def _holidays_of(self, year: int) -> frozenset[date]:
        """The public holidays of a year."""
        if year not in self._holidays:
            # Imported on first use: the package is large and most starts of a terminal need no holiday.
            from holidays import country_holidays  # noqa: PLC0415

            self._holidays[year] = frozenset(country_holidays(self.country, years=year))
        return self._holidays[year]
