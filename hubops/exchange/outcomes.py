"""What becomes of each order of a file, in words that whoever wrote the file understands."""

from collections.abc import Callable, Iterator
from uuid import UUID

from hubops.messages import Message
from hubops.operations import acknowledging, notices
from hubops.operations.acknowledging import AnsweredLine
from hubops.operations.booking import Booking
from hubops.operations.order_changes import Changing, Difference
from hubops.operations.order_content import OrderContent
from hubops.operations.promise_terms import Promised
from hubops.operations.promises_kept import Kept
from hubops.operations.promises_standing import Moved
from hubops.queries import order_book
from hubops.store.rows import AnyRow

Weekdays = Callable[[UUID], str]


def known(content: OrderContent) -> Message:
    """It is known as it stands: nothing changes."""
    return Message("outcome.known", {"number": content.number})


def new(booking: Booking, content: OrderContent, weekdays: Weekdays) -> list[Message]:
    """It is new, and when it comes: a sentence for the order, and one for each line that does not come as asked.

    ``weekdays`` tells on which days a producer's goods are fetched.
    """
    found = order_book.promises(booking, content.number)
    days = {row.day for row in found}
    values: dict[str, object] = {"number": content.number, "kitchen": content.kitchen, "lines": len(content.lines)}
    asked = content.requested_date
    if days == {None}:
        told = Message("outcome.new_without_route", values)
    elif len(days) > 1:
        told = Message("outcome.new_some_other_day", {**values, "asked_on": asked.isoformat()})
    else:
        code = "outcome.new" if days == {asked} else "outcome.new_other_day"
        (day,) = days
        told = Message(code, {**values, "asked_on": asked.isoformat(), "comes_on": day.isoformat()})
    return [told, *(_otherwise(row, weekdays(row.producer_id)) for row in found if row.day != asked)]


def _otherwise(row: AnyRow, weekdays: str) -> Message:
    """A line of a new order that comes on another day than asked for, or never, and why."""
    promised = Promised(row.day, None, None, None, None, row.cause, late=True)
    return _line(AnsweredLine(row.line, row.product, "", row.producer, weekdays, promised))


def _line(line: AnsweredLine) -> Message:
    """A line that comes on another day than asked for, or never, and why."""
    why, day = acknowledging.cause_of(line), line.promised.day
    values = {"line": line.line, "product": line.product, "cause": Message(why["code"], why["values"])}
    if day is None:
        return Message("outcome.line_never", values)
    return Message("outcome.line_other_day", {**values, "comes_on": day.isoformat()})


def amount(quantity: str) -> object:
    """A quantity of an order line, ``4 piece`` or ``2.5 kg``, in the language of who reads it."""
    said = notices.amount(quantity)
    return Message(said["code"], said["values"]) if isinstance(said, dict) else quantity


def changed(changing: Changing) -> list[Message]:
    """It is changed, and how: a sentence for the order and one for each difference."""
    order = changing.order
    code = "outcome.cancelled" if changing.all_cancelled else "outcome.changed"
    told = [Message(code, {"number": order.number, "kitchen": order.code})]
    for difference in changing.differences:
        told += words_of(difference)
    asked = changing.order.requested_date
    return told + [_line(each) for each in changing.answered if each.promised.day != asked]


def kept(kept: Kept) -> tuple[Message, ...]:
    """Which orders come otherwise than promised, and why, each sentence once; and what is not expected any more."""
    told = {repr(message): message for message in map(_moved, kept.moved)}
    for stuck in kept.stuck:
        row = stuck.row
        values = {"number": row.number, "kitchen": row.kitchen_name, "day_on": row.run_day.isoformat()}
        message = Message("outcome.promise_packed", {**values, "cause_word": stuck.why})
        told[repr(message)] = message
    withdrawn = (
        Message("outcome.withdrawn", {"number": each.number, "producer": each.producer}) for each in kept.withdrawn
    )
    return (*told.values(), *withdrawn)


def _moved(moved: Moved) -> Message:
    row, day, before = moved.row, moved.promised.day, moved.before
    values: dict[str, object] = {"number": row.number, "kitchen": row.kitchen_name}
    if before is not None:
        values["before_on"] = before.isoformat()
    if day is None:
        return Message("outcome.promise_broken", {**values, "cause_word": moved.why})
    values["comes_on"] = day.isoformat()
    if day == before:
        return Message("outcome.promise_time", {**values, "arrival_at": moved.promised.arrival_at})
    if not moved.why:
        return Message("outcome.promise_back", values)
    return Message("outcome.promise_moved", {**values, "cause_word": moved.why})


def words_of(difference: Difference) -> Iterator[Message]:
    """What is another way than before, in words; a change of a line may be several sentences."""
    before, after = difference.before, difference.after
    if difference.what == "moved":
        days = {"before_on": before["requested_date"], "after_on": after["requested_date"]}
        yield Message("outcome.moved", days)
        return
    values = {"line": difference.line, "product": difference.facts["product"]}
    if difference.what == "added":
        yield Message("outcome.line_added", {**values, "quantity": amount(after["quantity"])})
    elif difference.what == "cancelled":
        yield Message("outcome.line_cancelled", {**values, "quantity": amount(before["quantity"])})
    else:
        for name in ("product", "quantity", "note"):
            if name in before:
                was, now = before[name] or "-", after[name] or "-"
                if name == "quantity":
                    was, now = amount(was), amount(now)
                texts = {"field_word": name, "before": was, "after": now}
                yield Message("outcome.line_changed", {**values, **texts})
