"""The order book on the command line, and the check of a file before it is sent."""

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hubops.cli import main

HEADER = "order_number;kitchen;ordered_at;requested_date;line;gtin;quantity;unit;note;action"


@pytest.fixture
def folder(founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A demo hub with its day opened, found by the environment."""
    shutil.copytree(founded, tmp_path / "hub")
    monkeypatch.setenv("HUBOPS_HUB", str(tmp_path / "hub"))
    monkeypatch.setenv("HUBOPS_LANGUAGE", "en")
    return tmp_path / "hub"


def told(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, list[dict[str, object]]]:
    """What a command answers as JSON."""
    assert main([*words, "--json"]) == 0
    answer: dict[str, list[dict[str, object]]] = json.loads(capsys.readouterr().out)
    return answer


@pytest.mark.usefixtures("folder")
def test_orders_of_a_day_and_a_kitchen(capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "orders", "--date", "24.11.2026", "--kitchen", "furukoll")["orders"]

    assert [(order["number"], order["lines"], order["comes_on"]) for order in found] == [("BK-2001", 6, "2026-11-24")]
    assert main(["orders", "--date", "2026-11-24"]) == 0
    assert "BK-2001" in capsys.readouterr().out


@pytest.mark.usefixtures("folder")
def test_no_orders_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["orders", "--date", "2027-03-01"]) == 0
    assert capsys.readouterr().out == "No orders are asked for from 01.03.2027 to 01.03.2027.\n"


def test_an_order_shows_its_lines_and_changes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change = "BK-2001;B01;2026-11-19T10:42;2026-11-24;1;7039999000015;3;piece;;change"
    (folder / "change.csv").write_text(f"{HEADER}\n{change}\n", encoding="utf-8")
    assert main(["import", "orders", str(folder / "change.csv")]) == 1
    assert "could be changed until" in capsys.readouterr().err
    assert main(["import", "orders", str(folder / "change.csv"), "--late", "0003"]) == 0
    assert "quantity 3 pcs instead of 2 pcs" in capsys.readouterr().out

    found = told(capsys, "orders", "show", "BK-2001")

    assert len(found["lines"]) == 6
    assert [(row["what"], row["late"], row["before"]) for row in found["changes"]] == [
        ("changed", True, {"pieces": 2, "quantity": "2 piece"})
    ]
    assert main(["orders", "show", "BK-2001"]) == 0
    assert "import  changed 1  pieces: 2 -> 3, quantity: 2 pcs -> 3 pcs" in capsys.readouterr().out
    assert main(["orders", "show", "BK-9"]) == 1


@pytest.mark.usefixtures("folder")
def test_what_is_left_of_season_agreements(capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "orders", "agreements")["agreements"]

    assert [(row["kitchen"], row["agreed_quantity"]) for row in found if row["kitchen"]] == [("A05", "400 kg")]
    assert all(int(str(row["remaining_pieces"])) > 0 for row in found)
    assert main(["orders", "agreements"]) == 0
    assert "agreed 400 kg from 01.08.2026 to 31.07.2027" in capsys.readouterr().out


def test_the_check_tells_what_would_happen(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = "X-1;B01;2026-11-20T09:00;2026-11-26;1;7039999000015;2;piece;;"
    path = folder / "orders.csv"
    path.write_text(f"{HEADER}\n{good}\n", encoding="utf-8")
    assert main(["exchange", "check", str(path)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Order X-1 for B01: new, 1 line, asked for 26.11.2026; comes 26.11.2026 as asked.",
        "The file would be taken: orders new 1, changed 0, known 0. Nothing was changed.",
    ]

    path.write_text(f"{HEADER}\n{good.replace('piece', 'stk')}\n", encoding="utf-8")
    assert main(["exchange", "check", str(path), "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    [fault] = answer["faults"]
    assert (answer["taken"], fault["code"], fault["line"], fault["column"]) == (False, "import.bad_word", 2, "unit")
    assert main(["exchange", "check", str(path)]) == 1
    assert "1 fault was found; the whole file would be refused." in capsys.readouterr().out


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is typed in, one answer after the other."""
    typed: list[str] = []
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    left: Iterator[str] = iter(typed)
    monkeypatch.setattr("builtins.input", lambda prompt: next(left))
    return typed


@pytest.mark.usefixtures("folder")
def test_an_order_is_typed_in(answers: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    answers += ["BADGE-0001", "0003", "nowhere", "skole", "2", "torsdag", "26.11.2026"]
    answers += ["kaviar", "asterix", "3 l", "asterix", "3", "17039999000029", "2", "", "y"]

    assert main(["orders", "new"]) == 0

    said = capsys.readouterr().out
    assert 'Nothing is called "nowhere".' in said
    assert "Line 1: 3 pcs, Potet Asterix 5 kg (3 pieces)" in said
    assert "Line 2: 2 cases, Gulrot vasket 2 kg (10 pieces)" in said
    assert said.count("  26.11.2026  3 pcs Potet Asterix 5 kg") == 2  # when it is typed, and before it is booked
    assert said.splitlines()[-1] == "Order T-20261124-1 is booked; it comes 26.11.2026."


@pytest.mark.usefixtures("folder")
def test_nothing_is_dropped_where_no_choice_was_made(answers: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """An empty answer is asked again; 0 goes back to what was asked for; a day can be written as it is said."""
    answers += ["0003", "skole", "", "0", "skole", "", "77", "1", "26/11", "26.11.2026", "gulrot", "3 kasser", "", "y"]

    assert main(["orders", "new"]) == 0

    said = capsys.readouterr().out
    assert '"26/11" is no date. Type day, month and year, such as 24.11.2026.' in said
    assert said.count("Which one? Type a number from 1 to ") == 2
    assert "None of them, then." in said
    assert '"77" is none of the numbers' in said
    assert "Line 1: 3 cases, " in said


@pytest.mark.usefixtures("folder")
def test_what_comes_later_is_said_with_its_cause_before_it_is_booked(
    answers: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    answers += ["0003", "B01", "26.11.2026", "grytekjøtt", "2,5 kg", "", "n"]

    assert main(["orders", "new"]) == 1

    said = [line for line in capsys.readouterr().out.splitlines() if line.startswith("  0")]
    assert said == ["  01.12.2026  2.5 kg Storfe grytekjøtt ca. 2 kg: ordered after the pickup's cut-off"] * 2


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            [
                "Order X-1 for B01: new, 2 lines, asked for 26.11.2026; not all of it comes that day:",
                "– line 2, Storfe grytekjøtt ca. 2 kg: comes 01.12.2026, because it was ordered after the cut-off of "
                "the pickup: Rabbelia Kjøtt is picked up on Tuesdays and Fridays only",
            ],
        ),
        (
            "nb",
            [
                "Ordre X-1 til B01: ny, 2 linjer, ønsket 26.11.2026; ikke alt kommer den dagen:",
                "– linje 2, Storfe grytekjøtt ca. 2 kg: kommer 01.12.2026, fordi det ble bestilt etter ordrestopp for "
                "hentingen: hos Rabbelia Kjøtt hentes det bare på tirsdager og fredager",
            ],
        ),
    ],
)
def test_the_check_names_each_line_that_does_not_come_as_asked_and_why(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], language: str, said: list[str]
) -> None:
    monkeypatch.setenv("HUBOPS_LANGUAGE", language)
    rows = [
        f"X-1;B01;2026-11-24T05:00;2026-11-26;{row}"
        for row in ("1;7039999000015;2;piece;;", "2;7039999000411;2,5;kg;;")
    ]
    path = folder / "orders.csv"
    path.write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")
    assert main(["exchange", "check", str(path)]) == 0
    assert capsys.readouterr().out.splitlines()[:-1] == said


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("ending", [["", "n"], ["asterix", "3", "", "n"]])
def test_an_order_that_is_given_up_books_nothing(
    answers: list[str], ending: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    answers += ["0003", "B01", "2026-11-26", *ending]

    assert main(["orders", "new"]) == 1
    assert capsys.readouterr().err == "Given up; nothing was booked.\n"
    assert told(capsys, "orders", "--date", "2026-11-26")["orders"] == []


@pytest.mark.usefixtures("folder")
def test_without_a_terminal_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False)

    assert main(["orders", "new"]) == 1


@pytest.mark.usefixtures("folder")
def test_an_order_is_answered_by_hand(capsys: pytest.CaptureFixture[str]) -> None:
    answer = ["orders", "answer", "BK-2001"]
    assert main([*answer, "accept", "--why", "Vi kjører selv.", "--badge", "0003"]) == 0
    assert capsys.readouterr().out == "Order BK-2001 is accepted; the kitchen is told.\n"
    assert main([*answer, "reject", "--why", "Ring oss."]) == 1
    assert "it takes a supervisor or a coordinator" in capsys.readouterr().err
    assert main([*answer, "reject", "--badge", "BADGE-0003"]) == 1
    assert "needs a reason" in capsys.readouterr().err
    assert main(answer) == 1
    assert "Write accept or reject" in capsys.readouterr().err
    assert main([*answer, "reject", "--why", "Ring oss.", "--badge", "0003"]) == 0
    assert "its lines are cancelled" in capsys.readouterr().out
    assert main([*answer, "accept", "--why", "Likevel.", "--badge", "0001"]) == 1
