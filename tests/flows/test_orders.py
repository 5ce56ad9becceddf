"""Orders on the telephone: every line is promised before anything is booked, and F2 takes the order back."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from books import Books
from goods import BEEF_CASE, MILK, code_of, pack_all, receive
from hub_databases import TWO_ROUTES
from sqlalchemy import select

from hubops.demo.model_worker import ModelWorker
from hubops.exchange.importing import import_file
from hubops.model.notices import Notice
from hubops.model.orders import Order, OrderLine
from hubops.model.parties import Kitchen
from hubops.model.promises import Acknowledgement
from hubops.open_hub import OpenHub

INGRID = "BADGE-0003"
BEEF = "]E07039999000411"
SWEDE_CASE = "]C10117039999000036" + "15261206" + "10L9"
"""Six pieces; two kitchens want three each today."""


@pytest.fixture
def phone(worker: ModelWorker) -> ModelWorker:
    """A coordinator at station dock1 whose telephone rings."""
    worker.press("f10")
    worker.scan(INGRID)
    worker.press("0")
    worker.press("2")
    return worker


@pytest.fixture
def ordering(phone: ModelWorker) -> ModelWorker:
    """Furukollen skole is on the telephone."""
    phone.type("furu")
    return phone


def booked(books: Books) -> list[tuple[str, date, list[tuple[int, str, int, bool]]]]:
    """The typed orders: kitchen, day asked for, and the lines with pieces, what was said, and whether they stand."""
    same = Kitchen.id == Order.kitchen_id
    orders = books.rows(
        select(Order.id, Kitchen.code, Order.requested_date)
        .join(Kitchen, same)
        .where(Order.number.like("T-%"))
        .order_by(Order.id)
    )

    def lines(order: Any) -> list[tuple[int, str, int, bool]]:
        found = books.rows(select(OrderLine).where(OrderLine.order_id == order.id).order_by(OrderLine.line))
        return [(row.line, row.ordered_quantity, row.pieces, row.cancelled_at is None) for row in found]

    return [(order.code, order.requested_date, lines(order)) for order in orders]


def shown(worker: ModelWorker, language: str = "en") -> list[str]:
    """The lines below the question."""
    return [line.message.text(language) for line in worker.answer.prompt.lines]


def test_an_order_from_the_first_letter_to_the_answer(ordering: ModelWorker, books: Books) -> None:
    assert ordering.scan(MILK).prompt.id == "orders.unit"
    assert shown(ordering) == ["1  pieces", "2  cases"]
    ordering.press("1")
    answer = ordering.type("4")
    assert (code_of(answer), answer.prompt.id) == ("orders.could_come", "orders.article")
    assert shown(ordering) == ["26.11.2026  4 pcs Helmelk 1 l"]

    assert ordering.press("enter").prompt.id == "orders.day"
    assert ordering.press("enter").prompt.id == "orders.whole"
    assert not booked(books)
    answer = ordering.press("enter")

    assert (code_of(answer), answer.prompt.id) == ("orders.booked", "orders.kitchen")
    assert booked(books) == [("B01", date(2026, 11, 26), [(1, "4 piece", 4, True)])]
    assert [row.answer for row in books.rows(select(Acknowledgement).where(Acknowledgement.actor == "0003"))] == [
        "accepted"
    ]


@pytest.mark.parametrize(
    ("typed", "wanted", "answer"),
    [
        ("26.11", date(2026, 11, 26), "accepted"),
        ("3.12", date(2026, 12, 3), "accepted"),
        ("25.11.26", date(2026, 11, 25), "changed"),
    ],
)
def test_the_kitchen_wishes_a_day(ordering: ModelWorker, books: Books, typed: str, wanted: date, answer: str) -> None:
    line(ordering, MILK, "1", "4")
    ordering.press("enter")
    ordering.type(typed)
    assert ordering.answer.prompt.lines[0].mark == ("done" if answer == "accepted" else "bad")
    ordering.press("enter")
    assert booked(books)[0][1] == wanted
    assert books.rows(select(Acknowledgement.answer).where(Acknowledgement.actor == "0003"))[0].answer == answer


def line(worker: ModelWorker, code: str, unit: str, quantity: str) -> None:
    """Scan an article, say in what it is counted, and how much of it."""
    worker.scan(code)
    worker.press(unit)
    worker.type(quantity)


def test_all_of_it_comes_on_the_earliest_day_of_the_slowest_line(ordering: ModelWorker) -> None:
    line(ordering, MILK, "1", "4")
    line(ordering, BEEF, "3", "4,5")
    ordering.press("enter")
    assert ordering.answer.prompt.what.values["day"] == date(2026, 12, 1)
    assert [text[:23] for text in shown(ordering)] == ["26.11.2026  4 pcs Helme", "01.12.2026  4.5 kg Stor"]
    ordering.type("26.11")
    assert "ordered after the pickup's cut-off" in shown(ordering)[1]


def test_kilograms_cases_and_the_code_of_a_case(ordering: ModelWorker, books: Books) -> None:
    line(ordering, BEEF, "3", "4,5")  # three pieces of about two kilograms
    line(ordering, MILK, "2", "2")
    assert ordering.scan(f"]C101{BEEF_CASE}").prompt.id == "orders.quantity"  # the code says that it is cases
    ordering.type("1")
    for _ in range(3):
        ordering.press("enter")
    assert booked(books)[0][2] == [(1, "4.5 kg", 3, True), (2, "2 case", 20, True), (3, "1 case", 4, True)]


def test_a_part_of_a_name_finds_kitchens_and_articles(phone: ModelWorker, books: Books) -> None:
    assert phone.type("skole").prompt.id == "orders.which_kitchen"
    assert len(shown(phone)) > 1
    assert phone.press("1").prompt.id == "orders.article"
    assert phone.type("melk").prompt.id in ("orders.unit", "orders.which_article")
    phone.press("f3")
    assert phone.type("l").prompt.id == "orders.which_article"
    assert phone.press("f3").prompt.id == "orders.article"
    phone.type("l")
    assert phone.press("1").prompt.id in ("orders.unit", "orders.quantity")
    assert phone.press("f3").prompt.id == "orders.article"
    assert phone.type("potet").prompt.id == "orders.quantity"  # it comes in pieces only
    phone.type("2")
    for _ in range(3):
        phone.press("enter")
    assert [lines for _, _, lines in booked(books)] == [[(1, "2 piece", 2, True)]]


def test_undo_takes_the_order_back_and_puts_it_in_hand_again(ordering: ModelWorker, books: Books) -> None:
    line(ordering, MILK, "1", "4")
    for _ in range(3):
        ordering.press("enter")
    answer = ordering.press("f2")
    assert (code_of(answer), answer.prompt.id) == ("undo.done", "orders.whole")
    assert booked(books)[0][2] == [(1, "4 piece", 4, False)]
    told = books.rows(select(Notice.state, Notice.kind).where(Notice.kind == "order_accepted").order_by(Notice.id))
    assert told[-1].state == "settled"

    ordering.press("enter")
    assert [lines[0][3] for _, _, lines in booked(books)] == [False, True]


def test_what_is_packed_is_not_taken_back(
    ordering: ModelWorker, colleague: ModelWorker, hub: OpenHub, tmp_path: Path, books: Books
) -> None:
    """A route that may be ordered from until seven: what is in stock goes with it today."""
    routes = (TWO_ROUTES / "routes.csv").read_text(encoding="utf-8").replace("-1 12:00", "0 07:00")
    (tmp_path / "routes.csv").write_text(routes, encoding="utf-8")
    assert not import_file(hub.job_desk("import"), "routes", tmp_path / "routes.csv").faults
    receive(colleague, SWEDE_CASE, SWEDE_CASE)
    ordering.type("kålrot")
    ordering.press("2")
    ordering.type("1")
    ordering.press("enter")
    ordering.type("24.11")
    ordering.press("enter")
    assert booked(books)[0][2] == [(1, "1 case", 6, True)]

    pack_all(colleague, SWEDE_CASE)

    assert books.packed("07039999000039")["B01"] == 6
    assert code_of(ordering.press("f2")) == "undo.moved_on"
    assert booked(books)[0][2] == [(1, "1 case", 6, True)]


def test_f2_lets_go_of_an_order_in_hand(ordering: ModelWorker, books: Books) -> None:
    line(ordering, MILK, "1", "4")
    answer = ordering.press("f2")
    assert (code_of(answer), answer.prompt.id) == ("undo.let_go", "orders.kitchen")
    assert not booked(books)


def test_f3_goes_one_step_back_everywhere(phone: ModelWorker) -> None:
    walk: list[tuple[Callable[[], Any], str]] = [
        (lambda: phone.type("skole"), "orders.which_kitchen"),
        (lambda: phone.press("f3"), "orders.kitchen"),
        (lambda: phone.type("furu"), "orders.article"),
        (lambda: phone.scan(MILK), "orders.unit"),
        (lambda: phone.press("f3"), "orders.article"),
        (lambda: phone.type("potet"), "orders.quantity"),
        (lambda: phone.press("f3"), "orders.article"),
        (lambda: line(phone, MILK, "1", "4"), "orders.article"),
        (lambda: line(phone, MILK, "2", "1"), "orders.article"),
        (lambda: phone.press("enter"), "orders.day"),
        (lambda: phone.press("enter"), "orders.whole"),
        (lambda: phone.press("f3"), "orders.day"),
        (lambda: phone.press("f3"), "orders.article"),
        (lambda: phone.press("f3"), "orders.article"),  # drops the second line
        (lambda: phone.press("f3"), "orders.article"),  # and the first
        (lambda: phone.press("f3"), "orders.kitchen"),
        (lambda: phone.press("f3"), "today.board"),
    ]
    for step, prompt in walk:
        step()
        assert phone.answer.prompt.id == prompt
    assert not phone.answer.prompt.lines[0].message.code.startswith("orders.")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (["xyz"], "typing.none_found"),
        (["furu", "xyz"], "typing.none_found"),
        (["furu", "enter"], "orders.no_lines"),
        (["furu", "potet", "0"], "answer.no_quantity"),
        (["furu", "potet", "2,5"], "answer.no_quantity"),
        (["furu", "potet", "2 kg"], "answer.no_quantity"),
        (["furu", "potet", "99999"], "answer.no_quantity"),
        (["furu", "potet", "2", "enter", "23.11"], "orders.past_day"),
        (["furu", "potet", "2", "enter", "soon"], "answer.no_date"),
    ],
)
def test_what_can_not_be_understood_is_refused(phone: ModelWorker, said: list[str], code: str) -> None:
    for each in said:
        answer = phone.press(each) if each == "enter" else phone.type(each)
    assert code_of(answer) == code


@pytest.mark.parametrize("typed", ["0", "x", "2,5555", "10001"])
def test_a_weight_is_in_kilograms(ordering: ModelWorker, typed: str) -> None:
    ordering.scan(BEEF)
    ordering.press("3")
    assert code_of(ordering.type(typed)) == "answer.no_weight"


def test_a_choice_that_is_not_there(phone: ModelWorker) -> None:
    phone.type("skole")
    assert code_of(phone.press("9")) == "today.no_such_choice"


def test_a_code_that_nobody_sells(ordering: ModelWorker) -> None:
    assert code_of(ordering.scan("]E04006381333931")) == "typing.none_found"


def test_a_worker_types_no_orders(worker: ModelWorker) -> None:
    worker.start("orders")
    assert code_of(worker.type("furu")) == "authority.role_needed"


def test_what_no_route_can_bring_is_said_before_it_is_booked(phone: ModelWorker, hub: OpenHub, tmp_path: Path) -> None:
    text = (TWO_ROUTES / "kitchens.csv").read_text(encoding="utf-8").splitlines()
    path = tmp_path / "kitchens.csv"
    path.write_text(f"{text[0]}\n{text[1].replace('B01;Furukollen skole', 'C01;Utkanten skole')}\n", encoding="utf-8")
    assert not import_file(hub.job_desk("import"), "kitchens", path).faults
    phone.type("utkanten")
    phone.type("potet")
    assert code_of(phone.type("2")) == "orders.can_not_come"
    phone.press("enter")
    assert code_of(phone.press("enter")) == "orders.no_day"
    assert phone.type("26.11").prompt.id == "orders.whole"
    assert shown(phone)[0].startswith("Can't come: 2 pcs Potet")
