"""The hub that is simulated: its folder, its clock, and what ticks when time passes."""

import heapq
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any, TypeVar
from unittest import mock
from uuid import UUID

from hubops.clock import ManualClock
from hubops.exchange.importing import import_file
from hubops.exchange.outgoing import Outcome, Outgoing, Told
from hubops.founding import EXAMPLE, found
from hubops.jobs.clock import ClockJobs
from hubops.jobs.inbox import Inbox
from hubops.jobs.outbox import Outbox, Way, file_ways
from hubops.open_hub import OpenHub
from hubops.operations import call_offs, day_changes, master_data
from hubops.operations.booking import Booking
from hubops.operations.call_offs import Pending
from hubops.planning.calendar import HubCalendar

T = TypeVar("T")
EVE = date(2026, 11, 23)
"""The orders for the first morning come on the day before it."""
STATION = "dock1"
WORKER, SUPERVISOR = "BADGE-0001", "BADGE-0002"
STEP = timedelta(minutes=5)
"""So often the clock's jobs run while somebody works."""
IDLE_STEP = timedelta(minutes=30)
NO_ROUTE = "X01"
"""A kitchen that no route stops at."""


@dataclass
class SickReceiver:
    """Brings messages on, but refuses one that it was told to refuse."""

    way: Way
    refuses: Callable[[Outgoing], bool] | None = None
    refused: str = ""
    """The key of the message that it refused last."""

    def send(self, message: Outgoing) -> Told:
        """Bring it on, or refuse it for ever."""
        if message.key == self.refused or (self.refuses is not None and self.refuses(message)):
            self.refused, self.refuses = message.key, None
            return Told(Outcome.REFUSED, "notice.refused", "550 unknown")
        return self.way.sender.send(message)


class _CannotError(Exception):
    """An error of a program, made on purpose."""


class BrokenCallOff:
    """While it lasts, call-offs to one producer can't be made; all others are."""

    def __init__(self, producer_id: UUID) -> None:
        """Break it."""
        self._producer_id = producer_id
        self._made = call_offs.call_off
        self._patch = mock.patch.object(call_offs, "call_off", self._call_off)
        self._log = logging.getLogger("hubops.jobs.clock")
        self._patch.start()
        self._log.addFilter(_not_ours)

    def mend(self) -> None:
        """From now on it works again."""
        self._patch.stop()
        self._log.removeFilter(_not_ours)

    def _call_off(self, booking: Booking, wanted: Pending) -> Any:
        if wanted.producer_id == self._producer_id:
            raise _CannotError
        return self._made(booking, wanted)


def _not_ours(record: logging.LogRecord) -> bool:
    """Errors made on purpose need not be read in the log."""
    return not (record.exc_info and isinstance(record.exc_info[1], _CannotError))


class World:
    """A hub at work, its days driven by hand."""

    def __init__(self, folder: Path) -> None:
        """Make the hub in a new folder: the demo hub's master data, no orders, and a kitchen without a route."""
        self.folder = folder
        self.clock = ManualClock(datetime(EVE.year, EVE.month, EVE.day, 7, tzinfo=UTC))
        found(folder, self.clock, demo=True, data=_without_orders(folder.with_name("data")))
        self.hub = OpenHub.open(folder, self.clock)
        self.calendar = self.hub.house.calendar
        self.desk = self.hub.job_desk("quarter")
        self.coordinator = self.hub.job_desk("coordinator")
        way = file_ways(self.hub.settings)[0]
        self.receiver = SickReceiver(way)
        desk = self.hub.job_desk("clock")
        self._jobs = ClockJobs(desk)
        self._inbox = Inbox(desk, folder / "inbox", folder / "archive")
        self._outbox = Outbox(desk, [Way(way.channel, way.receiver, self.receiver)], "quarter")
        self._ticked = self.clock.now()
        self._agenda: list[tuple[datetime, int, Callable[[], None]]] = []
        self._planned = count()
        self.files = 0

    @property
    def day(self) -> date:
        """The hub day."""
        return self.calendar.hub_day(self.clock.now())

    def hub_calendar(self) -> HubCalendar:
        """The calendar with the days on which the hub itself is closed."""
        return self.look(lambda booking: day_changes.read(booking).calendar(self.calendar))

    def moment(self, at: time, day: date | None = None) -> datetime:
        """A local time of the day."""
        return self.calendar.moment(day or self.day, at)

    def plan(self, at: time, act: Callable[[], None], day: date | None = None) -> None:
        """Something is done at a time of the day, whatever else is going on."""
        heapq.heappush(self._agenda, (self.moment(at, day), next(self._planned), act))

    def wait_until(self, moment: datetime) -> None:
        """Let time pass; the clock's jobs run all the while, and what was planned is done."""
        while self.clock.now() < moment:
            ahead = [self._agenda[0][0]] if self._agenda else []
            self.clock.move_to(max(self.clock.now(), min(self.clock.now() + IDLE_STEP, moment, *ahead)))
            self.tick()

    def tick_now_and_then(self) -> None:
        """What the model worker calls at each input."""
        if self.clock.now() - self._ticked >= STEP:
            self.tick()

    def tick(self) -> None:
        """Do what was planned, then run what the clock runs."""
        self._ticked = self.clock.now()
        while self._agenda and self._agenda[0][0] <= self.clock.now():
            heapq.heappop(self._agenda)[2]()
        self._jobs.run_due()
        self._outbox.tick()

    def drop_file(self, text: str, ending: str = "csv") -> str:
        """Lay an order file into the inbox and let it be taken; the file's name is returned."""
        self.files += 1
        name = f"orders-{self.files:05d}.{ending}"
        (self.folder / "inbox" / name).write_text(text, encoding="utf-8")
        self._inbox.tick()
        self._inbox.tick()
        return name

    def import_text(self, kind: str, text: str, late_badge: str = "") -> None:
        """Take master data in, or orders by hand."""
        path = self.folder.with_name(f"{kind}.csv")
        path.write_text(text, encoding="utf-8")
        report = import_file(self.coordinator, kind, path, late_badge=late_badge)
        assert not report.faults, report.faults

    def look(self, work: Callable[[Booking], T]) -> T:
        """Read."""
        return self.desk.look(work)

    def close(self) -> None:
        """Give the database back."""
        self.hub.close()


def _without_orders(data: Path) -> Path:
    """The example's master data, with a kitchen more and without the recorded day's orders."""
    data.mkdir()
    for kind in master_data.IMPORT_ORDER:
        lines = (EXAMPLE / f"{kind}.csv").read_text(encoding="utf-8-sig").splitlines()
        if kind == "orders":
            lines = lines[:1]
        if kind == "kitchens":
            lines.append(_kitchen_without_route(lines))
        (data / f"{kind}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return data


def _kitchen_without_route(lines: list[str]) -> str:
    head, like = lines[0].split(";"), lines[1].split(";")
    row = dict(zip(head, like, strict=True)) | {"code": NO_ROUTE, "name": "Utkanten skole", "gln": ""}
    return ";".join(row.values())


def facts_of(text: str) -> dict[str, object]:
    """The values that a row of the database names."""
    found: dict[str, object] = json.loads(text)
    return found
