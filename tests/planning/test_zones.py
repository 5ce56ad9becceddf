"""Zone choice: each reason for a refusal, their order, and the ranking of planning.md 7.2."""

from dataclasses import replace

import pytest

from hubops.planning.zones import Goods, ZoneOption, propose, refusal

MEAT = Goods("meat_red", 700, -100, crates=2, grams=30_000, lane="L1")
COLD = ZoneOption("K1", "storage", 0, 400, 40, 0, None, 0, frozenset({"meat_red"}), None)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, None),
        ({"classes": frozenset()}, None),  # no classes named: all are welcome
        ({"max_cc": 700}, None),
        ({"min_cc": None}, None),
        ({"min_cc": -100}, None),
        ({"used_crates": 38, "capacity_g": 90_000, "used_g": 60_000}, None),  # just full
        ({"kind": "quarantine"}, "putaway.zone_kind"),
        ({"kind": "lane"}, "putaway.zone_kind"),
        ({"classes": frozenset({"frozen"})}, "putaway.zone_class"),
        ({"max_cc": 701}, "putaway.zone_too_warm"),
        ({"max_cc": None}, "putaway.zone_too_warm"),
        ({"min_cc": -101}, "putaway.zone_too_cold"),
        ({"min_cc": None, "max_cc": -1800}, "putaway.zone_too_cold"),
        ({"used_crates": 39}, "putaway.zone_full"),
        ({"capacity_g": 90_000, "used_g": 60_001}, "putaway.zone_too_heavy"),
        # The first reason is the one that is told.
        ({"kind": "dock", "classes": frozenset({"frozen"})}, "putaway.zone_kind"),
        ({"classes": frozenset({"frozen"}), "max_cc": 900}, "putaway.zone_class"),
        ({"min_cc": -500, "max_cc": 900}, "putaway.zone_too_warm"),
        ({"min_cc": -500, "used_crates": 40}, "putaway.zone_too_cold"),
        ({"used_crates": 40, "capacity_g": 0}, "putaway.zone_full"),
    ],
)
def test_refusal(change: dict[str, object], code: str | None) -> None:
    found = refusal(MEAT, replace(COLD, **change))  # type: ignore[arg-type]
    assert (found and found.code) == code


def test_a_refusal_names_the_numbers() -> None:
    full = refusal(MEAT, replace(COLD, used_crates=39))
    assert full is not None
    assert full.values == {"zone": "K1", "free_crates": 1, "crates": 2}
    warm = refusal(MEAT, replace(COLD, max_cc=900))
    assert warm is not None
    assert warm.values == {"zone": "K1", "zone_max_cc": 900, "max_cc": 700}


def test_ambient_goods_go_anywhere_that_does_not_freeze() -> None:
    potatoes = Goods("ambient", None, 0, 1, 10_000, None)
    room = ZoneOption("R1", "storage", None, None, 10, 0, None, 0, frozenset(), None)
    assert refusal(potatoes, room) is None
    frozen = refusal(potatoes, replace(room, min_cc=-2500, max_cc=-1800))
    assert frozen is not None
    assert frozen.code == "putaway.zone_too_cold"


@pytest.mark.parametrize(
    ("zones", "best_first"),
    [
        ({"K1": {}, "K2": {"near_lane": "L1", "max_cc": 200}}, "K2 K1"),  # near the lane of the route that waits
        ({"K1": {}, "K2": {"max_cc": 700}}, "K2 K1"),  # no colder than needed
        ({"K1": {}, "K2": {"used_crates": 30}}, "K2 K1"),  # goods stay together
        ({"K2": {}, "K1": {}}, "K1 K2"),
        ({"K1": {"used_crates": 39}, "K2": {}}, "K2"),
        ({"K1": {"kind": "dock"}}, ""),
    ],
)
def test_ranking(zones: dict[str, dict[str, object]], best_first: str) -> None:
    options = [replace(COLD, code=code, **change) for code, change in zones.items()]  # type: ignore[arg-type]
    assert " ".join(zone.code for zone in propose(MEAT, options)) == best_first


def test_goods_that_no_route_waits_for_do_not_care_for_lanes() -> None:
    options = [replace(COLD, code="K2", near_lane="L1"), COLD]
    assert [zone.code for zone in propose(replace(MEAT, lane=None), options)] == ["K1", "K2"]


def test_ambient_goods_leave_the_cold_rooms_alone() -> None:
    cold = replace(COLD, classes=frozenset(), near_lane="L1")
    cool, room = replace(cold, code="K2", max_cc=1200), replace(cold, code="R1", min_cc=None, max_cc=None)
    potatoes = Goods("ambient", None, 0, 1, 10_000, "L1")
    assert [zone.code for zone in propose(potatoes, [cold, cool, room])] == ["R1", "K2", "K1"]
