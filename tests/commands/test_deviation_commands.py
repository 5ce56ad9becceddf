"""Deviations, and the comparison with the ordering system's own list, on the command line."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from hubops.cli import main
from hubops.clock import ManualClock
from hubops.demo.clock import START
from hubops.exchange.csv_writing import text_of
from hubops.model.orders import Order, OrderLine
from hubops.model.parties import Kitchen
from hubops.model.products import Product
from hubops.open_hub import OpenHub
from hubops.operations.booking import Booking
from hubops.store.rows import AnyRow

HEADER = "order_number;line;kitchen;gtin;quantity;unit;requested_date;action"


@pytest.fixture
def folder(founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A demo hub with its day opened, found by the environment."""
    shutil.copytree(founded, tmp_path / "hub")
    monkeypatch.setenv("HUBOPS_HUB", str(tmp_path / "hub"))
    monkeypatch.setenv("HUBOPS_LANGUAGE", "en")
    return tmp_path / "hub"


def told(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> Any:
    """What a command answers as JSON."""
    assert main([*words, "--json"]) == status
    return json.loads(capsys.readouterr().out)


def in_hub(folder: Path, work: Callable[[OpenHub], Any]) -> Any:
    hub = OpenHub.open(folder, ManualClock(START))
    try:
        return work(hub)
    finally:
        hub.close()


@pytest.fixture
def refused(folder: Path) -> Path:
    """Two files of orders were refused."""

    def refuse(hub: OpenHub) -> None:
        hub.job_desk("inbox").book(tell)

    def tell(booking: Booking) -> None:
        for name in ("a.csv", "b.csv"):
            booking.deviation("order_file_refused", None, file=name, sender="inbox")

    in_hub(folder, refuse)
    return folder


@pytest.mark.usefixtures("refused")
def test_a_deviation_is_listed_and_solved(capsys: pytest.CaptureFixture[str]) -> None:
    first, second = told(capsys, "deviations", "--open")["deviations"]
    assert (first["kind"], first["owner"], first["values"]["file"]) == ("order_file_refused", "coordinator", "a.csv")

    assert main(["deviations", "solve", first["id"], "--cause", "order", "--how", "Sent anew", "--badge", "0002"]) == 0

    assert capsys.readouterr().out == f"The deviation {first['id']} is solved.\n"
    assert [each["id"] for each in told(capsys, "deviations", "--open")["deviations"]] == [second["id"]]
    assert main(["deviations", "--week", "2026-w48"]) == 0
    solved, still_open = capsys.readouterr().out.splitlines()
    assert main(["deviations", "--week", "48"]) == 0
    assert capsys.readouterr().out.splitlines() == [solved, still_open]
    assert solved.startswith(f"{first['id']}  24.11 05:30  The order file a.csv from inbox was refused")
    assert solved.endswith("min, cause: the order; Sent anew)")
    assert still_open.endswith("(open, for the coordinator)")


@pytest.mark.usefixtures("folder")
def test_no_deviations_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deviations", "--week", "2020-W01"]) == 0
    assert capsys.readouterr().out == "No deviations.\n"


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("week", ["2026-W54", "next", "2026"])
def test_what_is_no_week(week: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "deviations", week]) == 1
    assert f'"{week}" is no week. Write it as 48 or 2026-W48.' in capsys.readouterr().err


@pytest.mark.usefixtures("refused")
def test_the_report_of_a_week(capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "report", "deviations", "2026-W48", "--by", "kitchen")
    assert (found["week"], found["by"], found["total"]["deviations"], found["total"]["open"]) == (
        *("2026-W48", "kitchen"),
        *(len(told(capsys, "deviations", "--week", "2026-W48")["deviations"]), 2),
    )

    assert main(["report", "deviations", "2026-W48"]) == 0
    text = capsys.readouterr().out.splitlines()
    assert text[0] == "Deviations of week 2026-W48 by producer; times in hours and minutes"
    assert text[-2].startswith("Total: ")
    assert text[-1] == "  open 2, none solved; 0 of 62 order lines concerned (0 %)"


@pytest.mark.usefixtures("refused")
def test_the_report_as_a_sheet(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "deviations", "2026-W48", "--csv"]) == 0

    header, row = capsys.readouterr().out.splitlines()
    assert header.startswith(
        "code;name;short;late;warm;damaged;wrong_stop;no_answer;other;deviations;open;median_minutes"
    )
    assert row == ";;0;0;0;0;0;0;2;2;2;;;62;0;0"


