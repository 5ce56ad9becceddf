"""Back-entry: what stood on paper is entered with the times at which it happened, by who may, and said all the time."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from books import Books
from goods import MILK, MILK_CODE, close_deliveries, code_of, pack_all, receive
from hub_databases import HubDatabases
from sqlalchemy import select

from hubops.clock import ManualClock
from hubops.demo.clock import START
from hubops.demo.model_worker import ModelWorker
from hubops.devices.scanners.meaning import read_scan
from hubops.flows.floor import Answer
from hubops.messages import DEFAULT_ZONE, Severity
from hubops.model.evidence import Event, FloorInput
from hubops.model.orders import Order, OrderLine
from hubops.model.people import OperatorSession
from hubops.model.stock import Movement
from hubops.open_hub import OpenHub
from hubops.operations import leases
from hubops.queries import chain, explain

CARROT_CODE = "]C1011703999900002910L7"


def enter_for(worker: ModelWorker, at: str) -> Answer:
    """From the board: what follows happened at that time."""
    if worker.answer.prompt.flow != "today":
        worker.press("f10")
    worker.press("f5")
    return worker.type(at)


def local(at: datetime) -> str:
    """A moment as it stands on paper."""
    return f"{at.astimezone(DEFAULT_ZONE):%d.%m %H:%M}"


def moved_at(books: Books) -> set[str]:
    """When goods moved."""
    return {local(row.at) for row in books.rows(select(Movement.at))}


@pytest.fixture
def leader(worker: ModelWorker) -> ModelWorker:
    """A supervisor at noon, with the papers of the morning."""
    worker.at(12, 0)
    worker.scan("BADGE-0002")
    return worker


def test_what_is_entered_bears_the_time_of_the_paper(leader: ModelWorker, books: Books) -> None:
    answer = enter_for(leader, "07:40")
    assert (code_of(answer), answer.prompt.id) == ("back_entry.begun", "today.board")

    receive(leader, CARROT_CODE)

    assert moved_at(books) == {"24.11 07:40"}
    (received,) = books.rows(select(Event.at, Event.body).where(Event.kind == "received"))
    assert local(received.at) == "24.11 07:40"
    entered = datetime.fromisoformat(json.loads(received.body)["entered_at"])
    assert local(entered) == "24.11 12:00"
    said = books.rows(select(FloorInput.at, FloorInput.entered_at).order_by(FloorInput.id.desc()).limit(1))[0]
    assert (local(said.at), local(said.entered_at)) == ("24.11 07:40", "24.11 12:00")
    assert books.broken_chains() == []


def test_the_screen_says_so_all_the_time(leader: ModelWorker) -> None:
    enter_for(leader, "0740")

    for answer in (leader.answer, leader.start("receive"), leader.press("f1"), leader.press("f9")):
        assert answer.entered_for == datetime(2026, 11, 24, 6, 40, tzinfo=UTC)
        assert answer.prompt.where.text("nb").startswith("07:40 ETTERFØRES, 24.11.2026, ")


@pytest.mark.parametrize("badge", ["BADGE-0001", "BADGE-0004"])
def test_only_who_decides_may(worker: ModelWorker, badge: str) -> None:
    worker.scan(badge)

    answer = worker.press("f5")

    assert (answer.status, code_of(answer)) == (Severity.REFUSED, "authority.role_needed")


@pytest.mark.parametrize(
    ("typed", "happened"),
    [
        ("0740", "24.11 07:40"),
        ("7.40", "24.11 07:40"),
        ("24.11 07:40", "24.11 07:40"),
        ("23.11.2026 1930", "23.11 19:30"),
        ("24.11 0030", "24.11 00:30"),
        ("21.11 0300", "21.11 03:00"),
    ],
)
def test_how_a_time_may_be_typed(leader: ModelWorker, typed: str, happened: str) -> None:
    answer = enter_for(leader, typed)

    assert answer.entered_for is not None
    assert local(answer.entered_for) == happened


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("1230", "back_entry.future"),
        ("0130", "back_entry.future"),  # after midnight the hub day of today has its night
        ("25.11 0600", "back_entry.future"),
        ("21.11 0259", "back_entry.too_old"),
        ("1.11 0800", "back_entry.too_old"),
        ("2560", "answer.no_time"),
        ("in the morning", "answer.no_time"),
        ("", "answer.no_time"),
        ("31.02 0700", "answer.no_date"),
    ],
)
def test_a_time_that_can_not_be(leader: ModelWorker, typed: str, refusal: str) -> None:
    answer = enter_for(leader, typed)

    assert (code_of(answer), answer.prompt.id, answer.entered_for) == (refusal, "back_entry.time", None)


def test_another_time_at_any_step_and_what_is_in_hand_stays(leader: ModelWorker, books: Books) -> None:
    enter_for(leader, "0640")
    leader.start("count")
    leader.scan("ZONE-D1")

    leader.press("right")
    assert leader.answer.prompt.id == "back_entry.time"
    answer = leader.type("0655")

    assert answer.prompt.id == "count.article"
    assert answer.entered_for is not None
    assert local(answer.entered_for) == "24.11 06:55"
    assert ("right", "key.another_time") in [(name, word.code) for name, word in answer.prompt.keys]


def test_the_arrow_is_called_by_its_name(leader: ModelWorker) -> None:
    message = leader.press("right").message

    assert message is not None
    assert message.text("nb") == "Pil høyre passer ikke her. Her trengs et siffer fra listen eller et adgangskort."


def test_without_a_back_entry_the_arrow_is_a_key_like_any_other(leader: ModelWorker) -> None:
    assert code_of(leader.press("right")) == "flow.not_now"


def test_f3_leaves_all_as_it_is(leader: ModelWorker) -> None:
    leader.press("f5")

    answer = leader.press("f3")

    assert (answer.prompt.id, answer.entered_for) == ("today.board", None)


def by_enter(worker: ModelWorker) -> None:
    worker.press("f5")
    assert code_of(worker.press("enter")) == "back_entry.ended"


def by_signing_out(worker: ModelWorker) -> None:
    worker.press("f10")
    worker.scan("BADGE-0002")


def by_another_badge(worker: ModelWorker) -> None:
    worker.scan("BADGE-0001")


@pytest.mark.parametrize("end", [by_enter, by_signing_out, by_another_badge])
def test_it_ends(leader: ModelWorker, books: Books, end: Callable[[ModelWorker], None]) -> None:
    enter_for(leader, "0740")

    end(leader)
    receive(leader, CARROT_CODE)

    assert leader.answer.entered_for is None
    assert moved_at(books) == {"24.11 12:00"}
    sessions = books.rows(select(OperatorSession.signed_in_at, OperatorSession.signed_out_at))
    assert all(row.signed_out_at is None or row.signed_in_at <= row.signed_out_at for row in sessions)
    assert local(max(row.signed_in_at for row in sessions)) == "24.11 12:00"


def test_there_must_be_one_to_end(leader: ModelWorker) -> None:
    leader.press("f5")

    assert code_of(leader.press("enter")) == "back_entry.none"


def test_it_survives_a_restart(leader: ModelWorker, hub: OpenHub, books: Books) -> None:
    enter_for(leader, "0740")
    leader.floor = hub.floor("dock1")
    receive(leader, CARROT_CODE)

    assert moved_at(books) == {"24.11 07:40"}


def test_a_trigger_that_was_read_twice_is_told_by_the_clock(leader: ModelWorker, clock: ManualClock) -> None:
    """All entries bear the same moment, and yet two scans of the same code are two where a hand lies between them."""
    enter_for(leader, "0740")
    receive(leader, CARROT_CODE)
    again = leader.scan(CARROT_CODE)
    clock.move_to(clock.now() + timedelta(milliseconds=200))

    twitch = leader.floor.handle(read_scan(CARROT_CODE), b"twitch")

    assert code_of(again) != "scan.twice"
    assert code_of(twitch) == "scan.twice"


def test_undo_goes_back_at_the_time_of_the_paper(leader: ModelWorker, books: Books) -> None:
    before = books.standing()
    enter_for(leader, "23.11 1500")
    leader.start("receive")
    leader.scan(CARROT_CODE)
    if leader.answer.prompt.id == "receive.unannounced":
        leader.press("enter")

    assert code_of(leader.press("f2")).startswith("undo.")
    assert books.standing() == before
    assert moved_at(books) == {"23.11 15:00"}


def test_another_station_goes_on_with_now(leader: ModelWorker, colleague: ModelWorker, books: Books) -> None:
    enter_for(leader, "0740")

    receive(colleague, CARROT_CODE)

    assert moved_at(books) == {"24.11 12:00"}


def a_morning(worker: ModelWorker, at: Callable[[int, int], object]) -> None:
    """Milk comes, is shared out and leaves; its first kitchen signs for it."""
    at(6, 10)
    receive(worker, *[MILK_CODE] * 5)
    close_deliveries(worker)
    at(6, 40)
    pack_all(worker, MILK)
    worker.stage_labels()
    at(7, 15)
    worker.load("V1")
    at(9, 30)
    worker.start("handover")
    worker.scan("VEHICLE-V1")
    worker.press("1")
    for text in ("0755", "Anne Lie"):
        worker.type(text)
    while worker.answer.prompt.id in ("handover.temperature", "handover.crates"):
        worker.press("enter")


@pytest.fixture
def a_hub(
    databases: HubDatabases, template: Path, tmp_path: Path
) -> Iterator[Callable[[str], tuple[OpenHub, ManualClock]]]:
    """Makes hubs that are alike."""
    made: list[OpenHub] = []

    def make(name: str) -> tuple[OpenHub, ManualClock]:
        databases.copy(template, tmp_path / name)
        clock = ManualClock(START)
        made.append(OpenHub.open(tmp_path / name, clock))
        return made[-1], clock

    yield make
    for hub in made:
        hub.close()
        databases.drop(hub.settings.folder)


@pytest.mark.slow
def test_a_day_from_paper_is_the_day_as_it_was(a_hub: Callable[[str], tuple[OpenHub, ManualClock]]) -> None:
    """Slow, about three seconds: two hubs work the same morning, one as it happens, one from paper."""
    found = []
    for name in ("live", "paper"):
        hub, clock = a_hub(name)
        worker = ModelWorker(hub.floor("dock1"), hub.desk("dock1"), clock, lambda: None, "dock1")
        if name == "live":
            worker.scan("BADGE-0002")
            a_morning(worker, worker.at)
        else:
            worker.at(12, 0)
            worker.scan("BADGE-0002")
            a_morning(worker, lambda hour, minute, w=worker: enter_for(w, f"{hour:02}{minute:02}"))  # type: ignore[misc]
        worker.at(13, 0)
        books = Books(hub)
        moves = [(row.kind, row.pieces, row.grams, row.at) for row in books.movements()]
        found.append((books.statement(date(2026, 11, 24)), books.deviations(), moves))
    (statement, deviations, moves), (later, later_deviations, later_moves) = found

    assert statement.counts["delivered"] > 0
    assert later == statement
    assert later_deviations == deviations
    assert [move[:3] for move in later_moves] == [move[:3] for move in moves]
    for (*_, at), (*_, entered_for) in zip(moves, later_moves, strict=True):
        assert timedelta() <= at - entered_for < timedelta(minutes=3)


def test_a_station_that_locks_itself_enters_nothing_more(leader: ModelWorker, books: Books) -> None:
    """Whoever comes back to it goes on with now."""
    house = leader.floor.desk.house
    leader.floor.desk.house = replace(house, signin=replace(house.signin, idle_lock_minutes=10))
    enter_for(leader, "0740")
    leader.at(12, 30)
    assert leader.floor.resume().entered_for is None

    leader.scan("BADGE-0002")
    assert (leader.answer.prompt.id, leader.answer.entered_for) == ("today.board", None)
    receive(leader, CARROT_CODE)

    assert moved_at(books) == {"24.11 12:30"}


def test_the_lead_of_a_worker_is_told_by_the_clock(leader: ModelWorker, hub: OpenHub, clock: ManualClock) -> None:
    """Else a station that enters the morning would take a worker for alive that died at noon."""
    hub.job_desk("worker").book(lambda booking: leases.take(booking, leases.WORKER, "one", 15))
    enter_for(leader, "0740")
    assert leader.desk.look(lambda booking: leases.holder_of(booking, leases.WORKER)) == "one"

    clock.move_to(clock.now() + timedelta(minutes=1))

    assert leader.desk.look(lambda booking: leases.holder_of(booking, leases.WORKER)) is None


def test_chain_and_explanation_tell_the_times_of_the_paper(leader: ModelWorker, books: Books, hub: OpenHub) -> None:
    """Goods that came and left while hubops stood still; all of it is entered at noon."""
    a_morning(leader, lambda hour, minute: enter_for(leader, f"{hour:02}{minute:02}"))
    found = select(OrderLine.id).join(Order, Order.id == OrderLine.order_id)
    (line,) = books.rows(found.where(Order.number == "BK-2001", OrderLine.line == 4))
    desk = hub.job_desk("look")

    (custody,) = desk.look(lambda booking: chain.read(booking, [line.id], hub.house))
    explained = desk.look(lambda booking: explain.read(booking, "BK-2001"))

    times = {step.name: local(step.happened_at) for step in custody.steps if step.happened_at is not None}
    assert {name: times[name] for name in ("received", "packed", "loaded", "departed")} == {
        "received": "24.11 06:10",
        "packed": "24.11 06:40",
        "loaded": "24.11 07:15",
        "departed": "24.11 07:15",
    }
    assert explained is not None
    told = {entry.kind: local(entry.at) for entry in explained.entries}
    assert (told["departed"], told["delivered"]) == ("24.11 07:15", "24.11 09:30")
