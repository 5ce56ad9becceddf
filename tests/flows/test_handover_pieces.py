"""Hand over: a kitchen took a parcel but not all that was in it; each piece that it did not take is told."""

import pytest
from books import Books
from goods import CARROT_CODE, CARROTS, close_deliveries, code_of, drive_v1, pack_all, receive
from sqlalchemy import select

from hubops.demo.model_worker import ModelWorker
from hubops.flows.floor import Answer
from hubops.model.orders import Shortage
from hubops.model.outbound import Handover
from hubops.queries.statement import LineState

FIRST = "Furukollen skole"


@pytest.fixture
def driver(worker: ModelWorker, books: Books) -> ModelWorker:
    """V1 is back from four stops with a parcel or two each."""
    drive_v1(worker)
    worker.start("handover")
    worker.scan(f"]Q1MANIFEST-{books.jobs('manifest')[-1]['code']}")
    return worker


def finish(worker: ModelWorker) -> Answer:
    """Read the rest of the paper: when, who, how cold, no crates."""
    worker.type("0907")
    worker.type("Kari Nordmann")
    worker.type("3,4")
    return worker.press("enter")


def leave(worker: ModelWorker, article: str, pieces: str, fate: str) -> Answer:
    """Tell of an article how many pieces were not taken, and what became of them."""
    worker.press(article)
    worker.type(pieces)
    return worker.press(fate)


def to_one_parcel(worker: ModelWorker) -> Answer:
    """The first parcel of the first stop, whether it has one or more."""
    answer = worker.press("2")
    return worker.press("1") if answer.prompt.id == "handover.back" else answer


def end_telling(worker: ModelWorker) -> None:
    """No more of this parcel, and of no other."""
    while worker.answer.prompt.id != "handover.time":
        worker.press("enter")


def told(books: Books) -> list[tuple[str, int]]:
    """Kind and pieces of the deviations about single pieces."""
    return [(kind, facts["pieces"]) for kind, facts in books.deviations() if kind.startswith("pieces_")]


def of_first_stop(books: Books) -> list[LineState]:
    """The statement's lines of the stop that have lost anything."""
    return [line for line in books.statement().lines if line.kitchen == FIRST and line.refused]


def test_pieces_left_at_the_kitchen_are_waste_and_the_rest_is_delivered(driver: ModelWorker, books: Books) -> None:
    assert to_one_parcel(driver).prompt.id == "handover.article"
    assert leave(driver, "1", "1", "2").prompt.id == "handover.article"
    end_telling(driver)
    answer = finish(driver)

    assert code_of(answer) == "handover.recorded_now"
    assert {box.state for box in books.boxes("B01")} == {"delivered"}
    assert told(books) == [("pieces_not_taken", 1)]
    assert not [kind for kind, _ in books.deviations() if kind == "stop_part"]
    (line,) = of_first_stop(books)
    assert (line.state, line.refused, line.delivered, line.short) == ("refused", 1, line.pieces - 1, 0)


def test_pieces_that_came_back_are_measured_and_stand_in_quarantine(driver: ModelWorker, books: Books) -> None:
    to_one_parcel(driver)
    assert leave(driver, "1", "1", "1").prompt.id == "handover.pieces_back"
    assert driver.type("12,5").prompt.id == "handover.article"
    end_telling(driver)
    finish(driver)

    assert told(books) == [("pieces_returned", 1)]
    assert "too_warm" in {kind for kind, _ in books.deviations()}
    assert [pieces for pieces, _ in books.loose("Q1").values()] == [1]


def test_it_is_undone_as_one(driver: ModelWorker, books: Books) -> None:
    before = books.standing()
    to_one_parcel(driver)
    leave(driver, "1", "1", "3")
    end_telling(driver)
    finish(driver)

    driver.press("f2")

    assert books.standing() == before
    assert not told(books)
    assert not of_first_stop(books)
    assert not books.rows(select(Shortage).where(Shortage.reason == "not_taken", Shortage.undone_by_id.is_(None)))
    assert not books.rows(select(Handover).where(Handover.undone_by_id.is_(None)))


def test_a_parcel_of_which_nothing_was_taken_is_not_told_by_the_piece(driver: ModelWorker) -> None:
    to_one_parcel(driver)
    driver.press("1")
    most = driver.answer.prompt.what.values["most"]
    assert code_of(driver.type("999")) == "answer.no_count"
    driver.type(str(most))
    driver.press("4")
    last = driver.press("1")

    assert (code_of(last), last.prompt.id) in (
        ("handover.all_pieces", "handover.article"),
        ("", "handover.count"),
    )


