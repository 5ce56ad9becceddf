"""Serial ports by url, and the one thread that owns a port: it opens, listens, loses, waits and opens again.

The traps of pyserial that shape this file stand in devices.md 3: errors of three classes after an unplug, ``close()``
under a reader, locks that must be asked for, writes that never end.
"""

import errno
import logging
import os
import re
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

import serial

from hubops.devices.states import DeviceState, StatusRecord
from hubops.devices.wire_log import FROM_DEVICE, TO_DEVICE, note, wire_of
from hubops.errors import SetupFault

if sys.platform == "win32":
    PORT_ERRORS: tuple[type[Exception], ...] = (serial.SerialException, OSError)
else:
    import termios

    PORT_ERRORS = (serial.SerialException, OSError, termios.error)
    """What a port raises when it is not there, or not there any more; termios.error is neither of the other two."""

FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 1.5
"""A device that is plugged in works again within two seconds: the rest is for opening it and for its first word."""
WRITE_TIMEOUT_S = 1.0

_LINE = re.compile(r"([1-9][0-9]{2,6}) ([5678])([NEOMS])(1|1\.5|2)")
_SCHEMES = ("socket", "rfc2217", "loop", "spy")
_PSEUDO_TERMINALS = "/dev/pts/"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Line:
    """The settings of a serial line, written ``9600 8N1`` in devices.toml."""

    baud: int
    data_bits: int
    parity: str
    stop_bits: float

    @classmethod
    def parse(cls, text: str) -> "Line":
        """Read ``9600 8N1``.

        Raises:
            SetupFault: ``device.bad_line``, it is not of that form.
        """
        match = _LINE.fullmatch(text.strip().upper())
        if not match:
            raise SetupFault("device.bad_line", line=text)
        baud, data_bits, parity, stop_bits = match.groups()
        return cls(int(baud), int(data_bits), parity, float(stop_bits))

    def at(self, url: str) -> "Line":
        """The settings that hold there: a pseudo terminal has neither parity nor seven bits.

        The kernel forces 8N1 upon it and fails each open but the first that asks for anything else (devices.md 3.2).
        """
        return Line(self.baud, 8, "N", 1) if os.path.realpath(url).startswith(_PSEUDO_TERMINALS) else self


def open_port(url: str, line: Line, read_timeout_s: float) -> serial.Serial:
    """Open a device path, ``socket://host:port`` or ``rfc2217://host:port`` for us alone, its input buffer empty.

    Raises:
        SerialException, OSError, termios.error: it can't be opened (``PORT_ERRORS``).
    """
    if _is_left_behind(url):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), url)
    line = line.at(url)
    port = serial.serial_for_url(
        url,
        do_not_open=True,
        baudrate=line.baud,
        bytesize=line.data_bits,
        parity=line.parity,
        stopbits=line.stop_bits,
        timeout=read_timeout_s,
        write_timeout=WRITE_TIMEOUT_S,
        exclusive=True,
    )
    port.open()
    try:
        port.reset_input_buffer()
    except PORT_ERRORS:
        port.close()
        raise
    return port


def _is_left_behind(url: str) -> bool:
    """Whether a link leads to a pseudo terminal that is younger than itself.

    Who made the link was killed, and the kernel has given the number again: to somebody's own terminal, perhaps.
    """
    link = Path(url)
    if not (link.is_symlink() and link.exists() and os.path.realpath(url).startswith(_PSEUDO_TERMINALS)):
        return False
    return link.lstat().st_mtime_ns < link.stat().st_ctime_ns


def check_url(url: str) -> str:
    """The url itself, if it is of a form that ``open_port`` knows.

    Raises:
        SetupFault: ``device.bad_port``.
    """
    scheme, separator, _ = url.partition("://")
    if not url or (separator and scheme not in _SCHEMES):
        raise SetupFault("device.bad_port", port=url)
    return url


class PortUser(Protocol):
    """Who talks through a port; all calls come from the port's thread and must not block."""

    def opened(self, write: Callable[[bytes], object]) -> None:
        """The port is open; ``write`` sends bytes and is good until the port is lost."""
        ...

    def received(self, data: bytes) -> None:
        """Bytes came."""
        ...

    def silent(self) -> None:
        """No byte came for the silence that was agreed."""
        ...


