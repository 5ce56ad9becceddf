"""The weekly report: whom a deviation concerns, how soon it was solved, how many lines it hit."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from books import Books
from goods import stage_milk
from sqlalchemy import select

from hubops.clock import ManualClock
from hubops.demo.clock import START
from hubops.demo.model_worker import ModelWorker
from hubops.model.call_offs import CallOff, DirectDelivery
from hubops.model.inbound import Delivery
from hubops.model.keys import new_key
from hubops.model.orders import Order, OrderLine
from hubops.model.outbound import Drop, Parcel
from hubops.model.products import Product
from hubops.model.stock import Lot
from hubops.open_hub import OpenHub
from hubops.operations import alarms, deviations
from hubops.operations.alarms import Silence
from hubops.queries import deviation_report, week_lines
from hubops.queries.deviation_report import Figures, Report
from hubops.queries.deviation_subjects import concerned
from hubops.queries.deviations import open_ones
from hubops.store import rows

MONDAY = date(2026, 11, 23)
DAIRY, KITCHEN, ROUTE = "100000032", "B05", "R1"


def only(books: Books, statement: Any) -> Any:
    """The first row that a statement finds."""
    return books.rows(statement)[0]


def milk(books: Books) -> Any:
    """The milk that B05 ordered."""
    return only(
        books,
        select(OrderLine.id, OrderLine.order_id, OrderLine.drop_id, Drop.run_id, Order.kitchen_id, Product.producer_id)
        .join(Order, Order.id == OrderLine.order_id)
        .join(Drop, Drop.id == OrderLine.drop_id)
        .join(Product, Product.id == OrderLine.product_id)
        .where(Order.number == "BK-2006", OrderLine.line == 3),
    )


def direct(hub: OpenHub, books: Books) -> UUID:
    """The dairy brings something to B05 itself."""
    parties = {"producer_id": milk(books).producer_id, "kitchen_id": milk(books).kitchen_id}
    values = {"day": START.date(), "arrival_at": START, "state": "promised", "settled_at": None, "settled_by": None}
    desk = hub.job_desk("test")
    return desk.book(lambda booking: rows.add(booking.tx, DirectDelivery, **parties, **values))


def call_off(hub: OpenHub, books: Books) -> UUID:
    """The dairy is asked for something."""
    values = {"producer_id": milk(books).producer_id, "day": START.date(), "version": 9, "code": "CALL-9", "at": START}
    answer = {"answer_due_at": START, "answer": "", "answered_at": None, "answered_by": None, "notice_id": None}
    return hub.job_desk("test").book(lambda booking: rows.add(booking.tx, CallOff, **values, **answer))


def delivery(_: OpenHub, books: Books) -> UUID:
    """The dairy's goods of the day."""
    found = only(books, select(Delivery.id).where(Delivery.producer_id == milk(books).producer_id))
    assert isinstance(found.id, UUID)
    return found.id


SUBJECTS: dict[str, tuple[Callable[[OpenHub, Books], UUID], tuple[str | None, str | None, str | None]]] = {
    "order line": (lambda _, books: milk(books).id, (DAIRY, KITCHEN, ROUTE)),
    "order": (lambda _, books: milk(books).order_id, (None, KITCHEN, None)),
    "stop": (lambda _, books: milk(books).drop_id, (None, KITCHEN, ROUTE)),
    "run": (lambda _, books: milk(books).run_id, (None, None, ROUTE)),
    "parcel": (
        lambda _, books: only(books, select(Parcel.id).where(Parcel.drop_id == milk(books).drop_id)).id,
        (None, KITCHEN, ROUTE),
    ),
    "delivery": (delivery, (DAIRY, None, None)),
    "lot": (lambda _, books: only(books, select(Lot.id).where(Lot.code == "L0212")).id, (DAIRY, None, None)),
    "call-off": (call_off, (DAIRY, None, None)),
    "direct delivery": (direct, (DAIRY, KITCHEN, None)),
    "kitchen": (lambda _, books: milk(books).kitchen_id, (None, KITCHEN, None)),
}
HITS = {
    "order line": {"BK-2006/3"},
    "lot": {"BK-2006/3", "BK-2004/1"},
    "parcel": {"BK-2006/3"},
    "call-off": {"BK-2006/3", "AK-772/3"},
    "delivery": {"BK-2006/3", "AK-772/3"},
    "direct delivery": set(),
    "kitchen": set(),
}
"""Lines that a subject hits, as far as they are few; a stop or a run hits all its lines."""


@pytest.fixture
def packed(worker: ModelWorker) -> ModelWorker:
    """All milk is packed; nothing else came."""
    stage_milk(worker)
    return worker


@pytest.mark.parametrize("what", SUBJECTS)
@pytest.mark.usefixtures("packed")
def test_whom_a_subject_concerns(hub: OpenHub, books: Books, what: str) -> None:
    find, expected = SUBJECTS[what]
    key = find(hub, books)

    found = hub.job_desk("test").look(lambda booking: concerned(booking, {key, new_key()}))

    assert found.keys() == {key}
    parties = (found[key].producer, found[key].kitchen, found[key].route)
    assert tuple(party and party.code for party in parties) == expected


@pytest.mark.parametrize("what", HITS)
@pytest.mark.usefixtures("packed")
def test_the_lines_that_a_subject_hits(hub: OpenHub, books: Books, what: str) -> None:
    key = SUBJECTS[what][0](hub, books)
    names = {
        row.id: f"{row.number}/{row.line}"
        for row in books.rows(
            select(OrderLine.id, Order.number, OrderLine.line).join(Order, Order.id == OrderLine.order_id)
        )
    }

    found = hub.job_desk("test").look(lambda booking: week_lines.read(booking, MONDAY).hit(booking, {key}))

    hit = {names[line] for line in found[key]}
    assert HITS[what] <= hit
    assert HITS[what] or not hit


