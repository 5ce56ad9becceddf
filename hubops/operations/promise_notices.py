"""What is told when the hub itself has to change a promise: to the kitchen, to the coordinator, into the event log."""

from collections.abc import Iterator, Sequence, Set
from datetime import date
from uuid import UUID

from hubops.operations import acknowledging, alarms, day_changes, notices
from hubops.operations.acknowledging import Answer, AnsweredLine
from hubops.operations.alarms import Silence
from hubops.operations.booking import Booking
from hubops.operations.promises_standing import LOOK_BACK, Moved, Stuck
from hubops.operations.promising import Promising
from hubops.planning.promise import HUB_CLOSED, KITCHEN_CLOSED, PICKUP_CLOSED

PACKED_NOT_GOING = "packed_not_going"
"""The alarm of goods that are packed for a run that can't bring them."""


def tell_moved(booking: Booking, promising: Promising, moved: Sequence[Moved]) -> None:
    """Tell what became of the lines of one order: its kitchen by message, the coordinator by a deviation."""
    order = moved[0].row
    answered = [_answered(promising, each) for each in moved]
    lines = [_told(booking, *both) for both in zip(moved, answered, strict=True)]
    values = {"number": order.number, "requested_on": order.requested_date.isoformat()}
    answer = Answer(order.order_id, order.number, order.kitchen_id, "changed", "order_moved")
    acknowledging.book_answer(booking, answer, values, lines)
    for kind, facts in sorted(set(_deviations(moved)), key=str):
        booking.deviation(kind, order.order_id, number=order.number, kitchen=order.kitchen_name, **dict(facts))
    broken = [line for each, line in zip(moved, answered, strict=True) if each.why and each.promised.day != each.before]
    acknowledging.tell_lead_time(booking, order.order_id, order.number, broken)
    booking.event("promise_moved", order.order_id, number=order.number, lines=[_fact(each) for each in moved])


def tell_stuck(booking: Booking, stuck: Stuck) -> None:
    """Packed goods don't move by themselves: a person must. One alarm for each stop."""
    row = stuck.row
    values = {"kitchen": row.kitchen_name, "route": row.route, "day_on": row.run_day.isoformat()}
    values["cause_word"] = stuck.why
    silence = Silence(PACKED_NOT_GOING, row.drop_id.hex, booking.tx.now, "supervisor", row.drop_id, values)
    alarms.raise_alarm(booking, silence)


def end_stuck(booking: Booking, going: Set[UUID | None], stuck: Sequence[Stuck]) -> None:
    """A stop of which everything goes as promised again is no alarm any more; ``going`` are stops of lines that do."""
    over = {key.hex for key in going if key} - {each.row.drop_id.hex for each in stuck}
    for alarm in alarms.open_alarms(booking):
        if alarm.kind == PACKED_NOT_GOING and alarm.slot in over:
            alarms.end(booking, alarm, alarms.HAPPENED)
    for alarm in alarms.dealt_with(booking, booking.tx.now - LOOK_BACK):
        if alarm.kind == PACKED_NOT_GOING and alarm.slot in over:
            alarms.forget(booking, alarm)


def _answered(promising: Promising, moved: Moved) -> AnsweredLine:
    row = moved.row
    weekdays = promising.pickup_weekdays(row.producer_id)
    return AnsweredLine(row.line, row.product, row.ordered_quantity, row.producer, weekdays, moved.promised)


def _told(booking: Booking, moved: Moved, line: AnsweredLine) -> dict[str, object]:
    """A line of the message: how much of what, and when it comes now."""
    said = {"line": line.line, "product": line.product, "quantity": notices.amount(line.quantity)}
    when: dict[str, object] = {"code": _code(moved), "values": dict(_when(booking, moved, line))}
    if moved.asked_anew:
        when = {"code": "notice.moved_asked_anew", "values": {"when": when}}
    elif moved.row.short and moved.promised.day is not None:
        when = {"code": "notice.moved_less", "values": {"when": when, "comes": moved.comes}}
    return {**said, "when": when}


def _code(moved: Moved) -> str:
    day = moved.promised.day
    if day is None:
        return "notice.moved_never"
    if moved.before is None or (day != moved.before and not moved.why):
        return "notice.moved_back"
    if day == moved.before:
        return "notice.moved_same" if moved.promised.arrival_at == moved.row.promised_at else "notice.moved_time"
    return "notice.moved_day"


def _when(booking: Booking, moved: Moved, line: AnsweredLine) -> Iterator[tuple[str, object]]:
    promised = moved.promised
    if promised.day is not None:
        yield "day_on", promised.day.isoformat()
        yield "arrival_at", promised.arrival_at.isoformat() if promised.arrival_at else None
    if moved.before is not None:
        yield "before_on", moved.before.isoformat()
        yield "before_at", moved.row.promised_at.isoformat() if moved.row.promised_at else None
    if moved.why:
        yield "cause", _cause(booking, moved, line)


def _cause(booking: Booking, moved: Moved, line: AnsweredLine) -> dict[str, object]:
    """Why, as a sentence within a sentence; with the words of who closed the day, if there are any."""
    cause = acknowledging.cause_of(line, moved.why)
    reason = _reason(booking, moved)
    return {"code": "notice.because", "values": {"cause": cause, "reason": reason}} if reason else cause


def _reason(booking: Booking, moved: Moved) -> str:
    row, why = moved.row, moved.why
    day: date | None = row.pickup_day if why == PICKUP_CLOSED else moved.before
    if day is None:
        return ""
    reasons = day_changes.reasons(booking, day)
    whose = {
        HUB_CLOSED: [("hub", "")],
        KITCHEN_CLOSED: [
            ("kitchen", row.kitchen),
            ("kind", f"{row.kind}/{row.municipality_number}"),
            ("kind", row.kind or ""),
        ],
        PICKUP_CLOSED: [("producer", row.org_number), ("cluster", row.cluster or "")],
    }
    asked = whose.get(why, [("route", row.route or ""), ("producer", row.org_number)])
    return next((reasons[each] for each in asked if each in reasons), "")


def _deviations(moved: Sequence[Moved]) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """One for each day that can't be kept; what goes back, or comes at another hour, is none."""
    for each in moved:
        day = each.promised.day
        if not each.why or each.before is None or day == each.before:
            continue
        facts = (("before_on", each.before.isoformat()), ("cause_word", each.why))
        yield ("promise_moved", (*facts, ("promised_on", day.isoformat()))) if day else ("promise_broken", facts)


def _fact(moved: Moved) -> dict[str, object]:
    before, after = moved.before, moved.promised.day
    facts = {"before": before and before.isoformat(), "after": after and after.isoformat()}
    return {"line": moved.row.line, "cause": moved.why, **facts}