class PortThread:
    """One daemon thread that owns one port and looks for it again whenever it is lost, after 0.1 to 1.5 s.

    It reports ``opening``, ``absent`` and ``gone``; its user reports ``ready`` and ``degraded`` to the same record.
    """

    def __init__(self, url: str, line: str, user: PortUser, record: StatusRecord, silence_s: float) -> None:
        """Set up, without opening anything.

        Args:
            url: device path, ``socket://host:port`` or ``rfc2217://host:port``.
            line: such as ``9600 8N1``.
            user: who talks through the port.
            record: where the states are noted.
            silence_s: seconds without a byte after which ``user.silent`` is called, again and again.

        Raises:
            SetupFault: the url or the line settings are malformed.
        """
        self._url = check_url(url)
        self._line = Line.parse(line)
        self._user = user
        self._record = record
        self._wire = wire_of(record.status.kind, record.status.name)
        self._silence_s = silence_s
        self._pause_s = FIRST_PAUSE_S
        self._stopping = threading.Event()
        self._port: serial.Serial | None = None
        self._port_lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name=f"port {url}", daemon=True)

    def start(self) -> None:
        """Begin; it can be done once."""
        self._record.change(DeviceState.OPENING)
        self._thread.start()

    def stop(self, timeout_s: float = 5.0) -> None:
        """End, and wait for the thread; the port is closed then. May be called again, or without a start."""
        self._stopping.set()
        with self._port_lock:  # a close between the look and the call would take the port from under cancel_read
            if self._port is not None and hasattr(self._port, "cancel_read"):
                self._port.cancel_read()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(timeout_s)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._attempt()
            except Exception:  # noqa: BLE001  top of a thread: a failing listener must not end the reading
                _log.exception("the user of port %s failed", self._url)
            self._close()
            self._stopping.wait(self._pause_s)
            self._pause_s = min(2 * self._pause_s, LONGEST_PAUSE_S)

    def _attempt(self) -> None:
        try:
            self._session()
        except PORT_ERRORS as error:
            self._note_loss(error)

    def _session(self) -> None:
        """Open the port and listen until it is lost or ``stop`` is called."""
        port = open_port(self._url, self._line, self._silence_s)
        with self._port_lock:
            self._port = port
        self._pause_s = FIRST_PAUSE_S
        self._user.opened(partial(self._write, port))
        while not self._stopping.is_set():
            data = port.read(1)
            if data:
                data += port.read(port.in_waiting)
                note(self._wire, FROM_DEVICE, data)
                self._user.received(data)
            else:
                self._user.silent()

    def _write(self, port: serial.Serial, data: bytes) -> None:
        note(self._wire, TO_DEVICE, data)
        port.write(data)

    def _note_loss(self, error: Exception) -> None:
        lost = self._port is not None or self._record.status.state is DeviceState.GONE
        if self._port is not None or self._record.status.state is DeviceState.OPENING:
            _log.warning("port %s: %s", self._url, error)
        fault = open_fault(error) if self._port is None else "device.absent"
        self._record.change(
            DeviceState.GONE if lost else DeviceState.ABSENT,
            "device.gone" if lost and fault == "device.absent" else fault,
        )

    def _close(self) -> None:
        with self._port_lock:
            port, self._port = self._port, None
            if port is not None:
                wire = getattr(port, "_socket", None)  # pyserial forgets to close one whose other end is gone
                try:
                    port.close()
                except PORT_ERRORS as error:
                    _log.info("closing port %s: %s", self._url, error)
                if wire is not None:
                    wire.close()


_OPEN_FAULTS = {
    errno.EACCES: "device.not_allowed",
    errno.EPERM: "device.not_allowed",
    errno.EBUSY: "device.busy",
    errno.EAGAIN: "device.busy",
    errno.EINVAL: "device.line_refused",
}
"""What an errno of ``open`` tells a person to do; EAGAIN is another program's lock."""


def open_fault(error: Exception) -> str:
    """The code of the sentence for a port that can't be opened (one of PORT_ERRORS)."""
    number = getattr(error, "errno", None) or next(iter(error.args), 0)  # termios.error has it among its arguments
    return _OPEN_FAULTS.get(number, "device.absent")
