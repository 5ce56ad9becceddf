"""Hubs to import into: an empty one, and one with the demo hub's files."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hub_databases import TWO_ROUTES, HubDatabases
from order_samples import desk_on
from postgresql_server import PostgresqlServer

from hubops.exchange.importing import import_file
from hubops.operations import master_data
from hubops.operations.desk import Desk


@pytest.fixture(scope="session")
def filled_database(server: PostgresqlServer | None, tmp_path_factory: pytest.TempPathFactory) -> Path | str:
    """A hub into which the example files were imported, to be copied."""
    database = HubDatabases(server).new(tmp_path_factory.mktemp("filled"))
    desk = desk_on(database)
    desk.book(master_data.ensure_external_zones)
    for kind in master_data.IMPORT_ORDER:
        assert import_file(desk, kind, TWO_ROUTES / f"{kind}.csv").faults == ()
    desk.writer.store.close()
    return database


@pytest.fixture
def empty_desk(databases: HubDatabases, tmp_path: Path) -> Iterator[Desk]:
    """A hub without any master data."""
    desk = desk_on(databases.new(tmp_path))
    yield desk
    desk.writer.store.close()


@pytest.fixture
def filled_desk(databases: HubDatabases, filled_database: Path | str, tmp_path: Path) -> Iterator[Desk]:
    """A hub with the example's master data and orders."""
    desk = desk_on(databases.copy_of(filled_database, tmp_path))
    yield desk
    desk.writer.store.close()
