"""A kitchen rings: a line or an order is changed at a shell, with the same rules and messages as by a file."""

import json
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from hubops.cli import main
from hubops.model.alarms import Alarm
from hubops.model.evidence import Deviation, Event
from hubops.model.notices import Notice
from hubops.model.orders import OrderChange
from hubops.open_hub import OpenHub
from hubops.queries import order_book

HEADER = "order_number;kitchen;ordered_at;requested_date;line;gtin;quantity;unit;note;action"
ROWS = ("1;7039999000015;4;piece;leave at the door;", "2;7039999000411;2,5;kg;;", "3;17039999000029;2;case;;")
TYPED = ("--badge", "0003")


@pytest.fixture
def folder(founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A demo hub with the order X-1, asked for in a fortnight: nothing of it is late."""
    folder = tmp_path / "hub"
    shutil.copytree(founded, folder)
    monkeypatch.setenv("HUBOPS_HUB", str(folder))
    monkeypatch.setenv("HUBOPS_LANGUAGE", "en")
    rows = (f"X-1;B01;2026-11-24T05:00;2026-12-08;{row}" for row in ROWS)
    (tmp_path / "order.csv").write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")
    assert main(["import", "orders", str(tmp_path / "order.csv")]) == 0
    return folder


@pytest.fixture
def said(folder: Path, capsys: pytest.CaptureFixture[str]) -> pytest.CaptureFixture[str]:
    """What is printed from now on."""
    capsys.readouterr()
    return capsys


def lines(folder: Path) -> list[tuple[str, int, bool]]:
    """The lines of X-1: what was said, pieces, and whether they stand."""
    with closing(OpenHub.open(folder)) as hub:
        found = hub.job_desk("test").look(lambda booking: order_book.lines(booking, "X-1"))
    return [(row.ordered_quantity, row.pieces, row.cancelled_at is None) for row in found]


def differences(folder: Path) -> list[tuple[str, str, bool]]:
    """What was kept: what it was, by whom, and whether it came late."""
    with closing(OpenHub.open(folder)) as hub, hub.store.read.begin() as conn:
        found = conn.execute(select(OrderChange).order_by(OrderChange.id)).all()
    return [(row.what, row.actor, row.late) for row in found]


def count(folder: Path, table: Any, kind: str) -> int:
    """How many of a kind there are."""
    with closing(OpenHub.open(folder)) as hub, hub.store.read.begin() as conn:
        return conn.execute(select(func.count()).select_from(table).where(table.kind == kind)).scalar_one()


@pytest.mark.parametrize(
    ("line", "amount", "told", "stands"),
    [
        ("1", "6", "line 1, Potet Asterix 5 kg: quantity 6 pcs instead of 4 pcs", ("6 piece", 6, True)),
        ("2", "4,5", "quantity 4.5 kg instead of 2.5 kg", ("4.5 kg", 3, True)),
        ("3", "1", "quantity 1 case instead of 2 cases", ("1 case", 5, True)),
        ("1", "0", "line 1, Potet Asterix 5 kg: cancelled (4 pcs)", ("4 piece", 4, False)),
    ],
)
def test_a_line_is_changed_in_its_own_unit(
    folder: Path, said: pytest.CaptureFixture[str], line: str, amount: str, told: str, stands: tuple[str, int, bool]
) -> None:
    assert main(["orders", "change", "X-1", line, amount, *TYPED, "--why", "Fewer guests."]) == 0

    first, what, *who = said.readouterr().out.splitlines()
    assert first.startswith("Order X-1 for Furukollen skole: changed.")
    assert told in what
    assert who[0] == "The kitchen is told."
    assert who[1].startswith("The call-off follows: ")
    assert lines(folder)[int(line) - 1] == stands
    assert [(by, late) for _, by, late in differences(folder)] == [("0003", False)]
    assert count(folder, Notice, "order_change_noted") >= 1
    with closing(OpenHub.open(folder)) as hub, hub.store.read.begin() as conn:
        body = json.loads(conn.execute(select(Event.body).where(Event.kind == "order_changed")).scalar_one())
    assert (body["sender"], body["why"]) == ("telephone", "Fewer guests.")
    assert any(who.startswith("producer:") for who in body["concerns"])


def test_the_same_again_does_nothing_and_says_so(folder: Path, said: pytest.CaptureFixture[str]) -> None:
    for words in (["change", "X-1", "1", "0"], ["cancel", "X-1"]):
        assert main(["orders", *words, *TYPED]) == 0
        told, kept = count(folder, Notice, "order_change_noted"), differences(folder)
        said.readouterr()
        assert main(["orders", *words, *TYPED]) == 0
        assert said.readouterr().out == "Order X-1 is so already; nothing was changed.\n"
        assert (count(folder, Notice, "order_change_noted"), differences(folder)) == (told, kept)
    assert [stands for _, _, stands in lines(folder)] == [False, False, False]


def test_an_amount_that_is_so_already_changes_nothing(folder: Path, said: pytest.CaptureFixture[str]) -> None:
    assert main(["orders", "change", "X-1", "1", "4", *TYPED]) == 0
    assert "is so already" in said.readouterr().out
    assert differences(folder) == []


def test_an_order_is_cancelled_as_a_whole(folder: Path, said: pytest.CaptureFixture[str]) -> None:
    assert main(["orders", "cancel", "X-1", "--json", *TYPED]) == 0

    answer = json.loads(said.readouterr().out)
    assert (answer["cancelled"], [each["what"] for each in answer["changes"]]) == (True, ["cancelled"] * 3)
    assert answer["told"][0] == "Order X-1 for Furukollen skole: cancelled as a whole."
    assert answer["call_offs"]
    assert [stands for _, _, stands in lines(folder)] == [False, False, False]
    assert count(folder, Notice, "order_cancelled") >= 1
    assert count(folder, Event, "order_cancelled") == 1


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("change X-9 1 2 --badge 0003", "There is no order X-9."),
        ("cancel X-9 --badge 0003", "There is no order X-9."),
        ("change X-1 7 2 --badge 0003", "Order X-1 has no line 7."),
        ("change X-1 first 2 --badge 0003", "Order X-1 has no line first."),
        ("change X-1 1 2,5 --badge 0003", "is no number from 1 to"),
        ("change X-1 2 x --badge 0003", "is no weight up to"),
        ("cancel X-1 2 --badge 0003", "For one line: hubops orders change X-1 2 0."),
        ("cancel X-1", "supervisor or a coordinator"),
        ("cancel X-1 --badge 0001", "supervisor or a coordinator"),
        ("cancel X-1 --badge 9999", "9999"),
        ("change BK-2001 1 3 --badge 0003", "A supervisor or coordinator can let it pass: --late BADGE."),
        ("change BK-2001 1 3 --badge 0003 --late 0001", "Scan the badge of a supervisor or a coordinator"),
    ],
)
def test_what_can_not_be_is_refused_in_one_sentence(
    folder: Path, said: pytest.CaptureFixture[str], words: str, why: str
) -> None:
    assert main(["orders", *words.split()]) == 1
    out, err = said.readouterr()
    assert out == ""
    assert why in err
    assert differences(folder) == []


def test_what_is_cancelled_stays_so(folder: Path, said: pytest.CaptureFixture[str]) -> None:
    assert main(["orders", "change", "X-1", "1", "0", *TYPED]) == 0
    assert main(["orders", "change", "X-1", "1", "2", *TYPED]) == 1
    assert "as a new phone order" in said.readouterr().err


def test_after_the_cut_off_a_badge_lets_it_pass(folder: Path, said: pytest.CaptureFixture[str]) -> None:
    assert main(["orders", "change", "BK-2001", "1", "3", *TYPED, "--late", "BADGE-0002"]) == 0
    assert "quantity 3 pcs instead of 2 pcs" in said.readouterr().out
    assert differences(folder) == [("changed", "0003", True)]
    assert count(folder, Deviation, "override_order_cutoff") == 1


def test_no_alarm_where_nothing_is_packed(folder: Path) -> None:
    assert main(["orders", "cancel", "X-1", *TYPED]) == 0
    assert count(folder, Alarm, "packed_not_wanted") == 0


def test_it_is_said_in_norwegian(said: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUBOPS_LANGUAGE", "nb")
    assert main(["orders", "change", "X-1", "1", "6", *TYPED]) == 0
    assert "mengde 6 stk i stedet for 4 stk" in said.readouterr().out
    assert main(["orders", "change", "X-1", "1", "6", *TYPED]) == 0
    assert said.readouterr().out == "Ordre X-1 er slik allerede; ingenting ble endret.\n"
