"""Line settings and urls of ports, and what pyserial does when a port is lost (devices.md 3.1)."""

import errno
import os
import pty
import queue
import termios
import threading
import time
import tty
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import Mock

import pytest
import serial

from hubops.clock import ManualClock
from hubops.devices.ports import PORT_ERRORS, Line, PortThread, check_url, open_port
from hubops.devices.states import DeviceState, DeviceStatus, StatusRecord
from hubops.errors import SetupFault


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("9600 8N1", Line(9600, 8, "N", 1)),
        ("9600 7E1", Line(9600, 7, "E", 1)),  # Toledo 8217 (devices.md 1.1)
        ("1200 7o1", Line(1200, 7, "O", 1)),
        ("115200 8N1.5", Line(115200, 8, "N", 1.5)),
    ],
)
def test_line(text: str, line: Line) -> None:
    assert Line.parse(text) == line


@pytest.mark.parametrize("text", ["", "9600", "8N1", "9600 9N1", "9600 8X1", "9600 8N3", "0 8N1", "-9600 8N1"])
def test_a_malformed_line_is_refused(text: str) -> None:
    with pytest.raises(SetupFault, match=r"device\.bad_line"):
        Line.parse(text)


@pytest.mark.parametrize(
    "url", ["/dev/serial/by-id/usb-x", "COM3", "socket://192.0.2.1:4001", "rfc2217://192.0.2.1:23"]
)
def test_urls(url: str) -> None:
    assert check_url(url) == url


@pytest.mark.parametrize("url", ["", "http://192.0.2.1", "tcp://192.0.2.1:23", "://"])
def test_a_malformed_url_is_refused(url: str) -> None:
    with pytest.raises(SetupFault, match=r"device\.bad_port"):
        check_url(url)


class BrokenPort:
    """A port of which one call fails, as pyserial's do after an unplug, each with an error of its own class."""

    def __init__(self, call: str, error: Exception) -> None:
        self._call = call
        self._error = error

    def _fail(self, call: str) -> None:
        if call == self._call:
            raise self._error

    def read(self, size: int) -> bytes:
        """So many bytes."""
        self._fail("read")
        return b"x" * size

    def write(self, _: bytes) -> None:
        """Nowhere."""
        self._fail("write")

    @property
    def in_waiting(self) -> int:
        """Nothing more."""
        self._fail("in_waiting")
        return 0

    def close(self) -> None:
        """Gone."""
        self._fail("close")


class Listener:
    """Writes at once, and notes the states."""

    def __init__(self) -> None:
        self.states: queue.SimpleQueue[DeviceStatus] = queue.SimpleQueue()

    def opened(self, write: Callable[[bytes], object]) -> None:
        """Ask."""
        write(b"?")

    def received(self, data: bytes) -> None:
        """Not looked at."""

    def silent(self) -> None:
        """Nothing to do."""


@pytest.mark.parametrize("call", ["read", "write", "in_waiting"])
@pytest.mark.parametrize(
    "error",
    [serial.SerialException("device reports readiness to read but returned no data"), OSError(5), termios.error(22)],
    ids=lambda error: type(error).__module__,
)
def test_every_class_of_error_is_a_loss_and_the_port_is_opened_again(
    monkeypatch: pytest.MonkeyPatch, call: str, error: Exception
) -> None:
    """devices.md 3.1: termios.error is neither an OSError nor a SerialException."""
    opened = threading.Semaphore(0)

    def open_port(*_: object) -> BrokenPort:
        opened.release()
        return BrokenPort(call, error)

    monkeypatch.setattr("hubops.devices.ports.open_port", open_port)
    monkeypatch.setattr("hubops.devices.ports.FIRST_PAUSE_S", 0.001)
    user = Listener()
    record = StatusRecord("dock", "scale", ManualClock(datetime(2026, 11, 24, tzinfo=UTC)), user.states.put)
    thread = PortThread("/dev/x", "9600 8N1", user, record, 0.01)
    thread.start()
    assert opened.acquire(timeout=5)
    assert opened.acquire(timeout=5)
    thread.stop()
    assert DeviceState.GONE in [user.states.get_nowait().state for _ in range(user.states.qsize())]


