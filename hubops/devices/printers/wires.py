"""The two wires on which a printer can answer, TCP and a serial line: bytes only, of whatever language.

Whoever speaks over them must know one thing of each failure: whether a byte can have reached paper. ``Unreached`` says
surely not, ``BrokeOff`` says perhaps. Every call ends within its time, whatever the printer does (devices.md 3.1, 5).
"""

import contextlib
import socket
import time
from collections.abc import Callable
from typing import Literal, Protocol

import serial

from hubops.devices.ports import PORT_ERRORS, Line, check_url, open_port
from hubops.devices.printers.address import host_and_port

ANSWER_S = 1.5
"""Seconds for a connection, and for one whole answer."""
REACH_S = 0.2
"""Seconds for each of two attempts at a connection that nothing is sent over: on a hub's network it takes a few
thousandths, and a packet that was lost is sent again by the second attempt only."""
TAKE_S = 10.0
"""Seconds without progress in which a printer must take what it is sent; it may be printing the label before."""
CLOSING_S = 0.5
"""Seconds for a printer on the network to close its side after the last byte."""
MOST_ANSWER = 4096
"""Bytes; no answer to a question is longer. A peer that talks on is no printer."""

_CHUNK = 256
"""Bytes that are written to a serial line at once: a quarter of a second at 9600 baud."""
_LOOK_S = 0.05

FlowControl = Literal["xonxoff", "rtscts", "none"]


class WireFault(Exception):
    """A document did not go over; ``fault`` is the code of the sentence."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


class Unreached(WireFault):
    """Surely no byte of it reached the printer."""


class BrokeOff(WireFault):
    """Some of it may have; only a look at the printer tells."""


class Wire(Protocol):
    """A way to a printer and back, opened anew for each call."""

    address: str

    def ask(self, question: bytes, whole: Callable[[bytes], bool]) -> bytes:
        """What the printer answers until ``whole`` says that it is all, or its time is over; empty from a mute one.

        Raises:
            Unreached: there is no printer, or it takes nothing.
        """
        ...

    def hand_over(self, data: bytes) -> None:
        """Send a document.

        Raises:
            Unreached: nothing was sent.
            BrokeOff: it broke off after the first byte, or the printer took nothing for too long.
        """
        ...


class TcpWire:
    """A connection for each question and each document, as print servers that take only one want it."""

    def __init__(self, address: str, answer_s: float = ANSWER_S, take_s: float = TAKE_S) -> None:
        """Set up, without a connection; ``address`` is ``host:port``, the port 9100 if it is left out.

        Raises:
            SetupFault: ``device.bad_address``.
        """
        self.address = address
        self._host, self._port = host_and_port(address)
        self._answer_s = answer_s
        self._take_s = take_s

    def is_there(self) -> bool:
        """Whether it takes a connection; nothing is sent, so no printer can take it for something to print."""
        for _ in range(2):
            try:
                socket.create_connection((self._host, self._port), REACH_S).close()
            except TimeoutError:
                continue
            except OSError:
                return False
            return True
        return False

    def ask(self, question: bytes, whole: Callable[[bytes], bool]) -> bytes:
        """See :class:`Wire`."""
        deadline = time.monotonic() + self._answer_s
        answer = b""
        with self._connect() as connection, contextlib.suppress(OSError):
            connection.sendall(question)
            while not whole(answer) and len(answer) < MOST_ANSWER and (left := deadline - time.monotonic()) > 0:
                connection.settimeout(left)
                piece = connection.recv(MOST_ANSWER)
                if not piece:
                    break
                answer += piece
        return answer

    def hand_over(self, data: bytes) -> None:
        """See :class:`Wire`. Whatever the printer says meanwhile is not listened to."""
        with self._connect() as connection:
            try:
                connection.settimeout(self._take_s)
                connection.sendall(data)
                connection.shutdown(socket.SHUT_WR)
                self._wait_for_end(connection)
            except OSError as error:
                raise BrokeOff("printer.broke_off") from error

    def _wait_for_end(self, connection: socket.socket) -> None:
        """Give it time to take everything before the next connection asks about it."""
        deadline = time.monotonic() + min(self._answer_s, CLOSING_S)
        with contextlib.suppress(TimeoutError):  # one that keeps the connection open has still taken the bytes
            while (left := deadline - time.monotonic()) > 0:
                connection.settimeout(left)
                if not connection.recv(MOST_ANSWER):
                    return

    def _connect(self) -> socket.socket:
        try:
            return socket.create_connection((self._host, self._port), self._answer_s)
        except OSError as error:
            raise Unreached("printer.refused") from error


class SerialWire:
    """A serial line. Its port is open only while something goes over it."""

    def __init__(
        self,
        port: str,
        line: str = "9600 8N1",
        flow_control: FlowControl = "xonxoff",
        answer_s: float = ANSWER_S,
        take_s: float = TAKE_S,
    ) -> None:
        """Set up, without opening it. Raises SetupFault ``device.bad_port`` or ``device.bad_line``."""
        self.address = check_url(port)
        self._line = Line.parse(line)
        self._flow_control = flow_control
        self._answer_s = answer_s
        self._take_s = take_s

    def ask(self, question: bytes, whole: Callable[[bytes], bool]) -> bytes:
        """See :class:`Wire`. A printer that holds the line up takes no question: it is told apart from a mute one."""
        with self._open() as port:
            deadline = time.monotonic() + self._answer_s
            answer = b""
            try:
                port.write_timeout = self._answer_s
                port.write(question)
                while not whole(answer) and len(answer) < MOST_ANSWER and time.monotonic() < deadline:
                    answer += port.read(1) + port.read(getattr(port, "in_waiting", 0))
                stuck = not answer and _unsent(port)
            except serial.SerialTimeoutException:
                stuck = True
            except PORT_ERRORS:
                return answer
            if stuck:
                _forget(port)
                raise Unreached("printer.takes_nothing")
            return answer

    def hand_over(self, data: bytes) -> None:
        """See :class:`Wire`."""
        with self._open() as port:
            try:
                port.write_timeout = self._take_s
                for start in range(0, len(data), _CHUNK):
                    port.write(data[start : start + _CHUNK])
                self._wait_for_end(port)
            except PORT_ERRORS as error:
                _forget(port)
                raise BrokeOff("printer.broke_off") from error

    def _wait_for_end(self, port: serial.Serial) -> None:
        """Until the last byte is on the line: ``flush`` would wait for ever for a printer that has no paper.

        Raises:
            SerialTimeoutException: the printer takes nothing any more.
        """
        unsent, progress = _unsent(port), time.monotonic()
        while unsent:
            time.sleep(_LOOK_S)
            left = _unsent(port)
            if left < unsent:
                unsent, progress = left, time.monotonic()
            elif time.monotonic() - progress > self._take_s:
                raise serial.SerialTimeoutException("the printer takes nothing")

    def _open(self) -> serial.Serial:
        try:
            port = open_port(self.address, self._line, _LOOK_S)
            port.xonxoff = self._flow_control == "xonxoff"
            port.rtscts = self._flow_control == "rtscts"
        except PORT_ERRORS as error:
            raise Unreached("printer.refused") from error
        return port


def _unsent(port: serial.Serial) -> int:
    """Bytes that were written and are not on the line yet; a port over the network does not tell."""
    return int(getattr(port, "out_waiting", 0))


def _forget(port: serial.Serial) -> None:
    """Throw away what the printer did not take: closing the port would wait for it, up to half a minute."""
    with contextlib.suppress(*PORT_ERRORS):
        port.reset_output_buffer()