def read(hub: OpenHub, by: str, monday: date = MONDAY) -> Report:
    calendar = hub.house.calendar
    span = (calendar.day_span(monday)[0], calendar.day_span(monday + timedelta(days=7))[0])
    return hub.job_desk("test").look(lambda booking: deviation_report.read(booking, monday, span, by))


def row(report: Report, code: str) -> Figures:
    return next(row for row in report.rows if row.party.code == code)


def test_a_late_delivery_is_counted_for_its_kitchen_and_its_route(
    hub: OpenHub, books: Books, packed: ModelWorker, clock: ManualClock
) -> None:
    packed.load("V1")
    drop = milk(books).drop_id
    desk = hub.job_desk("test")
    values = {"kitchen": "B05", "time": "10:15", "start": "08:00", "end": "10:00"}
    desk.book(lambda booking: booking.deviation("delivered_late", drop, **values))
    [key] = [deviations.code_of(each.key) for each in desk.look(open_ones) if each.kind == "delivered_late"]
    clock.move_to(clock.now() + timedelta(minutes=95))
    desk.book(lambda booking: deviations.solve(booking, key, "transport", "Road closed", "0002"))

    kitchen = row(read(hub, "kitchen"), KITCHEN)
    assert (kitchen.families["late"], kitchen.median_minutes, kitchen.longest_minutes) == (1, 95, 95)
    assert kitchen.lines_concerned == kitchen.lines == 5
    assert row(read(hub, "route"), ROUTE).families["late"] == 1
    assert not [each for each in read(hub, "producer").rows if each.party.code and each.families["late"]]


def test_rows_add_up_to_the_total_whatever_they_are_told_by(hub: OpenHub, packed: ModelWorker) -> None:
    packed.load("V1")

    for by in deviation_report.BY:
        report = read(hub, by)
        assert sum(each.deviations for each in report.rows) == report.total.deviations > 0
        assert sum(each.still_open for each in report.rows) == report.total.still_open
        assert report.total.lines == 62
        assert 0 < report.total.lines_concerned <= 62


def test_what_names_no_party_is_counted_among_all_lines(hub: OpenHub, books: Books, packed: ModelWorker) -> None:
    """A late stop concerns no producer, and its lines are hit nevertheless."""
    packed.load("V1")
    drop, desk = milk(books).drop_id, hub.job_desk("test")
    before = row(read(hub, "producer"), "").lines_concerned
    values = {"kitchen": "B05", "time": "10:15", "start": "08:00", "end": "10:00"}
    desk.book(lambda booking: booking.deviation("delivered_late", drop, **values))

    nobody = row(read(hub, "producer"), "")

    assert nobody.lines == 62
    assert before < nobody.lines_concerned <= before + 5


def test_a_silence_counts_once_by_its_alarm(hub: OpenHub, books: Books, clock: ManualClock) -> None:
    asked = call_off(hub, books)
    desk = hub.job_desk("test")
    silence = Silence("call_off_silent", "x", clock.now(), "coordinator", asked, {})
    desk.book(lambda booking: alarms.raise_alarm(booking, silence))
    assert (row(read(hub, "producer"), DAIRY).families["no_answer"], row(read(hub, "producer"), DAIRY).still_open) == (
        1,
        1,
    )

    clock.move_to(clock.now() + timedelta(minutes=30))
    [alarm] = desk.look(alarms.open_alarms)
    desk.book(lambda booking: alarms.end(booking, alarm, alarms.HAPPENED))
    figures = row(read(hub, "producer"), DAIRY)
    assert (figures.still_open, figures.median_minutes) == (0, 30)


def test_an_alarm_whose_fault_is_a_deviation_is_not_counted_twice(hub: OpenHub, clock: ManualClock) -> None:
    silence = Silence("notice_undeliverable", "x", clock.now(), "coordinator", None, {})
    hub.job_desk("test").book(lambda booking: alarms.raise_alarm(booking, silence))

    assert read(hub, "producer").total.deviations == 0


def test_another_week_has_figures_of_its_own(hub: OpenHub, packed: ModelWorker) -> None:
    report = read(hub, "producer", MONDAY + timedelta(days=7))

    assert (report.rows, report.total.deviations, report.total.lines) == ((), 0, 0)


def test_what_came_about_at_the_dock_does_not_count_against_the_producer(hub: OpenHub, books: Books) -> None:
    subject, desk = delivery(hub, books), hub.job_desk("test")
    desk.book(lambda booking: booking.deviation("receipt_unsigned", subject, number=1, producer="Ysteriet"))

    report = read(hub, "producer")

    assert DAIRY not in {each.party.code for each in report.rows}
    assert (report.total.deviations, report.total.lines_concerned) == (1, 0)


def test_an_article_that_came_short_touches_its_own_lines_only(hub: OpenHub, books: Books) -> None:
    subject, desk = delivery(hub, books), hub.job_desk("test")
    named = only(
        books,
        select(Product.name).join(OrderLine, OrderLine.product_id == Product.id).where(OrderLine.id == milk(books).id),
    ).name
    desk.book(lambda booking: booking.deviation("short", subject, product=named, expected=9, received=1))

    figures = row(read(hub, "producer"), DAIRY)

    assert 0 < figures.lines_concerned < figures.lines
