"""The driver's papers: the route card prints the current manifest, who took it is known, a late change is told."""

import pytest
from books import Books
from goods import code_of, label_of, stage_milk
from sqlalchemy import select

from hubops.demo.model_worker import ModelWorker
from hubops.messages import Severity
from hubops.model.evidence import Event
from hubops.model.outbound import ManifestTaken
from hubops.open_hub import OpenHub

B03 = "Elvesvingen bo- og omsorgssenter"


@pytest.fixture
def loaded(worker: ModelWorker, books: Books) -> ModelWorker:
    """V1 is loaded with four parcels of milk, soon before it leaves; the worker is at the board."""
    stage_milk(worker)
    worker.at(8, 0)
    worker.start("load")
    worker.scan("VEHICLE-V1")
    for kitchen in ("B05", "B03", "B02", "B01"):
        worker.scan(label_of(books, kitchen))
    worker.press("f10")
    return worker


@pytest.fixture
def taken(loaded: ModelWorker) -> ModelWorker:
    """Ola has version 1; the worker is at the board."""
    loaded.scan("ROUTE-R1")
    loaded.type("Ola Driver")
    return loaded


def unload(worker: ModelWorker, books: Books, kitchen: str) -> None:
    """A parcel comes off V1 again and is written off; the worker is at the board."""
    worker.start("load")
    worker.scan("VEHICLE-V1")
    worker.press("f5")
    worker.scan(label_of(books, kitchen))
    worker.start("dispatch")
    worker.scan("VEHICLE-V1")
    worker.scan(label_of(books, kitchen))
    worker.press("1")
    worker.press("f10")


def code_on(books: Books, version: int) -> str:
    """The code on the paper of a version."""
    return f"]Q1MANIFEST-{next(job['code'] for job in books.jobs('manifest') if job['version'] == version)}"


def depart(worker: ModelWorker) -> str:
    """V1 departs; the code of the answer."""
    worker.start("dispatch")
    worker.scan("VEHICLE-V1")
    return code_of(worker.scan("VEHICLE-V1"))


def test_the_route_card_prints_the_manifest_before_the_departure(loaded: ModelWorker, books: Books) -> None:
    answer = loaded.scan("ROUTE-R1")

    assert (code_of(answer), answer.prompt.id) == ("dispatch.prints", "dispatch.taker")
    (paper,) = books.jobs("manifest")
    assert (paper["version"], paper["dispatched_at"], paper.get("changes")) == (1, None, None)
    assert answer.prompt.what.values == {"manifest": paper["code"], "version": 1}


def test_who_took_it_is_known_and_stands_in_no_event(loaded: ModelWorker, books: Books) -> None:
    loaded.scan("ROUTE-R1")
    answer = loaded.type("Ola Driver")

    assert (code_of(answer), answer.prompt.id) == ("dispatch.taken", "today.board")
    assert [row.taken_by for row in books.rows(select(ManifestTaken))] == ["Ola Driver"]
    assert not [row for row in books.rows(select(Event)) if "Ola Driver" in row.body]


def test_nobody_needs_to_say_who_takes_it(loaded: ModelWorker, books: Books) -> None:
    loaded.scan("ROUTE-R1")

    assert loaded.press("enter").prompt.id == "today.board"
    assert books.rows(select(ManifestTaken)) == []


@pytest.mark.parametrize(("text", "refusal"), [("", "answer.no_name"), ("7", "answer.no_name")])
def test_what_is_no_name_is_asked_again(loaded: ModelWorker, text: str, refusal: str) -> None:
    loaded.scan("ROUTE-R1")

    answer = loaded.type(text)

    assert (code_of(answer), answer.prompt.id) == (refusal, "dispatch.taker")


def test_undo_of_a_name_and_of_a_version(loaded: ModelWorker, books: Books) -> None:
    loaded.scan("ROUTE-R1")
    loaded.type("Ola Driver")
    loaded.press("f2")
    assert [row.undone_by_id is None for row in books.rows(select(ManifestTaken))] == [False]

    loaded.press("f2")
    assert books.jobs("manifest") == []
    assert code_of(loaded.scan("ROUTE-R1")) == "dispatch.prints"
    assert [job["version"] for job in books.jobs("manifest")] == [2]


