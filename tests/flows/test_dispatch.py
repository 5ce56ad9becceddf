"""Dispatch: a run departs when each parcel is loaded or written off with a reason; the manifest prints."""

import re

import pytest
from books import Books
from goods import BEEF, BEEF_CODE, MILK, MILK_CODE, close_deliveries, code_of, label_of, pack_all, receive, stage_milk

from hubops.demo.model_worker import ModelWorker
from hubops.flows import choosing


@pytest.fixture
def driver(worker: ModelWorker, books: Books) -> ModelWorker:
    """A worker at V1, a quarter of an hour before it leaves, with three of four parcels of milk loaded.

    B03's is still in its lane.
    """
    stage_milk(worker)
    worker.at(8, 0)
    worker.start("load")
    worker.scan("VEHICLE-V1")
    for kitchen in ("B05", "B02", "B02", "B01", "B01"):  # in front of B03: twice
        worker.scan(label_of(books, kitchen))
    worker.press("f4")
    return worker


def load_the_last(worker: ModelWorker, books: Books) -> None:
    """The fourth parcel goes on the vehicle."""
    worker.start("load")
    worker.scan("VEHICLE-V1")
    worker.scan(label_of(books, "B03"))
    worker.press("f4")


def test_what_stands_in_the_way_is_listed(driver: ModelWorker) -> None:
    prompt = driver.answer.prompt

    assert prompt.lines[0].message.code == "dispatch.missing_line"
    assert prompt.lines[0].message.values == {
        "number": 1,
        "parcel": 1,
        "kitchen": "Elvesvingen bo- og omsorgssenter",
        "stop": 3,
    }
    assert (prompt.lines[0].mark, prompt.counter) == ("bad", (3, 4))
    assert {line.message.code for line in prompt.lines[1:]} == {"dispatch.short_line"}


