"""A large file of orders comes in within bounds; the full size is measured by benchmarks/order_import.py."""

from pathlib import Path

import pytest
from order_samples import POTATO, codes, every, row, taker

from hubops.exchange import csv_file
from hubops.model.orders import Order, OrderLine
from hubops.operations.desk import Desk


@pytest.mark.sqlite_only
def test_a_thousand_lines_come_in_with_few_statements(filled_desk: Desk, tmp_path: Path) -> None:
    """Counted by SQLite, which names each statement that it runs; those of both databases are the same."""
    before = len(every(filled_desk, Order)), len(every(filled_desk, OrderLine))
    statements = 0

    def count(*_: object) -> None:
        nonlocal statements
        statements += 1

    connection = filled_desk.writer.store.write.raw_connection()
    assert connection.driver_connection is not None
    connection.driver_connection.set_trace_callback(count)
    connection.close()
    rows = [row(f"L-{number}", line, POTATO) for number in range(100) for line in range(1, 11)]

    assert taker(filled_desk, tmp_path)(*rows).added == 100

    assert (len(every(filled_desk, Order)), len(every(filled_desk, OrderLine))) == (before[0] + 100, before[1] + 1000)
    assert statements < 4 * len(rows), "two per line, some per order: it must not grow with what is there already"


def test_more_lines_than_are_taken_are_refused(
    filled_desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_file, "MAX_ROWS", 10)
    rows = [row(line=line) for line in range(1, 12)]

    assert codes(taker(filled_desk, tmp_path)(*rows)) == ["import.too_many_rows"]
