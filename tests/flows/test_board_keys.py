"""Keys of the board: the sheet of command barcodes, and the language of who is signed in."""

import pytest
from books import Books
from goods import CARROT_CODE, CARROTS, close_deliveries, code_of, pack_all, receive
from sqlalchemy import select, update

from hubops.demo.model_worker import ModelWorker
from hubops.messages import Severity
from hubops.model.outbox import PrintJob
from hubops.model.people import Operator
from hubops.open_hub import OpenHub


def languages(books: Books) -> dict[str, str]:
    """The language of each operator, by badge."""
    return {row.badge: row.language for row in books.rows(select(Operator.badge, Operator.language))}


def test_the_screen_follows_at_once(worker: ModelWorker, books: Books) -> None:
    assert worker.answer.language == "nb"

    answer = worker.press("f6")

    assert (answer.language, code_of(answer), answer.prompt.id) == ("en", "today.language", "today.board")
    assert languages(books)["0001"] == "en"
    assert worker.press("f6").language == "nb"


def test_it_holds_at_the_next_sign_in_and_for_nobody_else(worker: ModelWorker, books: Books) -> None:
    others = {badge: spoken for badge, spoken in languages(books).items() if badge != "0001"}
    worker.press("f6")
    assert worker.press("f10").language == "nb"

    assert worker.scan("BADGE-0001").language == "en"
    assert {badge: spoken for badge, spoken in languages(books).items() if badge != "0001"} == others


def test_the_sheet_of_command_barcodes_is_queued(worker: ModelWorker, books: Books) -> None:
    answer = worker.press("f4")

    assert (code_of(answer), answer.prompt.id) == ("today.commands_print", "today.board")
    (job,) = books.jobs("commands")
    assert job["language"] == "nb"


@pytest.fixture
def printed(worker: ModelWorker, hub: OpenHub) -> ModelWorker:
    """The sheet of command barcodes was printed."""
    worker.press("f4")
    with hub.store.write.begin() as conn:
        conn.execute(update(PrintJob).values(state="confirmed", attempts=1))
    return worker


def states(books: Books) -> list[str]:
    """Where each print job stands."""
    return [row.state for row in books.rows(select(PrintJob.state))]


def test_where_nothing_was_printed_there_is_nothing_to_print_again(worker: ModelWorker) -> None:
    answer = worker.press("f8")

    assert (code_of(answer), answer.status, answer.prompt.id) == (
        "today.nothing_printed",
        Severity.REFUSED,
        "today.board",
    )


def test_a_paper_is_printed_again_by_its_digit(printed: ModelWorker, books: Books) -> None:
    asked = printed.press("f8")
    assert asked.prompt.id == "today.reprint"
    (line,) = asked.prompt.lines
    assert (line.message.values["number"], line.message.values["document_word"], line.mark) == (1, "commands", "")

    answer = printed.press("1")

    assert (code_of(answer), answer.prompt.id) == ("today.reprinted", "today.board")
    assert answer.message is not None
    assert answer.message.values["copy"] == 1
    assert states(books) == ["queued"]


def test_what_is_in_doubt_comes_first(printed: ModelWorker, hub: OpenHub, books: Books) -> None:
    """A label of which nobody knows whether it came out, before a sheet that surely did."""
    receive(printed, *[CARROT_CODE] * 3)
    close_deliveries(printed)
    pack_all(printed, CARROTS)
    with hub.store.write.begin() as conn:
        conn.execute(update(PrintJob).where(PrintJob.document == "drop_label").values(state="unknown", attempts=1))
    printed.press("f10")

    *labels, sheet = printed.press("f8").prompt.lines

    assert {(line.message.values["document_word"], line.mark) for line in labels} == {("drop_label", "bad")}
    assert (sheet.message.values["document_word"], sheet.mark) == ("commands", "")
    titles = {box.sscc for box in books.boxes()}
    assert {line.message.values["title"] for line in labels} <= titles


@pytest.mark.parametrize("digit", ["0", "2"])
def test_a_digit_without_a_paper_prints_nothing(printed: ModelWorker, books: Books, digit: str) -> None:
    printed.press("f8")

    assert code_of(printed.press(digit)) == "today.no_such_choice"
    assert printed.answer.prompt.id == "today.reprint"
    assert states(books) == ["confirmed"]


def test_f3_prints_nothing(printed: ModelWorker, books: Books) -> None:
    printed.press("f8")

    assert printed.press("f3").prompt.id == "today.board"
    assert states(books) == ["confirmed"]


@pytest.mark.parametrize(
    ("badge", "shown"),
    [("BADGE-0001", {"f4", "f6", "f8", "f10"}), ("BADGE-0003", {"f4", "f5", "f6", "f7", "f8", "f10"})],
)
def test_nobody_is_shown_a_key_that_the_own_role_does_not_open(
    worker: ModelWorker, badge: str, shown: set[str]
) -> None:
    worker.scan(badge)

    assert {name for name, _ in worker.answer.prompt.keys} == shown
    told = {str(line.message.values.get("key", "")).lower() for line in worker.press("f1").prompt.lines}
    assert ("f5" in told) == ("f5" in shown)
