"""Who gets how many pieces of one article, and from which lots (planning.md 7.1).

Fairness is max-min among the parties: small orders are served in full, large ones are capped at a common level, so
asking for more than that level, or asking in two lines, gains nothing. What is left below one piece each goes round
in the fixed order of the parties, turned by ``rotation``; who is owed pieces from earlier days comes first (other ways
to share a shortage stand in shortage.py). The shares are then taken from the lots that expire first
(FEFO), never from a lot that expires before the need's ``min_expiry``.

The fill is exact where floors bind, too. With the lots in the order of expiry, a need may take from some lot on to
the last, so amounts can be served if and only if, for each lot, the needs that may not take from an earlier one ask
for no more than it and the later ones hold. Such nested bounds form a polymatroid: one piece at a time to the party
that has least, unless a bound is reached, is the best fill (Federgruen & Groenevelt 1986). A party's own needs are
served from the least demanding floor on, which leaves the most to everyone else.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date

from hubops.planning.filling import Line, fill


@dataclass(frozen=True, slots=True)
class Need:
    """What one order line asks for."""

    key: Hashable
    """The order line; unique among the needs."""
    party: str
    """Whom fairness is about: the kitchen's code."""
    pieces: int
    min_expiry: date | None = None
    """A lot must not expire before this day: the delivery day and the remaining life that is demanded."""
    single_lot: bool = False
    """Everything from one lot, even if that is less (meat)."""
    kind: str = ""
    """The kind of kitchen, for rules that serve some kinds first (shortage.py)."""
    owed: int = 0
    """What its party got too little of lately: a remainder goes to those first who are owed most."""


@dataclass(frozen=True, slots=True)
class Supply:
    """What one lot can give."""

    key: Hashable
    pieces: int
    expiry: date | None = None
    """None only for goods that bear no date: they keep any floor and are taken last."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many pieces of a lot go to an order line."""

    need: Hashable
    supply: Hashable
    pieces: int


_Home = list[tuple[Need, int]]
"""The single-lot needs of one lot, each with its fair share."""


@dataclass(slots=True)
class _Lot:
    """A lot while it is being shared out."""

    key: Hashable
    expiry: date
    left: int


def rotation_of(day: date) -> int:
    """A rotation that turns by one from a delivery day to the next, and for each weekday by one from week to week.

    The bare ordinal of the day would favour the same one of seven kitchens every Tuesday.
    """
    return day.toordinal() // 7 + day.weekday()


def in_turn(needs: Sequence[Need], rotation: int) -> list[str]:
    """The parties in the order in which a remainder goes round: who is owed most first, then turned by ``rotation``."""
    owed: dict[str, int] = {}
    for need in needs:
        owed[need.party] = max(need.owed, owed.get(need.party, 0))
    parties = sorted(owed)
    turn = rotation % len(parties) if parties else 0
    return sorted(parties[turn:] + parties[:turn], key=lambda party: -owed[party])


def levels(needs: Sequence[Need], available: int, rotation: int) -> dict[Hashable, int]:
    """How many of ``available`` pieces each need gets, whatever the lots; all needs are named, also those with 0.

    Raises:
        ValueError: a key twice, or a negative number of pieces.
    """
    _check([need.key for need in needs], [*(need.pieces for need in needs), available])
    return _fair([(need, 0) for need in needs], [available], rotation)


def allocate(needs: Sequence[Need], supplies: Sequence[Supply], rotation: int) -> list[Share]:
    """Share the lots of one article among the needs; shares of no pieces are left out.

    The order of the answer is the order of the needs, then of expiry. Lots that expire on the same day are taken in
    the order given. Single-lot needs are placed first, largest first and never above their fair share: into the
    first lot that holds it whole, else where they get most; others then fill up, and last the single-lot needs from
    what is left of their lot. That placing is a packing problem, so its levels are near the best, not always at it.

    Raises:
        ValueError: a key twice, or a negative number of pieces.
    """
    _check([need.key for need in needs], [need.pieces for need in needs])
    _check([supply.key for supply in supplies], [supply.pieces for supply in supplies])
    lots = [_Lot(supply.key, supply.expiry or date.max, supply.pieces) for supply in supplies]
    lots.sort(key=lambda lot: lot.expiry)
    expiries = [lot.expiry for lot in lots]
    placed = [(need, bisect_left(expiries, need.min_expiry or date.min)) for need in needs]
    homes = _homes(placed, lots, rotation)
    free = [(need, first) for need, first in placed if not need.single_lot]
    shares = _share_beside(homes, free, lots, rotation) if free else []
    for lot, home in zip(lots, homes, strict=True):
        got = levels([need for need, _ in home], lot.left, rotation) if home else {}
        shares += [Share(key, lot.key, taken) for key, taken in got.items() if taken]
    order = {need.key: position for position, need in enumerate(needs)}
    return sorted(shares, key=lambda share: order[share.need])