def test_nothing_told_is_no_part(driver: ModelWorker) -> None:
    to_one_parcel(driver)
    answer = driver.press("enter")
    if answer.prompt.id == "handover.back":
        answer = driver.press("enter")

    assert code_of(answer) in ("handover.none_told", "handover.none_back")


@pytest.mark.parametrize("steps", [("1",), ("1", "type")])
def test_back_leads_to_the_articles(driver: ModelWorker, steps: tuple[str, ...]) -> None:
    to_one_parcel(driver)
    driver.press("1")
    if "type" in steps:
        driver.type("1")

    assert driver.press("f3").prompt.id == "handover.article"


TO_STATE: dict[str, tuple[str, ...]] = {
    "article": (),
    "count": ("1",),
    "fate": ("1", "=1"),
    "pieces_back": ("1", "=1", "1", "enter"),
}
"""From the articles of a parcel to each question about its pieces; what begins with = is typed."""


def ask(worker: ModelWorker, state: str) -> None:
    """Go on to a question about pieces."""
    to_one_parcel(worker)
    for step in TO_STATE[state]:
        worker.type(step[1:]) if step.startswith("=") else worker.press(step)
    while worker.answer.prompt.id == "handover.back" and state == "pieces_back":
        worker.press("enter")
    assert worker.answer.prompt.id == f"handover.{state}"


@pytest.mark.parametrize("paper", ["manifest", "vehicle"])
@pytest.mark.parametrize("state", TO_STATE)
def test_another_paper_is_read_instead(driver: ModelWorker, books: Books, state: str, paper: str) -> None:
    """The stop is read anew from its beginning; nothing of it was written down."""
    before = books.standing()
    ask(driver, state)
    sign = "VEHICLE-V1" if paper == "vehicle" else f"]Q1MANIFEST-{books.jobs('manifest')[-1]['code']}"
    assert driver.scan(sign).prompt.id == "handover.stop"
    assert books.standing() == before


def test_back_from_the_temperature_of_pieces(driver: ModelWorker) -> None:
    ask(driver, "pieces_back")
    assert driver.press("f3").prompt.id != "handover.pieces_back"


@pytest.fixture
def carrots(worker: ModelWorker) -> ModelWorker:
    """V1 is back; its last stop was to get a single bag of carrots, and nothing else."""
    receive(worker, *[CARROT_CODE] * 3)
    close_deliveries(worker)
    pack_all(worker, CARROTS)
    worker.stage_labels()
    worker.at(8, 25)
    worker.load("V1")
    worker.at(13, 0)
    worker.start("handover")
    worker.scan("VEHICLE-V1")
    while worker.answer.prompt.what.values["kitchen"] != "Måkeskriket barnehage":
        worker.press("f5")
    return worker


def test_of_a_single_piece_no_part_is_offered(carrots: ModelWorker, books: Books) -> None:
    assert "1 parcel: 1 delivered, 3 refused, 4 not home." in carrots.answer.prompt.what.text("en")
    before = books.standing()

    answer = carrots.press("2")
    assert (code_of(answer), answer.prompt.id) == ("handover.one_piece", "handover.stop")
    assert books.standing() == before
    assert carrots.press("1").prompt.id == "handover.time"


def test_of_more_pieces_a_part_is_offered(carrots: ModelWorker) -> None:
    carrots.press("f5")

    assert "1 delivered, 2 part, 3 refused, 4 not home." in carrots.answer.prompt.what.text("en")
    assert carrots.press("2").prompt.id == "handover.article"


def test_beside_others_a_parcel_of_a_single_piece_has_no_digit(driver: ModelWorker, books: Books) -> None:
    """It can be scanned as come back, and that is all that can be told of it."""
    while driver.answer.prompt.what.values["kitchen"] != "Måkeskriket barnehage":
        driver.press("f5")
    answer = driver.press("2")

    assert [(line.message.code, line.choice) for line in answer.prompt.lines] == [
        ("handover.parcel_line", 0),
        ("handover.parcel_choice", 1),
    ]
    assert driver.press("1").prompt.id == "handover.article"
    driver.press("enter")
    carrots = next(box for box in books.boxes("B05") if sum(goods[1] for goods in box.goods) == 1)
    assert code_of(driver.scan(f"]C100{carrots.sscc}")) == ""
    assert driver.press("enter").prompt.id == "handover.time"
