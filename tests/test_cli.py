"""The command line: exit status, one sentence on standard error, nothing but the answer on standard output."""

import json
import shutil
from contextlib import closing
from pathlib import Path

import pytest
from hub_databases import TWO_ROUTES

from hubops.cli import main
from hubops.clock import ManualClock
from hubops.demo.clock import START
from hubops.demo.model_worker import ModelWorker
from hubops.open_hub import OpenHub


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
    assert capsys.readouterr().out == "orders: 0 added, 0 changed, 11 as before.\n"


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
    assert capsys.readouterr().err.startswith(f"{target}: No such file or directory. Check the path")


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


@pytest.mark.parametrize(("crate_type", "status"), [("E2", 0), ("", 0), ("E9", 1)])
def test_the_doctor_knows_the_crate_of_parcels(
    folder: Path, crate_type: str, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = folder / "rules.toml"
    written = rules.read_text(encoding="utf-8").replace('crate_type = "E2"', f'crate_type = "{crate_type}"')
    rules.write_text(written, encoding="utf-8")

    assert main(["doctor"]) == status
    assert ("STOP  crate of parcels: E9 is not known" in capsys.readouterr().out) == bool(status)
