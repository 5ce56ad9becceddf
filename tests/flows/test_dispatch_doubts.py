"""Dispatch, the doubts: a vehicle that is empty, not packed or much too early departs by a key alone."""

from datetime import timedelta

import pytest
from books import Books
from goods import MILK, MILK_CODE, close_deliveries, code_of, label_of, pack_all, receive, stage_milk

from hubops.demo.model_worker import ModelWorker
from hubops.flows.dispatch import _hours as hours
from hubops.flows.floor import Answer
from hubops.messages import Message

UNPACKED, EMPTY, EARLY = "dispatch.doubt_unpacked", "dispatch.doubt_empty", "dispatch.doubt_early"


def doubts_of(answer: Answer) -> dict[str, dict[str, object]]:
    """What the question says, by the codes of its parts."""
    assert answer.prompt.id == "dispatch.sure"
    found: dict[str, dict[str, object]] = {}
    waiting = [answer.prompt.what.values["doubts"]]
    while waiting:
        told = waiting.pop()
        assert isinstance(told, Message)
        if told.code == "dispatch.doubts":
            waiting += [told.values["one"], told.values["other"]]
        else:
            found[told.code] = dict(told.values)
    return found


def scan_twice(worker: ModelWorker) -> Answer:
    """The sign of V1, at the departures."""
    worker.start("dispatch")
    worker.scan("VEHICLE-V1")
    return worker.scan("VEHICLE-V1")


@pytest.fixture
def loaded(worker: ModelWorker, books: Books) -> ModelWorker:
    """All the milk there is, is aboard V1; of the rest it is known that it does not come. It is before six."""
    stage_milk(worker)
    worker.start("load")
    worker.scan("VEHICLE-V1")
    for kitchen in ("B05", "B03", "B02", "B01"):
        worker.scan(label_of(books, kitchen))
    return worker


def test_an_empty_vehicle_is_asked_about_with_all_the_numbers(worker: ModelWorker, books: Books) -> None:
    before = books.standing()
    answer = scan_twice(worker)

    assert set(doubts_of(answer)) == {UNPACKED, EMPTY, EARLY}
    text = answer.prompt.what.text("en")
    assert "NOTHING is aboard." in text
    assert "lines for 5 kitchens not packed, will be told as missing." in text
    assert "2:59 hours too early." in text
    assert books.standing() == before


def test_the_sign_read_again_is_no_answer(worker: ModelWorker, books: Books) -> None:
    before = books.standing()
    scan_twice(worker)

    answer = worker.scan("VEHICLE-V1")

    assert (code_of(answer), answer.prompt.id) == ("dispatch.sign_no_answer", "dispatch.sure")
    assert books.standing() == before


def test_the_key_lets_it_go_and_undo_brings_it_back(worker: ModelWorker, books: Books) -> None:
    before = books.standing()
    scan_twice(worker)

    assert code_of(worker.press("f6")) == "dispatch.departed"
    assert books.line("BK-2006", 1).short == 1
    worker.press("f2")
    assert books.standing() == before


def test_who_goes_back_has_sent_nothing(worker: ModelWorker) -> None:
    scan_twice(worker)

    assert worker.press("f3").prompt.id == "dispatch.confirm"


def test_another_vehicle_is_taken_up_instead(worker: ModelWorker) -> None:
    scan_twice(worker)

    answer = worker.scan("VEHICLE-V2")

    assert (answer.prompt.id, answer.prompt.what.values["vehicle"]) == ("dispatch.confirm", "V2")


def test_what_is_whole_and_in_time_is_not_asked_about(loaded: ModelWorker) -> None:
    loaded.at(8, 5)

    assert code_of(scan_twice(loaded)) == "dispatch.departed"


def test_what_is_whole_but_much_too_early(loaded: ModelWorker) -> None:
    assert set(doubts_of(scan_twice(loaded))) == {EARLY}


def test_what_is_in_time_but_not_packed(worker: ModelWorker, books: Books) -> None:
    """Milk alone came, and no other delivery was finished: nobody said that the rest does not come."""
    receive(worker, *[MILK_CODE] * 5)
    pack_all(worker, MILK)
    worker.start("dispatch")
    worker.scan("VEHICLE-V1")
    worker.press("f4")
    worker.start("load")
    worker.scan("VEHICLE-V1")
    for code in worker.missing("V1"):
        answer = worker.scan(f"]C100{code}")
    worker.at(8, 0)

    assert code_of(answer) == "load.rest_not_ready"
    assert set(doubts_of(scan_twice(worker))) == {UNPACKED}


def test_what_a_colleague_packs_meanwhile_is_read_first(worker: ModelWorker, colleague: ModelWorker) -> None:
    """The answer is to the question that stood on the screen."""
    scan_twice(worker)
    receive(colleague, *[MILK_CODE] * 5)
    close_deliveries(colleague)

    answer = worker.press("f6")

    assert (code_of(answer), answer.prompt.id) == ("dispatch.changed", "dispatch.sure")
    assert code_of(worker.press("f6")) == "dispatch.departed"


def test_open_parcels_and_what_is_not_packed_stand_on_both_screens(worker: ModelWorker) -> None:
    receive(worker, *[MILK_CODE] * 5)
    pack_all(worker, MILK)
    worker.start("load")
    lines = worker.scan("VEHICLE-V1").prompt.lines

    text = lines[1].message.text("en")
    assert lines[1].message.code == "load.rest_line"
    assert text.startswith("Not ready: 4 open parcels, ")
    assert text.endswith(" lines not packed")
    assert [line.message.code for line in lines[2:]] == ["load.open_line"] * 4
    assert set(lines[2].message.values) == {"stop", "kitchen", "number"}
    told = [line.message.code for line in worker.press("f4").prompt.lines]
    assert told[:4] == ["dispatch.open_line"] * 4


@pytest.mark.parametrize(
    ("early", "told"),
    [
        (timedelta(minutes=31), "0:31"),
        (timedelta(hours=2, minutes=35, seconds=59), "2:35"),
        (timedelta(hours=11), "11:00"),
    ],
)
def test_how_early_it_is(early: timedelta, told: str) -> None:
    assert hours(early) == told


@pytest.mark.parametrize("paper", ["manifest", "route card"])
def test_a_paper_scanned_at_the_question_is_taken_up(worker: ModelWorker, books: Books, paper: str) -> None:
    """The driver came to the dock meanwhile."""
    worker.start("dispatch")
    worker.scan("ROUTE-R1")
    worker.type("Ola")
    scan_twice(worker)
    assert worker.answer.prompt.id == "dispatch.sure"
    sign = "ROUTE-R1" if paper == "route card" else f"]Q1MANIFEST-{books.jobs('manifest')[-1]['code']}"
    assert worker.scan(sign).prompt.id in ("dispatch.confirm", "dispatch.taker")
