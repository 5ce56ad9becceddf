"""What was changed in an order stays known: a row for each difference, also where a change was taken back."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from hubops.model.orders import OrderChange, OrderLine
from hubops.operations.booking import Booking
from hubops.store import rows

_NAMES = {"pieces": "pieces", "ordered_quantity": "quantity", "note": "note"}
"""Columns of an order line, and what their differences are called."""


def keep(
    booking: Booking,
    order_id: UUID,
    line_id: UUID | None,
    what: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    late: bool = False,
    file_id: UUID | None = None,
) -> None:
    """Keep a difference with who made it and when (model/orders.py, OrderChange)."""
    rows.add(
        booking.tx,
        OrderChange,
        order_id=order_id,
        order_line_id=line_id,
        what=what,
        before=json.dumps(before, ensure_ascii=False, sort_keys=True),
        after=json.dumps(after, ensure_ascii=False, sort_keys=True),
        at=booking.tx.now,
        actor=booking.actor.badge,
        late=late,
        file_id=file_id,
    )


def keep_taken_back(booking: Booking, line_id: UUID, was: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """Keep what undo made of a line: ``was`` are its columns before that, ``now`` the same columns since."""
    line = rows.get(booking.tx, OrderLine, line_id)
    amount, nothing = {"pieces": line.pieces, "quantity": line.ordered_quantity}, {"pieces": 0, "quantity": ""}
    if "cancelled_at" in now:
        if now["cancelled_at"] is None:
            keep(booking, line.order_id, line_id, "changed", nothing, amount)
        else:
            keep(booking, line.order_id, line_id, "cancelled", amount, nothing)
        return
    differing = [name for name in _NAMES if name in now and was[name] != now[name]]
    before, after = ({_NAMES[name]: values[name] or "" for name in differing} for values in (was, now))
    keep(booking, line.order_id, line_id, "changed", before, after)
