"""What becomes of each order of a file, in words that whoever wrote the file understands."""

from collections.abc import Iterator

from hubops.messages import Message
from hubops.operations.booking import Booking
from hubops.operations.order_changes import Changing, Difference
from hubops.operations.order_content import OrderContent
from hubops.operations.promises_kept import Kept
from hubops.operations.promises_standing import Moved
from hubops.queries import order_book


def known(content: OrderContent) -> Message:
    """It is known as it stands: nothing changes."""
    return Message("outcome.known", {"number": content.number})


def new(booking: Booking, content: OrderContent) -> Message:
    """It is new, and when it comes."""
    day = order_book.first_day(booking, content.number)
    values = {"number": content.number, "kitchen": content.kitchen, "lines": len(content.lines)}
    if day is None:
        return Message("outcome.new_without_route", values)
    values |= {"asked_on": content.requested_date.isoformat(), "comes_on": day.isoformat()}
    return Message("outcome.new" if day == content.requested_date else "outcome.new_other_day", values)


def changed(changing: Changing) -> list[Message]:
    """It is changed, and how: a sentence for the order and one for each difference."""
    order = changing.order
    code = "outcome.cancelled" if changing.all_cancelled else "outcome.changed"
    told = [Message(code, {"number": order.number, "kitchen": order.code})]
    for difference in changing.differences:
        told += _told(difference)
    return told


def kept(kept: Kept) -> tuple[Message, ...]:
    """Which orders come otherwise than promised, and why; each sentence once."""
    told = {repr(message): message for message in map(_moved, kept.moved)}
    for stuck in kept.stuck:
        row = stuck.row
        values = {"number": row.number, "kitchen": row.kitchen_name, "day_on": row.run_day.isoformat()}
        message = Message("outcome.promise_packed", {**values, "cause_word": stuck.why})
        told[repr(message)] = message
    return tuple(told.values())


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


def _told(difference: Difference) -> Iterator[Message]:
    before, after = difference.before, difference.after
    if difference.what == "moved":
        days = {"before_on": before["requested_date"], "after_on": after["requested_date"]}
        yield Message("outcome.moved", days)
        return
    values = {"line": difference.line, "product": difference.facts["product"]}
    if difference.what == "added":
        yield Message("outcome.line_added", {**values, "quantity": after["quantity"]})
    elif difference.what == "cancelled":
        yield Message("outcome.line_cancelled", {**values, "quantity": before["quantity"]})
    else:
        for name in ("product", "quantity", "note"):
            if name in before:
                texts = {"field_word": name, "before": before[name] or "-", "after": after[name] or "-"}
                yield Message("outcome.line_changed", {**values, **texts})
