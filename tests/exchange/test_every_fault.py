"""A refused file names every fault at once: cells that can't be read, and orders that can't be taken."""

from pathlib import Path

from order_samples import POTATO, every, order_file, row, taker

from hubops.exchange import order_import
from hubops.exchange.report import Report, RowMessage
from hubops.model.alarms import Alarm
from hubops.operations import order_notices
from hubops.operations.desk import Desk


def places(report: Report) -> list[tuple[int, str, str]]:
    """Line, column and code of each fault."""
    return [(fault.line, fault.column, fault.code) for fault in report.faults if isinstance(fault, RowMessage)]


def test_faults_of_cells_do_not_hide_faults_of_orders(filled_desk: Desk, tmp_path: Path) -> None:
    taker(filled_desk, tmp_path)(row("K-1"))
    rows = [
        row("X-1", quantity=0),
        row("X-2", kitchen="B99"),
        row("K-1", quantity=3),
        row("X-3", action="change"),
        row("X-4", date="26.11.26", kitchen="B98", gtin="7039999999999"),
        row("X-4", line=2, gtin="7039999999999"),
    ]
    report = order_import.take_path(filled_desk, order_file(tmp_path / "bad.csv", *rows))
    assert places(report) == [
        (2, "quantity", "import.nothing_ordered"),
        (3, "kitchen", "order.unknown_kitchen"),
        (4, "order_number", "order.conflict"),
        (5, "order_number", "order.unknown_number"),
        (6, "requested_date", "import.bad_date"),
        (6, "kitchen", "order.unknown_kitchen"),
        (6, "gtin", "order.unknown_item"),
        (7, "gtin", "order.unknown_item"),
    ]


def test_an_order_with_a_bad_cell_is_no_conflict_before_it_can_be_read(filled_desk: Desk, tmp_path: Path) -> None:
    take = taker(filled_desk, tmp_path)
    take(row("K-1"), row("K-1", line=2, gtin="7039999000022"))
    report = take(row("K-1"), row("K-1", line=2, gtin="7039999000022", quantity="two"))
    assert places(report) == [(3, "quantity", "import.bad_number")]


def test_the_dock_is_told_once_of_packed_goods_that_nobody_wants(filled_desk: Desk) -> None:
    packed = {"number": "BK-2001", "line": 1, "packed": 2, "field": "line"}
    for _ in range(2):
        filled_desk.book(lambda booking: order_notices.tell_dock(booking, [packed]))
    (alarm,) = every(filled_desk, Alarm)
    assert (alarm.kind, alarm.owner) == ("packed_not_wanted", "supervisor")
    assert POTATO not in alarm.values


def test_the_dock_is_told_where_less_is_wanted_than_is_packed(filled_desk: Desk) -> None:
    values = {"number": "BK-2001", "line": 1, "packed": 4, "pieces": 3}
    report = Report("orders", faults=(RowMessage("order.less_than_packed", values, 2, "quantity"),))
    order_import.tell_dock(filled_desk, report)
    assert [alarm.kind for alarm in every(filled_desk, Alarm)] == ["packed_not_wanted"]
