"""What the clock starts: opening and closing of the day, the nightly backup, its paper pack, the cards of a week.

A slot is a job on a hub day, or of the week that begins on it. Which slots should have run by now is worked out from
the calendar, and each is claimed in the table of runs: a missed tick heals, a double tick does nothing, and a change of
the clocks disturbs neither (data.md 4).
"""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import partial
from typing import Protocol
from uuid import UUID

from hubops.errors import HubopsError, StoreFault
from hubops.jobs import delivery_cards
from hubops.jobs.delivery_cards import CardTime
from hubops.jobs.watch import SilenceWatch
from hubops.operations import call_offs, closing, day_changes, job_runs, papers, pickups, sending, standing_orders
from hubops.operations.booking import Booking
from hubops.operations.desk import Desk
from hubops.queries import paper_pack, statement

OPEN, CLOSE, BACKUP, PACK, CARDS = pickups.OPEN_DAY, "close_day", "backup", "paper_pack", "delivery_cards"
STANDING_ORDERS, CALL_OFFS, PAPERS, WATCH = "standing_orders", "call_offs", "papers", "watch"
"""Jobs without a slot: what of them is done stands in tables of their own."""
UNEXPECTED = "unexpected"
"""The code of an error of ours; the log has the rest."""
BACKUP_AT = time(1, 30)
"""Local time; nothing is planned between 01:59 and 03:01, when the clocks change."""

_log = logging.getLogger(__name__)


class HubDays(Protocol):
    """What is asked of the hub's calendar."""

    @property
    def zone(self) -> tzinfo:
        """The hub's time zone."""
        ...

    def hub_day(self, at: datetime) -> date:
        """The hub day of a moment."""
        ...

    def moment(self, day: date, at: time) -> datetime:
        """A local time of day in UTC."""
        ...

    def is_working_day(self, day: date) -> bool:
        """Whether the hub works on that day."""
        ...


@dataclass(frozen=True, slots=True)
class Slot:
    """A job that belongs to a day; it is done once."""

    name: str
    day: date


def due(
    now: datetime,
    calendar: HubDays,
    left_open: Collection[date],
    pack_at: time | None = None,
    cards: CardTime | None = None,
) -> list[Slot]:
    """The slots that should have run by now, in the order in which to run them.

    Args:
        now: aware.
        calendar: the hub's.
        left_open: days that were opened and not closed; those before today are closed first, however long ago.
        pack_at: local time at which the paper pack of a working day is printed; None: never.
        cards: when the delivery cards of the week to come are printed; None: never.
    """
    today = calendar.hub_day(now)
    slots = [Slot(CLOSE, day) for day in sorted(left_open) if day < today]
    slots += [Slot(OPEN, today), Slot(BACKUP, _backup_day(now, calendar))]
    if pack_at is not None and calendar.is_working_day(today) and now >= calendar.moment(today, pack_at):
        slots.append(Slot(PACK, today))
    monday = None if cards is None else delivery_cards.week_due(now, calendar, cards)
    return slots if monday is None else [*slots, Slot(CARDS, monday)]


def _backup_day(now: datetime, calendar: HubDays) -> date:
    """The day of the last moment at which a backup should have been made."""
    day = now.astimezone(calendar.zone).date()
    return day if now >= calendar.moment(day, BACKUP_AT) else day - timedelta(days=1)


