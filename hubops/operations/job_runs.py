"""Runs of the clock's jobs: each (name, slot) is done once, however often the clock asks (data.md, decision 5).

A run that was claimed and not finished broke off or failed; it may be claimed again after :data:`TRY_AGAIN`. A job that
failed is an alarm until it works again: what the clock should have done is a silence, too.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import and_, bindparam, exists, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from hubops.model.keys import new_key
from hubops.model.outbox import JobRun
from hubops.operations import alarms
from hubops.operations.alarms import Silence
from hubops.operations.booking import Booking
from hubops.store import rows
from hubops.store.rows import AnyRow

TRY_AGAIN = timedelta(hours=1)
ALARM = "job_failed"

_KNOWN = select(JobRun.id, JobRun.started_at, JobRun.finished_at, JobRun.outcome).where(
    JobRun.hub_id == bindparam("hub"), JobRun.name == bindparam("job_name"), JobRun.slot == bindparam("job_slot")
)
_RUN = and_(JobRun.hub_id == bindparam("hub"), JobRun.id == bindparam("key"))
_AGAIN = (
    update(JobRun)
    .where(_RUN, JobRun.finished_at.is_(None), JobRun.started_at == bindparam("before"))
    .values(started_at=bindparam("moment"), outcome="")
)
_END = update(JobRun).where(_RUN).values(finished_at=bindparam("moment"), outcome=bindparam("how"))

_Then = aliased(JobRun)
_UNFOLLOWED = (
    select(JobRun.slot)
    .where(
        JobRun.hub_id == bindparam("hub"),
        JobRun.name == bindparam("first"),
        JobRun.finished_at.is_not(None),
        ~exists().where(
            _Then.hub_id == JobRun.hub_id,
            _Then.name == bindparam("then"),
            _Then.slot == JobRun.slot,
            _Then.finished_at.is_not(None),
        ),
    )
    .order_by(JobRun.slot)
)


def claim(booking: Booking, name: str, slot: str) -> UUID | None:
    """Begin a job for a slot; None if it was done, or is being done."""
    tx = booking.tx
    known = _known(booking, name, slot)
    if known is not None:
        if not _is_abandoned(booking, known):
            return None
        if not known.outcome:
            tell_failure(booking, name, slot, "broke_off")
        params = {"hub": tx.hub_id, "key": known.id, "before": known.started_at, "moment": tx.now}
        return known.id if tx.execute(_AGAIN, params).rowcount == 1 else None
    key = new_key()
    row = {"name": name, "slot": slot, "started_at": tx.now, "finished_at": None, "outcome": ""}
    try:
        with tx.conn.begin_nested():
            tx.conn.execute(insert(JobRun), {"hub_id": tx.hub_id, "id": key, **row})
    except IntegrityError:
        return None
    return key


def may_begin(booking: Booking, name: str, slot: str) -> bool:
    """Whether a claim would be granted now; a read."""
    known = _known(booking, name, slot)
    return known is None or _is_abandoned(booking, known)


def finish(booking: Booking, key: UUID, outcome: str, *, each_day: bool = False) -> None:
    """A run is done; ``outcome`` is a short word for who looks at the table.

    ``each_day``: the job must be done for each day, so that what failed for another one is not settled by this.
    """
    _end(booking, key, booking.tx.now, outcome)
    run = rows.get(booking.tx, JobRun, key)
    settle(booking, run.name, run.slot if each_day else "")


def fail(booking: Booking, name: str, slot: str, code: str) -> None:
    """A job failed with an error's code, claimed or not; it stays unfinished and is tried again after a while."""
    tell_failure(booking, name, slot, code)
    key = claim(booking, name, slot)
    if key is None:
        known = _known(booking, name, slot)
        if known is None or known.finished_at is not None:
            return
        key = known.id
    _end(booking, key, None, code)


def tell_failure(booking: Booking, name: str, day: str, code: str) -> None:
    """A job did not do its work of a day, as ISO text; one alarm, however often it fails on that day."""
    facts = {"job_word": f"job_{name}", "day_on": date.fromisoformat(day).isoformat(), "fault": code}
    alarms.raise_alarm(booking, Silence(ALARM, f"{name}/{day}", booking.tx.now, "coordinator", None, facts))


def failing(booking: Booking) -> set[str]:
    """The names of the jobs that failed and have not worked since, as far as nobody dealt with it."""
    return {alarm.slot.partition("/")[0] for alarm in alarms.open_alarms(booking) if alarm.kind == ALARM}


def settle(booking: Booking, name: str, day: str = "") -> None:
    """A job works again: nobody need look after its failure of a day any more, or of any if no day is given."""
    for alarm in alarms.open_alarms(booking):
        failed, _, of_day = alarm.slot.partition("/")
        if alarm.kind == ALARM and failed == name and day in ("", of_day):
            alarms.end(booking, alarm, alarms.HAPPENED)


def unfollowed(booking: Booking, first: str, then: str) -> Sequence[str]:
    """The slots for which the job ``first`` is done and the job ``then`` is not, in their order."""
    params = {"hub": booking.tx.hub_id, "first": first, "then": then}
    return booking.tx.execute(_UNFOLLOWED, params).scalars().all()


def _known(booking: Booking, name: str, slot: str) -> AnyRow | None:
    return booking.tx.execute(_KNOWN, {"hub": booking.tx.hub_id, "job_name": name, "job_slot": slot}).one_or_none()


def _is_abandoned(booking: Booking, run: AnyRow) -> bool:
    return run.finished_at is None and booking.tx.now >= run.started_at + TRY_AGAIN


def _end(booking: Booking, key: UUID, at: object, outcome: str) -> None:
    booking.tx.execute(_END, {"hub": booking.tx.hub_id, "key": key, "moment": at, "how": outcome})
