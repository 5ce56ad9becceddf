"""Hand over: the signed manifest is read stop by stop, what was not delivered is scanned in and set apart."""

import pytest
from books import Books
from goods import (
    code_of,
    drive_v1,
    stage_milk,
)
from sqlalchemy import select

from hubops.demo.model_worker import ModelWorker
from hubops.flows.floor import Answer
from hubops.model.evidence import Event
from hubops.model.outbound import Handover
from hubops.store.rows import AnyRow

B01, B02, B03, B05 = (
    "Furukollen skole",
    "Tussebekken barnehage",
    "Elvesvingen bo- og omsorgssenter",
    "Måkeskriket barnehage",
)


@pytest.fixture
def driver(worker: ModelWorker, books: Books) -> ModelWorker:
    """At one o'clock V1 is back from Bærum: four stops with milk, where carrots came too, two parcels."""
    drive_v1(worker)
    worker.start("handover")
    worker.scan(manifest_of(books))
    return worker


def manifest_of(books: Books) -> str:
    """The code on the paper that printed last."""
    return f"]Q1MANIFEST-{books.jobs('manifest')[-1]['code']}"


def labels_of(books: Books, kitchen: str) -> list[str]:
    """The codes on the labels of a kitchen's parcels."""
    return [f"]C100{box.sscc}" for box in books.boxes(kitchen)]


def states(books: Books, kitchen: str) -> list[tuple[str, str]]:
    """State and place of a kitchen's parcels."""
    return [(box.state, box.zone) for box in books.boxes(kitchen)]


def records(books: Books) -> list[AnyRow]:
    """The stops that stand as recorded."""
    return books.rows(select(Handover).where(Handover.undone_by_id.is_(None)).order_by(Handover.id))


def record(worker: ModelWorker, digit: str, at: str = "0930", temperature: str = "3,4", crates: str = "") -> Answer:
    """Read one stop off the paper that was delivered, refused, or found nobody home."""
    worker.press(digit)
    worker.type(at)
    if digit != "4":
        worker.type("Kari Nordmann")
        _typed_or_enter(worker, temperature)
    return _typed_or_enter(worker, crates)


def _typed_or_enter(worker: ModelWorker, text: str) -> Answer:
    return worker.type(text) if text else worker.press("enter")


def test_the_stops_are_listed_and_the_first_one_is_asked(driver: ModelWorker, books: Books) -> None:
    prompt = driver.answer.prompt

    assert (prompt.id, prompt.what.values["kitchen"], prompt.counter) == ("handover.stop", B01, (0, 4))
    assert [line.message.values["kitchen"] for line in prompt.lines] == [B01, B02, B03, B05]  # B04 got nothing
    assert [line.mark for line in prompt.lines] == ["here", "", "", ""]


def test_a_stop_is_delivered(driver: ModelWorker, books: Books) -> None:
    answer = record(driver, "1", "0907", "3,4", "2")

    assert (code_of(answer), answer.prompt.id) == ("handover.recorded_now", "handover.stop")
    assert [line.mark for line in answer.prompt.lines] == ["done", "here", "", ""]
    assert set(states(books, "B01")) == {("delivered", "kitchen")}
    assert all(box.goods == () for box in books.boxes("B01"))
    (row,) = records(books)
    assert (row.outcome, row.receiver, row.temperature_cc, row.crates_back) == ("delivered", "Kari Nordmann", 340, 2)
    assert row.delivered_at.isoformat() == "2026-11-24T08:07:00+00:00"
    assert not [kind for kind, _ in books.deviations() if kind.startswith(("stop_", "delivered_"))]


def test_temperature_and_crates_may_be_missing_on_the_paper(driver: ModelWorker, books: Books) -> None:
    record(driver, "1", temperature="", crates="")

    assert [(row.temperature_cc, row.crates_back) for row in records(books)] == [(None, 0)]


