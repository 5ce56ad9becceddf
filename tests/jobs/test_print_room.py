"""The threads of the printers: begun, ended and begun anew as devices.toml says, never two for one printer."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from jobs_samples import SampleHub

from hubops.clock import WallClock
from hubops.devices.printers.outcome import Outcome, Sent
from hubops.devices.simulators.printer import SimulatedZplPrinter
from hubops.jobs.print_room import PrintRoom
from hubops.jobs.printers import Printer
from hubops.jobs.spool import Spool


@pytest.fixture
def wall(hub: SampleHub) -> SampleHub:
    """The hub on a clock that runs."""
    return SampleHub(hub.store, WallClock())


@pytest.fixture
def room(wall: SampleHub) -> Iterator[PrintRoom]:
    """An empty print room."""
    made = PrintRoom(lambda printers: Spool(wall.desk(), printers, "spool-1"))
    yield made
    made.step_down()
    assert made.wait(10)


def running() -> set[str]:
    """The printers that have a thread."""
    return {thread.name for thread in threading.enumerate() if thread.name.startswith("spool ")}


def test_a_printer_that_comes_prints_and_one_that_goes_does_not(
    wall: SampleHub, room: PrintRoom, devices: dict[str, Printer], machine: SimulatedZplPrinter
) -> None:
    room.fit({})
    wall.queue_label(1)
    room.fit({"labels": devices["labels"]})
    assert machine.wait_for(1)

    room.fit({})
    assert room.wait(5)
    assert running() == set()


def test_one_that_has_not_changed_keeps_its_thread(room: PrintRoom, devices: dict[str, Printer]) -> None:
    room.fit(devices)
    before = {thread for thread in threading.enumerate() if thread.name == "spool labels"}

    room.fit(devices)

    assert {thread for thread in threading.enumerate() if thread.name == "spool labels"} == before


def test_one_that_has_changed_waits_for_its_last_document(
    wall: SampleHub, room: PrintRoom, devices: dict[str, Printer], machine: SimulatedZplPrinter
) -> None:
    sending, go_on = threading.Event(), threading.Event()

    def send(data: bytes, title: str) -> Sent:
        del data, title
        sending.set()
        go_on.wait(5)
        return Sent(Outcome.CONFIRMED)

    wall.queue_label(1)
    room.fit({"labels": replace(devices["labels"], send=send)})
    assert sending.wait(5)
    wall.queue_label(2)

    room.fit({"labels": devices["labels"]})
    room.fit({"labels": devices["labels"]})
    assert len(machine.labels) == 0
    go_on.set()
    for thread in threading.enumerate():
        if thread.name == "spool labels":
            thread.join(5)
    room.fit({"labels": devices["labels"]})

    assert machine.wait_for(1)
