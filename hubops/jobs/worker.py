"""The worker: one per hub owns the printers and the clock's jobs; a lease says which (architecture.md, "Processes").

A second worker waits and takes over when the leader is gone. A leader that can't renew its lease stops working at
once, finishing only the document that a printer is in the middle of.
"""

import itertools
import logging
import os
import signal
import socket
import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TypeAlias

from apscheduler.schedulers.background import BackgroundScheduler  # type: ignore[import-untyped]

from hubops.errors import StoreFault
from hubops.jobs.clock import ClockJobs
from hubops.jobs.delivery_cards import CardTime
from hubops.jobs.inbox import Inbox
from hubops.jobs.outbox import Outbox, Senders, Way
from hubops.jobs.print_room import PrintRoom
from hubops.jobs.printers import Printer
from hubops.jobs.spool import SENDING_S, Spool
from hubops.messages import Message
from hubops.operations import leases
from hubops.operations.desk import Desk

LEASE_S = 15.0
"""Seconds that a lease runs: after a crash, the next worker leads at the latest then."""
FOLLOW_S = 1.0
"""Seconds between two looks at the settings."""
CLOCK_S = 15
"""Seconds between two ticks of the clock."""
INBOX_S = 5
"""Seconds between two looks into the inbox."""
CHECKPOINT_S = 30
"""Seconds between two checkpoints of the write-ahead log (data.md 2.2)."""
PATIENCE_S = 25.0
"""Seconds that a stopping worker waits for the documents that are being printed."""

MakeDesk: TypeAlias = Callable[[str], Desk]
"""Makes a desk of its own for each thread; the argument is the name under which it books."""

SPOOL, PRINTERS, OUTBOX = "spool", "printers", "outbox"
"""What the clock looks after beside its own jobs."""

_log = logging.getLogger(__name__)


def new_holder() -> str:
    """A name for this process in leases and claims, never used before."""
    return f"{socket.gethostname()}/{os.getpid()}/{uuid.uuid4().hex[:8]}"


def stop_on_signal() -> threading.Event:
    """An event that SIGTERM and Ctrl-C set; to be called on the main thread."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


@dataclass(frozen=True)
class Upkeep:
    """What the worker does to the database itself, handed in by who opened it; None where it needs none."""

    backup: Callable[[], object] | None = None
    checkpoint: Callable[[], object] | None = None


@dataclass(frozen=True)
class Mailroom:
    """The folders that files of orders come in by and are kept in."""

    inbox: Path
    archive: Path


class Jobs:
    """Everything that the clock starts, in the caller's thread: for the headless demo, a replay and tests."""

    def __init__(self, clock: ClockJobs, spool: Spool, outbox: Outbox | None = None) -> None:
        self.clock = clock
        self.spool = spool
        self._outbox = outbox

    def run_due(self) -> None:
        """Print and send what was queued before the clock moved, run the slots that are due, print and send again.

        Raises:
            StoreFault: the database can't be read or written now.
        """
        self._let_out()
        self.clock.run_due()
        self._let_out()

    def _let_out(self) -> None:
        self.spool.tick()
        if self._outbox is not None:
            self._outbox.tick()