def test_each_parcel_and_each_stop_has_its_event_without_the_name(driver: ModelWorker, books: Books) -> None:
    record(driver, "1")

    facts = books.rows(select(Event).where(Event.kind.in_(("delivered", "handed_over"))).order_by(Event.id))
    assert [row.kind for row in facts] == ["delivered"] * len(books.boxes("B01")) + ["handed_over"]
    assert not [row for row in facts if "Kari" in row.body]


@pytest.mark.parametrize(
    ("digit", "outcome", "deviation"),
    [("3", "refused", "stop_refused"), ("4", "not_home", "stop_not_home")],
)
def test_what_was_not_taken_stays_on_the_vehicle(
    driver: ModelWorker, books: Books, digit: str, outcome: str, deviation: str
) -> None:
    answer = record(driver, digit)

    assert set(states(books, "B01")) == {("loaded", "V1")}
    assert [row.outcome for row in records(books)] == [outcome]
    parcels = len(books.boxes("B01"))
    assert (deviation, {"kitchen": B01, "parcels": parcels}) in books.deviations()
    line = answer.prompt.lines[0]
    assert (line.mark, line.message.code, line.message.values["on_board"]) == (
        "bad",
        "handover.on_board_line",
        parcels,
    )


def test_nobody_home_signs_nothing(driver: ModelWorker, books: Books) -> None:
    driver.press("4")

    assert driver.type("0930").prompt.id == "handover.crates"


def test_part_delivered(driver: ModelWorker, books: Books) -> None:
    """B05 has milk and carrots; the milk came back."""
    for _ in range(3):
        record(driver, "1")
    milk, carrots = books.boxes("B05")
    assert driver.press("2").prompt.id == "handover.back"
    answer = driver.scan(f"]C100{milk.sscc}")
    assert [line.mark for line in answer.prompt.lines] == ["bad", ""]
    assert driver.press("enter").prompt.id == "handover.time"
    driver.type("1045")
    driver.type("Ola")
    driver.type("3,1")
    answer = driver.press("enter")

    assert states(books, "B05") == [("loaded", "V1"), ("delivered", "kitchen")]
    assert ("stop_part", {"kitchen": B05, "parcels": 1}) in books.deviations()
    assert answer.prompt.id == "handover.unload"
    assert answer.prompt.what.values == {"vehicle": "V1", "parcels": 1}
    assert [(line.message.values["kitchen"], line.mark) for line in answer.prompt.lines] == [
        (B05, "bad"),
        *((kitchen, "done") for kitchen in (B01, B02, B03)),
    ], "what is still on the vehicle comes first"

    driver.scan(f"]C100{milk.sscc}")
    answer = driver.type("4,2")
    assert (code_of(answer), answer.prompt.id) == ("handover.returned", "handover.papers")
    assert carrots.goods == (("L7", 1, 2000),)
    assert code_of(driver.scan(manifest_of(books))) == "handover.all_done"


@pytest.mark.parametrize(
    ("say", "refusal", "prompt"),
    [
        ([("press", "2"), ("press", "enter")], "handover.none_back", "handover.back"),
        ([("press", "2"), ("scan", "0"), ("scan", "1"), ("press", "enter")], "handover.all_back", "handover.back"),
        ([("press", "2"), ("scan", "0"), ("scan", "0")], "handover.told_already", "handover.back"),
        ([("press", "2"), ("scan", "B01")], "handover.other_stop", "handover.back"),
        ([("press", "6")], "handover.no_such_outcome", "handover.stop"),
        ([("press", "5")], "handover.not_elsewhere", "handover.stop"),
        ([("press", "0")], "handover.no_such_outcome", "handover.stop"),
        ([("scan", "0"), ("type", "4"), ("press", "1")], "handover.came_back", "handover.stop"),
        ([("scan", "A01")], "handover.other_run", "handover.stop"),
        ([("scan", "B01")], "handover.delivered_already", "handover.stop"),
        ([("scan", "0"), ("type", "4"), ("scan", "0")], "handover.not_on_board", "handover.stop"),
    ],
)
def test_what_contradicts_itself_is_refused(
    driver: ModelWorker, books: Books, say: list[tuple[str, str]], refusal: str, prompt: str
) -> None:
    """Stops 1 to 3 are delivered, B05 is in hand with two parcels."""
    for _ in range(3):
        record(driver, "1")
    for how, what in say:
        if how == "scan":
            what = labels_of(books, "B05")[int(what)] if what.isdigit() else labels_of(books, what)[0]  # noqa: PLW2901
        before = books.standing()
        getattr(driver, how)(what)

    assert (code_of(driver.answer), driver.answer.prompt.id) == (refusal, prompt)
    assert books.standing() == before


