"""Where goods may stand: why a zone says no, and which zone is proposed first (planning.md 7.2).

A zone's allowed classes are master data, as the hub's food safety plan sets them. Temperatures are hundredths of a
degree (``_cc``), masses grams (``_g``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

STORAGE = "storage"
"""The one kind of zone that goods are put away into."""


@dataclass(frozen=True, slots=True)
class ZoneOption:
    """A zone with what stands in it now."""

    code: str
    kind: str
    """``storage``, ``lane``, ``quarantine`` or ``dock``."""
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


@dataclass(frozen=True, slots=True)
class Goods:
    """What waits for a place."""

    temperature_class: str
    max_cc: int | None
    """The warmest place allowed; None if any will do."""
    min_cc: int | None
    """The coldest place allowed; None if any will do."""
    crates: int
    grams: int
    lane: str | None
    """The lane of the route that waits for the goods; None if no route does."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a zone can't take the goods: a code of messages.py and the values its sentence names."""

    code: str
    values: Mapping[str, object]


def refusal(goods: Goods, zone: ZoneOption) -> Refusal | None:
    """The first reason against a zone, None if there is none: kind, class, too warm, too cold, crates, kilograms."""
    if zone.kind != STORAGE:
        return Refusal("putaway.zone_kind", {"zone": zone.code, "kind_word": zone.kind})
    if zone.classes and goods.temperature_class not in zone.classes:
        return Refusal("putaway.zone_class", {"zone": zone.code, "class_word": goods.temperature_class})
    return _temperature_refusal(goods, zone) or _room_refusal(goods, zone)


def propose(goods: Goods, zones: Sequence[ZoneOption]) -> list[ZoneOption]:
    """The zones that can take the goods, best first.

    Near the waiting route's lane comes first, then the zone no colder than needed (cold room is dear), then the one
    with the least room left, so that goods stay together, then the code.
    """
    able = [zone for zone in zones if refusal(goods, zone) is None]
    return sorted(able, key=lambda zone: _rank(goods, zone))


def _temperature_refusal(goods: Goods, zone: ZoneOption) -> Refusal | None:
    """Too warm or too cold. A room without an upper bound is too warm for goods that have one."""
    if goods.max_cc is not None and (zone.max_cc is None or zone.max_cc > goods.max_cc):
        values = {"zone": zone.code, "zone_max_cc": zone.max_cc, "max_cc": goods.max_cc}
        return Refusal("putaway.zone_too_warm", values)
    coldest_cc = zone.min_cc if zone.min_cc is not None else zone.max_cc
    if goods.min_cc is not None and coldest_cc is not None and coldest_cc < goods.min_cc:
        values = {"zone": zone.code, "zone_min_cc": coldest_cc, "min_cc": goods.min_cc}
        return Refusal("putaway.zone_too_cold", values)
    return None


def _room_refusal(goods: Goods, zone: ZoneOption) -> Refusal | None:
    """No room for the crates, or too heavy for what is left of the zone's load."""
    free_crates = zone.capacity_crates - zone.used_crates
    if goods.crates > free_crates:
        values = {"zone": zone.code, "free_crates": free_crates, "crates": goods.crates}
        return Refusal("putaway.zone_full", values)
    if zone.capacity_g is not None and goods.grams > zone.capacity_g - zone.used_g:
        values = {"zone": zone.code, "free_g": zone.capacity_g - zone.used_g, "weight_g": goods.grams}
        return Refusal("putaway.zone_too_heavy", values)
    return None


def _rank(goods: Goods, zone: ZoneOption) -> tuple[bool, bool, int, int, str]:
    """The sort key of a zone that can take the goods; smaller is better."""
    far = goods.lane is None or zone.near_lane != goods.lane
    # Goods without an upper bound belong in a room without one; the colder a room, the dearer its place.
    cooled_in_vain = goods.max_cc is None and zone.max_cc is not None
    warmest_cc = zone.max_cc or 0
    return far, cooled_in_vain, -warmest_cc, zone.capacity_crates - zone.used_crates, zone.code
