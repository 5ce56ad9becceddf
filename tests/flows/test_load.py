"""Loading: the vehicle, then each parcel; the wrong one is refused loudly, what is missing is listed."""

import pytest
from books import Books
from goods import MILK, code_of, label_of, stage_milk

from hubops.demo.model_worker import ModelWorker
from hubops.messages import Severity
from hubops.model.sscc import sscc


@pytest.fixture
def loader(worker: ModelWorker) -> ModelWorker:
    """A worker at V1, whose route Bærum waits with four parcels of milk; V2's Asker with three."""
    stage_milk(worker)
    worker.start("load")
    worker.scan("VEHICLE-V1")
    return worker


def test_what_is_missing_is_listed_last_stop_first(loader: ModelWorker) -> None:
    prompt = loader.answer.prompt

    assert prompt.what.values == {"vehicle": "V1", "route": "Bærum"}
    load, *missing = prompt.lines
    assert load.message.values == {"load_g": 0, "payload_g": 1_100_000, "load": 0, "crates": 60}
    assert [line.message.values["stop"] for line in missing] == [5, 3, 2, 1]
    assert [line.mark for line in missing] == ["here", "", "", ""]
    assert prompt.counter == (0, 4)


def test_each_parcel_is_scanned_onto_the_vehicle(loader: ModelWorker, books: Books) -> None:
    first = loader.scan(label_of(books, "B05"))
    assert (code_of(first), first.message and first.message.values["left"]) == ("load.done", 3)
    assert first.prompt.counter == (1, 4)

    for kitchen in ("B03", "B02"):
        loader.scan(label_of(books, kitchen))
    last = loader.scan(label_of(books, "B01"))

    assert (code_of(last), last.prompt.counter) == ("load.all_loaded", (4, 4))
    (load,) = last.prompt.lines
    assert (load.message.values["load_g"], load.message.values["load"]) == (28 * 1030, 4)
    assert {(box.state, box.zone) for box in books.boxes() if box.kitchen.startswith("B")} == {("loaded", "V1")}


def test_a_parcel_of_another_run_is_refused_loudly(loader: ModelWorker, books: Books) -> None:
    before = books.standing()

    answer = loader.scan(label_of(books, "A01"))

    assert (code_of(answer), answer.status) == ("load.other_run", Severity.REFUSED)
    assert answer.message is not None
    assert answer.message.values == {
        "kitchen": "Kornbandet sykehjem",
        "number": 1,
        "lane": "L2",
        "route": "Bærum",
        "other": "Asker",
        "vehicle": "V2",
    }
    assert books.standing() == before


def test_a_parcel_is_loaded_once(loader: ModelWorker, books: Books) -> None:
    loader.scan(label_of(books, "B05"))

    assert code_of(loader.scan(label_of(books, "B05"))) == "load.already"


def test_a_parcel_may_be_loaded_straight_from_the_dock(loader: ModelWorker, books: Books) -> None:
    """Staging was forgotten: the label is enough."""
    loader.press("f2")  # lets go of the vehicle
    for _ in books.boxes():
        loader.press("f2")
    assert {box.state for box in books.boxes()} == {"closed"}

    loader.start("load")
    loader.scan("VEHICLE-V1")

    assert code_of(loader.scan(label_of(books, "B05"))) == "load.done"


def test_a_withdrawn_label_is_refused(loader: ModelWorker, books: Books) -> None:
    code = label_of(books, "B01")
    while code[5:] not in {sscc for sscc, void in books.labels().items() if void}:
        loader.press("f2")
    loader.start("load")
    loader.scan("VEHICLE-V1")

    assert code_of(loader.scan(code)) == "parcel.void_label"


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        ("VEHICLE-V9", "load.no_run"),
        (f"]C100{sscc(3, '7039998', 9999)}", "parcel.unknown"),
        (MILK, "flow.not_now"),
        ("ZONE-L1", "flow.not_now"),
    ],
)
def test_what_is_no_parcel_is_refused(loader: ModelWorker, code: str, refusal: str) -> None:
    assert code_of(loader.scan(code)) == refusal
    assert loader.answer.prompt.id == "load.parcels"


def test_another_vehicle_may_be_taken_up(loader: ModelWorker) -> None:
    assert loader.scan("VEHICLE-V2").prompt.what.values["route"] == "Asker"
    assert loader.press("f3").prompt.id == "load.vehicle"


def test_a_vehicle_without_a_route_today(worker: ModelWorker) -> None:
    worker.next_day(6, 0)
    worker.start("load")

    assert code_of(worker.scan("VEHICLE-V1")) == "load.no_run"


def test_undo_unloads(loader: ModelWorker, books: Books) -> None:
    before = books.standing()
    loader.scan(label_of(books, "B05"))

    answer = loader.press("f2")

    assert answer.prompt.counter == (0, 4)
    assert books.standing() == before


def test_f4_goes_on_to_the_departure(loader: ModelWorker) -> None:
    answer = loader.press("f4")

    assert answer.prompt.id == "dispatch.confirm"
    assert answer.prompt.what.values["vehicle"] == "V1"


def test_f3_comes_back_to_the_loading(loader: ModelWorker) -> None:
    loader.press("f4")
    answer = loader.press("f3")

    assert (answer.prompt.id, answer.prompt.what.values["vehicle"]) == ("load.parcels", "V1")
    loader.press("f4")
    loader.scan("VEHICLE-V2")
    assert loader.press("f3").prompt.id == "dispatch.vehicle"
