"""A station at work: opens bookings in transactions, and looks at the hub without booking."""

from collections.abc import Callable
from typing import TypeVar

from hubops.errors import Refused
from hubops.model.keys import new_key
from hubops.operations import dialogues
from hubops.operations.booking import Actor, Booking, House, Station
from hubops.operations.plant import NO_PLANT, Plant
from hubops.store.transactions import Tx, Writer

T = TypeVar("T")


class Desk:
    """One station, or one job of the clock, with the right to write. Not for use by two threads at once."""

    def __init__(self, writer: Writer, house: House, station: Station, job: str = "") -> None:
        """``job`` is the name under which a job of the clock books; empty for a station with operators."""
        self.writer = writer
        self.house = house
        self.station = station
        self.plant: Plant = NO_PLANT
        """The devices at hand, for the dialogues that show and change them."""
        self._job = Actor(None, job, job, house.language) if job else None

    def book(self, work: Callable[[Booking], T]) -> T:
        """Run ``work`` in one transaction; it is durable when this returns. Errors of ``work`` undo all of it."""
        return self.writer.run(lambda tx: work(self._booking(tx)))

    def book_or_note(self, work: Callable[[Booking], T], note: Callable[[Booking, Refused], T], key: bytes) -> T:
        """Book an input as above; when ``work`` is refused it is undone, and ``note`` is what is booked of it.

        ``key`` is the idempotency key of the input.
        """
        return self.writer.run(lambda tx: self._book_or_note(tx, work, note, key))

    def look(self, work: Callable[[Booking], T]) -> T:
        """Run ``work`` on a reading transaction; it can't change anything."""
        return self.writer.look(lambda tx: work(self._booking(tx)))

    def _book_or_note(
        self, tx: Tx, work: Callable[[Booking], T], note: Callable[[Booking, Refused], T], key: bytes
    ) -> T:
        booking = self._booking(tx, key)
        dialogue = booking.dialogue
        try:
            with tx.attempt():
                return work(booking)
        except Refused as refusal:
            anew = self._unseated(tx)
            dialogues.seat(anew, dialogue)
            return note(anew, refusal)

    def _booking(self, tx: Tx, input_key: bytes | None = None) -> Booking:
        booking = self._unseated(tx)
        if self._job is None:
            dialogues.read(booking, input_key)
        else:
            booking.input_id = None
        return booking

    def _unseated(self, tx: Tx) -> Booking:
        nobody = Actor(None, "", "", self.house.language)
        return Booking(tx, self.house, self.station, self._job or nobody, new_key(), plant=self.plant)
