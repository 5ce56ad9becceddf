"""What kitchens are told of their deliveries and of changed orders, and what becomes of it when it is taken back."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest
from books import Books
from goods import MILK, MILK_CODE, close_deliveries, pack_all, receive, stage_milk
from sqlalchemy import select

from hubops.demo.model_worker import ModelWorker
from hubops.documents.notice_sheet import Words, words
from hubops.model.notices import Notice
from hubops.model.orders import Order, OrderLine
from hubops.open_hub import OpenHub
from hubops.operations import notices, order_notices, sending
from hubops.operations.articles import Articles
from hubops.operations.booking import Booking, Reach
from hubops.operations.desk import Desk
from hubops.operations.order_changes import Changing
from hubops.operations.order_content import LineContent
from hubops.operations.sending import Due

B01 = "Furukollen skole"
MILK_GTIN = f"0{MILK[3:]}"


@pytest.fixture
def driver(worker: ModelWorker) -> ModelWorker:
    """V1 has departed at 8:25, ten minutes late: four stops with milk and with much that did not come."""
    stage_milk(worker)
    worker.at(8, 25)
    worker.load("V1")
    return worker


def told(books: Books, kind: str) -> list[Any]:
    return books.rows(select(Notice).where(Notice.kind == kind).order_by(Notice.id))


def said(books: Books, row: Any, language: str = "nb") -> Words:
    """The words of a message."""
    facts = json.loads(row.content)
    zone = books.hub.house.calendar.zone
    return words(row.kind, language, facts["to"], facts["values"], facts["lines"], zone)


def to(books: Books, kind: str, kitchen: str) -> Any:
    return next(row for row in told(books, kind) if json.loads(row.content)["to"] == kitchen)


def states(books: Books, kind: str) -> list[str]:
    return [row.state for row in told(books, kind)]


def claim(desk: Desk) -> Due | None:
    return desk.book(lambda booking: sending.claim(booking, "file", "", "me", 60))


def send(hub: OpenHub) -> None:
    """Everything that waits is sent, as far as the hub knows."""
    desk = hub.job_desk("outbox")
    while (due := claim(desk)) is not None:
        desk.book(partial(sending.settle, due=due, outcome="sent"))


def hand_over(worker: ModelWorker, books: Books, digit: str = "1", crates: str = "0") -> None:
    """Read the first stop off the paper."""
    worker.at(13, 0)
    worker.start("handover")
    worker.scan(f"]Q1MANIFEST-{books.jobs('manifest')[-1]['code']}")
    worker.press(digit)
    for text in ("0930", "Kari Nordmann", "3,4", crates):
        worker.type(text)


def test_at_departure_a_kitchen_is_told_what_comes_when_and_what_does_not(driver: ModelWorker, books: Books) -> None:
    message = said(books, to(books, "delivery_departed", B01), "en")

    assert message.subject == "Your delivery of 24.11.2026 has departed: expected at 09:05"
    assert "Bærum left at 08:25 and should be with you about 09:05" in message.body
    assert message.lines[0] == "10 pcs Helmelk 1 l"
    assert "NOT on board: 4 pcs Gulrot vasket 2 kg (not received)" in message.lines


def test_a_kitchen_of_which_nothing_is_aboard_is_not_told_that_something_is_on_its_way(
    driver: ModelWorker, books: Books
) -> None:
    (row,) = told(books, "delivery_nothing")
    message = said(books, row, "en")

    assert message.subject == "Nothing of your order comes on 24.11.2026"
    assert "Bærum left at 08:25 with nothing for you" in message.body
    assert message.lines
    assert all(line.startswith("NOT on board: ") for line in message.lines)
    kitchen = json.loads(row.content)["to"]
    assert kitchen not in {json.loads(other.content)["to"] for other in told(books, "delivery_departed")}


def test_what_is_written_off_is_not_on_board(worker: ModelWorker, books: Books) -> None:
    stage_milk(worker)
    worker.at(8, 0)
    worker.start("load")
    worker.scan("VEHICLE-V1")
    *sound, damaged = worker.missing("V1")
    for code in sound:
        worker.scan(f"]C100{code}")
    worker.press("f4")
    worker.scan(f"]C100{damaged}")
    worker.press("1")
    worker.scan("VEHICLE-V1")

    first_stop = said(books, to(books, "delivery_nothing", B01), "en")  # it was all that came for them
    assert "NOT on board: 10 pcs Helmelk 1 l (damaged)" in first_stop.lines


def test_a_departure_that_is_taken_back_before_anybody_knows_is_told_to_nobody(
    driver: ModelWorker, books: Books
) -> None:
    driver.press("f2")

    assert {(row.state, row.answer) for row in told(books, "delivery_departed")} == {("settled", notices.TAKEN_BACK)}
    assert told(books, "delivery_taken_back") == []


def test_a_departure_that_was_told_is_corrected_and_told_again(hub: OpenHub, driver: ModelWorker, books: Books) -> None:
    send(hub)
    kitchens = len(told(books, "delivery_departed"))
    driver.press("f2")

    corrections = told(books, "delivery_taken_back")
    assert (len(corrections), set(states(books, "delivery_departed"))) == (
        kitchens + len(told(books, "delivery_nothing")),
        {"sent"},
    )
    about = "Your delivery of 24.11.2026 has departed: expected at 09:05"
    assert said(books, corrections[0], "en").subject == f'Correction: "{about}" does not hold'
    driver.scan("VEHICLE-V1")
    assert states(books, "delivery_departed") == ["sent"] * kitchens + ["queued"] * kitchens


def test_what_is_being_sent_when_it_is_taken_back_is_not_sent_again(
    hub: OpenHub, driver: ModelWorker, books: Books
) -> None:
    """The sender breaks off after the booking was taken back: who may have got it gets the correction."""
    desk = hub.job_desk("outbox")
    due = next(due for due in iter(lambda: claim(desk), None) if due.kind == "delivery_departed")
    driver.press("f2")
    desk.book(lambda booking: sending.settle(booking, due, "again", "notice.no_connection"))

    assert set(states(books, "delivery_departed")) == {"settled"}
    assert len(told(books, "delivery_taken_back")) == 1


def test_at_delivery_a_kitchen_is_told_how_it_ended(driver: ModelWorker, books: Books) -> None:
    hand_over(driver, books, crates="2")

    message = said(books, told(books, "delivery_done")[0], "en")
    assert message.subject == "Your delivery of 24.11.2026: delivered"
    assert "on 24.11.2026 at 09:30 is signed for: delivered. The driver took 2 empty crates back." in message.body
    assert message.lines == ()


def test_what_came_back_is_named(driver: ModelWorker, books: Books) -> None:
    hand_over(driver, books, digit="3")

    message = said(books, told(books, "delivery_done")[0], "en")
    assert message.subject == "Your delivery of 24.11.2026: refused"
    assert message.lines == ("Back at the hub: 10 pcs Helmelk 1 l (parcel 1)",)


def test_a_stop_that_was_read_wrongly_is_corrected(hub: OpenHub, driver: ModelWorker, books: Books) -> None:
    hand_over(driver, books)
    send(hub)
    driver.press("f2")

    about = "Your delivery of 24.11.2026: delivered"
    assert said(books, told(books, "delivery_taken_back")[0], "en").subject == f'Correction: "{about}" does not hold'


def test_without_any_way_no_delivery_is_told(hub: OpenHub, worker: ModelWorker, books: Books) -> None:
    """The delivery brings its papers; a paper for each stop would drown the hub."""
    hub.house = replace(hub.house, reach=Reach())
    other = ModelWorker(hub.floor("dock1"), hub.desk("dock1"), worker.clock, lambda: None, "dock1")
    receive(other, *[MILK_CODE] * 5)
    close_deliveries(other)
    pack_all(other, MILK)
    other.stage_labels()
    other.load("V1")

    assert told(books, "delivery_departed") == []
    assert books.jobs("notice") == []


LINE = 3


def changed(hub: OpenHub, work: Callable[[Changing], None]) -> None:
    def booked(booking: Booking) -> None:
        changing = Changing(booking, "BK-2006", Articles(booking), late_badge="0003")
        work(changing)
        order_notices.tell_changes(booking, changing, "telephone")

    hub.job_desk("orders").book(booked)


@pytest.mark.parametrize(
    ("work", "kind", "lines"),
    [
        (
            lambda changing: changing.change_line(LineContent(LINE, MILK_GTIN, 3000, "piece", "")),
            "order_change_noted",
            ["Helmelk 1 l: 3 stk i stedet for 4 stk"],
        ),
        (
            lambda changing: changing.change_line(LineContent(LINE, MILK_GTIN, 4000, "piece", "helst i dag")),
            "order_change_noted",
            ["Helmelk 1 l: merknad «helst i dag»"],
        ),
        (lambda changing: changing.cancel_line(LINE), "order_change_noted", ["avbestilt: 4 stk Helmelk 1 l"]),
        (
            lambda changing: changing.change_line(LineContent(LINE, "07039999000022", 4000, "piece", "")),
            "order_change_noted",
            [
                "Gulrot vasket 2 kg i stedet for Helmelk 1 l",
                "4 stk Gulrot vasket 2 kg kommer 26.11.2026 ca. 10:40, fordi det ble bestilt etter ordrestopp",
            ],
        ),
        (
            lambda changing: changing.change_line(LineContent(99, "07039999000022", 4000, "piece", "")),
            "order_change_noted",
            [
                "lagt til: 4 stk Gulrot vasket 2 kg",
                "4 stk Gulrot vasket 2 kg kommer 26.11.2026 ca. 10:40, fordi det ble bestilt etter ordrestopp",
            ],
        ),
        (
            lambda changing: changing.move(date(2026, 11, 26)),
            "order_change_noted",
            ["ønsket 26.11.2026 i stedet for 24.11.2026", "1 stk Gulrot vasket 2 kg kommer 26.11.2026 ca. 10:40"],
        ),
    ],
)
def test_a_kitchen_is_told_each_change_of_its_order(
    hub: OpenHub, books: Books, work: Callable[[Changing], None], kind: str, lines: list[str]
) -> None:
    changed(hub, work)
    changed(hub, work)  # nothing new: told once

    (row,) = told(books, kind)
    assert list(said(books, row).lines[: len(lines)]) == lines


def test_a_kitchen_is_told_that_nothing_of_its_order_comes(hub: OpenHub, books: Books) -> None:
    def cancel_all(changing: Changing) -> None:
        lines = select(OrderLine.line).join(Order, Order.id == OrderLine.order_id).where(Order.number == "BK-2006")
        for row in books.rows(lines):
            changing.cancel_line(row.line)

    changed(hub, cancel_all)

    (row,) = told(books, "order_cancelled")
    assert said(books, row, "en").subject == "Order BK-2006 is cancelled"
    assert told(books, "order_change_noted") == []
