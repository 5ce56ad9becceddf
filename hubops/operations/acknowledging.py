"""Acknowledging: every order gets an answer, and the kitchen is told: accepted, accepted with changes, or rejected.

The pilot died of orders that were placed, never received, and nobody was told (domain-rules.md 1). The answers are
those of the EHF order response: AP, CA and RE (domain-rules.md 5).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, func, select

from hubops.model.promises import Acknowledgement
from hubops.operations import notices
from hubops.operations.booking import Booking
from hubops.operations.promising import Promised
from hubops.store import rows

_HOW_MANY = select(func.count()).where(
    Acknowledgement.hub_id == bindparam("hub"), Acknowledgement.order_id == bindparam("order")
)


@dataclass(frozen=True, slots=True)
class AnsweredLine:
    """A line of the order and what was promised of it."""

    line: int
    product: str
    quantity: str
    producer: str
    pickup_weekdays: str
    """``tue thu``; empty where its producer has no fixed days."""
    promised: Promised


def acknowledge(
    booking: Booking, order_id: UUID, number: str, kitchen_id: UUID, requested: date, lines: Sequence[AnsweredLine]
) -> str:
    """Answer an order by what was promised of its lines, and tell the kitchen; the answer is returned.

    ``accepted``: all of it on the day asked for; ``rejected``: none of it ever; ``changed``: anything in between.
    """
    days = {line.promised.day for line in lines}
    answer = "accepted" if days == {requested} else "rejected" if days == {None} else "changed"
    version = booking.tx.execute(_HOW_MANY, {"hub": booking.tx.hub_id, "order": order_id}).scalar_one() + 1
    values = {"number": number, "requested_on": requested.isoformat()}
    told = notices.tell(
        booking,
        f"order_{answer}",
        notices.kitchen(booking, kitchen_id),
        order_id,
        str(version),
        values,
        [_told(line, requested) for line in lines],
    )
    rows.add(
        booking.tx,
        Acknowledgement,
        order_id=order_id,
        answer=answer,
        at=booking.tx.now,
        actor=booking.actor.badge,
        notice_id=told[0] if told else None,
    )
    booking.event("order_answered", order_id, number=number, answer=answer)
    return answer


def cause_of(line: AnsweredLine) -> dict[str, object]:
    """Why a line does not come on the day asked for, as a sentence within a sentence."""
    values = {"producer": line.producer, "pickup_weekdays": line.pickup_weekdays}
    rhythm = line.promised.cause in ("pickup_rhythm", "pickup_cutoff") and line.pickup_weekdays
    return {"code": f"cause.{line.promised.cause}", "values": values if rhythm else {}}


def _told(line: AnsweredLine, requested: date) -> dict[str, object]:
    promised = line.promised
    facts: dict[str, object] = {"line": line.line, "product": line.product, "quantity": line.quantity}
    if promised.day is None:
        when: dict[str, object] = {"code": "notice.line_never", "values": {"cause": cause_of(line)}}
    else:
        at = promised.arrival_at.isoformat() if promised.arrival_at else None
        known = {"day_on": promised.day.isoformat(), "arrival_at": at}
        code = "notice.line_as_asked" if promised.day == requested else "notice.line_later"
        when = {"code": code, "values": known if promised.day == requested else {**known, "cause": cause_of(line)}}
    return {**facts, "when": when}
