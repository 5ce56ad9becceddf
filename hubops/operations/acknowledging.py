"""Acknowledging: every order gets an answer, and the kitchen is told: accepted, accepted with changes, or rejected.

The pilot died of orders that were placed, never received, and nobody was told (domain-rules.md 1). The answers are
those of the EHF order response: AP, CA and RE (domain-rules.md 5).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, func, select

from hubops.model.orders import Order
from hubops.model.parties import Kitchen
from hubops.model.promises import Acknowledgement
from hubops.operations import notices
from hubops.operations.booking import Booking
from hubops.operations.promise_terms import Promised
from hubops.operations.promising import NO_DIRECT_DAY, NO_PICKUP_DAYS
from hubops.planning.promise import NO_PICKUP_DAY, PICKUP_CLOSED, PICKUP_CUTOFF
from hubops.store import rows

_OF_PRODUCERS = (NO_PICKUP_DAY, PICKUP_CUTOFF, PICKUP_CLOSED, NO_PICKUP_DAYS, NO_DIRECT_DAY)
"""Causes whose sentence names the producer."""
NO_ROUTE = "no_route"
"""The deviation of an order of which nothing can bring a line; the watches end it when something can (watches.py)."""
_HOW_MANY = select(func.count()).where(
    Acknowledgement.hub_id == bindparam("hub"), Acknowledgement.order_id == bindparam("order")
)
_ORDERED = (
    select(Order.ordered_at, Kitchen.name)
    .join(Kitchen, and_(Kitchen.hub_id == Order.hub_id, Kitchen.id == Order.kitchen_id))
    .where(Order.hub_id == bindparam("hub"), Order.id == bindparam("order"))
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


@dataclass(frozen=True, slots=True)
class Answered:
    """The order whose lines were promised."""

    order_id: UUID
    number: str
    kitchen_id: UUID
    kitchen: str
    """Its code."""
    requested: date


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to a kitchen of its order."""

    order_id: UUID
    number: str
    kitchen_id: UUID
    answer: str
    """One of ANSWERS of model/promises.py."""
    notice: str
    """The kind of message that says it."""


def acknowledge(
    booking: Booking, order_id: UUID, number: str, kitchen_id: UUID, requested: date, lines: Sequence[AnsweredLine]
) -> str:
    """Answer an order by what was promised of its lines, and tell the kitchen; the answer is returned.

    ``accepted``: all of it on the day asked for; ``rejected``: none of it ever; ``changed``: anything in between.
    """
    days = {line.promised.day for line in lines}
    answer = "accepted" if days == {requested} else "rejected" if days == {None} else "changed"
    values = {"number": number, "requested_on": requested.isoformat()}
    told = [told_line(line, requested) for line in lines]
    book_answer(booking, Answer(order_id, number, kitchen_id, answer, f"order_{answer}"), values, told)
    tell_lead_time(booking, order_id, number, lines)
    return answer


def book_answer(
    booking: Booking, answer: Answer, values: Mapping[str, object], lines: Sequence[Mapping[str, object]] = ()
) -> None:
    """Keep an answer and tell the kitchen; each answer to an order is a version of its own, and told."""
    order_id = answer.order_id
    known = booking.tx.execute(_HOW_MANY, {"hub": booking.tx.hub_id, "order": order_id}).scalar_one()
    to = notices.kitchen(booking, answer.kitchen_id)
    told = notices.tell(booking, answer.notice, to, order_id, str(known + 1), values, lines)
    rows.add(
        booking.tx,
        Acknowledgement,
        order_id=order_id,
        answer=answer.answer,
        at=booking.tx.now,
        actor=booking.actor.badge,
        notice_id=told[0] if told else None,
    )
    facts = {"why": values["why"]} if "why" in values else {}
    booking.event("order_answered", order_id, number=answer.number, answer=answer.answer, **facts)


def tell_other_days(booking: Booking, order: Answered, lines: Sequence[AnsweredLine]) -> None:
    """What does not come on the day asked for is a deviation, once for each day, and names why."""
    facts = {"number": order.number, "kitchen": order.kitchen}
    told = {(line.promised.day, line.promised.cause) for line in lines if line.promised.day != order.requested}
    if any(day is None for day, _ in told):
        booking.deviation(NO_ROUTE, order.order_id, **facts)
    for day, cause in sorted((day, cause) for day, cause in told if day is not None):
        values = {"asked_on": order.requested.isoformat(), "promised_on": day.isoformat(), "cause_word": cause}
        booking.deviation("other_day", order.order_id, **facts, **values)


def tell_lead_time(booking: Booking, order_id: UUID, number: str, lines: Sequence[AnsweredLine]) -> None:
    """Later than asked for and further from the order than the target is a deviation: the worst line is named."""
    params = {"hub": booking.tx.hub_id, "order": order_id}
    late = [(line.promised.day, line) for line in lines if line.promised.late and line.promised.day is not None]
    if not late:
        return
    order = booking.tx.execute(_ORDERED, params).one()
    day, worst = max(late, key=lambda each: (each[0], -each[1].line))
    days = (day - order.ordered_at.astimezone(booking.house.calendar.zone).date()).days
    if days <= booking.house.lead_time_target_days:
        return
    booking.deviation(
        "lead_time",
        order_id,
        number=number,
        kitchen=order.name,
        product=worst.product,
        producer=worst.producer,
        promised_on=day.isoformat(),
        days=days,
        target=booking.house.lead_time_target_days,
        cause_word=worst.promised.cause,
    )


def cause_of(line: AnsweredLine, cause: str = "") -> dict[str, Any]:
    """Why a line does not come on the day asked for, as a sentence within a sentence; ``cause`` if it is another."""
    cause = cause or line.promised.cause
    values = {"producer": line.producer, "pickup_weekdays": line.pickup_weekdays}
    return {"code": f"cause.{cause}", "values": values if cause in _OF_PRODUCERS else {}}


def told_line(line: AnsweredLine, requested: date) -> dict[str, object]:
    """A line of a message: how much of what, and when it comes."""
    promised = line.promised
    facts: dict[str, object] = {"line": line.line, "product": line.product}
    facts["quantity"] = notices.amount(line.quantity)
    if promised.day is None:
        when: dict[str, object] = {"code": "notice.line_never", "values": {"cause": cause_of(line)}}
    else:
        at = promised.arrival_at.isoformat() if promised.arrival_at else None
        known = {"day_on": promised.day.isoformat(), "arrival_at": at}
        code = "notice.line_as_asked" if promised.day == requested else "notice.line_later"
        when = {"code": code, "values": known if promised.day == requested else {**known, "cause": cause_of(line)}}
    return {**facts, "when": when}
