"""The promise: the first day on which an order line can be at its kitchen, and why not sooner.

Exact arithmetic over pickup days, route days, both cut-offs and the calendar (planning.md 1.3): nothing is guessed and
nothing is optimised. A day is promised only if every link of its chain holds on that day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from hubops.planning.calendar import Cutoff, HubCalendar, parse_cutoff

HORIZON_DAYS = 60
"""No promise is further away than that; what can't come by then needs a person."""
MOVED_BY_DAYS = 6
"""A closed day and an extra one so many days before it at most are one day that was moved."""
_DAY = timedelta(days=1)
_NO_CUTOFF = Cutoff(0, time(23, 59))
"""The end of the day itself."""

PUBLIC_HOLIDAY, HUB_CLOSED, NO_ROUTE_DAY = "public_holiday", "hub_closed", "route_not_running"
KITCHEN_CLOSED, FRIDGE_FULL, ROUTE_CUTOFF = "kitchen_closed", "fridge_full", "cutoff_missed"
PICKUP_CUTOFF, NO_PICKUP_DAY, PICKUP_CLOSED = "pickup_cutoff", "pickup_rhythm", "pickup_closed"
CAUSES = (
    PUBLIC_HOLIDAY,
    HUB_CLOSED,
    NO_ROUTE_DAY,
    KITCHEN_CLOSED,
    FRIDGE_FULL,
    ROUTE_CUTOFF,
    PICKUP_CUTOFF,
    NO_PICKUP_DAY,
    PICKUP_CLOSED,
)
"""What can stand in the way of a day, words of the catalogue, the weaker explanations first."""
_EXPLAINS = CAUSES.index(KITCHEN_CLOSED)
"""From here on a cause explains more than that nothing runs on a day."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The days on which something runs: weekdays that are working days, but for the days that were moved."""

    weekdays: frozenset[int]
    cutoff: Cutoff
    closed: frozenset[date] = frozenset()
    """Days on which it does not run though the weekday says so."""
    extra: frozenset[date] = frozenset()
    """Days on which it runs though weekday or holiday say otherwise."""

    def runs_on(self, calendar: HubCalendar, day: date) -> bool:
        """Whether it runs on that day."""
        return day in self.extra or (day not in self.closed and calendar.runs_on(self.weekdays, day))

    def in_time(self, calendar: HubCalendar, ordered_at: datetime, day: date) -> bool:
        """Whether an order of that moment meets the cut-off of that day."""
        return ordered_at <= calendar.cutoff_at(day, self.cutoff.days_before, self.cutoff.at)


@dataclass(frozen=True, slots=True)
class Pickup:
    """How a producer's goods come to the hub."""

    rhythm: Rhythm
    arrives: time
    """Local time at which they are at the hub at the latest: the end of the window."""


OWN_DAYS = Pickup(Rhythm(frozenset(range(5)), parse_cutoff("-1 12:00")), time(23, 59))
"""Of a producer that brings its goods itself and has no fixed days: every working day, ordered the day before. It comes
to kitchens at any time of the day, and is told of changes all day."""


@dataclass(frozen=True, slots=True)
class Leg:
    """A stop of a route at the kitchen."""

    route: str
    rhythm: Rhythm
    departure: time
    """Local time."""
    arrival: time
    """Local time."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for, and what the kitchen can take."""

    ordered_at: datetime
    requested: date
    closed: frozenset[date] = frozenset()
    """Days on which the kitchen receives nothing."""
    full: frozenset[date] = frozenset()
    """Days on which its cold room has no place for the goods."""
    dock_minutes: int = 30
    """From the arrival at the hub to the earliest departure on the same day."""
    keeps_days: int | None = None
    """So many days the goods may lie between pickup and delivery; None: as long as they must."""
    leaves_after: datetime | None = None
    """No departure before that moment counts; None: any does."""
    may_be_sooner: bool = False
    """Where the run of the day asked for was moved to an earlier day, that one will do."""


@dataclass(frozen=True, slots=True)
class Offer:
    """The promise."""

    leg: Leg
    day: date
    pickup_day: date | None
    """None where the goods are in the house."""
    cause: str
    """Why not on the day asked for: one of CAUSES; empty if it is that day."""


@dataclass(frozen=True, slots=True)
class NoOffer:
    """Nothing can be promised within the horizon."""

    cause: str
    """One of CAUSES."""


def earliest(calendar: HubCalendar, wish: Wish, legs: Sequence[Leg], pickup: Pickup | None) -> Offer | NoOffer:
    """The first day from the one asked for on which the goods can be at the kitchen.

    Args:
        calendar: of the hub.
        wish: what is asked for.
        legs: the routes that stop at the kitchen, the preferred one first.
        pickup: how the goods come to the hub; None where they are in the house.
    """
    start = max(wish.requested, wish.ordered_at.astimezone(calendar.zone).date())
    obstacles: list[str] = []
    for ahead in range(HORIZON_DAYS + 1):
        day = start + ahead * _DAY
        tried = [_try(calendar, wish, leg, pickup, day) for leg in legs]
        offered = next((each for each in tried if isinstance(each, Offer)), None)
        if offered is not None:
            cause = _told(obstacles) or (ROUTE_CUTOFF if start > wish.requested else "")
            return Offer(offered.leg, day, offered.pickup_day, cause)
        brought_forward = None if ahead or not wish.may_be_sooner else _brought_forward(calendar, wish, legs, pickup)
        if brought_forward is not None:
            return brought_forward
        obstacles.append(max((each for each in tried if isinstance(each, str)), key=CAUSES.index, default=NO_ROUTE_DAY))
    return NoOffer(_told(obstacles))


