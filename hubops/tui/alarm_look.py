"""Looks which alarms stand, in the thread that goes its rounds, and tells the screen when there are others."""

from collections.abc import Callable
from uuid import UUID

import textual.message

from hubops.flows.alarms import told
from hubops.operations import alarms
from hubops.operations.desk import Desk
from hubops.tui.news import Alarmed

LOOK_S = 2.0
"""Seconds between two looks."""


class AlarmLook:
    """What the screen of a terminal knows of the alarms. Not for use by two threads at once."""

    def __init__(self, desk: Desk, tell: Callable[[textual.message.Message], bool]) -> None:
        """``tell`` hands news to the screen; False as long as there is none."""
        self._desk = desk
        self._tell = tell
        self._known: frozenset[UUID] = frozenset()

    def look(self) -> None:
        """Look once.

        Raises:
            StoreFault: the database can't be read now.
        """
        standing = self._desk.look(alarms.open_alarms)
        found = frozenset(alarm.id for alarm in standing)
        if found == self._known:
            return
        oldest = told(standing[0]) if standing else None
        if self._tell(Alarmed(len(standing), oldest, fresh=bool(found - self._known))):
            self._known = found
