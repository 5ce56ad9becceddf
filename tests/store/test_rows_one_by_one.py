"""Rows that are read one by one, for who may stop early: on both databases, with nothing left open."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hub_databases import HubDatabases
from sqlalchemy import BigInteger, bindparam, func, literal, select
from sqlalchemy.exc import DBAPIError
from store_samples import HUB, count_up, counted, new_store, writer_of

from hubops.errors import Refused
from hubops.model.evidence import Event
from hubops.model.outbox import Counter
from hubops.store import rows
from hubops.store.engines import Store, checkpoint, open_store
from hubops.store.transactions import Tx

Kind = tuple[HubDatabases, Path | str]
HERE = {"hub": HUB}
EVENTS = select(Event.id, Event.at, Event.kind).where(Event.hub_id == bindparam("hub")).order_by(Event.seq)
DEEP = literal(-(2**63), BigInteger)
OVERFLOWING = select(func.abs(DEEP + Counter.value)).where(Counter.hub_id == bindparam("hub")).order_by(Counter.name)
"""No 64 bits hold what a counter at 0 makes of it: both databases raise, SQLite when it comes to that row."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kind]:
    """Each of them, with an empty database to be copied."""
    databases = HubDatabases(request.getfixturevalue("postgresql") if request.param == "postgresql" else None)
    empty = databases.new(tmp_path_factory.mktemp("empty"))
    open_store(empty, create=True).close()
    yield databases, empty
    databases.close()


@pytest.fixture
def store(kind: Kind, tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    databases, empty = kind
    made = open_store(databases.copy_of(empty, tmp_path))
    yield made
    made.close()


def three_events(store: Store) -> None:
    """Something to read."""
    for _ in range(3):
        writer_of(store).run(count_up)


def spoil(tx: Tx) -> None:
    """Counters of which the last makes a number that is too large."""
    for name, value in (("a", 1), ("b", 1), ("c", 0)):
        rows.add(tx, Counter, name=name, value=value)


def test_they_are_the_rows_as_read_at_once(store: Store) -> None:
    three_events(store)

    at_once, one_by_one = writer_of(store).look(
        lambda tx: (tx.execute(EVENTS, HERE).all(), list(tx.read_on(EVENTS, HERE)))
    )

    assert len(at_once) == 3
    assert one_by_one == at_once
    assert [row.kind for row in one_by_one] == ["counted"] * 3
    assert one_by_one[0].at.utcoffset() is not None


def test_nothing_found_is_no_row(store: Store) -> None:
    assert writer_of(store).look(lambda tx: list(tx.read_on(EVENTS, {"hub": "another"}))) == []


def stop_at_the_first(tx: Tx) -> None:
    """Look no further."""
    for _ in tx.read_on(EVENTS, HERE):
        break


def refuse_at_the_first(tx: Tx) -> None:
    """Find something that may not be."""
    for row in tx.read_on(EVENTS, HERE):
        raise Refused("stock.no_zone", kind=row.kind)


@pytest.mark.parametrize("stop", [stop_at_the_first, refuse_at_the_first])
def test_who_stops_early_leaves_nothing_open(store: Store, stop: Callable[[Tx], None]) -> None:
    """An open cursor would keep SQLite at the moment of that read, and the housekeeper from its log for ever."""
    three_events(store)
    reader = writer_of(store)
    for run in (reader.look, reader.run):
        with suppress(Refused):
            run(stop)

    writer_of(store).run(count_up)

    assert counted(store) == 4
    assert checkpoint(store)


def test_who_stops_early_writes_in_the_same_transaction(store: Store) -> None:
    three_events(store)

    def work(tx: Tx) -> int:
        stop_at_the_first(tx)
        return count_up(tx)

    assert writer_of(store).run(work) == 4
    assert counted(store) == 4


def test_an_error_is_told_as_by_a_statement_that_is_read_at_once(store: Store) -> None:
    writer_of(store).run(spoil)
    told = []

    for read in (lambda tx: tx.execute(OVERFLOWING, HERE).all(), lambda tx: list(tx.read_on(OVERFLOWING, HERE))):
        with pytest.raises(DBAPIError) as error:
            writer_of(store).look(read)
        told.append((type(error.value), type(error.value.orig), error.value.statement, error.value.params))

    assert told[0] == told[1]
    assert counted(store) == 0
    assert checkpoint(store), "what failed is closed too"


def test_sqlite_works_out_one_row_ahead_and_no_more(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    writer_of(store).run(spoil)

    assert writer_of(store).look(lambda tx: next(tx.read_on(OVERFLOWING, HERE)))[0] == 2**63 - 1
    store.close()
