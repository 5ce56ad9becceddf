"""A hub and its printers for every test of this room."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hub_databases import HubDatabases
from jobs_samples import SampleHub, printers
from postgresql_server import PostgresqlServer

from hubops.devices.simulators.printer import SimulatedZplPrinter
from hubops.jobs.printers import Printer
from hubops.jobs.spool import Spool
from hubops.store.engines import open_store


@pytest.fixture(scope="session")
def empty_database(server: PostgresqlServer | None, tmp_path_factory: pytest.TempPathFactory) -> Path | str:
    """The tables, which take a server longer than a test, to be copied."""
    made = HubDatabases(server).new(tmp_path_factory.mktemp("empty"))
    open_store(made, create=True).close()
    return made


@pytest.fixture
def database(databases: HubDatabases, empty_database: Path | str, tmp_path: Path) -> Path | str:
    """The address of the hub's database, for a process of its own too."""
    return databases.copy_of(empty_database, tmp_path)


@pytest.fixture
def hub(database: Path | str) -> Iterator[SampleHub]:
    hub = SampleHub.open(database)
    yield hub
    hub.store.close()


@pytest.fixture
def machine() -> Iterator[SimulatedZplPrinter]:
    machine = SimulatedZplPrinter()
    yield machine
    machine.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where papers go."""
    folder = tmp_path / "print"
    folder.mkdir()
    return folder


@pytest.fixture
def devices(machine: SimulatedZplPrinter, folder: Path) -> dict[str, Printer]:
    return printers(machine.address, folder)


@pytest.fixture
def spool(hub: SampleHub, devices: dict[str, Printer]) -> Spool:
    return Spool(hub.desk(), devices, "spool-1")
