"""The paper pack of a day: queued once, with all that is expected and all that leaves."""

from datetime import UTC, date, datetime, time, timedelta

from books import Books
from sqlalchemy import select

from hubops.clock import ManualClock
from hubops.documents.render import render
from hubops.jobs.clock import PACK, ClockJobs, Slot
from hubops.messages import DEFAULT_ZONE
from hubops.model.outbox import PrintJob
from hubops.open_hub import OpenHub

AT = time(3, 15)
TUESDAY = date(2026, 11, 24)


def test_the_day_is_queued_once(hub: OpenHub, books: Books, clock: ManualClock) -> None:
    jobs = ClockJobs(hub.job_desk("clock"), pack_at=AT)

    assert Slot(PACK, TUESDAY) in jobs.run_due()
    clock.move_to(clock.now() + timedelta(hours=2))
    assert jobs.run_due() == []

    (pack,) = books.jobs("paper_pack")
    assert pack["day"] == "2026-11-24"
    ordered = books.statement(TUESDAY)
    assert sum(line["pieces"] for route in pack["routes"] for stop in route["stops"] for line in stop["lines"]) == sum(
        line.pieces for line in ordered.lines if line.route
    )
    assert [delivery["producer"] for delivery in pack["deliveries"]]


def test_it_is_printed_again_the_next_working_day(hub: OpenHub, books: Books, clock: ManualClock) -> None:
    jobs = ClockJobs(hub.job_desk("clock"), pack_at=AT)
    jobs.run_due()
    clock.move_to(datetime(2026, 11, 25, 3, 20, tzinfo=DEFAULT_ZONE).astimezone(UTC))
    jobs.run_due()

    assert [pack["day"] for pack in books.jobs("paper_pack")] == ["2026-11-24", "2026-11-25"]


def test_what_was_queued_can_be_drawn(hub: OpenHub, books: Books) -> None:
    ClockJobs(hub.job_desk("clock"), pack_at=AT).run_due()
    (row,) = [row for row in books.rows(select(PrintJob)) if row.document == "paper_pack"]

    assert (row.title, row.printer, row.state) == ("2026-11-24", "papers", "queued")
    assert render("paper_pack", row.content.encode(), "pdf", 203).startswith(b"%PDF-")
