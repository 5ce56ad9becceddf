"""Hubs to import into: an empty one, and one with the demo hub's files."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hub_databases import TWO_ROUTES
from order_samples import desk_on, open_copy

from hubops.exchange.importing import import_file
from hubops.operations import master_data
from hubops.operations.desk import Desk


@pytest.fixture(scope="session")
def filled_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hub into which the example files were imported, to be copied."""
    database = tmp_path_factory.mktemp("filled") / "hub.db"
    desk = desk_on(database)
    desk.book(master_data.ensure_external_zones)
    for kind in master_data.IMPORT_ORDER:
        assert import_file(desk, kind, TWO_ROUTES / f"{kind}.csv").faults == ()
    desk.writer.store.close()
    return database


@pytest.fixture
def empty_desk(tmp_path: Path) -> Iterator[Desk]:
    """A hub without any master data."""
    desk = desk_on(tmp_path / "hub.db")
    yield desk
    desk.writer.store.close()


@pytest.fixture
def filled_desk(filled_database: Path, tmp_path: Path) -> Iterator[Desk]:
    """A hub with the example's master data and orders."""
    desk = open_copy(filled_database, tmp_path)
    yield desk
    desk.writer.store.close()