def test_a_stop_with_one_parcel_takes_it_or_not(worker: ModelWorker) -> None:
    stage_milk(worker)
    worker.load("V1")
    worker.start("handover")
    worker.scan("VEHICLE-V1")

    assert worker.press("2").prompt.id == "handover.article"  # single pieces of it: test_handover_pieces.py
    assert worker.press("f3").prompt.id == "handover.stop"


@pytest.mark.parametrize(
    ("typed", "answered"),
    [
        ("0840", "handover.receiver"),
        ("9:07", "handover.receiver"),
        ("1300", "handover.receiver"),
        ("1301", "handover.time_outside"),
        ("0815", "handover.time_outside"),  # before the departure: it would be tomorrow's
        ("2460", "answer.no_time"),
        ("now", "answer.no_time"),
    ],
)
def test_the_time_lies_between_departure_and_now(driver: ModelWorker, typed: str, answered: str) -> None:
    driver.press("1")

    answer = driver.type(typed)

    assert (code_of(answer) or answer.prompt.id) == answered


def test_a_driver_who_comes_back_after_midnight(driver: ModelWorker, books: Books) -> None:
    driver.next_day(1, 0)
    record(driver, "1", "0030")

    assert [row.delivered_at.isoformat() for row in records(books)] == ["2026-11-24T23:30:00+00:00"]
    assert "delivered_late" in dict(books.deviations())


@pytest.mark.parametrize(
    ("typed", "deviations"),
    [
        ("0829", ["delivered_early"]),
        ("0830", []),
        ("1030", []),
        ("1031", ["delivered_late"]),
    ],
)
def test_outside_the_window_is_a_deviation(
    driver: ModelWorker, books: Books, typed: str, deviations: list[str]
) -> None:
    """B01 receives from 08:30 to 10:30."""
    record(driver, "1", typed)

    found = [(kind, facts) for kind, facts in books.deviations() if kind.startswith("delivered_")]
    assert [kind for kind, _ in found] == deviations
    values = {"kitchen": B01, "time": f"{typed[:2]}:{typed[2:]}", "start": "08:30", "end": "10:30"}
    assert all(facts == values for _, facts in found)


@pytest.mark.parametrize(
    ("digit", "measured", "warm"),
    [("1", "", []), ("1", "4,0", []), ("1", "9", [900]), ("3", "9", [900])],
)
def test_what_was_too_warm_at_the_kitchen_is_a_deviation(
    driver: ModelWorker, books: Books, digit: str, measured: str, warm: list[int]
) -> None:
    """Milk may have 4 degrees; of the carrots beside it nobody measures."""
    record(driver, digit, temperature=measured)

    found = [facts for kind, facts in books.deviations() if kind == "delivered_warm"]
    assert [facts["measured_cc"] for facts in found] == warm
    assert all((facts["kitchen"], facts["class_word"]) == (B01, "chilled_default") for facts in found)


@pytest.mark.parametrize(
    ("state", "typed", "refusal"),
    [
        ("receiver", "", "answer.no_name"),
        ("receiver", "7", "answer.no_name"),
        ("receiver", "x" * 41, "answer.no_name"),
        ("temperature", "warm", "answer.no_temperature"),
        ("crates", "-1", "answer.no_crates"),
        ("crates", "501", "answer.no_crates"),
    ],
)
def test_what_cannot_be_read_is_asked_again(driver: ModelWorker, state: str, typed: str, refusal: str) -> None:
    for text in ("1", "0930", "Kari", "3,4"):
        if driver.answer.prompt.id == f"handover.{state}":
            break
        _ = driver.press(text) if text == "1" else driver.type(text)

    answer = driver.type(typed)

    assert (code_of(answer), answer.prompt.id) == (refusal, f"handover.{state}")


