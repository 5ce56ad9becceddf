"""What changed from one manifest to the next: each kind of change, and nothing is left out."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubops.planning.manifest_changes import Changes, FactChange, GoodsChange, changes

MILK = {"product": "Milk", "lot": "L1", "date": "2026-12-06", "owner": "Ysteriet", "pieces": 8, "weight_g": 8240}
LEEK = {"product": "Leek", "lot": "L2", "date": None, "owner": "Gartneriet", "pieces": 3, "weight_g": 900}


def parcel(sscc: str, number: int, *lines: dict[str, Any]) -> dict[str, Any]:
    """A parcel of a content."""
    return {"sscc": sscc, "parcel": number, "lines": list(lines)}


def stop(number: int, code: str, *parcels: dict[str, Any]) -> dict[str, Any]:
    """A stop of a content."""
    return {
        "stop": number,
        "kitchen_code": code,
        "kitchen_name": f"Kitchen {code}",
        "address": "Street 1",
        "arrival": "09:00",
        "window_start": "08:00",
        "window_end": "10:00",
        "access_note": "",
        "buyer_name": "Municipality",
        "buyer_address": "",
        "parcels": list(parcels),
    }


BEFORE: dict[str, Any] = {
    "vehicle_code": "V1",
    "vehicle_registration": "EK 1",
    "carrier": "",
    "departure_at": "2026-11-24T08:00:00+01:00",
    "written_off": [],
    "stops": [stop(1, "A", parcel("001", 1, MILK)), stop(2, "B", parcel("002", 1, LEEK, MILK))],
    "version": 1,
    "code": "R1-1",
    "dispatched_at": None,
}


def changed(**values: Any) -> dict[str, Any]:
    """The content with other values."""
    return {**deepcopy(BEFORE), **values}


def test_the_same_content_has_no_changes() -> None:
    """Another version with another code and a departure is the same load."""
    found = changes(BEFORE, changed(version=2, code="R1-2", dispatched_at="2026-11-24T08:01:00+01:00"))

    assert not found
    assert found == Changes((), ())


def test_a_parcel_that_stays_behind() -> None:
    now = changed(stops=[stop(1, "A"), BEFORE["stops"][1]])

    assert changes(BEFORE, now).goods == (GoodsChange(1, "Kitchen A", "001", 1, "Milk", "L1", 8, 8240, 0, 0),)


def test_a_parcel_that_comes_along() -> None:
    now = changed(stops=[stop(1, "A", parcel("001", 1, MILK), parcel("003", 2, LEEK)), BEFORE["stops"][1]])

    assert changes(BEFORE, now).goods == (GoodsChange(1, "Kitchen A", "003", 2, "Leek", "L2", 0, 0, 3, 900),)


def test_another_amount() -> None:
    less = {**MILK, "pieces": 6, "weight_g": 6180}
    now = changed(stops=[stop(1, "A", parcel("001", 1, less)), BEFORE["stops"][1]])

    assert changes(BEFORE, now).goods == (GoodsChange(1, "Kitchen A", "001", 1, "Milk", "L1", 8, 8240, 6, 6180),)


def test_another_lot_is_one_gone_and_one_come() -> None:
    now = changed(stops=[stop(1, "A", parcel("001", 1, {**MILK, "lot": "L9"})), BEFORE["stops"][1]])

    assert [(each.lot, each.pieces_before, each.pieces) for each in changes(BEFORE, now).goods] == [
        ("L1", 8, 0),
        ("L9", 0, 8),
    ]


@pytest.mark.parametrize(
    ("values", "change"),
    [
        ({"vehicle_code": "V2"}, FactChange(0, "", "vehicle", "V1, EK 1", "V2, EK 1")),
        ({"carrier": "Budstikka"}, FactChange(0, "", "carrier", "", "Budstikka")),
        (
            {"departure_at": "2026-11-24T08:30:00+01:00"},
            FactChange(0, "", "planned", BEFORE["departure_at"], "2026-11-24T08:30:00+01:00"),
        ),
        (
            {"written_off": [{"kitchen_name": "Kitchen A", "sscc": "009", "reason": "damaged"}]},
            FactChange(0, "Kitchen A", "written_off", "", "damaged"),
        ),
        ({"stops": [BEFORE["stops"][0]]}, FactChange(2, "Kitchen B", "stop", "2", "")),
        ({"stops": [*BEFORE["stops"], stop(3, "C")]}, FactChange(3, "Kitchen C", "stop", "", "3")),
        (
            {"stops": [{**BEFORE["stops"][0], "window_end": "09:30"}, BEFORE["stops"][1]]},
            FactChange(1, "Kitchen A", "window", "08:00–10:00", "08:00–09:30"),
        ),
        (
            {"stops": [{**BEFORE["stops"][0], "access_note": "Ring"}, BEFORE["stops"][1]]},
            FactChange(1, "Kitchen A", "access", "", "Ring"),
        ),
    ],
)
def test_a_fact_that_reads_otherwise(values: dict[str, Any], change: FactChange) -> None:
    assert changes(BEFORE, changed(**values)).facts == (change,)


GOODS = st.builds(
    lambda product, lot, pieces: {**MILK, "product": product, "lot": lot, "pieces": pieces, "weight_g": pieces * 100},
    st.sampled_from(["Milk", "Leek"]),
    st.sampled_from(["L1", "L2"]),
    st.integers(1, 5),
)
PARCELS = st.lists(st.lists(GOODS, min_size=1, max_size=3), max_size=3)
CONTENTS = st.builds(
    lambda first, second: changed(
        stops=[
            stop(n, code, *(parcel(f"{code}{m}", m, *lines) for m, lines in enumerate(each, start=1)))
            for n, (code, each) in enumerate((("A", first), ("B", second)), start=1)
        ]
    ),
    PARCELS,
    PARCELS,
)


@given(CONTENTS, CONTENTS)
def test_the_old_load_and_the_changes_give_the_new_one(before: dict[str, Any], now: dict[str, Any]) -> None:
    goods = amounts(before)
    for change in changes(before, now).goods:
        key = (change.kitchen_name, change.sscc, change.product, change.lot)
        assert goods.pop(key, (0, 0)) == (change.pieces_before, change.weight_before_g)
        if change.pieces:
            goods[key] = (change.pieces, change.weight_g)

    assert goods == amounts(now)


def amounts(content: dict[str, Any]) -> dict[tuple[str, ...], tuple[int, int]]:
    """Pieces and grams of all goods of a content."""
    found: dict[tuple[str, ...], tuple[int, int]] = {}
    for each in content["stops"]:
        for box in each["parcels"]:
            for line in box["lines"]:
                key = (each["kitchen_name"], box["sscc"], line["product"], line["lot"])
                pieces, grams = found.get(key, (0, 0))
                found[key] = (pieces + line["pieces"], grams + line["weight_g"])
    return found
