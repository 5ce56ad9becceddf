"""What left the hub and is not accounted for: runs that nobody signed off, returns that wait."""

import pytest
from books import Books
from goods import MILK_CODE, receive, stage_milk

from hubops.demo.model_worker import ModelWorker
from hubops.open_hub import OpenHub
from hubops.queries import board, road
from hubops.queries.road import UnsignedRun


@pytest.fixture
def driver(worker: ModelWorker) -> ModelWorker:
    """V1 left with milk for four stops of Bærum; at one o'clock the driver is back."""
    stage_milk(worker)
    worker.load("V1")
    worker.at(13, 0)
    worker.start("handover")
    worker.scan("VEHICLE-V1")
    return worker


def unsigned(hub: OpenHub) -> list[UnsignedRun]:
    """The runs that the board shows as open."""
    return list(hub.desk("dock1").look(board.read).unsigned)


def deliver(worker: ModelWorker) -> None:
    """The stop in hand took all."""
    worker.press("1")
    for text in ("0930", "Kari", "3,4"):
        worker.type(text)
    worker.press("enter")


def test_a_run_is_open_until_its_last_stop_is_signed_off(driver: ModelWorker, hub: OpenHub) -> None:
    counts = []
    for _ in range(4):
        counts += [(run.vehicle, run.stops) for run in unsigned(hub)]
        deliver(driver)

    assert counts == [("V1", 4), ("V1", 3), ("V1", 2), ("V1", 1)]
    assert unsigned(hub) == []


def test_nothing_is_open_before_a_departure(worker: ModelWorker, hub: OpenHub) -> None:
    receive(worker, *[MILK_CODE] * 5)

    assert unsigned(hub) == []


def test_a_run_that_nobody_signed_off_is_there_the_next_day(driver: ModelWorker, hub: OpenHub) -> None:
    driver.next_day(6, 0)

    (run,) = unsigned(hub)
    assert (run.vehicle, run.day.isoformat(), run.stops) == ("V1", "2026-11-24", 4)
    assert [row.route for row in hub.desk("dock1").look(board.read).routes] == []


def test_a_return_waits_until_somebody_decides(driver: ModelWorker, hub: OpenHub, books: Books) -> None:
    def waiting() -> list[tuple[str, int, str]]:
        found = hub.desk("dock1").look(road.returns)
        return [(row.kitchen, row.number, row.zone) for row in found]

    assert waiting() == []
    code = f"]C100{books.boxes('B01')[0].sscc}"
    driver.scan(code)
    driver.type("4,6")
    assert waiting() == [("Furukollen skole", 1, "Q1")]

    driver.press("f10")
    driver.scan("BADGE-0002")
    driver.start("handover")
    driver.scan(code)
    driver.press("2")
    assert waiting() == []
