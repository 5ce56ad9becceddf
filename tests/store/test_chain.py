"""The event chain finds what somebody changed afterwards (data.md 7)."""

# ruff: noqa: S608 - the names are those of our own tables

import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from store_samples import HUB, broken, count_up, new_store, writer_of

from hubops.model.evidence import Event
from hubops.store import chain
from hubops.store.engines import Store

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Two writers wrote three events each, in turn."""
    made = new_store(tmp_path)
    writers = [writer_of(made) for _ in range(2)]
    for _ in range(3):
        for writer in writers:
            writer.run(count_up)
    yield made
    made.close()


def forge(store: Store, statement: str) -> None:
    """Change the log as somebody would who has the file and knows of the triggers."""
    connection = sqlite3.connect(str(store.write.url.database), isolation_level=None)
    for verb in ("update", "delete"):
        connection.execute(f"DROP TRIGGER event_no_{verb}")
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute(statement)
    connection.close()


def test_a_log_that_nobody_touched_holds(store: Store) -> None:
    assert broken(store) == []


SECOND = "(SELECT id FROM event ORDER BY chain_id, seq LIMIT 1 OFFSET 1)"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("body", "'{\"number\":99}'"),
        ("subject_id", "x'00000000000000000000000000000001'"),
        ("actor", "'0002'"),
        ("station", "'dock2'"),
        ("kind", "'refused'"),
        ("at", "'2026-11-24 04:30:01.000000'"),
        ("hash", "x'00'"),
        ("prev", "x'00'"),
        ("seq", "9"),
    ],
)
def test_every_edit_is_found(store: Store, column: str, value: str) -> None:
    forge(store, f"UPDATE event SET {column} = {value} WHERE id = {SECOND}")

    assert broken(store)


def test_a_gap_is_found_where_it_is(store: Store) -> None:
    forge(store, f"DELETE FROM event WHERE id = {SECOND}")

    assert [place.seq for place in broken(store)] == [3]


def test_an_event_that_is_moved_to_another_chain_is_found(store: Store) -> None:
    last = "(SELECT chain_id FROM event ORDER BY chain_id DESC LIMIT 1)"
    forge(store, f"UPDATE event SET chain_id = {last}, seq = 4 WHERE id = (SELECT id FROM event WHERE seq = 3 LIMIT 1)")

    assert broken(store)


def test_two_events_that_change_places_are_found(store: Store) -> None:
    forge(store, "UPDATE event SET seq = CASE seq WHEN 1 THEN -2 WHEN 2 THEN -1 ELSE seq END")

    assert broken(store)


def sealed(store: Store, hub_id: str = HUB) -> str:
    """The seal of the log as it stands."""
    with store.read.begin() as conn:
        return chain.seal(conn, hub_id)


def test_the_seal_is_over_the_last_hash_of_every_chain(store: Store) -> None:
    with store.read.begin() as conn:
        heads = {row.chain_id: row.hash for row in conn.execute(select(Event).order_by(Event.chain_id, Event.seq))}
    assert len(heads) == 2
    assert sealed(store) == hashlib.sha256(b"".join(heads.values())).hexdigest()[:16].upper()
    assert sealed(store, "another hub") == hashlib.sha256(b"").hexdigest()[:16].upper()


def test_a_cut_off_tail_breaks_the_seal(store: Store) -> None:
    before = sealed(store)
    forge(store, "DELETE FROM event WHERE seq = 3")
    assert broken(store) == [], "the chain alone doesn't show it"
    assert sealed(store) != before


def test_a_seal_costs_by_the_chains_and_not_by_their_events(store: Store) -> None:
    steps = steps_of_a_seal(store)
    writer = writer_of(store)
    writer.run(lambda tx: [count_up(tx) for _ in range(500)])
    assert steps_of_a_seal(store) < steps * 2


def steps_of_a_seal(store: Store) -> int:
    """How many steps of its machine SQLite takes for a seal."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    with store.read.begin() as conn:
        connection = conn.connection.dbapi_connection
        assert isinstance(connection, sqlite3.Connection)
        connection.set_progress_handler(count, 1)
        chain.seal(conn, HUB)
        connection.set_progress_handler(None, 1)
    return steps
