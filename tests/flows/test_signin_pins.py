"""Signing in with a PIN: set at the first sign-in, asked at each one, counted when wrong, and never written down."""

import json
from dataclasses import replace
from datetime import datetime

import pytest
from books import Books

from hubops.clock import ManualClock
from hubops.demo.model_worker import ModelWorker
from hubops.devices.scanners.meaning import read_scan
from hubops.inputs import Choose, Input, Key, Text
from hubops.messages import Severity
from hubops.model.evidence import Event, FloorInput
from hubops.model.people import Dialogue, OperatorPin
from hubops.open_hub import OpenHub
from hubops.operations.booking import Station
from hubops.operations.desk import Desk
from hubops.store.transactions import Writer

KARI, OLA = "BADGE-0001", "BADGE-0002"
PIN, OTHER = "258046", "975312"


@pytest.fixture
def hub(hub: OpenHub) -> OpenHub:
    """A hub that asks everybody for a PIN."""
    hub.house = replace(hub.house, signin=replace(hub.house.signin, pin="all", pepper=b"p" * 32))
    return hub


@pytest.fixture
def worker(hub: OpenHub, clock: ManualClock) -> ModelWorker:
    """Somebody at dock1 who has scanned no badge yet."""
    return ModelWorker(hub.floor("dock1"), hub.desk("dock1"), clock, lambda: None, "dock1")


@pytest.fixture
def kari(worker: ModelWorker) -> ModelWorker:
    """Kari, who has set a PIN and signed out again."""
    worker.scan(KARI)
    worker.type(PIN)
    worker.type(PIN)
    worker.press("f10")
    return worker


def said(worker: ModelWorker) -> str:
    """The code of the last answer."""
    return worker.answer.message.code if worker.answer.message else ""


def stands(worker: ModelWorker) -> str:
    """The question that stands."""
    return worker.answer.prompt.id


def test_the_first_sign_in_sets_the_pin_and_asks_for_it_twice(worker: ModelWorker, books: Books) -> None:
    assert worker.scan(KARI).prompt.id == "signin.new_pin"
    assert worker.answer.operator == ""
    assert worker.type(PIN).prompt.id == "signin.again"
    assert worker.type(PIN).prompt.id == "today.board"

    assert (worker.answer.operator, said(worker)) == ("Kari N.", "signin.welcome")
    assert (books.events("pin_set"), books.events("signed_in")) == (1, 1)


def test_a_first_admin_sets_a_pin_as_everybody_does(worker: ModelWorker) -> None:
    assert worker.scan("BADGE-9001").prompt.id == "signin.new_pin"


def test_two_pins_that_differ_begin_again(worker: ModelWorker, books: Books) -> None:
    worker.scan(KARI)
    worker.type(PIN)

    assert worker.type(OTHER).prompt.id == "signin.new_pin"
    assert (said(worker), worker.answer.status) == ("signin.pins_differ", Severity.REFUSED)
    assert books.events("pin_set") == 0


@pytest.mark.parametrize("typed", ["", "12", "kari", "1234", "7777", "123456789", "4006381333931"])
@pytest.mark.parametrize("again", [False, True], ids=["first", "second"])
def test_what_can_be_no_pin_is_refused(worker: ModelWorker, typed: str, again: bool) -> None:
    worker.scan(KARI)
    if again:
        worker.type(PIN)
    stood = stands(worker)

    worker.type(typed)

    assert said(worker) == ("signin.pins_differ" if again else "signin.pin_form")
    assert stands(worker) == ("signin.new_pin" if again else stood)


def test_the_pin_opens_the_board(kari: ModelWorker) -> None:
    assert kari.scan(KARI).prompt.id == "signin.pin"
    assert kari.type(PIN).prompt.id == "today.board"
    assert kari.answer.operator == "Kari N."


def test_a_wrong_pin_is_refused_counted_and_kept_in_the_books(kari: ModelWorker, books: Books) -> None:
    kari.scan(KARI)

    kari.type(OTHER)

    assert (said(kari), kari.answer.status, stands(kari)) == ("signin.wrong_pin", Severity.REFUSED, "signin.pin")
    assert kari.answer.message is not None
    assert kari.answer.message.values == {"left": 2}
    assert [row.wrong for row in books.rows(OperatorPin.__table__.select())] == [1]


def test_the_third_wrong_pin_brings_a_wait_that_even_the_right_one_keeps(kari: ModelWorker, clock: ManualClock) -> None:
    kari.scan(KARI)
    for _ in range(3):
        kari.type(OTHER)
    assert (said(kari), stands(kari)) == ("signin.wrong_wait", "signin.pin")
    assert kari.answer.message is not None
    until = kari.answer.message.values["until_at"]
    assert isinstance(until, datetime)
    assert (until.second, until > clock.now()) == (0, True), "a wait is told in minutes and is over by then"

    kari.type(PIN)
    assert (said(kari), stands(kari)) == ("signin.wait", "signin.pin")

    clock.move_to(until)
    assert kari.type(PIN).prompt.id == "today.board"


def test_the_same_wrong_pin_that_is_sent_twice_counts_once(kari: ModelWorker, books: Books) -> None:
    """The terminal asks again with the same key when the database failed."""
    kari.scan(KARI)

    first, again = (kari.floor.handle(Text(OTHER), b"same") for _ in range(2))

    assert again == first
    assert books.events("pin_wrong") == 1


def test_another_badge_may_come_while_a_pin_is_asked(kari: ModelWorker) -> None:
    kari.scan(KARI)

    kari.scan(OLA)

    assert stands(kari) == "signin.new_pin"
    assert kari.answer.prompt.what.values == {"name": "Ola T."}


