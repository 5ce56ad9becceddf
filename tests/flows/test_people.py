"""Help with badges: a supervisor unlocks one that waits and resets a PIN; nobody else can."""

from dataclasses import replace

import pytest
from books import Books

from hubops.clock import ManualClock
from hubops.demo.model_worker import ModelWorker
from hubops.open_hub import OpenHub

KARI, OLA, INGRID = "BADGE-0001", "BADGE-0002", "BADGE-0003"
PIN, NEW, WRONG = "258046", "975312", "864209"


@pytest.fixture
def hub(hub: OpenHub) -> OpenHub:
    """A hub that asks everybody for a PIN."""
    hub.house = replace(hub.house, signin=replace(hub.house.signin, pin="all", pepper=b"p" * 32))
    return hub


@pytest.fixture
def station(hub: OpenHub, clock: ManualClock) -> ModelWorker:
    """A station where Kari has set a PIN and forgotten it: her badge waits."""
    made = ModelWorker(hub.floor("dock1"), hub.desk("dock1"), clock, lambda: None, "dock1")
    sign_in(made, KARI, PIN)
    made.press("f10")
    made.scan(KARI)
    for _ in range(3):
        made.type(WRONG)
    return made


def sign_in(station: ModelWorker, badge: str, pin: str) -> None:
    """Sign in for the first time."""
    station.scan(badge)
    station.type(pin)
    station.type(pin)
    assert station.answer.prompt.id == "today.board"


def said(station: ModelWorker) -> str:
    """The code of the last answer."""
    return station.answer.message.code if station.answer.message else ""


def test_a_supervisor_unlocks_a_badge(station: ModelWorker, books: Books) -> None:
    sign_in(station, OLA, NEW)
    assert station.press("f7").prompt.id == "people.badge"
    station.scan(KARI)
    assert station.answer.prompt.id == "people.person"
    assert station.answer.prompt.lines[0].message.code == "people.waits"

    assert station.press("1").prompt.id == "people.badge"
    assert said(station) == "people.unlocked"

    station.press("f10")
    station.scan(KARI)
    assert station.type(PIN).operator == "Kari N."
    assert books.events("badge_unlocked") == 1


def test_a_supervisor_resets_a_pin_and_its_owner_sets_a_new_one(station: ModelWorker) -> None:
    sign_in(station, OLA, NEW)
    station.press("f7")
    station.scan(KARI)

    station.press("2")

    assert said(station) == "people.reset"
    station.press("f10")
    sign_in(station, KARI, NEW)
    assert station.answer.operator == "Kari N."


def test_a_worker_has_no_say_in_badges(station: ModelWorker, clock: ManualClock) -> None:
    sign_in(station, "BADGE-0005", NEW)

    station.press("f7")

    assert (said(station), station.answer.prompt.id) == ("authority.role_needed", "today.board")
    assert station.answer.message is not None
    assert "takes the badge of a supervisor, a coordinator or an administrator" in station.answer.message.text("en")


def test_a_supervisor_does_not_reset_a_coordinator(station: ModelWorker) -> None:
    sign_in(station, OLA, NEW)
    station.press("f7")

    station.scan(INGRID)

    assert (said(station), station.answer.prompt.id) == ("authority.role_needed", "people.badge")


@pytest.mark.parametrize("digit", ["0", "3"])
def test_there_are_two_kinds_of_help(station: ModelWorker, digit: str) -> None:
    sign_in(station, OLA, NEW)
    station.press("f7")
    station.scan(KARI)

    station.press(digit)

    assert (said(station), station.answer.prompt.id) == ("today.no_such_choice", "people.person")


def test_the_next_badge_takes_the_place_of_the_one_before(station: ModelWorker) -> None:
    sign_in(station, OLA, NEW)
    station.press("f7")
    station.scan(KARI)

    station.scan("BADGE-0005")

    assert station.answer.prompt.what.values["name"] == "Emma B."
    assert station.answer.prompt.lines[0].message.code == "people.no_pin"


def test_f3_leads_back_step_by_step(station: ModelWorker) -> None:
    sign_in(station, OLA, NEW)
    station.press("f7")
    station.scan(KARI)

    assert station.press("f3").prompt.id == "people.badge"
    assert station.press("f3").prompt.id == "today.board"
