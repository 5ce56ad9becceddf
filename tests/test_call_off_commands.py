"""``hubops call-offs``, ``hubops direct`` and the file of answers, as somebody at the command line uses them."""

import json
from datetime import date
from pathlib import Path

import pytest
from books import Books
from call_offs_in_words import CARROTS, GREENS, SWEDES, asked, call_offs, move_to, order, short
from sqlalchemy import update

from hubops.cli import main
from hubops.jobs.inbox import Inbox
from hubops.model.parties import Producer
from hubops.open_hub import OpenHub
from hubops.queries.statement import Statement

WEDNESDAY, FRIDAY = date(2026, 11, 25), date(2026, 11, 27)


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
    _, told, _ = run(called, capsys, "call-offs", "--date", "2026-11-26", "--json")
    (row,) = json.loads(told)["call_offs"]
    assert (row["code"], row["producer"], row["articles"], row["pieces"]) == ("CALL-1", "Trollhagen Grønt", 2, 19)
    assert row["answer"] == ""
    _, told, _ = run(called, capsys, "call-offs", "--date", "2026-11-26")
    assert "waits for an answer" in told
    _, told, _ = run(called, capsys, "call-offs", "--date", "2026-11-30")
    assert told == "No call-offs.\n"


def test_an_answer_by_telephone(called: OpenHub, books: Books, capsys: pytest.CaptureFixture[str]) -> None:
    status, told, _ = run(called, capsys, "call-offs", "answer", "call-1", "less", f"{CARROTS}=12")
    assert status == 0
    assert "Trollhagen Grønt" in told
    assert "1 kitchen is" in told
    assert short(books, CARROTS) == {"B01": 4}
    status, _, refused = run(called, capsys, "call-offs", "answer", "CALL-1", "yes")
    assert status == 1
    assert "answered before: less" in refused


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
    assert run(called, capsys, "import", "call-off-answers", str(file))[1].startswith("call-off-answers: 1 added")
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


class TestDirect:
    """Skvalpevika Fisk brings its goods to the kitchens itself."""

    SALMON = "7039999000626"

    @pytest.fixture(autouse=True)
    def direct(self, hub: OpenHub, books: Books) -> None:
        with hub.store.write.begin() as conn:
            conn.execute(update(Producer).where(Producer.org_number == "100000059").values(transport="direct"))
        order(hub, "D-1", "A01", (self.SALMON, 4), (CARROTS, 2), day=FRIDAY)
        order(hub, "D-2", "A02", (self.SALMON, 1), (self.SALMON, 2), day=FRIDAY)

    def of_day(self, books: Books) -> dict[str, str]:
        """The state of each line of the salmon."""
        statement: Statement = books.statement(FRIDAY)
        return {
            f"{line.order}/{line.line}": line.state
            for line in statement.lines
            if line.order in ("D-1", "D-2") and "Laks" in line.product
        }

    def test_the_producer_is_told_where_to_drive(self, hub: OpenHub, books: Books) -> None:
        from call_offs_in_words import told  # noqa: PLC0415 - of the words, only this one is needed here

        move_to(hub, date(2026, 11, 26), 10)
        (content,) = told(books, "call_off_direct")
        assert [(line["kitchen"].partition(",")[0], line["pieces"]) for line in content["lines"]] == [
            ("Kornbandet sykehjem", 4),
            ("Sementkula barnehage", 1),
            ("Sementkula barnehage", 2),
        ]

    def test_less_is_shared_among_its_kitchens(self, hub: OpenHub, books: Books) -> None:
        from call_offs_in_words import answer  # noqa: PLC0415 - of the words, only this one is needed here

        move_to(hub, date(2026, 11, 26), 10)
        code = call_offs(books, "100000059")[0][0]
        answer(hub, code, "less", **{f"g{self.SALMON}": 4})
        assert short(books, self.SALMON) == {"A01": 2, "A02": 1}

    def test_on_its_way_and_delivered(self, hub: OpenHub, books: Books, capsys: pytest.CaptureFixture[str]) -> None:
        move_to(hub, FRIDAY, 6)
        assert set(self.of_day(books).values()) == {"not_yet_due"}
        first, second = self.listed(hub, capsys)
        run(hub, capsys, "direct", "sent", first)
        assert self.of_day(books)["D-1/1"] == "on_its_way"
        assert run(hub, capsys, "direct", "delivered", first)[0] == 0
        assert self.of_day(books)["D-1/1"] == "delivered"
        run(hub, capsys, "direct", "part", second, f"{self.SALMON}=2")
        assert self.of_day(books) == {"D-1/1": "delivered", "D-2/1": "delivered", "D-2/2": "short"}
        assert books.deviations()[-1][0] == "direct_part"
        status, _, refused = run(hub, capsys, "direct", "refused", second)
        assert (status, "told before" in refused) == (1, True)

    @pytest.mark.parametrize("outcome", ["refused", "not_home"])
    def test_not_taken(self, hub: OpenHub, books: Books, capsys: pytest.CaptureFixture[str], outcome: str) -> None:
        move_to(hub, FRIDAY, 6)
        first, _ = self.listed(hub, capsys)
        run(hub, capsys, "direct", outcome, first)
        assert self.of_day(books)["D-1/1"] == "refused"

    def test_a_day_that_is_over_and_nobody_said_anything(self, hub: OpenHub, books: Books) -> None:
        move_to(hub, FRIDAY, 12)
        assert set(self.of_day(books).values()) == {"not_yet_due"}
        move_to(hub, date(2026, 11, 28), 8)
        assert set(self.of_day(books).values()) == {"unaccounted"}

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (("sent", "zzzz"), "no direct delivery"),
            (("part", "{first}"), "say what the kitchen took"),
            (("delivered", "{first}", f"{SALMON}=1"), "say what the kitchen took"),
            (("part", "{first}", f"{SALMON}=5"), "has 4"),
        ],
    )
    def test_what_can_not_be(
        self, hub: OpenHub, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
    ) -> None:
        move_to(hub, FRIDAY, 6)
        first, _ = self.listed(hub, capsys)
        status, _, told = run(hub, capsys, "direct", *(word.format(first=first) for word in words))
        assert (status, said in told) == (1, True), told

    def listed(self, hub: OpenHub, capsys: pytest.CaptureFixture[str]) -> list[str]:
        """The names of the deliveries of Friday."""
        _, told, _ = run(hub, capsys, "direct", "--date", "2026-11-27", "--json")
        return [row["delivery"] for row in json.loads(told)["direct"]]
