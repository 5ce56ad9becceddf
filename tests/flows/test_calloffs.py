"""A producer on the telephone answers its call-off: the coordinator writes it down at the terminal."""

from datetime import date

import pytest
from books import Books
from call_offs_in_words import (
    CARROTS,
    GREENS,
    SWEDES,
    THURSDAY,
    asked,
    call_offs,
    change,
    expected,
    move_to,
    order,
    short,
    tick,
    told,
)
from goods import code_of

from hubops.demo.model_worker import ModelWorker
from hubops.messages import Message
from hubops.open_hub import OpenHub
from hubops.operations import call_off_answers
from hubops.queries.call_offs import unanswered

WEDNESDAY = date(2026, 11, 25)


@pytest.fixture
def coordinator(hub: OpenHub, worker: ModelWorker) -> ModelWorker:
    """One call-off: 10 and 6 bags of carrots, 3 swedes; the coordinator looks at the list."""
    order(hub, "N-1", "B01", (CARROTS, 10), (SWEDES, 3))
    order(hub, "N-2", "B02", (CARROTS, 6))
    move_to(hub, WEDNESDAY, 10)
    worker.scan("BADGE-0003")
    worker.start("calloffs")
    return worker


def test_yes(coordinator: ModelWorker, books: Books) -> None:
    (line,) = coordinator.answer.prompt.lines
    assert (line.message.values["call_off"], line.message.values["producer"]) == ("CALL-1", "Trollhagen Grønt")
    assert coordinator.press("1").prompt.id == "calloffs.one"
    assert code_of(coordinator.press("1")) == "call_off.taken"
    assert [line.message.code for line in coordinator.answer.prompt.lines] == ["calloffs.none"]
    assert asked(books, "CALL-1") == {CARROTS: (16, 16), SWEDES: (3, 3)}


def test_less_article_by_article_and_enter_for_all_of_it(coordinator: ModelWorker, books: Books) -> None:
    coordinator.press("1")
    assert coordinator.press("2").prompt.what.values == {"product": "Gulrot vasket 2 kg", "pieces": 16}
    assert coordinator.type("12").prompt.counter == (1, 2)
    assert code_of(coordinator.press("enter")) == "call_off.taken"
    assert short(books, CARROTS) == {"B01": 4}
    assert len(told(books, "order_less")) == 1


def test_no(coordinator: ModelWorker, books: Books) -> None:
    coordinator.press("1")
    coordinator.press("3")
    assert short(books, CARROTS) == {"B01": 10, "B02": 6}
    assert call_offs(books, GREENS)[0][3] == "no"


@pytest.mark.parametrize("keys", ["1", "3"])
def test_an_answer_is_taken_back(coordinator: ModelWorker, hub: OpenHub, books: Books, keys: str) -> None:
    move_to(hub, THURSDAY, 5)
    coordinator.press("1")
    before = (books.standing(), asked(books, "CALL-1"), expected(books, GREENS, THURSDAY))
    coordinator.press(keys)
    assert code_of(coordinator.press("f2")) == "undo.done"
    assert (books.standing(), asked(books, "CALL-1"), expected(books, GREENS, THURSDAY)) == before
    assert call_offs(books, GREENS)[0][3] == ""


def test_less_is_taken_back(coordinator: ModelWorker, books: Books) -> None:
    for key in ("1", "2"):
        coordinator.press(key)
    coordinator.type("12")
    coordinator.press("enter")
    coordinator.press("f2")
    assert short(books, CARROTS) == {}


@pytest.mark.parametrize("typed", ["17", "many", "-1"])
def test_a_quantity_that_can_not_be(coordinator: ModelWorker, typed: str) -> None:
    coordinator.press("1")
    coordinator.press("2")
    refused = coordinator.type(typed)
    assert (refused.prompt.id, code_of(refused)) == ("calloffs.less", "answer.no_counted")


def test_less_that_is_not_less(coordinator: ModelWorker) -> None:
    coordinator.press("1")
    coordinator.press("2")
    coordinator.press("enter")
    assert code_of(coordinator.press("enter")) == "call_off.nothing_less"


def test_keys_that_mean_nothing_and_the_way_back(coordinator: ModelWorker) -> None:
    assert code_of(coordinator.press("7")) == "today.no_such_choice"
    coordinator.press("1")
    assert code_of(coordinator.press("4")) == "today.no_such_choice"
    assert coordinator.press("2").prompt.id == "calloffs.less"
    assert coordinator.press("f3").prompt.id == "calloffs.one"
    assert coordinator.press("f3").prompt.id == "calloffs.list"
    assert coordinator.press("f3").prompt.id == "today.board"


