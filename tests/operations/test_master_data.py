"""Master data is added, changed or left alone; nothing is deleted."""

from collections.abc import Callable, Iterator
from datetime import time
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hub_databases import HubDatabases
from sqlalchemy import select

from hubops import settings
from hubops.clock import ManualClock
from hubops.demo.clock import START
from hubops.errors import BadInput
from hubops.model.keys import Base
from hubops.model.parties import Buyer, Kitchen, Producer
from hubops.model.people import Operator
from hubops.model.places import EXTERNAL, Vehicle, Zone
from hubops.model.products import PackLevel, Product
from hubops.model.schedule import PickupDay, Route, RouteStop
from hubops.operations import master_data, rhythm
from hubops.operations.booking import Booking, Station
from hubops.operations.desk import Desk
from hubops.operations.rhythm import Stop
from hubops.operations.upserting import Record, Saved, find, together
from hubops.store.engines import open_store
from hubops.store.transactions import Writer

CONFIG = Path(__file__).parents[2] / "config"
PRODUCER = dict.fromkeys(("cluster", "gln", "municipality_number", "approval_number", "phone", "email")) | {
    "org_number": "100000024",
    "name": "Trollhagen",
    "address": "Trollhagen 1",
    "postcode": "3400",
    "place": "Lier",
    "latitude": 59.8,
    "longitude": 10.2,
    "transport": "own",
}
KITCHEN = dict.fromkeys(master_data._KITCHEN) | {
    "code": "B01",
    "name": "Furukollen",
    "buyer_org_number": "935478715",
    "buyer_name": "Bærum kommune",
    "address": "Furukollen 10",
    "postcode": "1337",
    "place": "Sandvika",
    "latitude": 59.9,
    "longitude": 10.5,
    "window_start": time(8, 30),
    "window_end": time(10, 30),
}
PRODUCT = dict.fromkeys(master_data._PRODUCT) | {
    "gtin": "07039999000022",
    "producer_org_number": "100000024",
    "name": "Gulrot",
    "temperature_class": "ambient",
    "measured_by": "piece",
    "net_g": 2000,
    "case_gtin": "17039999000029",
    "pieces_per_case": 5,
    "animal_origin": None,
    "local": True,
}
ZONE = {
    "code": "L1",
    "name": "Lane",
    "kind": "lane",
    "min_cc": 0,
    "max_cc": 400,
    "capacity_crates": 60,
    "capacity_g": None,
    "classes": None,
    "near_lane": None,
}
VEHICLE = dict.fromkeys(("registration", "carrier", "kind", "classes", "energy", "km_factor")) | {
    "code": "V1",
    "payload_g": 1_100_000,
    "crates": 60,
}
ROUTE = {
    "route": "R1",
    "name": "Bærum",
    "weekdays": "thu TUE",
    "cutoff": "-1  12:00",
    "departure": time(8, 30),
    "vehicle": "V1",
    "stops": (Stop(1, "B01", time(9, 5)), Stop(2, "B02", time(9, 30))),
}
PICKUP = {
    "cluster": None,
    "producer_org_number": "100000024",
    "weekdays": "tue",
    "window_start": time(5, 30),
    "window_end": time(7),
    "cutoff": "-1 10:00",
}
BASE = (
    ("producers", PRODUCER),
    ("kitchens", KITCHEN),
    ("kitchens", KITCHEN | {"code": "B02"}),
    ("kitchens", KITCHEN | {"code": "B03"}),
    ("products", PRODUCT),
    ("zones", ZONE),
    ("vehicles", VEHICLE),
    ("routes", ROUTE),
    ("pickup-days", PICKUP),
)

Save = Callable[[str, Record], Saved]


@pytest.fixture
def desk(databases: HubDatabases, tmp_path: Path) -> Iterator[Desk]:
    """A hub with one of each."""
    house = settings.load(CONFIG).house
    writer = Writer(open_store(databases.new(tmp_path), create=True), house.hub_id, ManualClock(START))
    desk = Desk(writer, house, Station("setup", "", ""), job="import")

    def fill(booking: Booking) -> None:
        for kind, record in BASE:
            assert master_data.SAVE[kind](booking, record) is Saved.ADDED or kind == "kitchens"

    desk.book(fill)
    yield desk
    desk.writer.store.close()


@pytest.fixture
def save(desk: Desk) -> Save:
    """Saves one record in a transaction of its own."""
    return lambda kind, record: desk.book(lambda booking: master_data.SAVE[kind](booking, record))


def row(desk: Desk, table: type[Base], **natural: object) -> Any:
    """The row with a natural key."""
    found = desk.look(lambda booking: find(booking, table, **natural))
    assert found is not None
    return found