def test_a_return_stands_in_quarantine_with_its_temperature(driver: ModelWorker, books: Books) -> None:
    """Unloaded before the paper is read: each class is measured once."""
    milk_of_b01, milk_of_b02 = labels_of(books, "B01")[0], labels_of(books, "B02")[0]

    assert driver.scan(milk_of_b01).prompt.id == "handover.return"
    assert driver.answer.prompt.what.values["class_word"] == "chilled_default"
    assert code_of(driver.type("4,6")) == "handover.returned"
    again = driver.scan(milk_of_b02)

    assert (code_of(again), again.prompt.id) == ("handover.returned", "handover.stop")
    box = books.boxes("B01")[0]
    assert (box.state, box.zone, len(box.goods)) == ("returned", "Q1", 1)
    assert ("returned", {"kitchen": B02, "number": 1, "measured_cc": 460}) in books.deviations()


def test_a_return_may_be_given_up(driver: ModelWorker, books: Books) -> None:
    driver.scan(labels_of(books, "B01")[0])

    assert driver.press("f3").prompt.id == "handover.stop"
    assert set(states(books, "B01")) == {("loaded", "V1")}


def test_what_was_unloaded_first_counts_as_told(driver: ModelWorker, books: Books) -> None:
    for _ in range(3):
        record(driver, "1")
    driver.scan(labels_of(books, "B05")[0])
    driver.type("4,6")
    driver.press("2")
    driver.press("enter")
    for text in ("1045", "Ola", "3"):
        driver.type(text)
    driver.press("enter")

    assert states(books, "B05") == [("returned", "Q1"), ("delivered", "kitchen")]
    assert driver.answer.prompt.id == "handover.papers"


def test_a_stop_is_skipped_and_comes_again(driver: ModelWorker) -> None:
    seen = [driver.press("f5").prompt.what.values["kitchen"] for _ in range(4)]

    assert seen == [B02, B03, B05, B01]


def test_f3_lays_the_stop_down(driver: ModelWorker, books: Books) -> None:
    driver.press("3")
    driver.type("0930")

    assert driver.press("f3").prompt.id == "handover.stop"
    record(driver, "1")
    assert [row.outcome for row in records(books)] == ["delivered"]


def test_the_vehicle_will_do_instead_of_the_paper(driver: ModelWorker) -> None:
    driver.press("f3")

    assert driver.scan("VEHICLE-V1").prompt.what.values["kitchen"] == B01


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        ("MANIFEST-R1-20261124-9-0000", "handover.unknown_manifest"),
        ("VEHICLE-V2", "handover.no_departure"),
        ("VEHICLE-V9", "handover.no_departure"),
        ("ZONE-K1", "flow.not_now"),
    ],
)
def test_papers_that_cannot_be_taken(driver: ModelWorker, code: str, refusal: str) -> None:
    assert code_of(driver.scan(code)) == refusal


def test_an_older_version_is_refused_with_the_reason(driver: ModelWorker, books: Books) -> None:
    old = manifest_of(books)
    driver.press("f2")  # lets go of the papers
    driver.press("f2")
    assert code_of(driver.scan(old)) == "handover.not_departed"
    driver.start("dispatch")
    driver.scan("VEHICLE-V1")
    driver.depart("V1")
    driver.start("handover")

    answer = driver.scan(old)

    assert answer.message is not None
    assert (answer.message.code, answer.message.values) == (
        "handover.old_manifest",
        {"route": "Bærum", "version": 1, "newest": 2},
    )
    assert driver.scan(manifest_of(books)).prompt.id == "handover.stop"


def test_a_stop_is_recorded_once(driver: ModelWorker, colleague: ModelWorker, books: Books) -> None:
    driver.press("1")
    driver.type("0930")
    driver.type("Kari")
    colleague.start("handover")
    colleague.scan(manifest_of(books))
    record(colleague, "1")
    before = books.standing()

    driver.press("enter")
    driver.press("enter")

    assert books.standing() == before
    assert len(records(books)) == 1
    assert driver.scan(manifest_of(books)).prompt.what.values["kitchen"] == B02


