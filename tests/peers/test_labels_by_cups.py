"""Labels through a real CUPS: byte for byte, in order, and nothing that goes wrong there goes wrong without a word."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from installed import CUPS
from private_cups import PrivateCups, Sink

from hubops.devices.printers.cups import Carry, CupsPrinter, by_lp, by_lp_as_document, by_zebra
from hubops.devices.printers.outcome import Outcome
from hubops.devices.states import DeviceState

pytestmark = pytest.mark.peers
LABEL = "^XA^CI28^FO10,10^FDKjøtt & rømme^FS^XZ".encode()
EACH_WAY = pytest.mark.parametrize("carry", [by_lp, by_zebra])


@pytest.fixture(scope="module")
def cups() -> Iterator[PrivateCups]:
    if not all(map(shutil.which, CUPS)):
        pytest.skip("CUPS is absent; make test-devices installs it where it may")
    folder = Path(tempfile.mkdtemp(prefix="hubops-cups-"))  # pytest's own folders are closed to CUPS's back-ends
    try:
        with PrivateCups(folder / "cups") as server:
            yield server
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def sink(cups: PrivateCups, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Sink]:
    """A printer behind the queue ``ZEB``."""
    monkeypatch.setenv("CUPS_SERVER", cups.server)
    sink = Sink()
    sink.switch_on()
    cups.add_queue("ZEB", sink.port)
    yield sink
    sink.switch_off()
    cups.command("cancel", "-a", "-x", "ZEB")
    cups.command("lpadmin", "-x", "ZEB")


@EACH_WAY
def test_a_label_arrives_byte_for_byte(sink: Sink, carry: Carry) -> None:
    """CUPS can't know whether it came out, so nobody says that it did."""
    printer = CupsPrinter("labels", "ZEB", carry)
    assert (printer.status().state, printer.status().waiting) == (DeviceState.READY, 0)
    sent = printer.send(LABEL, "drop_label-1")
    assert (sent.outcome, sent.fault) == (Outcome.SENT_UNCONFIRMED, "printer.handed_over")
    assert sink.wait_for(1)
    assert sink.documents == [LABEL]


def test_labels_keep_their_order(sink: Sink) -> None:
    printer = CupsPrinter("labels", "ZEB")
    labels = [LABEL.replace(b"10,10", b"%d,10" % n) for n in range(4)]
    for label in labels:
        printer.send(label, "drop_label")
    assert sink.wait_for(4)
    assert sink.documents == labels


def test_a_title_is_no_option(sink: Sink) -> None:
    assert CupsPrinter("labels", "ZEB").send(LABEL, "-o job-hold-until=indefinite").outcome is Outcome.SENT_UNCONFIRMED
    assert sink.wait_for(1)


def test_what_cups_draws_itself_is_confirmed_once_it_is_through(sink: Sink) -> None:
    sent = CupsPrinter("papers", "ZEB", by_lp_as_document).send(b"%PDF-1.4", "receipt-1")
    assert sent.outcome is Outcome.CONFIRMED


@EACH_WAY
def test_a_printer_that_is_off_holds_one_label_and_the_others_stay_here(sink: Sink, carry: Carry) -> None:
    sink.switch_off()
    printer = CupsPrinter("labels", "ZEB", carry, confirm_s=0.5)
    sent = printer.send(LABEL, "1")
    assert (sent.outcome, sent.fault) == (Outcome.SENT_UNCONFIRMED, "printer.queue_holds")
    sent = printer.send(LABEL, "2")
    assert (sent.outcome, sent.fault) == (Outcome.REFUSED, "printer.queue_holds")

    sink.switch_on()
    assert sink.wait_for(1, seconds=40)
    assert sink.documents == [LABEL]


def test_a_job_that_was_cancelled_in_cups_is_in_doubt(
    sink: Sink, cups: PrivateCups, monkeypatch: pytest.MonkeyPatch
) -> None:
    sink.switch_off()

    def cancelled(queue: str, data: bytes, title: str, seconds: float) -> str:
        job = by_lp(queue, data, title, seconds)
        cups.command("cancel", job)
        return job

    sent = CupsPrinter("labels", "ZEB", cancelled).send(LABEL, "1")
    assert (sent.outcome, sent.fault) == (Outcome.UNKNOWN, "printer.broke_off")


@EACH_WAY
@pytest.mark.parametrize(
    ("command", "fault", "state"),
    [
        (("cupsdisable", "ZEB"), "printer.queue_stopped", DeviceState.DEGRADED),
        (("cupsreject", "ZEB"), "printer.queue_stopped", DeviceState.DEGRADED),
        (("lpadmin", "-x", "ZEB"), "printer.no_queue", DeviceState.GONE),
    ],
)
def test_a_queue_that_takes_nothing_refuses(
    sink: Sink, cups: PrivateCups, carry: Carry, command: tuple[str, ...], fault: str, state: DeviceState
) -> None:
    """The package zebra says nothing of any of it."""
    cups.command(*command)
    printer = CupsPrinter("labels", "ZEB", carry)
    assert (printer.status().state, printer.status().fault) == (state, fault)
    sent = printer.send(LABEL, "1")
    assert (sent.outcome, sent.fault) == (Outcome.REFUSED, fault)


@EACH_WAY
def test_a_queue_that_closes_meanwhile_refuses(sink: Sink, cups: PrivateCups, carry: Carry) -> None:
    """After the look at the queue, before the label: the exit code tells, or that there is no new job."""

    def late(queue: str, data: bytes, title: str, seconds: float) -> str:
        cups.command("cupsreject", "ZEB")
        return carry(queue, data, title, seconds)

    sent = CupsPrinter("labels", "ZEB", late).send(LABEL, "1")
    assert (sent.outcome, sent.fault) == (Outcome.REFUSED, "printer.queue_refused")


@EACH_WAY
def test_a_dead_daemon_refuses(sink: Sink, monkeypatch: pytest.MonkeyPatch, carry: Carry) -> None:
    monkeypatch.setenv("CUPS_SERVER", f"127.0.0.1:{sink.port + 1 if sink.port < 65535 else 1}")
    printer = CupsPrinter("labels", "ZEB", carry)
    assert (printer.status().state, printer.status().fault) == (DeviceState.GONE, "printer.no_cups")
    assert printer.send(LABEL, "1").outcome is Outcome.REFUSED
