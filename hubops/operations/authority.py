"""Who may do what: the roles of operators, checked where it is booked, and the override by a supervisor's badge."""

from sqlalchemy import bindparam, select

from hubops.errors import Refused
from hubops.model.people import Operator
from hubops.operations.booking import Actor, Booking

DECIDERS = ("supervisor", "coordinator")
"""Roles that decide where a rule of the hub says no."""

MAY: dict[str, tuple[str, ...]] = {
    "decide_on_held_goods": DECIDERS,
    "override": DECIDERS,
    "help_worker_with_pin": (*DECIDERS, "admin"),
    "help_anyone_with_pin": ("admin",),
    "enter_later": DECIDERS,
    "type_orders": DECIDERS,
    "take_answers": DECIDERS,
    "solve_deviations": DECIDERS,
    "deal_with_alarms": (*DECIDERS, "admin"),
    "change_devices": ("coordinator", "admin"),
}
"""What takes more than a badge, and the roles that may do it; docs/security.md shows it.

Whatever is not named here everybody may do who is signed in: a worker does a whole normal day alone, from the first
delivery to the last handover. The admin looks after people and settings, and does not decide about goods.

- ``decide_on_held_goods``: release a hold, take goods out of quarantine, waste them, count what is held.
- ``override``: let pass what a rule of the hub refuses, by a badge that is scanned beside the work.
- ``help_worker_with_pin``: unlock a worker's badge, forget a worker's PIN; ``help_anyone_with_pin``: of every role.
- ``type_orders``: type in, change or cancel an order for a kitchen that is on the telephone.
- ``take_answers``: write down what a producer on the telephone answers to a call-off.
- ``solve_deviations``: say why something was not as it should be, and what was done about it.
- ``deal_with_alarms``: take on an alarm that is not the workers' own, or say what was done about it.
- ``enter_later``: enter from paper what happened while hubops stood still, with the times of the paper.
- ``change_devices``: add, change and remove devices and stations.
"""

_BADGE = select(Operator.id, Operator.badge, Operator.name, Operator.language, Operator.role).where(
    Operator.hub_id == bindparam("hub"), Operator.badge == bindparam("badge")
)


def may(role: str, what: str) -> bool:
    """Whether a role may do what :data:`MAY` names; what is empty everybody may do."""
    return not what or role in MAY[what]


def demand(booking: Booking, what: str = "decide_on_held_goods") -> None:
    """Somebody is signed in who may do what :data:`MAY` names. Raises Refused ``authority.role_needed``."""
    actor = booking.actor
    if actor.role not in MAY[what]:
        raise Refused("authority.role_needed", name=actor.name, role_word=actor.role, who_word=f"may_{what}")


def act_as(booking: Booking, badge: str, what: str) -> None:
    """What is booked from here on is booked by whose badge it is, if that person may do what :data:`MAY` names.

    Raises:
        Refused: ``authority.whose_badge``, none is named; ``signin.unknown_badge``; ``authority.role_needed``.
    """
    if not badge:
        raise Refused("authority.whose_badge", who_word=f"may_{what}")
    row = booking.tx.execute(_BADGE, {"hub": booking.tx.hub_id, "badge": badge}).one_or_none()
    if row is None:
        raise Refused("signin.unknown_badge", badge=badge)
    booking.actor = Actor(row.id, row.badge, row.name, row.language, row.role)
    demand(booking, what)


def override(booking: Booking, badge: str, what: str, reason: str, **facts: object) -> str:
    """A supervisor stands by with the own badge and lets pass what a rule refuses; the name is returned.

    ``badge`` is the code that was scanned, ``what`` the rule that is passed over, such as ``zone_rule``, ``reason`` a
    word of the catalogue; ``facts`` say what it was about. All of it stands in the event ``override``. The caller books
    a deviation ``override_...`` as well: the day's statement tells it, and an undo marks it.

    The badge alone is enough, also where the hub wants PINs: somebody who is signed in stands at the station, answers
    for the scan, and is named beside the supervisor. It is a second pair of eyes, no proof of who came by.

    Raises:
        Refused: ``signin.unknown_badge``, or ``authority.badge_too_low`` for a role that may not decide.
    """
    tx = booking.tx
    row = tx.execute(_BADGE, {"hub": tx.hub_id, "badge": badge}).one_or_none()
    if row is None:
        raise Refused("signin.unknown_badge", badge=badge)
    if row.role not in MAY["override"]:
        raise Refused("authority.badge_too_low", name=row.name, role_word=row.role)
    booking.event("override", row.id, what=what, reason=reason, by=row.badge, **facts)
    return str(row.name)
