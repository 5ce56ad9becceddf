"""F1 explains the step in hand; it books nothing, and what comes next counts for the step."""

import pytest
from books import Books
from goods import MILK_CODE, code_of

from hubops.demo.model_worker import ModelWorker
from hubops.flows.all import FLOWS
from hubops.flows.floor import Answer
from hubops.flows.help import page
from hubops.flows.table import Flow, State
from hubops.inputs import Key, Weight
from hubops.messages import LANGUAGES
from hubops.open_hub import OpenHub


def codes(answer: Answer) -> list[str]:
    """The codes of the lines."""
    return [line.message.code for line in answer.prompt.lines]


def test_the_page_tells_the_step_what_is_legal_and_the_keys(receiver: ModelWorker) -> None:
    answer = receiver.press("f1")

    assert (answer.help, answer.prompt.id, answer.message) == (True, "receive.scan", None)
    assert codes(answer)[0] == "help.receive.scan"
    assert {"help.takes_scan_item", "help.takes_key_digit", "help.f2", "help.f9", "help.f10"} < set(codes(answer))
    assert codes(answer)[-1] == "help.f1"
    words = [line.message.text("en") for line in answer.prompt.lines]
    assert "F4 Finish delivery: asks who signs; what has not come then counts as short" in words


def test_nothing_is_written_and_the_dialogue_stays(receiver: ModelWorker, books: Books) -> None:
    before = books.everything()

    receiver.press("f1")

    assert books.everything() == before


@pytest.mark.parametrize("key", ["f1", "f3"])
def test_f1_or_f3_goes_back_to_the_step(receiver: ModelWorker, key: str) -> None:
    receiver.press("f1")

    answer = receiver.press(key)

    assert (answer.help, answer.prompt.id, code_of(answer)) == (False, "receive.scan", "")
    assert "help.receive.scan" not in codes(answer)


def test_a_scan_while_the_page_is_shown_counts(receiver: ModelWorker, books: Books) -> None:
    receiver.press("f1")

    answer = receiver.scan(MILK_CODE)

    assert (answer.help, code_of(answer)) == (False, "receive.taken")
    assert books.loose("D1") == {"L0212": (10, 10300)}


def test_a_refusal_shows_the_step_again(receiver: ModelWorker) -> None:
    receiver.press("f1")

    assert not receiver.press("f7").help


def test_a_printed_key_explains_too(receiver: ModelWorker) -> None:
    assert receiver.scan("CMD-F1").help


def test_a_trembling_scale_closes_no_page(receiver: ModelWorker) -> None:
    receiver.press("f1")

    assert receiver.floor.handle(Weight(3, stable=True), b"noise").help


def test_the_same_f1_again_still_explains(receiver: ModelWorker) -> None:
    receiver.floor.handle(Key("f1"), b"one")

    assert receiver.floor.handle(Key("f1"), b"one").help
    assert not receiver.floor.handle(Key("f1"), b"two").help


def test_who_is_not_signed_in_is_helped_too(hub: OpenHub) -> None:
    answer = hub.floor("dock1").handle(Key("f1"), b"1")

    assert codes(answer) == ["help.signin.badge", "help.takes_scan_badge", "help.f9", "help.f1"]


STATES = [(flow, state) for flow in FLOWS.values() for state in flow.states]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("flow", "state"), STATES, ids=[f"{flow.name}.{state.name}" for flow, state in STATES])
def test_every_step_can_be_explained(flow: Flow, state: State, language: str) -> None:
    for line in page(flow, state, "supervisor"):
        assert line.message.text(language)
