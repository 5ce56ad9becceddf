"""Who may do what: the roles of operators, checked where it is booked, and the override by a supervisor's badge."""

from sqlalchemy import bindparam, select

from hubops.errors import Refused
from hubops.model.people import Operator
from hubops.operations.booking import Booking

DECIDERS = ("supervisor", "coordinator")
"""Roles that decide where a rule of the hub says no."""

_BADGE = select(Operator.id, Operator.badge, Operator.name, Operator.role).where(
    Operator.hub_id == bindparam("hub"), Operator.badge == bindparam("badge")
)


def demand(booking: Booking, roles: tuple[str, ...] = DECIDERS) -> None:
    """Somebody with one of the roles is signed in. Raises Refused ``authority.role_needed``."""
    if booking.actor.role not in roles:
        raise Refused("authority.role_needed", name=booking.actor.name, role_word=booking.actor.role)


def override(booking: Booking, badge: str, what: str, reason: str, **facts: object) -> str:
    """A supervisor stands by with the own badge and lets pass what a rule refuses; the name is returned.

    ``badge`` is the code that was scanned, ``what`` the rule that is passed over, such as ``zone_rule``, ``reason`` a
    word of the catalogue; ``facts`` say what it was about. All of it stands in the event ``override``.

    Raises:
        Refused: ``signin.unknown_badge``, or ``authority.badge_too_low`` for a role that may not decide.
    """
    tx = booking.tx
    row = tx.execute(_BADGE, {"hub": tx.hub_id, "badge": badge}).one_or_none()
    if row is None:
        raise Refused("signin.unknown_badge", badge=badge)
    if row.role not in DECIDERS:
        raise Refused("authority.badge_too_low", name=row.name, role_word=row.role)
    booking.event("override", row.id, what=what, reason=reason, by=row.badge, **facts)
    return str(row.name)
