"""The closing statement: every order line in exactly one state, and what is in none is unaccounted (interfaces.md)."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from books import Books
from goods import MILK, MILK_CODE, close_deliveries, pack_all, receive, stage_milk
from sqlalchemy import select, update

from hubops.clock import ManualClock
from hubops.demo.clock import START
from hubops.demo.model_worker import ModelWorker
from hubops.exchange.importing import import_file
from hubops.jobs.clock import ClockJobs
from hubops.model.evidence import Deviation
from hubops.model.orders import OpenLine, OrderLine
from hubops.open_hub import OpenHub
from hubops.operations.closing import close_day
from hubops.queries.statement import STATES

MILK_OF_B05 = ("BK-2006", 3)
CARROTS_OF_B05 = ("BK-2006", 1)


@pytest.fixture
def packer(worker: ModelWorker) -> ModelWorker:
    """All milk is packed and stands in its lanes; nothing else came."""
    stage_milk(worker)
    return worker


def state(books: Books, line: tuple[str, int]) -> str:
    """The state of one line."""
    return books.line(*line).state


def test_every_line_has_one_state(books: Books) -> None:
    statement = books.statement()

    assert len(statement.lines) == 62
    assert sum(statement.counts.values()) == 62
    assert tuple(statement.counts) == STATES


def test_before_the_departure_a_line_is_not_yet_due(packer: ModelWorker, books: Books) -> None:
    assert books.statement().counts["not_yet_due"] == 62


def test_after_the_departure_silence_is_an_error(packer: ModelWorker, books: Books) -> None:
    """08:30 passed and V1 stands there: what it should carry is unaccounted, V2's is not yet due."""
    packer.at(8, 31)

    assert state(books, MILK_OF_B05) == state(books, CARROTS_OF_B05) == "unaccounted"
    assert state(books, ("AK-772", 3)) == "not_yet_due"
    assert books.statement().unaccounted == 32


def test_what_departed_is_on_its_way_and_the_rest_is_short(packer: ModelWorker, books: Books) -> None:
    packer.load("V1")

    assert state(books, MILK_OF_B05) == "on_its_way"
    assert state(books, CARROTS_OF_B05) == "short"
    line = books.line(*MILK_OF_B05)
    assert (line.pieces, line.on_its_way, line.short, line.wasted) == (4, 4, 0, 0)
    packer.at(8, 31)
    assert books.statement().unaccounted == 0


def test_a_line_that_goes_in_part_is_short(worker: ModelWorker, books: Books) -> None:
    receive(worker, *[MILK_CODE] * 3)
    close_deliveries(worker)
    pack_all(worker, MILK)
    worker.stage_labels()
    worker.load("V1")

    line = books.line("BK-2004", 1)
    assert (line.state, line.pieces, line.on_its_way, line.short) == ("short", 8, 4, 4)


@pytest.mark.parametrize(("digit", "found"), [("1", "waste"), ("2", "waste"), ("3", "short")])
def test_a_parcel_that_was_written_off(packer: ModelWorker, books: Books, digit: str, found: str) -> None:
    """Damaged or too warm is waste; what nobody found is short."""
    packer.start("load")
    packer.scan("VEHICLE-V1")
    for code in packer.missing("V1")[1:]:
        packer.scan(f"]C100{code}")
        packer.scan(f"]C100{code}")  # the last stop stays behind: it stands in front
    packer.press("f4")
    packer.press("1")
    packer.press(digit)
    packer.depart("V1")

    assert state(books, MILK_OF_B05) == found


def hand_over(worker: ModelWorker, digit: str) -> None:
    """V1 is back: the first stop that is not recorded went as the digit says."""
    worker.at(12, 0)
    worker.start("handover")
    worker.scan("VEHICLE-V1")
    worker.press(digit)
    worker.type("1015")
    if digit != "4":
        worker.type("Kari")
        worker.press("enter")
    worker.press("enter")


@pytest.mark.parametrize(("digit", "found"), [("1", "delivered"), ("3", "refused"), ("4", "refused")])
def test_a_recorded_stop(packer: ModelWorker, books: Books, digit: str, found: str) -> None:
    """Four stops of V1; what was refused counts as such before it is unloaded and after."""
    packer.load("V1")
    for _ in range(4):
        hand_over(packer, digit)

    line = books.line(*MILK_OF_B05)
    assert (line.state, getattr(line, found), line.on_its_way) == (found, 4, 0)
    assert state(books, CARROTS_OF_B05) == "short"
    assert {row.route for row in books.statement().lines if row.state == "unaccounted"} == {"R2"}  # still at the dock
    if found == "refused":
        packer.scan(f"]C100{books.boxes('B05')[0].sscc}")
        packer.type("4")
        assert [box.state for box in books.boxes("B05")] == ["returned"]
        assert state(books, MILK_OF_B05) == "refused"


def test_an_undone_record_is_on_its_way_again(packer: ModelWorker, books: Books) -> None:
    packer.load("V1")
    packer.at(12, 0)
    before = books.statement()
    hand_over(packer, "1")
    assert books.statement() != before

    packer.press("f2")

    assert books.statement() == before


