"""Alarms: raised by a silence, escalated while nobody deals with them, ended by the fact or by a person.

Silence is an error (architecture.md, rule 4). What must have happened by when stands in operations/watches.py.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, select

from hubops.errors import Refused
from hubops.model.alarms import Alarm
from hubops.model.people import ROLES
from hubops.operations import authority, notices
from hubops.operations.booking import Booking, put
from hubops.store import rows
from hubops.store.rows import AnyRow

HAPPENED, DEALT_WITH, OVER = "happened", "dealt_with", "over"
"""How an alarm ended: its fact came about, late; somebody dealt with it; or both, one after the other."""

_OPEN = (
    select(Alarm.__table__)
    .where(Alarm.hub_id == bindparam("hub"), Alarm.ended_at.is_(None))
    .order_by(Alarm.raised_at, Alarm.id)
)
_DEALT_WITH = select(Alarm.__table__).where(
    Alarm.hub_id == bindparam("hub"), Alarm.raised_at >= bindparam("since"), Alarm.ended_how == DEALT_WITH
)
_KNOWN = select(Alarm.id, Alarm.ended_how).where(
    Alarm.hub_id == bindparam("hub"), Alarm.kind == bindparam("alarm_kind"), Alarm.slot == bindparam("alarm_slot")
)


@dataclass(frozen=True, slots=True)
class Silence:
    """Something that should have happened and did not."""

    kind: str
    """The sentence ``alarm.<kind>`` of the catalogue."""
    slot: str
    """What is missing, and by when."""
    due_at: datetime
    owner: str
    """The role that must act first."""
    subject_id: UUID | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    """What the sentence names; plain JSON values."""


def is_settled(booking: Booking, silence: Silence) -> bool:
    """Whether this very silence has its alarm, or had one that somebody dealt with."""
    known = _known(booking, silence)
    return known is not None and known.ended_how not in (HAPPENED, OVER)


def raise_alarm(booking: Booking, silence: Silence, *, anew: bool = False) -> UUID | None:
    """Raise an alarm; None if it stands, or somebody dealt with it: that is not raised again.

    One that ended by its fact stands again where the fact was taken back. ``anew``: what raises it is a fact of its own
    each time, so that one that was dealt with stands again, too.
    """
    known = _known(booking, silence)
    over = (HAPPENED, OVER, DEALT_WITH) if anew else (HAPPENED, OVER)
    if known is not None and known.ended_how not in over:
        return None
    tx = booking.tx
    state = {
        "subject_id": silence.subject_id,
        "values": _plain(silence),
        "owner": silence.owner,
        "owner_id": None,
        "due_at": silence.due_at,
        "raised_at": tx.now,
        "escalate_at": _next_escalation(booking, silence.owner),
        "escalations": 0,
        "ended_at": None,
        "ended_how": "",
        "ended_by": "",
        "note": "",
    }
    if known is None:
        key = rows.add(tx, Alarm, kind=silence.kind, slot=silence.slot, **state)
    else:
        key = known.id
        put(tx, Alarm, key, state)
    facts = {"alarm": silence.kind, "slot": silence.slot, "owner": silence.owner, **silence.values}
    booking.event("alarm_raised", silence.subject_id, **facts)
    notices.tell_duty(booking, key, {"code": f"alarm.{silence.kind}", "values": silence.values})
    return key


def tells_otherwise(alarm: AnyRow, silence: Silence) -> bool:
    """Whether what is silent is not any more what an alarm that stands tells of it."""
    return bool(alarm.values != _plain(silence))


def tell_anew(booking: Booking, alarm_id: UUID, silence: Silence) -> None:
    """Let an alarm that stands tell of its silence as it is now; nobody is called once more for that."""
    put(booking.tx, Alarm, alarm_id, {"values": _plain(silence)})


def open_alarms(booking: Booking) -> list[AnyRow]:
    """The alarms that stand, the oldest first."""
    return list(booking.tx.execute(_OPEN, {"hub": booking.tx.hub_id}))


def by_key(booking: Booking, alarm_id: UUID) -> AnyRow:
    """An alarm by its key."""
    return rows.get(booking.tx, Alarm, alarm_id)


def end(booking: Booking, alarm: AnyRow, how: str, note: str = "") -> None:
    """End an alarm: it ``happened`` after all, or somebody has ``dealt_with`` it."""
    by = booking.actor.badge
    put(booking.tx, Alarm, alarm.id, {"ended_at": booking.tx.now, "ended_how": how, "ended_by": by, "note": note})
    booking.event("alarm_ended", alarm.subject_id, alarm=alarm.kind, slot=alarm.slot, how=how)


def dealt_with(booking: Booking, since: datetime) -> list[AnyRow]:
    """The alarms that were raised since a moment and dealt with, while what they are about was still missing."""
    return list(booking.tx.execute(_DEALT_WITH, {"hub": booking.tx.hub_id, "since": since}))


def forget(booking: Booking, alarm: AnyRow) -> None:
    """What an alarm was about that was dealt with has happened since: if it is missing again, that is told again."""
    put(booking.tx, Alarm, alarm.id, {"ended_how": OVER})
    booking.event("alarm_ended", alarm.subject_id, alarm=alarm.kind, slot=alarm.slot, how=OVER)


def may_deal_with(booking: Booking, alarm: AnyRow) -> bool:
    """Whether who is signed in may take an alarm on or end it: one of the workers everybody, others who decides."""
    return bool(alarm.owner == "worker" or authority.may(booking.actor.role, "deal_with_alarms"))


def take_on(booking: Booking, alarm_id: UUID) -> None:
    """Whoever is signed in deals with it from now on; it is not escalated any more.

    Raises:
        Refused: ``alarm.over``, it has ended; ``authority.role_needed``, it is not for a worker.
    """
    alarm = _own(booking, alarm_id)
    put(booking.tx, Alarm, alarm_id, {"owner_id": booking.actor.key, "escalate_at": None})
    booking.event("alarm_taken_on", alarm.subject_id, alarm=alarm.kind, slot=alarm.slot)


def deal_with(booking: Booking, alarm_id: UUID, note: str) -> None:
    """Whoever is signed in says what was done about it, and it is off the screens.

    Raises:
        Refused: ``alarm.over``, it has ended; ``authority.role_needed``, it is not for a worker; ``alarm.no_note``,
            nothing was said.
    """
    alarm = _own(booking, alarm_id)
    if not note.strip():
        raise Refused("alarm.no_note")
    end(booking, alarm, DEALT_WITH, note.strip())


def escalate(booking: Booking) -> int:
    """Hand alarms that nobody took on to the next role; how many were is returned."""
    due = [alarm for alarm in open_alarms(booking) if alarm.escalate_at and alarm.escalate_at <= booking.tx.now]
    for alarm in due:
        owner = next_role(alarm.owner)
        more = {"owner": owner, "escalations": alarm.escalations + 1, "escalate_at": _next_escalation(booking, owner)}
        put(booking.tx, Alarm, alarm.id, more)
        booking.event("alarm_escalated", alarm.subject_id, alarm=alarm.kind, slot=alarm.slot, owner=owner)
    return len(due)


def next_role(role: str) -> str:
    """The role above; the last one has none and keeps it."""
    return ROLES[min(ROLES.index(role) + 1, len(ROLES) - 1)]


def _plain(silence: Silence) -> str:
    return json.dumps(silence.values, ensure_ascii=False, sort_keys=True)


def _next_escalation(booking: Booking, owner: str) -> datetime | None:
    if owner == ROLES[-1]:
        return None
    return booking.tx.now + timedelta(minutes=booking.house.alarms.escalate_minutes)


def _known(booking: Booking, silence: Silence) -> AnyRow | None:
    params = {"hub": booking.tx.hub_id, "alarm_kind": silence.kind, "alarm_slot": silence.slot}
    return booking.tx.execute(_KNOWN, params).one_or_none()


def _own(booking: Booking, alarm_id: UUID) -> AnyRow:
    """An alarm that stands, and that whoever is signed in may deal with."""
    alarm = rows.get(booking.tx, Alarm, alarm_id)
    if alarm.ended_at is not None:
        raise Refused("alarm.over")
    if not may_deal_with(booking, alarm):
        authority.demand(booking, "deal_with_alarms")
    return alarm
