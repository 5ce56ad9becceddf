"""What did not happen in time: who may takes an alarm on, or says what was done about it; a worker reads it."""

from datetime import timedelta

import pytest
from books import Books
from goods import MILK_CODE, code_of, receive
from sqlalchemy import select

from hubops.clock import ManualClock
from hubops.demo.model_worker import ModelWorker
from hubops.jobs.clock import ClockJobs
from hubops.jobs.watch import SilenceWatch
from hubops.messages import LANGUAGES
from hubops.model.alarms import Alarm
from hubops.open_hub import OpenHub
from hubops.operations.alarms import open_alarms


@pytest.fixture
def watch(hub: OpenHub) -> SilenceWatch:
    return SilenceWatch(hub.job_desk("clock"))


@pytest.fixture
def alarmed(worker: ModelWorker, clock: ManualClock, watch: SilenceWatch) -> ModelWorker:
    """Nothing has come for hours, and a supervisor looks at it."""
    return _look(worker, "BADGE-0002", clock, watch)


@pytest.fixture
def told(worker: ModelWorker, clock: ManualClock, watch: SilenceWatch) -> ModelWorker:
    """Milk was received and never put away, nothing else has come, and a worker looks at it."""
    receive(worker, MILK_CODE)
    return _look(worker, "BADGE-0001", clock, watch)


def _look(worker: ModelWorker, badge: str, clock: ManualClock, watch: SilenceWatch) -> ModelWorker:
    clock.move_to(clock.now() + timedelta(hours=3))
    assert watch.tick()
    worker.press("f10")
    worker.press("f10")
    worker.scan(badge)
    assert worker.press("f4").prompt.id == "alarms.list"
    return worker


def number_of(books: Books, owner: str) -> str:
    """The digit of the first alarm of an owner."""
    owners = books.rows(select(Alarm.owner).where(Alarm.ended_at.is_(None)).order_by(Alarm.raised_at, Alarm.id))
    return str([row.owner for row in owners].index(owner) + 1)


def alarms(books: Books) -> list[tuple[str, bool, str]]:
    """The alarms: how each ended, whether somebody took it on, and what was said."""
    rows = books.rows(select(Alarm.ended_how, Alarm.owner_id, Alarm.note).order_by(Alarm.raised_at, Alarm.id))
    return [(row.ended_how, row.owner_id is not None, row.note) for row in rows]


def test_the_list_says_what_is_missing(alarmed: ModelWorker, books: Books) -> None:
    prompt = alarmed.answer.prompt
    assert prompt.what.values["alarms"] == len(alarms(books))
    for language in LANGUAGES:
        assert all("{" not in line.message.text(language) for line in prompt.lines)
    assert alarmed.press("f3").prompt.id == "today.board"


def test_where_nothing_is_silent_it_says_so(worker: ModelWorker) -> None:
    worker.press("enter")  # the question of who rings leads there, too
    prompt = worker.press("f4").prompt
    assert [line.message.code for line in prompt.lines] == ["alarms.none"]
    assert code_of(worker.press("1")) == "today.nothing_to_choose"


def test_one_is_taken_on(alarmed: ModelWorker, books: Books) -> None:
    assert alarmed.press("1").prompt.id == "alarms.one"
    answer = alarmed.press("enter")
    assert (answer.prompt.id, code_of(answer)) == ("alarms.list", "alarm.taken_on")
    assert alarms(books)[0] == ("", True, "")
    assert answer.prompt.lines[0].mark == "here"


def test_one_is_dealt_with_and_off_the_screen(alarmed: ModelWorker, books: Books, watch: SilenceWatch) -> None:
    before = len(alarms(books))
    alarmed.press("1")
    answer = alarmed.type("ringte, kommer 11")
    assert (answer.prompt.id, code_of(answer)) == ("alarms.list", "alarm.dealt_with")
    assert answer.prompt.what.values["alarms"] == before - 1
    assert alarms(books)[0] == ("dealt_with", False, "ringte, kommer 11")
    watch.tick()
    assert len(alarms(books)) == before


def test_nothing_said_is_nothing_done(alarmed: ModelWorker, books: Books) -> None:
    alarmed.press("1")
    answer = alarmed.type("   ")
    assert (answer.prompt.id, code_of(answer)) == ("alarms.one", "alarm.no_note")
    assert alarms(books)[0] == ("", False, "")


@pytest.mark.parametrize("key", ["f2", "f3"])
def test_one_may_be_left_alone(alarmed: ModelWorker, key: str) -> None:
    alarmed.press("1")
    assert alarmed.press(key).prompt.id == "alarms.list"


def test_somebody_else_was_faster(alarmed: ModelWorker, colleague: ModelWorker) -> None:
    alarmed.press("1")
    colleague.start("alarms")
    colleague.press("1")
    colleague.type("ordnet")
    answer = alarmed.press("enter")
    assert (answer.prompt.id, code_of(answer)) == ("alarms.one", "alarm.over")


def test_a_worker_deals_with_the_alarms_of_workers(told: ModelWorker, books: Books) -> None:
    assert told.press(number_of(books, "worker")).prompt.id == "alarms.one"

    assert code_of(told.type("satt inn")) == "alarm.dealt_with"


def test_what_others_must_deal_with_a_worker_reads(told: ModelWorker, books: Books) -> None:
    prompt = told.press(number_of(books, "supervisor")).prompt

    assert (prompt.id, prompt.what.values["owner_word"]) == ("alarms.look", "supervisor")
    assert code_of(told.press("enter")) == "flow.not_now"
    assert told.press("f3").prompt.id == "alarms.list"


def test_a_watch_that_fails_stops_nothing_and_is_an_alarm(hub: OpenHub, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> None:
        raise ValueError

    monkeypatch.setattr("hubops.operations.watches.look", broken)
    desk = hub.job_desk("clock")
    ClockJobs(desk, lambda: None).run_due()

    assert [alarm.slot.partition("/")[0] for alarm in desk.look(open_alarms)] == ["watch"]