@pytest.mark.parametrize(("key", "code"), [("f2", "undo.let_go"), ("f3", "")])
def test_a_copy_is_left_without_touching_the_departure(taken: ModelWorker, books: Books, key: str, code: str) -> None:
    """It booked nothing: F2 must not take back the departure that was booked before it."""
    depart(taken)
    taken.start("dispatch")
    taken.scan("ROUTE-R1")
    before = books.standing()

    answer = taken.press(key)

    assert (code_of(answer), answer.prompt.id) == (code, "dispatch.vehicle")
    assert books.standing() == before


def test_an_unchanged_load_prints_the_same_version_again(taken: ModelWorker, books: Books) -> None:
    answer = taken.scan("ROUTE-R1")

    assert code_of(answer) == "dispatch.prints_again"
    assert [job["version"] for job in books.jobs("manifest")] == [1]
    assert [line.message.values for line in answer.prompt.lines] == [{"name": "Ola Driver", "version": 1}]


def test_what_is_missing_is_said_instead_of_printing(loaded: ModelWorker, books: Books) -> None:
    loaded.start("load")
    loaded.scan("VEHICLE-V1")
    loaded.press("f5")
    loaded.scan(label_of(books, "B03"))
    loaded.start("dispatch")

    answer = loaded.scan("ROUTE-R1")

    assert answer.message is not None
    assert (code_of(answer), answer.message.values["kitchen"]) == ("dispatch.not_loaded", B03)
    assert books.jobs("manifest") == []


@pytest.mark.parametrize("code", ["ROUTE-R9", "ROUTE-"])
def test_a_card_of_no_route(loaded: ModelWorker, code: str) -> None:
    answer = loaded.scan(code)

    assert (answer.status, answer.prompt.id) == (Severity.REFUSED, "today.board")


def test_a_departure_with_an_unchanged_load_prints_nothing_more(taken: ModelWorker, books: Books) -> None:
    assert depart(taken) == "dispatch.departed_as_printed"
    assert taken.answer.prompt.id == "dispatch.vehicle"
    assert [job["version"] for job in books.jobs("manifest")] == [1]

    taken.start("handover")
    assert taken.scan(code_on(books, 1)).prompt.id == "handover.stop"


def test_a_late_change_prints_a_version_that_says_what_changed(taken: ModelWorker, books: Books) -> None:
    unload(taken, books, "B03")

    answer = taken.scan("ROUTE-R1")

    assert answer.message is not None
    assert (answer.message.code, answer.message.values["taken_by"]) == ("dispatch.prints_changed", "Ola Driver")
    changes = books.jobs("manifest")[-1]["changes"]
    assert changes["replaces"] == 1
    (goods,) = changes["goods"]
    assert (goods["stop"], goods["kitchen_name"], goods["pieces_before"], goods["pieces"]) == (3, B03, 8, 0)
    (fact,) = changes["facts"]
    assert (fact["fact"], fact["kitchen_name"], fact["now"]) == ("written_off", B03, "damaged")
    assert [(line.message.values["name"], line.mark) for line in answer.prompt.lines] == [("Ola Driver", "bad")]


def test_a_change_before_the_departure_is_told_at_the_departure(taken: ModelWorker, books: Books) -> None:
    unload(taken, books, "B03")

    assert depart(taken) == "dispatch.departed_changed"
    assert taken.answer.prompt.id == "dispatch.taker"
    assert taken.type("Ola Driver").prompt.id == "dispatch.vehicle"
    assert [job["version"] for job in books.jobs("manifest")] == [1, 2]


def test_after_the_departure_the_card_prints_the_same_version(taken: ModelWorker, books: Books) -> None:
    depart(taken)

    assert code_of(taken.scan("ROUTE-R1")) == "dispatch.prints_again"


def test_an_older_version_is_refused_at_the_van(taken: ModelWorker, books: Books) -> None:
    unload(taken, books, "B03")
    taken.scan("ROUTE-R1")
    for flow, state in (("load", "vehicle"), ("dispatch", "vehicle")):
        taken.start(flow)
        answer = taken.scan(code_on(books, 1))
        assert answer.message is not None
        assert answer.message.code == "load.old_manifest_taken"
        assert answer.message.values == {"route": "Bærum", "version": 1, "newest": 2, "taken_by": "Ola Driver"}
        assert answer.prompt.id == f"{flow}.{state}"


