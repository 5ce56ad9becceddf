"""The delivery cards of a week: one paper for each kitchen that gets something in it, to hang on its wall."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol
from uuid import UUID

from hubops.operations import papers, print_queue
from hubops.operations.booking import Booking
from hubops.queries import delivery_card

DOCUMENT = "delivery_card"
PAPER_LANGUAGES = ("pdf", "escpos")
"""What printers speak that can draw a card; a label printer can't."""
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


class WorkingDays(Protocol):
    """What is asked of the hub's calendar."""

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
class CardTime:
    """When the cards of the week to come are printed."""

    weekday: int
    """0 is Monday."""
    at: time
    """Local time."""


def week_due(now: datetime, calendar: WorkingDays, when: CardTime) -> date | None:
    """The Monday of the week whose cards should be out by now; None if there is none.

    Where the hub rests on the weekday, the last working day before it counts. Cards that were missed are made up for
    until the Monday of their week is over; after that they would tell of what has come.
    """
    today = calendar.hub_day(now)
    this_week = today - today.weekday() * _DAY
    for monday in (this_week + _WEEK, this_week):
        day = monday - _WEEK + when.weekday * _DAY
        while not calendar.is_working_day(day):
            day -= _DAY
        if calendar.moment(day, when.at) <= now and today <= monday:
            return monday
    return None


def title_of(kitchen: str, monday: date) -> str:
    """What a card is called: the words after ``hubops print card``."""
    year, week, _ = monday.isocalendar()
    return f"{kitchen} {year}-W{week:02}"


def content_of(booking: Booking, kitchen: str, monday: date) -> dict[str, object]:
    """What the card of a kitchen says. Raises Refused ``print.no_kitchen``."""
    return {
        **papers.sender(booking),
        **delivery_card.content(booking, booking.house.calendar.zone, kitchen, monday),
    }


def all_of(booking: Booking, monday: date) -> list[tuple[str, dict[str, object]]]:
    """Title and content of the card of every kitchen that gets something in the week."""
    codes = delivery_card.kitchens(booking, monday)
    return [(title_of(code, monday), content_of(booking, code, monday)) for code in codes]


def queue_cards(booking: Booking, monday: date) -> int:
    """Queue the card of every kitchen that gets something in the week; how many is returned."""
    found = all_of(booking, monday)
    for title, content in found:
        papers.queue(booking, DOCUMENT, UUID(int=0), title, booking.station.paper_printer, content)
    return len(found)


def make_for_week(booking: Booking, monday: date) -> str:
    """What the clock does for a week; the word for its run is returned.

    A hub whose paper printer can't draw cards gets none, and cards of weeks gone by that still wait are taken out: a
    printer that stands still gathers no pile of old paper.
    """
    for job_id in delivery_card.waiting_of_weeks_before(booking, monday):
        print_queue.cancel(booking, job_id)
    printer = booking.house.printers.get(booking.station.paper_printer)
    if printer is None or printer.language not in PAPER_LANGUAGES:
        return "no_printer"
    queue_cards(booking, monday)
    return "done"
