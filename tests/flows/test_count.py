"""Count: what is typed is held against the book, which nobody sees before; loss takes the difference."""

import pytest
from books import Books
from goods import (
    BEEF,
    BEEF_CODE,
    CARROT_CASE,
    CARROT_CODE,
    CARROTS,
    MILK,
    MILK_CODE,
    code_of,
    pack_all,
    receive,
)

from hubops.demo.model_worker import ModelWorker
from hubops.messages import Severity
from hubops.model.places import LOSS


@pytest.fixture
def counter(worker: ModelWorker) -> ModelWorker:
    """A worker who counts the dock: milk, carrots of two lots and beef stand there."""
    receive(worker, MILK_CODE, CARROT_CODE, f"]C101{CARROT_CASE}10L6", BEEF_CODE)
    worker.start("count")
    worker.scan("ZONE-D1")
    return worker


def test_the_books_figure_is_not_shown_before(counter: ModelWorker) -> None:
    shown = [counter.answer, counter.scan(CARROTS), counter.scan(MILK)]

    assert [answer.prompt.id for answer in shown] == ["count.article", "count.lot", "count.amount"]
    for answer in shown:
        asked = [answer.prompt.what, *(line.message for line in answer.prompt.lines)]
        assert not {"pieces", "booked", "weight_g"} & {name for message in asked for name in message.values}
        assert answer.prompt.counter is None


def test_a_right_count_changes_nothing(counter: ModelWorker, books: Books) -> None:
    before = books.standing()
    counter.scan(MILK)

    answer = counter.type("10")

    assert (code_of(answer), answer.status, answer.prompt.id) == ("count.right", Severity.OK, "count.article")
    assert books.standing() == before


@pytest.mark.parametrize(
    ("code", "typed", "said", "left", "moved"),
    [
        (MILK, "7", "count.missing", (7, 7210), (3, 3090)),
        (MILK, "12", "count.found", (12, 12_360), (2, 2060)),
        (MILK, "0", "count.missing", None, (10, 10_300)),
        (BEEF, "3", "count.missing", (3, 6000), (1, 2000)),
        (BEEF, "5", "count.found", (5, 10_000), (1, 2000)),
    ],
)
def test_a_difference_is_booked_against_loss(
    counter: ModelWorker,
    books: Books,
    code: str,
    typed: str,
    said: str,
    left: tuple[int, int] | None,
    moved: tuple[int, int],
) -> None:
    counter.scan(code)

    answer = counter.type(typed)

    lot = "L0212" if code == MILK else "KJ7"
    assert (code_of(answer), answer.status) == (said, Severity.WARN)
    assert books.loose("D1").get(lot) == left
    row = books.movements()[-1]
    assert (row.kind, row.pieces, row.grams) == ("count", *moved)
    assert (row.to_zone_id if said == "count.missing" else row.from_zone_id) == LOSS
    ((kind, values),) = books.deviations()
    assert (kind, values["zone"], values["counted"]) == ("count_difference", "D1", int(typed))
    assert values["booked"] == (10 if code == MILK else 4)


def test_of_several_lots_a_digit_chooses(counter: ModelWorker, books: Books) -> None:
    asked = counter.scan(CARROTS)
    lots = [line.message.values["lot"] for line in asked.prompt.lines]
    assert sorted(str(lot) for lot in lots) == ["L6", "L7"]
    assert code_of(counter.press("3")) == "today.no_such_choice"

    counter.press("1")
    counter.type("4")

    assert books.loose("D1")[str(lots[0])] == (4, 8000)


def test_goods_that_the_book_has_elsewhere_are_found(counter: ModelWorker, books: Books) -> None:
    """Somebody put milk into the cold room and told nobody."""
    counter.scan("ZONE-K1")
    counter.scan(MILK)

    assert code_of(counter.type("2")) == "count.found"
    assert books.loose("K1") == {"L0212": (2, 2060)}


@pytest.mark.parametrize("typed", ["-1", "x", "", "10000", "1,5"])
def test_what_is_no_count_is_refused(counter: ModelWorker, books: Books, typed: str) -> None:
    counter.scan(MILK)
    before = books.standing()

    assert (code_of(counter.type(typed)), counter.answer.prompt.id) == ("answer.no_counted", "count.amount")
    assert books.standing() == before


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        ("]E07039999000244", "count.unknown_goods"),
        (f"]C101{CARROT_CASE}10L99", "count.unknown_goods"),
        ("ZONE-L1", "count.no_loose_goods"),
        ("ZONE-Q1", "authority.role_needed"),
        ("ZONE-V1", "putaway.unknown_zone"),
        ("ZONE-X9", "putaway.unknown_zone"),
    ],
)
def test_what_can_not_be_counted_is_refused(counter: ModelWorker, code: str, refusal: str) -> None:
    assert (code_of(counter.scan(code)), counter.answer.prompt.id) == (refusal, "count.article")


