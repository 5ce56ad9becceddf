"""The custody chain of an order line: how far it has come, and what should have happened by now."""

from datetime import timedelta

from goods import MILK, MILK_CODE, close_deliveries, pack_all, receive
from sqlalchemy import select

from hubops.clock import ManualClock
from hubops.demo.model_worker import ModelWorker
from hubops.model.orders import OrderLine
from hubops.model.products import Product
from hubops.open_hub import OpenHub
from hubops.queries import chain
from hubops.queries.chain import LineChain

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


def test_no_lines_are_no_question(hub: OpenHub) -> None:
    assert hub.job_desk("look").look(lambda booking: chain.read(booking, [], hub.house)) == []
