"""Undo of a receipt: the last booking goes, and the dialogue stands where it stood."""

import pytest
from books import Books
from goods import BEEF, CARROT_CASE, CARROTS, MILK_CASE, code_of
from sqlalchemy import select

from hubops.demo.model_worker import ModelWorker
from hubops.messages import Severity
from hubops.model.inbound import ReceiptLine
from hubops.model.people import Operator
from hubops.model.stock import Movement


@pytest.mark.parametrize(
    ("say", "prompt"),
    [
        ([("scan", f"]C101{CARROT_CASE}10L1")], "receive.scan"),
        ([("scan", CARROTS), ("type", "L1")], "receive.lot"),
        ([("scan", f"]C101{MILK_CASE}10L1"), ("type", "6.12")], "receive.date"),
    ],
)
def test_a_case(receiver: ModelWorker, books: Books, say: list[tuple[str, str]], prompt: str) -> None:
    before = books.standing()
    for how, what in say:
        getattr(receiver, how)(what)

    answer = receiver.press("f2")

    assert (code_of(answer), answer.prompt.id) == ("undo.done", prompt)
    assert books.standing() == before


def test_a_weighed_case_is_asked_for_its_weight_again(receiver: ModelWorker, books: Books) -> None:
    for how, what in (("scan", BEEF), ("press", "f6"), ("type", "KJ7"), ("type", "8.12")):
        getattr(receiver, how)(what)
    receiver.weigh(2040)

    assert receiver.press("f2").prompt.id == "receive.weigh"
    assert code_of(receiver.weigh(2050)) == "receive.taken"
    assert books.loose("D1") == {"KJ7": (1, 2050)}


def test_one_after_the_other(receiver: ModelWorker, books: Books) -> None:
    for lot in ("L1", "L2", "L3"):
        receiver.scan(f"]C101{CARROT_CASE}10{lot}")

    for left in (["L1", "L2"], ["L1"], []):
        receiver.press("f2")
        assert sorted(books.loose("D1")) == left
    assert code_of(receiver.press("f2")) == "undo.nothing"


def test_what_a_colleague_booked_at_the_station_is_taken_back_by_name(receiver: ModelWorker, books: Books) -> None:
    receiver.scan(f"]C101{CARROT_CASE}10L1")
    [who] = books.rows(select(Operator.name).where(Operator.badge == "0001"))
    while receiver.press("f10").prompt.flow != "signin":
        pass
    receiver.scan("BADGE-0002")

    answer = receiver.press("f2")

    assert answer.message is not None
    assert (answer.message.code, answer.message.severity) == ("undo.done_of", Severity.WARN)
    assert answer.message.values["name"] == who.name
    assert books.loose("D1") == {}


def test_it_reverses_and_deletes_nothing(receiver: ModelWorker, books: Books) -> None:
    receiver.scan(f"]C101{CARROT_CASE}10L1")
    receiver.press("f2")

    there, back = books.rows(select(Movement).order_by(Movement.id))
    assert (back.kind, back.reverses_id) == ("undo", there.id)
    assert (back.from_zone_id, back.to_zone_id) == (there.to_zone_id, there.from_zone_id)
    (line,) = books.rows(select(ReceiptLine))
    assert line.undone_by_id is not None


def test_goods_that_went_on_are_not_undone(receiver: ModelWorker, colleague: ModelWorker) -> None:
    receiver.scan(f"]C101{CARROT_CASE}10L1")
    colleague.start("putaway")
    colleague.scan(f"]C101{CARROT_CASE}10L1")
    colleague.scan("ZONE-A1")

    answer = receiver.press("f2")

    assert (code_of(answer), answer.status) == ("undo.moved_on", Severity.REFUSED)


def test_another_stations_booking_is_not_ours_to_undo(receiver: ModelWorker, colleague: ModelWorker) -> None:
    receiver.scan(f"]C101{CARROT_CASE}10L1")

    assert code_of(colleague.press("f2")) == "undo.nothing"
