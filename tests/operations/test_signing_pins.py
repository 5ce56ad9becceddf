"""PINs: what is kept of them, how wrong ones are counted, and who may help."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

import pytest
from books import Books

from hubops.clock import ManualClock
from hubops.errors import Refused
from hubops.model.people import OperatorPin
from hubops.open_hub import OpenHub
from hubops.operations import pins, signing
from hubops.operations.booking import Actor, Booking
from hubops.operations.desk import Desk

T = TypeVar("T")
PEPPER = b"p" * 32
KARI, OLA, ADMIN = "0001", "0002", "9001"


@pytest.fixture
def desk(hub: OpenHub) -> Desk:
    """The desk of a hub that asks everybody for a PIN."""
    signin = replace(hub.house.signin, pin="all", pepper=PEPPER)
    hub.house = replace(hub.house, signin=signin)
    return hub.desk("dock1")


def as_(desk: Desk, badge: str, work: Callable[[Booking], T]) -> T:
    """Do it as the operator with a badge."""

    def run(booking: Booking) -> T:
        booking.actor = signing.of_badge(booking, badge)
        return work(booking)

    return desk.book(run)


def actor(desk: Desk, badge: str) -> Actor:
    """The operator with a badge."""
    return desk.look(lambda booking: signing.of_badge(booking, badge))


def set_pin(desk: Desk, badge: str, pin: str) -> None:
    """Give an operator a PIN."""
    key = actor(desk, badge).key
    assert key is not None
    desk.book(lambda booking: pins.set_pin(booking, key, badge, pins.seal(PEPPER, pin)))


def try_pin(desk: Desk, badge: str, pin: str) -> pins.Tried:
    """Try a PIN as the dialogue does: sealed first, compared in a transaction of its own."""
    key = actor(desk, badge).key
    assert key is not None
    sealed = desk.look(lambda booking: pins.seal_for(booking, key, pin))
    return desk.book(lambda booking: pins.try_pin(booking, key, badge, sealed))


def test_a_seal_is_argon2id_and_tells_the_same_pin_again() -> None:
    first = pins.seal(PEPPER, "2580")

    assert first.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert "2580" not in first
    assert pins.seal(PEPPER, "2580", first) == first
    assert pins.seal(PEPPER, "2581", first) != first


def test_the_same_pin_is_sealed_differently_each_time_and_under_each_pepper() -> None:
    first = pins.seal(PEPPER, "2580")

    assert pins.seal(PEPPER, "2580") != first
    assert pins.seal(b"q" * 32, "2580", first) != first


@pytest.mark.parametrize(
    "typed", ["", "258", "258025802", "25a0", " 2580", "٢٥٨٠", "2222", "1234", "987654", "3456", "2580\n"]
)
def test_what_can_be_no_pin_has_no_seal(typed: str) -> None:
    assert pins.seal(PEPPER, typed) == ""


@pytest.mark.parametrize("typed", ["2580", "1233", "01234560", "8901", "112233"])
def test_a_pin_has_four_to_eight_digits(typed: str) -> None:
    assert pins.seal(PEPPER, typed)


def test_a_seal_takes_long_for_a_thief_and_not_for_the_dock() -> None:
    """About 55 ms of one core; the bounds are wide, for a machine that does other things too."""
    began = time.process_time()
    pins.seal(PEPPER, "2580")
    assert 0.005 < time.process_time() - began < 0.5


@pytest.mark.parametrize(
    ("pin", "asked"),
    [
        ("off", set()),
        ("supervisors", {"supervisor", "coordinator", "admin"}),
        ("all", {"worker", "supervisor", "coordinator", "admin"}),
    ],
)
def test_whose_pin_is_asked(desk: Desk, pin: str, asked: set[str]) -> None:
    desk.house = replace(desk.house, signin=replace(desk.house.signin, pin=pin))

    found = desk.look(
        lambda booking: {
            role for role in ("worker", "supervisor", "coordinator", "admin") if pins.is_asked(booking, role)
        }
    )

    assert found == asked


def test_the_right_pin_is_right(desk: Desk) -> None:
    set_pin(desk, KARI, "2580")

    assert try_pin(desk, KARI, "2580") == pins.Tried(right=True)


def test_a_pin_that_is_set_is_not_set_again(desk: Desk) -> None:
    set_pin(desk, KARI, "2580")

    with pytest.raises(Refused, match=r"signin\.has_pin"):
        set_pin(desk, KARI, "9753")


def test_wrong_pins_are_counted_and_make_the_badge_wait_ever_longer(
    desk: Desk, clock: ManualClock, books: Books
) -> None:
    set_pin(desk, KARI, "2580")
    waits: list[float] = []
    lefts: list[int] = []

    for _ in range(6):
        tried = try_pin(desk, KARI, "9753")
        lefts.append(tried.left)
        waits.append((tried.wait_until - clock.now()).total_seconds() if tried.wait_until else 0)
        clock.move_to(tried.wait_until or clock.now())

    assert lefts == [2, 1, 0, 0, 0, 0]
    assert waits == [0, 0, 30, 60, 120, 240]
    assert (books.events("pin_wrong"), books.events("badge_locked")) == (6, 4)


def test_while_a_badge_waits_even_the_right_pin_is_refused_and_nothing_is_counted(
    desk: Desk, clock: ManualClock, books: Books
) -> None:
    set_pin(desk, KARI, "2580")
    until: datetime | None = None
    for _ in range(3):
        until = try_pin(desk, KARI, "9753").wait_until
    assert until is not None

    for pin in ("2580", "9753"):
        with pytest.raises(Refused, match=r"signin\.wait"):
            try_pin(desk, KARI, pin)
    assert books.events("pin_wrong") == 3

    clock.move_to(until)
    assert try_pin(desk, KARI, "2580").right
    assert [(row.wrong, row.wait_until) for row in books.rows(OperatorPin.__table__.select())] == [(0, None)]


def test_wrong_pins_are_counted_over_all_stations(desk: Desk, hub: OpenHub) -> None:
    set_pin(desk, KARI, "2580")
    other = Desk(hub.desk("dock1").writer, desk.house, replace(desk.station, name="dock2"))

    tried = [try_pin(each, KARI, "9753") for each in (desk, other, desk)]

    assert [one.wait_until is not None for one in tried] == [False, False, True]


def test_a_supervisors_badge_unlocks_a_worker(desk: Desk, books: Books) -> None:
    set_pin(desk, KARI, "2580")
    for _ in range(3):
        try_pin(desk, KARI, "9753")

    before = as_(desk, OLA, lambda booking: pins.person(booking, KARI))
    as_(desk, OLA, lambda booking: pins.unlock(booking, KARI))

    assert before.wait_until is not None
    assert try_pin(desk, KARI, "2580").right
    assert books.events("badge_unlocked") == 1


def test_a_pin_that_was_reset_is_set_anew(desk: Desk, books: Books) -> None:
    set_pin(desk, KARI, "2580")

    as_(desk, OLA, lambda booking: pins.reset(booking, KARI))

    assert not try_pin(desk, KARI, "2580").right
    set_pin(desk, KARI, "9753")
    assert try_pin(desk, KARI, "9753").right
    assert (books.events("pin_reset"), books.events("pin_set")) == (1, 2)


@pytest.mark.parametrize(
    ("helper", "helped", "may"),
    [
        (KARI, "0005", False),
        (KARI, OLA, False),
        (OLA, KARI, True),
        (OLA, OLA, False),
        (OLA, ADMIN, False),
        (ADMIN, KARI, True),
        (ADMIN, OLA, True),
        (ADMIN, ADMIN, True),
    ],
)
@pytest.mark.parametrize("help_", [pins.unlock, pins.reset], ids=lambda verb: verb.__name__)
def test_nobody_resets_the_pin_of_a_higher_role(
    desk: Desk, helper: str, helped: str, may: bool, help_: Callable[[Booking, str], pins.Person]
) -> None:
    """Else a supervisor could take an admin's badge and give it a PIN of the own choice."""
    if may:
        assert as_(desk, helper, lambda booking: help_(booking, helped)).badge == helped
    else:
        with pytest.raises(Refused, match=r"authority\.role_needed"):
            as_(desk, helper, lambda booking: help_(booking, helped))


