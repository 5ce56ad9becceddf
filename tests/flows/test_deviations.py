"""What was not as it should be: the coordinator says why, and what was done about it."""

from typing import Any

import pytest
from books import Books
from goods import MILK_CODE, close_deliveries, code_of, receive
from sqlalchemy import select

from hubops.demo.model_worker import ModelWorker
from hubops.flows.choosing import NINE
from hubops.messages import LANGUAGES
from hubops.model.deviation_kinds import CAUSES
from hubops.model.evidence import Deviation
from hubops.open_hub import OpenHub
from hubops.operations import deviations
from hubops.queries.deviations import open_ones

KEPT = (Deviation.kind, Deviation.cause, Deviation.solution, Deviation.solved_by)


@pytest.fixture
def coordinator(worker: ModelWorker) -> ModelWorker:
    """Most of the day's goods came short; the coordinator looks at the list."""
    receive(worker, MILK_CODE)
    close_deliveries(worker)
    worker.press("f10")
    assert worker.scan("BADGE-0003").prompt.id == "today.board"
    worker.start("deviations")
    return worker


def standing(books: Books) -> list[Any]:
    """The deviations that nobody has solved."""
    found = select(*KEPT).where(Deviation.solved_at.is_(None), Deviation.undone_by_id.is_(None))
    return books.rows(found.order_by(Deviation.at, Deviation.id))


def solved(books: Books) -> list[tuple[str, str, str]]:
    """Cause, what was done and by whom."""
    return [tuple(row)[1:] for row in books.rows(select(*KEPT).where(Deviation.cause != ""))]


def menu(at_board: ModelWorker) -> str:
    """Both pages of the board's menu."""
    first = at_board.answer.prompt.lines
    return " ".join(line.message.text("nb") for line in (*first, *at_board.press("0").prompt.lines))


def test_three_keys_and_a_few_words_solve_one(coordinator: ModelWorker, books: Books) -> None:
    before = standing(books)
    assert coordinator.answer.prompt.what.values["count"] == len(before)
    assert coordinator.press("1").prompt.id == "deviations.cause"
    assert coordinator.press("1").prompt.id == "deviations.how"
    answer = coordinator.type("de sender resten i morgen")
    assert (answer.prompt.id, code_of(answer)) == ("deviations.list", "deviations.one_solved")
    assert standing(books) == before[1:]
    assert solved(books) == [("producer", "de sender resten i morgen", "0003")]


def test_f2_opens_it_again(coordinator: ModelWorker, books: Books) -> None:
    before = standing(books)
    coordinator.press("1")
    coordinator.press("2")
    coordinator.type("ringte")
    assert code_of(coordinator.press("f2")) == "undo.done"
    assert standing(books) == before
    assert solved(books) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_step_says_what_it_is_about(coordinator: ModelWorker, language: str) -> None:
    told = coordinator.answer.prompt.lines[0].message.text(language)
    assert told.startswith("1  ")
    named = coordinator.press("1").prompt
    assert len([line for line in named.lines if line.choice]) == NINE
    asked = coordinator.press("3").prompt
    for text in (told, named.what.text(language), asked.what.text(language)):
        assert "{" not in text
        assert "Eple Aroma 1 kg" in text


def test_a_cause_beyond_the_ninth(coordinator: ModelWorker, books: Books) -> None:
    coordinator.press("1")
    coordinator.press("0")
    coordinator.press(str(len(CAUSES) - NINE))
    coordinator.type("ingen vet")
    assert solved(books)[0][0] == CAUSES[-1]


def test_nothing_said_is_nothing_solved(coordinator: ModelWorker, books: Books) -> None:
    coordinator.press("1")
    coordinator.press("1")
    answer = coordinator.type("  ")
    assert (answer.prompt.id, code_of(answer)) == ("deviations.how", "solving.no_words")
    assert solved(books) == []


def test_keys_that_mean_nothing_and_the_way_back(coordinator: ModelWorker) -> None:
    coordinator.press("1")
    coordinator.press("0")
    assert code_of(coordinator.press("9")) == "today.no_such_choice"
    coordinator.press("1")
    assert coordinator.press("f3").prompt.id == "deviations.cause"
    assert coordinator.press("f3").prompt.id == "deviations.list"
    assert coordinator.press("f3").prompt.id == "today.board"


def test_one_that_was_solved_meanwhile_is_not_solved_again(hub: OpenHub, coordinator: ModelWorker) -> None:
    coordinator.press("1")
    coordinator.press("1")
    office = hub.job_desk("deviations")
    code = deviations.code_of(office.look(open_ones)[0].key)
    office.book(lambda booking: deviations.solve(booking, code, "pickup", "en annen var først", "0002"))
    assert code_of(coordinator.type("ringte")) == "solving.over"


def test_a_worker_does_not_see_it_on_the_board_and_solves_nothing(coordinator: ModelWorker, books: Books) -> None:
    coordinator.press("f3")
    assert "Åpne avvik" in menu(coordinator)
    coordinator.press("f10")
    coordinator.scan("BADGE-0001")
    assert "Åpne avvik" not in menu(coordinator)
    coordinator.start("deviations")
    coordinator.press("1")
    coordinator.press("1")
    assert code_of(coordinator.type("ringte")) == "authority.role_needed"
    assert solved(books) == []
