"""The ZPL printer over TCP against the simulated one, and against peers that misbehave (devices.md 4.2)."""

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hubops.devices.printers.address import host_and_port
from hubops.devices.printers.outcome import Outcome
from hubops.devices.printers.wires import BrokeOff, SerialWire, TcpWire
from hubops.devices.printers.zpl_printer import ZplPrinter
from hubops.devices.printers.zpl_status import ZplStatus, read_errors, read_host_status
from hubops.devices.printers.zpl_tcp import ZplTcpPrinter
from hubops.devices.simulators.printer import Fault, SimulatedZplPrinter
from hubops.devices.simulators.pseudo_port import PseudoPort
from hubops.devices.states import DeviceState
from hubops.errors import SetupFault

LABEL = b"^XA^CI28^FO10,10^FDKj\xc3\xb8tt^FS^XZ"
MUTE_S = 0.1
"""Seconds that one is waited for that never answers."""
HALF_MUTE_S = 0.5
"""Seconds for one that answers every second question only."""
ANSWER_S = 5.0
"""Seconds for one that answers at once, however busy the machine is."""


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[SimulatedZplPrinter]:
    machine = SimulatedZplPrinter(tmp_path / "out")
    yield machine
    machine.close()


@pytest.fixture
def printer(machine: SimulatedZplPrinter) -> ZplTcpPrinter:
    return ZplTcpPrinter("labels", machine.address, ANSWER_S)


def closed_address() -> str:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"127.0.0.1:{server.getsockname()[1]}"


def test_labels_come_out_and_are_confirmed(
    printer: ZplTcpPrinter, machine: SimulatedZplPrinter, tmp_path: Path
) -> None:
    assert printer.send(LABEL).outcome is Outcome.CONFIRMED
    assert printer.send(LABEL + b"\n" + LABEL).outcome is Outcome.CONFIRMED
    assert machine.wait_for(3)
    assert machine.labels == [LABEL] * 3
    assert (tmp_path / "out" / "label-0003.zpl").read_bytes() == LABEL


@pytest.mark.parametrize(
    ("fault", "code"),
    [("paper_out", "printer.paper_out"), ("head_open", "printer.head_open"), ("paused", "printer.paused")],
)
@pytest.mark.parametrize("answers_host_status", [True, False])
def test_a_known_fault_refuses_before_a_byte_is_sent(fault: Fault, code: str, answers_host_status: bool) -> None:
    """With media out or head open a Zebra may keep silent to ~HS: ~HQES tells then."""
    machine = SimulatedZplPrinter(answers_host_status=answers_host_status)
    printer = ZplTcpPrinter("labels", machine.address, ANSWER_S if answers_host_status else HALF_MUTE_S)
    machine.fault(fault)
    health = printer.status()
    assert (health.state, health.fault) == (DeviceState.DEGRADED, code)
    sent = printer.send(LABEL)
    assert (sent.outcome, sent.fault) == (Outcome.REFUSED, code)
    assert sent.values == {"name": "labels", "address": machine.address}
    machine.fault(None)
    assert machine.labels == []
    machine.close()


def test_a_mute_printer_is_not_offline(machine: SimulatedZplPrinter) -> None:
    printer = ZplTcpPrinter("labels", machine.address, MUTE_S)
    machine.fault("mute")
    health = printer.status()
    assert (health.state, health.fault) == (DeviceState.DEGRADED, "printer.mute")
    sent = printer.send(LABEL)
    assert (sent.outcome, sent.fault) == (Outcome.SENT_UNCONFIRMED, "printer.mute")
    assert machine.wait_for(1)


def test_without_host_status_nothing_is_confirmed() -> None:
    machine = SimulatedZplPrinter(answers_host_status=False)
    sent = ZplTcpPrinter("labels", machine.address, HALF_MUTE_S).send(LABEL)
    assert (sent.outcome, sent.fault) == (Outcome.SENT_UNCONFIRMED, "printer.mute")
    assert machine.wait_for(1)
    machine.close()


def test_a_printer_that_is_switched_off_refuses() -> None:
    printer = ZplTcpPrinter("labels", closed_address())
    assert printer.status().state is DeviceState.GONE
    sent = printer.send(LABEL)
    assert (sent.outcome, sent.fault) == (Outcome.REFUSED, "printer.refused")


