"""Loading in reverse stop order, several vehicles at once, and taking parcels off again."""

import json

import pytest
from books import Books
from goods import code_of, label_of, stage_milk
from sqlalchemy import select

from hubops.demo.model_worker import ModelWorker
from hubops.messages import Severity
from hubops.model.evidence import Event


@pytest.fixture
def loader(worker: ModelWorker) -> ModelWorker:
    """A worker at V1, whose route Bærum waits with milk for the stops 5, 3, 2 and 1; V2's Asker waits too."""
    stage_milk(worker)
    worker.start("load")
    worker.scan("VEHICLE-V1")
    return worker


def states(books: Books) -> dict[str, tuple[str, str]]:
    """State and place of each kitchen's first parcel."""
    return {box.kitchen: (box.state, box.zone) for box in books.boxes()}


def loaded_facts(books: Books) -> list[dict[str, object]]:
    """What the log says of each loading."""
    rows = books.rows(select(Event.body).where(Event.kind == "loaded").order_by(Event.id))
    return [json.loads(row.body) for row in rows]


def test_an_earlier_stop_is_not_put_in_front_of_a_later_one(loader: ModelWorker, books: Books) -> None:
    before = books.standing()

    answer = loader.scan(label_of(books, "B02"))

    assert (code_of(answer), answer.status, answer.prompt.id) == ("load.in_front", Severity.WARN, "load.early")
    assert answer.message is not None
    assert (answer.message.values["stop"], answer.message.values["later"]) == (2, 5)
    assert answer.prompt.what.values == {"stop": 2, "later": 5, "kitchen": "Tussebekken barnehage", "number": 1}
    assert books.standing() == before


def test_the_same_label_again_puts_it_there_and_the_log_says_so(loader: ModelWorker, books: Books) -> None:
    loader.scan(label_of(books, "B02"))
    answer = loader.scan(label_of(books, "B02"))

    assert (code_of(answer), answer.prompt.id) == ("load.done", "load.parcels")
    assert [facts.get("in_front_of_stop") for facts in loaded_facts(books)] == [5]

    loader.scan(label_of(books, "B05"))
    assert [facts.get("in_front_of_stop") for facts in loaded_facts(books)] == [5, None]


def test_the_right_parcel_is_taken_instead(loader: ModelWorker, books: Books) -> None:
    loader.scan(label_of(books, "B02"))
    answer = loader.scan(label_of(books, "B05"))

    assert (code_of(answer), answer.prompt.id) == ("load.done", "load.parcels")
    assert loader.scan(label_of(books, "B02")).prompt.id == "load.early"  # stop 3 is still missing


def test_another_early_parcel_must_be_confirmed_itself(loader: ModelWorker, books: Books) -> None:
    loader.scan(label_of(books, "B02"))

    assert loader.scan(label_of(books, "B01")).prompt.id == "load.early"
    assert states(books)["B01"] == ("staged", "L1")


@pytest.mark.parametrize(("say", "prompt"), [("f3", "load.parcels"), ("VEHICLE-V2", "load.parcels")])
def test_an_early_parcel_is_laid_down(loader: ModelWorker, books: Books, say: str, prompt: str) -> None:
    loader.scan(label_of(books, "B02"))
    before = books.standing()

    answer = loader.press(say) if say == "f3" else loader.scan(say)

    assert answer.prompt.id == prompt
    assert books.standing() == before


def test_undo_of_a_parcel_in_front(loader: ModelWorker, books: Books) -> None:
    before = books.standing()
    loader.scan(label_of(books, "B02"))
    loader.scan(label_of(books, "B02"))

    answer = loader.press("f2")

    assert answer.prompt.id == "load.early"
    assert books.standing() == before


def test_two_vehicles_are_loaded_in_turns(loader: ModelWorker, books: Books) -> None:
    loader.scan(label_of(books, "B05"))
    loader.scan("VEHICLE-V2")
    answer = loader.scan(label_of(books, "A01"))
    if answer.prompt.id == "load.early":
        loader.scan(label_of(books, "A01"))

    assert (states(books)["B05"], states(books)["A01"]) == (("loaded", "V1"), ("loaded", "V2"))
    answer = loader.scan(label_of(books, "B03"))
    assert answer.message is not None
    assert (code_of(answer), answer.message.values["vehicle"]) == ("load.other_run", "V1")
    loader.scan("VEHICLE-V1")
    assert code_of(loader.scan(label_of(books, "B03"))) == "load.done"


def test_two_stations_load_two_vehicles(loader: ModelWorker, colleague: ModelWorker, books: Books) -> None:
    colleague.start("load")
    colleague.scan("VEHICLE-V2")
    loader.scan(label_of(books, "B05"))

    answer = colleague.scan(label_of(books, "B03"))

    assert answer.message is not None
    assert (code_of(answer), answer.message.values["vehicle"]) == ("load.other_run", "V1")


def test_a_parcel_is_taken_off_again(loader: ModelWorker, books: Books) -> None:
    before = books.standing()
    loader.scan(label_of(books, "B05"))
    assert loader.press("f5").prompt.id == "load.unload"

    answer = loader.scan(label_of(books, "B05"))

    assert (code_of(answer), answer.prompt.id) == ("load.unloaded", "load.unload")
    assert states(books)["B05"] == ("staged", "L1")
    assert books.standing() == before
    assert [row.kind for row in books.movements()][-2:] == ["load", "unload"]
    assert books.events("unloaded") == 1
    assert loader.press("f3").prompt.id == "load.parcels"
    assert code_of(loader.scan(label_of(books, "B05"))) == "load.done"


def test_undo_of_an_unloading(loader: ModelWorker, books: Books) -> None:
    loader.scan(label_of(books, "B05"))
    loader.press("f5")
    before = books.standing()
    loader.scan(label_of(books, "B05"))

    answer = loader.press("f2")

    assert answer.prompt.id == "load.unload"
    assert books.standing() == before


@pytest.mark.parametrize(("kitchen", "refusal"), [("B05", "load.not_loaded"), ("A01", "load.other_run")])
def test_what_is_not_on_the_vehicle_is_not_taken_off(
    loader: ModelWorker, books: Books, kitchen: str, refusal: str
) -> None:
    loader.press("f5")
    before = books.standing()

    assert code_of(loader.scan(label_of(books, kitchen))) == refusal
    assert books.standing() == before


def test_nothing_is_taken_off_after_the_departure(loader: ModelWorker, colleague: ModelWorker, books: Books) -> None:
    for kitchen in ("B05", "B03", "B02", "B01"):
        loader.scan(label_of(books, kitchen))
    loader.press("f5")
    colleague.start("dispatch")
    colleague.scan("VEHICLE-V1")
    colleague.depart("V1")
    before = books.standing()

    assert code_of(loader.scan(label_of(books, "B05"))) == "load.departed"
    assert books.standing() == before
