"""The watches: what must have happened by when. Most have one select of what is missing; the rest is the same for all.

A watch names what is missing at a moment. What is missing and has no alarm gets one; an alarm whose silence is over
ends by itself. So a watch that runs late or twice does no harm, and the tables say at any time what is silent.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import Select

from hubops.operations import alarms, call_offs, deviations, notices, overdue, waiting_messages, wrong_stops
from hubops.operations.acknowledging import NO_ROUTE
from hubops.operations.alarms import Silence
from hubops.operations.booking import AlarmRule, Booking
from hubops.store.rows import AnyRow

LOOK_BACK = timedelta(days=30)
"""What is silent for longer than that has had its alarm long ago; while such an alarm stands it is looked back to."""
A_DAY = timedelta(days=1)
"""From the day of a run to the moment that is planned for its last stop."""


@dataclass(frozen=True, slots=True)
class Watch:
    """One thing that must happen in time."""

    kind: str
    owner: str
    """The role that must act first."""
    grace: Callable[[AlarmRule], timedelta]
    """From the planned moment to the alarm; less than nothing where it is raised before."""
    missing: "Select[*tuple[Any, ...]] | Finder"
    """With the columns and parameters that overdue.py tells; or what finds it where no select does."""


Finder: TypeAlias = Callable[[Booking, Watch, Sequence[AnyRow]], list[Silence]]
"""Finds what is silent; it is given the alarms of its kind that stand."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What a look at all watches found to do."""

    silent: tuple[Silence, ...]
    """What is missing and has no alarm yet."""
    over: tuple[AnyRow, ...]
    """Alarms whose silence is over."""
    forgotten: tuple[AnyRow, ...]
    """Alarms that were dealt with, and whose silence is over since."""
    changed: tuple[tuple[UUID, Silence], ...]
    """Alarms that stand, of which something else is to be told now: more messages wait, fewer pieces."""
    given_a_way: tuple[UUID | None, ...]
    """Orders of which it was told that nothing brings a line, while something brings each now."""
    escalates: bool
    """An alarm must go to the next role."""

    def __bool__(self) -> bool:
        """Whether there is anything to do."""
        found = (self.silent, self.over, self.forgotten, self.changed, self.given_a_way)
        return self.escalates or any(found)


def look(booking: Booking) -> Findings:
    """What is silent now; reads only, so that an idle clock never waits for a writer."""
    standing, settled = alarms.open_alarms(booking), alarms.dealt_with(booking, booking.tx.now - LOOK_BACK)
    new: list[Silence] = []
    over: list[AnyRow] = []
    forgotten: list[AnyRow] = []
    changed: list[tuple[UUID, Silence]] = []
    for each, found in _found(booking, standing):
        silences = {silence.slot: silence for silence in found}
        mine = {alarm.slot: alarm for alarm in standing if alarm.kind == each.kind}
        new += [
            silences[slot] for slot in silences if slot not in mine and not alarms.is_settled(booking, silences[slot])
        ]
        over += [mine[slot] for slot in mine if slot not in silences]
        forgotten += [alarm for alarm in settled if alarm.slot not in silences and _is_looked_for(booking, each, alarm)]
        both = [(mine[slot], silences[slot]) for slot in mine if slot in silences]
        changed += [(alarm.id, silence) for alarm, silence in both if alarms.tells_otherwise(alarm, silence)]
    late = any(alarm.escalate_at and alarm.escalate_at <= booking.tx.now for alarm in standing)
    ways = dict.fromkeys(booking.tx.execute(overdue.GIVEN_A_WAY, {"hub": booking.tx.hub_id}).scalars())
    return Findings(tuple(new), tuple(over), tuple(forgotten), tuple(changed), tuple(ways), late)


def act(booking: Booking, findings: Findings) -> int:
    """Raise what is silent, end what is not any more, escalate what nobody dealt with; how many alarms are new."""
    new = sum(alarms.raise_alarm(booking, silence) is not None for silence in findings.silent)
    standing = {alarm.id for alarm in alarms.open_alarms(booking)}
    for alarm in findings.over:
        if alarm.id in standing:
            alarms.end(booking, alarm, alarms.HAPPENED)
    for alarm in findings.forgotten:
        alarms.forget(booking, alarm)
    for key, silence in findings.changed:
        if key in standing:
            alarms.tell_anew(booking, key, silence)
    for order_id in findings.given_a_way:
        deviations.solve_by_fact(booking, NO_ROUTE, order_id)
    alarms.escalate(booking)
    return new


def _is_looked_for(booking: Booking, each: Watch, alarm: AnyRow) -> bool:
    """Whether what an alarm is about would be found if it were still missing.

    What a finder of its own finds it looks for as long as it must, and for no longer.
    """
    if alarm.kind != each.kind or not isinstance(each.missing, Select):
        return False
    return bool(alarm.due_at - each.grace(booking.house.alarms) - A_DAY >= booking.tx.now - LOOK_BACK)


