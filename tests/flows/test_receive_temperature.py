"""Temperature on receipt, once per class; chilled dairy: green to 4.0, yellow to 6.99, red above (rules.toml)."""

import pytest
from books import Books
from goods import BEEF_CODE, CARROT_CASE, MILK_CASE, code_of
from sqlalchemy import select

from hubops.demo.model_worker import ModelWorker
from hubops.messages import Severity
from hubops.model.inbound import Check


@pytest.mark.parametrize(
    ("typed", "verdict", "zone"),
    [
        ("4,0", "green", "D1"),
        ("4,01", "yellow", "D1"),
        ("6.99 °C", "yellow", "D1"),
        ("-0,5", "yellow", "D1"),
        ("7", "red", "Q1"),
    ],
)
def test_the_verdict(receiver: ModelWorker, books: Books, typed: str, verdict: str, zone: str) -> None:
    receiver.scan(f"]C101{MILK_CASE}1526120610L0212")

    answer = receiver.type(typed)

    assert (code_of(answer), answer.prompt.id) == (f"receive.{verdict}", "receive.more")
    assert books.loose(zone) == {"L0212": (10, 10_300)}
    assert [kind for kind, _ in books.deviations()] == (["too_warm"] if verdict == "red" else [])


def test_the_limit_that_is_asked_for_is_the_one_that_is_judged_by(receiver: ModelWorker) -> None:
    """Red meat may be at 7.0 °C by the rulebook, but the producer of this beef states 4.0 °C."""
    asked = receiver.scan(BEEF_CODE)
    assert asked.prompt.what.values["limit_cc"] == 400

    answer = receiver.type("6,5")

    assert answer.message is not None
    assert (code_of(answer), answer.message.values["limit_cc"]) == ("receive.red", 400)


@pytest.mark.parametrize("typed", ["warm", "", "3,4,5", "-61", "101"])
def test_what_is_no_temperature_is_refused(receiver: ModelWorker, books: Books, typed: str) -> None:
    receiver.scan(f"]C101{MILK_CASE}1526120610L0212")

    answer = receiver.type(typed)

    assert (code_of(answer), answer.prompt.id) == ("answer.no_temperature", "receive.temperature")
    assert books.rows(select(Check.id)) == []


def test_it_is_asked_once_per_class_and_delivery(receiver: ModelWorker) -> None:
    receiver.scan(f"]C101{MILK_CASE}1526120610L0212")
    receiver.type("3")

    assert receiver.scan(f"]C101{MILK_CASE}1526120610L0212").prompt.id == "receive.more"
    assert receiver.scan("]C1011703999900008115261201" + "10L8").prompt.id == "receive.temperature"


def test_whoever_walks_away_is_asked_again(receiver: ModelWorker) -> None:
    receiver.scan(f"]C101{MILK_CASE}1526120610L0212")
    receiver.press("f10")
    receiver.start("receive")

    assert receiver.scan(f"]C101{MILK_CASE}1526120610L0212").prompt.id == "receive.temperature"


def test_goods_at_room_temperature_are_not_measured(receiver: ModelWorker) -> None:
    assert receiver.scan(f"]C101{CARROT_CASE}10L1").prompt.id == "receive.more"


def test_what_comes_after_a_red_measurement_goes_to_quarantine_too(receiver: ModelWorker, books: Books) -> None:
    receiver.scan(f"]C101{MILK_CASE}1526120610L0212")
    receiver.type("9,5")

    answer = receiver.scan(f"]C101{MILK_CASE}1526120610L0212")

    assert (code_of(answer), answer.status) == ("receive.to_quarantine", Severity.WARN)
    assert books.loose("Q1") == {"L0212": (20, 20_600)}
    assert books.loose("D1") == {}


def test_red_milk_leaves_the_butter_of_another_delivery_alone(receiver: ModelWorker, books: Books) -> None:
    """Trollhagen's root vegetables are chilled, too, and another delivery."""
    receiver.scan("]C1011703999900008115261201" + "10L8")
    receiver.type("3")
    receiver.scan(f"]C101{MILK_CASE}1526120610L0212")
    receiver.type("9,5")

    assert set(books.loose("D1")) == {"L8"}


def test_undo_of_red_brings_the_goods_back(receiver: ModelWorker, books: Books) -> None:
    receiver.scan(f"]C101{MILK_CASE}1526120610L0212")
    receiver.type("9,5")

    answer = receiver.press("f2")

    assert answer.prompt.id == "receive.temperature"
    assert (books.loose("Q1"), books.loose("D1")) == ({}, {"L0212": (10, 10_300)})
    assert books.deviations() == []
    assert code_of(receiver.type("3,5")) == "receive.green"
