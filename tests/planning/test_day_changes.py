"""Closed and extra days: what they make of a rhythm and of the hub's calendar."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from hubops.planning.calendar import HubCalendar
from hubops.planning.day_changes import DayChanges
from hubops.planning.promise import Leg, Offer, Pickup, Wish, earliest

OSLO = ZoneInfo("Europe/Oslo")
USUAL = HubCalendar(OSLO, 3)
TUESDAY, WEDNESDAY, THURSDAY = date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 26)
SATURDAY = date(2026, 11, 28)


def changes(*rows: tuple[str, str, date, bool]) -> DayChanges:
    return DayChanges.of(rows)


def test_without_changes_the_calendar_is_the_usual_one() -> None:
    assert changes(("route", "R1", TUESDAY, False)).calendar(USUAL) is USUAL


def test_the_hub_is_closed_on_one_day_and_works_on_another() -> None:
    calendar = changes(("hub", "", TUESDAY, False), ("hub", "", SATURDAY, True)).calendar(USUAL)
    assert [calendar.is_working_day(day) for day in (TUESDAY, WEDNESDAY, SATURDAY)] == [False, True, True]
    assert calendar.working_days_before(WEDNESDAY, 1) == date(2026, 11, 23)
    assert USUAL.is_working_day(TUESDAY)


def test_an_extra_day_of_a_route_counts_also_when_the_hub_is_closed() -> None:
    found = changes(("hub", "", TUESDAY, False), ("route", "R1", TUESDAY, True))
    calendar, route, other = (
        found.calendar(USUAL),
        found.route("R1", "tue", "0 06:00"),
        found.route("R2", "tue", "0 06:00"),
    )
    assert (route.runs_on(calendar, TUESDAY), other.runs_on(calendar, TUESDAY)) == (True, False)


@pytest.mark.parametrize(
    ("rows", "closed"),
    [
        ([("kind", "school", TUESDAY, False)], True),
        ([("kind", "school/3201", TUESDAY, False)], True),
        ([("kind", "school/3203", TUESDAY, False)], False),
        ([("kind", "kindergarten", TUESDAY, False)], False),
        ([("kitchen", "B01", TUESDAY, False)], True),
        ([("kitchen", "B02", TUESDAY, False)], False),
        ([("kind", "school", TUESDAY, False), ("kitchen", "B01", TUESDAY, True)], False),
        ([("kind", "school", TUESDAY, False), ("kind", "school/3201", TUESDAY, True)], False),
        ([("kitchen", "B01", TUESDAY, False), ("kind", "school/3201", TUESDAY, True)], True),
    ],
)
def test_the_nearer_word_holds_for_a_kitchen(rows: list[tuple[str, str, date, bool]], closed: bool) -> None:
    assert (TUESDAY in changes(*rows).closed_kitchen("B01", "school", "3201")) is closed


@pytest.mark.parametrize(
    ("rows", "cause"),
    [
        ([("hub", "", TUESDAY, False)], "hub_closed"),
        ([("route", "R1", TUESDAY, False)], "route_not_running"),
        ([("cluster", "LIER", TUESDAY, False)], "pickup_closed"),
    ],
)
def test_the_cause_tells_who_is_closed(rows: list[tuple[str, str, date, bool]], cause: str) -> None:
    found = changes(*rows)
    leg = Leg("R1", found.route("R1", "tue thu", "-1 12:00"), time(8, 30), time(9, 5))
    goods = Pickup(found.pickup("100000024", "LIER", "tue thu", "-1 10:00"), time(7))
    wish = Wish(datetime(2026, 11, 20, 9, tzinfo=OSLO), TUESDAY)
    offer = earliest(found.calendar(USUAL), wish, [leg], goods)
    assert isinstance(offer, Offer)
    assert (offer.day, offer.cause) == (THURSDAY, cause)
