"""Waste: goods leave custody with a reason; the deviation names them."""

import pytest
from books import Books
from goods import BEEF, BEEF_CODE, CARROT_CODE, MILK, MILK_CASE, MILK_CODE, code_of, receive

from hubops.demo.model_worker import ModelWorker
from hubops.messages import Severity
from hubops.model.places import WASTE
from hubops.operations.waste import WASTE_REASONS


@pytest.fixture
def thrower(worker: ModelWorker) -> ModelWorker:
    """A worker who throws goods away: milk, carrots and beef stand at the dock."""
    receive(worker, MILK_CODE, CARROT_CODE, BEEF_CODE)
    worker.start("waste")
    return worker


@pytest.mark.parametrize(("digit", "reason"), [(str(n), word) for n, word in enumerate(WASTE_REASONS[:-1], start=1)])
def test_a_number_leaves_custody_with_a_reason(thrower: ModelWorker, books: Books, digit: str, reason: str) -> None:
    thrower.scan(MILK)
    assert thrower.type("4").prompt.id == "waste.reason"

    answer = thrower.press(digit)

    assert (code_of(answer), answer.status, answer.prompt.id) == ("waste.done", Severity.DONE, "waste.scan")
    assert books.loose("D1")["L0212"] == (6, 6180)
    moved = books.movements()[-1]
    assert (moved.kind, moved.to_zone_id, moved.pieces, moved.grams) == ("waste", WASTE, 4, 4120)
    values = {"product": "Helmelk 1 l", "lot": "L0212", "zone": "D1", "pieces": 4, "reason_word": reason}
    assert books.deviations() == [("wasted", values)]


def test_another_reason_is_typed(thrower: ModelWorker, books: Books) -> None:
    thrower.scan(MILK)
    thrower.type("4")
    assert thrower.press("5").prompt.id == "waste.other"

    answer = thrower.type("  fell off   the truck ")

    assert (code_of(answer), answer.prompt.id) == ("waste.done", "waste.scan")
    ((kind, values),) = books.deviations()
    assert (kind, values["note"], values["pieces"]) == ("wasted_other", "fell off the truck", 4)
    assert thrower.press("f2").prompt.id == "waste.other"
    assert books.loose("D1")["L0212"] == (10, 10_300)


@pytest.mark.parametrize("typed", ["", "x", "1234", "why " * 20])
def test_another_reason_is_told_in_a_few_words(thrower: ModelWorker, typed: str) -> None:
    thrower.scan(MILK)
    thrower.press("enter")
    thrower.press("5")
    assert (code_of(thrower.type(typed)), thrower.answer.prompt.id) == ("answer.no_note", "waste.other")


@pytest.mark.parametrize("said", [MILK, "f3"])
def test_another_reason_need_not_be_told(thrower: ModelWorker, said: str) -> None:
    thrower.scan(BEEF)
    thrower.press("enter")
    thrower.press("5")
    answer = thrower.press("f3") if said == "f3" else thrower.scan(said)
    assert answer.prompt.id == ("waste.scan" if said == "f3" else "waste.in_hand")


def test_enter_takes_all_of_it(thrower: ModelWorker, books: Books) -> None:
    thrower.scan(BEEF)
    thrower.press("enter")
    thrower.press("4")
    assert "KJ7" not in books.loose("D1")


def test_the_last_piece_takes_what_is_left_of_the_weight(worker: ModelWorker, books: Books) -> None:
    """8003 g in 4 pieces: the share of 3 is 6002.25 g."""
    receive(worker, BEEF_CODE.replace("008000", "008003"))
    worker.start("waste")
    for pieces in ("3", "1"):
        worker.scan(BEEF)
        worker.type(pieces)
        worker.press("2")
    assert [row.grams for row in books.movements()[-2:]] == [6002, 2001]
    assert books.loose("D1") == {}


def test_goods_in_several_zones_are_told_apart_by_the_zone(thrower: ModelWorker, books: Books) -> None:
    thrower.start("move")
    thrower.scan(MILK)
    thrower.type("3")
    thrower.scan("ZONE-K1")
    thrower.start("waste")
    assert thrower.scan(MILK).prompt.id == "waste.which"

    thrower.scan("ZONE-K1")
    thrower.press("enter")
    thrower.press("2")

    assert (books.loose("K1"), books.loose("D1")["L0212"]) == ({}, (7, 7210))


