"""``hubops print`` for what is made when it is asked for: sheets of barcodes, signs, badges, the paper pack."""

import shutil
from pathlib import Path

import pytest
from books import Books
from sqlalchemy import select

from hubops.cli import main
from hubops.model.outbox import PrintJob
from hubops.open_hub import OpenHub


@pytest.fixture
def folder(founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A demo hub with its day opened, found by the environment."""
    shutil.copytree(founded, tmp_path / "hub")
    monkeypatch.setenv("HUBOPS_HUB", str(tmp_path / "hub"))
    monkeypatch.setenv("HUBOPS_LANGUAGE", "en")
    return tmp_path / "hub"


@pytest.mark.parametrize("kind", ["commands", "signs", "badges", "pack"])
def test_a_sheet_goes_to_a_file(kind: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["print", kind, "--to", str(folder / "sheet.pdf")]) == 0
    assert (folder / "sheet.pdf").read_bytes().startswith(b"%PDF-")
    assert capsys.readouterr().out.startswith(f"Written to {folder / 'sheet.pdf'}: ")


@pytest.mark.usefixtures("folder")
def test_what_goes_to_another_program_is_the_document_alone(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["print", "signs", "--to", "/dev/stdout"]) == 0
    assert capfdbinary.readouterr().out.startswith(b"%PDF-")
    assert main(["print", "signs", "--labels", "--to", "/dev/stdout"]) == 0
    assert capfdbinary.readouterr().out.rstrip().endswith(b"^XZ")


@pytest.mark.parametrize(
    ("kind", "document", "said"),
    [
        ("commands", "commands", "Printing: command barcodes.\n"),
        ("signs", "signs", "Printing: signs.\n"),
        ("badges", "badges", "Printing: badges.\n"),
        ("pack", "paper_pack", "Printing: paper pack.\n"),
    ],
)
def test_a_sheet_is_queued(
    kind: str, document: str, said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["print", kind]) == 0
    assert capsys.readouterr().out == said

    hub = OpenHub.open(folder)
    jobs = Books(hub).jobs(document)
    hub.close()
    assert [job["hub_name"] for job in jobs] == ["Lierbyen matterminal"]


def test_the_signs_are_those_of_the_hub(folder: Path) -> None:
    main(["print", "signs"])
    main(["print", "badges"])
    hub = OpenHub.open(folder)
    books = Books(hub)
    signs, badges = (
        {sign["code"] for sign in job["signs"]} for kind in ("signs", "badges") for job in books.jobs(kind)
    )
    hub.close()

    assert {"ZONE-K1", "ZONE-D1", "VEHICLE-V1", "CRATE-E2", "STATION-dock1"} <= signs
    assert not {sign for sign in signs if sign.startswith("ZONE-V")}
    assert "BADGE-0001" in badges


@pytest.mark.parametrize("kind", ["commands", "signs", "badges"])
def test_codes_go_to_the_label_printer_as_labels(kind: str, folder: Path) -> None:
    assert main(["print", kind, "--labels", "--to", str(folder / "codes.zpl")]) == 0
    assert main(["print", kind, "--labels"]) == 0

    codes = (folder / "codes.zpl").read_bytes()
    assert codes.count(b"^XA") == codes.count(b"^XZ") > 1
    hub = OpenHub.open(folder)
    queued = hub.job_desk("print").look(lambda booking: booking.tx.execute(select(PrintJob.printer)).scalars().all())
    hub.close()
    assert queued == ["labels"]


def test_a_paper_is_no_label(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["print", "pack", "--labels", "--to", str(folder / "pack")]) == 1
    assert "paper_pack" in capsys.readouterr().err
    assert not (folder / "pack").exists()


@pytest.mark.parametrize("kind", ["label", "manifest", "receipt"])
@pytest.mark.usefixtures("folder")
def test_a_paper_needs_its_number(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["print", kind]) == 1
    assert "Add its number" in capsys.readouterr().err
