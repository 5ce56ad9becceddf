"""A kitchen rings to change or cancel: the same change as by a file, typed at a station; F2 takes it back."""

import json
from typing import Any

import pytest
from books import Books
from goods import MILK, code_of, stage_milk
from sqlalchemy import select

from hubops.demo.model_worker import ModelWorker
from hubops.model.evidence import Event
from hubops.model.notices import Notice
from hubops.model.orders import Order, OrderChange, OrderLine
from hubops.open_hub import OpenHub
from hubops.operations import alarms

INGRID = "BADGE-0003"
TYPED = "T-20261124-1"
"""The order that Furukollen skole has typed in by telephone: four cartons of milk, two sacks of potatoes."""
LATE, MILK_LINE = "BK-2006", "3"
"""Four cartons of milk for kitchen B05, today: the cut-off was yesterday."""


@pytest.fixture
def coordinator(worker: ModelWorker) -> ModelWorker:
    """Ingrid at station dock1."""
    worker.press("f10")
    worker.scan(INGRID)
    return worker


@pytest.fixture
def ringing(coordinator: ModelWorker) -> ModelWorker:
    """An order was typed in; now the same kitchen rings again."""
    order_milk_and_potatoes(coordinator)
    coordinator.press("enter")
    return change_an_order(coordinator)


def order_milk_and_potatoes(worker: ModelWorker) -> None:
    """Up to the question whether it is right."""
    worker.start("orders")
    worker.type("furu")
    worker.scan(MILK)
    worker.press("1")
    worker.type("4")
    worker.type("potet")
    worker.type("2")
    worker.press("enter")
    worker.press("enter")


def change_an_order(worker: ModelWorker) -> ModelWorker:
    """The question which order it is."""
    worker.start("orders")
    worker.press("f5")
    return worker


def lines(books: Books, number: str) -> list[tuple[str, int, bool]]:
    """What was said of each line, its pieces, and whether it stands."""
    found = books.rows(
        select(OrderLine)
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.number == number)
        .order_by(OrderLine.line)
    )
    return [(row.ordered_quantity, row.pieces, row.cancelled_at is None) for row in found]


def kept(books: Books) -> list[tuple[str, Any, Any]]:
    """The differences that were kept: what, and the quantity before and after."""
    found = books.rows(select(OrderChange).order_by(OrderChange.id))
    return [(row.what, json.loads(row.before).get("quantity"), json.loads(row.after).get("quantity")) for row in found]


def told(books: Books) -> list[tuple[str, str]]:
    """The messages about changes, and how they stand."""
    wanted = ("order_change_noted", "order_cancelled")
    found = books.rows(select(Notice.kind, Notice.state).where(Notice.kind.in_(wanted)).order_by(Notice.id))
    return [(row.kind, row.state) for row in found]


def said(worker: ModelWorker) -> str:
    """The last answer, as the coordinator reads it."""
    assert worker.answer.message is not None
    return worker.answer.message.text("en")


def shown(worker: ModelWorker) -> list[str]:
    """The lines below the question."""
    return [line.message.text("en") for line in worker.answer.prompt.lines]


def test_a_line_is_changed_and_who_is_told_is_said(ringing: ModelWorker, books: Books) -> None:
    assert ringing.type(TYPED).prompt.id == "order_change.lines"
    assert shown(ringing) == ["1  4 pcs Helmelk 1 l", "2  2 pcs Potet Asterix 5 kg"]
    assert ringing.press("1").prompt.id == "order_change.amount"

    answer = ringing.type("6")

    assert (code_of(answer), answer.prompt.id) == ("order_change.line_changed", "order_change.lines")
    assert said(ringing).startswith(
        f"{TYPED}, Furukollen skole: Helmelk 1 l 6 pcs instead of 4 pcs. The kitchen is told; "
    )
    assert "the call-off follows: " in said(ringing)
    assert lines(books, TYPED)[0] == ("6 piece", 6, True)
    assert kept(books) == [("changed", "4 piece", "6 piece")]
    assert told(books)[0][0] == "order_change_noted"
    [event] = books.rows(select(Event).where(Event.kind == "order_changed"))
    assert (event.actor, json.loads(event.body)["sender"]) == ("0003", "telephone")