def test_goods_past_their_date_are_listed(worker: ModelWorker) -> None:
    receive(worker, f"]C101{MILK_CASE}15261201" + "10L0212")
    worker.next_day(6, 0)
    assert worker.start("waste").prompt.lines == ()
    for _ in range(7):
        worker.next_day(6, 0)

    worker.press("f10")
    (line,) = worker.start("waste").prompt.lines

    assert (line.message.code, line.message.values["lot"], line.mark) == ("waste.expired_line", "L0212", "bad")


@pytest.mark.parametrize(
    ("typed", "digit", "refusal"),
    [("11", "", "answer.no_count"), ("0", "", "answer.no_count"), ("2", "6", "receive.no_such_reason")],
)
def test_a_slip_of_the_fingers_changes_nothing(
    thrower: ModelWorker, books: Books, typed: str, digit: str, refusal: str
) -> None:
    thrower.scan(MILK)
    before = books.standing()

    answer = thrower.type(typed)
    answer = thrower.press(digit) if digit else answer

    assert code_of(answer) == refusal
    assert books.standing() == before


@pytest.mark.parametrize("code", ["]E07039999000244", "ZONE-A1", "ZONE-X9"])
def test_what_stands_nowhere_is_refused(thrower: ModelWorker, code: str) -> None:
    answer = thrower.scan(code)
    assert (answer.status, answer.prompt.id) == (Severity.REFUSED, "waste.scan")


def test_undo_brings_it_back(thrower: ModelWorker, books: Books) -> None:
    before = books.standing()
    thrower.scan(MILK)
    thrower.type("4")
    thrower.press("1")

    answer = thrower.press("f2")

    assert (answer.prompt.id, answer.prompt.what.values["pieces"]) == ("waste.reason", 4)
    assert books.standing() == before


def test_another_article_or_f3_instead_of_a_reason(thrower: ModelWorker) -> None:
    thrower.scan(MILK)
    thrower.press("enter")
    assert thrower.scan(BEEF).prompt.what.values["lot"] == "KJ7"
    assert thrower.press("f3").prompt.id == "waste.scan"


def test_a_zone_shows_its_goods_and_a_digit_chooses(thrower: ModelWorker) -> None:
    asked = thrower.scan("ZONE-D1")
    assert asked.prompt.id == "waste.which"
    assert [line.message.values["lot"] for line in asked.prompt.lines] == ["L0212", "KJ7", "L7"]

    answer = thrower.press("3")

    assert (answer.prompt.id, answer.prompt.what.values["lot"]) == ("waste.in_hand", "L7")


@pytest.mark.parametrize(("said", "prompt"), [("f3", "waste.scan"), (BEEF, "waste.in_hand")])
def test_goods_of_a_zone_are_scanned_or_left(thrower: ModelWorker, books: Books, said: str, prompt: str) -> None:
    before = books.standing()
    thrower.scan("ZONE-D1")

    answer = thrower.press(said) if said == "f3" else thrower.scan(said)

    assert (code_of(answer), answer.prompt.id) == ("", prompt)
    assert books.standing() == before


@pytest.mark.parametrize("steps", [(), ("enter",), ("enter", "5")], ids=["in hand", "reason", "other reason"])
@pytest.mark.parametrize("said", ["f3", BEEF], ids=["f3", "other goods"])
def test_what_is_in_hand_is_laid_down_and_nothing_thrown_away(
    thrower: ModelWorker, books: Books, steps: tuple[str, ...], said: str
) -> None:
    before = books.standing()
    thrower.scan(MILK)
    for step in steps:
        thrower.press(step)

    answer = thrower.press(said) if said == "f3" else thrower.scan(said)

    if said == "f3":
        assert (code_of(answer), answer.prompt.id) == ("stacks.laid_down", "waste.scan")
    else:
        assert (answer.prompt.id, answer.prompt.what.values["lot"]) == ("waste.in_hand", "KJ7")
    assert books.standing() == before
