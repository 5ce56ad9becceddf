"""The promise: the first day on which every link holds, and the cause that a kitchen is told."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubops.planning.calendar import Cutoff, HubCalendar, weekdays_of
from hubops.planning.promise import (
    HORIZON_DAYS,
    Leg,
    NoOffer,
    Offer,
    Pickup,
    Rhythm,
    Wish,
    broken,
    earliest,
    on_its_way,
)

OSLO = ZoneInfo("Europe/Oslo")
CALENDAR = HubCalendar(OSLO, 3)
NOON_BEFORE, TEN_BEFORE = Cutoff(1, time(12)), Cutoff(1, time(10))


def rhythm(weekdays: str, cutoff: Cutoff = NOON_BEFORE, closed: str = "", extra: str = "") -> Rhythm:
    return Rhythm(weekdays_of(weekdays), cutoff, days(closed), days(extra))


def days(text: str) -> frozenset[date]:
    return frozenset(date.fromisoformat(word) for word in text.split())


def leg(weekdays: str = "tue thu", closed: str = "", extra: str = "") -> Leg:
    return Leg("R1", rhythm(weekdays, NOON_BEFORE, closed, extra), time(8, 30), time(9, 5))


def pickup(weekdays: str, at: time = time(7)) -> Pickup:
    return Pickup(rhythm(weekdays, TEN_BEFORE), at)


def wish(ordered: str, requested: str, **more: object) -> Wish:
    at = datetime.fromisoformat(ordered).replace(tzinfo=OSLO)
    return Wish(at, date.fromisoformat(requested), **more)  # type: ignore[arg-type]


THU_19 = "2026-11-19T10:42"
MON_23 = "2026-11-23T11:00"


@pytest.mark.parametrize(
    ("asked", "goods", "day", "fetched", "cause"),
    [
        # 24 November 2026 is a Tuesday
        (wish(THU_19, "2026-11-24"), pickup("tue thu"), "2026-11-24", "2026-11-24", ""),
        (wish(THU_19, "2026-11-24"), None, "2026-11-24", None, ""),
        (wish(THU_19, "2026-11-24"), pickup("tue thu", time(8, 15)), "2026-11-26", "2026-11-24", "pickup_cutoff"),
        (wish(THU_19, "2026-11-24"), pickup("mon"), "2026-11-24", "2026-11-23", ""),
        (wish(THU_19, "2026-11-25"), pickup("tue thu"), "2026-11-26", "2026-11-26", "route_not_running"),
        (wish(MON_23, "2026-11-24"), None, "2026-11-24", None, ""),
        (wish("2026-11-23T12:00", "2026-11-24"), None, "2026-11-24", None, ""),
        (wish("2026-11-23T12:01", "2026-11-24"), None, "2026-11-26", None, "cutoff_missed"),
        (wish(MON_23, "2026-11-24"), pickup("tue"), "2026-12-01", "2026-12-01", "pickup_cutoff"),
        (wish("2026-11-24T09:00", "2026-11-26"), pickup("tue"), "2026-12-01", "2026-12-01", "pickup_cutoff"),
        (wish("2026-11-25T09:00", "2026-11-26"), pickup("tue"), "2026-12-01", "2026-12-01", "pickup_rhythm"),
        (wish("2026-11-24T09:00", "2026-11-20"), None, "2026-11-26", None, "cutoff_missed"),
        (wish("2026-12-20T09:00", "2026-12-25"), None, "2026-12-29", None, "route_not_running"),
        (wish("2026-12-28T09:00", "2027-01-01"), None, "2027-01-05", None, "route_not_running"),
        (wish("2027-05-03T09:00", "2027-05-06"), None, "2027-05-11", None, "public_holiday"),
        (wish(THU_19, "2026-11-24", closed=days("2026-11-24")), None, "2026-11-26", None, "kitchen_closed"),
        (wish(THU_19, "2026-11-24", full=days("2026-11-24")), None, "2026-11-26", None, "fridge_full"),
        (wish(THU_19, "2026-11-26", keeps_days=1), pickup("tue"), "2026-12-01", "2026-12-01", "pickup_rhythm"),
    ],
)
def test_the_first_day_that_holds(asked: Wish, goods: Pickup | None, day: str, fetched: str | None, cause: str) -> None:
    offer = earliest(CALENDAR, asked, [leg()], goods)
    assert isinstance(offer, Offer)
    assert (offer.day.isoformat(), offer.pickup_day and offer.pickup_day.isoformat(), offer.cause) == (
        day,
        fetched,
        cause,
    )


@pytest.mark.parametrize(
    ("extra", "day", "cause"),
    [
        ("2026-11-25", "2026-11-25", "route_not_running"),
        ("2026-11-27", "2026-11-27", "route_not_running"),
        ("2026-11-17", "2026-12-01", "route_not_running"),  # so long before, it is no day that was moved
    ],
)
def test_an_order_follows_its_run_to_the_day_to_which_that_was_moved(extra: str, day: str, cause: str) -> None:
    asked = wish("2026-11-16T09:00", "2026-11-26", may_be_sooner=True)
    offer = earliest(CALENDAR, asked, [leg(closed="2026-11-26", extra=extra)], pickup("mon tue thu"))
    assert isinstance(offer, Offer)
    assert (offer.day.isoformat(), offer.cause) == (day, cause)


def test_a_day_that_was_brought_forward_must_be_in_time() -> None:
    asked = wish("2026-11-24T13:00", "2026-11-26", may_be_sooner=True)  # after the cut-off of Wednesday
    offer = earliest(CALENDAR, asked, [leg(closed="2026-11-26", extra="2026-11-25")], None)
    assert isinstance(offer, Offer)
    assert offer.day == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("stop", "closed", "fetched", "why"),
    [
        (leg(), "", None, ""),
        (leg(), "", (pickup("tue"), date(2026, 11, 24)), ""),
        (leg(closed="2026-11-24"), "", None, "route_not_running"),
        (leg("wed"), "", None, "route_not_running"),
        (leg(), "2026-11-24", None, "kitchen_closed"),
        (leg(), "", (pickup("wed"), date(2026, 11, 24)), "pickup_rhythm"),
        (leg(), "", (Pickup(rhythm("tue", closed="2026-11-24"), time(7)), date(2026, 11, 24)), "pickup_closed"),
    ],
)
def test_why_a_promise_can_not_be_kept(stop: Leg, closed: str, fetched: tuple[Pickup, date] | None, why: str) -> None:
    assert broken(CALENDAR, stop, date(2026, 11, 24), days(closed), fetched) == why


def test_goods_that_are_on_their_way_know_no_cut_off_but_must_make_the_departure() -> None:
    ordered = wish(THU_19, "2026-11-24", leaves_after=datetime(2026, 11, 24, 8, tzinfo=OSLO))
    offer = earliest(CALENDAR, ordered, [leg()], on_its_way(date(2026, 11, 23), time(7)))
    assert isinstance(offer, Offer)
    assert (offer.day, offer.pickup_day) == (date(2026, 11, 24), date(2026, 11, 23))
    later = wish(THU_19, "2026-11-24", leaves_after=datetime(2026, 11, 24, 8, 31, tzinfo=OSLO))
    offer = earliest(CALENDAR, later, [leg()], on_its_way(date(2026, 11, 23), time(7)))
    assert isinstance(offer, Offer)
    assert offer.day == date(2026, 11, 26)


def test_a_moved_day_runs_on_its_new_date_only() -> None:
    moved = leg(closed="2026-11-24", extra="2026-11-25")
    offer = earliest(CALENDAR, wish(THU_19, "2026-11-24"), [moved], None)
    assert isinstance(offer, Offer)
    assert offer.day == date(2026, 11, 25)


def test_of_two_routes_the_first_that_can_is_taken() -> None:
    friday = Leg("R2", rhythm("fri"), time(8, 30), time(9, 5))
    offer = earliest(CALENDAR, wish(THU_19, "2026-11-27"), [leg(), friday], None)
    assert isinstance(offer, Offer)
    assert (offer.leg.route, offer.cause) == ("R2", "")


@pytest.mark.parametrize(
    ("legs", "cause"),
    [([], "route_not_running"), ([leg("sat")], "route_not_running"), ([leg()], "pickup_rhythm")],
)
def test_what_can_never_come_is_said_to_be_so(legs: list[Leg], cause: str) -> None:
    assert earliest(CALENDAR, wish(THU_19, "2026-11-24"), legs, pickup("sat")) == NoOffer(cause)


weekday_sets = st.sets(st.integers(0, 4), min_size=1).map(frozenset)
moments = st.integers(0, 60 * 24 * 60).map(lambda m: datetime(2026, 11, 2, tzinfo=OSLO) + timedelta(minutes=m))
cutoffs = st.builds(Cutoff, st.integers(0, 3), st.builds(time, st.integers(6, 18)))


@given(moments, st.integers(-3, 20), weekday_sets, weekday_sets, cutoffs, cutoffs, st.integers(4, 12))
def test_the_day_holds_and_no_earlier_one_does(
    ordered_at: datetime,
    ahead: int,
    runs: frozenset[int],
    fetched_on: frozenset[int],
    route_cutoff: Cutoff,
    pickup_cutoff: Cutoff,
    arrives: int,
) -> None:
    asked = Wish(ordered_at, ordered_at.date() + timedelta(days=ahead))
    stop = Leg("R1", Rhythm(runs, route_cutoff), time(9), time(10))
    goods = Pickup(Rhythm(fetched_on, pickup_cutoff), time(arrives))
    offer = earliest(CALENDAR, asked, [stop], goods)
    start = max(asked.requested, ordered_at.date())
    feasible = [
        day for n in range(HORIZON_DAYS + 1) if links_hold(asked, stop, goods, day := start + timedelta(days=n))
    ]
    assert isinstance(offer, Offer)
    assert offer.day == feasible[0]
    assert (offer.cause == "") == (offer.day == asked.requested)


def links_hold(asked: Wish, stop: Leg, goods: Pickup, day: date) -> bool:
    """The same question, asked the slow way round."""

    def in_time(each: Rhythm, of: date) -> bool:
        return asked.ordered_at <= CALENDAR.cutoff_at(of, each.cutoff.days_before, each.cutoff.at)

    runs = CALENDAR.runs_on(stop.rhythm.weekdays, day) and in_time(stop.rhythm, day)
    fetched = (
        before
        for n in range((day - asked.ordered_at.date()).days + 1)
        if CALENDAR.runs_on(goods.rhythm.weekdays, before := day - timedelta(days=n))
        and in_time(goods.rhythm, before)
        and (before < day or goods.arrives <= time(8, 30))
    )
    return runs and any(fetched)
