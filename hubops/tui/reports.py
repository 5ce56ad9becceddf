"""What a terminal tells the hub of its devices, and the wire logs that the hub asks of it."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from hubops.devices.wire_log import is_logged, log_wire
from hubops.operations import device_reports
from hubops.operations.booking import Booking
from hubops.operations.desk import Desk
from hubops.operations.plant import Facts

VALUES_EVERY_S = 10.0
"""Seconds between two reports of a new value: a busy scanner is not a report per scan."""
ANYWAY_EVERY_S = 60.0
"""Seconds after which everything is told again: so others see that somebody still looks after it."""
_Told = dict[tuple[str, str], Facts]


class Reports:
    """Tells what changed, as seldom as will do; used by one thread, with a desk of its own."""

    def __init__(self, desk: Desk, own: Callable[[], Sequence[Facts]], logs: Path) -> None:
        """``own`` gives the devices at hand; their wire logs lie in the folder ``logs``."""
        self.desk = desk
        self._own = own
        self._logs = logs
        self._told: _Told = {}
        self._told_at = float("-inf")

    def exchange(self) -> None:
        """Tell what is due, and hear what is asked.

        Raises:
            StoreFault: the database can't be read or written now; the next call tells it.
        """
        now = {(facts.kind, facts.name): facts for facts in self._own()}
        new = now.keys() - self._told.keys()
        if new or self._is_due(now):
            self.desk.book(lambda booking: _tell(booking, tuple(now.values()), new))
            self._told, self._told_at = now, time.monotonic()
        wanted = self.desk.look(device_reports.wire_logs_wanted)
        for kind, name in now:
            if ((kind, name) in wanted) != is_logged(kind, name):
                log_wire(kind, name, self._logs if (kind, name) in wanted else None)

    def _is_due(self, now: _Told) -> bool:
        waited = time.monotonic() - self._told_at
        if waited >= ANYWAY_EVERY_S or any(_state(now[key]) != _state(self._told[key]) for key in now):
            return True
        return waited >= VALUES_EVERY_S and any(now[key] != self._told[key] for key in now)


def _tell(booking: Booking, facts: Sequence[Facts], new: set[tuple[str, str]]) -> None:
    for kind, name in new:
        device_reports.begin(booking, kind, name)
    device_reports.tell(booking, facts)


def _state(facts: Facts) -> tuple[str, str]:
    return facts.state, facts.fault
