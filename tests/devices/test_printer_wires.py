"""Every way in which a printer can be sick, on both wires: each call ends in time, and tells what may be on paper."""

import contextlib
import os
import select
import socket
import struct
import termios
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from hubops.devices.printers.outcome import Outcome
from hubops.devices.printers.wires import MOST_ANSWER, REACH_S, BrokeOff, SerialWire, TcpWire, Unreached
from hubops.devices.printers.zpl_printer import ZplPrinter
from hubops.devices.simulators.pseudo_port import PseudoPort
from hubops.devices.states import DeviceState
from hubops.errors import SetupFault

LABEL = b"^XA^CI28^FO10,10^FDKj\xc3\xb8tt^FS^XZ"
HEALTHY = b"\x02030,0,0,1218,000,0,0,0,000,0,0,0\x03\r\n\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n"
PAPER_OUT = HEALTHY.replace(b"030,0", b"030,1")
HALF_FORMAT = HEALTHY.replace(b"000,0,0,0,000,0,0,0\x03", b"000,0,0,1,000,0,0,0\x03")
XOFF = b"\x13"
MUTE_S = 0.15
"""Seconds that one is waited for that never answers whole."""
ANSWER_S = 5.0
"""Seconds for one that answers at once, however busy the machine is."""
MANY = 5_000_000
"""More bytes than lie between two programs without being read."""

Serve = Callable[[socket.socket], None]


def say(answer: bytes) -> Serve:
    """A peer that answers so to whatever it hears, once."""

    def serve(connection: socket.socket) -> None:
        connection.recv(64)
        connection.sendall(answer)
        with contextlib.suppress(TimeoutError):
            while connection.recv(4096):
                pass

    return serve


def take(connection: socket.socket) -> None:
    while connection.recv(4096):
        pass


def never_read(connection: socket.socket) -> None:
    time.sleep(0.4)


def reset(connection: socket.socket) -> None:
    connection.recv(4)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def flood(connection: socket.socket) -> None:
    while True:
        connection.sendall(b"garbage without an end " * 1000)


def drip(connection: socket.socket) -> None:
    while True:
        connection.sendall(b"x")
        time.sleep(0.01)


class Peer:
    """A peer on TCP that serves one connection after the other by these, the last one for ever."""

    def __init__(self, *serve: Serve) -> None:
        self._serve = serve
        self._server = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._server.getsockname()[1]}"
        threading.Thread(target=self._run, daemon=True).start()

    def printer(self, answer_s: float = ANSWER_S, confirm_s: float = 0.3) -> ZplPrinter:
        """A ZPL printer that is this peer."""
        return ZplPrinter("labels", TcpWire(self.address, answer_s, take_s=0.2), confirm_s=confirm_s)

    def close(self) -> None:
        """Listen no more."""
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()

    def _run(self) -> None:
        for turn in range(1000):
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):
                connection.settimeout(1)
                self._serve[min(turn, len(self._serve) - 1)](connection)


@pytest.fixture
def peers() -> Iterator[list[Peer]]:
    """Peers that are closed at the end."""
    made: list[Peer] = []
    yield made
    for peer in made:
        peer.close()


