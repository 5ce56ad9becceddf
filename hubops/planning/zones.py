"""Where goods may stand: why a zone says no, what it has room for, which is proposed first (planning.md 7.2).

A zone's allowed classes are master data, as the hub's food safety plan sets them. Temperatures are hundredths of a
degree (``_cc``), masses grams (``_g``), volumes millilitres (``_ml``).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

STORAGE = "storage"
"""The one kind of zone that goods are put away into."""
TROLLEY = "trolley"
"""Goods only pass on it, like over the dock: it asks for nothing but room."""
CRATE_ML = 40_000
"""A 600 x 400 mm crate (STAND #173)."""
FREEZING_CC = 0
"""Goods that were not frozen change in a zone that is never warmer than this: no badge lets that pass."""


@dataclass(frozen=True, slots=True)
class ZoneOption:
    """A zone with what stands in it now."""

    code: str
    kind: str
    """``storage``, ``lane``, ``quarantine``, ``dock`` or ``trolley``."""
    min_cc: int | None
    """The coldest the zone gets; None where nobody set a bound."""
    max_cc: int | None
    """The warmest the zone gets; None for a room without temperature control."""
    capacity_crates: int
    used_crates: int
    capacity_g: int | None
    """None where only crates are counted."""
    used_g: int
    classes: frozenset[str]
    """The temperature classes that may stand here; empty allows every class."""
    near_lane: str | None
    """The code of the lane beside it."""

    @property
    def free_crates(self) -> int:
        """Crates that still find room."""
        return max(0, self.capacity_crates - self.used_crates)

    @property
    def free_g(self) -> int | None:
        """What it can still bear; None where only crates are counted."""
        return None if self.capacity_g is None else max(0, self.capacity_g - self.used_g)


@dataclass(frozen=True, slots=True)
class Goods:
    """What waits for a place."""

    temperature_class: str
    max_cc: int | None
    """The warmest place allowed; None if any will do."""
    min_cc: int | None
    """The coldest place allowed; None if any will do."""
    pieces: int
    piece_ml: int
    """The volume of one piece; 0 where nobody measured it."""
    grams: int
    """Of all pieces."""
    lane: str | None
    """The lane of the route that waits for the goods; None if no route does."""
    class_max_cc: int | None = None
    """The warmest place that rules.toml allows the class, whatever the producer says; None where it sets no limit."""

    @property
    def crates(self) -> int:
        """How many crates they fill, at least one."""
        return max(1, -(-self.pieces * self.piece_ml // CRATE_ML))


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a zone can't take the goods: a code of messages.py and the values its sentence names."""

    code: str
    values: Mapping[str, object]
    yields: bool = False
    """A supervisor may let it pass: no law and nobody's safety stands behind it."""


def refusal(goods: Goods, zone: ZoneOption) -> Refusal | None:
    """The first reason against a zone, None if there is none: kind, class, too warm, too cold, crates, kilograms."""
    return next(_reasons(goods, zone), None)


def rule_against(goods: Goods, zone: ZoneOption) -> Refusal | None:
    """The first reason that holds however empty the zone is, None if there is none."""
    return next(_rules(goods, zone), None)


def firm_refusal(goods: Goods, zone: ZoneOption) -> Refusal | None:
    """The first reason against a zone that no supervisor can let pass, None if there is none.

    A zone's classes and its crates are the hub's own order. The warmest place of a class is law (domain-rules.md 2.3),
    goods that freeze are other goods, and what a rack can bear protects those who stand below it.
    """
    return next((reason for reason in _reasons(goods, zone) if not reason.yields), None)


def room(goods: Goods, zone: ZoneOption) -> int:
    """How many pieces of the goods a zone has room for, by crates and by weight, allowed there or not."""
    pieces = goods.pieces if zone.free_crates else 0
    if goods.piece_ml:
        pieces = min(pieces, zone.free_crates * CRATE_ML // goods.piece_ml)
    if zone.free_g is not None and goods.grams > zone.free_g:
        pieces = min(pieces, goods.pieces * zone.free_g // goods.grams)
    return pieces


def propose(goods: Goods, zones: Sequence[ZoneOption]) -> list[ZoneOption]:
    """The zones that can take the goods, best first.

    Near the waiting route's lane comes first, then the zone no colder than needed (cold room is dear), then the one
    with the least room left, so that goods stay together, then the code.
    """
    able = [zone for zone in zones if zone.kind == STORAGE and refusal(goods, zone) is None]
    return sorted(able, key=lambda zone: _rank(goods, zone))


def propose_for_a_part(goods: Goods, zones: Sequence[ZoneOption]) -> list[ZoneOption]:
    """The zones where the goods may stand but only some of them find room; first the one that takes most of them."""
    able = [zone for zone in zones if zone.kind == STORAGE and rule_against(goods, zone) is None]
    parts = [zone for zone in able if 0 < room(goods, zone) < goods.pieces]
    return sorted(parts, key=lambda zone: (-room(goods, zone), _rank(goods, zone)))


def _reasons(goods: Goods, zone: ZoneOption) -> Iterator[Refusal]:
    """All reasons against a zone, in the order in which they are told."""
    yield from _rules(goods, zone)
    if goods.crates > zone.free_crates:
        values = {"zone": zone.code, "free_crates": zone.free_crates, "crates": goods.crates}
        yield Refusal("putaway.zone_full", values, yields=True)
    if zone.free_g is not None and goods.grams > zone.free_g:
        yield Refusal("putaway.zone_too_heavy", {"zone": zone.code, "free_g": zone.free_g, "weight_g": goods.grams})


def _rules(goods: Goods, zone: ZoneOption) -> Iterator[Refusal]:
    """What speaks against a zone however empty it is."""
    if zone.kind == TROLLEY:
        return
    code = zone.code
    if zone.kind != STORAGE:
        yield Refusal("putaway.zone_kind", {"zone": code, "kind_word": zone.kind})
    if zone.classes and goods.temperature_class not in zone.classes:
        yield Refusal("putaway.zone_class", {"zone": code, "class_word": goods.temperature_class}, yields=True)
    # a room without an upper bound is too warm for goods that have one
    if goods.max_cc is not None and (zone.max_cc is None or zone.max_cc > goods.max_cc):
        warm = {"zone": code, "zone_max_cc": zone.max_cc, "max_cc": goods.max_cc}
        yield Refusal("putaway.zone_too_warm", warm, yields=_within_class(goods, zone))
    coldest_cc = zone.min_cc if zone.min_cc is not None else zone.max_cc
    if goods.min_cc is not None and coldest_cc is not None and coldest_cc < goods.min_cc:
        cold = {"zone": code, "zone_min_cc": coldest_cc, "min_cc": goods.min_cc}
        yield Refusal("putaway.zone_too_cold", cold, yields=zone.max_cc is None or zone.max_cc > FREEZING_CC)


def _within_class(goods: Goods, zone: ZoneOption) -> bool:
    """The zone is warmer than the producer wants it, but no warmer than the class allows."""
    limit_cc = goods.class_max_cc
    return limit_cc is None or (zone.max_cc is not None and zone.max_cc <= limit_cc)


def _rank(goods: Goods, zone: ZoneOption) -> tuple[bool, bool, int, int, str]:
    """The sort key of a zone that can take the goods; smaller is better."""
    far = goods.lane is None or zone.near_lane != goods.lane
    # Goods without an upper bound belong in a room without one; the colder a room, the dearer its place.
    cooled_in_vain = goods.max_cc is None and zone.max_cc is not None
    warmest_cc = zone.max_cc or 0
    return far, cooled_in_vain, -warmest_cc, zone.free_crates, zone.code
