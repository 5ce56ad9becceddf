"""A printer that has nothing to do is asked now and then how it is: before the label that nobody can print."""

import time
from datetime import datetime

from hubops.devices.printers.outcome import PrinterHealth
from hubops.devices.states import DeviceState
from hubops.jobs.printers import Printer
from hubops.operations import device_reports, spooling
from hubops.operations.booking import Booking
from hubops.operations.desk import Desk
from hubops.operations.plant import Facts

LOOK_EVERY_S = 0.2
"""Seconds between two looks whether it can be reached at all: a plug that is pulled is on the screen within one."""
ASK_EVERY_S = 10.0
"""Seconds between two questions; each is a connection, and some print servers take only one at a time."""
ASK_AGAIN_S = 1.0
"""The same for a printer that can't print: nobody else prints on it, and what waits goes on soon after it is back."""
TELL_EVERY_S = 60.0
"""Seconds after which the same is told again, so that it is known to hold."""
_NOTHING = ("", "")
"""What a printer says that does not answer."""


class QuietPrinter:
    """Looks after one printer and tells the hub how it is; used by the thread that prints on it, while it is idle.

    What waits for a printer that can print again is due at once. One that does not answer has said nothing, and is not
    asked again before the next document: a printer that speaks another language prints the question instead (devices.md
    4.2). Whether it is there is still seen.
    """

    def __init__(self, desk: Desk, printer: Printer) -> None:
        """Set up; nothing is asked yet. ``desk`` books what is told."""
        self._desk = desk
        self._printer = printer
        self._look_at = self._ask_at = self._told_at = float("-inf")
        self._missing: PrinterHealth | None = None
        """How it is if it could not be reached when it was looked for last."""
        self._mute: PrinterHealth | None = None
        """How it is if it did not answer when it was asked last."""
        self._said = _NOTHING
        self._since: datetime | None = None
        self._is_back = False
        """It can print again, and what waits for it is not told so yet."""

    def look(self) -> None:
        """Look for it, ask it and tell, each if it is time.

        Raises:
            StoreFault: the database can't be written now; the next look tells it.
        """
        health = self._look_for_it() or self._mute or self._ask()
        if health is None:
            return
        now = time.monotonic()
        said = _NOTHING if health is self._mute else (str(health.state), health.fault)
        if said == self._said and (said == _NOTHING or now - self._told_at < TELL_EVERY_S):
            return
        if said != self._said:
            self._said, self._since, self._told_at = said, None, float("-inf")
            self._is_back = said == _NOTHING or health.state is DeviceState.READY
        self._desk.book(lambda booking: self._tell(booking, health))
        self._told_at, self._is_back = now, False

    def has_printed(self) -> None:
        """A document was sent: what was said before it is old."""
        self._ask_at = self._told_at = float("-inf")
        self._mute = None

    def _look_for_it(self) -> PrinterHealth | None:
        """How it is if it can't be reached; once it can be again, it is time to ask."""
        if self._printer.missing is not None and time.monotonic() >= self._look_at:
            was, self._missing = self._missing, self._printer.missing()
            self._look_at = time.monotonic() + LOOK_EVERY_S
            if was and not self._missing:
                self._ask_at = float("-inf")
        return self._missing

    def _ask(self) -> PrinterHealth | None:
        """What it says, if it is time to ask."""
        if time.monotonic() < self._ask_at:
            return None
        health = self._printer.status()
        self._ask_at = time.monotonic() + (ASK_EVERY_S if health.state is DeviceState.READY else ASK_AGAIN_S)
        self._mute = health if health.fault == "printer.mute" else None
        return health

    def _tell(self, booking: Booking, health: PrinterHealth) -> None:
        self._since = self._since or booking.tx.clock_now
        state, fault = self._said
        values = {**health.values, "printer": health.name}
        device_reports.tell(booking, [Facts("printer", health.name, state, self._since, fault, values)])
        if self._is_back:
            spooling.hurry(booking, health.name)
