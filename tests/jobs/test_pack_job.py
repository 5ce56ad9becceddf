"""When the paper pack is due: each working day, from its time on."""

from datetime import UTC, date, datetime, time
from functools import partial

import pytest
from jobs_samples import SampleHub

from hubops.jobs.clock import PACK, ClockJobs, Slot, due
from hubops.messages import DEFAULT_ZONE
from hubops.model.schedule import DayChange
from hubops.operations.booking import Booking
from hubops.planning.calendar import HubCalendar
from hubops.store import rows

AT = time(3, 15)
CALENDAR = HubCalendar(DEFAULT_ZONE, 3)
TUESDAY = date(2026, 11, 24)


def local(day: date, hour: int, minute: int) -> datetime:
    """A local time in UTC."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=DEFAULT_ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "printed"),
    [
        (local(TUESDAY, 3, 14), False),
        (local(TUESDAY, 3, 15), True),
        (local(TUESDAY, 11, 0), True),  # the worker was away in the night
        (local(TUESDAY, 2, 59), True),  # it is Monday still, and nobody printed Monday's
        (local(date(2026, 11, 28), 9, 0), False),  # a Saturday
        (local(date(2026, 12, 25), 9, 0), False),
    ],
)
def test_when_a_pack_is_due(now: datetime, printed: bool) -> None:
    day = CALENDAR.hub_day(now)
    found = Slot(PACK, day) in due(now, CALENDAR, (), AT)

    assert found == printed
    assert Slot(PACK, day) not in due(now, CALENDAR, ())


@pytest.mark.parametrize(
    ("changed", "printed"), [((), True), ((False,), False), ((True,), True)], ids=["as usual", "closed", "open again"]
)
def test_no_pack_on_a_day_on_which_the_hub_is_closed(hub: SampleHub, changed: tuple[bool, ...], printed: bool) -> None:
    desk = hub.desk("clock")
    for runs in changed:
        values = {"scope": "hub", "code": "", "day": desk.look(lambda booking: booking.day), "reason": "Opptelling"}
        desk.book(partial(_keep, {**values, "runs": runs}))
    done = ClockJobs(desk, pack_at=time(3, 15)).run_due()
    assert (PACK in {slot.name for slot in done}) == printed


def _keep(values: dict[str, object], booking: Booking) -> None:
    rows.add(booking.tx, DayChange, **values)
