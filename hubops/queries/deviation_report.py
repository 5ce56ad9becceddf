"""The weekly report of deviations per producer, kitchen or route: how many, how soon solved, how many lines they hit.

A deviation counts in the week in which it was told, for the party that its subject names. Those that name none stand
in a row of their own, so that the deviations of the rows add up to the total; a line may be hit in several rows.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median_low
from uuid import UUID

from hubops.model.deviation_kinds import FAMILIES, NO_PRODUCERS
from hubops.queries import deviations, week_lines
from hubops.queries.deviation_subjects import Concerned, Party, concerned
from hubops.queries.deviations import Told
from hubops.queries.looking import Looking

BY = ("producer", "kitchen", "route")
BESIDE_THE_GOODS = ("receipt_unsigned", "typed_weight", "override_delivery")
"""Kinds of a delivery that touch none of its goods."""
NOBODY = Party("", "")
"""For whom a deviation counts that names none."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a week brought to one party, or to all."""

    party: Party
    families: Mapping[str, int]
    """Deviations by family, every family named."""
    still_open: int
    median_minutes: int | None
    """From the deviation to its end; None where none was solved."""
    longest_minutes: int | None
    lines: int
    """Order lines that were to come that week, the cancelled ones left out; all of them where no party is named."""
    lines_concerned: int

    @property
    def deviations(self) -> int:
        """All of them."""
        return sum(self.families.values())

    @property
    def share_permille(self) -> int:
        """Lines that were concerned, of a thousand."""
        return self.lines_concerned * 1000 // self.lines if self.lines else 0


@dataclass(frozen=True, slots=True)
class Report:
    """A week."""

    monday: date
    by: str
    rows: tuple[Figures, ...]
    """By party, the most deviations first."""
    total: Figures


def read(looking: Looking, monday: date, span: tuple[datetime, datetime], by: str) -> Report:
    """The report of the week from ``monday``; ``span`` is its beginning and end, ``by`` one of :data:`BY`."""
    told = [*deviations.between(looking, *span), *deviations.alarms_between(looking, *span)]
    subjects = {each.subject_id for each in told if each.subject_id}
    parties = concerned(looking, subjects)
    lines = week_lines.read(looking, monday)
    hit = lines.hit(looking, subjects)
    grouped: dict[Party, list[Told]] = defaultdict(list)
    for each in told:
        whom = parties.get(each.subject_id, Concerned()) if each.subject_id else Concerned()
        own = by == "producer" and each.kind in NO_PRODUCERS
        grouped[(None if own else getattr(whom, by)) or NOBODY].append(each)
    of_party = {**lines.of[by], NOBODY.code: lines.all}
    rows = [
        _figures(party, some, _all_hit(some, hit, lines.product), of_party.get(party.code, set()))
        for party, some in grouped.items()
    ]
    rows.sort(key=lambda row: (-row.deviations, row.party.name, row.party.code))
    return Report(monday, by, tuple(rows), _figures(NOBODY, told, _all_hit(told, hit, lines.product), lines.all))


def _figures(party: Party, told: Sequence[Told], hit: set[UUID], lines: set[UUID]) -> Figures:
    families = Counter(each.family for each in told)
    minutes = [each.minutes for each in told if each.minutes is not None]
    return Figures(
        party=party,
        families={family: families.get(family, 0) for family in FAMILIES},
        still_open=sum(each.is_open for each in told),
        median_minutes=median_low(minutes) if minutes else None,
        longest_minutes=max(minutes, default=None),
        lines=len(lines),
        lines_concerned=len(hit & lines),
    )


def _all_hit(told: Iterable[Told], hit: Mapping[UUID, set[UUID]], products: Mapping[UUID, str]) -> set[UUID]:
    """The lines that deviations concern: of those of a whole delivery only the article's that a deviation names.

    What came about beside the goods, such as a receipt that nobody signed, touches no line.
    """
    found: set[UUID] = set()
    for each in told:
        if each.subject_id is None or each.kind in BESIDE_THE_GOODS:
            continue
        lines, named = hit.get(each.subject_id, set()), each.values.get("product")
        found |= {line for line in lines if len(lines) == 1 or named in (None, products[line])}
    return found
