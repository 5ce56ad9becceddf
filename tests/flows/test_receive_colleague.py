"""Two receive one delivery at two stations: whoever finishes it is told of the other."""

import pytest
from goods import CARROT_CODE, MILK_CODE, code_of, receive

from hubops.demo.model_worker import ModelWorker


@pytest.fixture
def both(worker: ModelWorker, colleague: ModelWorker) -> tuple[ModelWorker, ModelWorker]:
    """Both have taken in a case of the same delivery; the colleague is still at it."""
    receive(colleague, MILK_CODE)
    receive(worker, MILK_CODE)
    return worker, colleague


def test_whoever_finishes_is_told_who_is_still_at_it(both: tuple[ModelWorker, ModelWorker]) -> None:
    answer = both[0].press("f4")

    assert (code_of(answer), answer.prompt.id) == ("receive.colleague", "receive.close")
    assert answer.message is not None
    assert answer.message.text("en").startswith("Ola T. still receives this delivery at dock2.")
    first = answer.prompt.lines[0]
    assert (first.message.code, first.mark) == ("receive.colleague_line", "bad")


def test_it_is_asked_once(both: tuple[ModelWorker, ModelWorker]) -> None:
    both[0].press("f4")
    answer = both[0].press("enter")

    assert (code_of(answer), answer.prompt.id) == ("receive.closed_short", "receive.scan")


@pytest.mark.parametrize("gone", ["home", "other", "long"])
def test_who_is_not_at_it_any_more_is_not_named(both: tuple[ModelWorker, ModelWorker], gone: str) -> None:
    worker, colleague = both
    if gone == "home":
        colleague.press("f10")
    elif gone == "other":
        colleague.start("putaway")
    else:
        worker.at_moment(worker.clock.now().replace(hour=12))
    answer = worker.press("f4")

    assert (code_of(answer), answer.prompt.id) == ("", "receive.close")
    assert "receive.colleague_line" not in {line.message.code for line in answer.prompt.lines}


def test_a_colleague_at_another_delivery_is_none(worker: ModelWorker, colleague: ModelWorker) -> None:
    receive(colleague, CARROT_CODE)
    receive(worker, MILK_CODE)

    assert code_of(worker.press("f4")) == ""
