"""Hubs to import into: an empty one, and one with the demo hub's files."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hub_databases import TWO_ROUTES

from hubops import settings
from hubops.clock import ManualClock
from hubops.exchange.importing import import_file
from hubops.operations import master_data
from hubops.operations.booking import Station
from hubops.operations.desk import Desk
from hubops.store.engines import open_store
from hubops.store.transactions import Writer

CONFIG = Path(__file__).parents[2] / "config"
MONDAY = datetime(2026, 11, 23, 11, tzinfo=UTC)
"""Noon in Norway, the demo routes' cut-off."""


def desk_on(database: Path) -> Desk:
    """A desk of the example hub on a database file."""
    house = settings.load(CONFIG).house
    writer = Writer(open_store(database, create=True), house.hub_id, ManualClock(MONDAY))
    return Desk(writer, house, Station("setup", "", ""), job="import")


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
    for file in filled_database.parent.glob(filled_database.name + "*"):
        shutil.copyfile(file, tmp_path / file.name)
    desk = desk_on(tmp_path / filled_database.name)
    yield desk
    desk.writer.store.close()