class Worker:
    """Leads or waits, until it is told to stop."""

    def __init__(
        self,
        make_desk: MakeDesk,
        printers: Mapping[str, Printer],
        upkeep: Upkeep,
        *,
        lease_s: float = LEASE_S,
        sending_s: float = SENDING_S,
        tell: Callable[[Message], None] | None = None,
        pack_at: time | None = None,
        cards: CardTime | None = None,
        mailroom: Mailroom | None = None,
        follow: Callable[[], Mapping[str, Printer]] | None = None,
        ways: Callable[[], Sequence[Way]] = tuple,
    ) -> None:
        """Set up; nothing runs yet.

        Args:
            make_desk: see :data:`MakeDesk`.
            printers: by the names that print jobs bear.
            upkeep: backup and checkpoint.
            lease_s: seconds that the lease runs; it is renewed after a third of them.
            sending_s: seconds that a document may take.
            tell: is told when the worker waits, leads and stops.
            pack_at: local time at which the paper pack of a working day is printed; None: never.
            cards: when the delivery cards of the week to come are printed; None: never.
            mailroom: where files of orders come in; None: nowhere.
            follow: tells every second which printers there are now; None: always the same. It never raises.
            ways: tells every second by which ways messages go out. It never raises.
        """
        self.holder = new_holder()
        self._make_desk = make_desk
        self._printers = printers
        self._upkeep = upkeep
        self._pack_at = pack_at
        self._cards = cards
        self._mailroom = mailroom
        self._follow = follow
        self._ways = ways
        self._lease_s = lease_s
        self._sending_s = sending_s
        self._tell = tell or (lambda message: _log.info("%s %s", message.code, dict(message.values)))
        self._desk = make_desk("worker")

    def run(self, stop: threading.Event) -> None:
        """Work whenever the lease can be had, until ``stop`` is set."""
        waiting = False
        while not stop.is_set():
            if self._take():
                self._lead(stop)
                waiting = False
            elif not waiting:
                waiting = True
                holder = self._desk.look(lambda booking: leases.holder_of(booking, leases.WORKER))
                self._tell(Message("worker.waits", {"holder": holder}))
            stop.wait(self._lease_s / 3)
        self._tell(Message("worker.stopped"))

    def _take(self) -> bool:
        """Take or renew the lease; a database that can't be written now grants none."""
        try:
            return self._desk.book(lambda booking: leases.take(booking, leases.WORKER, self.holder, self._lease_s))
        except StoreFault as fault:
            _log.warning("worker.no_lease %s", fault)
            return False

    def _lead(self, stop: threading.Event) -> None:
        if self._follow is not None:
            self._printers = self._follow()
        self._tell(Message("worker.leads", {"printers": len(self._printers)}))
        room, scheduler = PrintRoom(self._spool), self._scheduler()
        senders = Senders(lambda way: self._outbox([way]))
        scheduler.start()
        try:
            self._hold(stop, room, senders)
        finally:
            room.step_down()
            senders.step_down()
            scheduler.shutdown()
            if room.wait(PATIENCE_S) and senders.wait(PATIENCE_S):
                self._release()

    def _hold(self, stop: threading.Event, room: PrintRoom, senders: Senders) -> None:
        """Renew the lease and follow the settings, until the lease is lost or ``stop`` is set."""
        look_s = min(FOLLOW_S, self._lease_s / 3)
        looks = round(self._lease_s / 3 / look_s)
        room.fit(self._printers)
        senders.fit(self._ways())
        for n in itertools.count(1):
            if stop.wait(look_s):
                return
            if self._follow is not None:
                self._printers = self._follow()
                room.fit(self._printers)
            senders.fit(self._ways())
            if n % looks == 0 and not self._take():
                self._tell(Message("worker.lost_lease"))
                return

    def _release(self) -> None:
        try:
            self._desk.book(lambda booking: leases.release(booking, leases.WORKER, self.holder))
        except StoreFault as fault:
            _log.warning("worker.not_released %s", fault)

    def _spool(self, printers: Mapping[str, Printer]) -> Spool:
        return Spool(self._make_desk("spool"), printers, self.holder, sending_s=self._sending_s)

    def _outbox(self, ways: Sequence[Way]) -> Outbox:
        return Outbox(self._make_desk("outbox"), ways, self.holder)

    def _scheduler(self) -> BackgroundScheduler:
        """A clock and nothing more: it ticks, the tables know what is due (data.md 4)."""
        logging.getLogger("apscheduler").setLevel(logging.WARNING)  # else each tick is four lines in the log
        defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        scheduler = BackgroundScheduler(timezone=UTC, job_defaults=defaults)
        queue, outbox = self._spool(self._printers), self._outbox(())
        clock = ClockJobs(self._make_desk("clock"), self._upkeep.backup, self._pack_at, self._cards)

        def tick() -> None:
            queue.printers = self._printers
            clock.apart(SPOOL, lambda: queue.recover(leading=True))
            clock.apart(PRINTERS, queue.name_missing_printers)
            clock.apart(OUTBOX, outbox.recover)
            clock.run_due()

        scheduler.add_job(tick, "interval", seconds=CLOCK_S, next_run_time=datetime.now(UTC))
        if self._mailroom is not None:
            inbox = Inbox(self._make_desk("inbox"), self._mailroom.inbox, self._mailroom.archive)
            scheduler.add_job(inbox.tick, "interval", seconds=INBOX_S)
        if self._upkeep.checkpoint is not None:
            scheduler.add_job(self._upkeep.checkpoint, "interval", seconds=CHECKPOINT_S)
        return scheduler