class ClockJobs:
    """Runs the slots that are due. Not for use by two threads at once."""

    def __init__(
        self,
        desk: Desk,
        backup: Callable[[], object] | None = None,
        pack_at: time | None = None,
        cards: CardTime | None = None,
    ) -> None:
        """Set up.

        Args:
            desk: books in the name of the clock.
            backup: keeps a copy of the database; None where the database has its own tools.
            pack_at: local time at which the paper pack of the day is printed; None: never.
            cards: when the delivery cards of the week to come are printed; None: never.
        """
        self._desk = desk
        self._backup = backup
        self._pack_at = pack_at
        self._cards = cards
        self._watch = SilenceWatch(desk)

    def run_due(self) -> list[Slot]:
        """Run what is due and was not done; the slots that were done now are returned.

        Raises:
            StoreFault: the database can't be read or written now.
        """
        self.apart(STANDING_ORDERS, self._make_standing_orders)
        done = [slot for slot in self._desk.look(self._waiting) if self._run(slot)]
        self.apart(CALL_OFFS, self._call_off)
        self.apart(PAPERS, self._follow_papers)
        self.apart(WATCH, self._watch.tick)  # last: what was done late is no silence any more
        return done

    def apart(self, name: str, work: Callable[[], object]) -> None:
        """Do work without a slot; its failure is an alarm until it works again, and all the others have their turn.

        Raises:
            StoreFault: as for :meth:`run_due`.
        """
        try:
            work()
        except StoreFault:
            raise
        except Exception as error:  # noqa: BLE001 - the edge of a job: whatever is wrong, the others go on
            _log.exception("job.failed name=%s", name)
            code = _code(error)
            self._desk.book(lambda booking: job_runs.tell_failure(booking, name, booking.day.isoformat(), code))
        else:
            if name in self._desk.look(job_runs.failing):
                self._desk.book(lambda booking: job_runs.settle(booking, name))

    def _call_off(self) -> None:
        """Each producer is asked in a booking of its own; who could not be is an alarm of the watch."""
        for each in self._desk.look(call_offs.pending):
            try:
                self._desk.book(partial(call_offs.call_off, wanted=each))
            except StoreFault:
                raise
            except Exception:  # noqa: BLE001 - an error of ours about one producer: all the others must be asked
                _log.exception("job.failed name=call_off producer=%s day=%s", each.producer_id, each.day)

    def _follow_papers(self) -> None:
        """Messages on paper are told once their paper is out."""
        if self._desk.look(sending.papers_are_out):
            self._desk.book(sending.follow_papers)

    def _make_standing_orders(self) -> None:
        if self._desk.look(standing_orders.is_due):
            self._desk.book(standing_orders.make_due)

    def _waiting(self, booking: Booking) -> list[Slot]:
        left_open = [date.fromisoformat(slot) for slot in job_runs.unfollowed(booking, OPEN, CLOSE)]
        calendar = day_changes.read(booking).calendar(booking.house.calendar)
        slots = due(booking.tx.now, calendar, left_open, self._pack_at, self._cards)
        return [
            slot
            for slot in slots
            if (slot.name != BACKUP or self._backup is not None)
            and job_runs.may_begin(booking, slot.name, slot.day.isoformat())
        ]

    def _run(self, slot: Slot) -> bool:
        try:
            return self._run_backup(slot) if slot.name == BACKUP else self._desk.book(lambda b: _book(b, slot))
        except Exception as error:  # noqa: BLE001 - as in apart
            _log.exception("job.failed name=%s day=%s", slot.name, slot.day)
            code = _code(error)
        self._desk.book(lambda booking: job_runs.fail(booking, slot.name, slot.day.isoformat(), code))
        return False

    def _run_backup(self, slot: Slot) -> bool:
        """In two bookings: a copy of a large database takes longer than a booking may."""
        key = self._desk.book(lambda booking: job_runs.claim(booking, slot.name, slot.day.isoformat()))
        if key is None or self._backup is None:
            return False
        self._backup()
        self._desk.book(lambda booking: job_runs.finish(booking, key, "done"))
        return True


def _code(error: Exception) -> str:
    return error.code if isinstance(error, HubopsError) else UNEXPECTED


def _book(booking: Booking, slot: Slot) -> bool:
    """The job and its run in one booking: there is no half of it."""
    key = job_runs.claim(booking, slot.name, slot.day.isoformat())
    if key is None:
        return False
    outcome = "done"
    if slot.name == OPEN:
        pickups.open_day(booking, slot.day)
    elif slot.name == PACK:
        _print_pack(booking, slot.day)
    elif slot.name == CARDS:
        outcome = delivery_cards.make_for_week(booking, slot.day)
    else:
        span = booking.house.calendar.day_span(slot.day)
        found = statement.read(booking, slot.day, span)
        closing.close_day(booking, slot.day, found.counts, found.left_open)
    job_runs.finish(booking, key, outcome, each_day=slot.name == CLOSE)
    return True


def _print_pack(booking: Booking, day: date) -> None:
    """Queue the day on paper; it is about no row of the hub."""
    content = paper_pack.content(booking, booking.house, day)
    papers.queue(booking, "paper_pack", UUID(int=0), day.isoformat(), booking.station.paper_printer, content)
