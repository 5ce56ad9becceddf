"""The idle lock: a station that nobody uses asks for a badge; its operator goes on where the work stood."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from books import Books

from hubops.clock import ManualClock
from hubops.demo.model_worker import ModelWorker
from hubops.devices.scanners.meaning import read_scan
from hubops.inputs import Choose, Input, Key, Text, Weight
from hubops.messages import Message, Severity
from hubops.model.evidence import FloorInput
from hubops.open_hub import OpenHub

KARI, EMMA = "BADGE-0001", "BADGE-0005"
CARROTS = "]E07039999000022"
MINUTES = 10


@pytest.fixture
def hub(hub: OpenHub) -> OpenHub:
    """A hub whose stations lock after ten minutes; nobody has a PIN."""
    signin = replace(hub.house.signin, idle_lock_minutes=MINUTES, pepper=b"p" * 32)
    hub.house = replace(hub.house, signin=signin)
    return hub


@pytest.fixture
def idle(worker: ModelWorker) -> ModelWorker:
    """Kari was asked for a lot, and went away."""
    worker.start("receive")
    worker.scan(CARROTS)
    assert worker.answer.prompt.id == "receive.lot"
    wait(worker, MINUTES)
    return worker


def wait(worker: ModelWorker, minutes: int) -> None:
    """So long nobody uses the station."""
    worker.clock.move_to(worker.clock.now() + timedelta(minutes=minutes))


def said(worker: ModelWorker) -> str:
    """The code of the last answer."""
    return worker.answer.message.code if worker.answer.message else ""


def test_a_station_that_nobody_uses_shows_that_it_is_locked_and_by_whom(idle: ModelWorker) -> None:
    answer = idle.floor.resume()

    assert (answer.prompt.id, answer.operator) == ("signin.locked", "")
    assert answer.prompt.what.text("en") == "Locked, Kari N. was at work. Scan your badge."


def test_a_look_changes_nothing(idle: ModelWorker, books: Books) -> None:
    before = books.everything()

    idle.floor.resume()

    assert books.everything() == before


def test_a_moment_earlier_it_is_not_locked(worker: ModelWorker) -> None:
    wait(worker, MINUTES - 1)

    assert worker.floor.resume().operator == "Kari N."


def test_the_same_badge_goes_on_at_the_very_step(idle: ModelWorker, books: Books) -> None:
    idle.scan(KARI)

    assert (idle.answer.prompt.id, said(idle), idle.answer.operator) == ("receive.lot", "signin.resumed", "Kari N.")
    assert idle.type("L7").status is not Severity.REFUSED
    assert books.loose("D1") == {"L7": (1, 2000)}
    assert books.events("station_locked") == 1


@pytest.mark.parametrize(
    "said_",
    [
        read_scan(CARROTS),
        read_scan("]C100370399980000000008"),
        Text("L7"),
        Key("1"),
        Key("f2"),
        Key("f10"),
        Choose("load"),
        Weight(2000, stable=True),
    ],
    ids=lambda one: type(one).__name__,
)
def test_whatever_else_comes_is_refused_with_one_sentence(idle: ModelWorker, books: Books, said_: Input) -> None:
    before = books.standing()

    first, second = (idle.floor.handle(said_, bytes([n])) for n in range(2))

    for answer in (first, second):
        assert answer.message is not None
        assert (answer.message.code, answer.status) == ("signin.locked", Severity.REFUSED)
        assert answer.prompt.id == "signin.locked"
    assert books.standing() == before
    assert books.events("station_locked") == 1
    assert idle.scan(KARI).prompt.id == "receive.lot"


def test_a_refused_input_does_not_open_the_station(idle: ModelWorker, hub: OpenHub) -> None:
    idle.scan(CARROTS)

    assert hub.floor("dock1").resume().prompt.id == "signin.locked"


def test_the_refused_input_is_nobodys(idle: ModelWorker, books: Books) -> None:
    idle.scan(CARROTS)

    last = books.rows(FloorInput.__table__.select().order_by(FloorInput.id))[-1]

    assert last.operator_id is None
    assert json.loads(last.answer)["prompt"] == "signin.locked"


def test_another_badge_takes_over_at_the_board_and_hears_what_was_left(idle: ModelWorker, books: Books) -> None:
    idle.scan(EMMA)

    assert (idle.answer.prompt.id, idle.answer.operator) == ("today.board", "Emma B.")
    assert idle.answer.message is not None
    assert idle.answer.status is Severity.WARN
    assert idle.answer.message.values == {"name": "Emma B.", "other": "Kari N.", "flow": Message("where.receive")}
    assert books.loose("D1") == {}


def test_after_a_take_over_nothing_is_held_any_more(idle: ModelWorker) -> None:
    idle.scan(EMMA)
    idle.scan(KARI)

    assert (idle.answer.prompt.id, said(idle)) == ("today.board", "signin.welcome")


def test_nothing_was_left_on_the_board(worker: ModelWorker) -> None:
    wait(worker, MINUTES)

    worker.scan(EMMA)

    assert said(worker) == "signin.welcome"


def test_an_unknown_badge_leaves_it_locked(idle: ModelWorker) -> None:
    idle.scan("BADGE-0815")

    assert (said(idle), idle.answer.prompt.id) == ("signin.unknown_badge", "signin.locked")


def test_a_trembling_scale_does_not_keep_a_station_open(idle: ModelWorker, books: Books) -> None:
    for n, weight in enumerate((Weight(2, stable=True), Weight(900, stable=False), Weight(-1, stable=True))):
        idle.floor.handle(weight, bytes([n]))

    assert idle.floor.resume().prompt.id == "signin.locked"
    assert books.events("station_locked") == 1


def test_a_refusal_is_use_too(worker: ModelWorker) -> None:
    wait(worker, MINUTES - 1)
    worker.scan("NO-CODE")
    assert worker.answer.status is Severity.REFUSED
    wait(worker, MINUTES - 1)

    assert worker.press("f9").prompt.id != "signin.locked"


def test_a_station_without_an_operator_does_not_lock(worker: ModelWorker) -> None:
    worker.press("f10")
    wait(worker, 60)

    assert worker.floor.resume().prompt.id == "signin.badge"


def test_a_restart_does_not_open_it(idle: ModelWorker, hub: OpenHub) -> None:
    idle.press("1")

    again = hub.floor("dock1")

    assert again.resume().prompt.id == "signin.locked"
    assert again.handle(read_scan(KARI), b"badge").prompt.id == "receive.lot"


def test_where_a_pin_is_asked_the_badge_alone_does_not_open_it(hub: OpenHub, clock: ManualClock) -> None:
    hub.house = replace(hub.house, signin=replace(hub.house.signin, pin="all"))
    station = ModelWorker(hub.floor("dock1"), hub.desk("dock1"), clock, lambda: None, "dock1")
    station.scan(KARI)
    station.type("258046")
    station.type("258046")
    station.start("receive")
    station.scan(CARROTS)
    wait(station, MINUTES)

    assert station.scan(KARI).prompt.id == "signin.pin"
    assert station.press("f3").prompt.id == "signin.locked"
    station.scan(KARI)
    assert station.type("975312").prompt.id == "signin.pin"
    assert station.type("258046").prompt.id == "receive.lot"
    assert said(station) == "signin.resumed"


def test_a_problem_may_be_told_at_a_locked_station(idle: ModelWorker) -> None:
    idle.press("f9")
    assert idle.answer.prompt.id == "problem.kind"

    assert idle.press("f3").prompt.id == "signin.locked"
    assert idle.scan(KARI).prompt.id == "receive.lot"


def test_a_hub_without_the_lock_never_locks(hub: OpenHub, clock: ManualClock) -> None:
    hub.house = replace(hub.house, signin=replace(hub.house.signin, idle_lock_minutes=0))
    station = ModelWorker(hub.floor("dock1"), hub.desk("dock1"), clock, lambda: None, "dock1")
    station.scan(KARI)
    wait(station, 600)

    assert station.floor.resume().operator == "Kari N."
