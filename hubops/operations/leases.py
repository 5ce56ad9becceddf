"""Leases: who leads, by a row with a holder and an end (data.md, decision 5). The same on every database.

All times are those of the hub's clock, so that leases hold on a demo hub too, which lives on another day.
"""

from datetime import timedelta

from sqlalchemy import and_, bindparam, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from hubops.model.keys import new_key
from hubops.model.outbox import Lease
from hubops.operations.booking import Booking

WORKER = "worker"
"""The lease of the process that prints and runs the clock's jobs."""
LONGEST = timedelta(minutes=2)
"""No lease runs longer. One that ends later than that was written before the clock was set back, and is over."""

_NAMED = and_(Lease.hub_id == bindparam("hub"), Lease.name == bindparam("lease"))
_MINE = Lease.holder == bindparam("me")
_OVER = or_(Lease.until <= bindparam("moment"), Lease.until > bindparam("latest"))
_TAKE = update(Lease).where(_NAMED, or_(_MINE, _OVER)).values(holder=bindparam("me"), until=bindparam("end"))
_RELEASE = update(Lease).where(_NAMED, _MINE).values(until=bindparam("moment"))
_KNOWN = select(Lease.id).where(_NAMED)
_HOLDER = select(Lease.holder).where(_NAMED, ~_OVER)


def take(booking: Booking, name: str, holder: str, seconds: float) -> bool:
    """Take or renew a lease; False while another holder has it.

    Args:
        booking: the booking under way.
        name: what is led.
        holder: who wants to lead; the same name renews.
        seconds: how long from now; at most two minutes.
    """
    tx = booking.tx
    params = {**_params(booking, name), "me": holder, "end": tx.clock_now + min(timedelta(seconds=seconds), LONGEST)}
    if tx.execute(_TAKE, params).rowcount == 1:
        return True
    if tx.execute(_KNOWN, params).first():
        return False
    row = {"hub_id": tx.hub_id, "id": new_key(), "name": name, "holder": holder, "until": params["end"]}
    try:
        with tx.conn.begin_nested():
            tx.conn.execute(insert(Lease), row)
    except IntegrityError:
        return False
    return True


def release(booking: Booking, name: str, holder: str) -> None:
    """Give a lease back; one that somebody else holds stays as it is."""
    booking.tx.execute(_RELEASE, {**_params(booking, name), "me": holder})


def holder_of(booking: Booking, name: str) -> str | None:
    """Who holds a lease now; None if nobody does."""
    return booking.tx.execute(_HOLDER, _params(booking, name)).scalar_one_or_none()


def _params(booking: Booking, name: str) -> dict[str, object]:
    tx = booking.tx
    return {"hub": tx.hub_id, "lease": name, "moment": tx.clock_now, "latest": tx.clock_now + LONGEST}
