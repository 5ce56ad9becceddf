"""Each of the twelve steps, missing: an alarm at its time, for somebody, that climbs and stands until it is dealt with.

An order of Tuesday for Thursday 26 November 2026: called off on Wednesday at 10:00, fetched on Thursday until 07:00,
driven by R1 at 08:30. Nothing else is in the hub.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from goods import MILK, MILK_CODE, close_deliveries, pack_all, receive
from sqlalchemy import select, update

from hubops.clock import ManualClock
from hubops.demo.model_worker import ModelWorker
from hubops.exchange.importing import import_file
from hubops.jobs.clock import ClockJobs
from hubops.model.call_offs import CallOff
from hubops.model.inbound import Delivery
from hubops.model.orders import Order, OrderLine
from hubops.model.parties import Producer
from hubops.model.promises import Acknowledgement
from hubops.open_hub import OpenHub
from hubops.operations import alarms, call_off_answers, call_offs, intake
from hubops.operations.order_content import LineContent, OrderContent
from hubops.queries import chain
from hubops.queries.chain import STEPS, LineChain, Step

MILK_GTIN, BUTTER_GTIN = "07039999000213", "07039999000244"
BUTTER_CODE = "]C101170399990002411526120610L9"
THURSDAY = date(2026, 11, 26)
SECOND = timedelta(seconds=1)
_N1 = select(Order.id).where(Order.number == "N-1")
AN_HOUR = timedelta(minutes=60)
"""As rules.toml has it: so long until the next role is asked."""


@dataclass
class Life:
    """The hub, its clock and its worker."""

    hub: OpenHub
    clock: ManualClock
    worker: ModelWorker
    folder: Path

    def order(self, *gtins: str, pieces: int = 2) -> None:
        """So many pieces of each article, for Thursday."""
        lines = tuple(LineContent(place, gtin, pieces * 1000, "piece", "") for place, gtin in enumerate(gtins, 1))
        content = (OrderContent("N-1", "B01", self.clock.now(), THURSDAY, lines),)
        self.hub.job_desk("orders").book(lambda booking: intake.accept(booking, *content))

    def close(self, row: str) -> None:
        """Import a closed day."""
        path = self.folder / "closed.csv"
        path.write_text(f"scope;code;from;to;moved_to;reason\n{row}\n", encoding="utf-8")
        assert import_file(self.hub.job_desk("import"), "closed-days", path).faults == ()

    def until(self, moment: datetime) -> None:
        """Let time pass; the clock's jobs run."""
        self.clock.move_to(moment)
        ClockJobs(self.hub.job_desk("clock")).run_due()

    def wait(self, local: str) -> None:
        """Let time pass until a local time of these days, ``26 07:45``."""
        self.until(datetime.fromisoformat(f"2026-11-{local}+01:00"))

    def line(self) -> LineChain:
        """The chain of the milk."""
        desk = self.hub.job_desk("look")
        first = select(OrderLine.id).join(Order, Order.id == OrderLine.order_id).where(Order.number == "N-1")
        with self.hub.store.read.begin() as conn:
            key = conn.execute(first.where(OrderLine.line == 1)).scalar_one()
        return desk.look(lambda booking: chain.read(booking, [key], self.hub.house))[0]

    def step(self, name: str) -> Step:
        """A step of it."""
        return next(each for each in self.line().steps if each.name == name)

    def alarm(self, kind: str) -> Any:
        """The alarm of that kind that stands; None if there is none."""
        found = [each for each in self.hub.job_desk("look").look(alarms.open_alarms) if each.kind == kind]
        assert len(found) < 2
        return found[0] if found else None

    def asked(self) -> str:
        """The code of the newest call-off."""
        with self.hub.store.read.begin() as conn:
            return str(conn.execute(select(CallOff.code).order_by(CallOff.id.desc()).limit(1)).scalar_one())


@pytest.fixture
def life(hub: OpenHub, clock: ManualClock, worker: ModelWorker, tmp_path: Path) -> Life:
    with hub.store.write.begin() as conn:
        conn.execute(update(OrderLine).values(cancelled_at=clock.now()))
        conn.execute(update(Delivery).values(closed_at=clock.now(), receipt_at=clock.now()))
    return Life(hub, clock, worker, tmp_path)


def nobody_answered(life: Life) -> None:
    life.order(MILK_GTIN)
    with life.hub.store.write.begin() as conn:
        conn.execute(update(Acknowledgement).where(Acknowledgement.order_id.in_(_N1)).values(answer="received"))


def nothing_goes_there(life: Life) -> None:
    life.close("kitchen;B01;2026-11-25;2027-02-20;;Brann")
    life.order(MILK_GTIN)