def test_an_unknown_badge_needs_no_help(desk: Desk) -> None:
    with pytest.raises(Refused, match=r"signin\.unknown_badge"):
        as_(desk, OLA, lambda booking: pins.reset(booking, "0815"))


def test_a_pin_that_another_station_reset_in_between_is_wrong(desk: Desk) -> None:
    """It was sealed like the old one, before the transaction."""
    set_pin(desk, KARI, "2580")
    key = actor(desk, KARI).key
    assert key is not None
    sealed = desk.look(lambda booking: pins.seal_for(booking, key, "2580"))
    as_(desk, OLA, lambda booking: pins.reset(booking, KARI))

    assert not desk.book(lambda booking: pins.try_pin(booking, key, KARI, sealed)).right


def test_who_is_signed_in_elsewhere_today(hub: OpenHub, clock: ManualClock) -> None:
    here = hub.desk("dock1")
    there = Desk(hub.desk("dock1").writer, hub.house, replace(here.station, name="dock2"))
    there.book(lambda booking: signing.sign_in(booking, KARI))

    def arrive(booking: Booking) -> list[str]:
        signing.sign_in(booking, KARI)
        return signing.elsewhere(booking)

    assert here.book(arrive) == ["dock2"]
    clock.move_to(clock.now() + timedelta(days=1))
    assert here.book(arrive) == []
