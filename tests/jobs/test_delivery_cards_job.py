"""When the delivery cards of a week are due; what is queued: tests/queries/test_cards_of_a_week.py."""

from datetime import UTC, date, datetime, time

import pytest

from hubops.jobs.clock import CARDS, due
from hubops.jobs.delivery_cards import CardTime
from hubops.messages import DEFAULT_ZONE
from hubops.planning.calendar import HubCalendar

FRIDAYS = CardTime(4, time(14))
CALENDAR = HubCalendar(DEFAULT_ZONE, 3)
NEXT_WEEK = date(2026, 11, 30)


def local(text: str) -> datetime:
    """A local time in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=DEFAULT_ZONE).astimezone(UTC)


def mondays(now: datetime, when: CardTime | None = FRIDAYS) -> list[date]:
    """The weeks whose cards are due."""
    return [slot.day for slot in due(now, CALENDAR, (), cards=when) if slot.name == CARDS]


@pytest.mark.parametrize(
    ("now", "monday"),
    [
        ("2026-11-24T05:30", None),  # the Tuesday of a week whose cards nobody printed: too late for them
        ("2026-11-27T13:59", None),
        ("2026-11-27T14:00", NEXT_WEEK),
        ("2026-11-29T09:00", NEXT_WEEK),  # the worker was away on Friday
        ("2026-11-30T16:00", NEXT_WEEK),  # and at the weekend
        ("2026-12-01T02:59", NEXT_WEEK),  # it is Monday still
        ("2026-12-01T03:00", None),
        ("2026-12-24T14:00", date(2026, 12, 28)),  # the Friday is Christmas Day
        ("2027-03-24T13:59", None),  # the Wednesday before Easter
        ("2027-03-24T14:00", date(2027, 3, 29)),
    ],
)
def test_when_cards_are_due(now: str, monday: date | None) -> None:
    assert mondays(local(now)) == ([] if monday is None else [monday])


def test_another_day_and_hour_may_be_set_and_none() -> None:
    wednesday = CardTime(2, time(9, 30))
    assert mondays(local("2026-11-25T09:29"), wednesday) == []
    assert mondays(local("2026-11-25T09:30"), wednesday) == [NEXT_WEEK]
    assert mondays(local("2026-11-27T14:00"), None) == []
