"""F9: a problem is told from any step, booked with what was said before it, and the step stands as it stood."""

import json

import pytest
from books import Books
from goods import MILK, MILK_CODE, code_of
from sqlalchemy import select

from hubops.demo.model_worker import ModelWorker
from hubops.flows.problem import LONGEST_TEXT, PROBLEMS
from hubops.inputs import Key
from hubops.messages import Message, Severity
from hubops.model.evidence import Event
from hubops.model.people import Dialogue
from hubops.open_hub import OpenHub

CARROTS = "]E07039999000022"


def told(books: Books) -> dict[str, object]:
    """What the newest event about a problem holds."""
    rows = books.rows(select(Event.body).where(Event.kind == "problem").order_by(Event.seq.desc()))
    body: dict[str, object] = json.loads(rows[0].body)
    return body


def in_hand(books: Books) -> list[tuple[object, ...]]:
    """Where each station's dialogue stands and what it has in hand."""
    return [tuple(row) for row in books.rows(select(Dialogue.flow, Dialogue.state, Dialogue.data))]


@pytest.fixture
def asked(receiver: ModelWorker) -> ModelWorker:
    """A worker with carrots in hand, who is asked for their lot."""
    receiver.scan(CARROTS)
    return receiver


def test_a_problem_is_told_with_a_digit_and_a_sentence(asked: ModelWorker, books: Books) -> None:
    stood = in_hand(books)

    asked.press("f9")
    assert asked.answer.prompt.id == "problem.kind"
    assert len(asked.answer.prompt.lines) == len(PROBLEMS)
    assert asked.press("3").prompt.id == "problem.text"
    answer = asked.type("  Skriveren\x07 tygger papir ")

    assert (answer.status, code_of(answer)) == (Severity.DONE, "problem.told")
    assert answer.prompt.id == "receive.lot"
    assert in_hand(books) == stood
    ((kind, values),) = books.deviations()
    assert (kind, values["problem_word"], values["prompt"]) == ("problem", "problem_device", "receive.lot")
    assert (values["station"], values["name"]) == ("dock1", "Kari N.")
    assert Message("deviation.problem", values).text("nb") == (
        "Problem, utstyr eller skriver, meldt av Kari N. ved dock1: Skriveren  tygger papir"
    )


def test_what_was_in_hand_stays_in_hand(asked: ModelWorker, books: Books) -> None:
    asked.press("f9")
    asked.press("1")
    asked.press("enter")

    asked.type("L7")

    assert books.loose("D1") == {"L7": (1, 2000)}


def test_what_was_said_before_is_kept_with_it(asked: ModelWorker, books: Books) -> None:
    asked.press("f9")
    asked.press("6")
    asked.press("enter")

    inputs = told(books)["inputs"]

    assert isinstance(inputs, list)
    newest, carrots = inputs[0], inputs[2]
    assert (newest[1], newest[2]) == ({"Key": {"name": "6"}}, "problem.text")
    assert (carrots[1]["Scan"]["raw"], carrots[2:]) == (CARROTS[3:], ["receive.lot", ""])


def test_only_the_last_fifty_are_kept(worker: ModelWorker, books: Books) -> None:
    for _ in range(60):
        worker.press("f3")
    worker.press("f9")
    worker.press("1")
    worker.press("enter")

    inputs = told(books)["inputs"]
    assert isinstance(inputs, list)
    assert len(inputs) == 50


def test_back_before_anything_is_told(asked: ModelWorker, books: Books) -> None:
    for keys in (["f9", "f3"], ["f9", "2", "f3"]):
        for key in keys:
            answer = asked.press(key)
        assert (answer.prompt.id, answer.message) == ("receive.lot", None)
    assert books.deviations() == []


def test_there_are_so_many_kinds(asked: ModelWorker) -> None:
    asked.press("f9")

    answer = asked.press("9")

    assert (code_of(answer), answer.prompt.id) == ("today.no_such_choice", "problem.kind")


def test_f9_in_the_midst_of_a_problem_is_none(asked: ModelWorker) -> None:
    asked.press("f9")

    assert (code_of(asked.press("f9")), asked.answer.prompt.id) == ("flow.not_now", "problem.kind")


def test_a_problem_is_undone(asked: ModelWorker, books: Books) -> None:
    before = books.standing()
    asked.press("f9")
    asked.press("1")
    asked.press("enter")
    assert books.standing() != before

    answer = asked.press("f2")

    assert (code_of(answer), answer.prompt.id) == ("undo.done", "receive.lot")
    assert books.standing() == before


def test_a_badge_that_is_not_taken_is_a_problem_too(hub: OpenHub, books: Books) -> None:
    floor = hub.floor("dock1")
    for n, name in enumerate(("f9", "5", "enter")):
        answer = floor.handle(Key(name), bytes([n]))

    assert (answer.prompt.id, answer.operator) == ("signin.badge", "")
    assert books.deviations()[0][1]["name"] == "-"


def test_the_board_comes_back_to_the_board(worker: ModelWorker) -> None:
    worker.press("f9")
    worker.press("4")

    assert worker.type("Ordre 17 mangler").prompt.id == "today.board"


def test_a_problem_is_not_begun_from_the_menu(worker: ModelWorker) -> None:
    """It would not know where to go back to."""
    assert code_of(worker.start("problem")) == "flow.unknown"


@pytest.mark.parametrize("typed", ["", " ", "9" * 5000, "\x00", "^XA~JA", "ord " * 300, "日本語"])
def test_any_words_do(asked: ModelWorker, books: Books, typed: str) -> None:
    asked.press("f9")
    asked.press("6")

    assert code_of(asked.type(typed)) == "problem.told"
    text = books.deviations()[0][1]["text"]
    assert 0 < len(text) <= LONGEST_TEXT
    assert text.isprintable()


def test_a_restart_stays_with_the_problem_and_then_with_the_step(receiver: ModelWorker, hub: OpenHub) -> None:
    receiver.scan(MILK_CODE)
    receiver.press("f9")
    receiver.floor = hub.floor("dock1")

    receiver.press("1")
    answer = receiver.press("enter")

    assert answer.prompt.id == "receive.temperature"
    receiver.type("3,4")
    assert code_of(receiver.scan(MILK)) == "receive.taken_again"
