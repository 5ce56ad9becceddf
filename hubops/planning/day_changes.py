"""Days that are not as the weekdays say: whose they are, and what they make of a rhythm and of the hub's calendar."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from hubops.planning.calendar import HubCalendar, parse_cutoff, weekdays_of
from hubops.planning.promise import OWN_DAYS, Pickup, Rhythm

KEPT_DAYS = 60
"""So many days before today still count: a cut-off is counted back over days on which the hub was closed."""
_NONE: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class DayChanges:
    """Closed and extra days by scope, code and whether it runs (model/schedule.py, DayChange)."""

    found: Mapping[tuple[str, str, bool], frozenset[date]]

    @classmethod
    def of(cls, changes: Iterable[Any]) -> "DayChanges":
        """Of rows of scope, code, day and runs."""
        found: defaultdict[tuple[str, str, bool], set[date]] = defaultdict(set)
        for scope, code, day, runs in changes:
            found[scope, code, runs].add(day)
        return cls({key: frozenset(days) for key, days in found.items()})

    def calendar(self, usual: HubCalendar) -> HubCalendar:
        """The hub's calendar with the days on which the hub is closed, or works though it is a weekend or holiday."""
        closed, extra = self._days("hub", ""), self._days("hub", "", runs=True)
        return usual.changed(closed, extra) if closed or extra else usual

    def route(self, code: str, weekdays: str, cutoff: str) -> Rhythm:
        """When a route runs."""
        return self._rhythm((("route", code),), weekdays, cutoff)

    def pickup(self, org_number: str, cluster: str | None, weekdays: str, cutoff: str) -> Rhythm:
        """When a producer's goods are fetched: a day that was changed for its cluster is changed for it, too."""
        return self._rhythm((("producer", org_number), ("cluster", cluster or "")), weekdays, cutoff)

    def coming(self, row: Any) -> Pickup | None:
        """How the goods of a producer come, of a row of RHYTHMS (model/schedule.py); None where it has no fixed days.

        One that drives to kitchens itself has every working day where no others are fixed, and all of the day.
        """
        direct = row.transport == "direct"
        if row.weekdays is None:
            return OWN_DAYS if direct else None
        rhythm = self.pickup(row.org_number, row.cluster, row.weekdays, row.cutoff)
        return Pickup(rhythm, OWN_DAYS.arrives if direct else row.window_end)

    def closed_kitchen(self, code: str, kind: str | None, municipality: str | None) -> frozenset[date]:
        """Days on which a kitchen receives nothing; its own extra days go before what holds for its kind."""
        kinds = self._days("kind", kind or "") | self._days("kind", f"{kind}/{municipality}")
        reopened = self._days("kind", f"{kind}/{municipality}", runs=True)
        return (kinds - reopened - self._days("kitchen", code, runs=True)) | self._days("kitchen", code)

    def _rhythm(self, whose: Iterable[tuple[str, str]], weekdays: str, cutoff: str) -> Rhythm:
        closed = _NONE.union(*(self._days(scope, code) for scope, code in whose))
        extra = _NONE.union(*(self._days(scope, code, runs=True) for scope, code in whose))
        return Rhythm(weekdays_of(weekdays), parse_cutoff(cutoff), closed, extra)

    def _days(self, scope: str, code: str, *, runs: bool = False) -> frozenset[date]:
        return self.found.get((scope, code, runs), _NONE)
