"""Enter on the board: where are the goods of a kitchen, when do they come, and why not."""

from datetime import timedelta

import pytest
from books import Books
from goods import CARROT_CODE, CARROTS, MILK, close_deliveries, code_of, pack_all, receive
from sqlalchemy import select

from hubops.clock import ManualClock
from hubops.demo.model_worker import ModelWorker
from hubops.jobs.watch import SilenceWatch
from hubops.messages import LANGUAGES, Severity
from hubops.model.alarms import Question
from hubops.open_hub import OpenHub

KITCHEN, PART = "Furukollen skole", "furukoll"
NOBODY = "Slottet"
MANY = "barnehage"


@pytest.fixture
def asker(worker: ModelWorker) -> ModelWorker:
    """Somebody who was rung by a kitchen."""
    assert worker.press("enter").prompt.id == "where.ask"
    return worker


@pytest.fixture
def label(worker: ModelWorker, books: Books) -> str:
    """The label of a parcel that was packed; the worker is back at the board."""
    receive(worker, *[CARROT_CODE] * 3)
    close_deliveries(worker)
    pack_all(worker, CARROTS)
    worker.press("f10")
    return f"]C100{books.boxes()[0].sscc}"


def asked(books: Books) -> list[tuple[str, bool]]:
    """What was asked, and whether a kitchen was found."""
    rows = books.rows(select(Question.asked, Question.kitchen_id).order_by(Question.id))
    return [(row.asked, row.kitchen_id is not None) for row in rows]


def codes(worker: ModelWorker) -> list[str]:
    return [line.message.code for line in worker.answer.prompt.lines]


def test_part_of_a_name_is_answered_in_one_screen(asker: ModelWorker, books: Books) -> None:
    answer = asker.type(PART)
    assert (answer.prompt.id, answer.prompt.what.values["kitchen"]) == ("where.shown", KITCHEN)
    headline = answer.prompt.what.values["headline"]
    assert getattr(headline, "code", "") == "where.planned"
    assert "where.lines" in codes(asker)
    assert asked(books) == [(PART, True)]
    for language in LANGUAGES:
        assert all(line.message.text(language) for line in answer.prompt.lines)


@pytest.mark.parametrize("back", [False, True], ids=["left empty", "taken back"])
def test_nothing_is_called_packed_of_which_nothing_went_along(worker: ModelWorker, back: bool) -> None:
    """V1 left empty: what the kitchen waits for does not come, unless the departure is taken back."""
    worker.start("dispatch")
    worker.scan("VEHICLE-V1")
    worker.depart("V1")
    if back:
        assert worker.press("f2").prompt.id == "dispatch.sure"
    worker.press("f10")
    worker.press("enter")
    headline = worker.type(PART).prompt.what.values["headline"]

    assert getattr(headline, "code", "") == ("where.planned" if back else "where.nothing_aboard")
    assert ("step_short" in _how_far(worker)) is not back
    assert not _how_far(worker) & {"step_packed", "step_departed"}


def _how_far(worker: ModelWorker) -> set[object]:
    """How far the lines of the deliveries have come, as the screen says it."""
    lines = worker.answer.prompt.lines
    return {line.message.values["reached_word"] for line in lines if line.message.code == "where.lines"}


def test_another_kitchen_may_be_asked_for_at_once(asker: ModelWorker, books: Books) -> None:
    asker.type(PART)
    assert asker.type("sementkula").prompt.what.values["kitchen"] == "Sementkula barnehage"
    assert asker.press("f3").prompt.id == "where.ask"
    assert asker.press("f3").prompt.id == "today.board"
    assert len(asked(books)) == 2


def test_of_several_kitchens_one_is_chosen(asker: ModelWorker, books: Books) -> None:
    answer = asker.type(MANY)
    assert answer.prompt.id == "where.choose"
    names = [line.message.values["kitchen"] for line in answer.prompt.lines if line.choice]
    assert asker.press("2").prompt.what.values["kitchen"] == names[1]
    assert asked(books) == [(MANY, True)]


def test_the_others_are_behind_zero(asker: ModelWorker) -> None:
    asker.type("e")
    first = asker.press("0").prompt.lines[0].message.values["kitchen"]
    assert asker.press("1").prompt.what.values["kitchen"] == first


def test_a_digit_without_a_kitchen_is_refused(asker: ModelWorker) -> None:
    asker.type(MANY)
    assert code_of(asker.press("9")) == "today.no_such_choice"
    assert asker.press("f3").prompt.id == "where.ask"


def test_an_unknown_name_is_told_and_counted(asker: ModelWorker, books: Books) -> None:
    answer = asker.type(NOBODY)
    assert (answer.prompt.id, code_of(answer), answer.status) == ("where.ask", "where.unknown", Severity.WARN)
    assert asked(books) == [(NOBODY, False)]


def test_a_label_on_the_board_is_answered_at_once(worker: ModelWorker, label: str, books: Books) -> None:
    answer = worker.scan(label)
    assert (answer.prompt.id, answer.message) == ("where.shown", None)
    assert answer.prompt.what.values["kitchen"] == "Sementkula barnehage"
    assert len(asked(books)) == 1


def test_a_label_is_a_question_wherever_one_is_asked(worker: ModelWorker, label: str, books: Books) -> None:
    worker.press("enter")
    assert worker.scan(label).prompt.id == "where.shown"
    worker.press("f3")
    worker.type(MANY)
    assert worker.scan(label).prompt.id == "where.shown"
    worker.press("f1")
    assert worker.scan(label).prompt.id == "where.shown"
    assert len(asked(books)) == 3


@pytest.mark.parametrize("on_board", [True, False])
def test_a_label_that_the_hub_never_gave_out(worker: ModelWorker, on_board: bool, books: Books) -> None:
    if not on_board:
        worker.press("enter")
    before = worker.answer.prompt.id
    answer = worker.scan("]C100370399980000099998")
    assert (code_of(answer), answer.prompt.id) == ("parcel.unknown", before)
    assert asked(books) == []


def test_what_is_silent_stands_below_the_question(worker: ModelWorker, hub: OpenHub, clock: ManualClock) -> None:
    clock.move_to(clock.now() + timedelta(hours=3))
    SilenceWatch(hub.job_desk("clock")).tick()
    assert "alarm.delivery_missing" in [line.message.code for line in worker.press("enter").prompt.lines]
    assert worker.press("f4").prompt.id == "alarms.list"


def test_late_goods_say_what_is_missing(worker: ModelWorker, hub: OpenHub, clock: ManualClock) -> None:
    clock.move_to(clock.now() + timedelta(hours=4))
    SilenceWatch(hub.job_desk("clock")).tick()
    worker.press("enter")
    worker.type(PART)
    assert "alarm.drop_not_packed" in codes(worker)
    assert "where.late" in codes(worker)


def test_f2_lets_go_of_a_question_and_undoes_no_goods(worker: ModelWorker, books: Books) -> None:
    receive(worker, MILK)
    worker.press("f10")
    worker.press("enter")
    worker.type(MANY)
    answer = worker.press("f2")
    assert (answer.prompt.id, code_of(answer)) == ("where.ask", "undo.let_go")


def test_every_common_key_works_here(asker: ModelWorker) -> None:
    assert asker.press("f1").help
    asker.press("f1")
    assert asker.press("f9").prompt.flow == "problem"
    assert asker.press("f3").prompt.id == "where.ask"
    asker.type(PART)
    assert asker.scan("CMD-F3").prompt.id == "where.ask"
    assert asker.scan("CMD-F10").prompt.id == "today.board"
    assert asker.scan("CMD-ENTER").prompt.id == "where.ask"