@pytest.mark.parametrize("state", ["pin", "new_pin", "again"])
def test_f3_leads_back_to_the_badge(kari: ModelWorker, state: str) -> None:
    kari.scan(KARI if state == "pin" else OLA)
    if state == "again":
        kari.type(PIN)
    assert stands(kari) == f"signin.{state}"

    assert kari.press("f3").prompt.id == "signin.badge"


def test_a_badge_on_the_board_signs_out_whoever_was_there_before_the_pin_is_asked(
    kari: ModelWorker, books: Books
) -> None:
    kari.scan(KARI)
    kari.type(PIN)

    kari.scan(OLA)

    assert (stands(kari), kari.answer.operator) == ("signin.new_pin", "")
    assert books.events("signed_out") == 2


@pytest.mark.parametrize(
    "said_", [Key("1"), Key("f2"), Choose("receive"), read_scan("]E07039999000022")], ids=lambda one: type(one).__name__
)
def test_nobody_works_before_the_pin(kari: ModelWorker, said_: Input) -> None:
    kari.scan(KARI)

    kari.answer = kari.floor.handle(said_, b"1")

    assert (said(kari), stands(kari)) == ("signin.pin_first", "signin.pin")


@pytest.mark.parametrize("pin", ["off", "supervisors"])
def test_a_worker_needs_no_pin_where_the_hub_wants_none(hub: OpenHub, clock: ManualClock, pin: str) -> None:
    hub.house = replace(hub.house, signin=replace(hub.house.signin, pin=pin))
    worker = ModelWorker(hub.floor("dock1"), hub.desk("dock1"), clock, lambda: None, "dock1")

    assert worker.scan(KARI).prompt.id == "today.board"
    assert worker.scan(OLA).prompt.id == ("today.board" if pin == "off" else "signin.new_pin")


def test_the_screen_is_told_that_nobody_may_read_what_is_typed(kari: ModelWorker) -> None:
    assert "secret" not in kari.answer.prompt.wants

    assert {"secret", "text"} <= kari.scan(KARI).prompt.wants


def test_no_pin_stands_anywhere_in_the_database(kari: ModelWorker, books: Books) -> None:
    """Set, right, wrong, half-typed, typed too early, typed as what looks like an article: not one of them is kept."""
    early, ean_8 = "864209", "96385074"
    kari.floor.handle(read_scan(early, "keyboard"), b"early")
    kari.floor.handle(read_scan(ean_8, "keyboard"), b"article")
    kari.floor.handle(Text("7531864"), b"text")
    kari.scan(KARI)
    for typed in (OTHER, "12", "1357924 ", PIN):
        kari.type(typed)

    everything = repr(books.everything())

    assert PIN not in repr(kari.lines), "nor in the recording"
    for pin in (PIN, OTHER, early, ean_8, "7531864", "1357924"):
        assert pin not in everything
    kept = [json.loads(row.input) for row in books.rows(FloorInput.__table__.select())]
    assert [one["Sealed"] for one in kept if "Sealed" in one] == [{"text": ""}] * 6


def test_a_half_set_pin_is_kept_as_a_seal_and_forgotten_with_the_step(worker: ModelWorker, books: Books) -> None:
    worker.scan(KARI)
    worker.type(PIN)
    (row,) = books.rows(Dialogue.__table__.select())
    assert json.loads(row.data)["first"].startswith("$argon2id$")

    worker.press("f3")

    (row,) = books.rows(Dialogue.__table__.select())
    assert "argon2" not in row.data


def test_the_log_names_the_badge_of_each_wrong_pin(kari: ModelWorker, books: Books) -> None:
    kari.scan(KARI)
    for _ in range(3):
        kari.type(OTHER)

    rows = books.rows(Event.__table__.select().where(Event.kind.in_(("pin_wrong", "badge_locked"))).order_by(Event.id))

    assert [(row.kind, row.station, json.loads(row.body)["badge"]) for row in rows] == [
        ("pin_wrong", "dock1", "0001"),
        ("pin_wrong", "dock1", "0001"),
        ("pin_wrong", "dock1", "0001"),
        ("badge_locked", "dock1", "0001"),
    ]


def test_who_is_signed_in_at_two_stations_is_told(kari: ModelWorker, hub: OpenHub, clock: ManualClock) -> None:
    kari.scan(KARI)
    kari.type(PIN)
    station = Station("dock2", "labels", "papers")
    desks = [Desk(Writer(hub.store, hub.settings.hub.code, clock), hub.house, station) for _ in range(2)]
    there = ModelWorker(type(kari.floor)(desks[0]), desks[1], clock, lambda: None, "dock2")

    there.scan(KARI)
    there.type(PIN)

    assert there.answer.message is not None
    assert there.answer.message.text("en") == "Welcome, Kari N.! You are also signed in at dock1."


@pytest.mark.parametrize("state", ["pin", "new_pin", "again"])
def test_another_badge_begins_its_own_sign_in(kari: ModelWorker, books: Books, state: str) -> None:
    """Emma has never been here; what was typed for somebody else is forgotten."""
    kari.scan(KARI if state == "pin" else OLA)
    if state == "again":
        kari.type(PIN)
    assert stands(kari) == f"signin.{state}"
    pins = books.events("pin_set")

    answer = kari.scan("BADGE-0005")

    assert (answer.prompt.id, answer.prompt.what.values) == ("signin.new_pin", {"name": "Emma B."})
    assert (said(kari), books.events("pin_set")) == ("", pins)
    kari.type(OTHER)
    assert kari.type(OTHER).operator == "Emma B."
