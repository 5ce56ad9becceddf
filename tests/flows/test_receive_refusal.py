"""A case that the hub does not take stays the producer's."""

import pytest
from books import Books
from goods import CARROT_CASE, CARROT_CODE, code_of

from hubops.demo.model_worker import ModelWorker


@pytest.mark.parametrize(
    ("digit", "reason"),
    [("1", "damaged"), ("2", "wrong_item"), ("3", "wrong_label"), ("4", "too_warm"), ("5", "other")],
)
def test_a_case_is_refused_with_a_reason(receiver: ModelWorker, books: Books, digit: str, reason: str) -> None:
    assert receiver.press("f5").prompt.id == "receive.reason"
    assert receiver.press(digit).prompt.id == "receive.refuse_scan"
    answer = receiver.scan(f"]C101{CARROT_CASE}10L1")

    assert (code_of(answer), answer.prompt.id) == ("receive.refused_case", "receive.scan")
    assert books.movements() == []
    values = {"product": "Gulrot vasket 2 kg", "pieces": 5, "reason_word": reason, "outcome_word": "send_back"}
    assert books.deviations() == [("refused", values)]


def test_there_is_no_sixth_reason(receiver: ModelWorker) -> None:
    receiver.press("f5")

    assert code_of(receiver.press("6")) == "receive.no_such_reason"


def test_undo_of_a_refusal(receiver: ModelWorker, books: Books) -> None:
    receiver.press("f5")
    receiver.press("1")
    receiver.scan(f"]C101{CARROT_CASE}10L1")

    assert receiver.press("f2").prompt.id == "receive.refuse_scan"
    assert books.deviations() == []


def test_the_end_of_the_delivery_tells_what_of_it_was_refused(receiver: ModelWorker) -> None:
    """It came, so it does not just look missing; the driver who signs sees both."""
    receiver.scan(CARROT_CODE)
    for key in ("f5", "1"):
        receiver.press(key)
    receiver.scan(CARROT_CODE)

    lines = [
        line for line in receiver.press("f4").prompt.lines if line.message.values["product"] == "Gulrot vasket 2 kg"
    ]

    assert [(line.message.text("en"), line.mark) for line in lines] == [
        ("Gulrot vasket 2 kg: 5 of 15 pcs, 5 refused, 5 missing", "bad"),
    ]
