"""What a step does not take is refused by its name: who hears it knows what was scanned or pressed."""

import pytest
from books import Books
from goods import code_of

from hubops.demo.model_worker import ModelWorker
from hubops.flows.all import FLOWS
from hubops.flows.not_legal import fitting, named
from hubops.inputs import Choose, Scan, ScanKind
from hubops.messages import LANGUAGES


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("]E07039999000022", "The code of goods does not fit here. This step wants an answer that is typed."),
        (
            "]C100370399980000000017",
            "The label of a parcel does not fit here. This step wants an answer that is typed.",
        ),
        ("ZONE-K1", "The sign of a zone does not fit here. This step wants an answer that is typed."),
        ("VEHICLE-V1", "The sign of a vehicle does not fit here. This step wants an answer that is typed."),
        ("ROUTE-R1", "A route card does not fit here. This step wants an answer that is typed."),
        ("STATION-dock1", "The sign of a station does not fit here. This step wants an answer that is typed."),
    ],
)
def test_a_scan(receiver: ModelWorker, books: Books, code: str, sentence: str) -> None:
    """At the question for the lot only a text counts."""
    receiver.scan("]E07039999000022")
    assert receiver.answer.prompt.id == "receive.lot"
    before = books.standing()

    answer = receiver.scan(code)

    assert answer.message is not None
    assert (code_of(answer), answer.message.text("en"), answer.prompt.id) == ("flow.not_now", sentence, "receive.lot")
    assert books.standing() == before


def test_a_colleagues_badge(receiver: ModelWorker, books: Books) -> None:
    """Who wants to work here hears how: nobody is signed out in the midst of a step."""
    receiver.scan("]E07039999000022")
    before = books.standing()

    answer = receiver.scan("BADGE-0002")

    assert answer.message is not None
    assert answer.message.text("en") == "Kari N. is at work here. Press F10, then scan your badge."
    assert (answer.prompt.id, books.standing()) == ("receive.lot", before)
    receiver.press("f10")
    assert code_of(receiver.scan("BADGE-0002")) == "signin.welcome"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("f8", "F8 passer ikke her. Her trengs et svar som skrives."),
        ("7", "7 passer ikke her. Her trengs et svar som skrives."),
    ],
)
def test_a_key(receiver: ModelWorker, said: str, sentence: str) -> None:
    receiver.scan("]E07039999000022")
    message = receiver.press(said).message
    assert message is not None
    assert message.text("nb") == sentence


def test_what_was_typed(worker: ModelWorker) -> None:
    worker.start("count")
    message = worker.type("12").message
    assert message is not None
    assert message.text("nb") == "Det som ble skrevet passer ikke her. Her trengs skiltet på en sone."


@pytest.mark.parametrize(
    ("flow", "state", "wanted"),
    [
        ("load", "vehicle", "the sign of a vehicle or the code of a manifest"),
        ("receive", "weigh", "a weight from the scale"),
        ("crossdock", "scan", "goods or the label of a parcel"),
        ("load", "reason", "a digit from the list"),
        ("dispatch", "taker", "an answer that is typed or the sign of a vehicle"),
        ("repack", "scan", "the label of a parcel"),
        ("receive", "over", "one of the keys at the bottom"),
    ],
)
def test_what_would_fit(flow: str, state: str, wanted: str) -> None:
    assert fitting(FLOWS[flow].state(state)).text("en") == wanted


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_a_word_for_all_that_fits(language: str) -> None:
    """No step is left without words; a code stands where a word is missing."""
    for flow in FLOWS.values():
        for state in flow.states:
            assert "fits." not in fitting(state).text(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_a_word_for_all_that_may_come(language: str) -> None:
    told = [named(Scan("", kind)).text(language) for kind in ScanKind if kind not in (ScanKind.COMMAND, "unreadable")]

    assert len(set(told)) == len(told)
    assert named(Choose("receive")).text(language)
