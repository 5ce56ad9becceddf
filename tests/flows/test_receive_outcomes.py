"""What becomes of refused goods: back with the driver, thrown away here, or fetched by the producer later."""

import pytest
from books import Books
from goods import CARROT_CASE, CARROT_CODE, code_of

from hubops.demo.model_worker import ModelWorker


def refuse(receiver: ModelWorker, *said: str, code: str = CARROT_CODE) -> None:
    """Refuse damaged carrots."""
    receiver.press("f5")
    receiver.press("1")
    for each in said:
        (receiver.press if each.startswith("f") else receiver.type)(each)
    receiver.scan(code)


@pytest.mark.parametrize(
    ("key", "outcome", "kinds", "standing"),
    [
        ([], "send_back", [], {}),
        (["f6"], "waste", ["refuse", "waste"], {}),
        (["f7"], "return_later", ["refuse"], {"L7": (5, 10_000)}),
    ],
)
def test_the_outcome_stands_in_the_books_and_on_the_receipt(
    receiver: ModelWorker,
    books: Books,
    key: list[str],
    outcome: str,
    kinds: list[str],
    standing: dict[str, tuple[int, int]],
) -> None:
    before = books.standing()
    refuse(receiver, *key)
    assert [row.kind for row in books.movements()] == kinds
    assert books.loose("Q1") == standing
    receiver.press("f2")
    assert books.standing() == before
    receiver.scan(CARROT_CODE)

    receiver.scan(CARROT_CODE)  # the rest goes on
    assert books.loose("D1") == {"L7": (5, 10_000)}
    receiver.press("f4")
    receiver.press("enter")
    (receipt,) = books.jobs("receipt")
    assert [(row["accepted"], row["reason"], row["outcome"]) for row in receipt["lines"]] == [
        (True, "", ""),
        (False, "damaged", outcome),
    ]


def test_several_are_refused_by_their_number(receiver: ModelWorker, books: Books) -> None:
    refuse(receiver, "3")

    assert [row["pieces"] for _, row in books.deviations()] == [15]
    assert code_of(receiver.answer) == "receive.refused_case"


def test_unique_cases_are_refused_one_by_one(receiver: ModelWorker) -> None:
    refuse(receiver, "2", code=f"]d201{CARROT_CASE}10L1\x1d21S77")

    assert code_of(receiver.answer) == "receive.count_unique"


def test_goods_without_a_lot_get_one_while_they_wait(receiver: ModelWorker, books: Books) -> None:
    refuse(receiver, "f7", code="]E07039999000022")

    assert books.loose("Q1") == {"H000001": (1, 2000)}


def test_what_waits_is_sent_back(receiver: ModelWorker, books: Books) -> None:
    refuse(receiver, "f7")
    before = books.standing()

    assert [line.message.values["pieces"] for line in receiver.press("f8").prompt.lines] == [5]
    assert code_of(receiver.press("2")) == "receive.no_such_return"
    answer = receiver.press("1")

    assert (code_of(answer), answer.prompt.lines) == ("receive.sent_back", ())
    assert books.loose("Q1") == {}
    assert books.movements()[-1].kind == "send_back"
    assert receiver.press("f2").prompt.id == "receive.returns"
    assert books.standing() == before


def test_what_was_thrown_away_since_does_not_wait(receiver: ModelWorker, books: Books) -> None:
    refuse(receiver, "f7")
    receiver.scan("BADGE-0001")
    receiver.start("today")
    receiver.scan("BADGE-0002")  # a supervisor
    receiver.start("waste")
    receiver.scan("]E07039999000022")
    receiver.press("enter")
    receiver.press("1")
    assert books.loose("Q1") == {}

    receiver.start("receive")

    assert receiver.press("f8").prompt.lines == ()
    assert receiver.press("f3").prompt.id == "receive.scan"
