"""The model worker's day: what comes can be told to differ from what was ordered, and anything can happen between."""

from dataclasses import replace

import pytest
from books import Books
from sqlalchemy import select

from hubops.clock import ManualClock
from hubops.demo.brought import Goods, goods_of
from hubops.demo.faults import FAULTS, Fault, mishaps
from hubops.demo.model_worker import Mishaps, ModelWorker
from hubops.model.inbound import Delivery
from hubops.model.stock import Balance
from hubops.open_hub import OpenHub

CHEESE, FISH, LAMB = "07039999000237", "07039999000619", "07039999000428"
FISHER = "100000059"


def worker_of(hub: OpenHub, clock: ManualClock, mishaps: Mishaps) -> ModelWorker:
    made = ModelWorker(hub.floor("dock1"), hub.desk("dock1"), clock, lambda: None, "dock1", mishaps)
    made.scan("BADGE-0001")
    return made


def test_without_mishaps_everything_comes_as_ordered(hub: OpenHub, clock: ManualClock, books: Books) -> None:
    worker_of(hub, clock, Mishaps()).receive_all()

    assert books.deviations() == []
    assert sum(row.pieces for row in books.rows(select(Balance.pieces))) == sum(
        line.pieces for line in books.statement().lines
    )


def test_a_producer_brings_something_else(hub: OpenHub, clock: ManualClock, books: Books) -> None:
    mishaps = Mishaps(brought={CHEESE: lambda goods: replace(goods, pieces=goods.pieces - 3)})

    worker_of(hub, clock, mishaps).receive_all()

    ((kind, values),) = books.deviations()
    assert (kind, values["product"]) == ("short", "Hvitost fast 500 g")


@pytest.mark.slow
def test_what_happens_in_between_is_done_at_its_moment(hub: OpenHub, clock: ManualClock) -> None:
    """Slow: a day is worked up to the first departure."""
    seen: list[str] = []

    def note(worker: ModelWorker) -> None:
        seen.append(worker.answer.prompt.flow)

    moments = ("receiving", f"brought {FISH}", f"closing {FISHER}", f"packing {LAMB}", "loading V1")
    worker = worker_of(hub, clock, Mishaps(meanwhile=dict.fromkeys(moments, note)))
    worker.receive_all()
    worker.cross_dock_all()
    worker.load("V1")

    assert seen == ["receive", "receive", "receive", "crossdock", "load"]


GOODS = Goods(
    gtin=LAMB,
    case_gtin="97039999000421",
    case_pieces=4,
    net_g=2500,
    weighed=True,
    life_days=14,
    pieces=9,
)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, "]C1019703999900042115261208310300990010L04224"),
        ({"life_days": -1}, "]C1019703999900042115261123310300990010L04224"),
        ({"life_days": None}, "]C10197039999000421310300990010L04224"),
        ({"weighed": False}, "]C101970399990004211526120810L04224"),
    ],
)
def test_the_marks_on_a_case(clock: ManualClock, change: dict[str, object], code: str) -> None:
    assert replace(GOODS, **change).case_code(0, clock.now()) == code  # type: ignore[arg-type]


@pytest.mark.parametrize(("pieces", "weighed", "cases"), [(9, True, 2), (8, True, 1), (8, False, 2), (3, False, 0)])
def test_the_last_weighed_goods_come_loose(pieces: int, weighed: bool, cases: int) -> None:
    assert replace(GOODS, pieces=pieces, weighed=weighed).full_cases == cases


def test_goods_without_a_case_all_come_loose(hub: OpenHub, books: Books) -> None:
    (delivery,) = (row.id for row in books.rows(select(Delivery.id).where(Delivery.number == 1)))
    loose = [goods for goods in hub.desk("dock1").look(lambda b: goods_of(b, delivery)) if goods.case_gtin is None]
    assert [goods.full_cases for goods in loose] == [0]


def test_no_two_faults_get_in_each_others_way() -> None:
    together = mishaps(FAULTS)
    assert len(together.brought) == sum(len(fault.brought) for fault in FAULTS)
    assert len(together.meanwhile) == sum(len(fault.meanwhile) for fault in FAULTS)
    assert len(together.papers) == sum(len(fault.papers) for fault in FAULTS)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_each_fault_stands_in_one_place_of_the_books(fault: Fault) -> None:
    assert bool(fault.deviation) != bool(fault.turned_away)
    assert fault.heading("nb") != fault.heading("en")
