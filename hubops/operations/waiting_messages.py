"""Messages that wait too long: one silence for each way by which they go out, however many wait for it.

A mail server that is down is one thing that somebody must deal with. What was dealt with once counts as told: of the
same way only what waits too long after that is a silence again. A message that is given up is no matter of its way any
more, but of whoever was to get it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import Select, bindparam, select

from hubops.model.alarms import Alarm
from hubops.operations import alarms
from hubops.operations.alarms import Silence
from hubops.operations.booking import Booking
from hubops.store.rows import AnyRow

NAMED = 3
"""Receivers that a sentence names; the others are counted."""

_DEALT_WITH = select(Alarm.slot, Alarm.ended_at).where(
    Alarm.hub_id == bindparam("hub"),
    Alarm.raised_at >= bindparam("since"),
    Alarm.kind == bindparam("alarm_kind"),
    Alarm.ended_how == alarms.DEALT_WITH,
)


def silences(
    booking: Booking,
    kind: str,
    owner: str,
    grace: timedelta,
    waiting: Select[*tuple[object, ...]],
    standing: Sequence[AnyRow],
    since: datetime,
) -> list[Silence]:
    """The ways for which something has waited longer than ``grace``, each with all that waits for it.

    Args:
        booking: the look under way.
        kind: of the alarm.
        owner: the role that must act.
        grace: how long a message may wait.
        waiting: the select of all that waits (overdue.py).
        standing: the alarms of this kind that stand: a way keeps its alarm until all that waited too long is out.
        since: what was written earlier is not looked at.
    """
    tx = booking.tx
    rows = tx.execute(waiting, {"hub": tx.hub_id, "since": since, "before": tx.now}).all()
    if all(row.planned_at + grace > tx.now for row in rows):
        return []
    slots = {_way_of(alarm.slot): str(alarm.slot) for alarm in standing}
    dealt = _dealt_with(booking, kind, since)
    found = []
    for way, each in groupby(sorted(rows, key=_way), _way):
        mine = sorted(each, key=lambda row: (row.planned_at, row.slot))
        late = [row for row in mine if dealt.get(way, since) < row.planned_at + grace <= tx.now]
        if late:
            slot = slots.get(way) or f"{way}/{late[0].slot.hex}"
            found.append(Silence(kind, slot, late[0].planned_at + grace, owner, None, _facts(mine)))
    return found


def _way(row: AnyRow) -> str:
    """One mail server, one file drop; but each system and each printer by itself."""
    return f"{row.channel}/{row.address}" if row.channel in ("webhook", "paper") else str(row.channel)


def _way_of(slot: str) -> str:
    return slot.rpartition("/")[0]


def _dealt_with(booking: Booking, kind: str, since: datetime) -> dict[str, datetime]:
    """When somebody last dealt with the alarm of each way."""
    params = {"hub": booking.tx.hub_id, "alarm_kind": kind, "since": since}
    found: dict[str, datetime] = {}
    for row in booking.tx.execute(_DEALT_WITH, params):
        way = _way_of(row.slot)
        found[way] = max(row.ended_at, found.get(way, row.ended_at))
    return found


def _facts(rows: Sequence[AnyRow]) -> dict[str, object]:
    """What the sentence names: how many, by which way, and whom to tell otherwise."""
    head = rows[0]
    receivers = [head.address] if head.channel == "webhook" else _whom(rows)
    return {
        "messages": len(rows),
        "channel": head.channel,
        "channel_word": f"channel_{head.channel}",
        "receivers": ", ".join(receivers[:NAMED]) + (f" +{len(receivers) - NAMED}" if receivers[NAMED:] else ""),
    }


def _whom(rows: Iterable[AnyRow]) -> list[str]:
    """Who does not know yet, each with the telephone number, who has waited longest first."""
    return list(dict.fromkeys(f"{row.to} ({row.phone})" if row.phone != "-" else row.to for row in rows))
