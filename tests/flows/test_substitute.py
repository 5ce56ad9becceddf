"""Other goods instead of what is short: offered to kitchens that lack something like it, packed once they agreed."""

import pytest
from books import Books
from goods import BEEF, BEEF_CODE, MILK, MILK_CODE, close_deliveries, code_of, pack_all, receive
from sqlalchemy import select

from hubops.demo.model_worker import ModelWorker
from hubops.model.evidence import Event
from hubops.model.orders import Shortage, Substitution
from hubops.model.people import Operator

MILK_GTIN = "07039999000213"
BUTTER_CODE, BUTTER = "]C101170399990002411527011510L9", "]E07039999000244"


@pytest.fixture
def short(worker: ModelWorker, books: Books) -> ModelWorker:
    """Ten litres of milk too many, no butter at all; every delivery is closed. About to substitute."""
    receive(worker, *[MILK_CODE] * 6)
    close_deliveries(worker)
    pack_all(worker, MILK)
    worker.press("f6")
    return worker


def consented(worker: ModelWorker, choice: str = "1") -> None:
    """Milk for whoever stands at a place of the list; Turid at the kitchen said yes."""
    worker.scan(MILK)
    worker.press(choice)
    worker.type("Turid Moe")


def at_the_scale(worker: ModelWorker) -> None:
    """Three cases of beef where two are ordered; a kitchen lacks something like it, and Ola there said yes."""
    receive(worker, *[BEEF_CODE] * 3)
    close_deliveries(worker)
    worker.start("crossdock")
    worker.scan(BEEF)
    while worker.answer.prompt.id == "crossdock.weigh":
        worker.weigh(int(str(worker.answer.prompt.what.values["nominal_g"])))
    worker.start("substitute")
    worker.scan(BEEF)
    worker.press("1")
    worker.type("Ola Li")
    assert worker.answer.prompt.id == "substitute.weigh"


def test_kitchens_that_lack_something_like_it_are_listed(short: ModelWorker) -> None:
    answer = short.scan(MILK)

    assert answer.prompt.id == "substitute.line"
    shown = [line.message.values for line in answer.prompt.lines if line.choice]
    assert [values["number"] for values in shown] == list(range(1, 10))
    assert answer.prompt.lines[-1].message.code == "nine.more"
    assert all(values["product"] != "Helmelk 1 l" for values in shown)
    assert shown[0]["product"] == "Kinnet smør 500 g"  # of the same producer, before others of the class


def test_who_lacks_what_is_listed_before_anything_is_scanned(short: ModelWorker) -> None:
    shown = [line.message.values for line in short.answer.prompt.lines]

    assert short.answer.prompt.id == "substitute.scan"
    assert {"route", "stop", "kitchen", "pieces", "product"} == set(shown[0])
    assert "Helmelk 1 l" not in {values["product"] for values in shown}
    assert all(isinstance(values["pieces"], int) and values["pieces"] > 0 for values in shown)


def test_a_substitute_counts_for_the_line_that_was_short(short: ModelWorker, books: Books) -> None:
    consented(short)
    wanted = short.answer.prompt.what.values
    kitchen, pieces = wanted["kitchen"], wanted["pieces"]
    before = sum(books.packed(MILK_GTIN).values())

    answer = short.press("enter")

    assert code_of(answer) in ("substitute.done", "substitute.done_labels")
    assert answer.prompt.id == "crossdock.scan"
    assert sum(books.packed(MILK_GTIN).values()) == before + pieces  # type: ignore[operator]
    (line,) = [line for line in books.statement().lines if line.instead]
    assert (line.kitchen, line.instead) == (kitchen, (("Helmelk 1 l", pieces),))
    assert line.short == line.pieces - pieces  # type: ignore[operator]


def test_who_agreed_stands_with_the_line_and_not_in_the_log(short: ModelWorker, books: Books) -> None:
    consented(short)
    short.press("enter")

    (row,) = books.rows(select(Substitution))
    (me,) = books.rows(select(Operator.id).where(Operator.name == short.answer.operator))
    assert (row.consent_by, row.at, row.operator_id) == ("Turid Moe", short.clock.now(), me.id)
    assert books.events("substituted") == 1
    assert not any("Turid" in event.body for event in books.rows(select(Event.body)))


