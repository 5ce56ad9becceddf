"""A ZPL printer on TCP port 9100: asks how it is, sends on a connection of its own, asks again (devices.md 4.2)."""

import socket
import time
from collections.abc import Callable

from hubops.devices.printers.outcome import Outcome, PrinterHealth, Sent
from hubops.devices.printers.zpl_status import (
    ASK_ERRORS,
    ASK_HOST_STATUS,
    ERRORS_FRAMES,
    HOST_STATUS_FRAMES,
    ZplStatus,
    frames_in,
    read_errors,
    read_host_status,
)
from hubops.devices.states import DeviceState
from hubops.errors import SetupFault

DEFAULT_PORT = 9100
CONFIRM_S = 5.0
"""Seconds that a label may take to come out; without an end by then it stays unconfirmed."""
CLOSING_S = 0.5
"""Seconds for the printer to close its side after the last byte."""
PAUSE_S = 0.1
"""Seconds between two questions while a label comes out."""


class ZplTcpPrinter:
    """One printer. Not for two threads at once: the spool owns it."""

    def __init__(self, name: str, address: str, timeout_s: float = 1.5, *, confirm_s: float = CONFIRM_S) -> None:
        """Set up, without a connection.

        Args:
            name: as in devices.toml.
            address: ``host:port``; the port is 9100 if it is left out.
            timeout_s: seconds for a connection, and for one whole answer.
            confirm_s: seconds to wait for a label that the printer is working on.

        Raises:
            SetupFault: ``device.bad_address``.
        """
        self.name = name
        self.address = address
        self._host, self._port = _host_and_port(address)
        self._timeout_s = timeout_s
        self._confirm_s = confirm_s
        self._values = {"name": name, "address": address}

    def status(self) -> PrinterHealth:
        """Ask ``~HS``, and ``~HQES`` if that is not answered: a printer without paper may be mute, not offline."""
        try:
            answer = self._ask(ASK_HOST_STATUS, HOST_STATUS_FRAMES, read_host_status)
            if answer is None:
                answer = self._ask(ASK_ERRORS, ERRORS_FRAMES, read_errors)
        except OSError:
            return PrinterHealth(self.name, DeviceState.GONE, "printer.refused", self._values)
        if answer is None:
            return PrinterHealth(self.name, DeviceState.DEGRADED, "printer.mute", self._values)
        state = DeviceState.DEGRADED if answer.fault else DeviceState.READY
        return PrinterHealth(self.name, state, answer.fault, self._values, answer.waiting)

    def send(self, data: bytes) -> Sent:
        """Print one document of ZPL formats and say what became of it. Never raises."""
        before = self.status()
        if before.fault not in ("", "printer.mute"):
            return self._sent(Outcome.REFUSED, before.fault)
        try:
            connection = self._connect()
        except OSError:
            return self._sent(Outcome.REFUSED, "printer.refused")
        with connection:
            try:
                self._hand_over(connection, data)
            except OSError:
                return self._sent(Outcome.UNKNOWN, "printer.broke_off")
        return self._confirmed()

    def _hand_over(self, connection: socket.socket, data: bytes) -> None:
        """Send everything, and give the printer time to take it before the next connection asks about it.

        Raises:
            OSError: the connection broke, or the printer took nothing for too long.
        """
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(min(self._timeout_s, CLOSING_S))
        try:
            while connection.recv(1024):
                pass
        except TimeoutError:
            pass  # a printer that keeps the connection open has still taken the bytes

    def _confirmed(self) -> Sent:
        """Ask until the printer holds nothing back, reports a fault, or the time is over."""
        deadline = time.monotonic() + self._confirm_s
        while True:
            health = self.status()
            if health.fault:
                fault = "printer.mute" if health.state is DeviceState.GONE else health.fault
                return self._sent(Outcome.SENT_UNCONFIRMED, fault)
            if health.waiting == 0:
                return self._sent(Outcome.CONFIRMED)
            if health.waiting is None or time.monotonic() > deadline:
                return self._sent(Outcome.SENT_UNCONFIRMED, "printer.slow" if health.waiting else "printer.mute")
            time.sleep(PAUSE_S)

    def _ask(self, question: bytes, frames: int, read: Callable[[bytes], ZplStatus | None]) -> ZplStatus | None:
        """One question on a connection of its own, with one deadline for the whole answer; None if there is none.

        Raises:
            OSError: there is no connection at all.
        """
        deadline = time.monotonic() + self._timeout_s
        answer = b""
        with self._connect() as connection:
            try:
                connection.sendall(question)
                while frames_in(answer) < frames:
                    connection.settimeout(max(0.001, deadline - time.monotonic()))
                    piece = connection.recv(4096)
                    if not piece:
                        break
                    answer += piece
            except OSError:
                return None
        return read(answer)

    def _connect(self) -> socket.socket:
        return socket.create_connection((self._host, self._port), self._timeout_s)

    def _sent(self, outcome: Outcome, fault: str = "") -> Sent:
        return Sent(outcome, fault, self._values)


def _host_and_port(address: str) -> tuple[str, int]:
    host, separator, port = address.rpartition(":")
    if not separator:
        host, port = address, str(DEFAULT_PORT)
    if not host or not (port.isascii() and port.isdigit()) or not 0 < int(port[:6]) < 65536:
        raise SetupFault("device.bad_address", address=address)
    return host.strip("[]"), int(port)