@pytest.mark.parametrize("cell", ["=1+1", "+47", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert text_of(["name"], [[cell]]).splitlines()[1].strip('"').startswith("'")


def test_numbers_and_other_texts_stay_what_they_are() -> None:
    assert text_of(["a", "b", "c"], [[-1, "Bø; skole", None]]) == 'a;b;c\n-1;"Bø; skole";\n'


def own_list(folder: Path) -> list[dict[str, object]]:
    """What the ordering system would say if it agreed in everything."""

    def read(hub: OpenHub) -> list[AnyRow]:
        with hub.store.read.begin() as conn:
            return list(
                conn.execute(
                    select(Order.number, OrderLine.line, Kitchen.code, Product.gtin, OrderLine.pieces)
                    .join(Order, Order.id == OrderLine.order_id)
                    .join(Kitchen, Kitchen.id == Order.kitchen_id)
                    .join(Product, Product.id == OrderLine.product_id)
                    .where(Order.requested_date == START.date())
                    .order_by(Order.number, OrderLine.line)
                )
            )

    names = HEADER.split(";")
    return [
        dict(zip(names, (*row[:4], row.pieces, "piece", "2026-11-24", ""), strict=False))
        for row in in_hub(folder, read)
    ]


def write(folder: Path, rows: list[dict[str, object]]) -> str:
    path = folder / "theirs.csv"
    lines = [";".join(str(value) for value in row.values()) for row in rows]
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return str(path)


def test_two_lists_that_agree(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(folder, own_list(folder))

    assert main(["day", "--against", path, "24.11.2026"]) == 0
    assert capsys.readouterr().out == "24.11.2026: the list and the hub agree on 62 order lines.\n"
    assert told(capsys, "day", "--against", path, "2026-11-24") == {"day": "2026-11-24", "lines": 62, "differences": []}


CHANGES: list[tuple[dict[str, object], str]] = [
    ({"quantity": 99}, "against.quantity"),
    ({"gtin": "7039999000015"}, "against.article"),
    ({"gtin": "7039999999999"}, "order.unknown_item"),
    ({"kitchen": "A05"}, "against.kitchen"),
    ({"requested_date": "2026-11-26"}, "against.day"),
    ({"action": "cancel"}, "against.cancelled_there"),
    ({"order_number": "Z-1"}, "against.not_there"),
]


@pytest.mark.parametrize(("changed", "code"), CHANGES)
def test_each_difference_is_one_sentence(
    folder: Path, changed: dict[str, object], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = own_list(folder)
    index = next(n for n, row in enumerate(rows) if (row["order_number"], row["line"]) == ("BK-2006", 3))
    rows[index] = {**rows[index], **changed}

    found = told(capsys, "day", "--against", write(folder, rows), "2026-11-24", status=1)["differences"]

    assert [each["code"] for each in found] == [code, *(["against.not_here"] if "order_number" in changed else [])]
    assert all(each["text"].endswith(".") for each in found)
    assert found[0]["values"].get("order", found[0]["values"].get("number")) == "BK-2006"


def test_a_line_that_the_hub_has_for_another_day(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Their list of Thursday names a line of Tuesday."""
    row = {**own_list(folder)[0], "requested_date": "2026-11-26"}

    assert main(["day", "--against", write(folder, [row]), "2026-11-26"]) == 1
    sentence, count = capsys.readouterr().out.splitlines()
    assert sentence.endswith("asked for 26.11.2026 in the list, for 24.11.2026 at the hub.")
    assert count == "26.11.2026: 1 difference; 1 order line is known to both."


def test_what_both_have_cancelled_is_no_difference(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = own_list(folder)
    rows.append({**rows[0], "order_number": "Z-1", "action": "cancel"})

    assert main(["day", "--against", write(folder, rows), "2026-11-24"]) == 0


def test_a_list_with_a_fault_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["day", "--against", write(folder, [{**own_list(folder)[0], "unit": "stk"}])]) == 1
    assert "stk" in capsys.readouterr().err
    assert main(["day", "--against", str(folder / "none.csv")]) == 1
