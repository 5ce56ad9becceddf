"""Crates at the kitchens: each delivered parcel takes one along, empty ones come back, a manifest asks for the rest."""

from dataclasses import replace
from typing import Any

import pytest
from books import Books
from goods import code_of, drive_v1

from hubops.demo.model_worker import ModelWorker
from hubops.open_hub import OpenHub
from hubops.operations import handover, manifest_content
from hubops.operations.booking import Booking
from hubops.planning.manifest_changes import changes
from hubops.queries import crates

B01, B05 = "Furukollen skole", "Måkeskriket barnehage"
"""The first stop, and the last."""


@pytest.fixture
def driver(worker: ModelWorker) -> ModelWorker:
    """At one o'clock V1 is back from Bærum: four stops with milk, where carrots came too, two parcels."""
    drive_v1(worker)
    worker.start("handover")
    worker.scan("VEHICLE-V1")
    return worker


def record(worker: ModelWorker, digit: str, crates_back: str) -> None:
    """Read one stop off the paper: delivered (1), refused (3) or nobody home (4)."""
    worker.press(digit)
    worker.type("0930")
    if digit != "4":
        worker.type("Kari Nordmann")
        worker.type("3,4")
    worker.type(crates_back)


def owed(hub: OpenHub) -> dict[str, int]:
    """What kitchens have to give back (below zero), in crates of the hub's type."""
    return {row.party: row.crates for row in hub.job_desk("test").look(crates.of_kitchens) if row.code == "E2"}


def counts_in(hub: OpenHub, worker: ModelWorker, crate_type: str) -> None:
    """Let the rules name another type for parcels."""
    worker.floor.desk.house = replace(hub.house, parcel_crate=crate_type)


def test_each_delivered_parcel_is_a_crate_that_the_kitchen_owes(
    driver: ModelWorker, hub: OpenHub, books: Books
) -> None:
    parcels = len(books.boxes("B01"))

    record(driver, "1", "0")

    assert owed(hub) == {B01: -parcels}


def test_what_came_back_is_counted_off(driver: ModelWorker, hub: OpenHub, books: Books) -> None:
    parcels = len(books.boxes("B01"))

    record(driver, "1", str(parcels + 3))

    assert owed(hub) == {B01: 3}


@pytest.mark.parametrize("digit", ["3", "4"])
def test_parcels_that_were_not_delivered_leave_no_crates(driver: ModelWorker, hub: OpenHub, digit: str) -> None:
    record(driver, digit, "2")

    assert owed(hub) == {B01: 2}


def test_of_a_stop_that_took_a_part_only_the_part_counts(driver: ModelWorker, hub: OpenHub, books: Books) -> None:
    for _ in range(3):
        record(driver, "1", "0")
    boxes = books.boxes("B05")
    driver.press("2")
    driver.scan(f"]C100{boxes[0].sscc}")
    driver.press("enter")
    for text in ("1045", "Ola", "3", "0"):
        driver.type(text)

    assert owed(hub)[B05] == 1 - len(boxes)


def test_undo_of_a_stop_takes_its_crates_back(driver: ModelWorker, hub: OpenHub, books: Books) -> None:
    before = books.standing()
    record(driver, "1", "1")

    assert code_of(driver.press("f2")) == "undo.done"
    assert books.standing() == before
    assert owed(hub) == {}


@pytest.mark.parametrize("crate_type", ["", "E9"])
def test_without_a_type_or_with_an_unknown_one_the_stop_is_booked_all_the_same(
    driver: ModelWorker, hub: OpenHub, books: Books, crate_type: str
) -> None:
    counts_in(hub, driver, crate_type)

    record(driver, "1", "2")

    assert code_of(driver.answer) == "handover.recorded_now"
    assert owed(hub) == {}


def to_fetch(hub: OpenHub) -> dict[str, int]:
    """Crates to fetch by kitchen, as a manifest of V1's run would say now."""

    def read(booking: Booking) -> Any:
        return manifest_content.read(booking, handover.trip_of_vehicle(booking, "V1").id)["stops"]

    return {stop["kitchen_name"]: stop["crates_to_fetch"] for stop in hub.job_desk("test").look(read)}


def test_the_next_manifest_asks_for_what_is_still_out(driver: ModelWorker, hub: OpenHub, books: Books) -> None:
    assert set(to_fetch(hub).values()) == {0}
    record(driver, "1", "0")
    record(driver, "1", "40")

    asked = to_fetch(hub)

    assert asked[B01] == len(books.boxes("B01"))
    assert sum(asked.values()) == asked[B01], "who gave more than it got has nothing to fetch"


def test_crates_alone_make_no_new_version(driver: ModelWorker, hub: OpenHub) -> None:
    desk = hub.job_desk("test")
    before = desk.look(lambda booking: manifest_content.read(booking, handover.trip_of_vehicle(booking, "V1").id))
    record(driver, "3", "2")

    after = desk.look(lambda booking: manifest_content.read(booking, handover.trip_of_vehicle(booking, "V1").id))

    assert not changes(before, after)
