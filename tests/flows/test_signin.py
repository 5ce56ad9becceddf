"""Signing in by badge, the board's menu, and what every dialogue has: restart, repetition, undo, hostile input."""

from datetime import timedelta

import pytest
from books import Books

from hubops.clock import ManualClock
from hubops.demo.model_worker import ModelWorker
from hubops.devices.scanners.meaning import read_scan
from hubops.flows.signin import BEHIND, MENU
from hubops.inputs import Choose, Input, Key, Scan, ScanKind, Text, Weight
from hubops.messages import Message, Severity
from hubops.model.people import Dialogue
from hubops.open_hub import OpenHub

MILK_CASE = "]C10117039999000210152612061" + "0L0212"
CARROTS = "]E07039999000022"


def test_a_badge_opens_the_board(worker: ModelWorker) -> None:
    assert worker.answer.prompt.id == "today.board"
    assert (worker.answer.operator, worker.answer.language) == ("Kari N.", "nb")
    assert worker.answer.message is not None
    assert worker.answer.message.text("nb") == "Velkommen, Kari N.!"


def test_an_unknown_badge_is_refused(worker: ModelWorker) -> None:
    answer = worker.scan("BADGE-0815")

    assert (answer.status, answer.message and answer.message.code) == (Severity.REFUSED, "signin.unknown_badge")
    assert answer.operator == "Kari N."


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (Key("1"), "signin.first"),
        (Key("f2"), "signin.first"),
        (Choose("receive"), "signin.first"),
        (Text("hei"), "signin.not_a_badge"),
        (read_scan(CARROTS), "signin.not_a_badge"),
        (read_scan("kari", "keyboard"), "signin.not_a_badge"),
        (read_scan("ZONE-K1"), "signin.not_a_badge"),
    ],
    ids=lambda said: type(said).__name__,
)
def test_nobody_works_without_a_badge(hub: OpenHub, said: Input, code: str) -> None:
    answer = hub.floor("dock1").handle(said, b"1")

    assert answer.prompt.id == "signin.badge"
    assert answer.message is not None
    assert answer.message.code == code


def test_the_next_badge_takes_over_and_f10_leaves(worker: ModelWorker) -> None:
    assert worker.scan("BADGE-0005").operator == "Emma B."

    worker.press("1")
    assert worker.press("f10").prompt.id == "today.board"
    answer = worker.press("f10")

    assert (answer.prompt.id, answer.operator) == ("signin.badge", "")


@pytest.mark.parametrize(("digit", "flow"), [(str(n), flow) for n, flow in enumerate(MENU, start=1)])
def test_digits_open_the_dialogues_in_the_order_of_the_day(worker: ModelWorker, digit: str, flow: str) -> None:
    assert worker.press(digit).prompt.flow == flow


def test_behind_the_jobs_stand_the_devices(worker: ModelWorker) -> None:
    worker.press("0")
    assert worker.press("1").prompt.id == "devices.list"


@pytest.mark.parametrize(("badge", "behind"), [("0001", ["devices"]), ("0003", BEHIND)])
def test_who_decides_finds_the_rest_behind_the_jobs(worker: ModelWorker, badge: str, behind: list[str]) -> None:
    worker.scan(f"BADGE-{badge}")
    lines = worker.press("0").prompt.lines
    shown = [line.message.values["flow"] for line in lines if line.choice]
    assert [each.code for each in shown if isinstance(each, Message)] == [f"menu.{name}" for name in behind]


@pytest.mark.parametrize("flow", ["signin", "nothing", "", "today:board"])
def test_there_is_no_such_job(worker: ModelWorker, flow: str) -> None:
    answer = worker.start(flow)

    assert (answer.status, answer.prompt.id) == (Severity.REFUSED, "today.board")


def test_a_printed_key_is_as_good_as_the_key(worker: ModelWorker) -> None:
    worker.start("receive")

    assert worker.scan("CMD-F10").prompt.id == "today.board"


HOSTILE_CODES = (
    "CMD-²",  # a digit to Python's isdigit, not to int
    "CMD-٣",
    "CMD-12",
    "CMD-F99",
    "BADGE-" + "x" * 40,
    "]C1" + "0" * 60,
    "]C100370399980000000001",
    "ZONE-'; DROP TABLE balance; --",
    "\x1d\x1d\x1d",
    "https://example.org/shop",
)


@pytest.mark.parametrize("flow", ["today", *MENU])
def test_hostile_codes_are_refused_and_change_nothing(worker: ModelWorker, books: Books, flow: str) -> None:
    worker.start(flow)
    before = books.standing()

    for code in HOSTILE_CODES:
        answer = worker.scan(code)
        assert (answer.status, answer.prompt.flow) == (Severity.REFUSED, flow), code

    assert books.standing() == before


