"""What the database itself refuses, should all else fail."""

import pytest
from books import Books
from goods import MILK, MILK_CODE, close_deliveries, pack_all, receive
from sqlalchemy.exc import IntegrityError

from hubops.demo.model_worker import ModelWorker
from hubops.open_hub import OpenHub


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE balance SET pieces = -1",
        "UPDATE balance SET grams = grams - 1000000",
        "UPDATE parcel SET state = 'lost'",
        "UPDATE parcel SET sscc = NULL WHERE state = 'closed'",
        "UPDATE parcel SET state = 'open' WHERE state = 'closed'",
        "UPDATE receipt_line SET reason = 'damaged'",
        "UPDATE order_line SET pieces = 0",
        "UPDATE print_job SET state = 'done'",
        "UPDATE zone SET kind = 'roof'",
        "UPDATE balance SET zone_id = lot_id",
        "DELETE FROM lot",
        "INSERT INTO movement SELECT hub_id, lot_id, at, kind, lot_id, from_zone_id, from_unit_id, to_zone_id, "
        "to_unit_id, 0, 0, order_line_id, input_id, reverses_id FROM movement LIMIT 1",
    ],
)
def test_a_rule_that_code_forgot_holds(worker: ModelWorker, hub: OpenHub, books: Books, statement: str) -> None:
    receive(worker, *[MILK_CODE] * 5)
    close_deliveries(worker)
    worker.start("crossdock")
    pack_all(worker, MILK)
    before = books.standing()

    with pytest.raises(IntegrityError), hub.store.write.begin() as conn:
        conn.exec_driver_sql(statement)

    assert books.standing() == before