def test_a_supervisor_counts_quarantine(counter: ModelWorker) -> None:
    counter.press("f10")
    counter.scan("BADGE-0002")
    counter.start("count")
    assert counter.scan("ZONE-Q1").prompt.id == "count.article"


def test_an_empty_place_is_counted_with_two_keys(counter: ModelWorker, books: Books) -> None:
    asked = counter.press("f4").prompt
    assert (asked.id, asked.what.values["pieces"]) == ("count.empty", 24)
    assert {line.message.values["lot"] for line in asked.lines} == {"L0212", "L7", "L6", "KJ7"}

    answer = counter.press("enter")

    assert (code_of(answer), answer.status, answer.prompt.id) == ("count.emptied", Severity.WARN, "count.zone")
    assert books.loose("D1") == {}
    assert [kind for kind, _ in books.deviations()] == ["count_difference"] * 4


def test_a_place_that_is_empty_in_the_book_too(counter: ModelWorker, books: Books) -> None:
    counter.scan("ZONE-A1")
    counter.press("f4")
    before = books.standing()

    assert code_of(counter.press("enter")) == "count.empty_right"
    assert books.standing() == before


@pytest.mark.parametrize("how", ["missing", "found", "empty"])
def test_undo_of_a_count(counter: ModelWorker, books: Books, how: str) -> None:
    before = books.standing()
    if how == "empty":
        counter.press("f4")
        counter.press("enter")
    else:
        counter.scan(MILK)
        counter.type("3" if how == "missing" else "30")

    assert code_of(counter.press("f2")) == "undo.done"
    assert counter.answer.prompt.id == ("count.empty" if how == "empty" else "count.amount")
    assert books.standing() == before


def test_found_goods_that_were_packed_can_not_be_uncounted(
    counter: ModelWorker, colleague: ModelWorker, books: Books
) -> None:
    counter.scan(MILK)
    counter.type("30")
    pack_all(colleague, MILK)
    before = books.standing()

    assert code_of(counter.press("f2")) == "undo.moved_on"
    assert books.standing() == before


@pytest.mark.parametrize(("codes", "state"), [((MILK,), "article"), ((CARROTS,), "article"), ((), "zone")])
def test_f3_goes_back(counter: ModelWorker, codes: tuple[str, ...], state: str) -> None:
    for code in codes:
        counter.scan(code)
    assert counter.press("f3").prompt.id == f"count.{state}"


IN_STATE: dict[str, tuple[str, ...]] = {"article": (), "lot": (CARROTS,), "amount": (MILK,), "empty": ("f4",)}
"""What leads to a state, from the article that is asked for."""


def lead_to(counter: ModelWorker, state: str) -> None:
    """Come to a state of the count of the dock."""
    for said in IN_STATE[state]:
        _ = counter.press(said) if said.startswith("f") else counter.scan(said)
    assert counter.answer.prompt.id == f"count.{state}"


@pytest.mark.parametrize("state", IN_STATE)
def test_another_zone_is_counted_instead(counter: ModelWorker, books: Books, state: str) -> None:
    before = books.standing()
    lead_to(counter, state)

    answer = counter.scan("ZONE-K1")

    assert (answer.prompt.id, answer.prompt.what.values) == ("count.article", {"zone": "K1"})
    assert books.standing() == before


@pytest.mark.parametrize("state", ["article", "lot", "amount"])
def test_another_article_is_counted_instead(counter: ModelWorker, books: Books, state: str) -> None:
    before = books.standing()
    lead_to(counter, state)

    answer = counter.scan(BEEF)

    assert (answer.prompt.id, answer.prompt.what.values["lot"]) == ("count.amount", "KJ7")
    assert books.standing() == before


def test_f3_says_that_the_place_is_not_empty(counter: ModelWorker, books: Books) -> None:
    before = books.standing()
    lead_to(counter, "empty")

    assert counter.press("f3").prompt.id == "count.article"
    assert books.standing() == before
