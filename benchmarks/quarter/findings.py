"""What was injected and as what it must be found; at the end what was found is held against it."""

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select

from benchmarks.quarter.world import World, facts_of
from hubops.model.alarms import Alarm
from hubops.model.evidence import Deviation
from hubops.model.notices import Notice
from hubops.operations.booking import Booking

ALARM, DEVIATION, MESSAGE = "alarm", "deviation", "message"
NOT_AS_PROMISED = ("order_moved", "order_less", "order_none", "order_after_all")
"""Kinds of messages to kitchens that nobody gets while all comes as it was promised."""
OR = " or "
"""Stands between the kinds of a claim that may be met in two ways."""
ANY_NUMBER = 0
"""Of a claim that more than one finding may meet."""
TO_COME = "to_come"
"""The state of a line that is promised for a day after the last one."""

LineKey = tuple[str, int]
"""Order number and line."""


@dataclass(frozen=True)
class Claim:
    """Alarms, deviations or messages of a kind that name certain things, within some days."""

    what: str
    """ALARM, DEVIATION or MESSAGE."""
    kind: str
    where: Mapping[str, Collection[object]]
    """By the name of a value: what it may be."""
    first: date
    last: date
    times: int = 1
    """So often it must be told; ANY_NUMBER: once or more."""

    def covers(self, found: "Found") -> bool:
        """Whether what was found is what was meant."""
        return (
            found.what == self.what
            and found.kind in self.kind.split(OR)
            and self.first <= found.day <= self.last
            and all(found.facts.get(name) in values for name, values in self.where.items())
        )

    def fault(self, found: "Collection[Found]") -> str:
        """What is wrong with how often it was told; empty if nothing is."""
        told = sum(map(self.covers, found))
        if told == self.times or (told and self.times == ANY_NUMBER):
            return ""
        wanted = ", ".join(f"{name} {' or '.join(map(str, values))}" for name, values in self.where.items())
        return f"{self.first} {self.what} {self.kind} ({wanted}) told {told} times"


@dataclass(frozen=True)
class Found:
    """An alarm, a deviation or a message that the hub told."""

    what: str
    kind: str
    day: date
    facts: Mapping[str, object]
    about: str = ""
    """What tells it apart from others that name the same things."""

    def __str__(self) -> str:
        named = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.day} {self.what} {self.kind}: {named}"


@dataclass
class Injected:
    """A fault that was made."""

    fault: str
    day: date
    must: list[Claim] = field(default_factory=list)
    """Each must be found; empty where nothing may be told."""
    may: list[Claim] = field(default_factory=list)
    """What follows from it."""
    states: dict[LineKey, frozenset[str]] = field(default_factory=dict)
    """In which state of the closing statement each line must end that it is about."""
    wrong: list[str] = field(default_factory=list)
    """What was not true in the meantime."""

    def alarm(self, kind: str, times: int = 1, **where: object) -> "Injected":
        """It must be found as this alarm, today or in the next night."""
        self.must.append(self.claim(ALARM, kind, where, 2, times))
        return self

    def deviation(self, kind: str, days: int = 1, times: int = 1, **where: object) -> "Injected":
        """It must be found as this deviation."""
        self.must.append(self.claim(DEVIATION, kind, where, days, times))
        return self

    def message(self, kind: str, times: int = 1, **where: object) -> "Injected":
        """A kitchen must be told of it today."""
        self.must.append(self.claim(MESSAGE, kind, where, 0, times))
        return self

    def maybe(self, what: str, kind: str, days: int = 1, **where: object) -> "Injected":
        """This may follow from it."""
        self.may.append(self.claim(what, kind, where, days, ANY_NUMBER))
        return self

    def ends(self, lines: Collection[LineKey], *states: str) -> "Injected":
        """In the end each of these lines is in one of these states."""
        self.states.update(dict.fromkeys(lines, frozenset(states)))
        return self

    def faults(self, found: "Collection[Found]", ended: Mapping[LineKey, str]) -> list[str]:
        """What was not found, was told too often, or did not end as it must."""
        told = [fault for claim in self.must if (fault := claim.fault(found))]
        told += [
            f"{self.day} line {number}/{line} ended {ended.get((number, line), 'nowhere')}, not {' or '.join(states)}"
            for (number, line), states in self.states.items()
            if ended.get((number, line)) not in (*states, TO_COME)
        ]
        return [f"{self.fault}: {each}" for each in (*told, *self.wrong)]

    def claim(self, what: str, kind: str, where: Mapping[str, object], days: int, times: int) -> Claim:
        """A claim of that many days from today; a set in ``where`` is a choice."""
        sets = {name: value if isinstance(value, set | frozenset) else {value} for name, value in where.items()}
        return Claim(what, kind, sets, self.day, self.day + timedelta(days=days), times)


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    fault: str
    injected: int
    found: int
    expected_as: str


