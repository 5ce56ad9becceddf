"""``hubops messages``: what was told to whom, what was not delivered, and what is done about it."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from hubops.answers.messages import _lines
from hubops.cli import main
from hubops.model.notices import Notice
from hubops.open_hub import OpenHub
from hubops.operations import notices, sending
from hubops.operations.booking import Booking
from hubops.operations.desk import Desk
from hubops.operations.notices import Addressee
from hubops.queries.notices import NoticeRow, state_word


@pytest.fixture
def folder(founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A demo hub with two messages of its own: one that went out and one that nobody would take."""
    folder = tmp_path / "hub"
    shutil.copytree(founded, folder)
    monkeypatch.setenv("HUBOPS_HUB", str(folder))
    monkeypatch.setenv("HUBOPS_LANGUAGE", "en")
    hub = OpenHub.open(folder)
    with hub.store.write.begin() as conn:
        conn.execute(update(Notice).values(state="sent"))
    to = Addressee(None, "Åsen barnehage", "", "nb")
    desk = hub.job_desk("test")
    _go_through(desk, to, "BK-7", "sent", "250 taken")
    _go_through(desk, to, "BK-8", "refused", "550 no\nsuch box")
    hub.close()
    return folder


def _go_through(desk: Desk, to: Addressee, number: str, outcome: str, answer: str) -> None:
    """A message is made, sent, and answered."""

    def sent(booking: Booking) -> None:
        due = sending.claim(booking, "file", "", "me", 60)
        assert due is not None
        sending.settle(booking, due, outcome, "notice.refused" if outcome == "refused" else "", answer)

    values = {"number": number, "requested_on": "2026-11-24"}
    desk.book(lambda booking: notices.tell(booking, "order_accepted", to, None, number, values))
    desk.book(sent)


def undelivered(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    capsys.readouterr()
    assert main(["messages", "--undelivered", "--json"]) == 0
    found: list[dict[str, object]] = json.loads(capsys.readouterr().out)["messages"]
    return found


def test_the_list_says_what_became_of_each(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["messages"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("order accepted, Åsen barnehage: undeliverable, file outbox (1 attempt)")
    assert lines[1].strip().startswith("The receiver will not take it")
    assert lines[2].strip() == "Answer: 550 no such box"
    assert "Åsen barnehage: sent, file outbox" in lines[3]


def test_the_undelivered_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (row,) = undelivered(capsys)

    assert (row["state"], row["fault"], row["attempts"]) == ("undeliverable", "notice.refused", 1)
    assert main(["doctor"]) == 1
    assert "1 undeliverable: hubops messages --undelivered" in capsys.readouterr().out


def test_one_is_sent_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = str(undelivered(capsys)[0]["key"])

    assert main(["messages", "retry", key[:8].upper()]) == 0
    assert capsys.readouterr().out == f"Message {key[:8]} is sent again.\n"
    assert [row["state"] for row in undelivered(capsys)] == ["queued"]


def test_one_was_told_by_telephone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = str(undelivered(capsys)[0]["key"])

    assert main(["messages", "settled", key, "--how", "rang them"]) == 1
    assert "it takes a supervisor, a coordinator or an administrator" in capsys.readouterr().err
    assert main(["messages", "settled", key, "--how", "rang them", "--badge", "0003"]) == 0
    assert undelivered(capsys) == []
    assert main(["messages", "--undelivered"]) == 0
    assert capsys.readouterr().out == "No message.\n"


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (["retry", "zzz"], "There is no message zzz."),
        (["settled", "zzz", "--how", "rang them"], "There is no message zzz."),
        (["settled", "zzz"], "Say how it was told"),
    ],
)
def test_what_is_refused(folder: Path, capsys: pytest.CaptureFixture[str], command: list[str], sentence: str) -> None:
    assert main(["messages", *command]) == 1
    assert capsys.readouterr().err.startswith(sentence)


def test_letters_that_begin_more_than_one_key(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hub = OpenHub.open(folder)
    with hub.store.write.begin() as conn:
        conn.execute(update(Notice).where(Notice.state == "undeliverable").values(key="abc1"))
        conn.execute(update(Notice).where(Notice.key.in_(_one_sent(hub))).values(key="abc2"))
    hub.close()
    assert main(["messages", "retry", "abc"]) == 1
    assert capsys.readouterr().err.startswith("More than one message begins with abc")


def _one_sent(hub: OpenHub) -> list[str]:
    with hub.store.read.begin() as conn:
        return [str(conn.exec_driver_sql("SELECT key FROM notice WHERE state = 'sent' LIMIT 1").scalar_one())]


def test_the_doctor_names_a_secret_that_is_missing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (folder / "hub.toml").open("a") as file:
        file.write('[messages.webhooks.kommune]\nurl = "https://kommune.example/hub"\n')

    assert main(["doctor"]) == 1
    assert f"{folder / 'secrets' / 'webhook-kommune'} is missing or empty" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("language", "said"), [("en", "printed, to be handed over"), ("nb", "skrevet ut, skal leveres")]
)
def test_a_paper_that_is_printed_is_not_said_to_be_sent(hub: OpenHub, language: str, said: str) -> None:
    row = NoticeRow(
        "ab" * 16,
        datetime(2026, 11, 24, 6, tzinfo=UTC),
        "order_accepted",
        "Åsen barnehage",
        "paper",
        "papers",
        "sent",
        0,
        "",
        "",
    )

    assert state_word("paper", "sent") != state_word("smtp", "sent")
    assert _lines(hub, row, language)[0].endswith(f"Åsen barnehage: {said} (papers)")
