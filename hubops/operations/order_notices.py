"""What must be told when an order changes: one event with all its facts, and a message to its kitchen.

A producer is told by its call-off, which follows the orders (call_offs.py).
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, select

from hubops.model.orders import OrderChange
from hubops.operations import acknowledging, alarms, notices
from hubops.operations.acknowledging import Answered, AnsweredLine
from hubops.operations.alarms import Silence
from hubops.operations.booking import Booking
from hubops.operations.order_changes import Changing, Difference

PACKED_NOT_WANTED = "packed_not_wanted"
"""The alarm of goods that are to be taken out of a parcel because their order was changed or cancelled."""

_CHANGES = select(func.count()).where(
    OrderChange.hub_id == bindparam("hub"), OrderChange.order_id == bindparam("order")
)


def tell_changes(booking: Booking, changing: Changing, sender: str, why: str = "") -> None:
    """Write what a change did to an order and tell its kitchen; nothing if it did nothing.

    The event is ``order_cancelled`` if nothing of the order is left, else ``order_changed``. Its body: ``number``,
    ``kitchen`` (code), ``requested_on``, ``sender``, ``differences`` (each with ``line``, ``what``, ``before``,
    ``after``, ``facts``: order_changes.py) and ``concerns``: the parties to be told, ``kitchen:<code>``,
    ``producer:<organisation number>`` and ``route:<code>``; and ``why``, where somebody said so. Its subject is the
    order.
    """
    if not changing.differences:
        return
    order, cancelled = changing.order, changing.all_cancelled
    booking.event(
        "order_cancelled" if cancelled else "order_changed",
        order.id,
        number=order.number,
        kitchen=order.code,
        requested_on=order.requested_date.isoformat(),
        sender=sender,
        differences=[asdict(difference) for difference in changing.differences],
        concerns=list(changing.concerned),
        **({"why": why} if why else {}),
    )
    _tell_kitchen(booking, changing, cancelled)
    about = Answered(order.id, order.number, order.kitchen_id, order.code, order.requested_date)
    acknowledging.tell_other_days(booking, about, changing.answered)
    acknowledging.tell_lead_time(booking, order.id, order.number, changing.answered)


def tell_dock(booking: Booking, packed: Iterable[Mapping[str, object]]) -> None:
    """Goods that nobody wants any more, or not as they are, lie in a parcel: an alarm for the dock, once for each line.

    ``packed`` are the values of the refusals ``order.packed`` and ``order.less_than_packed``: ``number``, ``line`` and
    the pieces that are ``packed``. Each refusal is a fact of its own: what was dealt with may have to be done again.
    """
    for values in packed:
        facts = {name: values[name] for name in ("number", "line", "packed")}
        slot = f"{values['number']}/{values['line']}"
        silence = Silence(PACKED_NOT_WANTED, slot, booking.tx.now, "supervisor", None, facts)
        alarms.raise_alarm(booking, silence, anew=True)


def _tell_kitchen(booking: Booking, changing: Changing, cancelled: bool) -> None:
    """What was changed, and when comes what was promised anew. Each change counts, so each is told once."""
    order = changing.order
    changes = booking.tx.execute(_CHANGES, {"hub": booking.tx.hub_id, "order": order.id}).scalar_one()
    values = {"number": order.number, "requested_on": order.requested_date.isoformat()}
    said = [_said(each) for each in changing.differences]
    said += [_comes(each, order.requested_date) for each in changing.answered]
    notices.tell(
        booking,
        "order_cancelled" if cancelled else "order_change_noted",
        notices.kitchen(booking, order.kitchen_id),
        order.id,
        str(changes),
        values,
        [{"what": each} for each in said],
    )


def _comes(line: AnsweredLine, requested: date) -> dict[str, Any]:
    """When a line comes, as a sentence."""
    return {"code": "notice.line_comes", "values": acknowledging.told_line(line, requested)}


def _said(difference: Difference) -> dict[str, Any]:
    """A difference as a sentence."""
    before, after = _amounts(difference.before), _amounts(difference.after)
    values: dict[str, Any] = {"product": difference.facts.get("product")}
    if difference.what == "moved":
        values = {"before_on": before["requested_date"], "after_on": after["requested_date"]}
        return {"code": "notice.line_moved", "values": values}
    if difference.what == "changed":
        return _said_changed(values, before, after)
    amounts = after if difference.what == "added" else before
    return {"code": f"notice.line_{difference.what}", "values": {**values, "quantity": amounts["quantity"]}}


def _said_changed(values: dict[str, Any], before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Another article, another amount (in pieces where only the size of a case is another), or another note."""
    if "gtin" in after:
        values |= {"before": before.get("product", values["product"])}
        if "quantity" not in after:
            return {"code": "notice.line_article", "values": values}
        values |= {"quantity": after["quantity"], "before_quantity": before["quantity"]}
        return {"code": "notice.line_replaced", "values": values}
    if "pieces" in after or "quantity" in after:
        amount = "quantity" if "quantity" in after else "pieces"
        return {"code": "notice.line_quantity", "values": {**values, "before": before[amount], "after": after[amount]}}
    return {"code": "notice.line_note", "values": {**values, "note": after["note"]}}


def _amounts(values: dict[str, Any]) -> dict[str, Any]:
    """With the unit in the language of who reads it."""
    said = {"quantity": notices.amount(values["quantity"])} if "quantity" in values else {}
    return {**values, **said}
