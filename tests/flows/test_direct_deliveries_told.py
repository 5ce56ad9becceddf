"""What a producer brought to a kitchen itself: written down at the terminal, taken back, corrected with the reason."""

from dataclasses import replace
from datetime import date

import pytest
from books import Books
from call_offs_in_words import change, move_to, order, short, told
from goods import code_of
from sqlalchemy import select, update

from hubops.demo.model_worker import ModelWorker
from hubops.model.call_offs import DirectDelivery
from hubops.model.parties import Producer
from hubops.open_hub import OpenHub
from hubops.operations.booking import Reach

FRIDAY = date(2026, 11, 27)
SALMON = "7039999000626"
FISH_CAKES = "7039999000633"


def bring_themselves(hub: OpenHub) -> None:
    """Skvalpevika Fisk drives to kitchens itself."""
    with hub.store.write.begin() as conn:
        conn.execute(update(Producer).where(Producer.org_number == "100000059").values(transport="direct"))


@pytest.fixture
def coordinator(hub: OpenHub, worker: ModelWorker) -> ModelWorker:
    """Two kitchens get their salmon from Skvalpevika Fisk itself; it is Friday at noon and nobody has said anything."""
    bring_themselves(hub)
    order(hub, "D-1", "A01", (SALMON, 4), day=FRIDAY)
    order(hub, "D-2", "A02", (SALMON, 3), day=FRIDAY)
    move_to(hub, FRIDAY, 12)
    worker.scan("BADGE-0003")
    worker.start("direct_deliveries")
    return worker


def states(books: Books) -> list[str]:
    """How the deliveries stand, by kitchen."""
    return [row.state for row in books.rows(select(DirectDelivery.state).order_by(DirectDelivery.id))]


def choose(worker: ModelWorker, kitchen: str) -> None:
    """The row of a kitchen's delivery."""
    (row,) = [line for line in worker.answer.prompt.lines if line.message.values.get("kitchen") == kitchen]
    worker.press(str(row.choice))


def test_the_late_ones_are_marked_and_one_is_confirmed(coordinator: ModelWorker, books: Books) -> None:
    assert [line.mark for line in coordinator.answer.prompt.lines] == ["bad", "bad"]
    choose(coordinator, "Kornbandet sykehjem")
    assert coordinator.answer.prompt.id == "direct_deliveries.one"
    assert code_of(coordinator.press("1")) == "direct_deliveries.taken"
    assert states(books) == ["delivered", "promised"]
    assert [line.mark for line in coordinator.answer.prompt.lines] == ["bad", "done"]
    assert code_of(coordinator.press("f2")) == "undo.done"
    assert states(books) == ["promised", "promised"]


def test_on_its_way_is_told_before(coordinator: ModelWorker, books: Books) -> None:
    choose(coordinator, "Kornbandet sykehjem")
    coordinator.press("5")
    assert states(books) == ["sent", "promised"]
    choose(coordinator, "Kornbandet sykehjem")
    assert code_of(coordinator.press("5")) == "today.no_such_choice"


def test_a_part_article_by_article_and_all_back_by_f2(coordinator: ModelWorker, books: Books) -> None:
    before = books.standing()
    choose(coordinator, "Sementkula barnehage")
    assert coordinator.press("2").prompt.what.values["pieces"] == 3
    assert code_of(coordinator.type("1")) == "direct_deliveries.taken"
    assert short(books, SALMON) == {"A02": 2}
    coordinator.press("f2")
    assert (short(books, SALMON), books.standing()) == ({}, before)


def test_all_of_it_is_no_part(coordinator: ModelWorker) -> None:
    choose(coordinator, "Sementkula barnehage")
    coordinator.press("2")
    assert code_of(coordinator.press("enter")) == "direct.nothing_less"


def test_an_order_that_is_cancelled_while_its_articles_are_asked_about(
    coordinator: ModelWorker, hub: OpenHub, books: Books
) -> None:
    choose(coordinator, "Sementkula barnehage")
    coordinator.press("2")
    change(hub, "D-2", lambda changing: changing.cancel_line(1))
    answer = coordinator.type("1")
    assert (code_of(answer), answer.prompt.id) == ("direct.changed", "direct_deliveries.list")
    assert short(books, SALMON) == {}