def broken(
    calendar: HubCalendar, leg: Leg, day: date, closed: frozenset[date], fetched: tuple[Pickup, date] | None
) -> str:
    """Why what was promised for a day can't be kept as things stand now, one of CAUSES; empty if it can.

    Cut-offs are not asked for: the order is in.

    Args:
        calendar: of the hub.
        leg: the stop that was promised.
        day: the day that was promised.
        closed: days on which the kitchen receives nothing.
        fetched: the pickup that was promised, while it lies ahead; None where the goods are in the house.
    """
    if not leg.rhythm.runs_on(calendar, day):
        return _not_running(calendar, leg, day)
    if day in closed:
        return KITCHEN_CLOSED
    if fetched is None:
        return ""
    pickup, fetched_on = fetched
    if pickup.rhythm.runs_on(calendar, fetched_on):
        return ""
    return PICKUP_CLOSED if fetched_on in pickup.rhythm.closed else NO_PICKUP_DAY


def on_its_way(fetched_on: date, arrives: time) -> Pickup:
    """A pickup that was ordered already: that one, and no cut-off any more."""
    return Pickup(Rhythm(frozenset(), _NO_CUTOFF, extra=frozenset((fetched_on,))), arrives)


def _has_left(calendar: HubCalendar, wish: Wish, leg: Leg, day: date) -> bool:
    return wish.leaves_after is not None and calendar.moment(day, leg.departure) < wish.leaves_after


def _brought_forward(calendar: HubCalendar, wish: Wish, legs: Sequence[Leg], pickup: Pickup | None) -> Offer | None:
    """The offer of the day to which the run of the day asked for was moved, where that is an earlier one."""
    ordered_on = wish.ordered_at.astimezone(calendar.zone).date()
    for leg in legs:
        if wish.requested in leg.rhythm.closed:
            for back in range(1, MOVED_BY_DAYS + 1):
                day = wish.requested - back * _DAY
                tried = _try(calendar, wish, leg, pickup, day) if day in leg.rhythm.extra and day >= ordered_on else ""
                if isinstance(tried, Offer):
                    return Offer(leg, day, tried.pickup_day, NO_ROUTE_DAY)
    return None


def _told(obstacles: Sequence[str]) -> str:
    """What is told of the days in vain: the first day's own cause, unless a later one explains more."""
    if not obstacles:
        return ""
    strongest = max(obstacles, key=CAUSES.index)
    return strongest if CAUSES.index(strongest) >= _EXPLAINS else obstacles[0]


def _try(calendar: HubCalendar, wish: Wish, leg: Leg, pickup: Pickup | None, day: date) -> Offer | str:
    """The offer of a day, or what stands in its way."""
    if not leg.rhythm.runs_on(calendar, day):
        return _not_running(calendar, leg, day)
    if day in wish.closed:
        return KITCHEN_CLOSED
    if day in wish.full:
        return FRIDGE_FULL
    if not leg.rhythm.in_time(calendar, wish.ordered_at, day) or _has_left(calendar, wish, leg, day):
        return ROUTE_CUTOFF
    if pickup is None:
        return Offer(leg, day, None, "")
    fetched = _last_pickup(calendar, wish, leg, pickup, day)
    return fetched if isinstance(fetched, str) else Offer(leg, day, fetched, "")


def _not_running(calendar: HubCalendar, leg: Leg, day: date) -> str:
    """Why a route does not run on a day."""
    if day.weekday() not in leg.rhythm.weekdays or calendar.is_working_day(day):
        return NO_ROUTE_DAY
    return HUB_CLOSED if day in calendar.closed else PUBLIC_HOLIDAY


def _last_pickup(calendar: HubCalendar, wish: Wish, leg: Leg, pickup: Pickup, day: date) -> date | str:
    """The last pickup whose goods make the departure of that day: the freshest; or why there is none in time."""
    ordered_on = wish.ordered_at.astimezone(calendar.zone).date()
    farthest = day - ordered_on if wish.keeps_days is None else min(day - ordered_on, wish.keeps_days * _DAY)
    closed = False
    for back in range(farthest.days + 1):
        fetched = day - back * _DAY
        if not pickup.rhythm.runs_on(calendar, fetched):
            closed |= fetched in pickup.rhythm.closed and fetched.weekday() in pickup.rhythm.weekdays
            continue
        if fetched == day and not _makes_departure(calendar, wish, leg, pickup, day):
            continue
        # cut-offs come in the order of their days: if this one is missed, so are those of all earlier pickups
        if pickup.rhythm.in_time(calendar, wish.ordered_at, fetched):
            return fetched
        return PICKUP_CLOSED if closed else PICKUP_CUTOFF
    return PICKUP_CLOSED if closed else NO_PICKUP_DAY


def _makes_departure(calendar: HubCalendar, wish: Wish, leg: Leg, pickup: Pickup, day: date) -> bool:
    ready = calendar.moment(day, pickup.arrives) + timedelta(minutes=wish.dock_minutes)
    return ready <= calendar.moment(day, leg.departure)