@pytest.mark.parametrize(
    ("state", "refusal", "taken"),
    [
        ("receive.lot", "answer.no_lot", {"-1", "0", "²", "٣", "^XA~JA"}),
        ("receive.date", "answer.no_date", set()),
        ("receive.temperature", "answer.no_temperature", {"-1", "0", "٣"}),
        ("crossdock.pick", "answer.no_count", set()),
    ],
)
@pytest.mark.parametrize("typed", ["", " ", "9" * 5000, "-1", "0", "²", "٣", "\x00", "ord " * 300, "^XA~JA"])
def test_hostile_lines_are_refused(worker: ModelWorker, state: str, refusal: str, taken: set[str], typed: str) -> None:
    worker.start("receive")
    if state == "receive.lot":
        worker.scan(CARROTS)
    elif state == "receive.date":
        worker.scan("]C101170399990002101" + "0L0212")
    else:
        worker.scan(MILK_CASE)
    if state == "crossdock.pick":
        worker.start("crossdock")
        worker.scan(MILK_CASE)
    assert worker.answer.prompt.id == state

    answer = worker.type(typed)

    assert (answer.message is not None and answer.message.code == refusal) == (typed not in taken)


def test_a_restart_comes_back_to_the_same_prompt(worker: ModelWorker, hub: OpenHub) -> None:
    worker.start("receive")
    worker.scan(CARROTS)
    worker.answer = worker.floor.resume()
    stood = worker.answer

    again = hub.floor("dock1").resume()

    assert again == stood
    assert again.prompt.id == "receive.lot"
    assert again.operator == "Kari N."


def test_the_work_goes_on_after_a_restart(worker: ModelWorker, hub: OpenHub, books: Books) -> None:
    worker.start("receive")
    worker.scan(CARROTS)

    worker.floor = hub.floor("dock1")
    worker.type("L7")

    assert books.loose("D1") == {"L7": (1, 2000)}


ONE_OF_EACH: tuple[Input, ...] = (
    read_scan(MILK_CASE),
    Scan("x", ScanKind.UNREADABLE, fault="scan.unknown_code"),
    Key("f2"),
    Key("f9"),
    Text("4,0"),
    Choose("crossdock"),
    Weight(2000, stable=True),
)


@pytest.mark.parametrize("said", ONE_OF_EACH, ids=str)
def test_the_same_key_again_gets_the_same_answer_and_changes_nothing(
    worker: ModelWorker, books: Books, said: Input, clock: ManualClock
) -> None:
    worker.start("receive")
    first = worker.floor.handle(said, b"same")
    before = books.everything()
    clock.move_to(clock.now() + timedelta(seconds=5))

    again = worker.floor.handle(said, b"same")

    assert again == first
    assert books.everything() == before


def test_a_twitch_of_the_trigger_that_is_sent_again_still_does_not_count(
    worker: ModelWorker, books: Books, clock: ManualClock
) -> None:
    worker.start("receive")
    worker.floor.handle(read_scan(MILK_CASE), b"one")
    worker.type("3")
    clock.move_to(clock.now() + timedelta(seconds=1))
    worker.floor.handle(read_scan(MILK_CASE), b"two")
    twitch = worker.floor.handle(read_scan(MILK_CASE), b"twitch")
    assert twitch.message is not None
    assert twitch.message.code == "scan.twice"
    clock.move_to(clock.now() + timedelta(seconds=5))

    again = worker.floor.handle(read_scan(MILK_CASE), b"twitch")

    assert again == twitch
    assert books.loose("D1") == {"L0212": (20, 20600)}


def test_the_noise_of_a_scale_is_not_written_down(worker: ModelWorker, books: Books) -> None:
    """A scale trembles all night; only what says or changes something is kept."""
    before = books.everything()

    for n, weight in enumerate((Weight(2, stable=True), Weight(-1, stable=True), Weight(900, stable=False))):
        worker.floor.handle(weight, bytes([n]))

    assert books.everything() == before


def test_undo_needs_something_to_undo(worker: ModelWorker) -> None:
    answer = worker.press("f2")

    assert answer.message is not None
    assert answer.message.code == "undo.nothing"


def test_yesterdays_booking_stands(worker: ModelWorker) -> None:
    worker.start("receive")
    worker.scan(MILK_CASE)
    worker.next_day(6, 0)

    answer = worker.press("f2")

    assert answer.message is not None
    assert answer.message.code == "undo.nothing"


def test_undo_from_another_dialogue_leaves_that_one_where_it_is(worker: ModelWorker, books: Books) -> None:
    worker.start("receive")
    worker.scan("]C1011703999900002910L7")
    worker.start("load")

    answer = worker.press("f2")

    assert answer.prompt.id == "load.vehicle"
    assert answer.message is not None
    assert "L7" in answer.message.text("en")
    assert books.loose("D1") == {}


def test_a_dialogue_whose_goods_are_gone_begins_again(
    worker: ModelWorker, colleague: ModelWorker, books: Books
) -> None:
    """Another station put the goods away between scan and zone."""
    worker.start("receive")
    worker.scan("]C1011703999900002910L7")
    for each in (worker, colleague):
        each.start("putaway")
        each.scan("]C1011703999900002910L7")
    colleague.scan("ZONE-A1")

    answer = worker.floor.resume()
    assert answer.prompt.id == "putaway.scan"
    refused = worker.scan("ZONE-A1")

    assert refused.message is not None
    assert refused.message.code == "putaway.no_trolley", "the question that the screen shows is the one answered"
    assert [row.station for row in books.rows(Dialogue.__table__.select())] == ["dock1", "dock2"]
