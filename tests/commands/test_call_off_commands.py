"""``hubops call-offs`` and the file of answers, as somebody at the command line and in the inbox uses them."""

import json
from datetime import date
from pathlib import Path

import pytest
from books import Books
from call_offs_in_words import CARROTS, GREENS, SWEDES, asked, call_offs, move_to, order, short
from sqlalchemy import select

from hubops.cli import main
from hubops.jobs.inbox import Inbox
from hubops.model.call_offs import CallOff
from hubops.open_hub import OpenHub

WEDNESDAY = date(2026, 11, 25)
BY_INGRID = ("--badge", "BADGE-0003")


@pytest.fixture
def called(hub: OpenHub) -> OpenHub:
    """10 and 6 bags of carrots and 3 swedes, called off on Wednesday."""
    order(hub, "N-1", "B01", (CARROTS, 10), (SWEDES, 3))
    order(hub, "N-2", "B02", (CARROTS, 6))
    move_to(hub, WEDNESDAY, 10)
    return hub


def run(hub: OpenHub, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Exit status, and what was printed."""
    status = main([words[0], "--hub", str(hub.settings.folder), *words[1:]])
    return status, *capsys.readouterr()


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


def test_the_list_says_who_has_not_answered(called: OpenHub, capsys: pytest.CaptureFixture[str]) -> None:
    _, said, _ = run(called, capsys, "call-offs", "--date", "2026-11-26", "--json")
    (row,) = json.loads(said)["call_offs"]
    assert (row["code"], row["producer"], row["articles"], row["pieces"]) == ("CALL-1", "Trollhagen Grønt", 2, 19)
    assert row["answer"] == ""
    _, said, _ = run(called, capsys, "call-offs", "--date", "2026-11-26")
    assert "waits for an answer (by 12:00)" in said
    _, said, _ = run(called, capsys, "call-offs", "--date", "2026-11-30")
    assert said == "No call-offs.\n"


def test_an_answer_by_telephone(called: OpenHub, books: Books, capsys: pytest.CaptureFixture[str]) -> None:
    status, told, _ = run(called, capsys, "call-offs", "answer", "call-1", "less", f"{CARROTS}=12", *BY_INGRID)
    assert status == 0
    assert "Trollhagen Grønt" in told
    assert "1 kitchen is" in told
    assert short(books, CARROTS) == {"B01": 4}
    status, _, refused = run(called, capsys, "call-offs", "answer", "CALL-1", "yes", *BY_INGRID)
    assert status == 1
    assert "answered before: less" in refused


@pytest.mark.parametrize(
    ("badge", "said"),
    [
        ((), "In whose name? Add --badge BADGE: it takes a supervisor or a coordinator."),
        (("--badge", "0001"), "Kari N. (worker) may not do this. It takes the badge of a supervisor or a coordinator"),
        (("--badge", "9999"), "Badge 9999 is not known"),
    ],
)
def test_nobody_answers_in_nobodys_name(
    called: OpenHub, books: Books, capsys: pytest.CaptureFixture[str], badge: tuple[str, ...], said: str
) -> None:
    status, told, refused = run(called, capsys, "call-offs", "answer", "CALL-1", "no", *badge)
    assert (status, told, refused.startswith(said)) == (1, "", True), refused
    assert books.events("call_off_answered") == 0


def test_an_answer_is_in_the_name_of_whose_badge_it_was(
    called: OpenHub, books: Books, capsys: pytest.CaptureFixture[str]
) -> None:
    run(called, capsys, "call-offs", "answer", "CALL-1", "yes", *BY_INGRID)
    assert [row.answered_by for row in books.rows(select(CallOff.answered_by))] == ["0003"]


def test_a_quantity_that_is_none(called: OpenHub, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, told = run(called, capsys, "call-offs", "answer", "CALL-1", "less", "carrots=12")
    assert status == 1
    assert "carrots=12" in told


ANSWERS = f"call_off;answer;gtin;pieces\nCALL-1;less;{CARROTS};12\nCALL-1;less;{SWEDES};0\n"


def test_a_file_of_answers_is_taken_once(
    called: OpenHub, books: Books, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "answers.csv"
    file.write_text(ANSWERS, encoding="utf-8")
    assert run(called, capsys, "import", "call-off-answers", str(file))[1].startswith("Answers to call-offs: 1 added")
    assert asked(books, "CALL-1") == {CARROTS: (16, 12), SWEDES: (3, 0)}
    assert "1 as before" in run(called, capsys, "import", "call-off-answers", str(file))[1]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("CALL-77;yes;;", "no call-off CALL-77"),
        ("CALL-1;maybe;;", "maybe"),
        (f"CALL-1;less;{CARROTS};", "belong together"),
        (f"CALL-1;less;{CARROTS};17", "asks for 16"),
    ],
)
def test_each_row_of_a_file_is_blamed_in_its_place(
    called: OpenHub, books: Books, tmp_path: Path, capsys: pytest.CaptureFixture[str], row: str, said: str
) -> None:
    file = tmp_path / "answers.csv"
    file.write_text(f"call_off;answer;gtin;pieces\n{row}\n", encoding="utf-8")
    status, _, told = run(called, capsys, "import", "call-off-answers", str(file))
    assert (status, "line 2" in told.lower(), said in told) == (1, True, True)
    assert call_offs(books, GREENS)[0][3] == ""


def test_the_inbox_takes_answers_beside_orders(called: OpenHub, books: Books, tmp_path: Path) -> None:
    inbox, archive = tmp_path / "inbox", tmp_path / "archive"
    inbox.mkdir()
    (inbox / "answers.csv").write_text(ANSWERS, encoding="utf-8")
    watch = Inbox(called.job_desk("inbox"), inbox, archive)
    watch.tick()
    (taken,) = watch.tick()
    assert call_offs(books, GREENS)[0][3] == "less"
    assert (taken.parent / "answers.csv.accepted").read_text(encoding="utf-8").count("answers.csv") == 2
