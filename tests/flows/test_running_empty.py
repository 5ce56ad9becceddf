"""A place of storage that runs empty by the book is asked about once; goods that are gone keep no parcel open."""

import pytest
from books import Books
from goods import (
    CARROT_CASE,
    CARROT_CODE,
    CARROTS,
    MILK,
    MILK_CODE,
    close_deliveries,
    code_of,
    pack_all,
    receive,
)

from hubops.demo.model_worker import ModelWorker
from hubops.messages import Severity


@pytest.fixture
def keeper(worker: ModelWorker) -> ModelWorker:
    """A worker whose milk stands in the cold room, carrots of two lots in the dry store."""
    receive(worker, MILK_CODE, CARROT_CODE, f"]C101{CARROT_CASE}10L6")
    worker.start("putaway")
    for code, zone in ((MILK, "K1"), (CARROT_CODE, "A1"), (CARROTS, "A1")):
        worker.scan(code)
        worker.scan(f"ZONE-{zone}")
    return worker


@pytest.fixture(params=["move", "waste"])
def asked(request: pytest.FixtureRequest, keeper: ModelWorker) -> ModelWorker:
    """All the milk was taken from the cold room, by moving it or by throwing it away."""
    take(keeper, request.param, MILK)
    return keeper


def take(worker: ModelWorker, flow: str, code: str) -> None:
    """Take all of a lot from where it stands."""
    worker.start(flow)
    worker.scan(code)
    if flow == "move":
        worker.scan("ZONE-D1")
    else:
        worker.press("enter")
        worker.press("2")


def test_the_place_is_named(asked: ModelWorker) -> None:
    assert asked.answer.prompt.state == "emptied"
    assert asked.answer.prompt.what.values == {"zone": "K1", "product": "Helmelk 1 l"}


def test_enter_says_that_it_is_empty(asked: ModelWorker, books: Books) -> None:
    before, counts = books.standing(), books.events("counted")

    answer = asked.press("enter")

    assert (code_of(answer), answer.prompt.state) == ("count.right_empty", "scan")
    assert "0 " not in str(answer.message and answer.message.text("en"))
    assert (books.standing(), books.events("counted")) == (before, counts + 1)


def test_a_number_says_what_is_left(asked: ModelWorker, books: Books) -> None:
    before = books.standing()

    answer = asked.type("3")

    assert (code_of(answer), answer.status, answer.prompt.state) == ("count.found", Severity.WARN, "scan")
    assert books.loose("K1") == {"L0212": (3, 3090)}
    kind, values = books.deviations()[-1]
    assert (kind, values["booked"], values["counted"]) == ("count_difference", 0, 3)
    assert asked.press("f2").prompt.state == "emptied"
    assert books.standing() == before


@pytest.mark.parametrize("typed", ["-1", "x", "10000"])
def test_what_is_no_count_is_refused(asked: ModelWorker, typed: str) -> None:
    assert (code_of(asked.type(typed)), asked.answer.prompt.state) == ("answer.no_counted", "emptied")


def test_nobody_must_answer(asked: ModelWorker) -> None:
    """The next goods or their zone may be scanned at once."""
    assert asked.scan(CARROT_CODE).prompt.state == "in_hand"


def test_the_next_zone_may_be_scanned_too(asked: ModelWorker) -> None:
    assert asked.scan("ZONE-A1").prompt.state == "which"


def test_f3_skips(asked: ModelWorker, books: Books) -> None:
    before = books.standing()
    assert asked.press("f3").prompt.state == "scan"
    assert books.standing() == before


def test_undo_takes_back_what_emptied_the_place(asked: ModelWorker, books: Books) -> None:
    asked.press("f2")
    assert books.loose("K1") == {"L0212": (10, 10_300)}


def test_packing_asks_when_the_article_is_laid_down(keeper: ModelWorker) -> None:
    pack_all(keeper, MILK)
    assert keeper.answer.prompt.id == "crossdock.emptied"
    assert keeper.scan(CARROTS).prompt.id == "crossdock.pick"