def test_nothing_cancels_the_line_and_the_last_one_the_order(ringing: ModelWorker, books: Books) -> None:
    ringing.type(TYPED)
    ringing.press("1")
    assert code_of(ringing.type("0")) == "order_change.line_cancelled"
    assert shown(ringing)[0] == "1  cancelled: 4 pcs Helmelk 1 l"
    assert code_of(ringing.press("1")) == "orders.stays_cancelled"
    ringing.press("2")
    assert code_of(ringing.type("0")) == "order_change.all_cancelled"
    assert [stands for _, _, stands in lines(books, TYPED)] == [False, False]
    assert [kind for kind, _ in told(books)] == ["order_change_noted", "order_cancelled"]


def test_the_whole_order_is_cancelled_after_one_question(ringing: ModelWorker, books: Books) -> None:
    ringing.type(TYPED)
    assert ringing.press("f5").prompt.id == "order_change.whole"
    assert ringing.press("f3").prompt.id == "order_change.lines"
    ringing.press("f5")
    answer = ringing.press("enter")
    assert (code_of(answer), answer.prompt.id) == ("order_change.all_cancelled", "order_change.lines")
    assert [stands for _, _, stands in lines(books, TYPED)] == [False, False]
    ringing.press("f5")
    assert code_of(ringing.press("enter")) == "orders.same"
    assert kept(books) == [("cancelled", "4 piece", ""), ("cancelled", "2 piece", "")]


def test_the_same_amount_changes_nothing(ringing: ModelWorker, books: Books) -> None:
    ringing.type(TYPED)
    ringing.press("1")
    assert code_of(ringing.type("4")) == "orders.same"
    assert (kept(books), told(books)) == ([], [])


@pytest.mark.parametrize("typed", ["6", "0"])
def test_undo_puts_the_line_back_and_keeps_that_too(ringing: ModelWorker, books: Books, typed: str) -> None:
    before = lines(books, TYPED)
    ringing.type(TYPED)
    ringing.press("1")
    ringing.type(typed)

    answer = ringing.press("f2")

    assert (code_of(answer), answer.prompt.id) == ("undo.done", "order_change.amount")
    assert f"change of an order, {TYPED} for Furukollen skole" in said(ringing)
    assert lines(books, TYPED) == before
    there, back = kept(books)
    assert there[1:] == back[:0:-1]
    assert told(books)[0] == ("order_change_noted", "settled")

    ringing.type("5")
    assert lines(books, TYPED)[0] == ("5 piece", 5, True)


def test_undo_puts_a_cancelled_order_back(ringing: ModelWorker, books: Books) -> None:
    before = lines(books, TYPED)
    ringing.type(TYPED)
    ringing.press("f5")
    ringing.press("enter")
    answer = ringing.press("f2")
    assert (code_of(answer), answer.prompt.id) == ("undo.done", "order_change.whole")
    assert lines(books, TYPED) == before
    assert told(books) == [("order_cancelled", "settled")]


def test_after_the_cut_off_a_badge_is_asked_for(coordinator: ModelWorker, books: Books) -> None:
    change_an_order(coordinator).type(LATE)
    coordinator.press(MILK_LINE)
    answer = coordinator.type("6")
    assert (code_of(answer), answer.prompt.id) == ("order_change.too_late", "order_change.late")
    assert coordinator.press("f3").prompt.id == "order_change.lines"
    assert kept(books) == []

    coordinator.press(MILK_LINE)
    coordinator.type("6")
    assert code_of(coordinator.scan("BADGE-0001")) == "authority.badge_too_low"
    assert code_of(coordinator.scan("BADGE-0002")) == "order_change.line_changed"
    assert kept(books) == [("changed", "4 piece", "6 piece")]
    assert [kind for kind, _ in books.deviations()] == ["override_order_cutoff"]

    coordinator.press("f2")
    assert (coordinator.answer.prompt.id, lines(books, LATE)[2]) == ("order_change.late", ("4 piece", 4, True))
    assert "override_order_cutoff" not in str(books.standing()["deviation"])


def test_what_is_packed_is_an_alarm_of_the_dock(
    coordinator: ModelWorker, colleague: ModelWorker, hub: OpenHub, books: Books
) -> None:
    stage_milk(colleague)
    change_an_order(coordinator).type(LATE)
    coordinator.press(MILK_LINE)
    coordinator.type("2")
    answer = coordinator.scan(INGRID)
    assert (code_of(answer), answer.prompt.id) == ("orders.packed", "order_change.lines")
    assert lines(books, LATE)[2] == ("4 piece", 4, True)
    assert kept(books) == []
    assert "override_order_cutoff" not in [kind for kind, _ in books.deviations()]
    assert [alarm.kind for alarm in hub.job_desk("test").look(alarms.open_alarms)] == ["packed_not_wanted"]


