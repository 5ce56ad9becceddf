"""Keys of the board: the sheet of command barcodes, and the language of who is signed in."""

from books import Books
from goods import code_of
from sqlalchemy import select

from hubops.demo.model_worker import ModelWorker
from hubops.model.people import Operator


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
    worker.press("f8")
    answer = worker.press("f4")

    assert (code_of(answer), answer.prompt.id) == ("today.commands_print", "prints.list")
    (job,) = books.jobs("commands")
    assert job["language"] == "nb"