def rows(desk: Desk, table: type[Base]) -> list[Any]:
    """All rows of a table."""
    return desk.look(lambda booking: list(booking.tx.conn.execute(select(table.__table__))))


@pytest.mark.parametrize(("kind", "record"), BASE, ids=[f"{kind}-{n}" for n, (kind, _) in enumerate(BASE)])
def test_the_same_again_changes_nothing(save: Save, kind: str, record: Record) -> None:
    assert save(kind, record) is Saved.SAME


def test_external_places_have_the_same_keys_in_every_hub(desk: Desk) -> None:
    for _ in range(2):
        desk.book(master_data.ensure_external_zones)

    zones = {zone.id: (zone.code, zone.capacity_crates) for zone in rows(desk, Zone) if zone.kind == "external"}
    assert zones == {key: (code, 0) for key, code in EXTERNAL.items()}
    assert min(zones) == UUID(int=1)


@pytest.mark.parametrize(("again", "kept"), [(None, "en"), ("nb", "nb")])
def test_an_operator_keeps_the_own_language(desk: Desk, save: Save, again: str | None, kept: str) -> None:
    """What was chosen at the board is not taken back by a file that does not speak of it."""
    record = {"badge": "0001", "name": "Kari N.", "role": "worker"}
    save("operators", {**record, "language": "en"})
    save("operators", {**record, "language": again})

    assert row(desk, Operator, badge="0001").language == kept


def test_an_operator_without_a_language_reads_the_hubs(desk: Desk, save: Save) -> None:
    save("operators", {"badge": "0001", "name": "Kari N.", "role": "worker", "language": None})

    assert row(desk, Operator, badge="0001").language == desk.house.language


def test_a_buyer_stands_once_for_all_its_kitchens(desk: Desk, save: Save) -> None:
    assert len(rows(desk, Buyer)) == 1
    assert save("kitchens", KITCHEN | {"buyer_name": "Bærum"}) is Saved.CHANGED
    assert [buyer.name for buyer in rows(desk, Buyer)] == ["Bærum"]


def test_an_empty_cell_empties_the_value(desk: Desk, save: Save) -> None:
    save("producers", PRODUCER | {"phone": "55"})
    save("producers", PRODUCER)

    assert row(desk, Producer, org_number="100000024").phone is None


def test_a_product_has_a_barcode_per_pack(desk: Desk) -> None:
    product = row(desk, Product, gtin="07039999000022")

    levels = {(level.gtin, level.level, level.pieces) for level in rows(desk, PackLevel)}
    assert levels == {("07039999000022", "piece", 1), ("17039999000029", "case", 5)}
    assert (product.animal_origin, product.local) == (False, True)


def test_a_new_barcode_of_the_case_takes_the_place_of_the_old(desk: Desk, save: Save) -> None:
    assert save("products", PRODUCT | {"case_gtin": "27039999000026", "pieces_per_case": 6}) is Saved.CHANGED
    assert save("products", PRODUCT | {"case_gtin": None, "pieces_per_case": None}) is Saved.SAME

    assert [(level.gtin, level.pieces) for level in rows(desk, PackLevel) if level.level == "case"] == [
        ("27039999000026", 6)
    ]


def test_a_vehicle_has_a_load_space(desk: Desk, save: Save) -> None:
    assert save("vehicles", VEHICLE | {"classes": "ambient eggs", "registration": "EK 00001"}) is Saved.CHANGED

    zone = row(desk, Zone, code="V1")
    assert (zone.kind, zone.name, zone.capacity_crates, zone.capacity_g) == ("vehicle", "EK 00001", 60, 1_100_000)
    assert zone.classes == "ambient eggs"
    assert row(desk, Vehicle, code="V1").zone_id == zone.id


def test_weekdays_and_cutoffs_are_kept_in_one_way_of_writing(desk: Desk) -> None:
    route = row(desk, Route, code="R1")

    assert (route.weekdays, route.cutoff) == ("tue thu", "-1 12:00")
    assert rhythm.cutoff("0 6:00") == "0 06:00"


def test_a_pickup_day_is_changed_not_added(desk: Desk, save: Save) -> None:
    assert save("pickup-days", PICKUP | {"weekdays": "mon wed"}) is Saved.CHANGED

    assert [pickup.weekdays for pickup in rows(desk, PickupDay)] == ["mon wed"]


