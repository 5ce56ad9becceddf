"""Signing in and out by badge, and the language in which a person is spoken to."""

from dataclasses import replace

from sqlalchemy import bindparam, select, update

from hubops.errors import Refused
from hubops.model.people import Operator, OperatorSession
from hubops.operations.booking import Actor, Booking, put
from hubops.store import rows

_BY_BADGE = select(Operator.id, Operator.badge, Operator.name, Operator.language, Operator.role).where(
    Operator.hub_id == bindparam("hub"), Operator.badge == bindparam("badge")
)
_ELSEWHERE = (
    select(OperatorSession.station)
    .where(
        OperatorSession.hub_id == bindparam("hub"),
        OperatorSession.operator_id == bindparam("operator"),
        OperatorSession.station != bindparam("at_station"),
        OperatorSession.signed_in_at >= bindparam("since"),
        OperatorSession.signed_out_at.is_(None),
    )
    .distinct()
    .order_by(OperatorSession.station)
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


def of_badge(booking: Booking, badge: str) -> Actor:
    """The operator with a badge. Raises Refused ``signin.unknown_badge``."""
    row = booking.tx.execute(_BY_BADGE, {"hub": booking.tx.hub_id, "badge": badge}).one_or_none()
    if row is None:
        raise Refused("signin.unknown_badge", badge=badge)
    return Actor(row.id, row.badge, row.name, row.language, row.role)


def sign_in(booking: Booking, badge: str) -> Actor:
    """Sign an operator in at the booking's station; whoever was signed in there is signed out.

    Whether the operator is who the badge says was asked before (operations/pins.py).

    Raises:
        Refused: ``signin.unknown_badge``.
    """
    tx = booking.tx
    actor = of_badge(booking, badge)
    sign_out(booking)
    rows.add(
        tx,
        OperatorSession,
        operator_id=actor.key,
        station=booking.station.name,
        signed_in_at=tx.now,
        signed_out_at=None,
    )
    booking.actor = actor
    booking.event("signed_in", actor.key)
    return actor


def sign_out(booking: Booking) -> None:
    """End the session at the booking's station, if there is one, and with it a back-entry."""
    booking.happened(None)
    params = {"hub": booking.tx.hub_id, "at_station": booking.station.name, "now": booking.tx.now}
    if booking.tx.execute(_SIGN_OUT, params).rowcount:
        booking.event("signed_out", booking.actor.key)


def speak(booking: Booking, language: str) -> None:
    """Speak ``language`` to the operator of the booking, here and wherever the operator signs in later.

    Raises:
        Refused: ``signin.first``, nobody is signed in.
    """
    actor = booking.actor
    if actor.key is None:
        raise Refused("signin.first")
    put(booking.tx, Operator, actor.key, {"language": language})
    booking.actor = replace(actor, language=language)
    booking.event("language_chosen", actor.key, language=language)


def elsewhere(booking: Booking) -> list[str]:
    """The other stations at which the booking's operator signed in today and is signed in still."""
    params = {
        "hub": booking.tx.hub_id,
        "operator": booking.actor.key,
        "at_station": booking.station.name,
        "since": booking.day_start,
    }
    return list(booking.tx.execute(_ELSEWHERE, params).scalars())
