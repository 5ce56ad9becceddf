"""The delivery cards of the week to come: one for each kitchen that gets something in it, queued once by the clock."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import partial

import pytest
from books import Books
from call_offs_in_words import order
from sqlalchemy import select

from hubops.clock import ManualClock
from hubops.documents.render import render
from hubops.jobs.clock import CARDS, ClockJobs, Slot
from hubops.jobs.delivery_cards import CardTime
from hubops.messages import DEFAULT_ZONE
from hubops.model.outbox import PrintJob
from hubops.model.schedule import DayChange
from hubops.open_hub import OpenHub
from hubops.operations.booking import Booking, PrinterFacts
from hubops.store import rows

FRIDAYS = CardTime(4, time(14))
MONDAY = date(2026, 11, 30)
"""Of the week after the demo's Tuesday."""
CARROTS, SALMON = "7039999000022", "7039999000626"


@pytest.fixture(autouse=True)
def ordered(hub: OpenHub) -> None:
    """Two kitchens get something in the week to come."""
    order(hub, "K-1", "A01", (SALMON, 4), day=date(2026, 12, 3))
    order(hub, "K-2", "B01", (CARROTS, 3), day=date(2026, 12, 1))


@pytest.fixture
def jobs(hub: OpenHub) -> ClockJobs:
    """The clock of a hub that prints cards on Fridays."""
    return ClockJobs(hub.job_desk("clock"), cards=FRIDAYS)


def move_to(clock: ManualClock, text: str) -> None:
    """A local time."""
    clock.move_to(datetime.fromisoformat(text).replace(tzinfo=DEFAULT_ZONE).astimezone(UTC))


def cards(books: Books, state: str = "queued") -> list[str]:
    """The titles of the cards in the queue."""
    wanted = select(PrintJob.title).where(PrintJob.document == "delivery_card", PrintJob.state == state)
    return [row.title for row in books.rows(wanted.order_by(PrintJob.id))]


def test_each_kitchen_that_gets_something_has_its_card_once(
    hub: OpenHub, jobs: ClockJobs, books: Books, clock: ManualClock
) -> None:
    move_to(clock, "2026-11-27T14:00")
    assert Slot(CARDS, MONDAY) in jobs.run_due()
    move_to(clock, "2026-11-27T18:00")
    assert ClockJobs(hub.job_desk("clock"), cards=FRIDAYS).run_due() == []

    assert cards(books) == ["A01 2026-W49", "B01 2026-W49"]
    assert [(card["week"], [day["day"] for day in card["days"]]) for card in books.jobs("delivery_card")] == [
        (49, ["2026-12-04"]),
        (49, ["2026-12-01"]),
    ]


def test_a_card_can_be_drawn_and_goes_to_the_paper_printer(jobs: ClockJobs, books: Books, clock: ManualClock) -> None:
    move_to(clock, "2026-11-27T14:00")
    jobs.run_due()
    row = next(row for row in books.rows(select(PrintJob)) if row.document == "delivery_card")
    assert (row.printer, row.input_id) == ("papers", None)
    assert render("delivery_card", row.content.encode(), "pdf", 203).startswith(b"%PDF-")


@pytest.mark.parametrize(
    "printers", [{}, {"papers": PrinterFacts("zpl", "100x150", "")}], ids=["no printer", "labels only"]
)
def test_without_a_printer_for_papers_nothing_is_queued(
    hub: OpenHub, printers: dict[str, PrinterFacts], books: Books, clock: ManualClock
) -> None:
    move_to(clock, "2026-11-27T14:00")
    desk = hub.job_desk("clock")
    desk.house = replace(desk.house, printers=printers)
    assert Slot(CARDS, MONDAY) in ClockJobs(desk, cards=FRIDAYS).run_due()
    assert cards(books) == []


def test_cards_of_a_week_gone_by_that_never_came_out_are_taken_out(
    jobs: ClockJobs, books: Books, clock: ManualClock
) -> None:
    """A printer that stood still for a week gathers no pile of old paper."""
    move_to(clock, "2026-11-30T09:00")  # the hub was switched off from Friday on
    jobs.run_due()
    before = cards(books)
    move_to(clock, "2026-12-04T13:59")
    jobs.run_due()
    assert cards(books) == before
    move_to(clock, "2026-12-04T14:00")
    jobs.run_due()
    assert (cards(books), cards(books, "cancelled")) == ([], before)


def test_on_a_day_on_which_the_hub_is_closed_they_come_a_day_earlier(
    hub: OpenHub, jobs: ClockJobs, clock: ManualClock
) -> None:
    values = {"scope": "hub", "code": "", "day": date(2026, 11, 27), "reason": "Opptelling", "runs": False}
    hub.job_desk("clock").book(partial(_keep, values))
    move_to(clock, "2026-11-26T14:00")
    assert Slot(CARDS, MONDAY) in jobs.run_due()


def _keep(values: dict[str, object], booking: Booking) -> None:
    rows.add(booking.tx, DayChange, **values)
