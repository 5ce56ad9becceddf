"""F2 in the midst of a step lets go of what is in hand; only the next one undoes the booking before."""

import pytest
from books import Books
from goods import CARROT_CODE, CARROTS, MILK, MILK_CASE, MILK_CODE, code_of, receive

from hubops.demo.model_worker import ModelWorker
from hubops.messages import Severity


@pytest.fixture
def asked(receiver: ModelWorker) -> ModelWorker:
    """A worker who took in carrots, and is asked for the date of a case of milk."""
    receiver.scan(CARROT_CODE)
    receiver.scan(f"]C101{MILK_CASE}10L1")
    assert receiver.answer.prompt.id == "receive.date"
    return receiver


def test_the_case_in_hand_goes_first(asked: ModelWorker, books: Books) -> None:
    before = books.standing()

    answer = asked.press("f2")

    assert (code_of(answer), answer.status, answer.prompt.id) == ("undo.let_go", Severity.WARN, "receive.more")
    assert answer.message is not None
    assert answer.message.values == {"what": "Helmelk 1 l"}
    assert books.standing() == before


def test_then_the_booking_before_it(asked: ModelWorker, books: Books) -> None:
    asked.press("f2")

    answer = asked.press("f2")

    assert code_of(answer) == "undo.done"
    assert answer.message is not None
    assert answer.message.values["booked_word"] == "receive_case"
    assert books.loose("D1") == {}


def test_a_question_that_an_undo_put_back_is_let_go_of_first(asked: ModelWorker, books: Books) -> None:
    asked.type("30.11.2026")
    assert asked.answer.prompt.id == "receive.temperature"
    assert (code_of(asked.press("f2")), asked.answer.prompt.id) == ("undo.done", "receive.date")
    before = books.standing()

    assert (code_of(asked.press("f2")), asked.answer.prompt.id) == ("undo.let_go", "receive.more")
    assert books.standing() == before
    assert code_of(asked.press("f2")) == "undo.done"
    assert books.loose("D1") == {}


def test_however_far_the_step_has_come(asked: ModelWorker) -> None:
    asked.type("6.12.2020")
    assert asked.answer.prompt.id == "receive.past_date"

    assert asked.press("f2").prompt.id == "receive.more"


def test_what_is_asked_after_a_booking_is_no_step_of_its_own(receiver: ModelWorker, books: Books) -> None:
    """The temperature is asked for a case that was booked: F2 takes that back."""
    receiver.scan(MILK_CODE)
    assert receiver.answer.prompt.id == "receive.temperature"

    assert code_of(receiver.press("f2")) == "undo.done"
    assert books.loose("D1") == {}


def test_with_nothing_booked_before(worker: ModelWorker) -> None:
    worker.start("load")
    worker.scan("VEHICLE-V1")

    assert (code_of(worker.press("f2")), worker.answer.prompt.id) == ("undo.let_go", "load.vehicle")
    assert code_of(worker.press("f2")) == "undo.nothing"


def test_a_number_that_was_typed_too(worker: ModelWorker, books: Books) -> None:
    receive(worker, MILK_CODE)
    before = books.standing()
    worker.start("putaway")
    worker.scan(MILK)
    worker.type("3")

    answer = worker.press("f2")

    assert (code_of(answer), answer.prompt.id) == ("undo.let_go", "putaway.scan")
    assert books.standing() == before


def test_a_skipped_kitchen_comes_back(worker: ModelWorker) -> None:
    receive(worker, *[CARROT_CODE] * 3)
    worker.start("crossdock")
    first = worker.scan(CARROTS).prompt.what.values["kitchen"]
    worker.press("enter")
    second = worker.answer.prompt.what.values["kitchen"]
    assert second != first
    worker.press("f5")

    assert worker.press("f2").prompt.what.values["kitchen"] == second
    answer = worker.press("f2")
    assert (code_of(answer), answer.prompt.what.values["kitchen"]) == ("undo.done", first)


@pytest.mark.parametrize("keys", [("f9",), ("f9", "1")])
def test_a_problem_that_was_begun(asked: ModelWorker, keys: tuple[str, ...]) -> None:
    """It is let go of first, and the case that is asked about after it."""
    for name in keys:
        asked.press(name)

    assert (code_of(asked.press("f2")), asked.answer.prompt.id) == ("undo.let_go", "receive.date")
    assert (code_of(asked.press("f2")), asked.answer.prompt.id) == ("undo.let_go", "receive.more")


def test_a_restart_forgets_nothing(asked: ModelWorker) -> None:
    """The step lies in the database, with the question."""
    asked.floor = type(asked.floor)(asked.floor.desk)

    assert asked.press("f2").prompt.id == "receive.more"
