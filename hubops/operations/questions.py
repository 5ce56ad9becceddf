"""Questions for goods are counted: the measure is that nobody needs to ask (domain-rules.md 1)."""

from uuid import UUID

from hubops.model.alarms import Question
from hubops.operations.booking import Booking
from hubops.store import rows


def count_question(booking: Booking, asked: str, kitchen_id: UUID | None) -> None:
    """Somebody asked where goods are; ``kitchen_id`` is the one that was meant, None if none was found."""
    rows.add(
        booking.tx,
        Question,
        at=booking.tx.now,
        asked=asked[:200],
        kitchen_id=kitchen_id,
        actor=booking.actor.badge,
        station=booking.station.name,
    )