def test_a_wrong_word_is_corrected_with_the_reason_and_the_correction_taken_back(
    coordinator: ModelWorker, books: Books
) -> None:
    choose(coordinator, "Sementkula barnehage")
    coordinator.press("2")
    coordinator.type("1")
    choose(coordinator, "Sementkula barnehage")
    assert coordinator.answer.prompt.lines[0].message.code == "direct_deliveries.before"
    assert coordinator.press("1").prompt.id == "direct_deliveries.why"
    assert code_of(coordinator.type("?")) == "answer.no_note"
    assert code_of(coordinator.type("kjølerommet i kjelleren")) == "direct_deliveries.taken"
    assert (states(books)[1], short(books, SALMON)) == ("delivered", {})
    assert books.events("direct_corrected") == 1
    coordinator.press("f2")
    assert (states(books)[1], short(books, SALMON)) == ("part", {"A02": 2})


def test_a_correction_is_told_within_the_same_minute_of_a_back_entry(
    coordinator: ModelWorker, hub: OpenHub, books: Books
) -> None:
    desk = coordinator.floor.desk
    desk.house = replace(desk.house, reach=Reach(file_drop=True))
    coordinator.press("f10")
    coordinator.press("f5")
    coordinator.type("1130")
    coordinator.start("direct_deliveries")
    choose(coordinator, "Sementkula barnehage")
    coordinator.press("1")
    choose(coordinator, "Sementkula barnehage")
    coordinator.press("3")
    coordinator.type("kjøleskapet var varmt")
    assert [each["values"]["outcome_word"] for each in told(books, "direct_done")] == ["delivered", "refused"]


def test_the_way_back(coordinator: ModelWorker) -> None:
    choose(coordinator, "Sementkula barnehage")
    assert coordinator.press("2").prompt.id == "direct_deliveries.part"
    assert coordinator.press("f3").prompt.id == "direct_deliveries.one"
    assert coordinator.press("f3").prompt.id == "direct_deliveries.list"
    assert coordinator.press("f3").prompt.id == "today.board"


def test_a_worker_takes_no_such_word(coordinator: ModelWorker, books: Books) -> None:
    coordinator.press("f10")
    coordinator.scan("BADGE-0001")
    coordinator.start("direct_deliveries")
    choose(coordinator, "Sementkula barnehage")
    assert code_of(coordinator.press("1")) == "authority.role_needed"
    assert states(books) == ["promised", "promised"]


def test_a_part_needs_an_article_of_which_less_was_taken(coordinator: ModelWorker, books: Books) -> None:
    """Enter says that all of an article was taken; all of all is no part."""
    choose(coordinator, "Sementkula barnehage")
    coordinator.press("2")
    coordinator.press("enter")
    assert states(books) == ["promised", "promised"]


def test_of_two_articles_all_of_the_one_was_taken(hub: OpenHub, worker: ModelWorker, books: Books) -> None:
    bring_themselves(hub)
    order(hub, "D-3", "A02", (SALMON, 3), (FISH_CAKES, 5), day=FRIDAY)
    move_to(hub, FRIDAY, 12)
    worker.scan("BADGE-0003")
    worker.start("direct_deliveries")
    choose(worker, "Sementkula barnehage")
    worker.press("2")
    assert worker.press("enter").prompt.id == "direct_deliveries.part"
    assert code_of(worker.type("1")) == "direct_deliveries.taken"
    assert (short(books, SALMON) | short(books, FISH_CAKES)).keys() == {"A02"}


def test_back_from_the_reason(coordinator: ModelWorker, books: Books) -> None:
    choose(coordinator, "Kornbandet sykehjem")
    coordinator.press("1")
    choose(coordinator, "Kornbandet sykehjem")
    coordinator.press("3")
    assert coordinator.answer.prompt.id == "direct_deliveries.why"
    assert coordinator.press("f3").prompt.id != "direct_deliveries.why"
    assert states(books) == ["delivered", "promised"]