def test_an_undone_departure_is_not_yet_due_again(packer: ModelWorker, books: Books) -> None:
    packer.load("V1")
    packer.press("f2")

    assert books.statement().counts["not_yet_due"] == 62


def test_a_cancelled_line_is_cancelled_whatever_became_of_it(packer: ModelWorker, hub: OpenHub, books: Books) -> None:
    with hub.store.write.begin() as conn:
        conn.execute(update(OrderLine).where(OrderLine.line == 3).values(cancelled_at=START))
    packer.load("V1")

    assert state(books, MILK_OF_B05) == "cancelled"


def test_a_kitchen_without_a_route_is_unaccounted_until_somebody_acts(
    hub: OpenHub, books: Books, tmp_path: Path
) -> None:
    with hub.store.write.begin() as conn:
        conn.execute(update(OrderLine).where(OrderLine.line == 7).values(drop_id=None))

    assert state(books, ("AK-771", 7)) == "unaccounted"


def test_what_was_left_behind_yesterday_is_overdue_today(packer: ModelWorker, books: Books) -> None:
    packer.load("V1")
    packer.next_day(6, 0)

    statement = books.statement(date(2026, 11, 25))

    assert {(line.route, line.state) for line in statement.lines} == {("R1", "on_its_way"), ("R2", "unaccounted")}


def later_order(hub: OpenHub, tmp_path: Path) -> None:
    """Ten litres of milk that B01 orders on Tuesday for Thursday."""
    source = tmp_path / "orders.csv"
    source.write_text(
        "order_number;kitchen;ordered_at;requested_date;line;gtin;quantity;unit\n"
        "BK-3001;B01;2026-11-24T07:00;2026-11-26;1;7039999000213;10;piece\n",
        encoding="utf-8",
    )
    assert not import_file(hub.job_desk("import"), "orders", source).faults


def test_what_was_imported_today_is_on_todays_statement(hub: OpenHub, books: Books, tmp_path: Path) -> None:
    later_order(hub, tmp_path)

    assert state(books, ("BK-3001", 1)) == "not_yet_due"
    assert len(books.statement(date(2026, 11, 25)).lines) == 0
    assert [line.order for line in books.statement(date(2026, 11, 26)).lines] == ["BK-3001"]


def test_an_old_statement_knows_what_became_of_its_lines(
    worker: ModelWorker, hub: OpenHub, books: Books, clock: ManualClock, tmp_path: Path
) -> None:
    """Tuesday's statement, read on Thursday after the vehicle has left."""
    later_order(hub, tmp_path)
    worker.next_day(6, 0)
    worker.next_day(6, 0)
    ClockJobs(hub.job_desk("clock")).run_due()
    receive(worker, *[MILK_CODE] * 6)
    close_deliveries(worker)
    pack_all(worker, MILK)
    worker.stage_labels()
    worker.load("V1")

    lines = {(line.order, line.line): line for line in books.statement(date(2026, 11, 24)).lines}

    assert lines["BK-3001", 1].state == "on_its_way"
    assert clock.now() - START > timedelta(days=2)


def test_closing_the_day_seals_its_figures(packer: ModelWorker, hub: OpenHub, books: Books) -> None:
    packer.at(23, 0)
    statement = books.statement()

    hub.job_desk("day").book(lambda booking: close_day(booking, statement.day, statement.counts))

    assert books.deviations()[-1] == ("unaccounted", {"day": "2026-11-24", "lines": 62})
    assert books.broken_chains() == []


def close(hub: OpenHub, books: Books, day: date) -> None:
    """The clock closes a day."""
    found = books.statement(day)
    hub.job_desk("day").book(lambda booking: close_day(booking, day, found.counts, found.left_open))


def test_what_was_left_open_is_told_until_somebody_deals_with_it(
    packer: ModelWorker, hub: OpenHub, books: Books, clock: ManualClock
) -> None:
    """V1 goes and comes back without a signature, V2 never goes; forty days later both are told, until they are not."""
    packer.load("V1")
    packer.at(23, 0)
    close(hub, books, START.date())
    later = START.date() + timedelta(days=40)
    clock.move_to(START + timedelta(days=40))

    told = books.statement(later)
    assert {(line.route, line.state) for line in told.lines} == {("R1", "on_its_way"), ("R2", "unaccounted")}
    close(hub, books, later)
    assert books.statement(later + timedelta(days=1)).counts == told.counts

    with hub.store.write.begin() as conn:
        conn.execute(update(OrderLine).values(cancelled_at=clock.now()))
    assert books.statement(later).lines == ()
    close(hub, books, later)
    assert books.rows(select(OpenLine.id).where(OpenLine.settled_at.is_(None))) == []
    assert [facts["day"] for kind, facts in books.deviations() if kind == "unaccounted"] == ["2026-11-24", "2027-01-03"]
    assert books.rows(select(Deviation.id).where(Deviation.kind == "unaccounted", Deviation.solved_at.is_(None))) == []


def test_an_open_line_is_not_told_of_a_day_before_its_own(packer: ModelWorker, hub: OpenHub, books: Books) -> None:
    packer.load("V1")
    packer.at(23, 0)
    close(hub, books, START.date())

    assert books.statement(START.date() - timedelta(days=1)).lines == ()
