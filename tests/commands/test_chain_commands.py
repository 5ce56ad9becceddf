"""Where the goods are, what is known of an order, and what is silent, on the command line."""

import json
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from hubops.answers.order_bundle import MOST_LOG_LINES, blacked_out
from hubops.cli import main
from hubops.clock import ManualClock
from hubops.jobs.watch import SilenceWatch
from hubops.model.alarms import Question
from hubops.open_hub import OpenHub

ORDER, KITCHEN = "BK-2001", "Furukollen skole"


@pytest.fixture
def folder(hub: OpenHub, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A demo hub with its day opened, found by the environment."""
    monkeypatch.setenv("HUBOPS_HUB", str(hub.settings.folder))
    monkeypatch.setenv("HUBOPS_LANGUAGE", "en")
    return hub.settings.folder


@pytest.fixture
def silent(hub: OpenHub, clock: ManualClock, folder: Path) -> Path:
    """Nothing has happened for three hours."""
    clock.move_to(clock.now() + timedelta(hours=3))
    SilenceWatch(hub.job_desk("clock")).tick()
    return folder


def as_json(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    """Exit status and answer of a command."""
    status = main([*words, "--json"])
    return status, json.loads(capsys.readouterr().out)


def questions(hub: OpenHub) -> int:
    with hub.store.read.begin() as conn:
        return conn.execute(select(func.count()).select_from(Question)).scalar_one()


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("text", [["furukoll"], ["B01"], ["b01"], [ORDER], ["Furukollen", "skole"]])
def test_a_kitchen_is_found_by_name_code_or_order(
    hub: OpenHub, capsys: pytest.CaptureFixture[str], text: list[str]
) -> None:
    assert main(["where", *text]) == 0
    first, *rest = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{KITCHEN}: ")
    assert rest
    assert questions(hub) == 1


@pytest.mark.usefixtures("folder")
def test_an_order_comes_before_all_else_of_its_kitchen(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["where", ORDER]) == 0
    headline, first, *rest = capsys.readouterr().out.splitlines()
    assert headline.startswith(f"{KITCHEN}: Order {ORDER}: ")
    assert f"Order {ORDER}: " in first
    assert [line.split()[0] for line in rest[:6]] == ["1", "2", "3", "4", "5", "6"]
    assert main(["where", "B01"]) == 0
    assert f"Order {ORDER}: " not in capsys.readouterr().out


@pytest.mark.usefixtures("folder")
def test_where_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    status, found = as_json(capsys, "where", "furukoll")
    assert (status, found["kitchens"]) == (0, [{"code": "B01", "name": KITCHEN}])
    coming = found["answer"]["coming"]
    assert coming[0]["route"]
    assert len(coming[0]["lines"]) == 6
    assert {step["name"] for step in coming[0]["lines"][0]["steps"]} >= {"imported", "packed", "delivered"}


@pytest.mark.usefixtures("folder")
def test_several_kitchens_are_listed_and_that_is_no_answer(hub: OpenHub, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["where", "barnehage"]) == 1
    question, *listed = capsys.readouterr().out.splitlines()
    assert "Which of these?" in question
    assert len(listed) > 1
    status, found = as_json(capsys, "where", "barnehage")
    assert (status, found["answer"], len(found["kitchens"]) > 1) == (1, None, True)
    assert questions(hub) == 0


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("text", ["Slottet", "370399980000099998"])
def test_an_unknown_kitchen_or_label_is_told_and_counted(
    hub: OpenHub, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    assert main(["where", text]) == 1
    assert text in capsys.readouterr().out
    assert questions(hub) == 1


@pytest.mark.usefixtures("folder")
def test_an_order_is_explained_line_by_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", ORDER]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == sorted(lines, key=lambda line: datetime.strptime(line[:19], "%d.%m.%Y %H:%M:%S"))  # noqa: DTZ007
    assert any("  The order came in (the set-up): " in line and f"number: {ORDER}" in line for line in lines)
    assert not any(word in line for line in lines for word in ("order_answered", "setup setup", "answer="))
    status, found = as_json(capsys, "explain", ORDER)
    assert (status, found["order"], found["kitchen"]) == (0, ORDER, KITCHEN)
    assert len(found["entries"]) == len(lines)


@pytest.mark.usefixtures("folder")
def test_an_order_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "BK-0"]) == 1
    assert capsys.readouterr().err == 'There is no order BK-0: "hubops orders" lists them.\n'


def test_the_bundle_holds_all_that_who_helps_must_see(folder: Path, tmp_path: Path) -> None:
    (folder / "logs" / "dock1.log").write_text("one line\n" * 5_000, encoding="utf-8")
    target = tmp_path / "bundle.zip"
    assert main(["explain", ORDER, "--bundle", str(target)]) == 0
    with zipfile.ZipFile(target) as bundle:
        names = set(bundle.namelist())
        log = bundle.read("logs/dock1.log").decode().splitlines()
        chain = json.loads(bundle.read("chain.json"))
        versions = json.loads(bundle.read("versions.json"))
    settings = {"settings/hub.toml", "settings/devices.toml", "settings/rules.toml"}
    assert names >= {"explanation.txt", "explanation.json", "notices.json", *settings}
    assert len(log) == MOST_LOG_LINES
    assert [line["line"] for line in chain] == [1, 2, 3, 4, 5, 6]
    assert {"hubops", "schema", "python", "packages"} <= set(versions)


@pytest.mark.usefixtures("folder")
def test_the_bundle_holds_the_file_as_it_came(tmp_path: Path) -> None:
    header = "order_number;kitchen;ordered_at;requested_date;line;gtin;quantity;unit;note;action"
    came = f"{header}\nNEW-1;B01;2026-11-19T10:42;2026-12-01;1;7039999000015;3;piece;;new\n"
    (tmp_path / "new.csv").write_text(came, encoding="utf-8")
    assert main(["import", "orders", str(tmp_path / "new.csv")]) == 0
    assert main(["explain", "NEW-1", "--bundle", str(tmp_path / "bundle.zip")]) == 0
    with zipfile.ZipFile(tmp_path / "bundle.zip") as bundle:
        assert bundle.read("order-file/new.csv").decode() == came


def test_no_secret_is_in_the_bundle(folder: Path, tmp_path: Path) -> None:
    secrets = folder / "secrets"
    secrets.mkdir(exist_ok=True)
    (secrets / "pepper").write_bytes(b"PEPPER-PEPPER-PEPPER-PEPPER-PEPPER")
    (secrets / "smtp-password").write_text("SECRET-PASSWORD", encoding="utf-8")
    log = "GET https://example.org/hook?token=TOKEN-1 postgresql://hub:DB-PASSWORD@db/hub\n"
    (folder / "logs" / "worker.log").write_text(log, encoding="utf-8")
    assert main(["explain", ORDER, "--bundle", str(tmp_path / "bundle.zip")]) == 0
    with zipfile.ZipFile(tmp_path / "bundle.zip") as bundle:
        whole = b"".join(bundle.read(name) for name in bundle.namelist())
    for secret in (b"PEPPER", b"SECRET-PASSWORD", b"TOKEN-1", b"DB-PASSWORD"):
        assert secret not in whole


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("postgresql+psycopg://u:p@h/db", "postgresql+psycopg://***@h/db"),
        ("https://h/x?key=1&b=2 next", "https://h/x?*** next"),
        ("https://h/x and mail kari@example.org", "https://h/x and mail kari@example.org"),
    ],
)
def test_what_a_url_says_of_a_user_is_blacked_out(text: str, kept: str) -> None:
    assert blacked_out(text) == kept


@pytest.mark.usefixtures("silent")
def test_alarms_are_listed_and_are_no_good_end(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["alarms"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert any("Nothing has come from" in line for line in lines)
    status, found = as_json(capsys, "alarms")
    assert (status, len(found["alarms"])) == (1, len(lines))
    assert {"kind", "due_at", "owner", "text"} <= set(found["alarms"][0])


@pytest.mark.usefixtures("folder")
def test_where_nothing_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["alarms"]) == 0
    assert capsys.readouterr().out == "Nothing is silent: all that should have happened has happened.\n"