def _check(keys: list[Hashable], pieces: list[int]) -> None:
    """A key that comes twice or a negative amount is a fault of the caller."""
    if len(set(keys)) < len(keys):
        raise ValueError("a key of a need or of a supply comes twice")
    if any(number < 0 for number in pieces):
        raise ValueError("a negative number of pieces")


def _suffixes(lots: list[_Lot]) -> list[int]:
    """What each lot and the later ones hold together."""
    sums: list[int] = []
    for lot in reversed(lots):
        sums.append(lot.left + (sums[-1] if sums else 0))
    return sums[::-1]


def _fair(placed: list[tuple[Need, int]], room: list[int], rotation: int) -> dict[Hashable, int]:
    """What each need gets; ``placed`` names the first lot it may take from, ``room[i]`` what lots i.. hold."""
    if _enough(placed, room):
        return {need.key: need.pieces for need, _ in placed}
    pieces = {need.key: 0 for need, _ in placed}
    servable = [(need, first) for need, first in placed if need.pieces and first < len(room)]
    bounds = sorted({first for _, first in servable})
    lines: defaultdict[str, list[Line]] = defaultdict(list)
    for need, first in sorted(servable, key=lambda item: (item[1], item[0].pieces)):
        lines[need.party].append(Line(need.key, bounds.index(first), need.pieces))
    turned = {party: lines[party] for party in in_turn([need for need, _ in servable], rotation)}
    return pieces | fill(turned, [room[first] for first in bounds])


def _enough(placed: list[tuple[Need, int]], room: list[int]) -> bool:
    """Whether the lots that everybody may take from hold all that is asked for: nobody has to give way then."""
    narrowest = max((first for _, first in placed), default=0)
    return narrowest < len(room) and sum(need.pieces for need, _ in placed) <= room[narrowest]


def _share_beside(homes: list[_Home], free: list[tuple[Need, int]], lots: list[_Lot], rotation: int) -> list[Share]:
    """Share out what the single-lot needs leave when each has its fair share, or as much as its lot holds of it."""
    kept = []
    for lot, home in zip(lots, homes, strict=True):
        kept.append(min(lot.left, sum(share for _, share in home)))
        lot.left -= kept[-1]
    shares = _take(free, _fair(free, _suffixes(lots), rotation), lots)
    for lot, pieces in zip(lots, kept, strict=True):
        lot.left += pieces
    return shares


def _take(placed: list[tuple[Need, int]], pieces: dict[Hashable, int], lots: list[_Lot]) -> list[Share]:
    """Take each need's pieces from the lots, first expiry first.

    Low floors go first, on the lots that others may not have. Within a floor the largest need that fits into the rest
    of a lot goes next, so that few needs are split between two.
    """
    groups: defaultdict[int, list[tuple[int, int, Hashable]]] = defaultdict(list)
    for position, (need, first) in enumerate(placed):
        if pieces[need.key]:
            groups[first].append((pieces[need.key], -position, need.key))
    shares: list[Share] = []
    for first, waiting in sorted(groups.items()):
        waiting.sort()
        at = first
        while waiting:
            at = _next_lot(lots, at)
            fitting = bisect_right(waiting, lots[at].left, key=lambda item: item[0])
            # Where none fits, this takes the last one, the largest: a large order bears two lots best.
            amount, _, key = waiting.pop(fitting - 1)
            shares += _take_one(key, amount, lots, at)
    return shares


def _next_lot(lots: list[_Lot], at: int) -> int:
    """The first lot from ``at`` on that has something left."""
    while not lots[at].left:
        at += 1
    return at


def _take_one(key: Hashable, amount: int, lots: list[_Lot], at: int) -> list[Share]:
    """Take one need's pieces from the lots from ``at`` on."""
    shares = []
    while amount:
        at = _next_lot(lots, at)
        taken = min(amount, lots[at].left)
        lots[at].left -= taken
        amount -= taken
        shares.append(Share(key, lots[at].key, taken))
    return shares


def _homes(placed: list[tuple[Need, int]], lots: list[_Lot], rotation: int) -> list[_Home]:
    """Choose one lot for each single-lot need."""
    homes: list[_Home] = [[] for _ in lots]
    singles = [(need, first) for need, first in placed if need.single_lot]
    if singles:
        fair = _fair(placed, _suffixes(lots), rotation)
        for need, first in sorted(singles, key=lambda item: -fair[item[0].key]):
            if need.pieces and first < len(lots):
                share = fair[need.key]
                homes[_home(share, first, homes, lots)].append((need, share))
    return homes


def _home(share: int, first: int, homes: list[_Home], lots: list[_Lot]) -> int:
    """The first lot that holds the share whole beside those already there, else the one where it gets most."""
    most, best = -1, first
    for at in range(first, len(lots)):
        taken = [other for _, other in homes[at]]
        if sum(taken) + share <= lots[at].left:
            return at
        # Shares come in falling order, so the newcomer is the smallest and gets the common level.
        level = min(share, lots[at].left // (len(taken) + 1))
        if level > most:
            most, best = level, at
    return best
