"""Looks how the printers are, in the thread that goes its rounds, and has the screen read anew when one has changed."""

from collections.abc import Callable

from hubops.operations import device_reports
from hubops.operations.desk import Desk

LOOK_S = 0.2
"""Seconds between two looks: one small reading, so that nobody waits for the next reading of the whole board."""


class PrinterLook:
    """What a terminal knows of the printers. Not for use by two threads at once."""

    def __init__(self, desk: Desk, changed: Callable[[], None]) -> None:
        """``changed`` is called when a printer is in another state, or has another fault."""
        self._desk = desk
        self._changed = changed
        self._known: dict[str, tuple[str, str]] | None = None

    def look(self) -> None:
        """Look once.

        Raises:
            StoreFault: the database can't be read now.
        """
        told = self._desk.look(device_reports.printers_told)
        found = {name: (facts.state, facts.fault) for name, facts in told.items()}
        if self._known is not None and found != self._known:
            self._changed()
        self._known = found
