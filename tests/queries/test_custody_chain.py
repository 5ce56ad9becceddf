"""The custody chain of an order line: how far it has come, and what should have happened by now."""

from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from books import Books
from call_offs_in_words import DAIRY, answer, call_offs, move_to
from goods import MILK, MILK_CODE, close_deliveries, pack_all, receive
from sqlalchemy import delete, select, update

from hubops.clock import ManualClock
from hubops.demo.model_worker import ModelWorker
from hubops.exchange.importing import import_file
from hubops.model.orders import OrderLine
from hubops.model.parties import Producer
from hubops.model.products import Product
from hubops.model.schedule import PickupDay, RouteStop
from hubops.open_hub import OpenHub
from hubops.operations import intake
from hubops.operations.order_content import LineContent, OrderContent
from hubops.queries import chain
from hubops.queries.chain import LineChain

ZONE = ZoneInfo("Europe/Oslo")
SWEDE_CODE = "]C101" + "17039999000036" + "15261210" + "10L9"
"""Six pieces; so many are ordered for today."""
INBOUND = ("called_off", "accepted", "collected", "received")
_LINES_OF = (
    select(OrderLine.id)
    .join(Product, (Product.hub_id == OrderLine.hub_id) & (Product.id == OrderLine.product_id))
    .order_by(OrderLine.id)
)


def chains(hub: OpenHub, product: str) -> list[LineChain]:
    desk = hub.job_desk("look")
    with hub.store.read.begin() as conn:
        ids = conn.execute(_LINES_OF.where(Product.name == product)).scalars().all()
    return desk.look(lambda booking: chain.read(booking, ids, hub.house))


def order_ahead(hub: OpenHub, gtin: str = "07039999000213", product: str = "Helmelk 1 l") -> LineChain:
    """Two pieces that B01 orders for Tuesday 1 December, when R1 drives and Lierdalen is picked up."""
    lines = (LineContent(1, gtin, 2000, "piece", ""),)
    hub.job_desk("orders").book(
        lambda booking: intake.accept(booking, OrderContent("N-1", "B01", booking.tx.now, date(2026, 12, 1), lines))
    )
    return next(line for line in chains(hub, product) if line.order == "N-1")


def test_an_order_is_answered_and_promised_as_it_comes(hub: OpenHub) -> None:
    line = chains(hub, "Helmelk 1 l")[0]
    assert line.reached == "promised"
    assert [step.name for step in line.steps] == list(chain.STEPS)
    assert line.missing is not None
    assert line.missing.name == "called_off"


def test_it_goes_from_hand_to_hand(hub: OpenHub, clock: ManualClock, worker: ModelWorker) -> None:
    receive(worker, MILK_CODE)
    close_deliveries(worker)
    clock.move_to(clock.now() + timedelta(minutes=5))
    pack_all(worker, MILK)
    lines = chains(hub, "Helmelk 1 l")
    assert {line.reached for line in lines} == {"packed"}
    steps = {step.name: step.happened_at for step in lines[0].steps}
    assert steps["packed"] == clock.now()
    assert steps["loaded"] is None
    assert sum(line.packed for line in lines) == 10
    assert all(line.packed + line.short == line.pieces for line in lines)


def test_goods_of_which_less_comes_are_not_shared_out_before_they_come(hub: OpenHub) -> None:
    """That its producer has less was told; the rest is waited for at the dock."""
    order_ahead(hub)
    move_to(hub, date(2026, 11, 30), 12)
    answer(hub, call_offs(Books(hub), DAIRY)[0][0], "less", g7039999000213=1)
    line = next(line for line in chains(hub, "Helmelk 1 l") if line.order == "N-1")
    assert (line.short, line.reached) == (1, "accepted")
    assert line.missing is not None
    assert line.missing.name == "collected"


def test_no_lines_are_no_question(hub: OpenHub) -> None:
    assert hub.job_desk("look").look(lambda booking: chain.read(booking, [], hub.house)) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("", {"called_off": "30.11 10:00", "accepted": "30.11 12:00", "collected": "01.12 07:00"}),
        (
            "cluster;LIER;2026-12-01;2026-12-01;2026-11-30;Byttet dag",
            {"called_off": "27.11 10:00", "accepted": "27.11 12:00", "collected": "30.11 07:00"},
        ),
        ("hub;;2026-11-30;2026-11-30;;Stengt", {"called_off": "27.11 10:00", "collected": "01.12 07:00"}),
    ],
    ids=["as usual", "a moved pickup", "a closed day before it"],
)
def test_every_step_of_an_order_that_lies_ahead_has_its_time(
    hub: OpenHub, tmp_path: Path, change: str, expected: dict[str, str]
) -> None:
    """Milk for Tuesday in a week: nobody has been asked, and no delivery is expected yet."""
    if change:
        closed = tmp_path / "closed.csv"
        closed.write_text(f"scope;code;from;to;moved_to;reason\n{change}\n", encoding="utf-8")
        assert import_file(hub.job_desk("import"), "closed-days", closed).faults == ()
    line = order_ahead(hub)
    assert [step.name for step in line.steps] == list(chain.STEPS)
    assert all(step.expected_at and step.alarm_at for step in line.steps)
    times = {step.name: f"{step.expected_at.astimezone(ZONE):%d.%m %H:%M}" for step in line.steps if step.expected_at}
    assert {name: times[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("days", "asked", "answered"), [("own", "30.11 10:00", "30.11 12:00"), ("none", "30.11 12:00", "30.11 14:00")]
)
def test_what_its_producer_brings_itself_has_its_times_too(hub: OpenHub, days: str, asked: str, answered: str) -> None:
    with hub.store.write.begin() as conn:
        conn.execute(update(Producer).values(transport="direct"))
        if days == "none":
            conn.execute(delete(PickupDay))
    steps = {step.name: step for step in order_ahead(hub).steps}
    assert list(steps) == ["imported", "acknowledged", "promised", "called_off", "accepted", "delivered"]
    times = [steps[name].expected_at for name in ("called_off", "accepted")]
    assert [f"{at.astimezone(ZONE):%d.%m %H:%M}" for at in times if at] == [asked, answered]
    assert steps["delivered"].alarm_at


def test_what_stands_in_the_house_is_asked_of_nobody(hub: OpenHub, worker: ModelWorker) -> None:
    receive(worker, SWEDE_CODE, SWEDE_CODE)
    with hub.store.write.begin() as conn:
        conn.execute(delete(PickupDay))
    steps = order_ahead(hub, "07039999000039", "Kålrot 1,5 kg").steps
    assert [step.name for step in steps] == [name for name in chain.STEPS if name not in INBOUND]
    assert all(step.alarm_at for step in steps)


def test_what_nobody_would_be_asked_for_is_not_promised(hub: OpenHub) -> None:
    with hub.store.write.begin() as conn:
        conn.execute(delete(PickupDay))
    line = order_ahead(hub)
    assert [step.name for step in line.steps] == ["imported", "acknowledged", "promised"]
    assert (line.reached, line.missing and line.missing.name) == ("acknowledged", "promised")


def test_what_nothing_can_bring_waits_for_a_promise(hub: OpenHub) -> None:
    with hub.store.write.begin() as conn:
        conn.execute(delete(RouteStop))
    line = order_ahead(hub)
    assert [step.name for step in line.steps] == ["imported", "acknowledged", "promised"]
    assert (line.reached, line.missing and line.missing.name) == ("acknowledged", "promised")
