"""The hub's calendar: holidays and clock changes of 2027 (domain-rules.md 6), cut-offs and route days."""

import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubops.errors import BadInput
from hubops.planning.calendar import Cutoff, HubCalendar, parse_cutoff, weekdays_of

CALENDAR = HubCalendar(ZoneInfo("Europe/Oslo"), 3)
TUE_FRI = frozenset({1, 4})


def test_the_holidays_are_not_imported_before_they_are_asked_for() -> None:
    code = "import sys, hubops.planning.calendar; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-11-24", True),
        ("2026-11-28", False),  # Saturday
        ("2027-03-24", True),  # the Wednesday before Easter
        ("2027-03-25", False),  # Maundy Thursday
        ("2027-03-26", False),  # Good Friday
        ("2027-03-29", False),  # Easter Monday
        ("2027-03-30", True),
        ("2027-05-06", False),  # Ascension Day
        ("2027-05-17", False),  # Constitution Day and Whit Monday in one
        ("2026-12-24", True),  # no public holidays: the hub's own calendar must close them
        ("2026-12-31", True),
        ("2026-12-25", False),
        ("2027-01-01", False),
    ],
)
def test_working_days(day: str, works: bool) -> None:
    assert CALENDAR.is_working_day(date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2026-11-24T02:59:59+01:00", "2026-11-23"),
        ("2026-11-24T03:00:00+01:00", "2026-11-24"),
        ("2026-11-24T02:00:00+00:00", "2026-11-24"),
        ("2026-11-24T23:59:00+01:00", "2026-11-24"),
        ("2027-03-28T01:59:59+01:00", "2027-03-27"),
        ("2027-03-28T03:00:00+02:00", "2027-03-28"),  # a second later
        ("2027-10-31T02:30:00+02:00", "2027-10-30"),
        ("2027-10-31T02:30:00+01:00", "2027-10-30"),  # the hour that comes twice
        ("2027-10-31T03:00:00+01:00", "2027-10-31"),
    ],
)
def test_hub_day(at: str, day: str) -> None:
    assert CALENDAR.hub_day(datetime.fromisoformat(at)) == date.fromisoformat(day)


@pytest.mark.parametrize(("day", "hours"), [("2027-03-27", 23), ("2027-10-30", 25), ("2027-03-28", 24)])
def test_hub_days_of_23_and_25_hours(day: str, hours: int) -> None:
    start, end = CALENDAR.day_span(date.fromisoformat(day))
    assert end - start == timedelta(hours=hours)
    assert start.tzinfo is UTC


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2 * 366 * 24 * 60))
def test_every_moment_lies_in_its_hub_day(minutes: int) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    start, end = CALENDAR.day_span(CALENDAR.hub_day(at))
    assert start <= at < end


@pytest.mark.parametrize(
    ("day", "days_before", "expected"),
    [
        ("2026-11-24", 1, "2026-11-23T12:00+01:00"),
        ("2026-11-24", 0, "2026-11-24T12:00+01:00"),
        ("2026-11-23", 1, "2026-11-20T12:00+01:00"),  # over a weekend
        ("2026-11-24", 3, "2026-11-19T12:00+01:00"),
        ("2027-03-30", 1, "2027-03-24T12:00+01:00"),  # over Easter, and over the change to summer time
        ("2027-03-31", 1, "2027-03-30T12:00+02:00"),
        ("2027-05-18", 1, "2027-05-14T12:00+02:00"),  # over 17 May
        ("2027-11-01", 1, "2027-10-29T12:00+02:00"),  # over the change to winter time
    ],
)
def test_cutoff_at(day: str, days_before: int, expected: str) -> None:
    found = CALENDAR.cutoff_at(date.fromisoformat(day), days_before, time(12))
    assert found == utc(expected)
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    ("day", "at", "expected"),
    [
        ("2026-11-24", time(7, 30), "2026-11-24T07:30+01:00"),
        ("2027-03-28", time(2, 30), "2027-03-28T03:30+02:00"),  # there is no such time that night
        ("2027-10-31", time(2, 30), "2027-10-31T02:30+02:00"),  # the first of two
    ],
)
def test_departure_at(day: str, at: time, expected: str) -> None:
    assert CALENDAR.departure_at(date.fromisoformat(day), at) == utc(expected)


def test_route_days_leave_out_holidays() -> None:
    days = CALENDAR.route_days(frozenset({0, 3}), date(2027, 3, 22), date(2027, 4, 5))
    assert days == [date(2027, 3, 22), date(2027, 4, 1), date(2027, 4, 5)]
    assert CALENDAR.route_days(TUE_FRI, date(2026, 11, 24), date(2026, 11, 23)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [("-1 12:00", Cutoff(1, time(12))), ("0 08:30", Cutoff(0, time(8, 30))), (" -2  6:05 ", Cutoff(2, time(6, 5)))],
)
def test_parse_cutoff(text: str, expected: Cutoff) -> None:
    assert parse_cutoff(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "12:00", "-1", "1 12:00", "-1 12", "-1 24:00", "-1 12:60", "-x 12:00", "--1 12:00", "-1 12:00:00", "-1 1²:00"],
)
def test_a_cutoff_that_cannot_be_read(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_cutoff(text)
    assert (caught.value.code, caught.value.values) == ("calendar.bad_cutoff", {"text": text})


def test_weekdays_of() -> None:
    assert weekdays_of("mon Thu  mon") == {0, 3}


@pytest.mark.parametrize(("text", "named"), [("mon fredag", "fredag"), ("", "")])
def test_weekdays_that_cannot_be_read(text: str, named: str) -> None:
    with pytest.raises(BadInput) as caught:
        weekdays_of(text)
    assert caught.value.code == "calendar.bad_weekday"
    assert caught.value.values["text"] == named