@pytest.mark.parametrize("digit", ["1", "3", "4"])
def test_undo_of_a_stop(driver: ModelWorker, books: Books, digit: str) -> None:
    before = books.standing()
    record(driver, digit)

    answer = driver.press("f2")

    assert (code_of(answer), answer.prompt.id) == ("undo.done", "handover.crates")
    assert books.standing() == before
    driver.press("f3")
    assert code_of(record(driver, "1")) == "handover.recorded_now"


def test_undo_of_a_return(driver: ModelWorker, books: Books) -> None:
    driver.scan(labels_of(books, "B01")[0])
    before = books.standing()
    driver.type("4,6")

    answer = driver.press("f2")

    assert answer.prompt.id == "handover.return"
    assert books.standing() == before


@pytest.mark.parametrize("came", ["nobody home", "return"])
def test_a_vehicle_whose_driver_is_back_cannot_be_called_back(
    driver: ModelWorker, colleague: ModelWorker, books: Books, came: str
) -> None:
    """dock1 let it depart, dock2 books what came back."""
    colleague.start("handover")
    colleague.scan("VEHICLE-V1")
    if came == "return":
        colleague.scan(labels_of(books, "B01")[0])
        colleague.type("4")
    else:
        record(colleague, "4")
    before = books.standing()
    driver.press("f2")  # lets go of the papers

    assert code_of(driver.press("f2")) == "undo.moved_on"
    assert books.standing() == before


def test_a_terminal_comes_back_to_the_same_question(driver: ModelWorker) -> None:
    driver.press("1")
    driver.type("0930")

    assert driver.floor.resume().prompt.id == "handover.receiver"
    driver.type("Kari")
    assert driver.answer.prompt.id == "handover.temperature"


IN_STATE: dict[str, tuple[str, ...]] = {
    "stop": ("f5",),
    "back": ("f5", "f5", "f5", "2"),
    "time": ("3",),
    "receiver": ("3", "0930"),
    "temperature": ("3", "0930", "Kari Nordmann"),
    "crates": ("3", "0930", "Kari Nordmann", "3,4"),
    "return": ("label",),
    "unload": ("nobody home",) * 4,
}
"""What leads to a state, from the first stop that is asked for."""


def lead_to(driver: ModelWorker, books: Books, state: str) -> None:
    """Come to a state with the paper of V1 in hand."""
    for said in IN_STATE[state]:
        if said == "nobody home":
            record(driver, "4")
        elif said == "label":
            driver.scan(labels_of(books, "B01")[0])
        else:
            _ = driver.press(said) if said in ("f5", "2", "3") else driver.type(said)
    assert driver.answer.prompt.id == f"handover.{state}"


@pytest.mark.parametrize("paper", ["manifest", "vehicle"])
@pytest.mark.parametrize("state", IN_STATE)
def test_a_paper_is_taken_up_at_any_step(driver: ModelWorker, books: Books, state: str, paper: str) -> None:
    """Nothing is booked of the one in hand; the stops that were skipped come again."""
    lead_to(driver, books, state)
    before = books.standing()

    answer = driver.scan("VEHICLE-V1" if paper == "vehicle" else manifest_of(books))

    assert answer.message is None
    if state == "unload":
        assert answer.prompt.id == "handover.unload"
    else:
        assert (answer.prompt.id, answer.prompt.what.values["kitchen"]) == ("handover.stop", B01)
    assert books.standing() == before


@pytest.mark.parametrize("state", IN_STATE)
def test_f3_lays_down_what_is_in_hand(driver: ModelWorker, books: Books, state: str) -> None:
    lead_to(driver, books, state)
    before = books.standing()

    answer = driver.press("f3")

    assert (code_of(answer), answer.prompt.state) == ("", "papers" if state in ("stop", "unload") else "stop")
    assert books.standing() == before
