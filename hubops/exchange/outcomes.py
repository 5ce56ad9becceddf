"""What becomes of each order of a file, in words that whoever wrote the file understands."""

from collections.abc import Iterator

from hubops.messages import Message
from hubops.operations.booking import Booking
from hubops.operations.order_changes import Changing, Difference
from hubops.operations.order_content import OrderContent
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
