"""A station at work: opens bookings in transactions, and looks at the hub without booking."""

from collections.abc import Callable
from typing import TypeVar

from hubops.model.keys import new_key
from hubops.operations import dialogues
from hubops.operations.booking import Actor, Booking, House, Station
from hubops.store.transactions import Tx, Writer

T = TypeVar("T")


class Desk:
    """One station, or one job of the clock, with the right to write. Not for use by two threads at once."""

    def __init__(self, writer: Writer, house: House, station: Station, job: str = "") -> None:
        """``job`` is the name under which a job of the clock books; empty for a station with operators."""
        self.writer = writer
        self.house = house
        self.station = station
        self._job = Actor(None, job, job, house.language) if job else None

    def book(self, work: Callable[[Booking], T]) -> T:
        """Run ``work`` in one transaction; it is durable when this returns. Errors of ``work`` undo all of it."""
        return self.writer.run(lambda tx: work(self._booking(tx)))

    def look(self, work: Callable[[Booking], T]) -> T:
        """Run ``work`` on a reading transaction; it can't change anything."""
        return self.writer.look(lambda tx: work(self._booking(tx)))

    def _booking(self, tx: Tx) -> Booking:
        nobody = Actor(None, "", "", self.house.language)
        booking = Booking(tx, self.house, self.station, self._job or nobody, new_key())
        if self._job is None:
            dialogues.read(booking)
        else:
            booking.input_id = None
        return booking
