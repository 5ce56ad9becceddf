"""The watch over silences: at each tick of the clock, what should have happened by now and did not is an alarm.

What is watched stands in operations/watches.py. No tick is needed for the next one: what was missed while the hub was
switched off is found at the first look after it.
"""

from hubops.operations import watches
from hubops.operations.desk import Desk


class SilenceWatch:
    """Looks at all watches. Not for use by two threads at once."""

    def __init__(self, desk: Desk) -> None:
        """``desk`` books in the name of the clock."""
        self._desk = desk

    def tick(self) -> int:
        """Look, and book only if there is something to do; how many alarms are new."""
        findings = self._desk.look(watches.look)
        if not findings:
            return 0
        return self._desk.book(lambda booking: watches.act(booking, findings))
