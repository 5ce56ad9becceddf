"""The promises of the store, on PostgreSQL (data.md 5; architecture.md, rules 1 to 3)."""

# ruff: noqa: S608 - the names are those of our own tables

import hashlib
import threading
from collections.abc import Iterator

import pytest
from goods import MILK, MILK_CODE, close_deliveries, pack_all, receive
from hub_databases import HubDatabases
from postgresql_server import PostgresqlServer
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from store_samples import HUB, broken, count_up, counted, events, writer_of

from hubops.demo.model_worker import ModelWorker
from hubops.errors import Refused, StoreFault
from hubops.model.evidence import Event
from hubops.model.outbound import RouteRun
from hubops.model.tables import APPEND_ONLY
from hubops.open_hub import OpenHub
from hubops.operations import manifests
from hubops.store import chain
from hubops.store.engines import SCHEMA_VERSION, Store, open_store
from hubops.store.transactions import Tx


@pytest.fixture
def databases(postgresql: PostgresqlServer) -> HubDatabases:
    """PostgreSQL, for the hubs of this file."""
    return HubDatabases(postgresql)


@pytest.fixture
def address(postgresql: PostgresqlServer) -> Iterator[str]:
    """An empty database."""
    name = postgresql.create()
    yield postgresql.url(name)
    postgresql.drop(name)


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """An empty store."""
    made = open_store(address, create=True)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("which", "name", "value"),
    [
        ("write", "transaction_isolation", "serializable"),
        ("read", "transaction_isolation", "repeatable read"),
        ("write", "transaction_read_only", "off"),
        ("read", "transaction_read_only", "on"),
        ("write", "synchronous_commit", "on"),
        ("write", "lock_timeout", "10s"),
    ],
)
def test_the_settings_of_a_durable_hub(store: Store, which: str, name: str, value: str) -> None:
    """Whatever the server's defaults: that of the tests commits without waiting for the disk."""
    for _ in range(2):  # the second time on a connection that was used before
        with getattr(store, which).begin() as conn:
            assert conn.execute(text(f"SHOW {name}")).scalar_one() == value


def test_text_sorts_as_on_sqlite(store: Store) -> None:
    """By code point, whatever language the server was set up in."""
    query = "SELECT collation_name FROM information_schema.columns WHERE table_name='product' AND column_name='name'"
    with store.read.begin() as conn:
        assert conn.execute(text(query)).scalar_one() == "C"


def test_writers_at_once_lose_nothing(store: Store) -> None:
    """All of them count up one row, as labels do: whoever was in another's way begins anew."""
    seen: list[int] = []

    def work() -> None:
        writer = writer_of(store)
        seen.extend(writer.run(count_up) for _ in range(10))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(seen) == list(range(1, 31))
    assert broken(store) == []


def test_the_seal_is_over_the_last_hash_of_every_chain(store: Store) -> None:
    writers = [writer_of(store) for _ in range(3)]
    for writer in writers * 2:
        writer.run(count_up)
    with store.read.begin() as conn:
        heads = {row.chain_id: row.hash for row in conn.execute(select(Event).order_by(Event.chain_id, Event.seq))}
        sealed = chain.seal(conn, HUB)
    assert len(heads) == 3
    assert sealed == hashlib.sha256(b"".join(heads.values())).hexdigest()[:16].upper()


def test_two_who_decide_by_what_the_other_changes_are_not_both_right(store: Store) -> None:
    """Each looks whether anybody has counted, and counts if not: only one may. Row locks would let both."""
    both_looked = threading.Barrier(2, timeout=10)
    counts: list[bool] = []

    def first_only(tx: Tx, wait: list[bool]) -> bool:
        nobody = not tx.conn.execute(text("SELECT id FROM event")).all()
        if wait:
            wait.clear()
            both_looked.wait()
        if nobody:
            tx.event("counted", "", "", None, {})
        return nobody

    def work() -> None:
        wait = [True]
        counts.append(writer_of(store).run(lambda tx: first_only(tx, wait)))

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(counts) == [False, True]
    assert events(store) == 1
    assert broken(store) == []


def test_work_that_fails_leaves_no_trace_and_no_gap(store: Store) -> None:
    writer = writer_of(store)
    writer.run(count_up)

    def fail(tx: Tx) -> None:
        count_up(tx)
        raise Refused("stock.no_zone")

    with pytest.raises(Refused):
        writer.run(fail)
    writer.run(count_up)

    assert (counted(store), events(store), broken(store)) == (2, 2, [])


def test_who_looks_sees_one_moment_and_can_not_write(store: Store) -> None:
    writer = writer_of(store)

    def look(tx: Tx) -> None:
        before = tx.conn.execute(text("SELECT count(*) FROM event")).scalar_one()
        writer_of(store).run(count_up)
        assert tx.conn.execute(text("SELECT count(*) FROM event")).scalar_one() == before
        with pytest.raises(DBAPIError, match="read-only transaction"):
            count_up(tx)

    writer.look(look)


@pytest.fixture
def worked(worker: ModelWorker, hub: OpenHub) -> OpenHub:
    """A hub in which something happened."""
    receive(worker, *[MILK_CODE] * 5)
    close_deliveries(worker)
    pack_all(worker, MILK)
    worker.press("f2")
    with hub.store.read.begin() as conn:
        run = conn.execute(select(RouteRun.id).limit(1)).scalar_one()
    hub.job_desk("office").book(lambda booking: manifests.up_to_date(booking, run))
    return hub


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_rows_of_the_past_are_left_alone(worked: OpenHub, table: str) -> None:
    """By the owner of the tables too."""
    with worked.store.read.begin() as conn:
        assert conn.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
    for statement in (
        f"UPDATE {table} SET hub_id = 'other'",
        f"DELETE FROM {table}",
        f"TRUNCATE {table} CASCADE",
        f"INSERT INTO {table} SELECT * FROM {table} LIMIT 1 ON CONFLICT (hub_id, id) DO UPDATE SET hub_id = 'other'",
    ):
        with pytest.raises(DBAPIError, match=r"append-only|permission denied"), worked.store.write.begin() as conn:
            conn.execute(text(statement))


@pytest.mark.parametrize("address", ["nonsense", "sqlite:///hub.db", "mysql://hub@host/hub", "postgres://hub@host/hub"])
def test_an_address_that_is_none_is_told(address: str) -> None:
    with pytest.raises(StoreFault) as told:
        open_store(address)

    assert told.value.code == "store.bad_address"


def test_a_server_that_does_not_answer_is_told(postgresql: PostgresqlServer) -> None:
    with pytest.raises(StoreFault) as told:
        open_store(postgresql.url("nobody_made_it"))

    assert told.value.code == "store.failed"


def test_an_empty_database_is_no_hub(address: str) -> None:
    with pytest.raises(StoreFault) as told:
        open_store(address)

    assert (told.value.code, told.value.values) == ("store.other_version", {"found": 0, "expected": SCHEMA_VERSION})


def test_a_booking_reads_again_what_its_prompt_was_made_of(store: Store) -> None:
    """A server does not tell whether somebody wrote in between."""
    writer, colleague = writer_of(store), writer_of(store)
    writer.run(count_up)
    writer.look(lambda tx: tx.unchanged("count", lambda: 1))

    colleague.run(count_up)

    assert writer.run(lambda tx: tx.unchanged("count", lambda: 2)) == 2
