"""An opened parcel: its label is withdrawn, goods come out or go in, and it is closed under a new number."""

import pytest
from books import Books, Box
from goods import MILK, MILK_CODE, code_of, labels, receive

from hubops.demo.model_worker import ModelWorker

MILK_GTIN = "07039999000213"
BUTTER_CODE, BUTTER = "]C101170399990002411527011510L9", "]E07039999000244"


@pytest.fixture
def label(worker: ModelWorker, books: Books) -> str:
    """The label of B05's parcel in its lane: three of four litres of milk. The worker is about to open a parcel."""
    receive(worker, *[MILK_CODE] * 5, BUTTER_CODE)
    worker.start("crossdock")
    worker.scan(MILK)
    worker.type("3")
    worker.press("f4")
    sscc = _box(books).sscc or ""
    worker.scan(f"]C100{sscc}")
    worker.press("f3")
    worker.press("f7")
    return sscc


def opened(worker: ModelWorker, label: str, reason: str = "4") -> None:
    worker.scan(f"]C100{label}")
    worker.press(reason)


def test_opening_withdraws_the_label_and_brings_the_parcel_to_the_dock(
    worker: ModelWorker, books: Books, label: str
) -> None:
    answer = worker.scan(f"]C100{label}")
    assert [line.message.values["reason_word"] for line in answer.prompt.lines] == [
        "wrong_item", "damaged", "order_changed", "check_contents",
    ]  # fmt: skip

    worker.press("4")

    assert code_of(worker.answer) == "repack.opened"
    assert worker.answer.prompt.id == "repack.opened"
    box = _box(books)
    assert (box.state, box.zone, box.sscc, box.goods) == ("open", "D1", None, (("L0212", 3, 3090),))
    assert books.labels()[label] is True
    assert ("B05", 1, None) not in labels(books)
    assert books.events("parcel_opened") == 1


def test_a_new_label_replaces_the_old_one_which_is_refused_by_its_name(
    worker: ModelWorker, books: Books, label: str
) -> None:
    opened(worker, label)
    worker.press("1")
    worker.type("1")
    assert code_of(worker.answer) == "repack.taken_out"
    worker.press("f4")

    box = _box(books)
    assert (code_of(worker.answer), worker.answer.prompt.id) == ("crossdock.closed", "crossdock.scan")
    assert (box.state, box.goods) == ("closed", (("L0212", 2, 2060),))
    assert books.labels() == {label: True, box.sscc: False}
    for flow in ("crossdock", "load"):
        worker.start(flow)
        if flow == "load":
            worker.scan("VEHICLE-V1")
        answer = worker.scan(f"]C100{label}")
        assert answer.message is not None
        assert (answer.message.code, answer.message.values["new_sscc"]) == ("parcel.replaced_label", box.sscc)


def test_what_comes_out_is_missing_again(worker: ModelWorker, books: Books, label: str) -> None:
    opened(worker, label)
    worker.press("1")
    worker.press("enter")

    assert worker.answer.prompt.lines == ()
    assert code_of(worker.press("f4")) == "parcel.empty"
    worker.press("f3")
    worker.scan(MILK)
    assert _kitchen(worker) == "Måkeskriket barnehage"
    worker.press("enter")
    box = _box(books)
    assert (box.number, box.goods) == (1, (("L0212", 4, 4120),))
    assert books.packed(MILK_GTIN) == {"B05": 4}


def test_more_goes_into_the_open_parcel(worker: ModelWorker, books: Books, label: str) -> None:
    opened(worker, label)
    worker.press("f3")
    worker.scan(BUTTER)
    while _kitchen(worker) != "Måkeskriket barnehage":
        worker.press("f5")
    worker.press("enter")

    assert [(box.number, len(box.goods)) for box in books.boxes("B05")] == [(1, 2)]


