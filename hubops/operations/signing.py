"""Signing in and out by badge."""

from uuid import UUID

from sqlalchemy import bindparam, select, update

from hubops.errors import Refused
from hubops.model.people import Operator, OperatorSession
from hubops.operations.booking import Actor, Booking
from hubops.store import rows

_BY_BADGE = select(Operator.id, Operator.badge, Operator.name, Operator.language, Operator.role).where(
    Operator.hub_id == bindparam("hub"), Operator.badge == bindparam("badge")
)
_BY_KEY = select(Operator.id, Operator.badge, Operator.name, Operator.language, Operator.role).where(
    Operator.hub_id == bindparam("hub"), Operator.id == bindparam("key")
)
_SIGN_OUT = (
    update(OperatorSession)
    .where(
        OperatorSession.hub_id == bindparam("hub"),
        OperatorSession.station == bindparam("at_station"),
        OperatorSession.signed_out_at.is_(None),
    )
    .values(signed_out_at=bindparam("now"))
)


def sign_in(booking: Booking, badge: str) -> Actor:
    """Sign an operator in at the booking's station; whoever was signed in there is signed out.

    Raises:
        Refused: ``signin.unknown_badge``.
    """
    tx = booking.tx
    row = tx.execute(_BY_BADGE, {"hub": tx.hub_id, "badge": badge}).one_or_none()
    if row is None:
        raise Refused("signin.unknown_badge", badge=badge)
    sign_out(booking)
    actor = Actor(row.id, row.badge, row.name, row.language, row.role)
    rows.add(
        tx,
        OperatorSession,
        operator_id=row.id,
        station=booking.station.name,
        signed_in_at=tx.now,
        signed_out_at=None,
    )
    booking.actor = actor
    booking.event("signed_in", row.id)
    return actor


def sign_out(booking: Booking) -> None:
    """End the session at the booking's station, if there is one."""
    params = {"hub": booking.tx.hub_id, "at_station": booking.station.name, "now": booking.tx.now}
    if booking.tx.execute(_SIGN_OUT, params).rowcount:
        booking.event("signed_out", booking.actor.key)


def operator(booking: Booking, key: UUID) -> Actor:
    """The operator with a key."""
    row = booking.tx.execute(_BY_KEY, {"hub": booking.tx.hub_id, "key": key}).one()
    return Actor(row.id, row.badge, row.name, row.language, row.role)
