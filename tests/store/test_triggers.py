"""What happened can't be changed, deleted or written over (architecture.md, rule 2 and 3)."""

# ruff: noqa: S608 - the names are those of our own tables

import sqlite3
from collections.abc import Iterator

import pytest
from goods import MILK_CODE, close_deliveries, pack_all, receive

from hubops.demo.model_worker import ModelWorker
from hubops.model.tables import APPEND_ONLY
from hubops.open_hub import OpenHub

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def file(worker: ModelWorker, hub: OpenHub) -> Iterator[sqlite3.Connection]:
    """The file of a hub in which something happened, opened by somebody who is not hubops."""
    receive(worker, *[MILK_CODE] * 5)
    close_deliveries(worker)
    pack_all(worker, "]E07039999000213")
    worker.press("f2")
    worker.start("dispatch")
    connection = sqlite3.connect(hub.settings.folder / "data" / "hub.db", isolation_level=None)
    yield connection
    connection.close()


def test_the_tables_of_what_happened() -> None:
    assert {"movement", "event", "floor_input", "manifest"} <= set(APPEND_ONLY)


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_rows_of_the_past_are_left_alone(file: sqlite3.Connection, table: str) -> None:
    """By any client: nobody has to switch anything on for it."""
    if file.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,):
        columns = [row[1] for row in file.execute(f"PRAGMA table_info({table})")]
        file.execute("PRAGMA foreign_keys=OFF")
        file.execute(f"INSERT INTO {table} VALUES ({','.join('0' * len(columns))})")
    before = file.execute(f"SELECT * FROM {table}").fetchall()

    for statement in (
        f"UPDATE {table} SET hub_id = 'other'",
        f"DELETE FROM {table}",
        f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1",
        f"REPLACE INTO {table} SELECT * FROM {table} LIMIT 1",
        f"UPDATE OR REPLACE {table} SET hub_id = hub_id",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            file.execute(statement)

    assert file.execute(f"SELECT * FROM {table}").fetchall() == before