@pytest.mark.parametrize(
    ("stops", "saved", "order"),
    [
        ((Stop(2, "B01", time(9, 5)), Stop(1, "B02", time(9, 30))), Saved.CHANGED, ["B02", "B01"]),
        ((Stop(3, "B03", time(9, 50)),), Saved.CHANGED, ["B01", "B02", "B03"]),
        ((Stop(1, "B01", time(9, 6)),), Saved.CHANGED, ["B01", "B02"]),
        ((Stop(2, "B02", time(9, 30)),), Saved.SAME, ["B01", "B02"]),
        ((Stop(1, "B02", time(9, 5)), Stop(2, "B03", time(9, 20)), Stop(3, "B01", time(10))), Saved.CHANGED, None),
    ],
    ids=["swap", "one-more", "later", "a-part", "round"],
)
def test_stops_keep_their_kitchens(
    desk: Desk, save: Save, stops: tuple[Stop, ...], saved: Saved, order: list[str] | None
) -> None:
    assert save("routes", ROUTE | {"stops": stops}) is saved

    found = sorted(rows(desk, RouteStop), key=lambda stop: int(stop.stop))
    keys = {row_.id: row_.code for row_ in desk.look(_kitchen_codes)}
    assert [keys[stop.kitchen_id] for stop in found] == (order or ["B02", "B03", "B01"])
    assert [stop.stop for stop in found] == list(range(1, len(found) + 1))


def _kitchen_codes(booking: Booking) -> list[Any]:
    return list(booking.tx.conn.execute(select(Kitchen.id, Kitchen.code)))


@pytest.mark.parametrize(
    ("kind", "record", "code", "field"),
    [
        ("producers", PRODUCER | {"cluster": "X"}, "master.unknown_cluster", "cluster"),
        ("kitchens", KITCHEN | {"window_end": time(8)}, "master.window", "window_end"),
        ("products", PRODUCT | {"producer_org_number": "1"}, "master.unknown_producer", "producer_org_number"),
        ("products", PRODUCT | {"temperature_class": "warm"}, "master.unknown_class", "temperature_class"),
        ("products", PRODUCT | {"stated_min_cc": 5, "stated_max_cc": 4}, "master.range", "stated_max_cc"),
        ("products", PRODUCT | {"case_gtin": None}, "master.half_case", "case_gtin"),
        ("products", PRODUCT | {"gtin": "17039999000029"}, "master.gtin_taken", "gtin"),
        ("zones", ZONE | {"code": "V1"}, "master.code_taken", "code"),
        ("zones", ZONE | {"code": "K1", "near_lane": "V1"}, "master.unknown_lane", "near_lane"),
        ("vehicles", VEHICLE | {"code": "L1"}, "master.code_taken", "code"),
        ("vehicles", VEHICLE | {"carrier": "C9"}, "master.unknown_carrier", "carrier"),
        ("routes", ROUTE | {"vehicle": "V9"}, "master.unknown_vehicle", "vehicle"),
        ("routes", ROUTE | {"stops": (Stop(3, "B09", time(9)),)}, "master.unknown_kitchen", "kitchen"),
        ("routes", ROUTE | {"stops": (Stop(2, "B03", time(9)),)}, "master.stop_taken", "stop"),
        ("routes", ROUTE | {"weekdays": "sat"}, "master.no_working_day", "weekdays"),
        ("routes", ROUTE | {"cutoff": "-31 12:00"}, "master.long_cutoff", "cutoff"),
        ("pickup-days", PICKUP | {"producer_org_number": None}, "master.cluster_or_producer", "cluster"),
    ],
)
def test_what_cannot_be_true_is_refused(save: Save, kind: str, record: Record, code: str, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        save(kind, record)

    assert (refused.value.code, refused.value.values["field"]) == (code, field)


@pytest.mark.parametrize(
    ("first", "other", "whole"),
    [
        (Saved.ADDED, Saved.SAME, Saved.ADDED),
        (Saved.SAME, Saved.ADDED, Saved.CHANGED),
        (Saved.SAME, Saved.SAME, Saved.SAME),
        (Saved.CHANGED, Saved.SAME, Saved.CHANGED),
    ],
)
def test_a_record_in_several_tables_has_one_outcome(first: Saved, other: Saved, whole: Saved) -> None:
    assert together(first, Saved.SAME, other) is whole


def test_an_inner_pack_stands_beside_the_case(desk: Desk) -> None:
    inner = PRODUCT | {"inner_gtin": "27039999000026", "pieces_per_inner": 2}

    saved = desk.book(lambda booking: master_data.save_product(booking, inner))

    assert saved in (Saved.ADDED, Saved.CHANGED)
    levels = desk.look(
        lambda booking: booking.tx.conn.execute(select(PackLevel.level, PackLevel.pieces).order_by(PackLevel.pieces))
    )
    assert ("inner", 2) in {(row.level, row.pieces) for row in levels}
