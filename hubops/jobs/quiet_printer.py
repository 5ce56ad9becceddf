"""A printer that has nothing to do is asked now and then how it is: before the label that nobody can print."""

import time
from datetime import datetime

from hubops.devices.printers.outcome import PrinterHealth
from hubops.jobs.printers import Printer
from hubops.operations import device_reports
from hubops.operations.booking import Booking
from hubops.operations.desk import Desk
from hubops.operations.plant import Facts

ASK_EVERY_S = 10.0
"""Seconds between two questions; each is a connection, and some print servers take only one at a time."""
TELL_EVERY_S = 60.0
"""Seconds after which the same is told again, so that it is known to hold."""


class QuietPrinter:
    """Asks one printer and tells the hub what it said; used by the thread that prints on it, while it is idle.

    One that does not answer has said nothing, and is not asked again before the next document: a printer that speaks
    another language prints the question instead (devices.md 4.2).
    """

    def __init__(self, desk: Desk, printer: Printer) -> None:
        """Set up; nothing is asked yet. ``desk`` books what is told."""
        self._desk = desk
        self._printer = printer
        self._ask_at = self._told_at = float("-inf")
        self._said: tuple[str, str] | None = None
        self._since: datetime | None = None

    def look(self) -> None:
        """Ask and tell if it is time.

        Raises:
            StoreFault: the database can't be written now; the next look tells it.
        """
        now = time.monotonic()
        if now < self._ask_at:
            return
        health = self._printer.status()
        if health.fault == "printer.mute":
            self._ask_at = float("inf")
            return
        self._ask_at = time.monotonic() + ASK_EVERY_S
        said = (str(health.state), health.fault)
        if said == self._said and now - self._told_at < TELL_EVERY_S:
            return
        if said != self._said:
            self._said, self._since, self._told_at = said, None, float("-inf")
        self._desk.book(lambda booking: self._tell(booking, health))
        self._told_at = now

    def has_printed(self) -> None:
        """A document was sent: what was said before it is old."""
        self._ask_at = self._told_at = float("-inf")

    def _tell(self, booking: Booking, health: PrinterHealth) -> None:
        self._since = self._since or booking.tx.clock_now
        values = {**health.values, "printer": health.name}
        facts = Facts("printer", health.name, str(health.state), self._since, health.fault, values)
        device_reports.tell(booking, [facts])
