"""Call-offs of the hub of the tests, and what became of them."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from books import Books
from sqlalchemy import select

from hubops.jobs.clock import ClockJobs
from hubops.model.call_offs import CallOff, CallOffLine
from hubops.model.inbound import Delivery, ExpectedLine
from hubops.model.notices import Notice
from hubops.model.orders import Order, OrderLine, Shortage
from hubops.model.parties import Kitchen, Producer
from hubops.model.products import Product
from hubops.open_hub import OpenHub
from hubops.operations import call_off_answers, intake
from hubops.operations.articles import Articles
from hubops.operations.call_off_answers import Answered
from hubops.operations.order_changes import Changing
from hubops.operations.order_content import LineContent, OrderContent

THURSDAY, FRIDAY = date(2026, 11, 26), date(2026, 11, 27)
GREENS, DAIRY, FISH = "100000024", "100000032", "100000059"
"""Two producers that are fetched from on Tuesdays and Thursdays, and one on Tuesdays and Fridays."""
CARROTS, SWEDES, SALMON = "7039999000022", "7039999000039", "7039999000626"


def order(hub: OpenHub, number: str, kitchen: str, *lines: tuple[str, int], day: date = THURSDAY) -> None:
    """An order that comes in now, in pieces by GTIN."""
    content = OrderContent(
        number,
        kitchen,
        hub.clock.now(),
        day,
        tuple(LineContent(n, f"0{gtin}", pieces * 1000, "piece", "") for n, (gtin, pieces) in enumerate(lines, 1)),
    )
    hub.job_desk("orders").book(lambda booking: intake.accept(booking, content))


def tick(hub: OpenHub) -> None:
    """The clock looks at what is due."""
    ClockJobs(hub.job_desk("clock")).run_due()


def move_to(hub: OpenHub, day: date, hour: int, minute: int = 0) -> None:
    """Let it be a local time of day, and let the clock look at what is due."""
    moment = datetime.combine(day, datetime.min.time(), hub.house.calendar.zone)
    hub.clock.move_to(moment + timedelta(hours=hour, minutes=minute))  # type: ignore[attr-defined]
    tick(hub)


def answer(hub: OpenHub, code: str, said: str, **pieces: int) -> Answered:
    """The producer answers, by a file; ``pieces`` by GTIN with a letter before it."""
    named = {f"0{gtin[1:]}": count for gtin, count in pieces.items()}
    return hub.job_desk("answers").book(lambda booking: call_off_answers.answer(booking, code, said, named))


def call_offs(books: Books, org_number: str = "") -> list[tuple[str, date, int, str]]:
    """Code, day, version and answer of the call-offs, of one producer or of all, oldest first."""
    found = books.rows(
        select(CallOff.code, CallOff.day, CallOff.version, CallOff.answer, Producer.org_number)
        .join(Producer, Producer.id == CallOff.producer_id)
        .order_by(CallOff.id)
    )
    return [(r.code, r.day, r.version, r.answer) for r in found if org_number in ("", r.org_number)]


def asked(books: Books, code: str) -> dict[str, tuple[int, int | None]]:
    """What a call-off asks for and what was agreed on, by GTIN."""
    found = books.rows(
        select(Product.gtin, CallOffLine.pieces, CallOffLine.agreed_pieces)
        .join(CallOff, CallOff.id == CallOffLine.call_off_id)
        .join(Product, Product.id == CallOffLine.product_id)
        .where(CallOff.code == code)
    )
    return {row.gtin.lstrip("0"): (row.pieces, row.agreed_pieces) for row in found}


def short(books: Books, gtin: str, number: str = "") -> dict[str, int]:
    """Pieces of an article that are declared short, by kitchen, or by line of one order."""
    found = books.rows(
        select(Kitchen.code, Order.number, OrderLine.line, Shortage.pieces)
        .join(OrderLine, OrderLine.id == Shortage.order_line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .join(Kitchen, Kitchen.id == Order.kitchen_id)
        .join(Product, Product.id == OrderLine.product_id)
        .where(Product.gtin == f"0{gtin}", Shortage.undone_by_id.is_(None))
    )
    counted: dict[str, int] = {}
    for row in found:
        if number in ("", row.number):
            key = row.code if not number else f"{row.number}/{row.line}"
            counted[key] = counted.get(key, 0) + row.pieces
    return counted


def expected(books: Books, org_number: str, day: date) -> dict[str, int]:
    """What the dock expects of a producer on a day, by GTIN; nothing where its delivery is closed."""
    found = books.rows(
        select(Product.gtin, ExpectedLine.pieces)
        .join(Delivery, Delivery.id == ExpectedLine.delivery_id)
        .join(Producer, Producer.id == Delivery.producer_id)
        .join(Product, Product.id == ExpectedLine.product_id)
        .where(Producer.org_number == org_number, Delivery.day == day, Delivery.closed_at.is_(None))
    )
    return {row.gtin.lstrip("0"): row.pieces for row in found}


def told(books: Books, kind: str) -> list[dict[str, Any]]:
    """The contents of the messages of a kind."""
    found = books.rows(select(Notice.content).where(Notice.kind == kind).order_by(Notice.id))
    return [json.loads(row.content) for row in found]


def change(hub: OpenHub, number: str, work: Callable[[Changing], None]) -> None:
    """Change an order after its cut-off, by a coordinator's badge."""
    hub.job_desk("orders").book(lambda booking: work(Changing(booking, number, Articles(booking), late_badge="0003")))
