"""What was injected and as what it must be found; at the end what was found is held against it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select

from benchmarks.quarter.world import World, facts_of
from hubops.model.alarms import Alarm
from hubops.model.evidence import Deviation
from hubops.operations.booking import Booking

ALARM, DEVIATION = "alarm", "deviation"


@dataclass(frozen=True)
class Claim:
    """Alarms or deviations of a kind that name certain things, within some days."""

    what: str
    """ALARM or DEVIATION."""
    kind: str
    where: Mapping[str, Collection[object]]
    """By the name of a value: what it may be."""
    first: date
    last: date

    def covers(self, found: "Found") -> bool:
        """Whether what was found is what was meant."""
        return (
            (found.what, found.kind) == (self.what, self.kind)
            and self.first <= found.day <= self.last
            and all(found.facts.get(name) in values for name, values in self.where.items())
        )


@dataclass(frozen=True)
class Found:
    """An alarm or a deviation that the hub told."""

    what: str
    kind: str
    day: date
    facts: Mapping[str, object]

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

    def alarm(self, kind: str, **where: object) -> "Injected":
        """It must be found as this alarm, today or in the next night."""
        self.must.append(self._claim(ALARM, kind, where, 2))
        return self

    def deviation(self, kind: str, days: int = 1, **where: object) -> "Injected":
        """It must be found as this deviation."""
        self.must.append(self._claim(DEVIATION, kind, where, days))
        return self

    def maybe(self, what: str, kind: str, days: int = 1, **where: object) -> "Injected":
        """This may follow from it."""
        self.may.append(self._claim(what, kind, where, days))
        return self

    def _claim(self, what: str, kind: str, where: Mapping[str, object], days: int) -> Claim:
        sets = {name: value if isinstance(value, set | frozenset) else {value} for name, value in where.items()}
        return Claim(what, kind, sets, self.day, self.day + timedelta(days=days))


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    fault: str
    injected: int
    found: int
    expected_as: str


@dataclass(frozen=True)
class Verdict:
    """What was found of what was injected, and what was told without a cause."""

    rows: tuple[Row, ...]
    missed: tuple[Claim, ...]
    false: tuple[Found, ...]


def all_found(world: World) -> list[Found]:
    """Every alarm and every deviation of the hub that was not taken back."""
    return world.look(lambda booking: [*_alarms(world, booking), *_deviations(world, booking)])


def judge(injected: list[Injected], found: list[Found]) -> Verdict:
    """Hold what was found against what was injected."""
    missed, rows = [], []
    for fault in dict.fromkeys(each.fault for each in injected):
        mine = [each for each in injected if each.fault == fault]
        open_claims = [[claim for claim in each.must if not any(map(claim.covers, found))] for each in mine]
        missed += [claim for claims in open_claims for claim in claims]
        kinds = dict.fromkeys(f"{claim.what} {claim.kind}" for each in mine for claim in each.must)
        good = sum(not claims for claims in open_claims)
        rows.append(Row(fault, len(mine), good, ", ".join(kinds) or "nothing told"))
    claims = [claim for each in injected for claim in (*each.must, *each.may)]
    false = [each for each in found if not any(claim.covers(each) for claim in claims)]
    return Verdict(tuple(rows), tuple(missed), tuple(false))


def _alarms(world: World, booking: Booking) -> list[Found]:
    rows = booking.tx.conn.execute(select(Alarm.kind, Alarm.raised_at, Alarm.values.label("facts")).order_by(Alarm.id))
    return [Found(ALARM, row.kind, world.calendar.hub_day(row.raised_at), facts_of(row.facts)) for row in rows]


def _deviations(world: World, booking: Booking) -> list[Found]:
    rows = booking.tx.conn.execute(
        select(Deviation.kind, Deviation.at, Deviation.values.label("facts"))
        .where(Deviation.undone_by_id.is_(None))
        .order_by(Deviation.id)
    )
    return [Found(DEVIATION, row.kind, world.calendar.hub_day(row.at), facts_of(row.facts)) for row in rows]