def nobody_asks(life: Life) -> None:
    life.order(MILK_GTIN)
    broken = mock.patch.object(call_offs, "call_off", side_effect=ZeroDivisionError)
    broken.start()


def asked(life: Life) -> None:
    life.order(MILK_GTIN, BUTTER_GTIN)
    life.wait("25 10:00")


def agreed(life: Life) -> None:
    asked(life)
    life.hub.job_desk("answers").book(lambda booking: call_off_answers.answer(booking, life.asked(), "yes", {}))
    life.wait("26 05:30")


def half_counted(life: Life) -> None:
    agreed(life)
    life.wait("26 06:50")
    receive(life.worker, BUTTER_CODE)


def on_the_shelf(life: Life) -> None:
    agreed(life)
    receive(life.worker, MILK_CODE, BUTTER_CODE)
    close_deliveries(life.worker)


def one_case_of_two(life: Life) -> None:
    life.order(MILK_GTIN, pieces=12)
    life.wait("25 10:00")
    life.wait("26 05:30")
    receive(life.worker, MILK_CODE)
    pack_all(life.worker, MILK)
    assert life.line().reached == "allocated"


def packed(life: Life) -> None:
    on_the_shelf(life)
    pack_all(life.worker, MILK)
    pack_all(life.worker, f"]E0{BUTTER_GTIN[1:]}")
    life.worker.stage_labels()


def loaded(life: Life) -> None:
    packed(life)
    life.worker.start("load")
    life.worker.scan("VEHICLE-V1")
    for code in life.worker.missing("V1"):
        life.worker.scan(f"]C100{code}")


def on_the_road(life: Life) -> None:
    packed(life)
    life.worker.at(8, 25)
    life.worker.load("V1")


def brought_directly(life: Life) -> None:
    with life.hub.store.write.begin() as conn:
        conn.execute(update(Producer).where(Producer.org_number == "100000032").values(transport="direct"))
    asked(life)


MISSING: tuple[tuple[str, str, str, Callable[[Life], None]], ...] = (
    ("acknowledged", "order_unacknowledged", "coordinator", nobody_answered),
    ("promised", "order_without_route", "coordinator", nothing_goes_there),
    ("called_off", "call_off_missing", "coordinator", nobody_asks),
    ("accepted", "call_off_silent", "coordinator", asked),
    ("collected", "delivery_missing", "supervisor", agreed),
    ("received", "delivery_unfinished", "supervisor", half_counted),
    ("allocated", "drop_not_packed", "supervisor", on_the_shelf),
    ("packed", "drop_not_packed", "supervisor", one_case_of_two),
    ("loaded", "run_not_departed", "supervisor", packed),
    ("departed", "run_not_departed", "supervisor", loaded),
    ("delivered", "stop_not_confirmed", "coordinator", on_the_road),
    ("delivered", "direct_not_confirmed", "coordinator", brought_directly),
)


@pytest.fixture(autouse=True)
def _mended() -> Any:
    yield
    mock.patch.stopall()


@pytest.mark.parametrize(("step", "kind", "owner", "happens"), MISSING)
def test_a_step_that_is_missing_is_an_alarm_at_its_time(
    life: Life, step: str, kind: str, owner: str, happens: Callable[[Life], None]
) -> None:
    happens(life)
    missing = life.step(step)
    assert missing.happened_at is None
    assert missing.alarm_at is not None
    if missing.alarm_at > life.clock.now():
        life.until(missing.alarm_at - SECOND)
        assert life.alarm(kind) is None
    life.until(max(missing.alarm_at, life.clock.now()))
    first = life.alarm(kind)
    assert (first.owner, first.due_at) == (owner, missing.alarm_at)
    assert life.line().late(life.clock.now() + SECOND)

    life.until(life.clock.now() + AN_HOUR)
    assert (life.alarm(kind).id, life.alarm(kind).owner) == (first.id, alarms.next_role(owner))
    life.until(life.clock.now() + 3 * AN_HOUR)
    assert (life.alarm(kind).id, life.alarm(kind).owner) == (first.id, "admin")

    life.hub.job_desk("desk").book(lambda booking: alarms.end(booking, first, alarms.DEALT_WITH, "ringte"))
    life.until(life.clock.now() + SECOND)
    assert life.alarm(kind) is None


def test_every_step_but_the_first_can_be_missing() -> None:
    """An order that never came is no step of a chain: the list of the ordering system shows it (``--against``)."""
    assert list(dict.fromkeys(step for step, *_ in MISSING)) == list(STEPS[1:])
