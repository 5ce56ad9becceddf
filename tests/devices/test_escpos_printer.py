"""A receipt printer against the simulated one: every fault, and what is believed."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from hubops.devices.printers.escpos_printer import EscPosPrinter
from hubops.devices.printers.outcome import Outcome
from hubops.devices.printers.wires import SerialWire, TcpWire
from hubops.devices.simulators.pseudo_port import PseudoPort
from hubops.devices.simulators.receipt_printer import Fault, SimulatedReceiptPrinter
from hubops.devices.states import DeviceState

PAPER = b"\x1b@\x1bt\x13Kj\x9bkken\n\x1bd\x06\x1dV\x00"
MUTE_S = 0.1
"""Seconds that one is waited for that never answers."""
SLOW_S = 1.0
"""Seconds for one that answers how it is, and never that it is done."""
ANSWER_S = 5.0
"""Seconds for one that answers at once, however busy the machine is."""


@pytest.fixture(params=[False, True], ids=["quiet", "gives news"])
def simulated(request: pytest.FixtureRequest) -> Iterator[SimulatedReceiptPrinter]:
    printer = SimulatedReceiptPrinter(gives_news=request.param)
    yield printer
    printer.close()


def driver(address: str, answer_s: float = ANSWER_S) -> EscPosPrinter:
    return EscPosPrinter("papers", TcpWire(address, answer_s), done_s=answer_s)


def test_a_paper_is_confirmed_when_the_printer_says_that_it_is_done(simulated: SimulatedReceiptPrinter) -> None:
    printer = driver(simulated.address)

    assert printer.status().state is DeviceState.READY
    assert [printer.send(PAPER).outcome for _ in range(2)] == [Outcome.CONFIRMED] * 2
    assert simulated.papers == [PAPER, PAPER]


@pytest.mark.parametrize("fault", ["paper_out", "cover_open"])
def test_what_can_not_be_printed_is_not_sent(fault: Fault, simulated: SimulatedReceiptPrinter) -> None:
    simulated.fault(fault)
    printer = driver(simulated.address)

    sent, health = printer.send(PAPER), printer.status()
    assert (sent.outcome, sent.fault) == (Outcome.REFUSED, f"printer.{fault}")
    assert (health.state, health.fault) == (DeviceState.DEGRADED, f"printer.{fault}")

    simulated.fault(None)
    assert not simulated.papers
    assert printer.send(PAPER).outcome is Outcome.CONFIRMED


def test_a_roll_near_its_end_prints(simulated: SimulatedReceiptPrinter) -> None:
    simulated.fault("paper_low")
    printer = driver(simulated.address)

    assert printer.send(PAPER).outcome is Outcome.CONFIRMED
    assert printer.status().fault == "printer.paper_low"


def test_a_printer_that_never_prints_is_not_believed(simulated: SimulatedReceiptPrinter) -> None:
    simulated.fault("never_prints")
    printer = driver(simulated.address, SLOW_S)

    sent = printer.send(PAPER)
    assert (printer.status().state, sent.outcome, sent.fault) == (
        DeviceState.READY,
        Outcome.SENT_UNCONFIRMED,
        "printer.slow",
    )
    assert not simulated.papers


def test_a_mute_printer_is_not_off_line(simulated: SimulatedReceiptPrinter) -> None:
    simulated.fault("mute")
    printer = driver(simulated.address, MUTE_S)

    sent = printer.send(PAPER)
    assert (printer.status().fault, sent.outcome, sent.fault) == (
        "printer.mute",
        Outcome.SENT_UNCONFIRMED,
        "printer.mute",
    )
    assert simulated.papers == [PAPER]


def test_digits_that_look_like_a_question_confuse_nobody(simulated: SimulatedReceiptPrinter) -> None:
    """A Code 128 holds pairs of digits as bytes: 16, 04, 01 are DLE EOT 1, and many a printer answers it."""
    paper = b"\x1b@\x1dkI\x07{C{1\x10\x04\x01\n\x1dV\x00"
    printer = driver(simulated.address)

    assert printer.send(paper).outcome is Outcome.CONFIRMED
    assert len(simulated.papers) == 1


def test_a_printer_that_is_switched_off_is_gone(simulated: SimulatedReceiptPrinter) -> None:
    simulated.close()
    printer = driver(simulated.address)

    assert (printer.status().state, printer.status().fault) == (DeviceState.GONE, "printer.refused")
    assert (printer.send(PAPER).outcome, printer.send(PAPER).fault) == (Outcome.REFUSED, "printer.refused")


def test_a_line_that_breaks_in_the_middle_leaves_it_unknown() -> None:
    """The printer answers its questions, then the connection is torn down while the paper goes over."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        asked, _ = server.accept()
        with asked:
            asked.recv(12)
            asked.sendall(b"\x12\x12\x12\x12")
        sent_to, _ = server.accept()
        with sent_to:
            sent_to.recv(10)
            sent_to.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    sent = driver(f"127.0.0.1:{server.getsockname()[1]}").send(b"x" * 50_000_000)
    thread.join(5)
    server.close()

    assert (sent.outcome, sent.fault) == (Outcome.UNKNOWN, "printer.broke_off")


