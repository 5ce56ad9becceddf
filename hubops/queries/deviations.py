"""Deviations with their family, owner and end; and the alarms that count as one (model/deviation_kinds.py)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from hubops.errors import Refused
from hubops.model.alarms import Alarm
from hubops.model.deviation_kinds import ALARMS, family_of, kind_of
from hubops.model.evidence import Deviation
from hubops.queries.looking import Looking
from hubops.store.rows import AnyRow

_STANDING = (
    select(Deviation.__table__)
    .where(Deviation.hub_id == bindparam("hub"), Deviation.undone_by_id.is_(None))
    .order_by(Deviation.at, Deviation.id)
)
_OPEN = _STANDING.where(Deviation.solved_at.is_(None))
_ONE = _STANDING.where(Deviation.id == bindparam("key"))
_BETWEEN = _STANDING.where(Deviation.at >= bindparam("start"), Deviation.at < bindparam("end"))
_ALARMS = (
    select(Alarm.__table__)
    .where(Alarm.hub_id == bindparam("hub"), Alarm.raised_at >= bindparam("start"), Alarm.raised_at < bindparam("end"))
    .order_by(Alarm.raised_at, Alarm.id)
)


@dataclass(frozen=True, slots=True)
class Told:
    """A deviation, or an alarm that counts as one."""

    key: UUID
    at: datetime
    kind: str
    """Its sentence is ``deviation.<kind>``, that of an alarm ``alarm.<kind>``."""
    family: str
    owner: str
    """A role; empty where nothing is left to solve."""
    values: Mapping[str, Any]
    subject_id: UUID | None
    cause: str
    solved_at: datetime | None
    solved_by: str
    solution: str
    is_alarm: bool = False

    @property
    def is_open(self) -> bool:
        """Whether nobody and nothing has solved it."""
        return self.solved_at is None

    @property
    def minutes(self) -> int | None:
        """From the deviation to its end; None while it is open, and where there was nothing to solve."""
        if self.solved_at is None or not self.owner:
            return None
        return int((self.solved_at - self.at).total_seconds()) // 60


def open_ones(looking: Looking) -> list[Told]:
    """The deviations that nobody has solved, the oldest first."""
    return [_deviation(row) for row in looking.tx.execute(_OPEN, {"hub": looking.tx.hub_id})]


def find(looking: Looking, key: UUID | None) -> Told:
    """A deviation by its key. Raises Refused ``solving.over`` for one that was taken back, and for none."""
    row = looking.tx.execute(_ONE, {"hub": looking.tx.hub_id, "key": key}).one_or_none()
    if row is None:
        raise Refused("solving.over")
    return _deviation(row)


def between(looking: Looking, start: datetime, end: datetime) -> list[Told]:
    """The deviations told from ``start`` until before ``end``."""
    params = {"hub": looking.tx.hub_id, "start": start, "end": end}
    return [_deviation(row) for row in looking.tx.execute(_BETWEEN, params)]


def alarms_between(looking: Looking, start: datetime, end: datetime) -> list[Told]:
    """The alarms raised then that no deviation tells."""
    params = {"hub": looking.tx.hub_id, "start": start, "end": end}
    return [_alarm(row) for row in looking.tx.execute(_ALARMS, params) if row.kind in ALARMS]


def _deviation(row: AnyRow) -> Told:
    values = json.loads(row.values)
    return Told(
        key=row.id,
        at=row.at,
        kind=row.kind,
        family=family_of(row.kind, values, row.cause),
        owner=kind_of(row.kind).owner,
        values=values,
        subject_id=row.subject_id,
        cause=row.cause,
        solved_at=row.solved_at,
        solved_by=row.solved_by,
        solution=row.solution,
    )


def _alarm(row: AnyRow) -> Told:
    return Told(
        key=row.id,
        at=row.raised_at,
        kind=row.kind,
        family=ALARMS[row.kind],
        owner=row.owner,
        values=json.loads(row.values),
        subject_id=row.subject_id,
        cause="",
        solved_at=row.ended_at,
        solved_by=row.ended_by,
        solution=row.note,
        is_alarm=True,
    )