def test_undo_brings_the_shortage_back(short: ModelWorker, books: Books) -> None:
    consented(short)
    before, stood = books.standing(), short.answer.prompt
    short.press("enter")

    short.press("f2")

    assert books.standing() == before
    assert not any(line.instead for line in books.statement().lines)
    assert stood.id == "substitute.amount"


def test_fewer_than_are_short(short: ModelWorker, books: Books) -> None:
    consented(short)
    lacked = short.answer.prompt.what.values["pieces"]
    assert isinstance(lacked, int)
    assert code_of(short.type(str(lacked + 1))) == "answer.no_count"

    short.type("1")

    (row,) = books.rows(select(Substitution))
    open_again = books.rows(
        select(Shortage.pieces).where(Shortage.order_line_id == row.order_line_id, Shortage.undone_by_id.is_(None))
    )
    assert row.pieces == 1
    assert [found.pieces for found in open_again] == ([lacked - 1] if lacked > 1 else [])


def test_what_was_ordered_is_not_given_away(worker: ModelWorker) -> None:
    receive(worker, *[MILK_CODE] * 3)
    close_deliveries(worker)
    worker.start("crossdock")
    worker.press("f6")

    assert code_of(worker.scan(MILK)) == "substitute.none_spare"


def test_nobody_is_short(worker: ModelWorker) -> None:
    receive(worker, *[MILK_CODE] * 6)
    worker.start("substitute")

    assert code_of(worker.scan(MILK)) == "substitute.nobody_short"
    assert code_of(worker.scan("]E05901234123457")) == "crossdock.unknown_item"


def test_without_a_name_there_is_no_consent(short: ModelWorker) -> None:
    short.scan(MILK)
    short.press("1")

    assert code_of(short.type("7")) == "answer.no_name"
    assert short.press("f3").prompt.id == "substitute.line"
    assert short.press("f3").prompt.id == "substitute.scan"
    assert short.press("f3").prompt.id == "crossdock.scan"


def test_there_are_only_so_many_to_choose_from(short: ModelWorker) -> None:
    *_, more = short.scan(MILK).prompt.lines
    rows = 9 + int(str(more.message.values["count"]))
    for _ in range(rows // 9):
        short.press("0")

    assert rows % 9
    assert code_of(short.press("9")) == "today.no_such_choice"


def test_what_goes_by_weight_is_weighed(worker: ModelWorker, books: Books) -> None:
    at_the_scale(worker)
    worker.type("1")
    assert code_of(worker.weigh(9000)) == "receive.weight_off"
    assert code_of(worker.weigh(2050)) in ("substitute.done", "substitute.done_labels")
    (row,) = books.rows(select(Substitution))
    assert row.pieces == 1


def test_f3_chooses_another_kitchen_and_nothing_is_booked(short: ModelWorker, books: Books) -> None:
    before = books.standing()
    consented(short)
    assert short.answer.prompt.id == "substitute.amount"

    answer = short.press("f3")

    assert (code_of(answer), answer.prompt.id) == ("", "substitute.line")
    assert books.standing() == before


def test_f3_takes_the_goods_off_the_scale(worker: ModelWorker, books: Books) -> None:
    at_the_scale(worker)
    before = books.standing()

    assert worker.press("f3").prompt.id == "substitute.line"
    assert books.standing() == before


def test_other_goods_are_offered_instead(short: ModelWorker, books: Books) -> None:
    """Milk is in hand; the same code once more begins anew, and what nobody can spare is refused."""
    before = books.standing()
    short.scan(MILK)

    assert code_of(short.scan(BEEF)) in ("substitute.none_spare", "substitute.nobody_short")
    assert short.answer.prompt.id == "substitute.line"
    answer = short.scan(MILK)

    assert (answer.prompt.id, answer.prompt.what.values) == ("substitute.line", {"product": "Helmelk 1 l"})
    assert books.standing() == before
