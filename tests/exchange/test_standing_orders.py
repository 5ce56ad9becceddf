"""Standing orders become orders by themselves, once a day; season agreements are called off from."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from order_samples import codes, every, move_clock, row, taker

from hubops.exchange.importing import import_file
from hubops.exchange.report import Report
from hubops.jobs.clock import ClockJobs
from hubops.model.evidence import Deviation, Event
from hubops.model.orders import Order, OrderLine
from hubops.model.standing import StandingOrderDay
from hubops.operations import standing_orders
from hubops.operations.desk import Desk
from hubops.queries import order_book

STANDING = "kitchen;gtin;quantity;unit;weekdays;from;to;pause_weeks"
AGREED = "kitchen;buyer_org_number;gtin;quantity;unit;from;to"
POTATO, CARROT, SWEDE = "7039999000015", "7039999000022", "7039999000039"


def imported(desk: Desk, folder: Path, kind: str, *lines: str) -> Report:
    path = folder / f"{kind}.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return import_file(desk, kind, path)


def made(desk: Desk) -> dict[str, int]:
    """The orders that were made by themselves: their numbers and how many lines they have."""
    lines = [line.order_id for line in every(desk, OrderLine)]
    return {order.number: lines.count(order.id) for order in every(desk, Order) if order.number.startswith("ST-")}


def test_orders_are_made_ahead_once(filled_desk: Desk, tmp_path: Path) -> None:
    rows = f"B01;{POTATO};2;piece;tue thu;2026-11-01;2026-12-03;", f"B01;{CARROT};4;piece;tue;2026-11-01;2026-12-31;"
    assert imported(filled_desk, tmp_path, "standing-orders", STANDING, *rows).added == 2

    ClockJobs(filled_desk).run_due()
    ClockJobs(filled_desk).run_due()

    assert made(filled_desk) == {"ST-B01-20261124": 2, "ST-B01-20261126": 1, "ST-B01-20261201": 2, "ST-B01-20261203": 1}


def test_a_standing_order_that_comes_later_gets_an_order_of_its_own(filled_desk: Desk, tmp_path: Path) -> None:
    imported(filled_desk, tmp_path, "standing-orders", STANDING, f"B01;{POTATO};2;piece;tue;2026-11-01;2026-11-24;")
    filled_desk.book(standing_orders.make_due)
    imported(filled_desk, tmp_path, "standing-orders", STANDING, f"B01;{CARROT};2;piece;tue;2026-11-01;2026-11-24;")

    filled_desk.book(standing_orders.make_due)

    assert made(filled_desk) == {"ST-B01-20261124": 1, "ST-B01-20261124-2": 1}


def test_holidays_and_weeks_of_pause_are_skipped_and_told(filled_desk: Desk, tmp_path: Path) -> None:
    move_clock(filled_desk, datetime(2026, 12, 20, 11, tzinfo=UTC))
    rows = f"B01;{POTATO};2;piece;thu fri;2026-11-01;2026-12-31;2026-W53"
    imported(filled_desk, tmp_path, "standing-orders", STANDING, rows)

    filled_desk.book(standing_orders.make_due)

    days = {each.day.isoformat(): each.cause for each in every(filled_desk, StandingOrderDay)}
    assert days == {"2026-12-24": "hub_closed", "2026-12-25": "public_holiday", "2026-12-31": "pause_week"}
    skipped = [json.loads(each.body) for each in every(filled_desk, Event) if each.kind == "standing_order_skipped"]
    days_told = [(each["kitchen"], each["day"]) for each in skipped]
    assert days_told == [("B01", "2026-12-24"), ("B01", "2026-12-25"), ("B01", "2026-12-31")]


BAD = [
    (f"B99;{POTATO};2;piece;tue;2026-11-01;2026-12-31;", "master.unknown_kitchen"),
    ("B01;7039999009995;2;piece;tue;2026-11-01;2026-12-31;", "agreement.unknown_item"),
    (f"B01;{POTATO};2;case;tue;2026-11-01;2026-12-31;", "agreement.bad_unit"),
    (f"B01;{POTATO};2;piece;tir;2026-11-01;2026-12-31;", "calendar.bad_weekday"),
    (f"B01;{POTATO};2;piece;tue;2026-12-31;2026-11-01;", "agreement.period"),
    (f"B01;{POTATO};2;piece;tue;2026-11-01;2026-12-31;2026-W54", "agreement.bad_week"),
    (f"B01;{POTATO};2;piece;tue;2026-11-01;2026-12-31;uke 8", "agreement.bad_week"),
]


@pytest.mark.parametrize(("line", "code"), BAD)
def test_a_bad_standing_order_is_refused(filled_desk: Desk, tmp_path: Path, line: str, code: str) -> None:
    assert codes(imported(filled_desk, tmp_path, "standing-orders", STANDING, line)) == [code]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (f"B01;935478715;{POTATO};2;kg;2026-11-01;2026-12-31", "agreement.kitchen_or_buyer"),
        (f";;{POTATO};2;kg;2026-11-01;2026-12-31", "agreement.kitchen_or_buyer"),
        (f";974760673;{POTATO};2;kg;2026-11-01;2026-12-31", "agreement.unknown_buyer"),
    ],
)
def test_a_bad_agreement_is_refused(filled_desk: Desk, tmp_path: Path, line: str, code: str) -> None:
    assert codes(imported(filled_desk, tmp_path, "agreements", AGREED, line)) == [code]


def beyond(desk: Desk) -> list[tuple[str, int]]:
    """The orders that went beyond an agreement, and by how many pieces."""
    told = [json.loads(each.values) for each in every(desk, Deviation) if each.kind == "over_agreement"]
    return [(each["number"], each["beyond_pieces"]) for each in told]


def test_an_order_beyond_the_agreement_is_taken_and_told(filled_desk: Desk, tmp_path: Path) -> None:
    agreed = f";935478715;{SWEDE};15;kg;2027-01-01;2027-06-30"  # ten pieces of 1.5 kg
    imported(filled_desk, tmp_path, "agreements", AGREED, agreed)
    take = taker(filled_desk, tmp_path)
    rows = [row(f"Y-{n}", gtin=SWEDE, quantity=4, kitchen=f"B0{n}", date="2027-01-12") for n in (1, 2, 3)]

    assert take(*rows).added == 3
    assert beyond(filled_desk) == [("Y-3", 2)]

    take(row("Y-1", gtin=SWEDE, quantity=9, date="2027-01-12", action="change"))
    assert beyond(filled_desk)[1:] == [("Y-1", 7)]

    take(row("Y-3", kitchen="B03", gtin=SWEDE, date="2027-01-12", action="cancel"))
    found = next(each for each in filled_desk.look(order_book.agreements) if each.gtin.endswith(SWEDE))
    assert (found.agreed_pieces, found.called_off_pieces) == (10, 13)
    assert len(beyond(filled_desk)) == 2


def test_orders_of_another_buyer_or_season_do_not_count(filled_desk: Desk, tmp_path: Path) -> None:
    imported(filled_desk, tmp_path, "agreements", AGREED, f"B01;;{SWEDE};1;piece;2027-01-01;2027-06-30")
    rows = row("Y-1", kitchen="A05", gtin=SWEDE, date="2027-01-12"), row("Y-2", gtin=SWEDE, date="2026-12-01")

    taker(filled_desk, tmp_path)(*rows, row("Y-3", kitchen="B02", gtin=SWEDE, date="2027-01-12"))

    assert beyond(filled_desk) == []
