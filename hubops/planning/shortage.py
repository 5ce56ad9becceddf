"""Who gets how many pieces when there are too few: the rules of planning.md 7.1, by name.

``max_min``: all rise to a common level, so small orders are served in full. ``proportional``: everyone the same part of
the order. ``priority``: kitchens by their kind, first kind first, max-min inside a kind. ``floor``: everyone the same
least part of the order, then max-min. Whole pieces that can't be divided go round one by one: first to who is owed
pieces from earlier days, then in the fixed order that turns by day.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

from hubops.planning import allocation
from hubops.planning.allocation import Need, in_turn

RULES = ("max_min", "proportional", "priority", "floor")


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to share a shortage."""

    name: str = "max_min"
    floor_percent: int = 0
    """``floor`` only: the part of the order that everyone gets first, rounded up to whole pieces."""
    priority: tuple[str, ...] = ()
    """``priority`` only: kinds of kitchens, those served first first; kinds that are not named come last together."""


@dataclass(frozen=True, slots=True)
class Rules:
    """``[shortage]`` of rules.toml: the hub's rule, and articles that have one of their own."""

    usual: Rule = field(default_factory=Rule)
    products: Mapping[str, Rule] = field(default_factory=dict)
    """By GTIN."""
    remember_days: int = 28
    """How long a kitchen that got less than it asked for comes first when a remainder goes round."""

    def of(self, gtin: str) -> Rule:
        """The rule for an article."""
        return self.products.get(gtin, self.usual)


def shares(needs: Sequence[Need], available: int, rotation: int, rule: Rule) -> dict[Hashable, int]:
    """How many of ``available`` pieces each need gets, whatever the lots; all needs are named, also those with 0.

    Raises:
        ValueError: a key twice, a negative number of pieces, or no such rule.
    """
    if rule.name not in RULES:
        raise ValueError(rule.name)
    if rule.name == "max_min" or sum(need.pieces for need in needs) <= available:
        return allocation.levels(needs, available, rotation)
    if rule.name == "priority":
        return _by_priority(needs, available, rotation, rule.priority)
    asked: Counter[str] = Counter()
    for need in needs:
        asked[need.party] += need.pieces
    order = in_turn(needs, rotation)
    if rule.name == "proportional":
        return _by_line(needs, _proportional(asked, available, order))
    floors = {party: -(-pieces * rule.floor_percent // 100) for party, pieces in asked.items()}
    if sum(floors.values()) > available:
        return _by_line(needs, _above(dict.fromkeys(floors, 0), floors, available, order))
    return _by_line(needs, _above(floors, asked, available, order))


def _by_priority(needs: Sequence[Need], available: int, rotation: int, priority: Sequence[str]) -> dict[Hashable, int]:
    """Each kind in full before the next one gets anything."""
    got: dict[Hashable, int] = {need.key: 0 for need in needs}
    for rank in range(len(priority) + 1):
        own = [need for need in needs if _rank(need, priority) == rank]
        given = allocation.levels(own, available, rotation)
        available -= sum(given.values())
        got |= given
    return got


def _rank(need: Need, priority: Sequence[str]) -> int:
    return priority.index(need.kind) if need.kind in priority else len(priority)


def _proportional(asked: Mapping[str, int], available: int, order: Sequence[str]) -> dict[str, int]:
    """The same part for everyone, to within one piece: whoever lost a part of a piece may get it as a whole."""
    total = sum(asked.values())
    got = {party: available * asked[party] // total for party in order}
    waiting = [party for party in order if available * asked[party] % total]
    for party in waiting[: available - sum(got.values())]:
        got[party] += 1
    return got


def _above(least: Mapping[str, int], asked: Mapping[str, int], available: int, order: Sequence[str]) -> dict[str, int]:
    """Everyone has ``least``; what is left raises those who have least, to a common level and then one by one."""

    def at(level: int) -> dict[str, int]:
        return {party: max(least[party], min(level, asked[party])) for party in order}

    low, high = 0, max(asked.values(), default=0)
    while low < high:
        middle = (low + high + 1) // 2
        if sum(at(middle).values()) <= available:
            low = middle
        else:
            high = middle - 1
    got = at(low)
    waiting = [party for party in order if got[party] == low < asked[party]]
    for party in waiting[: available - sum(got.values())]:
        got[party] += 1
    return got


def _by_line(needs: Sequence[Need], got: Mapping[str, int]) -> dict[Hashable, int]:
    """A party's pieces over its lines, the smallest line first."""
    left = dict(got)
    pieces: dict[Hashable, int] = {need.key: 0 for need in needs}
    for need in sorted(needs, key=lambda need: need.pieces):
        pieces[need.key] = min(need.pieces, left[need.party])
        left[need.party] -= pieces[need.key]
    return pieces
