"""Statements that are built once are compiled once for each kind of database, whichever hub asks first."""

from pathlib import Path

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import psycopg
from store_samples import count_up, new_store, writer_of

from hubops.model.outbox import Counter
from hubops.store.statements import prepared
from hubops.store.transactions import Tx

COUNTED = select(Counter.value).where(Counter.name == bindparam("name"))
TEST = {"name": "test"}


def test_two_hubs_share_a_statement_and_nothing_else(tmp_path: Path) -> None:
    stores = [new_store(tmp_path / name) for name in ("one", "other")]

    def counted(tx: Tx) -> list[int]:
        return list(tx.execute(COUNTED, TEST).scalars())

    writer_of(stores[0]).run(count_up)

    assert [writer_of(store).look(counted) for store in stores] == [[1], []]
    dialects = [engine.dialect for store in stores for engine in (store.write, store.read)]
    assert len({id(prepared(COUNTED, TEST, dialect)) for dialect in dialects}) == 1
    for store in stores:
        store.close()


def test_each_kind_of_database_has_its_own(tmp_path: Path) -> None:
    store = new_store(tmp_path)

    assert "counter.name = ?" in prepared(COUNTED, TEST, store.read.dialect).sql
    assert "counter.name = %(name)s" in prepared(COUNTED, TEST, psycopg.dialect()).sql  # type: ignore[no-untyped-call]
    store.close()
