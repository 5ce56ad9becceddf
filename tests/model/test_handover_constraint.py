"""At most one record of a stop stands, whatever the code forgets."""

import pytest
from goods import stage_milk
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from hubops.demo.model_worker import ModelWorker
from hubops.model.keys import new_key
from hubops.model.outbound import Handover
from hubops.open_hub import OpenHub


@pytest.fixture
def recorded(worker: ModelWorker, hub: OpenHub) -> dict[str, object]:
    """The first stop of V1 is signed off; its row."""
    stage_milk(worker)
    worker.load("V1")
    worker.at(13, 0)
    worker.start("handover")
    worker.scan("VEHICLE-V1")
    worker.press("4")
    worker.type("0930")
    worker.press("enter")
    with hub.store.read.begin() as conn:
        return dict(conn.execute(select(Handover)).one()._mapping)


def test_a_stop_is_recorded_once(hub: OpenHub, recorded: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), hub.store.write.begin() as conn:
        conn.execute(insert(Handover).values({**recorded, "id": new_key()}))


def test_a_record_that_was_undone_is_in_nobodys_way(hub: OpenHub, recorded: dict[str, object]) -> None:
    with hub.store.write.begin() as conn:
        conn.execute(update(Handover).values(undone_by_id=new_key()))
        for _ in range(2):
            conn.execute(insert(Handover).values({**recorded, "id": new_key(), "undone_by_id": new_key()}))
        conn.execute(insert(Handover).values({**recorded, "id": new_key()}))
