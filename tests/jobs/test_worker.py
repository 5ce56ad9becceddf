"""The worker: one leads, the other waits and takes over; whoever loses the lease stops at once."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from queue import Queue

import pytest
from jobs_samples import SampleHub, sscc
from sqlalchemy import select

from hubops.clock import WallClock
from hubops.devices.simulators.printer import SimulatedZplPrinter
from hubops.exchange.file_drop import FileDrop
from hubops.exchange.outgoing import Outcome, Outgoing, Told
from hubops.jobs.clock import OPEN, ClockJobs
from hubops.jobs.outbox import Outbox, Way
from hubops.jobs.printers import Printer
from hubops.jobs.spool import Spool
from hubops.jobs.worker import Jobs, Upkeep, Worker
from hubops.messages import Message
from hubops.model.alarms import Alarm
from hubops.model.notices import Notice
from hubops.operations import job_runs, leases, notices, spooling
from hubops.operations.booking import Reach, Subscription
from hubops.operations.notices import Addressee

LEASE_S = 0.3


class Running:
    """A worker in a thread, and what it told."""

    def __init__(self, hub: SampleHub, devices: dict[str, Printer], upkeep: Upkeep) -> None:
        self.told: Queue[Message] = Queue()
        self.stop = threading.Event()
        self.worker = Worker(hub.desk, devices, upkeep, lease_s=LEASE_S, tell=self.told.put)
        self._thread = threading.Thread(target=self.worker.run, args=(self.stop,))
        self._thread.start()

    def says(self) -> str:
        """The code of the next thing it tells."""
        return self.told.get(timeout=5).code

    def end(self) -> None:
        """Stop it as SIGTERM does."""
        self.stop.set()
        self._thread.join(10)
        assert not self._thread.is_alive()


Start = Callable[..., Running]


@pytest.fixture
def wall(hub: SampleHub) -> SampleHub:
    """The hub on a clock that runs."""
    return SampleHub(hub.store, WallClock())


@pytest.fixture
def start(wall: SampleHub, devices: dict[str, Printer]) -> Iterator[Start]:
    running: list[Running] = []

    def start(upkeep: Upkeep | None = None) -> Running:
        running.append(Running(wall, devices, upkeep or Upkeep()))
        return running[-1]

    yield start
    for each in running:
        each.end()


def test_one_leads_and_the_other_takes_over(wall: SampleHub, machine: SimulatedZplPrinter, start: Start) -> None:
    first = start()
    assert first.says() == "worker.leads"
    second = start()
    assert second.says() == "worker.waits"
    wall.queue_label(1)
    assert machine.wait_for(1)

    first.end()
    assert first.says() == "worker.stopped"
    assert second.says() == "worker.leads"
    wall.queue_label(2)
    assert machine.wait_for(2)
    second.end()
    assert wall.states() == ["confirmed"] * 2
    assert len(machine.labels) == 2
    assert wall.desk().look(lambda booking: leases.holder_of(booking, leases.WORKER)) is None


def test_a_dead_leader_is_followed_and_what_it_sent_is_unknown(wall: SampleHub, start: Start) -> None:
    wall.queue_label(1)
    wall.desk().book(lambda booking: leases.take(booking, leases.WORKER, "dead", LEASE_S))
    wall.desk().book(lambda booking: spooling.claim(booking, "labels", "dead", 30))
    worker = start(Upkeep(checkpoint=lambda: None))
    assert worker.says() == "worker.waits"
    assert worker.says() == "worker.leads"
    worker.end()
    assert wall.states() == ["unknown"]


def test_who_loses_the_lease_stops_at_once(wall: SampleHub, machine: SimulatedZplPrinter, start: Start) -> None:
    worker = start()
    assert worker.says() == "worker.leads"
    wall.desk().book(lambda booking: leases.release(booking, leases.WORKER, worker.worker.holder))
    wall.desk().book(lambda booking: leases.take(booking, leases.WORKER, "rival", 60))
    assert worker.says() == "worker.lost_lease"
    assert worker.says() == "worker.waits"
    wall.queue_label(1)
    assert not machine.wait_for(1, timeout=0.3)
    wall.desk().book(lambda booking: leases.release(booking, leases.WORKER, "rival"))
    assert worker.says() == "worker.leads"
    assert machine.wait_for(1)


def test_the_first_tick_opens_the_day_and_backs_up(start: Start) -> None:
    backed_up = threading.Event()
    worker = start(Upkeep(backup=backed_up.set))
    assert worker.says() == "worker.leads"
    assert backed_up.wait(5)


def test_who_leads_sends_messages_and_one_who_hangs_keeps_nobody_waiting(wall: SampleHub) -> None:
    let_go, sent = threading.Event(), Queue[str]()

    class Hanging:
        def send(self, message: Outgoing) -> Told:
            let_go.wait(10)
            return Told(Outcome.SENT)

    class Quick:
        def send(self, message: Outgoing) -> Told:
            sent.put(message.subject)
            return Told(Outcome.SENT)

    desk = wall.desk()
    desk.house = replace(desk.house, reach=Reach(smtp=True, systems=(Subscription("kommune"),)))
    to = Addressee(None, "Åsen barnehage", "kjokken@asen.example", "nb")
    values = {"number": "BK-7", "requested_on": "2026-11-24"}
    desk.book(lambda booking: notices.tell(booking, "order_accepted", to, None, "1", values))
    ways = (Way("smtp", "", Hanging()), Way("webhook", "kommune", Quick()))
    stop = threading.Event()
    worker = threading.Thread(
        target=Worker(wall.desk, {}, Upkeep(), lease_s=LEASE_S, ways=lambda: ways).run, args=(stop,)
    )
    worker.start()
    assert sent.get(timeout=5) == "Bestilling BK-7 er bekreftet"
    stop.set()
    let_go.set()
    worker.join(10)
    with wall.store.read.begin() as conn:
        assert set(conn.execute(select(Notice.state)).scalars()) == {"sent"}, "what was under way was finished"


def test_jobs_run_in_the_callers_thread(
    hub: SampleHub, machine: SimulatedZplPrinter, spool: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The headless demo and a replay: what is due runs before the next input, and nothing runs beside it."""
    with no_new_threads(monkeypatch):
        jobs = Jobs(ClockJobs(hub.desk("clock")), spool, Outbox(hub.desk("outbox"), (), "me"))
        hub.queue_label(1)
        jobs.run_due()
    assert hub.states() == ["confirmed"]
    assert sscc(1).encode() in machine.labels[0]
    assert not hub.desk().look(lambda booking: job_runs.may_begin(booking, OPEN, "2026-11-24")), "the day is open"


def test_what_was_told_before_the_clock_moved_has_gone_out_in_time(hub: SampleHub, spool: Spool, folder: Path) -> None:
    """A replay's clock jumps: nobody is alarmed that a message waited for the next input."""
    desk = hub.desk("outbox")
    desk.house = replace(desk.house, reach=Reach(file_drop=True))
    jobs = Jobs(ClockJobs(hub.desk("clock")), spool, Outbox(desk, [Way("file", "", FileDrop(folder))], "me"))
    values = {"number": "BK-7", "requested_on": "2026-11-24"}
    to = Addressee(None, "Åsen barnehage", "", "nb")
    desk.book(lambda booking: notices.tell(booking, "order_accepted", to, None, "1", values))
    hub.move(7200)
    jobs.run_due()

    with hub.store.read.begin() as conn:
        assert conn.execute(select(Notice.state)).scalars().all() == ["sent"]
        assert conn.execute(select(Alarm.kind)).scalars().all() == []


@contextmanager
def no_new_threads(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fails if a thread is started."""

    def start(self: threading.Thread) -> None:
        raise AssertionError(self.name)

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", start)
        yield