def test_more_is_taken_back_only_while_nothing_of_it_is_packed(
    coordinator: ModelWorker, colleague: ModelWorker, books: Books
) -> None:
    change_an_order(coordinator).type(LATE)
    coordinator.press(MILK_LINE)
    coordinator.type("5")
    coordinator.scan(INGRID)
    stage_milk(colleague)
    assert code_of(coordinator.press("f2")) == "undo.moved_on"
    assert lines(books, LATE)[2] == ("5 piece", 5, True)


def test_what_has_departed_is_not_changed_nor_taken_back(
    coordinator: ModelWorker, colleague: ModelWorker, books: Books
) -> None:
    change_an_order(coordinator).type(LATE)
    coordinator.press(MILK_LINE)
    coordinator.type("0")
    coordinator.scan(INGRID)
    stage_milk(colleague)
    colleague.load("V1")
    assert code_of(coordinator.press("f2")) == "undo.moved_on"
    assert lines(books, LATE)[2] == ("4 piece", 4, False)
    coordinator.press("1")
    assert code_of(coordinator.type("9")) == "order.departed"


def test_an_order_is_found_by_its_number_however_it_is_typed(ringing: ModelWorker) -> None:
    assert ringing.type(f" {TYPED.lower()} ").prompt.what.values["order"] == TYPED


def test_orders_are_found_by_their_kitchen(ringing: ModelWorker) -> None:
    assert ringing.type("skole").prompt.id == "order_change.which"
    assert any(TYPED in line for line in shown(ringing))
    assert ringing.press("f3").prompt.id == "order_change.find"
    ringing.type("skole")
    first = shown(ringing)[0].split()[2]
    assert ringing.press("1").prompt.id == "order_change.lines"
    assert ringing.answer.prompt.what.values["order"] == first


def test_f3_goes_one_step_back_everywhere(ringing: ModelWorker) -> None:
    ringing.type(TYPED)
    ringing.press("1")
    for prompt in ("order_change.lines", "order_change.find", "orders.kitchen"):
        assert ringing.press("f3").prompt.id == prompt


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (["nowhere"], "order_change.none_found"),
        ([TYPED, "9"], "today.no_such_choice"),
        ([TYPED, "1", "2,5"], "answer.no_quantity"),
        ([TYPED, "1", "many"], "answer.no_quantity"),
    ],
)
def test_what_can_not_be_understood_is_refused(ringing: ModelWorker, typed: list[str], code: str) -> None:
    for each in typed:
        answer = ringing.press(each) if each.isdecimal() else ringing.type(each)
    assert code_of(answer) == code


def test_a_worker_changes_no_orders(worker: ModelWorker) -> None:
    worker.start("orders")
    assert code_of(worker.press("f5")) == "authority.role_needed"


STEPS: dict[str, list[str]] = {
    "article": [],
    "which_article": ["l"],
    "unit": [MILK],
    "quantity": ["potet"],
    "day": ["potet", "2", "enter"],
    "whole": ["potet", "2", "enter", "enter"],
}
"""What leads to each step of an order that is half typed."""


@pytest.mark.parametrize("step", STEPS)
def test_a_half_typed_order_is_dropped_only_when_f10_is_pressed_again(
    coordinator: ModelWorker, books: Books, step: str
) -> None:
    coordinator.start("orders")
    coordinator.type("furu")
    for each in STEPS[step]:
        say = coordinator.press if each == "enter" else coordinator.scan if each == MILK else coordinator.type
        say(each)
    assert coordinator.answer.prompt.id == f"orders.{step}"

    in_hand = coordinator.press("f10").prompt
    assert (in_hand.id, in_hand.what.text("en")) == ("orders.drop", "Furukollen skole: F10 again drops it, F3 goes on")
    assert coordinator.press("f3").prompt.id == "orders.article"
    assert len(coordinator.answer.prompt.lines) == len(in_hand.lines)

    coordinator.press("f10")
    assert coordinator.press("f10").prompt.id == "today.board"
    assert books.rows(select(Order).where(Order.number.like("T-%"))) == []
