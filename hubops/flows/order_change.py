"""A kitchen rings to change or cancel: its order, the line, and how much of it from now on."""

from collections.abc import Sequence
from typing import Any

import msgspec

from hubops.errors import Refused
from hubops.flows.answers import read_amount
from hubops.flows.choosing import chosen
from hubops.flows.table import DIGIT, ENTER, TEXT, Asked, Edge, Flow, Line, Next, State, Turn, go, key, nothing, scan
from hubops.inputs import Key, Scan, ScanKind, Text
from hubops.messages import Message
from hubops.operations import authority, typed_changes
from hubops.operations.notices import amount
from hubops.operations.typed_changes import Changed, Wish


class Changing(msgspec.Struct):
    """The order that is changed, and what is wanted of it."""

    text: str = ""
    """What was typed to find it."""
    number: str = ""
    kitchen: str = ""
    line: int = 0
    """0: all lines."""
    thousandths: int = 0


Change = Turn[Changing]


def look_for_order(turn: Turn[Any], _: Key) -> Next:
    """From the phone orders: not a new one, but one that is there."""
    authority.demand(turn.booking, "type_orders")
    return Next("find", flow="order_change")


def take_order(turn: Change, typed: Text) -> Next:
    """An order's number, or a part of its kitchen's name."""
    found = typed_changes.orders_like(turn.booking, typed.text)
    if not found:
        raise Refused("order_change.none_found", text=typed.text)
    turn.data.text = typed.text
    return Next("which") if len(found) > 1 else _at(found[0])


def choose_order(turn: Change, pressed: Key) -> Next:
    """One of the orders of that kitchen."""
    return _at(chosen(_found(turn), pressed))


def choose_line(turn: Change, pressed: Key) -> Next:
    """The line that is wanted another way."""
    row = chosen(_lines(turn), pressed)
    if row.cancelled_at is not None:
        raise Refused("orders.stays_cancelled", number=turn.data.number, line=row.line)
    turn.data.line = row.line
    return Next("amount")


def choose_all(turn: Change, _: Key) -> Next:
    """Nothing of the order is wanted any more."""
    turn.data.line = turn.data.thousandths = 0
    return Next("whole")


def take_amount(turn: Change, typed: Text) -> Next:
    """How much of it from now on; 0 cancels it."""
    row = _line(turn)
    turn.data.thousandths = read_amount(typed.text, broken=typed_changes.unit_of(row) == "kg")
    return _book(turn)


def cancel_all(turn: Change, _: Key) -> Next:
    """The coordinator is sure."""
    return _book(turn)


def let_pass(turn: Change, scanned: Scan) -> Next:
    """The badge of who lets it pass after the cut-off."""
    return _book(turn, scanned.code)


def leave(_: Change, __: Key) -> Next:
    """Back to the kitchens that order."""
    return Next("kitchen", flow="orders")


def _at(order: Any) -> Next:
    return Next("lines", data=Changing(number=order.number, kitchen=order.name))


def _book(turn: Change, badge: str = "") -> Next:
    data = turn.data
    try:
        done = typed_changes.change(turn.booking, Wish(data.number, data.line, data.thousandths, late_badge=badge))
    except Refused as refusal:
        if refusal.code != "order.change_too_late":
            raise
        return Next("late", Message("order_change.too_late", refusal.values))
    after = Changing(number=data.number, kitchen=data.kitchen)
    if done.packed is not None:
        return Next("lines", Message("orders.packed", done.packed), data=after)
    if not done.differences:
        return Next("lines", Message("orders.same", {"number": data.number}), data=after)
    return Next("lines", _told(done), booked="order_change", data=after)


def _told(done: Changed) -> Message:
    """What was changed, and who is told."""
    values: dict[str, object] = {"order": done.number, "kitchen": done.kitchen, "call_offs": ""}
    if done.producers:
        values["call_offs"] = Message("order_change.call_offs", {"producers": ", ".join(done.producers)})
    if done.cancelled:
        return Message("order_change.all_cancelled", values)
    [difference] = done.differences
    values |= {"product": difference.facts["product"], "before": _amount(difference.before["quantity"])}
    if difference.what == "cancelled":
        return Message("order_change.line_cancelled", values)
    return Message("order_change.line_changed", {**values, "after": _amount(difference.after["quantity"])})


def _amount(quantity: str) -> object:
    said = amount(quantity)
    return Message(said["code"], said["values"]) if isinstance(said, dict) else said


def _found(turn: Change) -> Sequence[Any]:
    return typed_changes.orders_like(turn.booking, turn.data.text)


def _lines(turn: Change) -> Sequence[Any]:
    return typed_changes.lines_of(turn.booking, turn.data.number)


def _line(turn: Change) -> Any:
    return typed_changes.line_of(turn.booking, turn.data.number, turn.data.line)


def _ask_which(turn: Change) -> Asked:
    lines = []
    for number, row in enumerate(_found(turn), start=1):
        values = {"number": number, "order": row.number, "kitchen": row.name, "day": row.requested_date}
        lines.append(Line(Message("order_change.order", values), choice=number))
    return Asked({"text": turn.data.text}, tuple(lines))


def _ask_lines(turn: Change) -> Asked:
    lines = []
    for number, row in enumerate(_lines(turn), start=1):
        values = {"number": number, "quantity": _amount(row.ordered_quantity), "product": row.product}
        code = "order_change.line" if row.cancelled_at is None else "order_change.line_gone"
        lines.append(Line(Message(code, values), choice=number))
    return Asked({"order": turn.data.number, "kitchen": turn.data.kitchen}, tuple(lines))


def _ask_amount(turn: Change) -> Asked:
    row = _line(turn)
    return Asked({"product": row.product, "quantity": _amount(row.ordered_quantity)})


def _ask_whole(turn: Change) -> Asked:
    return Asked({"order": turn.data.number, "kitchen": turn.data.kitchen}, _ask_lines(turn).lines)


def _ask_late(turn: Change) -> Asked:
    return Asked({"order": turn.data.number, "kitchen": turn.data.kitchen})


_BACK = Edge(key("f3"), go("lines"), ("lines",), "key.back")

ORDER_CHANGE = Flow(
    "order_change",
    Changing,
    (
        State(
            "find",
            nothing,
            (
                Edge(TEXT, take_order, ("which", "lines")),
                Edge(key("f3"), leave, ("orders:kitchen",), "key.back"),
            ),
        ),
        State(
            "which",
            _ask_which,
            (
                Edge(DIGIT, choose_order, ("lines",)),
                Edge(key("f3"), go("find"), ("find",), "key.back"),
            ),
        ),
        State(
            "lines",
            _ask_lines,
            (
                Edge(DIGIT, choose_line, ("amount",)),
                Edge(key("f5"), choose_all, ("whole",), "key.cancel_order"),
                Edge(key("f3"), go("find"), ("find",), "key.back"),
            ),
        ),
        State("amount", _ask_amount, (Edge(TEXT, take_amount, ("lines", "late")), _BACK)),
        State("whole", _ask_whole, (Edge(ENTER, cancel_all, ("lines", "late"), "key.cancel_order"), _BACK)),
        State("late", _ask_late, (Edge(scan(ScanKind.BADGE), let_pass, ("lines",)), _BACK)),
    ),
)
