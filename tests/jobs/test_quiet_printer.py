"""A printer that has nothing to do: how it is stands on the Devices screen before somebody wants a label."""

import threading
from unittest.mock import Mock

import pytest
from jobs_samples import SampleHub

from hubops.devices.printers.outcome import PrinterHealth
from hubops.devices.simulators.printer import SimulatedZplPrinter
from hubops.devices.states import DeviceState
from hubops.errors import StoreFault
from hubops.jobs import quiet_printer
from hubops.jobs.printers import Printer
from hubops.jobs.quiet_printer import QuietPrinter
from hubops.jobs.spool import Spool, SpoolThread
from hubops.operations import device_reports
from hubops.operations.plant import Facts


@pytest.fixture
def quiet(hub: SampleHub, devices: dict[str, Printer], monkeypatch: pytest.MonkeyPatch) -> QuietPrinter:
    monkeypatch.setattr(quiet_printer, "ASK_EVERY_S", 0)
    return QuietPrinter(hub.desk(), devices["labels"])


def told(hub: SampleHub) -> Facts | None:
    return hub.desk().look(device_reports.printers_told).get("labels")


def state(hub: SampleHub) -> tuple[str, str]:
    facts = told(hub)
    return (facts.state, facts.fault) if facts else ("", "")


def test_a_roll_that_ends_is_told_before_a_label_is_wanted(
    hub: SampleHub, machine: SimulatedZplPrinter, quiet: QuietPrinter
) -> None:
    quiet.look()
    assert state(hub) == ("ready", "")
    machine.fault("paper_out")
    quiet.look()
    assert state(hub) == ("degraded", "printer.paper_out")
    machine.fault(None)
    quiet.look()
    assert state(hub) == ("ready", "")
    assert machine.labels == []


def test_one_that_is_switched_off_is_gone(hub: SampleHub, machine: SimulatedZplPrinter, quiet: QuietPrinter) -> None:
    machine.close()
    quiet.look()
    assert state(hub) == ("gone", "printer.refused")


def test_a_mute_one_is_asked_once_and_again_after_a_document(
    hub: SampleHub, devices: dict[str, Printer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be one that prints the question (devices.md 4.2)."""
    monkeypatch.setattr(quiet_printer, "ASK_EVERY_S", 0)
    asked = []

    def status() -> PrinterHealth:
        asked.append(1)
        return PrinterHealth("labels", DeviceState.DEGRADED, "printer.mute")

    printer = Printer("labels", "zpl", 203, False, devices["labels"].send, status)
    quiet = QuietPrinter(hub.desk(), printer)
    for _ in range(3):
        quiet.look()
    assert (len(asked), told(hub)) == (1, None)
    quiet.has_printed()
    quiet.look()
    assert len(asked) == 2


def test_what_has_not_changed_is_told_once_a_minute_only(
    hub: SampleHub, quiet: QuietPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell = Mock(wraps=device_reports.tell)
    monkeypatch.setattr(device_reports, "tell", tell)
    for _ in range(3):
        quiet.look()
    assert tell.call_count == 1
    monkeypatch.setattr(quiet_printer, "TELL_EVERY_S", 0)
    quiet.look()
    assert tell.call_count == 2


def test_what_could_not_be_written_down_is_told_by_the_next_look(
    hub: SampleHub, machine: SimulatedZplPrinter, quiet: QuietPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet.look()
    machine.fault("paper_out")
    with monkeypatch.context() as broken:
        broken.setattr(device_reports, "tell", Mock(side_effect=StoreFault("store.busy")))
        with pytest.raises(StoreFault):
            quiet.look()
    quiet.look()
    assert state(hub) == ("degraded", "printer.paper_out")


def test_the_thread_that_prints_asks(
    hub: SampleHub, machine: SimulatedZplPrinter, devices: dict[str, Printer], monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = threading.Event()
    look = QuietPrinter.look

    def look_and_say(quiet: QuietPrinter) -> None:
        look(quiet)
        heard.set()

    monkeypatch.setattr(QuietPrinter, "look", look_and_say)
    machine.fault("head_open")
    stop = threading.Event()
    thread = SpoolThread(Spool(hub.desk(), devices, "me"), "labels", stop)
    thread.start()
    assert heard.wait(5)
    stop.set()
    thread.join(5)
    assert state(hub) == ("degraded", "printer.head_open")
