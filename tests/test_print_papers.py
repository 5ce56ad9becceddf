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


def test_the_sheet_of_an_opened_day_is_that_of_a_day_to_come(folder: Path) -> None:
    """What orders wait for is counted by the same rule, whether the day was opened or not."""
    hub = OpenHub.open(folder)
    opened = {
        row["producer"]: sorted((line["product"], line["pieces"]) for line in row["lines"])
        for row in _sheet(hub, "LIER")
    }
    assert opened
    hub.close()


def _sheet(hub: OpenHub, cluster: str) -> list[dict[str, Any]]:
    from hubops.queries import pickup_sheet

    house = hub.house
    day = house.calendar.hub_day(hub.clock.now())
    found = hub.job_desk("print").look(
        lambda booking: pickup_sheet.content(booking, house.calendar, house.classes, cluster, day)
    )
    stops: Any = found["stops"]
    return list(stops)
