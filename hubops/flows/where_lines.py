"""The answer to "where are the goods?" in lines, for the screen and the command line: what comes next stands first."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from hubops.flows.table import Line
from hubops.messages import Message
from hubops.queries.chain import LineChain
from hubops.queries.notices import state_word
from hubops.queries.where import Answer, Coming, Said

MOST_LATE = 4
"""Lines of one delivery that are told one by one; how many more there are is said."""


def lines_of(answer: Answer, now: datetime) -> tuple[Line, ...]:
    """The answer, line by line."""
    said = [Line(Message(f"alarm.{kind}", values), "bad") for kind, values in answer.alarms]
    said += [Line(Message("deviation.wrong_stop", values), "bad") for values in answer.astray]
    if answer.order:
        said += _of_order(answer, now)
    for coming in answer.coming:
        said += _coming(coming, now)
    said += [Line(_said(each)) for each in answer.said]
    return tuple(said) or (Line(Message("where.nothing", {"kitchen": answer.kitchen.name})),)


def headline(answer: Answer) -> Message:
    """The next delivery in one sentence, the whole question in most cases; or first what was left at a wrong stop."""
    if answer.astray:
        return Message("deviation.wrong_stop", answer.astray[0])
    if answer.of_order:
        return Message("where.of_order", {"number": answer.order, "way": _way(answer.of_order[0])})
    for coming in answer.coming:
        if coming.delivered_at is None:
            return _way(coming)
    return Message("where.nothing", {"kitchen": answer.kitchen.name})


def _of_order(answer: Answer, now: datetime) -> Iterator[Line]:
    """The order that was asked for, line by line; then follows what else comes to the kitchen."""
    if not answer.of_order:
        yield Line(Message("where.order_not_near", {"number": answer.order}))
    for coming in answer.of_order:
        way, *rest = _coming(coming, now, one_by_one=True)
        yield replace(way, message=Message("where.of_order", {"number": answer.order, "way": way.message}))
        yield from rest
    if answer.coming:
        yield Line(Message("where.other_orders", {"kitchen": answer.kitchen.name}))


def _coming(coming: Coming, now: datetime, *, one_by_one: bool = False) -> Iterator[Line]:
    yield Line(_way(coming), "done" if coming.delivered_at is not None else "here")
    if one_by_one:
        for line in coming.lines:
            values = {"line": line.line, "product": line.product, "pieces": line.pieces}
            state = "cancelled" if line.cancelled else f"step_{line.reached}"
            yield Line(Message("where.order_line", {**values, "state_word": state}))
    elif coming.delivered_at is None:
        for reached, lines in coming.reached.most_common():
            yield Line(Message("where.lines", {"lines": lines, "reached_word": f"step_{reached}"}))
    late = coming.late(now) if coming.delivered_at is None else ()
    for line in late[:MOST_LATE]:
        yield Line(_late(line, now), "bad")
    if len(late) > MOST_LATE:
        yield Line(Message("where.more_late", {"count": len(late) - MOST_LATE}), "bad")
    for line in coming.lines:
        if line.short and not line.cancelled:
            values = {"product": line.product, "short": line.short, "pieces": line.pieces}
            yield Line(Message("where.short", values), "bad")
    for cause in sorted({line.cause for line in coming.lines if line.cause}):
        yield Line(Message("where.cause", {"cause_word": cause}))


def _way(coming: Coming) -> Message:
    """How and when it comes."""
    if coming.day is None:
        return Message("where.no_way", {"lines": len(coming.lines)})
    values = {"day": coming.day, "route": coming.route, "arrival_at": coming.arrival_at}
    if coming.delivered_at is not None:
        return Message(f"where.{coming.outcome or 'delivered'}", {**values, "delivered_at": coming.delivered_at})
    if not coming.route:
        return Message("where.direct", {**values, "producer": coming.lines[0].producer})
    if coming.left_without:
        return Message("where.nothing_aboard", {**values, "departed_at": coming.departed_at})
    if coming.departed_at is not None:
        return Message("where.on_its_way", {**values, "departed_at": coming.departed_at})
    return Message("where.planned", {**values, "departure_at": coming.departure_at})


def _late(line: LineChain, now: datetime) -> Message:
    overdue = line.overdue(now)
    expected = overdue.expected_at if overdue is not None else None
    step = overdue.name if overdue is not None else ""
    values = {"product": line.product, "producer": line.producer, "step_word": f"step_{step}", "expected_at": expected}
    return Message("where.late", values)


def _said(said: Said) -> Message:
    values: dict[str, object] = {"said_on": said.at.date().isoformat(), "said_at": said.at}
    values |= {"kind_word": f"told_{said.kind}", "state_word": state_word(said.channel, said.state)}
    return Message("where.said_of", {**values, "number": said.number}) if said.number else Message("where.said", values)