@pytest.mark.parametrize(("begun", "state"), [("", "load.vehicle"), ("VEHICLE-V1", "load.parcels")])
@pytest.mark.parametrize("said", ["Ola Driver", "enter", "f3"])
def test_a_route_card_prints_it_while_others_load(loaded: ModelWorker, begun: str, state: str, said: str) -> None:
    """As the refusal of an older version says; then the loading goes on."""
    loaded.start("load")
    if begun:
        loaded.scan(begun)

    assert (code_of(loaded.scan("ROUTE-R1")), loaded.answer.prompt.id) == ("dispatch.prints", "dispatch.taker")
    assert (loaded.type(said) if " " in said else loaded.press(said)).prompt.id == state


def test_the_next_vehicle_may_be_loaded_at_once(loaded: ModelWorker) -> None:
    loaded.start("load")
    loaded.scan("VEHICLE-V1")
    loaded.scan("ROUTE-R1")

    answer = loaded.scan("VEHICLE-V2")

    assert (answer.prompt.id, answer.prompt.what.values["vehicle"]) == ("load.parcels", "V2")


def test_an_older_version_that_nobody_took(loaded: ModelWorker, books: Books) -> None:
    loaded.scan("ROUTE-R1")
    loaded.press("enter")
    unload(loaded, books, "B03")
    loaded.scan("ROUTE-R1")
    loaded.start("load")

    assert code_of(loaded.scan(code_on(books, 1))) == "load.old_manifest"


def test_a_version_that_was_taken_back(loaded: ModelWorker, books: Books) -> None:
    loaded.scan("ROUTE-R1")
    old = code_on(books, 1)
    loaded.press("f2")
    loaded.start("load")

    assert code_of(loaded.scan(old)) == "load.withdrawn_manifest"


@pytest.mark.parametrize(("flow", "state"), [("load", "parcels"), ("dispatch", "confirm")])
def test_the_current_manifest_names_the_vehicle(taken: ModelWorker, books: Books, flow: str, state: str) -> None:
    taken.start(flow)
    answer = taken.scan(code_on(books, 1))

    assert (answer.prompt.id, answer.prompt.what.values["vehicle"]) == (f"{flow}.{state}", "V1")


def test_the_manifest_of_a_vehicle_that_has_left(taken: ModelWorker, books: Books) -> None:
    depart(taken)
    taken.start("load")

    assert code_of(taken.scan(code_on(books, 1))) == "load.departed"


@pytest.mark.parametrize("then", ["VEHICLE-V2", "ROUTE-R1"])
def test_who_takes_it_may_be_left_open_after_a_departure(loaded: ModelWorker, hub: OpenHub, then: str) -> None:
    """The next scan goes on at once: the departure takes no more inputs than before."""
    depart(loaded)
    assert loaded.answer.prompt.id == "dispatch.taker"

    assert loaded.scan(then).prompt.id == ("dispatch.confirm" if then == "VEHICLE-V2" else "dispatch.taker")


@pytest.mark.parametrize(
    ("flow", "says", "prompt"),
    [
        ("load", ["VEHICLE-V2", "paper"], "load.parcels"),
        ("load", ["VEHICLE-V2", "f5", "paper"], "load.parcels"),
        ("load", ["VEHICLE-V2", "f5", "VEHICLE-V1"], "load.parcels"),
        ("load", ["VEHICLE-V2", "first stop", "paper"], "load.parcels"),
        ("dispatch", ["VEHICLE-V2", "paper"], "dispatch.confirm"),
        ("dispatch", ["VEHICLE-V2", "ROUTE-R1"], "dispatch.taker"),
        ("dispatch", ["ROUTE-R1", "paper"], "dispatch.confirm"),
        ("dispatch", ["VEHICLE-V2", "f3"], "dispatch.vehicle"),
    ],
)
def test_papers_are_taken_up_wherever_the_dialogue_stands(
    taken: ModelWorker, books: Books, flow: str, says: list[str], prompt: str
) -> None:
    taken.start(flow)
    for say in says:
        if say in ("f3", "f5"):
            taken.press(say)
        else:
            codes = {"paper": code_on(books, 1), "first stop": f"]C100{taken.missing('V2')[-1]}"}
            taken.scan(codes.get(say, say))
            assert say != "first stop" or taken.answer.prompt.id == "load.early"

    assert taken.answer.prompt.id == prompt