@pytest.mark.parametrize("steps", [("4",), ("4", "1", "2"), ("4", "1", "enter"), ("4", "f4")])
def test_each_step_can_be_undone(worker: ModelWorker, books: Books, label: str, steps: tuple[str, ...]) -> None:
    worker.scan(f"]C100{label}")
    for step in steps[:-1]:
        worker.press(step)
    before, stood = books.standing(), worker.answer.prompt
    if steps[-1] == "2" and len(steps) > 1:
        worker.type("2")
    else:
        worker.press(steps[-1])

    worker.press("f2")

    assert books.standing() == before
    if steps != ("4", "f4"):
        assert worker.answer.prompt == stood
    if steps == ("4",):
        assert books.labels() == {label: False}
        worker.press("f10")
        worker.start("load")
        worker.scan("VEHICLE-V1")
        assert code_of(worker.scan(f"]C100{label}")) in ("load.done", "load.rest_not_ready")


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "The old label holds again: put it back on."), ("nb", "Den gamle etiketten gjelder igjen: sett den på")],
)
def test_undoing_the_opening_says_what_to_do_with_the_label(
    worker: ModelWorker, label: str, language: str, said: str
) -> None:
    opened(worker, label)
    answer = worker.press("f2")
    assert answer.message is not None
    assert answer.message.values["printed_word"] == "old_label_holds"
    assert said in answer.message.text(language)


def test_undoing_what_came_out_says_nothing_of_the_label(worker: ModelWorker, label: str) -> None:
    opened(worker, label)
    worker.press("1")
    worker.press("enter")
    answer = worker.press("f2")
    assert answer.message is not None
    assert answer.message.values["printed_word"] == "nothing_printed"


def test_a_parcel_on_its_vehicle_is_unloaded_first(worker: ModelWorker, books: Books, label: str) -> None:
    worker.start("load")
    worker.scan("VEHICLE-V1")
    worker.scan(f"]C100{label}")
    worker.start("repack")

    assert code_of(worker.scan(f"]C100{label}")) == "parcel.unload_first"
    assert _box(books).state == "loaded"


def test_there_is_no_fifth_reason_and_no_third_content(worker: ModelWorker, label: str) -> None:
    worker.scan(f"]C100{label}")
    assert code_of(worker.press("5")) == "receive.no_such_reason"
    worker.press("1")
    assert code_of(worker.press("3")) == "today.no_such_choice"
    worker.press("1")
    assert code_of(worker.type("5")) == "answer.no_count"
    assert worker.press("f3").prompt.id == "repack.opened"


def test_the_old_label_does_not_come_back_once_a_colleague_packed_more(
    worker: ModelWorker, colleague: ModelWorker, books: Books, label: str
) -> None:
    opened(worker, label)
    colleague.start("crossdock")
    colleague.scan(BUTTER)
    while _kitchen(colleague) != "Måkeskriket barnehage":
        colleague.press("f5")
    colleague.press("enter")

    assert code_of(worker.press("f2")) == "undo.moved_on"
    assert books.labels()[label] is True


def test_nothing_comes_out_of_a_parcel_that_a_colleague_closed(
    worker: ModelWorker, colleague: ModelWorker, books: Books, label: str
) -> None:
    opened(worker, label)
    worker.press("1")
    worker.type("1")
    colleague.start("crossdock")
    colleague.scan(MILK)
    colleague.press("f4")

    assert code_of(worker.press("f2")) == "undo.moved_on"
    assert worker.start("repack").prompt.id == "repack.scan"
    assert _box(books).goods == (("L0212", 2, 2060),)


def _box(books: Books) -> Box:
    return books.boxes("B05")[0]


def _kitchen(worker: ModelWorker) -> object:
    return worker.answer.prompt.what.values.get("kitchen")


@pytest.mark.parametrize(("scanned", "prompt"), [(False, "crossdock.scan"), (True, "repack.scan")])
def test_f3_leaves_the_parcel_closed(worker: ModelWorker, books: Books, label: str, scanned: bool, prompt: str) -> None:
    before = books.standing()
    if scanned:
        worker.scan(f"]C100{label}")

    assert worker.press("f3").prompt.id == prompt
    assert books.standing() == before
    assert books.labels() == {label: False}
