"""``hubops print`` for the papers of the coordinator: pickup sheet, delivery card, closing statement."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from books import Books

from hubops.cli import main
from hubops.open_hub import OpenHub

RECEIPT_PRINTER = """
[printers.papers]
language = "escpos"
transport = "tcp"
address = "192.0.2.11:9100"
columns = 42
code_page = "CP865"
"""


@pytest.fixture
def folder(founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A demo hub on its Tuesday, found by the environment."""
    shutil.copytree(founded, tmp_path / "hub")
    monkeypatch.setenv("HUBOPS_HUB", str(tmp_path / "hub"))
    monkeypatch.setenv("HUBOPS_LANGUAGE", "en")
    return tmp_path / "hub"


def give_a_receipt_printer(folder: Path) -> None:
    """The papers of the hub go to a receipt printer."""
    devices = folder / "devices.toml"
    before, _, rest = devices.read_text(encoding="utf-8").partition("[printers.papers]")
    after = rest[rest.index("[stations") :]
    devices.write_text(f"{before}{RECEIPT_PRINTER}\n{after}", encoding="utf-8")


def queued(folder: Path, document: str) -> dict[str, Any]:
    """The content of the one paper of that kind in the queue."""
    hub = OpenHub.open(folder)
    (content,) = Books(hub).jobs(document)
    hub.close()
    return content


PAPERS = [
    ("pickup-sheet", ["LIER", "2026-11-24"], "pickup_sheet"),
    ("card", ["B01", "48"], "delivery_card"),
    ("statement", ["24.11.2026"], "closing_statement"),
]


@pytest.mark.parametrize(("kind", "words", "document"), PAPERS)
def test_a_paper_is_queued(
    kind: str, words: list[str], document: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["print", kind, *words]) == 0
    assert "Printing: " in capsys.readouterr().out
    assert queued(folder, document)["hub_name"] == "Lierbyen matterminal"


@pytest.mark.parametrize(("kind", "words", "document"), PAPERS)
def test_a_paper_goes_to_a_file_as_its_printer_would_get_it(
    kind: str, words: list[str], document: str, folder: Path
) -> None:
    assert main(["print", kind, *words, "--to", str(folder / document)]) == 0
    give_a_receipt_printer(folder)
    assert main(["print", kind, *words, "--to", str(folder / f"{document}.bin")]) == 0
    assert main(["print", kind, *words, "--to", str(folder / f"{document}.pdf")]) == 0

    assert (folder / document).read_bytes().startswith(b"%PDF-")
    assert (folder / f"{document}.pdf").read_bytes().startswith(b"%PDF-")
    on_a_roll = (folder / f"{document}.bin").read_bytes()
    assert on_a_roll.startswith(b"\x1b@\x1c.\x1bR\x00\x1bt\x05")
    assert on_a_roll.endswith(b"\x1dV\x00")


def test_the_sheet_has_the_producers_of_the_cluster_by_their_windows(folder: Path) -> None:
    main(["print", "pickup-sheet", "LIER", "2026-11-24"])

    sheet = queued(folder, "pickup_sheet")
    windows = [(stop["window_start"], stop["window_end"]) for stop in sheet["stops"]]
    assert (sheet["cluster_name"], sheet["day"]) == ("Lierdalen", "2026-11-24")
    assert windows == sorted(windows)
    assert all(stop["lines"] and stop["address"] for stop in sheet["stops"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["pickup-sheet", "LIER"], "CLUSTER DATE"),
        (["pickup-sheet", "OSLO", "2026-11-24"], "no cluster OSLO"),
        (["pickup-sheet", "LIER", "2026-11-25"], "Nothing is fetched from LIER"),
        (["pickup-sheet", "LIER", "tomorrow"], '"tomorrow" is no day'),
        (["card", "B01"], "KITCHEN WEEK"),
        (["card", "B99", "48"], "no kitchen B99"),
        (["card", "B01", "99"], '"99" is no week'),
        (["card", "B01", "next"], '"next" is no week'),
        (["cards"], "delivery card needs: WEEK"),
        (["cards", "99"], '"99" is no week'),
        (["cards", "2027-W30"], "No kitchen gets anything in week 30 of 2027"),
        (["statement", "24.11"], '"24.11" is no day'),
    ],
)
@pytest.mark.usefixtures("folder")
def test_what_is_missing_or_unknown_is_named(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["print", *words]) == 1
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("week", ["48", "2026-48", "2026-W48", "2026w48"])
def test_a_week_may_be_written_in_many_ways(week: str, folder: Path) -> None:
    assert main(["print", "card", "B01", week]) == 0

    card = queued(folder, "delivery_card")
    assert (card["week"], card["monday"]) == (48, "2026-11-23")
    assert [(day["day"], day["route"], day["arrival"]) for day in card["days"]] == [("2026-11-24", "R1 Bærum", "09:05")]


def test_the_statement_is_that_of_the_screen_and_bears_the_seal_of_the_closing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["day", "2026-11-24", "--close"])
    seal = capsys.readouterr().out.splitlines()[-1].rpartition(" ")[2]
    main(["print", "statement", "2026-11-24"])

    statement = queued(folder, "closing_statement")
    assert statement["seal"] == seal
    assert {"text": "IKKE GJORT REDE FOR", "count": 0, "notes": []} in statement["parts"][0]["rows"]


def test_a_hub_with_a_phone_names_it(folder: Path) -> None:
    settings = folder / "hub.toml"
    settings.write_text(f'phone = "32 00 00 00"\n{settings.read_text(encoding="utf-8")}', encoding="utf-8")
    main(["print", "card", "B01", "48"])
    assert queued(folder, "delivery_card")["hub_phone"] == "32 00 00 00"


def test_the_cards_of_all_kitchens_of_a_week_are_queued_in_one_go(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["print", "cards", "48"]) == 0
    said = capsys.readouterr().out

    hub = OpenHub.open(folder)
    found = Books(hub).jobs("delivery_card")
    hub.close()
    assert said == f"Printing: {len(found)} delivery cards for week 48 of 2026.\n"
    assert len({card["kitchen_code"] for card in found}) == len(found) > 1


def test_the_cards_of_a_week_go_into_a_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = folder / "cards" / "48"
    assert main(["print", "cards", "2026-W48", "--to", str(out)]) == 0
    files = sorted(out.iterdir())
    assert f"{len(files)} delivery cards for week 48 of 2026 written to" in capsys.readouterr().out
    assert files[0].name == "A01-2026-W48.pdf"
    assert all(file.read_bytes().startswith(b"%PDF-") for file in files)
