"""A parcel was left at a kitchen of another run: its own vehicle was booked with it, or left without it."""

import pytest
from books import Books
from goods import MILK, MILK_CODE, close_deliveries, code_of, pack_all, receive

from hubops.demo.model_worker import ModelWorker
from hubops.flows.floor import Answer

A01, B05 = "Kornbandet sykehjem", "Måkeskriket barnehage"


def label(books: Books, kitchen: str) -> str:
    return f"]C100{books.boxes(kitchen)[0].sscc}"


def take_up(worker: ModelWorker, vehicle: str = "V1") -> Answer:
    worker.start("handover")
    return worker.scan(f"VEHICLE-{vehicle}")


def delivered(worker: ModelWorker) -> Answer:
    """The paper of the stop in hand says that all was delivered."""
    worker.press("1")
    worker.type("0930")
    worker.type("Kari Nordmann")
    worker.press("enter")
    return worker.press("enter")


@pytest.fixture
def packed(worker: ModelWorker) -> ModelWorker:
    """A parcel of milk for each of four stops of V1 and three of V2 stands in its lane; a supervisor is signed in."""
    receive(worker, *[MILK_CODE] * 5)
    close_deliveries(worker)
    pack_all(worker, MILK)
    worker.stage_labels()
    worker.at(8, 25)
    worker.press("f10")
    worker.press("f10")
    worker.scan("BADGE-0002")
    return worker


@pytest.fixture
def both(packed: ModelWorker) -> ModelWorker:
    """Both are on the road, with all that was booked on them."""
    for vehicle in ("V1", "V2"):
        packed.load(vehicle)
    packed.at(13, 0)
    return packed


@pytest.fixture
def without(packed: ModelWorker, books: Books) -> ModelWorker:
    """V1 left without the parcel of B05, which nobody found: V2 had it."""
    packed.start("dispatch")
    packed.scan("VEHICLE-V1")
    packed.press("1")
    packed.press("3")
    packed.load("V1")
    packed.load("V2")
    packed.at(13, 0)
    assert (books.boxes("B05")[0].state, books.boxes("B05")[0].zone) == ("written_off", "loss")
    assert books.line("BK-2006", 3).state == "short"
    return packed


def test_the_kitchens_of_the_other_runs_come_after_the_own(both: ModelWorker, books: Books) -> None:
    take_up(both)
    both.press("f6")
    answer = both.scan(label(books, "B05"))

    lines = [(line.message.code, line.choice) for line in answer.prompt.lines]
    assert lines[:4] == [("wrong_stop.stop_line", n) for n in (1, 2, 3)] + [("wrong_stop.other_run_line", 4)]
    assert answer.prompt.lines[3].message.values == {"number": 4, "kitchen": A01, "route": "Asker"}


def test_it_stands_there_until_it_is_brought(both: ModelWorker, books: Books) -> None:
    before = books.boxes("B05")
    take_up(both)
    both.press("f6")
    both.scan(label(books, "B05"))
    both.press("4")
    assert books.boxes("B05")[0].state == "astray"
    assert ("wrong_stop", {"kitchen": B05, "number": 1, "other": A01}) in books.deviations()

    both.press("f6")
    assert both.press("1").prompt.what.values["other"] == A01
    assert code_of(both.press("1")) == "wrong_stop.fetched"
    assert books.boxes("B05") == before


def test_what_a_vehicle_left_without_may_stand_at_a_kitchen_of_another(without: ModelWorker, books: Books) -> None:
    take_up(without)
    answer = without.press("f6")
    assert answer.prompt.lines[0].message.values["kitchen"] == B05, "it is the likeliest"
    without.press("1")
    before = books.standing()

    assert code_of(without.press("4")) == "wrong_stop.left"
    assert books.boxes("B05")[0].state == "astray"
    assert books.line("BK-2006", 3).state == "on_its_way"
    assert code_of(without.press("f2")) == "undo.done"
    assert books.standing() == before


@pytest.mark.parametrize(
    ("end", "said", "state", "line"),
    [("1", "wrong_stop.fetched", "loaded", "on_its_way"), ("2", "wrong_stop.kept", "written_off", "short")],
)
def test_how_it_ends(without: ModelWorker, books: Books, end: str, said: str, state: str, line: str) -> None:
    take_up(without)
    without.press("f6")
    without.press("1")
    without.press("4")
    before = books.standing()
    without.press("f6")
    without.press("1")

    assert code_of(without.press(end)) == said
    assert (books.boxes("B05")[0].state, books.line("BK-2006", 3).state) == (state, line)
    assert code_of(without.press("f2")) == "undo.done"
    assert books.standing() == before


def test_all_ends_well(without: ModelWorker, books: Books) -> None:
    """The other driver has brought it; the stop that seemed to get nothing has a paper after all."""
    take_up(without)
    without.press("f6")
    without.press("1")
    without.press("4")
    without.press("f6")
    without.press("1")
    without.press("1")
    for _ in range(4):
        delivered(without)

    (box,) = books.boxes("B05")
    assert (box.state, books.line("BK-2006", 3).state) == ("delivered", "delivered")
    assert without.answer.prompt.id == "handover.papers"


def test_it_comes_back_to_the_hub_with_its_goods(without: ModelWorker, books: Books) -> None:
    take_up(without)
    without.press("f6")
    without.press("1")
    without.press("4")
    assert code_of(without.scan(label(books, "B05"))) == ""
    assert code_of(without.type("4,1")) == "handover.returned"

    (box,) = books.boxes("B05")
    assert (box.state, box.zone, [goods[1] for goods in box.goods]) == ("returned", "Q1", [4])


def test_with_the_other_papers_in_hand_one_is_told_which_to_scan(both: ModelWorker, books: Books) -> None:
    """It is the kitchen of V2 that rings."""
    take_up(both, "V2")
    both.press("f6")

    assert code_of(both.scan(label(books, "B05"))) == "handover.other_run"