@pytest.mark.parametrize("said", ["enter", "f3", "2"])
def test_what_packing_left_is_told_or_skipped(keeper: ModelWorker, books: Books, said: str) -> None:
    pack_all(keeper, MILK)
    answer = keeper.type(said) if said == "2" else keeper.press(said)
    assert answer.prompt.id == "crossdock.scan"
    assert books.loose("K1") == ({"L0212": (2, 2060)} if said == "2" else {})


@pytest.mark.parametrize(("flow", "code"), [("move", CARROT_CODE), ("waste", CARROT_CODE)])
def test_another_lot_of_the_article_is_left(keeper: ModelWorker, flow: str, code: str) -> None:
    take(keeper, flow, code)
    assert keeper.answer.prompt.id == f"{flow}.scan"


def test_the_dock_is_not_asked_about(worker: ModelWorker) -> None:
    """It runs empty all day."""
    receive(worker, MILK_CODE)
    worker.start("move")
    worker.scan(MILK)
    assert worker.scan("ZONE-K1").prompt.id == "move.scan"


def pack_one(worker: ModelWorker) -> None:
    """A case of milk came, no more is expected, and one litre of it is in a parcel."""
    receive(worker, MILK_CODE)
    close_deliveries(worker)
    worker.start("crossdock")
    worker.scan(MILK)
    worker.type("1")


@pytest.mark.parametrize("how", ["count", "empty", "waste"])
def test_goods_that_are_gone_keep_no_parcel_open(worker: ModelWorker, books: Books, how: str) -> None:
    """One litre was packed; when the others turn out to be gone, no kitchen waits for them any more."""
    pack_one(worker)
    before = books.standing()
    assert {box.state for box in books.boxes() if box.goods} == {"open"}

    if how == "waste":
        worker.start("waste")
        worker.scan(MILK)
        worker.press("enter")
        answer = worker.press("2")
    else:
        worker.start("count")
        worker.scan("ZONE-D1")
        if how == "count":
            worker.scan(MILK)
            answer = worker.type("0")
        else:
            worker.press("f4")
            answer = worker.press("enter")

    expected = {"count": "count.missing_labels", "empty": "count.emptied", "waste": "waste.done_labels"}
    assert code_of(answer) == expected[how]
    closed = [box for box in books.boxes() if box.goods]
    assert {box.state for box in closed} == {"closed"}
    assert all(job["parcels"] == 1 for job in books.jobs("drop_label"))
    worker.press("f2")
    assert books.standing() == before
    assert books.jobs("drop_label") == []


def test_a_part_that_is_missing_leaves_hope(worker: ModelWorker, books: Books) -> None:
    pack_one(worker)
    worker.start("count")
    worker.scan("ZONE-D1")
    worker.scan(MILK)

    assert code_of(worker.type("4")) == "count.missing"
    assert {box.state for box in books.boxes() if box.goods} == {"open"}


def test_a_label_may_be_scanned_before_the_place_is_told(keeper: ModelWorker, books: Books) -> None:
    """Its parcel is staged; the place is not asked about again."""
    keeper.start("crossdock")
    keeper.scan(MILK)
    while keeper.answer.prompt.what.values["pieces"] == 1:
        keeper.press("enter")
    keeper.type("1")
    keeper.press("f4")
    while keeper.answer.prompt.id == "crossdock.pick":
        keeper.press("enter")
    assert keeper.answer.prompt.id == "crossdock.emptied"
    (label,) = books.labels()
    counts = books.events("counted")

    answer = keeper.scan(f"]C100{label}")

    assert (code_of(answer), answer.prompt.id) == ("crossdock.staged", "crossdock.scan")
    assert [box.state for box in books.boxes() if box.sscc == label] == ["staged"]
    assert books.events("counted") == counts
