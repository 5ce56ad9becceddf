"""Catch weight on receipt: the next stable weight by itself, and never the same box twice (devices.md 1.7)."""

import pytest
from books import Books
from goods import BEEF, BEEF_CASE, code_of
from sqlalchemy import select

from hubops.demo.model_worker import ModelWorker
from hubops.inputs import Weight
from hubops.model.evidence import Event


@pytest.fixture
def weigher(receiver: ModelWorker) -> ModelWorker:
    """A worker at the weighing of a piece of beef whose temperature is known."""
    receiver.scan(f"]C101{BEEF_CASE}172612083103008000" + "10KJ7")
    receiver.type("3,0")
    receiver.scan(BEEF)
    assert receiver.answer.prompt.id == "receive.weigh"
    return receiver


def says(worker: ModelWorker, grams: int, stable: bool = True, over: bool = False, under: bool = False) -> str:
    """What is said to a reading of the scale."""
    weight = Weight(grams, stable, over=over, under=under)
    return code_of(worker.floor.handle(weight, repr((worker.clock.now(), weight)).encode()))


def test_the_same_box_is_not_weighed_twice(weigher: ModelWorker, books: Books) -> None:
    assert says(weigher, 2010) == "receive.taken_again"
    weigher.scan(BEEF)
    assert says(weigher, 2012) == "scale.same_box"
    assert books.loose("D1")["KJ7"] == (5, 10_010)

    weigher.floor.handle(Weight(19, stable=True), b"empty")
    assert says(weigher, 1990) == "receive.taken_again"
    assert books.loose("D1")["KJ7"] == (6, 12_000)


def test_twenty_grams_are_not_an_empty_scale(weigher: ModelWorker) -> None:
    says(weigher, 2010)
    weigher.floor.handle(Weight(21, stable=True), b"a leaf")
    weigher.scan(BEEF)

    assert says(weigher, 1990) == "scale.same_box"


@pytest.mark.parametrize(
    ("more", "said"),
    [({"stable": False}, "scale.moving"), ({"over": True}, "scale.over"), ({"under": True}, "scale.under")],
)
def test_what_is_no_weight_is_not_booked(weigher: ModelWorker, books: Books, more: dict[str, bool], said: str) -> None:
    before = books.standing()

    assert says(weigher, 2000, **more) == said
    assert books.standing() == before
    assert says(weigher, 2000) == "receive.taken_again"


@pytest.mark.parametrize(("grams", "taken"), [(1499, False), (1500, True), (2500, True), (2501, False), (-2000, False)])
def test_a_weight_far_from_the_nominal_one_is_refused(
    weigher: ModelWorker, books: Books, grams: int, taken: bool
) -> None:
    """25 percent, [receiving] of rules.toml."""
    before = books.standing()

    said = says(weigher, grams)

    assert said == ("receive.taken_again" if taken else "receive.weight_off")
    assert (books.standing() == before) != taken


def test_a_refused_weight_leaves_the_scale_ready(weigher: ModelWorker) -> None:
    says(weigher, 9000)

    assert says(weigher, 2000) == "receive.taken_again"


def test_a_weight_that_may_be_net_or_gross_is_not_booked(weigher: ModelWorker, books: Books) -> None:
    before = books.standing()

    assert code_of(weigher.floor.handle(Weight(2000, stable=True, net=None), b"unknown")) == "scale.mode"
    assert books.standing() == before
    assert code_of(weigher.floor.handle(Weight(2000, stable=True, net=True), b"net")) == "receive.taken_again"


def test_with_a_tare_set_an_empty_scale_shows_less_than_nothing(weigher: ModelWorker) -> None:
    """The crate is tared: taken off with its load it leaves -1.650 kg, and the next box counts."""
    boxes = iter(range(9))

    def weigh(grams: int) -> str:
        weight = Weight(grams, stable=True, net=True, tare_g=1650)
        return code_of(weigher.floor.handle(weight, f"box {next(boxes)}".encode()))

    assert weigh(2000) == "receive.taken_again"
    weigher.scan(BEEF)
    assert weigh(2010) == "scale.same_box"
    assert weigh(-1650) == ""
    assert weigh(2010) == "receive.taken_again"


def test_the_frame_is_kept_as_evidence(weigher: ModelWorker, books: Books) -> None:
    weigher.floor.handle(Weight(2000, stable=True, raw="S S      2.000 kg"), b"framed")

    last = books.rows(select(Event.body).where(Event.kind == "received").order_by(Event.id.desc()))[0]
    assert "S S      2.000 kg" in last.body


def test_a_weight_that_nobody_asked_for_is_ignored(receiver: ModelWorker, books: Books) -> None:
    assert says(receiver, 2000) == ""
    assert books.movements() == []
