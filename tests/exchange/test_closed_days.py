"""Closed days, moved days and school holidays come in as files, and all who plan keep to them."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from order_samples import codes, every, move_clock

from hubops.exchange.importing import import_file
from hubops.exchange.report import Report
from hubops.model.evidence import Event
from hubops.model.inbound import Delivery
from hubops.model.schedule import DayChange
from hubops.operations import day_changes, pickups, standing_orders
from hubops.operations.desk import Desk
from hubops.queries import pickup_sheet

HEADER = "scope;code;from;to;moved_to;reason"
Close = Callable[..., Report]


@pytest.fixture
def close(filled_desk: Desk, tmp_path: Path) -> Close:
    """Imports rows of closed days."""

    def imported(*rows: str) -> Report:
        path = tmp_path / "closed-days.csv"
        path.write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")
        return import_file(filled_desk, "closed-days", path)

    return imported


def kept(desk: Desk, code: str) -> dict[str, bool]:
    """The days that were changed for somebody, and whether anything runs on them."""
    return {row.day.isoformat(): row.runs for row in every(desk, DayChange) if row.code == code}


def test_a_period_closes_each_of_its_days(filled_desk: Desk, close: Close) -> None:
    assert close("kitchen;B01;2026-12-21;2026-12-23;;Oppussing").added == 1
    assert kept(filled_desk, "B01") == {"2026-12-21": False, "2026-12-22": False, "2026-12-23": False}


def test_a_moved_day_is_closed_and_another_is_extra(filled_desk: Desk, close: Close) -> None:
    close("route;R1;2026-12-24;2026-12-24;2026-12-23;Julaften")
    assert kept(filled_desk, "R1").items() >= {"2026-12-24": False, "2026-12-23": True}.items()


def test_a_day_moved_to_itself_is_open_again(filled_desk: Desk, close: Close) -> None:
    close("kitchen;B01;2026-12-21;2026-12-22;;Oppussing")
    assert close("kitchen;B01;2026-12-22;2026-12-22;2026-12-22;Ferdig").changed == 1
    assert kept(filled_desk, "B01") == {"2026-12-21": False, "2026-12-22": True}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("hub;X;2026-12-23;2026-12-23;;x", "closed.hub_has_no_code"),
        ("route;R9;2026-12-23;2026-12-23;;x", "master.unknown_route"),
        ("kitchen;;2026-12-23;2026-12-23;;x", "master.unknown_kitchen"),
        ("cluster;LEIR;2026-12-23;2026-12-23;;x", "master.unknown_cluster"),
        ("producer;100000105;2026-12-23;2026-12-23;;x", "master.unknown_producer"),
        ("kind;skole;2026-12-23;2026-12-23;;x", "closed.unknown_kind"),
        ("kind;school/32;2026-12-23;2026-12-23;;x", "closed.unknown_kind"),
        ("kind;school;2026-12-23;2026-12-22;;x", "agreement.period"),
        ("kind;school;2026-12-23;2027-12-23;;x", "closed.too_long"),
        ("route;R1;2026-12-22;2026-12-24;2026-12-23;x", "closed.move_one_day"),
        ("hub;;2026-12-23;2026-12-23;;", "import.missing_cell"),
        ("town;;2026-12-23;2026-12-23;;x", "import.bad_word"),
    ],
)
def test_a_bad_row_is_refused(close: Close, row: str, code: str) -> None:
    assert codes(close(row)) == [code]


def test_the_hubs_own_closed_day_counts_for_cut_offs(filled_desk: Desk) -> None:
    """Julaften is closed in the example files: the working day before Monday the 28th is the 23rd."""
    calendar = filled_desk.look(lambda booking: day_changes.read(booking).calendar(booking.house.calendar))
    assert calendar.working_days_before(date(2026, 12, 28), 1) == date(2026, 12, 23)


def test_the_hub_may_work_on_a_saturday(filled_desk: Desk, close: Close) -> None:
    close("hub;;2026-12-23;2026-12-23;2026-12-19;Byttet dag")
    calendar = filled_desk.look(lambda booking: day_changes.read(booking).calendar(booking.house.calendar))
    assert calendar.working_days_before(date(2026, 12, 21), 1) == date(2026, 12, 19)
    assert not calendar.is_working_day(date(2026, 12, 23))


@pytest.mark.parametrize(
    ("row", "skipped"),
    [
        ("kitchen;B01;2026-11-26;2026-11-26;;Planleggingsdag", {"2026-11-26": "kitchen_closed"}),
        ("kind;school;2026-11-26;2026-11-26;;Planleggingsdag", {"2026-11-26": "kitchen_closed"}),
        ("kind;school/3201;2026-11-26;2026-11-26;;Planleggingsdag", {"2026-11-26": "kitchen_closed"}),
        ("kind;school/3203;2026-11-26;2026-11-26;;Planleggingsdag i Asker", {}),
        ("hub;;2026-11-26;2026-11-26;;Opptelling", {"2026-11-26": "hub_closed"}),
    ],
)
def test_a_standing_order_skips_closed_days_and_says_so(
    filled_desk: Desk, tmp_path: Path, close: Close, row: str, skipped: dict[str, str]
) -> None:
    close(row)
    path = tmp_path / "standing-orders.csv"
    header = "kitchen;gtin;quantity;unit;weekdays;from;to;pause_weeks"
    path.write_text(f"{header}\nB01;7039999000015;2;piece;thu;2026-11-01;2026-12-04;\n", encoding="utf-8")
    import_file(filled_desk, "standing-orders", path)

    filled_desk.book(standing_orders.make_due)

    told = [json.loads(each.body) for each in every(filled_desk, Event) if each.kind == "standing_order_skipped"]
    assert {each["day"]: each["cause"] for each in told} == skipped


def test_a_kitchen_that_is_open_in_the_holidays_goes_before_its_kind(filled_desk: Desk, close: Close) -> None:
    close("kind;school;2026-11-26;2026-11-26;;Ferie", "kitchen;B01;2026-11-26;2026-11-26;2026-11-26;SFO er åpen")
    changes = filled_desk.look(day_changes.read)
    assert date(2026, 11, 26) not in changes.closed_kitchen("B01", "school", "3201")
    assert date(2026, 11, 26) in changes.closed_kitchen("B04", "school", "3201")


def test_no_pickup_on_a_closed_day_and_one_on_the_extra_day(filled_desk: Desk, close: Close) -> None:
    """Lier is fetched from on Tuesday the 24th; that is moved to Wednesday, and the sheet and the day know it."""
    close("cluster;LIER;2026-11-24;2026-11-24;2026-11-25;Byttet dag")
    calendar = filled_desk.house.calendar
    classes = filled_desk.house.classes

    def fetched(day: date) -> list[date]:
        move_clock(filled_desk, datetime(day.year, day.month, day.day, 4, tzinfo=UTC))
        filled_desk.book(lambda booking: pickups.open_day(booking, day))
        return [each.day for each in every(filled_desk, Delivery)]

    tuesday, wednesday = date(2026, 11, 24), date(2026, 11, 25)
    assert fetched(tuesday) == [tuesday, tuesday]  # the two of FJORD, which keeps its Tuesday
    assert fetched(wednesday) == [tuesday, tuesday, wednesday, wednesday]
    sheet = filled_desk.look(lambda booking: pickup_sheet.content(booking, calendar, classes, "LIER", wednesday))
    assert len(sheet["stops"]) == 2  # type: ignore[arg-type]