def test_more_parcels_than_digits_are_reached(worker: ModelWorker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four parcels of milk are missing, and let there be but two digits."""
    monkeypatch.setattr(choosing, "NINE", 2)
    receive(worker, *[MILK_CODE] * 5)
    close_deliveries(worker)
    pack_all(worker, MILK)
    worker.start("dispatch")
    prompt = worker.scan("VEHICLE-V1").prompt

    assert [line.message.code for line in prompt.lines][:3] == [*["dispatch.missing_line"] * 2, "nine.more"]
    last = worker.press("0").prompt.lines[1].message.values
    worker.press("2")
    answer = worker.press("1")
    assert (code_of(answer), answer.message and answer.message.values["kitchen"]) == (
        "dispatch.written_off",
        last["kitchen"],
    )


def test_nobody_departs_without_a_parcel(driver: ModelWorker, books: Books) -> None:
    before = books.standing()

    assert code_of(driver.scan("VEHICLE-V1")) == "dispatch.not_loaded"
    assert books.standing() == before


def test_nobody_departs_while_a_parcel_is_open(worker: ModelWorker) -> None:
    receive(worker, *[MILK_CODE] * 5)
    pack_all(worker, MILK)
    worker.start("dispatch")
    worker.scan("VEHICLE-V1")

    assert code_of(worker.scan("VEHICLE-V1")) == "dispatch.open_parcel"


def test_what_is_still_open_is_closed_from_the_dispatch(worker: ModelWorker, books: Books) -> None:
    receive(worker, *[MILK_CODE] * 5)
    pack_all(worker, MILK)
    worker.start("dispatch")
    worker.scan("VEHICLE-V1")

    assert code_of(worker.press("f4")) == "dispatch.closed"
    assert {box.state for box in books.boxes("B01")} == {"closed"}
    assert code_of(worker.scan("VEHICLE-V1")) == "dispatch.not_loaded"
    assert code_of(worker.press("f4")) == "dispatch.nothing_open"


@pytest.mark.parametrize(
    ("digit", "reason", "state"), [("1", "damaged", "waste"), ("2", "too_warm", "waste"), ("3", "not_found", "short")]
)
def test_a_parcel_is_written_off_with_a_reason(
    driver: ModelWorker, books: Books, digit: str, reason: str, state: str
) -> None:
    assert driver.press("1").prompt.id == "dispatch.reason"
    answer = driver.press(digit)

    assert (code_of(answer), answer.prompt.id) == ("dispatch.written_off", "dispatch.confirm")
    (box,) = books.boxes("B03")
    assert (box.state, box.goods) == ("written_off", ())
    kitchen = "Elvesvingen bo- og omsorgssenter"
    assert ("written_off", {"kitchen": kitchen, "number": 1, "reason_word": reason}) in books.deviations()

    assert code_of(driver.scan("VEHICLE-V1")) == "dispatch.departed"
    assert books.line("BK-2004", 1).state == state
    (manifest,) = books.jobs("manifest")
    assert manifest["written_off"] == [{"kitchen_name": kitchen, "sscc": box.sscc, "reason": reason}]


def test_a_parcel_is_chosen_by_its_label_too_even_a_loaded_one(driver: ModelWorker, books: Books) -> None:
    driver.scan(label_of(books, "B05"))
    driver.press("1")

    assert [box.state for box in books.boxes("B05")] == ["written_off"]
    assert driver.answer.prompt.counter == (2, 3)


@pytest.mark.parametrize(
    ("say", "refusal"),
    [
        ([("press", "2")], "dispatch.no_such_parcel"),
        ([("press", "0")], "dispatch.no_such_parcel"),
        ([("press", "1"), ("press", "4")], "receive.no_such_reason"),
        ([("scan", "A01")], "load.other_run"),
        ([("press", "1"), ("press", "f3"), ("scan", "VEHICLE-V1")], "dispatch.not_loaded"),
        ([("scan", "VEHICLE-V9")], "load.no_run"),
    ],
)
def test_what_cannot_be_written_off(
    driver: ModelWorker, books: Books, say: list[tuple[str, str]], refusal: str
) -> None:
    before = books.standing()

    for how, what in say:
        getattr(driver, how)(label_of(books, what) if what.startswith("A") else what)

    assert code_of(driver.answer) == refusal
    assert books.standing() == before


def test_a_parcel_is_written_off_once(driver: ModelWorker, books: Books) -> None:
    driver.press("1")
    driver.press("1")

    assert code_of(driver.scan(label_of(books, "B03"))) == "load.not_ready"


def test_the_question_why_names_the_parcel(driver: ModelWorker) -> None:
    missing = driver.answer.prompt.lines[0].message.values

    values = driver.press("1").prompt.what.values

    assert (values["kitchen"], values["number"]) == (missing["kitchen"], missing["parcel"])


def test_another_vehicle_is_taken_up_instead_of_departing(driver: ModelWorker) -> None:
    answer = driver.scan("VEHICLE-V2")

    assert (answer.prompt.id, answer.prompt.what.values["vehicle"]) == ("dispatch.confirm", "V2")


def test_what_was_not_packed_is_declared_short(driver: ModelWorker, books: Books) -> None:
    load_the_last(driver, books)
    driver.scan("VEHICLE-V1")

    assert books.line("BK-2006", 3).state == "on_its_way"  # milk
    line = books.line("BK-2006", 1)  # carrots never came
    assert (line.state, line.short, line.pieces) == ("short", 1, 1)
    assert ("line_short", "Gulrot vasket 2 kg", 1) in [
        (kind, facts.get("product"), facts.get("pieces")) for kind, facts in books.deviations()
    ]


def test_the_manifest(driver: ModelWorker, books: Books) -> None:
    load_the_last(driver, books)
    answer = driver.scan("VEHICLE-V1")

    (manifest,) = books.jobs("manifest")
    assert (answer.prompt.id, code_of(answer)) == ("dispatch.taker", "dispatch.departed")
    assert answer.message is not None
    assert answer.message.values["manifest"] == manifest["code"]
    assert re.fullmatch(r"R1-20261124-1-[0-9A-F]{4}", manifest["code"])
    assert [stop["stop"] for stop in manifest["stops"]] == [1, 2, 3, 4, 5]
    assert [len(stop["parcels"]) for stop in manifest["stops"]] == [1, 1, 1, 0, 1]
    stop = manifest["stops"][2]
    assert (stop["kitchen_name"], stop["address"]) == (
        "Elvesvingen bo- og omsorgssenter",
        "Elvesvingen 1, 1353 Bærums Verk",
    )
    assert (stop["window_start"], stop["arrival"], stop["access_note"]) == ("07:00", "09:50", "Rampe på nordsiden")
    (parcel,) = stop["parcels"]
    assert (parcel["sscc"], parcel["weight_g"], parcel["max_cc"]) == (books.boxes("B03")[0].sscc, 8240, 400)
    assert [(line["lot"], line["pieces"]) for line in parcel["lines"]] == [("L0212", 8)]
    assert manifest["owners"] == [
        {"name": "Ysteriet på Blåmyra", "address": "Blåmyra 4, 3410 Sylling", "approval_number": "NO DEMO1 EFTA"}
    ]


def test_a_vehicle_departs_once(driver: ModelWorker, books: Books) -> None:
    load_the_last(driver, books)
    driver.scan("VEHICLE-V1")

    assert code_of(driver.scan("VEHICLE-V1")) == "load.departed"


def test_undo_calls_the_vehicle_back(driver: ModelWorker, books: Books) -> None:
    load_the_last(driver, books)
    before = books.standing()
    first = driver.scan("VEHICLE-V1")

    answer = driver.press("f2")

    assert answer.prompt.id == "dispatch.confirm"
    assert books.standing() == before
    assert books.jobs("manifest") == []
    again = driver.scan("VEHICLE-V1")
    assert again.message is not None
    assert first.message is not None
    assert again.message.values["manifest"] != first.message.values["manifest"]  # each version has its own code


def test_undo_of_a_write_off(driver: ModelWorker, books: Books) -> None:
    before = books.standing()
    driver.press("1")
    driver.press("1")

    answer = driver.press("f2")

    assert answer.prompt.id == "dispatch.reason"
    assert books.standing() == before


@pytest.mark.parametrize("booked", ["load", "write_off"])
def test_nothing_is_taken_off_a_vehicle_that_a_colleague_sent_away(
    driver: ModelWorker, colleague: ModelWorker, books: Books, booked: str
) -> None:
    if booked == "load":
        load_the_last(driver, books)
    else:
        driver.press("1")
        driver.press("1")
    colleague.start("dispatch")
    colleague.scan("VEHICLE-V1")
    assert code_of(colleague.scan("VEHICLE-V1")) == "dispatch.departed"
    before = books.standing()

    assert code_of(driver.press("f2")) == "undo.moved_on"
    assert books.standing() == before


def test_a_weighed_parcel_that_is_written_off_leaves_nothing_behind(worker: ModelWorker, books: Books) -> None:
    receive(worker, BEEF_CODE, BEEF_CODE)
    close_deliveries(worker)
    worker.start("crossdock")
    worker.scan(BEEF)
    worker.weigh(8200)
    worker.start("dispatch")
    worker.scan("VEHICLE-V1")
    worker.press("1")
    worker.press("1")

    assert books.boxes("B03")[0].goods == ()
    assert books.loose("D1") == {"KJ7": (4, 7800)}
