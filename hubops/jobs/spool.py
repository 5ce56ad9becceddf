"""The print spool: takes what is queued for a printer, renders it, sends it, writes down what became of it.

No transaction is open while a printer is spoken to. One thread per printer in the worker; the headless demo and a
replay call :meth:`Spool.tick` instead.
"""

import logging
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from hubops.devices.printers.outcome import Outcome, Sent
from hubops.documents.render import copy_of, render
from hubops.jobs.printers import Printer, repeatable
from hubops.jobs.quiet_printer import QuietPrinter
from hubops.operations import spooling
from hubops.operations.booking import Booking
from hubops.operations.desk import Desk
from hubops.operations.spooling import Job

SENDING_S = 30.0
"""Seconds that a printer may take for one document before its job counts as left behind; a slow ZPL printer on a
slow network needs about 20."""
FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 30.0
"""Seconds between two attempts on a printer that can't be reached; from the first they double."""
AT_HAND_WAIT_S = 4.0
"""Seconds at most between two attempts on a printer that answers: somebody stands there with the new roll."""
LOOK_S = 0.1
"""Seconds between two looks into an empty queue."""
AFTER_ERROR_S = 3.0
"""Seconds of rest after an error that nobody foresaw, such as a database that can't be written."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a printer said about a job, until it is written down."""

    job: Job
    sent: Sent
    again_in_s: float | None


class Spool:
    """Prints for a set of printers. Not for two threads at once, and neither is its desk."""

    def __init__(
        self, desk: Desk, printers: Mapping[str, Printer], holder: str, *, sending_s: float = SENDING_S
    ) -> None:
        """Set up; nothing is printed yet.

        Args:
            desk: where outcomes are booked.
            printers: by the names that print jobs bear; in a tick they take turns in this order.
            holder: names this process in the claims.
            sending_s: seconds for one document.
        """
        self.printers = printers
        self._desk = desk
        self._holder = holder
        self._sending_s = sending_s
        self._refusals: Counter[str] = Counter()
        self._told: dict[str, _Told] = {}

    def tick(self) -> int:
        """Print everything that is due on every printer; how many documents were sent is returned.

        Raises:
            StoreFault: the database can't be read or written now; what is known of the last document is kept.
        """
        if not self._told and not self._desk.look(self._has_work):
            return 0
        self.recover()
        return sum(self._drain(name) for name in self.printers)

    def recover(self, leading: bool = False) -> int:
        """Settle jobs that a dead spool left behind; ``leading`` if this process holds the lead."""
        names = repeatable(self.printers)
        if not self._desk.look(lambda booking: spooling.left_behind(booking, self._holder, leading)):
            return 0
        return self._desk.book(lambda booking: spooling.recover(booking, self._holder, names, leading))

    def name_missing_printers(self) -> None:
        """Mark jobs for printers that are not among these; only for a spool that has all printers of the hub."""
        names = list(self.printers)
        self._desk.book(lambda booking: spooling.name_missing_printers(booking, names))

    def when_quiet(self, name: str) -> QuietPrinter:
        """Who asks the printer how it is while it has nothing to do; for the thread of this spool."""
        return QuietPrinter(self._desk, self.printers[name])

    def print_next(self, name: str) -> bool:
        """Print the next document that is due on a printer; False if there is none."""
        self._write_down(name)
        if not self._desk.look(lambda booking: spooling.is_due(booking, name)):
            return False
        job = self._desk.book(lambda booking: spooling.claim(booking, name, self._holder, self._sending_s))
        if job is None:
            return False
        self._told[name] = self._send(job, self.printers[name])
        self._write_down(name)
        return True

    def _has_work(self, booking: Booking) -> bool:
        """One look for a tick that finds nothing to do, as most do."""
        due = (spooling.is_due(booking, name) for name in self.printers)
        return any(due) or bool(spooling.left_behind(booking, self._holder))

    def _drain(self, name: str) -> int:
        sent = 0
        while self.print_next(name):
            sent += 1
        return sent

    def _send(self, job: Job, printer: Printer) -> _Told:
        copy = job.attempts - 1
        title = f"{job.document}-{job.title}"
        try:
            content = copy_of(job.document, job.content, copy) if copy else job.content
            data = render(job.document, content, printer.language, printer.dpi, printer.media, printer.roll)
        except Exception:  # noqa: BLE001 - whatever is wrong with it, it steps aside and the next one prints
            _log.exception("spool.not_printable title=%s", title)
            return _Told(job, Sent(Outcome.REFUSED, "spool.not_printable"), None)
        sent = printer.send(data, f"{title}-copy-{copy}" if copy else title)
        return _Told(job, sent, self._wait_after(printer.name, sent))

    def _wait_after(self, name: str, sent: Sent) -> float | None:
        """Seconds until the next attempt: the more refusals in a row, the longer; None: it is refused for good."""
        if sent.outcome is not Outcome.REFUSED:
            self._refusals[name] = 0
            return 0
        if sent.for_good:
            return None
        longest = LONGEST_WAIT_S if sent.fault == "printer.refused" else AT_HAND_WAIT_S
        wait = min(longest, FIRST_WAIT_S * (1 << min(self._refusals[name], 10)))
        self._refusals[name] += 1
        return wait

    def _write_down(self, name: str) -> None:
        """Settle what the printer said last. It is kept until the database has it: sent once, known once."""
        told = self._told.get(name)
        if told is None:
            return
        self._desk.book(
            lambda booking: spooling.settle(
                booking, told.job.id, self._holder, told.sent.outcome, told.sent.fault, told.again_in_s
            )
        )
        del self._told[name]


class SpoolThread(threading.Thread):
    """Prints for one printer until it is told to stop; a document that is under way is finished first."""

    def __init__(self, spool: Spool, name: str, stop: threading.Event) -> None:
        super().__init__(name=f"spool {name}", daemon=True)
        self._spool = spool
        self._printer = name
        self._stop_wanted = stop

    def run(self) -> None:
        """Print, look, wait."""
        quiet = self._spool.when_quiet(self._printer)
        while not self._stop_wanted.is_set():
            try:
                wait = self._print_or_ask(quiet)
            except Exception:  # noqa: BLE001 - the top of a thread: the next document may be a better one
                _log.exception(self.name)
                wait = AFTER_ERROR_S
            self._stop_wanted.wait(wait)

    def _print_or_ask(self, quiet: QuietPrinter) -> float:
        """Print the next document, or see how the printer is; seconds to wait then."""
        if self._spool.print_next(self._printer):
            quiet.has_printed()
            return 0.0
        quiet.look()
        return LOOK_S