def test_papers_go_to_a_folder_too(tmp_path: Path) -> None:
    simulated = SimulatedReceiptPrinter(tmp_path / "printed")
    driver(simulated.address).send(PAPER)
    simulated.close()

    assert (tmp_path / "printed" / "paper-0001.escpos").read_bytes() == PAPER


def test_a_printer_that_was_off_prints_when_it_is_on_again() -> None:
    """python-escpos never opens the connection again after it was refused once (devices.md 5)."""
    first = SimulatedReceiptPrinter()
    printer = driver(first.address)
    first.close()
    assert printer.send(PAPER).fault == "printer.refused"

    again = SimulatedReceiptPrinter(port=int(first.address.rpartition(":")[2]))
    try:
        assert printer.send(PAPER).outcome is Outcome.CONFIRMED
    finally:
        again.close()


def test_one_that_accepts_and_never_reads_is_not_believed() -> None:
    """The network takes two megabytes before anybody notices; a paper has three kilobytes (devices.md 5)."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        sent = driver(f"127.0.0.1:{server.getsockname()[1]}", MUTE_S).send(PAPER)

    assert (sent.outcome, sent.fault) == (Outcome.SENT_UNCONFIRMED, "printer.mute")


@pytest.fixture
def on_a_line() -> Iterator[SimulatedReceiptPrinter]:
    printer = SimulatedReceiptPrinter(line=PseudoPort())
    yield printer
    printer.close()


def by_line(printer: SimulatedReceiptPrinter, answer_s: float = ANSWER_S) -> EscPosPrinter:
    return EscPosPrinter("papers", SerialWire(printer.address, answer_s=answer_s, take_s=answer_s), done_s=answer_s)


def test_papers_go_over_a_serial_line(on_a_line: SimulatedReceiptPrinter) -> None:
    printer, long = by_line(on_a_line), b"\x1b@\x1bt\x13" + b"Kj\x9bkken\n" * 400 + b"\x1dV\x00"

    assert printer.status().state is DeviceState.READY
    assert [printer.send(paper).outcome for paper in (long, PAPER)] == [Outcome.CONFIRMED] * 2
    assert on_a_line.papers == [long, PAPER]


@pytest.mark.parametrize("fault", ["paper_out", "cover_open"])
def test_a_fault_on_a_serial_line_is_told_before_anything_is_sent(
    fault: Fault, on_a_line: SimulatedReceiptPrinter
) -> None:
    on_a_line.fault(fault)
    sent = by_line(on_a_line).send(PAPER)
    on_a_line.fault(None)

    assert (sent.outcome, sent.fault) == (Outcome.REFUSED, f"printer.{fault}")
    assert not on_a_line.papers


def test_silence_on_a_serial_line_is_not_plenty_of_paper(on_a_line: SimulatedReceiptPrinter) -> None:
    """A library takes no answer for paper enough (devices.md 5)."""
    on_a_line.fault("mute")
    printer = by_line(on_a_line, MUTE_S)

    assert (printer.status().state, printer.status().fault) == (DeviceState.DEGRADED, "printer.mute")
    assert printer.send(PAPER).outcome is Outcome.SENT_UNCONFIRMED


def test_one_that_never_prints_is_not_believed_on_a_serial_line_either(on_a_line: SimulatedReceiptPrinter) -> None:
    on_a_line.fault("never_prints")
    sent = by_line(on_a_line, SLOW_S).send(PAPER)
    assert (sent.outcome, sent.fault) == (Outcome.SENT_UNCONFIRMED, "printer.slow")
