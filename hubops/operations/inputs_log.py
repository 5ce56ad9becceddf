"""The log of floor inputs: each with its idempotency key, its answer, and what undo needs."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, insert, select

from hubops.model.evidence import FloorInput
from hubops.operations.booking import Booking

_ANSWER = select(FloorInput.answer).where(
    FloorInput.hub_id == bindparam("hub"), FloorInput.idempotency_key == bindparam("key")
)
_INSERT = insert(FloorInput)


@dataclass(frozen=True, slots=True)
class Said:
    """An input as it is kept; ``input``, ``answer`` and ``before`` are JSON."""

    key: bytes
    input: str
    answer: str
    booked: str
    turned_away: str
    """The code of the answer, if it let the input count for nothing."""
    before: str
    undoes_id: UUID | None


def answer_to(booking: Booking, key: bytes) -> str | None:
    """The answer that an input got before, as JSON; None for a new input."""
    params = {"hub": booking.tx.hub_id, "key": key}
    found = booking.tx.execute(_ANSWER, params).scalar_one_or_none()
    return None if found is None else str(found)


def write(booking: Booking, said: Said) -> None:
    """Keep an input under the booking's key."""
    row = {
        "hub_id": booking.tx.hub_id,
        "id": booking.input_id,
        "idempotency_key": said.key,
        "station": booking.station.name,
        "operator_id": booking.actor.key,
        "at": booking.tx.now,
        "entered_at": booking.tx.entered_at,
        "input": said.input,
        "answer": said.answer,
        "booked": said.booked,
        "turned_away": said.turned_away,
        "before": said.before,
        "undoes_id": said.undoes_id,
    }
    booking.tx.execute(_INSERT, row)