@pytest.mark.parametrize(
    ("name", "serve"),
    [
        ("mute", take),
        ("accepts and never reads", never_read),
        ("garbage", say(b"\x02 no status \x03\x02\x03\x02\x03")),
        ("garbage without an end", flood),
        ("one byte after the other, for ever", drip),
        ("half an answer", say(HEALTHY[:20])),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_printer_on_the_network_that_never_answers(peers: list[Peer], name: str, serve: Serve) -> None:
    peers.append(Peer(serve))
    started = time.monotonic()
    sent = peers[0].printer(MUTE_S).send(LABEL)
    assert (sent.outcome, sent.fault) == (Outcome.SENT_UNCONFIRMED, "printer.mute"), name
    assert time.monotonic() - started < 3


@pytest.mark.parametrize(
    ("name", "serve", "confirm_s", "outcome", "fault"),
    [
        ("no paper after it", [say(HEALTHY), take, say(PAPER_OUT)], 5, Outcome.SENT_UNCONFIRMED, "printer.paper_out"),
        ("no paper", [say(PAPER_OUT)], 5, Outcome.REFUSED, "printer.paper_out"),
        ("gone amid the label", [say(HEALTHY), reset], 5, Outcome.UNKNOWN, "printer.broke_off"),
        ("never done", [say(HEALTHY), take, say(HALF_FORMAT)], 0.3, Outcome.SENT_UNCONFIRMED, "printer.half_format"),
        ("done later", [say(HEALTHY), take, say(HALF_FORMAT), say(HEALTHY)], 5, Outcome.CONFIRMED, ""),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else None,
)
def test_a_sick_printer_on_the_network(
    peers: list[Peer], name: str, serve: list[Serve], confirm_s: float, outcome: Outcome, fault: str
) -> None:
    peers.append(Peer(*serve))
    started = time.monotonic()
    sent = peers[0].printer(confirm_s=confirm_s).send(LABEL)
    assert (sent.outcome, sent.fault) == (outcome, fault), name
    assert time.monotonic() - started < ANSWER_S


def test_a_printer_that_takes_no_more_is_given_up(peers: list[Peer]) -> None:
    """Megabytes lie between the two before a writer notices: only then does it know that nobody reads."""
    peers.append(Peer(say(HEALTHY), never_read))
    sent = peers[0].printer().send(LABEL * (MANY // len(LABEL)))
    assert (sent.outcome, sent.fault) == (Outcome.UNKNOWN, "printer.broke_off")


def test_a_mute_printer_is_there(peers: list[Peer]) -> None:
    peers.append(Peer(take))
    health = peers[0].printer(MUTE_S).status()
    assert (health.state, health.fault) == (DeviceState.DEGRADED, "printer.mute")


def test_an_answer_has_an_end(peers: list[Peer]) -> None:
    peers.append(Peer(flood))
    answer = TcpWire(peers[0].address, ANSWER_S).ask(b"~HS", lambda _: False)
    assert len(answer) <= 2 * MOST_ANSWER


def test_whether_it_is_there_is_seen_without_a_byte_to_it() -> None:
    """A byte might be printed (devices.md 4.2)."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        wire = TcpWire(f"127.0.0.1:{server.getsockname()[1]}")
        assert wire.is_there()
        connection, _ = server.accept()
        with connection:
            assert connection.recv(64) == b""
    assert not wire.is_there()


def test_one_that_does_not_even_say_no_is_missed_as_soon() -> None:
    """As one whose cable is pulled: a machine that takes no more connections leaves them unanswered too."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server, contextlib.ExitStack() as waiting:
        address = server.getsockname()
        for _ in range(2):
            caller = waiting.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex(address)
        wire, took = TcpWire(f"127.0.0.1:{address[1]}"), []
        for _ in range(3):  # a busy machine may hold up any one of them
            began = time.monotonic()
            assert not wire.is_there()
            took.append(time.monotonic() - began)
        assert 1.5 * REACH_S < min(took) < 2 * REACH_S + 0.3


def test_nobody_is_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}"
    wire = TcpWire(address)
    for call in (lambda: wire.ask(b"~HS", bool), lambda: wire.hand_over(LABEL)):
        with pytest.raises(Unreached) as unreached:
            call()
        assert unreached.value.fault == "printer.refused"


class SerialMachine:
    """A printer on a serial line: answers ``~HS``, keeps what else it hears; a flow stop holds the line up."""

    def __init__(self) -> None:
        self.port = PseudoPort()
        self.port.plug()
        self.heard = b""
        self.answer = HEALTHY
        self.stops_after: int | None = None
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Pull it out."""
        self._end.set()
        self._thread.join(5)
        self.port.unplug()

    def _run(self) -> None:
        while not self._end.is_set():
            if not select.select([self.port], [], [], 0.02)[0]:
                continue
            data = self.port.read()
            if b"~HS" in data or b"~HQES" in data:
                self.port.write(self.answer)
            self.heard += data.replace(b"~HS", b"").replace(b"~HQES", b"")
            if self.stops_after is not None and len(self.heard) >= self.stops_after:
                self.port.write(XOFF)
                return


@pytest.fixture
def machine() -> Iterator[SerialMachine]:
    machine = SerialMachine()
    yield machine
    machine.close()


def on_the_line(machine: SerialMachine, *, answer_s: float = ANSWER_S, take_s: float = ANSWER_S) -> ZplPrinter:
    return ZplPrinter("labels", SerialWire(machine.port.path, answer_s=answer_s, take_s=take_s))


def test_a_label_goes_over_a_serial_line(machine: SerialMachine) -> None:
    printer = on_the_line(machine)
    assert printer.status().state is DeviceState.READY
    sent = printer.send(LABEL * 40)
    assert sent.outcome is Outcome.CONFIRMED
    assert machine.heard == LABEL * 40


def test_no_paper_on_a_serial_line(machine: SerialMachine) -> None:
    machine.answer = PAPER_OUT
    sent = on_the_line(machine).send(LABEL)
    assert (sent.outcome, sent.fault) == (Outcome.REFUSED, "printer.paper_out")
    assert machine.heard == b""


def test_a_mute_printer_on_a_serial_line(machine: SerialMachine) -> None:
    machine.answer = b""
    sent = on_the_line(machine, answer_s=MUTE_S).send(LABEL)
    assert (sent.outcome, sent.fault) == (Outcome.SENT_UNCONFIRMED, "printer.mute")
    assert machine.heard == LABEL


def test_paper_that_runs_out_blocks_nobody_for_ever(machine: SerialMachine) -> None:
    """The printer holds the line up amid a label: without a limit the writer would wait until the new roll is in."""
    machine.stops_after = 1000
    started = time.monotonic()
    sent = on_the_line(machine, take_s=0.2).send(LABEL * 2000)
    assert (sent.outcome, sent.fault) == (Outcome.UNKNOWN, "printer.broke_off")
    assert time.monotonic() - started < 5


def test_a_printer_that_holds_the_line_up_gets_nothing(machine: SerialMachine) -> None:
    """Surely nothing of the label was printed: it may be sent again, or to another printer."""
    machine.close()
    machine.port.plug()
    wire = SerialWire(machine.port.path, answer_s=0.2, take_s=0.2)
    keeper = os.open(machine.port.path, os.O_RDWR | os.O_NOCTTY)
    termios.tcflow(keeper, termios.TCOOFF)
    try:
        with pytest.raises(Unreached) as unreached:
            wire.ask(b"~HS", lambda _: False)
        assert unreached.value.fault == "printer.takes_nothing"
    finally:
        termios.tcflow(keeper, termios.TCOON)
        os.close(keeper)


def test_a_serial_line_without_a_printer() -> None:
    wire = SerialWire("/dev/no-such-printer")
    with pytest.raises(Unreached) as unreached:
        wire.hand_over(LABEL)
    assert unreached.value.fault == "printer.refused"


def test_a_line_that_is_pulled_out_amid_a_label_is_in_doubt(machine: SerialMachine) -> None:
    machine.stops_after = 1000
    threading.Timer(0.1, machine.port.unplug).start()
    with pytest.raises(BrokeOff):
        SerialWire(machine.port.path, take_s=2).hand_over(LABEL * 2000)


@pytest.mark.parametrize(("port", "line"), [("", "9600 8N1"), ("ftp://x", "9600 8N1"), ("/dev/ttyS0", "9600")])
def test_malformed_settings_are_refused(port: str, line: str) -> None:
    with pytest.raises(SetupFault, match=r"device\.bad_"):
        SerialWire(port, line)
