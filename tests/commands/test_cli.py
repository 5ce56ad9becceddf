"""The command line: exit status, one sentence on standard error, nothing but the answer on standard output."""

import json
import shutil
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from hub_databases import TWO_ROUTES
from sqlalchemy import update

from hubops.cli import main
from hubops.clock import ManualClock
from hubops.demo.clock import START
from hubops.demo.model_worker import ModelWorker
from hubops.model.parties import Producer
from hubops.open_hub import OpenHub
from hubops.operations import job_runs


@pytest.fixture
def folder(founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A demo hub with its day opened, found by the environment."""
    shutil.copytree(founded, tmp_path / "hub")
    monkeypatch.setenv("HUBOPS_HUB", str(tmp_path / "hub"))
    monkeypatch.setenv("HUBOPS_LANGUAGE", "en")
    return tmp_path / "hub"


def test_a_new_hub_names_its_first_admin(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", str(tmp_path / "new")]) == 0
    assert "BADGE-9001" in capsys.readouterr().out
    assert (tmp_path / "new" / "data" / "hub.db").stat().st_mode & 0o077 == 0


def test_a_folder_in_use_is_not_founded_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", str(folder)]) == 1
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)


@pytest.mark.parametrize(
    "words",
    [
        ["day", "--hub", "no-such-folder"],
        ["tui", "--station", "nowhere"],
        ["import", "zeppelins", "x.csv"],
        ["import", "orders", "no-such-file.csv"],
        ["print", "label", "000000000000000000"],
        ["replay", "no-such-file.jsonl"],
    ],
)
@pytest.mark.usefixtures("folder")
def test_what_can_not_be_done_is_told_in_one_sentence(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.endswith(".\n")
    assert "Traceback" not in told.err


@pytest.mark.parametrize("words", [[], ["fly"], ["day", "someday"], ["print", "poster", "1"]])
def test_wrong_usage_is_status_2(words: list[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(words)
    assert stop.value.code == 2


@pytest.mark.usefixtures("folder")
def test_known_orders_are_imported_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "orders", str(TWO_ROUTES / "orders.csv")]) == 0
    assert capsys.readouterr().out == "Orders: 0 added, 0 changed, 11 as before.\n"


@pytest.mark.usefixtures("folder")
def test_the_statement_as_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["day", "2026-11-24", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["counts"]["not_yet_due"] == len(told["lines"]) == 62
    assert (told["unaccounted"], told["seal"]) == (0, None)
    assert (told["deviations"], told["turned_away"]) == ([], {})


@pytest.mark.usefixtures("folder")
def test_a_day_may_be_written_as_norwegians_write_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["day", "24.11.2026", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["day"] == "2026-11-24"


@pytest.mark.parametrize("text", ["24.13.2026", "today", "2026-11"])
def test_what_is_no_day_is_wrong_usage(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["day", text])
    assert f'"{text}" is no day. Write it as 2026-11-24 or 24.11.2026.' in capsys.readouterr().err


@pytest.mark.usefixtures("folder")
def test_a_file_that_can_not_be_written_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "missing" / "sheet.pdf"
    assert main(["print", "commands", "--to", str(target)]) == 1
    assert capsys.readouterr().err.startswith(f"{target}: there is no such file or folder. Check the path")


def test_a_hub_can_not_lie_below_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert main(["init", str(tmp_path / "file" / "hub")]) == 1
    assert "Check the path" in capsys.readouterr().err


@pytest.mark.usefixtures("folder")
def test_closing_a_day_seals_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["day", "2026-11-24", "--close"]) == 0
    assert "Seal of the event log: " in capsys.readouterr().out


def test_a_backup_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backup"]) == 0
    kept = Path(capsys.readouterr().out.strip())
    assert kept.parent == folder / "backups"
    assert kept.stat().st_size > 0


@pytest.mark.usefixtures("folder")
def test_the_doctor_finds_a_healthy_hub(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["event chains"] == "whole"


@pytest.mark.usefixtures("folder")
def test_devices_that_are_not_there_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["devices"]) == 0
    capsys.readouterr()
    assert main(["devices", "check"]) == 1
    assert "Check cable and power." in capsys.readouterr().out


@pytest.mark.parametrize(("language", "word"), [("nb", "Dagsoppgjør"), ("en", "Closing statement")])
@pytest.mark.usefixtures("folder")
def test_the_command_line_speaks_both_languages(
    language: str, word: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUBOPS_LANGUAGE", language)
    main(["day", "2026-11-24"])
    assert capsys.readouterr().out.startswith(word)


@pytest.mark.usefixtures("folder")
def test_nobody_owes_crates_on_the_first_morning(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["crates"]) == 0
    assert capsys.readouterr().out == "Nobody has crates to give or to get back.\n"
    assert main(["crates", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"producers": [], "kitchens": []}


@pytest.mark.parametrize(("language", "told"), [("en", "2 to get back"), ("nb", "2 til gode")])
def test_who_has_crates_to_get_back_is_told(
    folder: Path, language: str, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUBOPS_LANGUAGE", language)
    with closing(OpenHub.open(folder, ManualClock(START))) as hub:
        worker = ModelWorker(hub.floor("dock1"), hub.desk("dock1"), ManualClock(START), lambda: None, "dock1")
        worker.scan("BADGE-0001")
        worker.start("receive")
        for key in ("1", "f6", "1"):
            worker.press(key)
        worker.type("2")
        worker.press("enter")

    assert main(["crates"]) == 0
    assert capsys.readouterr().out == f"Trollhagen Grønt, Eurokasse E2: {told}\n"
    assert main(["crates", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "producers": [{"party": "Trollhagen Grønt", "crate_type": "E2", "crates": 2}],
        "kitchens": [],
    }


def test_the_doctor_names_the_jobs_that_the_clock_could_not_do(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hub = OpenHub.open(folder)
    for name in ("backup", "outbox"):
        hub.job_desk("clock").book(partial(job_runs.tell_failure, name=name, day="2026-11-24", code="x.y"))
    hub.close()
    assert main(["doctor"]) == 1
    told = capsys.readouterr().out
    assert "jobs of the clock that failed: Backup of 24.11.2026 (x.y), Messages of 24.11.2026 (x.y)" in told


def test_the_doctor_names_producers_that_nobody_would_ask(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hub = OpenHub.open(folder)
    with hub.store.write.begin() as conn:
        conn.execute(update(Producer).where(Producer.org_number == "100000032").values(cluster_id=None))
    hub.close()
    assert main(["doctor"]) == 1
    assert "STOP  pickup days: none for Ysteriet på Blåmyra: what is ordered" in capsys.readouterr().out


@pytest.mark.parametrize(("crate_type", "status"), [("E2", 0), ("", 0), ("E9", 1)])
def test_the_doctor_knows_the_crate_of_parcels(
    folder: Path, crate_type: str, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = folder / "rules.toml"
    written = rules.read_text(encoding="utf-8").replace('crate_type = "E2"', f'crate_type = "{crate_type}"')
    rules.write_text(written, encoding="utf-8")

    assert main(["doctor"]) == status
    assert ("STOP  crate of parcels: E9 is not known" in capsys.readouterr().out) == bool(status)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["day", "--hub"], "--hub trenger en verdi etter seg; --help forklarer."),
        (["replay"], "Mangler: FILE. Legg det til; --help forklarer."),
        (["doctor", "--quick"], "Ukjent: --quick. Sløyf det; --help viser hva som finnes."),
        (["day", "24.13.2026"], "DATE: «24.13.2026» er ingen dato."),
    ],
)
def test_wrong_usage_is_told_in_the_language_of_the_hub(
    words: list[str], told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUBOPS_LANGUAGE", "nb")
    with pytest.raises(SystemExit, match="2"):
        main(words)
    err = capsys.readouterr().err
    assert err.startswith("Bruk: hubops ")
    assert told in err


def test_the_doctor_speaks_the_language_of_the_hub(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the environment names no language; the keys in JSON are the same in both."""
    for name in ("HUBOPS_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)

    assert main(["doctor", "--hub", str(folder)]) == 0
    assert "BRA   hendelseskjeder: hele\n" in capsys.readouterr().out
    assert main(["doctor", "--hub", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["event chains"] == "whole"


@pytest.mark.usefixtures("folder")
def test_orders_that_come_on_another_day_are_named_and_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The cut-off of the day that they ask for has passed."""
    header, first, *_ = (TWO_ROUTES / "orders.csv").read_text(encoding="utf-8").splitlines()
    names, cells = header.split(";"), first.split(";")
    values = dict(zip(names, cells, strict=True)) | {"order_number": "N-1", "ordered_at": "2026-11-23 20:00"}
    (tmp_path / "late.csv").write_text(f"{header}\n{';'.join(values[name] for name in names)}\n", encoding="utf-8")

    assert main(["import", "orders", str(tmp_path / "late.csv")]) == 0

    told = capsys.readouterr().out
    assert "Order N-1 for" in told
    assert "instead" in told
    assert "On another day than asked for: 1 order, named above." in told


RECORDED = """{"clock": "2026-11-24T05:45:00+01:00"}
{"station": "dock1", "scan": "BADGE-0001"}
"""


def test_a_recording_is_not_played_over_what_people_did(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(OpenHub.open(folder, ManualClock(START))) as hub:
        ModelWorker(hub.floor("dock1"), hub.desk("dock1"), ManualClock(START), lambda: None, "dock1").scan("BADGE-0001")
    recording = tmp_path / "day.jsonl"
    recording.write_text(RECORDED, encoding="utf-8")

    assert main(["replay", str(recording)]) == 1
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert "People have worked in the hub" in told.err
    assert main(["replay", "--yes", str(recording)]) == 0


@pytest.mark.usefixtures("folder")
def test_the_same_recording_may_be_played_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It changes nothing; another one would."""
    recording, other = tmp_path / "day.jsonl", tmp_path / "other.jsonl"
    recording.write_text(RECORDED, encoding="utf-8")
    other.write_text(RECORDED.replace("0001", "0002"), encoding="utf-8")

    assert [main(["replay", str(file)]) for file in (recording, recording, other)] == [0, 0, 1]
    assert capsys.readouterr().err.startswith("People have worked")


def test_a_hub_from_hubops_init_may_be_played_on(tmp_path: Path) -> None:
    recording = tmp_path / "day.jsonl"
    recording.write_text('{"clock": "2026-11-24T05:45:00+01:00"}\n', encoding="utf-8")
    assert main(["init", str(tmp_path / "new")]) == 0

    assert main(["replay", "--hub", str(tmp_path / "new"), str(recording)]) == 0
