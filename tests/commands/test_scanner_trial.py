"""``hubops devices read`` and ``hubops devices scanner-sheet``."""

import io
import shutil
import threading
from pathlib import Path

import pytest

from hubops.answers.scanner_trial import told
from hubops.cli import main
from hubops.devices.scanners.meaning import read_scan
from hubops.devices.simulators.scanner import SimulatedScanner


@pytest.fixture
def folder(founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A demo hub, found by the environment, that speaks English."""
    shutil.copytree(founded, tmp_path / "hub")
    monkeypatch.setenv("HUBOPS_HUB", str(tmp_path / "hub"))
    monkeypatch.setenv("HUBOPS_LANGUAGE", "en")
    return tmp_path / "hub"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "]C1010703801000165910L26\x1d3103001234",
            ["]C1 010703801000165910L26<GS>3103001234", "Goods: (01) 07038010001659 (10) L26 (310n) 1234 g"],
        ),
        ("]C100370123450000000120", ["]C1 00370123450000000120", "Handling unit: (00) 370123450000000120"]),
        ("ZONE-K1\t\x07", ["- ZONE-K1<TAB><07>", "The hub code is not complete. Scan it again, or print a new one."]),
        ("CMD-F2", ["- CMD-F2", "Key: F2"]),
        ("]E09521234543213", ["]E0 9521234543213", "Test code read as it should be."]),
    ],
)
def test_a_reading_in_words(text: str, lines: list[str]) -> None:
    assert [line.strip() for line in told(read_scan(text), "en").splitlines()] == lines


def test_a_serial_scanner(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "run").mkdir()
    gun = SimulatedScanner(folder / "run" / "scanner")
    over = threading.Event()

    def scan() -> None:
        while not over.wait(0.05):  # what comes before the port is open is lost
            gun.scan("ZONE-K1")

    hand = threading.Thread(target=scan)
    hand.start()
    try:
        assert main(["devices", "read", "dock", "--seconds", "0.4"]) == 0
    finally:
        over.set()
        hand.join()
        gun.close()
    out = capsys.readouterr().out
    assert out.startswith("Scan now.")
    assert "- ZONE-K1\n    Zone: K1\n" in out


def test_a_scanner_that_is_not_there_says_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "run" / "scanner").unlink(missing_ok=True)
    assert main(["devices", "read", "dock", "--seconds", "0.1"]) == 1
    assert str(folder / "run" / "scanner") in capsys.readouterr().out


@pytest.mark.usefixtures("folder")
def test_a_scanner_that_nobody_knows(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["devices", "read", "yard"]) == 1
    assert capsys.readouterr().err == "devices.toml has no scanner yard. It has: dock.\n"


def test_a_wedge_is_read_from_the_keyboard(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "devices.toml"
    path.write_text(path.read_text().replace('port = "run/scanner"', 'kind = "wedge"\nseparator = "|"'))
    with (folder / "typed").open("w+") as typed:
        typed.write("]C1010703801000165910L26|21S7\n\nrm -rf /\n")
        typed.seek(0)
        monkeypatch.setattr("sys.stdin", typed)
        assert main(["devices", "read", "dock"]) == 0
    assert "(01) 07038010001659 (10) L26 (21) S7\n" in capsys.readouterr().out
    assert main(["devices", "check"]) in (0, 1)
    assert "keyboard" in capsys.readouterr().out


def test_the_sheet(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert main(["devices", "scanner-sheet", "--to", str(folder / "sheet.pdf")]) == 0
    assert (folder / "sheet.pdf").read_bytes().startswith(b"%PDF-")
    assert capsys.readouterr().out == f"Written to {folder / 'sheet.pdf'}: sheet for setting up scanners.\n"
    assert main(["devices", "scanner-sheet"]) == 0
    assert capsys.readouterr().out == "Printing: sheet for setting up scanners.\n"