@dataclass(frozen=True)
class Verdict:
    """What was found of what was injected, and what was told without a cause or twice."""

    rows: tuple[Row, ...]
    missed: tuple[str, ...]
    false: tuple[Found, ...]
    twice: tuple[str, ...] = ()


def all_found(world: World) -> list[Found]:
    """Every alarm, every deviation that was not taken back, and every message that something is not as promised."""
    return world.look(
        lambda booking: [*_alarms(world, booking), *_deviations(world, booking), *_messages(world, booking)]
    )


def judge(injected: list[Injected], found: list[Found], ended: Mapping[LineKey, str]) -> Verdict:
    """Hold what was found, and how each line ended, against what was injected."""
    missed, rows = [], []
    for fault in dict.fromkeys(each.fault for each in injected):
        mine = [each for each in injected if each.fault == fault]
        faults = [each.faults(found, ended) for each in mine]
        missed += [told for each in faults for told in each]
        kinds = dict.fromkeys(f"{claim.what} {claim.kind}" for each in mine for claim in each.must)
        rows.append(Row(fault, len(mine), faults.count([]), ", ".join(kinds) or "nothing told"))
    claims = [claim for each in injected for claim in (*each.must, *each.may)]
    false = [each for each in found if not any(claim.covers(each) for claim in claims)]
    return Verdict(tuple(rows), tuple(missed), tuple(false), tuple(_twice(found)))


def _twice(found: list[Found]) -> Iterator[str]:
    """The same thing told of the same subject more than once."""
    told = Counter((f"{each.what} {each.kind} {each.about}", json.dumps(each.facts, sort_keys=True)) for each in found)
    return (f"{what} {facts}" for (what, facts), times in told.items() if times > 1)


def _alarms(world: World, booking: Booking) -> Iterator[Found]:
    rows = booking.tx.conn.execute(
        select(Alarm.kind, Alarm.slot, Alarm.raised_at, Alarm.values.label("facts")).order_by(Alarm.id)
    )
    for row in rows:
        yield Found(ALARM, row.kind, world.calendar.hub_day(row.raised_at), facts_of(row.facts), row.slot)


def _deviations(world: World, booking: Booking) -> Iterator[Found]:
    rows = booking.tx.conn.execute(
        select(Deviation.kind, Deviation.at, Deviation.subject_id, Deviation.values.label("facts"))
        .where(Deviation.undone_by_id.is_(None))
        .order_by(Deviation.id)
    )
    for row in rows:
        yield Found(DEVIATION, row.kind, world.calendar.hub_day(row.at), facts_of(row.facts), str(row.subject_id))


def _messages(world: World, booking: Booking) -> Iterator[Found]:
    rows = booking.tx.conn.execute(
        select(Notice.kind, Notice.at, Notice.subject_id, Notice.content)
        .where(Notice.kind.in_(NOT_AS_PROMISED))
        .order_by(Notice.id)
    )
    for row in rows:
        content = facts_of(row.content)
        values = content["values"]
        assert isinstance(values, dict)
        facts = {**values, "to": content["to"], "lines": json.dumps(content["lines"], sort_keys=True)}
        yield Found(MESSAGE, row.kind, world.calendar.hub_day(row.at), facts, str(row.subject_id))
