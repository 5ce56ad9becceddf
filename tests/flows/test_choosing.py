"""A list that is longer than there are digits: nine rows at a time, and 0 for the next nine."""

import pytest
from goods import CARROT_CASE, CARROTS, code_of, receive

from hubops.demo.model_worker import ModelWorker
from hubops.flows.choosing import Choosing
from hubops.flows.table import Line, Prompt
from hubops.inputs import Key
from hubops.messages import Message

LOTS = [f"X{n:02}" for n in range(11)]


@pytest.fixture
def mover(worker: ModelWorker) -> ModelWorker:
    """A worker who is asked which of eleven lots of carrots is to be moved."""
    receive(worker, *(f"]C101{CARROT_CASE}10{lot}" for lot in LOTS))
    worker.start("move")
    worker.scan(CARROTS)
    return worker


def shown(worker: ModelWorker) -> list[tuple[object, object]]:
    """Digit and lot of each row, then the digit 0 with how many more there are."""
    rows = [line.message.values for line in worker.answer.prompt.lines]
    return [(row.get("number", 0), row.get("lot", row.get("count"))) for row in rows]


def test_nine_are_shown_and_how_many_more(mover: ModelWorker) -> None:
    assert shown(mover) == [*enumerate(LOTS[:9], start=1), (0, 2)]


@pytest.mark.parametrize("say", ["press", "scan"])
def test_zero_shows_the_others(mover: ModelWorker, say: str) -> None:
    """As a key or as a command barcode."""
    mover.press("0") if say == "press" else mover.scan("CMD-0")

    assert shown(mover) == [(1, "X09"), (2, "X10"), (0, 9)]
    mover.press("0")
    assert shown(mover)[0] == (1, "X00")


def test_a_digit_chooses_the_row_that_bears_it(mover: ModelWorker) -> None:
    mover.press("0")
    mover.press("2")

    assert mover.answer.prompt.what.values["lot"] == "X10"


def test_a_digit_without_a_row_is_refused(mover: ModelWorker) -> None:
    mover.press("0")

    assert code_of(mover.press("3")) == "today.no_such_choice"
    assert shown(mover)[0] == (1, "X09")


def test_the_question_begins_at_the_first_row_again(mover: ModelWorker) -> None:
    mover.press("0")
    mover.press("f3")
    mover.scan(CARROTS)

    assert shown(mover)[0] == (1, "X00")


def test_help_is_left_alone(mover: ModelWorker) -> None:
    mover.press("f1")
    mover.press("0")

    assert shown(mover)[0] == (1, "X00")


def prompt_of(rows: int) -> Prompt:
    """A question with so many rows to choose from, between two others."""
    lines = [Line(Message("today.choice", {"number": n, "flow": n}), choice=n) for n in range(1, rows + 1)]
    other = Line(Message("today.language"))
    return Prompt("today", "board", Message("where.today"), Message("prompt.today.board"), (other, *lines, other))


@pytest.mark.parametrize("rows", [0, 1, 9])
def test_a_short_list_stays_as_it_is(rows: int) -> None:
    choosing, prompt = Choosing(), prompt_of(rows)

    assert choosing.in_view(prompt) is prompt
    assert not choosing.turn()
    assert choosing.meant(Key("0")) == Key("0")


@pytest.mark.parametrize("rows", [10, 18, 19, 40])
def test_every_row_is_reached(rows: int) -> None:
    choosing, reached = Choosing(), []
    for _ in range(-(-rows // 9)):
        lines = choosing.in_view(prompt_of(rows)).lines
        assert len(lines) <= 12
        reached += [choosing.meant(Key(str(line.message.values["number"]))).name for line in lines if line.choice]
        choosing.turn()

    assert reached == [str(n) for n in range(1, rows + 1)]


def test_a_list_that_became_shorter_begins_anew() -> None:
    choosing = Choosing()
    choosing.in_view(prompt_of(12))
    choosing.turn()

    assert len(choosing.in_view(prompt_of(8)).lines) == 10
    assert choosing.meant(Key("8")) == Key("8")