def _found(booking: Booking, standing: Sequence[AnyRow]) -> Iterator[tuple[Watch, list[Silence]]]:
    """What is silent of each kind."""
    for each in WATCHES:
        mine = [alarm for alarm in standing if alarm.kind == each.kind]
        if isinstance(each.missing, Select):
            yield each, _silences(booking, each, each.missing, mine)
        else:
            yield each, each.missing(booking, each, mine)


def _not_called_off(booking: Booking, each: Watch, standing: Sequence[AnyRow]) -> list[Silence]:
    """Pickups whose cut-off has passed without a call-off: the clock, which has just made its own, could not.

    No select finds them, for cut-offs follow the calendar.
    """
    oldest = min((alarm.due_at for alarm in standing), default=None)
    first = booking.day if oldest is None else booking.house.calendar.hub_day(oldest)
    found = []
    for late in call_offs.not_called_off(booking, first):
        facts = {"producer": notices.producer(booking, late.producer_id).name, "day_on": late.day.isoformat()}
        slot = f"{late.producer_id.hex}/{late.day.isoformat()}"
        found.append(Silence(each.kind, slot, late.cutoff_at, each.owner, None, facts))
    return found


def _waiting(booking: Booking, each: Watch, standing: Sequence[AnyRow]) -> list[Silence]:
    """Ways by which messages should have gone out long ago."""
    grace, since = each.grace(booking.house.alarms), _since(booking, each, standing)
    return waiting_messages.silences(booking, each.kind, each.owner, grace, overdue.NOTICE_WAITS, standing, since)


def _at_wrong_stops(booking: Booking, each: Watch, standing: Sequence[AnyRow]) -> list[Silence]:
    """Parcels that stand at a wrong stop: one kitchen lacks them, and the paper of its stop may be read already."""
    since = _since(booking, each, standing)
    return [
        Silence(each.kind, row.id.hex, row.told_at, each.owner, row.drop_id, row.facts)
        for row in wrong_stops.standing(booking, since)
    ]


def _since(booking: Booking, each: Watch, standing: Sequence[AnyRow]) -> datetime:
    """How far back to look, so that what each alarm that stands is about is found."""
    grace = each.grace(booking.house.alarms)
    oldest = min((alarm.due_at - grace - A_DAY for alarm in standing), default=booking.tx.now)
    return min(booking.tx.now - LOOK_BACK, oldest)


def _silences(
    booking: Booking, each: Watch, missing: Select[*tuple[Any, ...]], standing: Sequence[AnyRow]
) -> list[Silence]:
    grace, since = each.grace(booking.house.alarms), _since(booking, each, standing)
    params = {"hub": booking.tx.hub_id, "since": since, "first": since.date(), "before": booking.tx.now - grace}
    return [_silence(each, row, grace) for row in booking.tx.execute(missing, params)]


def _silence(each: Watch, row: AnyRow, grace: timedelta) -> Silence:
    facts = {name: _plain(value) for name, value in row._asdict().items() if name not in _KEYS}
    slot = row.slot.hex if isinstance(row.slot, UUID) else str(row.slot)
    return Silence(each.kind, slot, row.planned_at + grace, each.owner, row.subject_id, facts)


_KEYS = ("slot", "subject_id", "planned_at")


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date | datetime) else value


WATCHES = (
    Watch("order_unacknowledged", "coordinator", lambda rule: rule.acknowledge, overdue.UNACKNOWLEDGED),
    Watch("order_without_route", "coordinator", lambda _: timedelta(), overdue.WITHOUT_ROUTE),
    Watch("call_off_missing", "coordinator", lambda _: timedelta(), _not_called_off),
    Watch("call_off_silent", "coordinator", lambda _: timedelta(), overdue.CALL_OFF_SILENT),
    Watch("delivery_missing", "supervisor", lambda rule: rule.delivery, overdue.NOT_RECEIVED),
    Watch("delivery_unfinished", "supervisor", lambda rule: rule.delivery, overdue.NOT_COUNTED),
    Watch("goods_without_place", "worker", lambda rule: rule.place, overdue.WITHOUT_PLACE),
    Watch("drop_not_packed", "supervisor", lambda rule: -rule.packed_before, overdue.NOT_PACKED),
    Watch("run_not_departed", "supervisor", lambda rule: rule.departure, overdue.NOT_DEPARTED),
    Watch("stop_not_confirmed", "coordinator", lambda rule: rule.handover, overdue.NOT_HANDED_OVER),
    Watch("parcel_astray", "coordinator", lambda _: timedelta(), _at_wrong_stops),
    Watch("direct_not_confirmed", "coordinator", lambda rule: rule.handover, overdue.DIRECT_SILENT),
    Watch("notice_waits", "coordinator", lambda rule: rule.notice, _waiting),
    Watch("notice_undeliverable", "coordinator", lambda _: timedelta(), overdue.NOTICE_GIVEN_UP),
)
"""All of them. The order is that of the chain: what is told first happened first."""
