"""What every test may use: the demo hub in a folder of its own, at half past five on the demo's Tuesday."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from books import Books

from hubops.clock import ManualClock
from hubops.demo.clock import START
from hubops.demo.model_worker import ModelWorker
from hubops.flows.floor import Floor
from hubops.founding import found
from hubops.jobs.clock import ClockJobs
from hubops.open_hub import OpenHub
from hubops.operations.booking import Station
from hubops.operations.desk import Desk
from hubops.store.transactions import Writer


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo hub that is made once and copied for each test."""
    folder = tmp_path_factory.mktemp("founded") / "hub"
    found(folder, ManualClock(START), demo=True)
    hub = OpenHub.open(folder, ManualClock(START))
    ClockJobs(hub.job_desk("clock")).run_due()
    hub.close()
    return folder


@pytest.fixture
def clock() -> ManualClock:
    """The demo's Tuesday, 05:30."""
    return ManualClock(START)


@pytest.fixture
def hub(founded: Path, tmp_path: Path, clock: ManualClock) -> Iterator[OpenHub]:
    """A demo hub with its day opened."""
    shutil.copytree(founded, tmp_path / "hub")
    opened = OpenHub.open(tmp_path / "hub", clock)
    yield opened
    opened.close()


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