def test_more_than_nine_are_shown_nine_at_a_time(coordinator: ModelWorker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hubops.flows.calloffs.unanswered", lambda booking: 10 * list(unanswered(booking)))
    coordinator.press("f3")
    coordinator.start("calloffs")
    assert [line.choice for line in coordinator.answer.prompt.lines] == [*range(1, 10), 0]

    coordinator.press("0")
    assert code_of(coordinator.press("2")) == "today.no_such_choice"
    assert coordinator.press("1").prompt.id == "calloffs.one"


def test_a_worker_takes_no_answers(coordinator: ModelWorker, books: Books) -> None:
    coordinator.scan("BADGE-0001")
    coordinator.press("f10")
    coordinator.scan("BADGE-0001")
    coordinator.start("calloffs")
    coordinator.press("1")
    assert code_of(coordinator.press("1")) == "authority.role_needed"
    assert call_offs(books, GREENS)[0][3] == ""


def test_the_alarms_lead_there(coordinator: ModelWorker) -> None:
    coordinator.start("alarms")
    assert coordinator.press("f4").prompt.id == "calloffs.list"


def test_the_code_on_the_paper_opens_the_call_off(coordinator: ModelWorker, books: Books) -> None:
    coordinator.press("f10")
    assert coordinator.scan("CALL-1").prompt.id == "calloffs.one"
    assert code_of(coordinator.press("1")) == "call_off.taken"
    assert call_offs(books, GREENS)[0][3] == "yes"
    assert code_of(coordinator.scan("CALL-9")) == "call_off.unknown"


def test_another_answer_after_the_first_one(coordinator: ModelWorker, books: Books) -> None:
    """The producer rings again; the code shows what was answered, and F2 gives that back."""
    coordinator.press("1")
    coordinator.press("1")
    shown = coordinator.scan("CALL-1").prompt.lines[0].message
    assert (shown.code, shown.values) == ("calloffs.before", {"answer_word": "call_off_yes"})
    coordinator.press("2")
    coordinator.type("12")
    assert code_of(coordinator.press("enter")) == "call_off.taken"
    assert short(books, CARROTS) == {"B01": 4}
    coordinator.press("f2")
    assert (short(books, CARROTS), call_offs(books, GREENS)[0][3]) == ({}, "yes")


def test_the_same_answer_after_an_undo_is_told_again(coordinator: ModelWorker, books: Books) -> None:
    for _ in range(2):
        coordinator.scan("CALL-1")
        coordinator.press("3")
        coordinator.press("f2")
    coordinator.scan("CALL-1")
    coordinator.press("3")
    assert [each["to"] for each in told(books, "order_none")].count("Furukollen skole") == 6, (
        "carrots and swedes, thrice"
    )


def test_a_call_off_that_asks_for_nothing_any_more_is_not_opened(
    coordinator: ModelWorker, hub: OpenHub, books: Books
) -> None:
    for number, line in (("N-1", 1), ("N-1", 2), ("N-2", 1)):
        change(hub, number, lambda changing, line=line: changing.cancel_line(line))  # type: ignore[misc]
    tick(hub)
    assert call_offs(books, GREENS)[-1] == ("CALL-2", THURSDAY, 2, "yes")
    answer = coordinator.scan("CALL-2")
    assert (code_of(answer), answer.prompt.id) == ("call_off.asks_nothing", "calloffs.list")


def test_who_saw_it_unanswered_does_not_answer_over_a_colleague(coordinator: ModelWorker, hub: OpenHub) -> None:
    coordinator.press("1")
    hub.job_desk("telephone").book(lambda booking: call_off_answers.answer(booking, "CALL-1", "no", {}))
    assert code_of(coordinator.press("1")) == "call_off.answered"


def menu(hand: ModelWorker) -> list[str]:
    """What stands on the second page of the board's menu."""
    words = [line.message.values["flow"] for line in hand.press("0").prompt.lines if line.choice]
    return [word.code for word in words if isinstance(word, Message)]


def test_the_board_leads_there_and_on_to_direct_deliveries(coordinator: ModelWorker) -> None:
    coordinator.press("f10")
    rows = menu(coordinator)
    assert {"menu.calloffs", "menu.direct_deliveries"} <= set(rows)
    coordinator.start("calloffs")
    assert coordinator.press("f4").prompt.id == "direct_deliveries.list"


def test_a_worker_is_not_shown_call_offs(worker: ModelWorker) -> None:
    assert menu(worker) == ["menu.devices"]
    assert code_of(worker.scan("CALL-1")) == "authority.role_needed"
