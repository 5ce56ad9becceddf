"""A printer that has nothing to do: how it is stands on the Devices screen before somebody wants a label."""

import threading
import time
from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import pytest
from jobs_samples import SampleHub, printers

from hubops.devices.printers.outcome import Outcome, PrinterHealth, Sent
from hubops.devices.printers.wires import TcpWire
from hubops.devices.simulators.printer import SimulatedZplPrinter
from hubops.devices.states import DeviceState
from hubops.errors import StoreFault
from hubops.jobs import quiet_printer
from hubops.jobs.printers import Printer, missing
from hubops.jobs.quiet_printer import QuietPrinter
from hubops.jobs.spool import LONGEST_WAIT_S, Spool, SpoolThread
from hubops.operations import device_reports
from hubops.operations.plant import Facts


@pytest.fixture
def quiet(hub: SampleHub, devices: dict[str, Printer], monkeypatch: pytest.MonkeyPatch) -> QuietPrinter:
    monkeypatch.setattr(quiet_printer, "ASK_EVERY_S", 0)
    monkeypatch.setattr(quiet_printer, "ASK_AGAIN_S", 0)
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


def test_what_waits_goes_on_when_the_printer_is_back(hub: SampleHub, folder: Path) -> None:
    """However long it was off: its label does not wait for the time of the next attempt."""
    machine = SimulatedZplPrinter()
    port = int(machine.address.partition(":")[2])
    machine.close()
    devices = printers(machine.address, folder)
    spool = Spool(hub.desk(), devices, "me")
    quiet = QuietPrinter(hub.desk(), devices["labels"])
    hub.queue_label(1)
    for _ in range(8):
        assert spool.print_next("labels")
        hub.move(LONGEST_WAIT_S)
    assert spool.print_next("labels")
    quiet.look()
    assert state(hub) == ("gone", "printer.refused")
    assert not spool.print_next("labels")

    machine = SimulatedZplPrinter(port=port)
    quiet._ask_at = 0.0  # a second later
    quiet.look()
    assert state(hub) == ("ready", "")
    assert spool.print_next("labels")
    assert hub.states() == ["confirmed"]
    machine.close()


def test_a_printer_that_can_not_print_is_asked_every_second(
    hub: SampleHub, machine: SimulatedZplPrinter, devices: dict[str, Printer]
) -> None:
    """So that work goes on within two seconds of the plug."""
    quiet = QuietPrinter(hub.desk(), devices["labels"])
    gaps = []
    for fault in ("paper_out", None):
        machine.fault(fault)
        quiet.has_printed()
        quiet.look()
        gaps.append(quiet._ask_at - time.monotonic())
    assert gaps[0] <= 1 < gaps[1]


@pytest.fixture
def plugged(
    devices: dict[str, Printer], machine: SimulatedZplPrinter, monkeypatch: pytest.MonkeyPatch
) -> tuple[Printer, Mock]:
    """The printer as it is on the network, and what counts the questions to it."""
    monkeypatch.setattr(quiet_printer, "LOOK_EVERY_S", 0)
    asked = Mock(wraps=devices["labels"].status)
    return replace(devices["labels"], status=asked, missing=missing("labels", TcpWire(machine.address))), asked


def test_a_pulled_plug_is_told_between_two_questions_and_so_is_its_return(
    hub: SampleHub, machine: SimulatedZplPrinter, plugged: tuple[Printer, Mock], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next question would come in ten seconds; what stays as it is, is not written down again."""
    printer, asked = plugged
    quiet = QuietPrinter(hub.desk(), printer)
    tell = Mock(wraps=device_reports.tell)
    monkeypatch.setattr(device_reports, "tell", tell)
    for _ in range(3):
        quiet.look()
    assert (state(hub), asked.call_count, tell.call_count) == (("ready", ""), 1, 1)

    machine.close()
    for _ in range(3):
        quiet.look()
    assert (state(hub), asked.call_count, tell.call_count) == (("gone", "printer.refused"), 1, 2)
    facts = told(hub)
    assert facts is not None
    assert facts.fault_values == {"name": "labels", "address": machine.address, "printer": "labels"}

    back = SimulatedZplPrinter(port=int(machine.address.partition(":")[2]))
    for _ in range(3):
        quiet.look()
    assert (state(hub), asked.call_count, tell.call_count) == (("ready", ""), 2, 3)
    back.close()


def test_a_printer_on_the_network_is_looked_for_a_few_times_a_second(
    hub: SampleHub, devices: dict[str, Printer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A look is due each time that the thread finds nothing to print; the printer need not take so many connections."""
    looked = Mock(return_value=None)
    quiet = QuietPrinter(hub.desk(), replace(devices["labels"], missing=looked))
    monkeypatch.setattr(quiet_printer, "LOOK_EVERY_S", 60.0)
    for _ in range(3):
        quiet.look()
    assert looked.call_count == 1


def test_the_plug_of_a_mute_one_is_seen_without_a_question(
    hub: SampleHub, machine: SimulatedZplPrinter, plugged: tuple[Printer, Mock]
) -> None:
    """It is not asked when it is back either; what waits for it goes on."""
    printer, asked = plugged
    spool = Spool(hub.desk(), {"labels": printer}, "me")
    quiet = QuietPrinter(hub.desk(), printer)
    asked.side_effect = lambda: PrinterHealth("labels", DeviceState.DEGRADED, "printer.mute")
    quiet.look()
    machine.close()
    quiet.look()
    assert state(hub) == ("gone", "printer.refused")
    hub.queue_label(1)
    assert spool.print_next("labels")
    assert not spool.print_next("labels")

    back = SimulatedZplPrinter(port=int(machine.address.partition(":")[2]))
    quiet.look()
    assert (told(hub), asked.call_count) == (None, 1)
    assert spool.print_next("labels")
    assert hub.states() == ["confirmed"]
    back.close()


def test_a_document_that_is_refused_by_a_ready_printer_keeps_its_wait(
    hub: SampleHub, devices: dict[str, Printer]
) -> None:
    """Else it would be tried as fast as the printer answers."""
    refuses = replace(devices["labels"], send=lambda _data, _title: Sent(Outcome.REFUSED, "printer.refused"))
    spool = Spool(hub.desk(), {"labels": refuses}, "me")
    quiet = QuietPrinter(hub.desk(), refuses)
    quiet.look()
    hub.queue_label(1)
    assert spool.print_next("labels")
    quiet.has_printed()
    quiet.look()
    assert not spool.print_next("labels")


def test_a_mute_one_is_asked_once_and_again_after_a_document(
    hub: SampleHub, devices: dict[str, Printer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be one that prints the question (devices.md 4.2)."""
    monkeypatch.setattr(quiet_printer, "ASK_EVERY_S", 0)
    monkeypatch.setattr(quiet_printer, "ASK_AGAIN_S", 0)
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
