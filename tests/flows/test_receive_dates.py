"""A typed date that has passed or lies too far away is asked about; milk lives twelve days or so."""

from datetime import date

from books import Books
from goods import MILK, code_of
from sqlalchemy import select

from hubops.demo.model_worker import ModelWorker
from hubops.model.stock import Lot


def test_a_typed_date_that_has_passed_is_asked_about(receiver: ModelWorker, books: Books) -> None:
    receiver.scan(MILK)

    answer = receiver.type("20.11")

    assert answer.prompt.id == "receive.past_date"
    assert answer.prompt.what.values["days"] == 4
    assert books.deviations() == []
    assert code_of(receiver.press("enter")) == "receive.expired"
    assert [row["reason_word"] for _, row in books.deviations()] == ["expired"]
    assert receiver.press("f2").prompt.id == "receive.past_date"
    assert books.deviations() == []


def test_a_slip_is_typed_again(receiver: ModelWorker, books: Books) -> None:
    receiver.scan(MILK)
    receiver.type("20.11")

    assert receiver.press("f3").prompt.id == "receive.date"
    assert code_of(receiver.type("6.12")) == "receive.taken"
    assert books.loose("D1") == {"061226": (1, 1030)}


def test_a_date_far_away_is_typed_twice(receiver: ModelWorker, books: Books) -> None:
    receiver.scan(MILK)

    assert receiver.type("6.12.27").prompt.id == "receive.far_date"
    assert books.movements() == []
    assert code_of(receiver.type("061227")) == "receive.taken"
    assert books.loose("D1") == {"061227": (1, 1030)}


def test_another_date_the_second_time_is_looked_at_anew(receiver: ModelWorker, books: Books) -> None:
    receiver.scan(MILK)
    receiver.type("6.12.27")

    assert receiver.type("6.11").prompt.id == "receive.past_date"
    receiver.press("f3")
    receiver.type("6.12.27")
    assert receiver.press("f3").prompt.id == "receive.date"
    assert code_of(receiver.type("6.12")) == "receive.taken"


def test_the_goods_say_use_by(receiver: ModelWorker, books: Books) -> None:
    receiver.scan(MILK)
    assert receiver.press("f5").prompt.id == "receive.use_by"
    assert receiver.press("f3").prompt.id == "receive.date"
    receiver.press("f5")
    assert receiver.type("6.11").prompt.id == "receive.past_date"
    assert receiver.press("f3").prompt.id == "receive.use_by"
    receiver.type("6.12")

    (lot,) = books.rows(select(Lot.expiry, Lot.date_kind))
    assert tuple(lot) == (date(2026, 12, 6), "use_by")