def test_what_is_held_comes_out_when_the_paper_is_back(machine: SimulatedZplPrinter) -> None:
    machine.fault("paper_out")
    host, port = machine.address.split(":")
    with socket.create_connection((host, int(port))) as connection:  # a client that does not ask first
        connection.sendall(LABEL[:7])
        connection.sendall(LABEL[7:])
    printer = ZplTcpPrinter("labels", machine.address)
    assert printer.status().waiting == 1
    assert machine.labels == []
    machine.fault(None)
    assert machine.wait_for(1)
    assert printer.status().waiting == 0


def test_paper_that_runs_out_after_the_last_byte_leaves_the_label_unconfirmed(
    printer: ZplTcpPrinter, machine: SimulatedZplPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_over = TcpWire.hand_over

    def run_out(wire: TcpWire, data: bytes) -> None:
        machine.fault("paper_out")
        hand_over(wire, data)

    monkeypatch.setattr(TcpWire, "hand_over", run_out)
    sent = printer.send(LABEL)
    assert (sent.outcome, sent.fault) == (Outcome.SENT_UNCONFIRMED, "printer.paper_out")
    machine.fault(None)
    assert machine.wait_for(1)


class Peer:
    """A peer on TCP whose connections are served one after the other by the given functions, the last one for ever."""

    def __init__(self, *serve: Callable[[socket.socket], None]) -> None:
        self._serve = serve
        self._server = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._server.getsockname()[1]}"
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening, after the connection that is being served."""
        self._server.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self._server.close()

    def _run(self) -> None:
        turn = 0
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):  # the client may have heard enough
                self._serve[min(turn, len(self._serve) - 1)](connection)
            turn += 1


def host_status(formats: int = 0) -> bytes:
    """The answer of a healthy printer to ~HS."""
    return (
        b"\x02030,0,0,1218,%03d,0,0,0,000,0,0,0\x03\r\n\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n"
        % formats
    )


def healthy(connection: socket.socket) -> None:
    connection.recv(64)
    connection.sendall(host_status())


def in_pieces(connection: socket.socket) -> None:
    connection.recv(64)
    for n in range(len(host_status())):
        connection.sendall(host_status()[n : n + 1])


def busy(connection: socket.socket) -> None:
    connection.recv(64)
    connection.sendall(host_status(formats=1))


def reset(connection: socket.socket) -> None:
    connection.recv(4)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def take(connection: socket.socket) -> None:
    while connection.recv(4096):
        pass


def test_an_answer_in_pieces_is_one_answer() -> None:
    peer = Peer(in_pieces)
    health = ZplTcpPrinter("labels", peer.address).status()
    assert (health.state, health.fault, health.waiting) == (DeviceState.READY, "", 0)
    peer.close()


def test_a_reset_after_the_first_byte_is_unknown() -> None:
    peer = Peer(healthy, reset)
    sent = ZplTcpPrinter("labels", peer.address).send(LABEL * 100)
    assert (sent.outcome, sent.fault) == (Outcome.UNKNOWN, "printer.broke_off")
    peer.close()


def test_a_printer_that_is_still_at_work_is_asked_again() -> None:
    peer = Peer(healthy, take, busy, healthy)
    assert ZplTcpPrinter("labels", peer.address).send(LABEL).outcome is Outcome.CONFIRMED
    peer.close()


def test_a_label_that_never_gets_done_is_unconfirmed() -> None:
    peer = Peer(healthy, take, busy)
    sent = ZplTcpPrinter("labels", peer.address, confirm_s=0.15).send(LABEL)
    assert (sent.outcome, sent.fault) == (Outcome.SENT_UNCONFIRMED, "printer.slow")
    peer.close()


@pytest.mark.parametrize("address", ["", ":9100", "printer:", "printer:x", "printer:70000", "printer:0"])
def test_malformed_addresses_are_refused(address: str) -> None:
    with pytest.raises(SetupFault, match=r"device\.bad_address"):
        ZplTcpPrinter("labels", address)


def test_the_port_is_9100_if_none_is_named() -> None:
    assert host_and_port("192.0.2.10") == ("192.0.2.10", 9100)


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [
        (b"030,0,0,1218,000,0,0,0,000,0,0,0", b"000,0,0,0,0,2,4,0,00000000,1,000", ZplStatus("", 0)),
        (b"030,1,0,1218,002,0,0,0,000,0,0,0", b"000,0,0,0,0,2,4,0,00000003,1,000", ZplStatus("printer.paper_out", 5)),
        (b"030,1,1,1218,000,0,0,0,000,0,0,0", b"000,0,1,0,0,2,4,0,00000000,1,000", ZplStatus("printer.head_open", 0)),
        (b"030,0,0,1218,000,0,0,0,000,0,0,0", b"000,0,0,1,0,2,4,0,00000000,1,000", ZplStatus("printer.ribbon_out", 0)),
        (b"030,0,0,1218,000,0,0,1,000,0,0,0", b"000,0,0,0,0,2,4,0,00000000,1,000", ZplStatus("printer.half_format", 0)),
        (b"030,0,0,1218,000,0,0,0,000,0,1,0", b"000,0,0,0,0,2,4,0,00000000,1,000", ZplStatus("printer.too_cold", 0)),
        (b"030,0,0,1218,000,0,0,0,000,0,0,1", b"000,0,0,0,0,2,4,0,00000000,1,000", ZplStatus("printer.too_hot", 0)),
        (b"030,0,0,1218,000,0,0,0", b"000,0,0,0,0,2,4,0,00000000,1,000", ZplStatus("", 0)),  # an older, shorter form
        (b"030,0,0", b"000", None),
        (b"x,x,x,x,x,x,x,x,x", b"x,x,x,x,x,x,x,x,x", None),
    ],
)
def test_host_status(first: bytes, second: bytes, status: ZplStatus | None) -> None:
    assert read_host_status(b"\x02%s\x03\r\n\x02%s\x03\r\n\x021234,0\x03\r\n" % (first, second)) == status


@pytest.mark.parametrize(
    ("errors", "status"),
    [
        (b"0 00000000 00000000", ZplStatus()),
        (b"1 00000000 00000001", ZplStatus("printer.paper_out")),
        (b"1 00000000 00000005", ZplStatus("printer.head_open")),
        (b"1 00000000 00000002", ZplStatus("printer.ribbon_out")),
        (b"1 00000000 00010000", ZplStatus("printer.paused")),
        (b"1 00000000 00000008", ZplStatus("printer.cutter")),
        (b"1 00000000 00000010", ZplStatus("printer.too_hot")),
        (b"1 00000000 00000040", ZplStatus("printer.other_error")),
        (b"?", None),
    ],
)
def test_errors(errors: bytes, status: ZplStatus | None) -> None:
    """The form of the OKI ZPL manual, devices.md 4.2."""
    answer = (
        b"\x02\r\n\r\n  PRINTER STATUS \r\n   ERRORS:         %s     \r\n   WARNINGS:       0 00000000 00000000\r\n\x03"
    )
    assert read_errors(answer % errors) == status


@pytest.fixture
def on_a_line() -> Iterator[SimulatedZplPrinter]:
    machine = SimulatedZplPrinter(line=PseudoPort())
    yield machine
    machine.close()


def test_half_a_label_on_a_serial_line_does_not_swallow_the_next(on_a_line: SimulatedZplPrinter) -> None:
    """Over TCP the end of the connection ends it; on a line it lies there until somebody says so."""
    wire = SerialWire(on_a_line.address, answer_s=ANSWER_S)
    wire.hand_over(LABEL[:20])
    printer = ZplPrinter("labels", wire)
    assert printer.status().fault == "printer.half_format"

    assert printer.send(LABEL).outcome is Outcome.CONFIRMED
    assert on_a_line.labels == [LABEL]
    assert printer.status().fault == ""


class BrokenWire:
    """Breaks off in the midst of the first document; the printer behind it says nothing."""

    address = "/dev/x"

    def __init__(self) -> None:
        self.sent: list[bytes] = []

    def ask(self, question: bytes, whole: Callable[[bytes], bool]) -> bytes:
        """Nothing comes back."""
        del question, whole
        return b""

    def hand_over(self, data: bytes) -> None:
        """Half of it, the first time."""
        self.sent.append(data)
        if len(self.sent) == 1:
            raise BrokeOff("printer.broke_off")


def test_a_mute_printer_is_told_to_forget_the_label_that_broke_off() -> None:
    wire = BrokenWire()
    printer = ZplPrinter("labels", wire)
    outcomes = [printer.send(LABEL).outcome for _ in range(3)]
    assert outcomes == [Outcome.UNKNOWN, Outcome.SENT_UNCONFIRMED, Outcome.SENT_UNCONFIRMED]
    assert wire.sent == [LABEL, b"~JX" + LABEL, LABEL]