@pytest.mark.parametrize("line", ["9600 7E1", "9600 8O1", "1200 7O1"])
def test_a_pseudo_terminal_is_opened_again_whatever_the_line(line: str) -> None:
    """The kernel forces 8N1 upon it, and calls anything else an error from the second open on (devices.md 3.2)."""
    master, slave = pty.openpty()
    tty.setraw(slave)
    for _ in range(3):
        open_port(os.ttyname(slave), Line.parse(line), 0.01).close()
    os.close(master)
    os.close(slave)


@pytest.mark.parametrize("age_s", [0, 60])
def test_a_link_that_was_left_behind_leads_nowhere(tmp_path: Path, age_s: int) -> None:
    """A killed simulator can't take its link away, and the number behind it may be a person's terminal by now."""
    master, slave = pty.openpty()
    tty.setraw(slave)
    link = tmp_path / "scale"
    link.symlink_to(os.ttyname(slave))
    made_ns = link.lstat().st_mtime_ns - age_s * 10**9
    os.utime(link, ns=(made_ns, made_ns), follow_symlinks=False)
    if age_s:
        with pytest.raises(FileNotFoundError):
            open_port(str(link), Line(9600, 8, "N", 1), 0.01)
    else:
        open_port(str(link), Line(9600, 8, "N", 1), 0.01).close()
    os.close(master)
    os.close(slave)


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (FileNotFoundError(errno.ENOENT, "no such file"), "device.absent"),
        (serial.SerialException("could not open port"), "device.absent"),
        (serial.SerialException(errno.EACCES, "could not open port"), "device.not_allowed"),
        (BlockingIOError(errno.EAGAIN, "another program's lock"), "device.busy"),
        (termios.error(errno.EINVAL, "Invalid argument"), "device.line_refused"),  # an adapter without that speed
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_why_a_port_can_not_be_opened(monkeypatch: pytest.MonkeyPatch, error: Exception, fault: str) -> None:
    monkeypatch.setattr("hubops.devices.ports.open_port", Mock(side_effect=error))
    user = Listener()
    record = StatusRecord("dock", "scale", ManualClock(datetime(2026, 11, 24, tzinfo=UTC)), user.states.put)
    thread = PortThread("/dev/x", "9600 7E1", user, record, 0.01)
    thread.start()
    assert user.states.get(timeout=5).state is DeviceState.OPENING
    told = user.states.get(timeout=5)
    thread.stop()
    assert (told.state, told.fault) == (DeviceState.ABSENT, fault)


def test_a_port_that_cannot_be_closed_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = threading.Semaphore(0)

    def open_port(*_: object) -> BrokenPort:
        opened.release()
        return BrokenPort("close", OSError(5))

    monkeypatch.setattr("hubops.devices.ports.open_port", open_port)
    user = Listener()
    record = StatusRecord("dock", "scale", ManualClock(datetime(2026, 11, 24, tzinfo=UTC)), user.states.put)
    thread = PortThread("/dev/x", "9600 8N1", user, record, 0.01)
    thread.start()
    assert opened.acquire(timeout=5)
    thread.stop()


@pytest.fixture
def line_end() -> Iterator[str]:
    """The path of a pseudo terminal that nobody speaks at."""
    master, slave = pty.openpty()
    tty.setraw(slave)
    yield os.ttyname(slave)
    os.close(master)
    os.close(slave)


def test_a_write_never_waits_for_ever_and_a_port_is_ours_alone(line_end: str) -> None:
    """The defaults of pyserial are the opposite of both."""
    port = open_port(line_end, Line(9600, 8, "N", 1), 0.1)
    try:
        assert port.write_timeout
        with pytest.raises(PORT_ERRORS):
            open_port(line_end, Line(9600, 8, "N", 1), 0.1)
    finally:
        port.close()


def test_a_reader_is_stopped_in_the_midst_of_a_long_read(line_end: str) -> None:
    """``close()`` under a read is a TypeError in the reader; ``cancel_read`` first."""
    ready = threading.Event()
    user = Listener()
    user.opened = lambda write: ready.set()  # type: ignore[method-assign]
    record = StatusRecord("dock", "scale", ManualClock(datetime(2026, 11, 24, tzinfo=UTC)), user.states.put)
    thread = PortThread(line_end, "9600 8N1", user, record, 60.0)
    thread.start()
    assert ready.wait(5)
    since = time.monotonic()
    thread.stop(timeout_s=30)
    assert time.monotonic() - since < 15
