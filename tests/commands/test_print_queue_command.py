"""``hubops printers``: what waits, and what is done about it from the command line."""

import json
import shutil
from pathlib import Path

import pytest
from sqlalchemy import select, update

from hubops.cli import main
from hubops.message_codes import SEVERITIES
from hubops.messages import LANGUAGES, say
from hubops.model.outbox import PrintJob
from hubops.open_hub import OpenHub

SPARE = '\n[printers.spare]\nlanguage = "pdf"\ntransport = "file"\naddress = "spare"\n'


@pytest.fixture
def folder(founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A demo hub with two printers for papers; the sheet of commands waits for the first."""
    shutil.copytree(founded, tmp_path / "hub")
    monkeypatch.setenv("HUBOPS_HUB", str(tmp_path / "hub"))
    monkeypatch.setenv("HUBOPS_LANGUAGE", "en")
    with (tmp_path / "hub" / "devices.toml").open("a") as devices:
        devices.write(SPARE)
    put(tmp_path / "hub", state="cancelled")
    assert main(["print", "commands"]) == 0
    return tmp_path / "hub"


def put(folder: Path, **values: object) -> None:
    """Put every job that is not out into a state."""
    hub = OpenHub.open(folder)
    with hub.store.write.begin() as conn:
        conn.execute(update(PrintJob).where(PrintJob.state != "cancelled").values(values))
    hub.close()


def jobs(folder: Path) -> list[tuple[str, str, bool]]:
    """State, printer and hold of each job."""
    hub = OpenHub.open(folder)
    with hub.store.read.begin() as conn:
        columns = select(PrintJob.state, PrintJob.printer, PrintJob.held).where(PrintJob.state != "cancelled")
        found = [(row.state, row.printer, row.held) for row in conn.execute(columns)]
    hub.close()
    return found


def listed(capsys: pytest.CaptureFixture[str]) -> dict[str, list[dict[str, object]]]:
    """What ``hubops printers --json`` tells."""
    capsys.readouterr()
    assert main(["printers", "--json"]) == 0
    found: dict[str, list[dict[str, object]]] = json.loads(capsys.readouterr().out)
    return found


def test_the_list(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(folder, fault="spool.no_printer")
    found = listed(capsys)
    assert [(row["name"], row["waiting"], row["in_doubt"], row["held"]) for row in found["printers"]] == [
        ("labels", 0, 0, False),
        ("papers", 1, 0, False),
        ("spare", 0, 0, False),
    ]
    (job,) = found["jobs"]
    assert (job["document"], job["state"], job["printer"]) == ("commands", "queued", "papers")

    assert main(["printers"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [
        "papers: waiting 1, in doubt 0",
        "spare: waiting 0, in doubt 0",
        f"{job['job']}  papers  command barcodes Lierbyen matterminal: queued. Lierbyen matterminal waits for the "
        "printer papers, which is not in devices.toml. Add the printer and restart the worker.",
    ]


@pytest.mark.parametrize(
    ("command", "said", "after"),
    [
        ("hold papers", "The printer papers is held. What waits is kept.", ("queued", "papers", False)),
        ("retry papers", "The printer papers is tried now: 1 document waiting.", ("queued", "papers", False)),
        ("move papers --to spare", "From papers to spare: 1 document.", ("queued", "spare", False)),
        ("hold JOB", "Command barcodes Lierbyen matterminal waits until you let it go on.", ("queued", "papers", True)),
        ("release JOB", "Command barcodes Lierbyen matterminal goes on.", ("queued", "papers", False)),
        ("retry JOB", "Command barcodes Lierbyen matterminal is tried now.", ("queued", "papers", False)),
        ("move JOB --to spare", "Command barcodes Lierbyen matterminal prints on spare.", ("queued", "spare", False)),
        ("cancel JOB", "Command barcodes Lierbyen matterminal is taken out.", None),
    ],
)
def test_what_can_be_done(
    folder: Path, capsys: pytest.CaptureFixture[str], command: str, said: str, after: tuple[str, str, bool] | None
) -> None:
    job = str(listed(capsys)["jobs"][0]["job"])
    assert main(["printers", *command.replace("JOB", job).split()]) == 0
    assert capsys.readouterr().out == f"{said}\n"
    assert jobs(folder) == ([after] if after else [])


def test_a_held_printer_goes_on(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["printers", "hold", "papers"])
    assert [row["held"] for row in listed(capsys)["printers"]] == [False, True, False]
    main(["printers"])
    assert "papers: waiting 1, in doubt 0, held" in capsys.readouterr().out
    assert main(["printers", "release", "papers"]) == 0
    assert [row["held"] for row in listed(capsys)["printers"]] == [False] * 3


def test_a_printer_that_is_no_more_is_emptied(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(folder, printer="old")
    assert [row["name"] for row in listed(capsys)["printers"]] == ["labels", "papers", "spare", "old"]
    assert main(["printers", "move", "old", "--to", "spare"]) == 0
    assert jobs(folder) == [("queued", "spare", False)]


def test_a_paper_that_came_out(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(folder, state="unknown")
    job = str(listed(capsys)["jobs"][0]["job"])
    assert main(["printers", "came-out", job]) == 0
    assert jobs(folder) == [("confirmed", "papers", False)]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("hold", "Name a printer, or a job"),
        ("hold lables", "There is no printer and no paper lables"),
        ("came-out papers", "There is no printer and no paper papers"),
        ("move papers", "There is no printer  in devices.toml."),
        ("move papers --to labels", "The printer labels can't print what waits for papers"),
    ],
)
def test_what_can_not(folder: Path, capsys: pytest.CaptureFixture[str], command: str, said: str) -> None:
    assert main(["printers", *command.split()]) == 1
    assert capsys.readouterr().err.startswith(said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_of_a_printer_can_be_told_in_the_list(language: str) -> None:
    """The list knows of a fault no more than these; a sentence that names anything else would stop the screen."""
    known = {"name": "labels", "printer": "labels", "address": "192.0.2.1", "title": "7", "file": "7"}
    stopped = [code for code, severity in SEVERITIES.items() if code.startswith("printer.") or code in FAULTS]
    assert all(say(code, language, known) for code in stopped)


FAULTS = ("spool.interrupted", "spool.not_printable", "spool.no_printer")
