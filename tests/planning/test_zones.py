"""Zone choice: each reason for a refusal, their order, and the ranking of planning.md 7.2."""

from dataclasses import replace

import pytest

from hubops.planning.zones import Goods, ZoneOption, firm_refusal, propose, propose_for_a_part, refusal, room

MEAT = Goods("meat_red", 700, -100, pieces=10, piece_ml=8_000, grams=30_000, lane="L1", class_max_cc=700)
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
    potatoes = Goods("ambient", None, 0, 5, 8_000, 10_000, None)
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
    potatoes = Goods("ambient", None, 0, 5, 8_000, 10_000, "L1")
    assert [zone.code for zone in propose(potatoes, [cold, cool, room])] == ["R1", "K2", "K1"]


@pytest.mark.parametrize(
    ("change", "pieces"),
    [
        ({}, 10),
        ({"used_crates": 38}, 10),  # 80 litres fill two crates
        ({"used_crates": 39}, 5),
        ({"used_crates": 40}, 0),
        ({"used_crates": 41}, 0),  # overfull: somebody let it pass
        ({"capacity_g": 15_000, "used_g": 0}, 5),
        ({"capacity_g": 15_000, "used_g": 12_001}, 0),  # 2999 g is less than one piece
        ({"capacity_g": 15_000, "used_g": 20_000}, 0),
        ({"used_crates": 39, "capacity_g": 6_000}, 2),  # the tighter of the two
        (
            {"kind": "trolley", "classes": frozenset({"frozen"}), "used_crates": 39},
            5,
        ),  # a trolley asks for nothing else
    ],
)
def test_room_for_a_part(change: dict[str, object], pieces: int) -> None:
    zone = replace(COLD, **change)  # type: ignore[arg-type]
    assert room(MEAT, zone) == pieces
    assert (refusal(MEAT, zone) is None) == (pieces == MEAT.pieces)


def test_what_nobody_measured_fits_where_one_crate_is_free() -> None:
    assert room(replace(MEAT, piece_ml=0), replace(COLD, used_crates=39)) == 10


@pytest.mark.parametrize(
    ("zones", "best_first"),
    [
        ({"K1": {"used_crates": 39}, "K2": {"used_crates": 39, "near_lane": "L1"}}, "K2 K1"),
        ({"K1": {"used_crates": 39, "capacity_g": 6_000}, "K2": {"used_crates": 39}}, "K2 K1"),  # most of them first
        ({"K1": {"used_crates": 40}, "K2": {}}, ""),  # one is full, the other has room for all
        ({"K1": {"used_crates": 39, "max_cc": 900}, "K2": {"used_crates": 39, "kind": "trolley"}}, ""),
    ],
)
def test_zones_for_a_part(zones: dict[str, dict[str, object]], best_first: str) -> None:
    options = [replace(COLD, code=code, **change) for code, change in zones.items()]  # type: ignore[arg-type]
    for order in (options, options[::-1]):
        assert " ".join(zone.code for zone in propose_for_a_part(MEAT, order)) == best_first


def test_a_trolley_is_never_proposed() -> None:
    assert propose(MEAT, [replace(COLD, kind="trolley")]) == []


@pytest.mark.parametrize(
    ("goods", "zone", "code"),
    [
        ({}, {"classes": frozenset({"frozen"})}, None),
        ({}, {"used_crates": 40}, None),
        ({"max_cc": 400}, {"max_cc": 700}, None),  # warmer than the producer wants, not than the class allows
        ({"max_cc": 400}, {"max_cc": 701}, "putaway.zone_too_warm"),  # 853/2004: red meat at most 7 degrees
        ({"max_cc": 400}, {"max_cc": None}, "putaway.zone_too_warm"),
        ({"max_cc": 1800, "class_max_cc": None}, {"max_cc": None}, None),  # no law knows this limit
        ({"min_cc": 200}, {"min_cc": 0}, None),
        ({}, {"min_cc": -2500, "max_cc": -1800}, "putaway.zone_too_cold"),  # it would freeze
        ({}, {"min_cc": -200, "max_cc": 0}, "putaway.zone_too_cold"),
        ({}, {"capacity_g": 29_999}, "putaway.zone_too_heavy"),
        ({}, {"kind": "lane"}, "putaway.zone_kind"),
        # What yields does not hide what stands firm behind it.
        ({}, {"classes": frozenset({"frozen"}), "max_cc": 900}, "putaway.zone_too_warm"),
        ({}, {"used_crates": 40, "capacity_g": 0}, "putaway.zone_too_heavy"),
    ],
)
def test_what_no_badge_lets_pass(goods: dict[str, object], zone: dict[str, object], code: str | None) -> None:
    found = firm_refusal(replace(MEAT, **goods), replace(COLD, **zone))  # type: ignore[arg-type]
    assert (found and found.code) == code
