"""One way to write: durable when it returns, whole or not at all, run again when another writer was in the way."""

import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError, OperationalError
from store_samples import broken, count_up, counted, events, new_store, writer_of

from hubops.clock import ManualClock
from hubops.demo.clock import START
from hubops.errors import Refused, StoreFault
from hubops.model.keys import new_key
from hubops.model.outbox import Counter
from hubops.store import rows
from hubops.store.engines import Store, open_store
from hubops.store.transactions import Tx

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store that does not wait for locks."""
    made = new_store(tmp_path)
    for engine in (made.write, made.read):
        with engine.connect() as conn:
            conn.exec_driver_sql("PRAGMA busy_timeout=0")
    yield made
    made.close()


@pytest.fixture
def other(tmp_path: Path, store: Store) -> Iterator[sqlite3.Connection]:
    """Somebody else who writes into the same file."""
    connection = sqlite3.connect(tmp_path / "hub.db", isolation_level=None)
    yield connection
    connection.close()


def test_a_booking_is_there_for_everybody_when_it_returns(store: Store, other: sqlite3.Connection) -> None:
    assert writer_of(store).run(count_up) == 1

    assert other.execute("SELECT value FROM counter").fetchall() == [(1,)]


def test_work_that_met_a_lock_is_run_again(
    store: Store, other: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    other.execute("BEGIN IMMEDIATE")
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 3:
            other.execute("ROLLBACK")

    monkeypatch.setattr(time, "sleep", wait)

    assert writer_of(store).run(count_up) == 1
    assert len(waits) == 3
    assert broken(store) == []


def test_a_database_that_stays_locked_is_told_and_nothing_is_written(
    store: Store, other: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: None)
    writer = writer_of(store)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreFault) as told:
        writer.run(count_up)

    other.execute("ROLLBACK")
    assert told.value.code == "store.busy"
    assert (counted(store), events(store)) == (0, 0)
    assert writer.run(count_up) == 1


@pytest.mark.parametrize("error", [Refused("stock.no_zone"), RuntimeError("a bug"), KeyboardInterrupt()], ids=repr)
def test_work_that_fails_leaves_no_trace_and_no_gap(store: Store, error: BaseException) -> None:
    writer = writer_of(store)
    writer.run(count_up)

    def fail(tx: Tx) -> None:
        count_up(tx)
        raise error

    with pytest.raises(type(error)):
        writer.run(fail)
    assert (counted(store), events(store)) == (1, 1)

    writer.run(count_up)
    assert (counted(store), broken(store)) == (2, [])


def test_a_broken_rule_of_the_database_is_our_own_bug_and_is_not_hidden(store: Store) -> None:
    writer = writer_of(store)
    writer.run(count_up)

    with pytest.raises(IntegrityError):
        writer.run(lambda tx: rows.add(tx, Counter, name="test", value=9))

    writer.run(count_up)
    assert (counted(store), broken(store)) == (2, [])


def test_who_looks_can_not_write(store: Store) -> None:
    writer = writer_of(store)

    with pytest.raises(OperationalError, match="readonly"):
        writer.look(count_up)

    assert events(store) == 0


def test_everything_in_one_booking_bears_the_same_moment(store: Store) -> None:
    clock = ManualClock(START)
    assert writer_of(store).run(lambda tx: (tx.now, tx.now)) == (clock.now(), clock.now())


def test_two_threads_write_side_by_side(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    seen: list[int] = []

    def work() -> None:
        writer = writer_of(store)
        seen.extend(writer.run(count_up) for _ in range(20))

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(seen) == list(range(1, 41))
    assert broken(store) == []
    store.close()


PROCESS = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from store_samples import count_up, writer_of
from hubops.store.engines import open_store
writer = writer_of(open_store(Path(sys.argv[1])))
print(*(writer.run(count_up) for _ in range(20)))
"""


@pytest.mark.slow
def test_two_processes_write_side_by_side(tmp_path: Path) -> None:
    """Slow: two interpreters start."""
    new_store(tmp_path).close()
    command = [sys.executable, "-c", PROCESS, str(tmp_path / "hub.db"), str(Path(__file__).parent)]
    children = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]

    seen = [int(number) for child in children for number in child.communicate()[0].split()]

    assert sorted(seen) == list(range(1, 41))
    store = open_store(tmp_path / "hub.db")
    assert broken(store) == []
    store.close()


def test_a_row_that_is_not_there_is_a_fault(store: Store) -> None:
    with pytest.raises(StoreFault) as told:
        writer_of(store).look(lambda tx: rows.get(tx, Counter, new_key()))

    assert (told.value.code, told.value.values) == ("store.row_missing", {"table": "counter"})


def test_what_is_refused_is_taken_back_and_the_work_goes_on(store: Store) -> None:
    def refused(tx: Tx) -> None:
        with tx.attempt():
            count_up(tx)
            raise Refused("flow.not_now")

    def refuse_the_first(tx: Tx) -> None:
        with pytest.raises(Refused):
            refused(tx)
        count_up(tx)

    writer_of(store).run(refuse_the_first)

    assert (counted(store), events(store)) == (1, 1)
    assert broken(store) == []


def test_where_another_writer_is_faster_after_a_refusal_the_work_is_done_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin, begun = store.write.dialect.do_begin, 0

    def late(connection: Any) -> None:
        nonlocal begun
        begun += 1
        if begun == 2:  # the first is that of the transaction
            raise sqlite3.OperationalError("database is locked")
        begin(connection)

    def work(tx: Tx) -> None:
        with suppress(Refused), tx.attempt():
            count_up(tx)
            raise Refused("flow.not_now")
        count_up(tx)

    monkeypatch.setattr(store.write.dialect, "do_begin", late)
    writer_of(store).run(work)

    assert begun == 4
    assert (counted(store), events(store)) == (1, 1)
    assert broken(store) == []


def insert_per_call(tx: Tx) -> None:
    tx.conn.execute(insert(Counter), {"hub_id": tx.hub_id, "id": new_key(), "name": "test", "value": 7})


def go_back_in_time(tx: Tx) -> None:
    tx.happened(tx.now - timedelta(hours=1))


@pytest.mark.parametrize("doing", [insert_per_call, go_back_in_time, lambda tx: None])
def test_whatever_an_attempt_did_is_taken_back(store: Store, doing: Callable[[Tx], None]) -> None:
    def attempt(tx: Tx) -> None:
        with tx.attempt():
            doing(tx)
            raise Refused("flow.not_now")

    def work(tx: Tx) -> bool:
        before = tx.now
        with pytest.raises(Refused):
            attempt(tx)
        count_up(tx)
        return tx.now == before and tx.entered_at is None

    assert writer_of(store).run(work)
    assert counted(store) == 1


def fail(_: Tx) -> None:
    raise KeyError


def test_a_connection_is_used_again_until_something_went_wrong(store: Store) -> None:
    writer = writer_of(store)
    first = writer.run(lambda tx: tx.conn)

    with pytest.raises(KeyError):
        writer.run(fail)

    assert first.closed
    second = writer.run(lambda tx: tx.conn)
    assert writer.run(lambda tx: tx.conn) is second


def test_no_search_by_the_hub_alone_is_taken_for_a_quick_one(store: Store) -> None:
    with store.read.begin() as conn:
        found = conn.exec_driver_sql("SELECT count(*) FROM sqlite_stat1 WHERE stat LIKE '1000000 1000000 %'").scalar()
        indexes = conn.exec_driver_sql("SELECT count(*) FROM sqlite_master WHERE type = 'index'").scalar()

    assert found == indexes
