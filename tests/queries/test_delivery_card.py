"""What the delivery card of a kitchen names: each day of the week, its route, its arrival, its goods."""

from datetime import date
from typing import Any

import pytest
from books import Books
from call_offs_in_words import order
from sqlalchemy import select, update

from hubops.errors import Refused
from hubops.model.orders import Order, OrderLine
from hubops.model.outbound import Drop
from hubops.model.parties import Kitchen, Producer
from hubops.open_hub import OpenHub
from hubops.operations import crates
from hubops.operations.booking import put
from hubops.queries import delivery_card

MONDAY = date(2026, 11, 23)


def card(hub: OpenHub, monday: date = MONDAY, kitchen: str = "B01") -> dict[str, Any]:
    return hub.job_desk("print").look(
        lambda booking: delivery_card.content(booking, hub.house.calendar.zone, kitchen, monday)
    )


def ordered(books: Books) -> list[Any]:
    """The order lines of the kitchen."""
    return books.rows(
        select(OrderLine.id, OrderLine.pieces, OrderLine.drop_id, Order.number)
        .join(Order, Order.id == OrderLine.order_id)
        .join(Kitchen, Kitchen.id == Order.kitchen_id)
        .where(Kitchen.code == "B01")
    )


def test_every_piece_of_the_kitchen_stands_on_one_of_its_cards(hub: OpenHub, books: Books) -> None:
    weeks = [card(hub, date.fromisocalendar(2026, week, 1)) for week in range(47, 53)]
    lines = [line for week in weeks for day in week["days"] for line in day["lines"]]

    assert sum(line["pieces"] for line in lines) == sum(row.pieces for row in ordered(books))


def test_a_line_that_is_cancelled_is_gone(hub: OpenHub, books: Books) -> None:
    row = ordered(books)[0]
    before = sum(line["pieces"] for day in card(hub)["days"] for line in day["lines"])
    hub.job_desk("import").book(lambda booking: put(booking.tx, OrderLine, row.id, {"cancelled_at": booking.tx.now}))

    assert sum(line["pieces"] for day in card(hub)["days"] for line in day["lines"]) == before - row.pieces


def test_a_line_without_a_route_stands_on_the_day_that_was_asked_for(hub: OpenHub, books: Books) -> None:
    rows = ordered(books)
    desk = hub.job_desk("import")
    desk.book(lambda booking: put(booking.tx, OrderLine, rows[0].id, {"drop_id": None}))

    (day,) = [day for day in card(hub)["days"] if not day["route"]]
    assert (day["arrival"], day["orders"], len(day["lines"])) == ("", [rows[0].number], 1)


def test_what_a_producer_brings_itself_names_the_producer_and_its_time(hub: OpenHub) -> None:
    with hub.store.write.begin() as conn:
        conn.execute(update(Producer).where(Producer.org_number == "100000059").values(transport="direct"))
    order(hub, "D-1", "B01", ("7039999000626", 4), day=date(2026, 12, 4))

    (day,) = card(hub, date(2026, 11, 30))["days"]
    assert (day["day"], day["route"], len(day["lines"])) == ("2026-12-04", "Skvalpevika Fisk", 1)
    assert day["arrival"]
    desk = hub.job_desk("print")
    assert desk.look(lambda booking: delivery_card.kitchens(booking, date(2026, 11, 30))) == ["B01"]


def test_crates_that_the_kitchen_has_are_counted(hub: OpenHub, books: Books) -> None:
    kitchen = books.rows(select(Kitchen.id).where(Kitchen.code == "B01"))[0].id
    drop = books.rows(select(Drop.id).where(Drop.kitchen_id == kitchen))[0].id
    hub.job_desk("clock").book(
        lambda booking: crates.with_kitchen(booking, kitchen, drop, crates.types(booking)[0].code, -5)
    )
    assert card(hub)["crates_to_give_back"] == 5


def test_an_empty_week_has_no_days(hub: OpenHub) -> None:
    assert card(hub, date(2027, 6, 7))["days"] == []


def test_an_unknown_kitchen_is_refused(hub: OpenHub) -> None:
    with pytest.raises(Refused, match=r"print\.no_kitchen"):
        card(hub, kitchen="B99")
