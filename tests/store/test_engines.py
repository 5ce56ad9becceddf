"""How the database is opened: every commit durable, reads that can't write, no other program's file."""

import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from store_samples import count_up, new_store, writer_of

from hubops.errors import StoreFault
from hubops.store.engines import APPLICATION_ID, SCHEMA_VERSION, Store, checkpoint, open_store

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    made = new_store(tmp_path)
    yield made
    made.close()


def pragma(engine: Engine, name: str) -> object:
    """What a setting is on a connection of an engine."""
    with engine.connect() as conn:
        return conn.exec_driver_sql(f"PRAGMA {name}").scalar_one()


@pytest.mark.parametrize("which", ["write", "read"])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),  # FULL
        ("foreign_keys", 1),
        ("busy_timeout", 10000),
        ("recursive_triggers", 1),
        ("trusted_schema", 0),
        ("wal_autocheckpoint", 0),
        ("application_id", APPLICATION_ID),
        ("user_version", SCHEMA_VERSION),
    ],
)
def test_every_connection_has_the_settings_of_a_durable_hub(store: Store, which: str, name: str, value: object) -> None:
    """data.md 2.1 and 2.2."""
    assert pragma(getattr(store, which), name) == value


@pytest.mark.parametrize("statement", ["DELETE FROM counter", "CREATE TABLE x (y)", "PRAGMA user_version=9"])
def test_the_reading_engine_can_not_write(store: Store, statement: str) -> None:
    with store.read.begin() as conn, pytest.raises(OperationalError, match="readonly"):
        conn.exec_driver_sql(statement)


def test_a_writer_is_a_writer_from_the_start(store: Store, tmp_path: Path) -> None:
    """BEGIN IMMEDIATE: a booking never finds out half-way that another one writes."""
    other = sqlite3.connect(tmp_path / "hub.db", timeout=0, isolation_level=None)

    with store.write.begin(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")

    other.close()


def test_a_reader_does_not_stand_in_the_way(store: Store) -> None:
    with store.read.begin() as conn:
        conn.exec_driver_sql("SELECT * FROM counter").all()
        assert writer_of(store).run(count_up) == 1
        assert conn.exec_driver_sql("SELECT * FROM counter").all() == []  # it sees one moment of the hub


def test_only_the_owner_reads_the_file(store: Store, tmp_path: Path) -> None:
    for name in ("hub.db", "hub.db-wal"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_a_checkpoint_empties_the_log(store: Store, tmp_path: Path) -> None:
    writer_of(store).run(count_up)
    assert (tmp_path / "hub.db-wal").stat().st_size

    assert checkpoint(store)
    assert (tmp_path / "hub.db-wal").stat().st_size == 0


def test_a_checkpoint_that_a_reader_holds_up_says_so(store: Store) -> None:
    store.write.dispose()
    with store.write.connect() as conn:
        conn.exec_driver_sql("PRAGMA busy_timeout=0")
    with store.read.begin() as conn:
        conn.exec_driver_sql("SELECT * FROM counter").all()
        writer_of(store).run(count_up)
        assert not checkpoint(store)


def test_a_store_that_is_not_there_is_not_made_by_chance(tmp_path: Path) -> None:
    with pytest.raises(StoreFault) as told:
        open_store(tmp_path / "hub.db")

    assert told.value.code == "store.missing"
    assert not (tmp_path / "hub.db").exists()


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("PRAGMA user_version=99", "store.other_version"),
        ("PRAGMA application_id=1", "store.not_ours"),
    ],
)
def test_another_versions_or_programs_database_is_left_alone(
    store: Store, tmp_path: Path, statement: str, code: str
) -> None:
    store.close()
    other = sqlite3.connect(tmp_path / "hub.db")
    other.execute(statement)
    other.close()

    with pytest.raises(StoreFault) as told:
        open_store(tmp_path / "hub.db")

    assert told.value.code == code


def test_an_empty_file_is_no_hub(tmp_path: Path) -> None:
    (tmp_path / "hub.db").touch()

    with pytest.raises(StoreFault) as told:
        open_store(tmp_path / "hub.db")

    assert (told.value.code, told.value.values["found"]) == ("store.other_version", 0)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "hub.db").write_bytes(b"no database\n" * 400)

    with pytest.raises(StoreFault) as told:
        open_store(tmp_path / "hub.db")

    assert told.value.code == "store.not_ours"


def test_opening_to_create_leaves_what_is_there(store: Store, tmp_path: Path) -> None:
    writer_of(store).run(count_up)

    again = open_store(tmp_path / "hub.db", create=True)

    assert writer_of(again).run(count_up) == 2
    again.close()
