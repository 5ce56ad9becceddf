"""Closing a day: the statement's figures and the heads of all event chains go into the log, which seals them.

The lines that the day leaves open are kept by their keys, so that they are told until somebody has dealt with them,
however long ago their day was.
"""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, select

from hubops.model.orders import OpenLine
from hubops.operations import deviations
from hubops.operations.booking import Booking, put
from hubops.store import chain, rows

_OPEN = select(OpenLine.id, OpenLine.order_line_id).where(
    OpenLine.hub_id == bindparam("hub"), OpenLine.settled_at.is_(None), OpenLine.day <= bindparam("day")
)
_KNOWN = select(OpenLine.id).where(OpenLine.hub_id == bindparam("hub"), OpenLine.order_line_id == bindparam("line"))


def close_day(booking: Booking, day: date, counts: Mapping[str, int], left_open: Collection[UUID] = ()) -> str:
    """Write down how a day ended; the seal of the event log up to then is returned, to be written on paper.

    Args:
        booking: the booking under way.
        day: the day that ends.
        counts: order lines per state of its closing statement.
        left_open: the keys of the lines that the statement leaves open.
    """
    _keep_open(booking, day, set(left_open))
    unaccounted = counts.get("unaccounted", 0)
    if unaccounted:
        booking.deviation("unaccounted", None, day=day.isoformat(), lines=unaccounted)
    else:
        deviations.solve_by_fact(booking, "unaccounted", None)
    sealed = chain.seal(booking.tx.conn, booking.tx.hub_id)
    booking.event("day_closed", None, day=day.isoformat(), counts=dict(counts), seal=sealed)
    return sealed


def _keep_open(booking: Booking, day: date, left_open: set[UUID]) -> None:
    """A line that was settled and is open again, because its settling was undone, is open as from its first day."""
    tx = booking.tx
    standing = {row.order_line_id: row.id for row in tx.execute(_OPEN, {"hub": tx.hub_id, "day": day})}
    for line, key in standing.items():
        if line not in left_open:
            put(tx, OpenLine, key, {"settled_at": tx.now})
    for line in sorted(left_open - standing.keys()):
        known = tx.execute(_KNOWN, {"hub": tx.hub_id, "line": line}).scalar_one_or_none()
        if known is None:
            rows.add(tx, OpenLine, order_line_id=line, day=day, settled_at=None)
        else:
            put(tx, OpenLine, known, {"settled_at": None})
