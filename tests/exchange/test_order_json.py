"""Orders as JSON say the same as in CSV."""

import json
from pathlib import Path

from order_samples import every, order_file, row

from hubops.exchange import order_import
from hubops.model.orders import Order, OrderLine
from hubops.operations.desk import Desk

ORDER = {"order_number": "X-1", "kitchen": "B01", "ordered_at": "2026-11-20T09:00", "requested_date": "2026-11-26"}
LINES = [
    {"line": 1, "gtin": "7039999000015", "quantity": 2, "unit": "piece"},
    {"line": 2, "gtin": "7039999000022", "quantity": "1.5", "unit": "kg", "note": "vasket"},
]


def test_it_is_the_same_order(filled_desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "orders.json"
    path.write_text(json.dumps({"orders": [{**ORDER, "lines": LINES, "colour": "red"}]}), encoding="utf-8")

    report = order_import.take_path(filled_desk, path)

    assert (report.added, report.faults) == (1, ())
    assert [warning.values for warning in report.warnings] == [{"columns": "colour"}]
    rows = row(), row(line=2, gtin="7039999000022", quantity="1,5", unit="kg", note="vasket")
    again = order_import.take_path(filled_desk, order_file(tmp_path / "orders.csv", *rows))
    assert (again.added, again.same) == (0, 1)
    assert [line.note for line in every(filled_desk, OrderLine)[-2:]] == [None, "vasket"]


def test_an_action_of_the_order_holds_for_its_lines(filled_desk: Desk, tmp_path: Path) -> None:
    order_import.take_path(filled_desk, order_file(tmp_path / "a.csv", row(), row(line=2, gtin="7039999000022")))
    lines = [{**LINES[0], "quantity": 7}, {**LINES[1], "action": "cancel"}]
    path = tmp_path / "orders.json"
    path.write_text(json.dumps({"orders": [{**ORDER, "action": "change", "lines": lines}]}), encoding="utf-8")

    report = order_import.take_path(filled_desk, path)

    assert (report.changed, report.faults) == (1, ())
    order = every(filled_desk, Order)[-1]
    kept = {line.line: line for line in every(filled_desk, OrderLine) if line.order_id == order.id}
    assert (kept[1].pieces, kept[2].cancelled_at is None) == (7, False)


def test_a_fault_is_named_by_its_place(filled_desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "orders.json"
    bad = {**ORDER, "order_number": "X-2", "lines": [LINES[0], {**LINES[1], "unit": "l"}]}
    path.write_text(json.dumps({"orders": [{**ORDER, "lines": LINES}, bad]}), encoding="utf-8")

    [fault] = order_import.take_path(filled_desk, path).faults

    assert fault.text("en").startswith('Order no. 2 of the file, line no. 2, unit: "l" is not one of the words')
