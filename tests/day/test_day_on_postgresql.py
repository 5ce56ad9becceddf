"""The floor on PostgreSQL: the same day with the same statement, and a few dialogues in the everyday tests.

``make test-postgresql`` runs all tests of the dialogues and the core there.
"""

from pathlib import Path

import pytest
from books import Books
from goods import MILK, MILK_CODE, code_of, receive, stage_milk
from hub_databases import TWO_ROUTES, HubDatabases
from postgresql_server import PostgresqlServer

from hubops.clock import ManualClock
from hubops.demo.clock import START
from hubops.demo.day import replay
from hubops.demo.model_worker import ModelWorker
from hubops.devices.scanners.meaning import read_scan
from hubops.flows.floor import Answer
from hubops.founding import found
from hubops.open_hub import OpenHub
from hubops.queries import statement
from hubops.statement_text import statement_text


@pytest.fixture
def databases(postgresql: PostgresqlServer) -> HubDatabases:
    """PostgreSQL, for the hubs of this file."""
    return HubDatabases(postgresql)


def play(folder: Path, recording: Path) -> tuple[list[dict[str, object]], dict[str, int]]:
    """The demo day on a fresh hub: every answer and the summary."""
    told: list[dict[str, object]] = []
    found(folder, ManualClock(START), demo=True, data=TWO_ROUTES)
    summary = replay(folder, recording, told.append)
    return told, summary


def closing_statement(folder: Path) -> str:
    """What ``hubops day`` prints."""
    hub = OpenHub.open(folder, ManualClock(START))
    desk, calendar = hub.job_desk("day"), hub.house.calendar
    day = calendar.hub_day(START)
    found_lines = desk.look(lambda booking: statement.read(booking, day, calendar.day_span(day)))
    deviations = desk.look(lambda booking: statement.deviations(booking, calendar.day_span(day)))
    turned_away = desk.look(lambda booking: statement.turned_away(booking, calendar.day_span(day)))
    hub.close()
    return statement_text(found_lines, hub.house.language, deviations, turned_away)


@pytest.mark.slow
def test_the_demo_day_is_the_same_on_both_databases(
    postgresql: PostgresqlServer, small_day: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slow: the whole day is played twice."""
    on_sqlite = play(tmp_path / "sqlite", small_day)
    closed = closing_statement(tmp_path / "sqlite")

    monkeypatch.setenv("HUBOPS_DATABASE_URL", postgresql.url(postgresql.create()))

    assert play(tmp_path / "postgresql", small_day) == on_sqlite
    assert closing_statement(tmp_path / "postgresql") == closed
    assert not (tmp_path / "postgresql" / "data" / "hub.db").exists()


def test_goods_go_through_the_hub(worker: ModelWorker, books: Books) -> None:
    stage_milk(worker)

    assert books.packed(MILK.removeprefix("]E0")) == books.ordered(MILK.removeprefix("]E0"))
    assert {box.state for box in books.boxes() if box.goods} == {"staged"}
    assert books.broken_chains() == []


def test_a_booking_is_undone(worker: ModelWorker, books: Books) -> None:
    receive(worker, MILK_CODE)
    before = books.standing()
    worker.scan(MILK_CODE.replace("L0212", "L0213"))
    assert books.standing() != before

    assert code_of(worker.press("f2")) == "undo.done"
    assert books.standing() == before


def test_an_input_sent_twice_counts_once(hub: OpenHub, worker: ModelWorker, books: Books) -> None:
    worker.start("receive")
    said = read_scan(MILK_CODE)

    answers: list[Answer] = [worker.floor.handle(said, b"the same key") for _ in range(2)]

    assert answers[0].message == answers[1].message
    assert books.inputs() == 3


@pytest.mark.parametrize(
    "junk", ["\x00", "]C1\x00\x01", MILK_CODE + "\x00", "æøå\U0001f980", "\\", "%(name)s", "9" * 5000]
)
def test_whatever_is_scanned_is_answered_and_kept(worker: ModelWorker, books: Books, junk: str) -> None:
    """PostgreSQL keeps no NUL in a text."""
    before = books.inputs()
    worker.start("receive")

    worker.scan(junk)

    assert books.inputs() == before + 2
