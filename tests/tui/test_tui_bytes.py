"""Bytes typed into a real terminal, as a wedge scanner sends them, through Textual's parser (terminal.md 2.2)."""

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
import tty
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

GS = b"\x1d"
CASE = b"]C1010703801000165910A7" + GS + b"3103010000"


class TerminalProcess:
    """The program of typed_station.py behind a pseudo-terminal."""

    def __init__(self) -> None:
        self._master, slave = pty.openpty()
        tty.setraw(slave)
        folder = Path(__file__).parent
        self.process = subprocess.Popen(
            [sys.executable, str(folder / "typed_station.py")],
            stdin=slave,
            stderr=slave,
            stdout=subprocess.PIPE,
            env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24", "PYTHONPATH": str(folder)},
        )
        os.close(slave)
        self.painted = b""
        self._heard = b""
        self.wait_until(lambda: b"Finish delivery" in self.painted)

    @property
    def heard(self) -> list[list[str]]:
        """What the floor heard: the kind of input and its text."""
        return [json.loads(line) for line in self._heard.split(b"\n")[:-1]]

    def type(self, data: bytes, count: int) -> None:
        """Forget what was heard, type bytes and wait until so many inputs were heard."""
        self._heard = b""
        while data:
            self._turn(0)
            data = data[os.write(self._master, data[:512]) :]
        self.wait_until(lambda: len(self.heard) >= count)

    def wait_until(self, true: Callable[[], bool], timeout: float = 50.0) -> None:
        """Read what comes until something is so."""
        end = time.monotonic() + timeout
        while not true():
            assert time.monotonic() < end, (self.heard[-3:], self.painted[-500:])
            assert self._turn(0.1), (self.process.poll(), self.painted[-2000:])

    def close(self) -> None:
        """End it, if it has not ended; a program whose terminal nobody reads may have to be killed."""
        self.process.terminate()
        os.close(self._master)
        try:
            self.process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()

    def _turn(self, patience: float) -> bool:
        assert self.process.stdout is not None
        out = self.process.stdout.fileno()
        for ready in select.select([self._master, out], [], [], patience)[0]:
            data = os.read(ready, 65536)
            if ready == out:
                self._heard += data
                if not data:
                    return False
            else:
                self.painted += data
        return True


@pytest.fixture
def terminal() -> Iterator[TerminalProcess]:
    """A station that waits for a scan."""
    process = TerminalProcess()
    yield process
    process.close()


@pytest.fixture(scope="module")
def shared() -> Iterator[TerminalProcess]:
    """One for tests that leave nothing behind but what was heard."""
    process = TerminalProcess()
    yield process
    process.close()


def scans(terminal: TerminalProcess) -> list[str]:
    """The codes that were scanned."""
    return [text for kind, text in terminal.heard if kind == "Scan"]


def test_scans_with_any_suffix_arrive_whole(shared: TerminalProcess) -> None:
    typed = [b"BADGE-0007", CASE, b"ZONE-K1", "KØD 1".encode(), b"7038010001659"]

    shared.type(b"".join(code + suffix for suffix in (b"\r", b"\n", b"\r\n", b"\t") for code in typed), 20)

    assert scans(shared) == [code.decode() for code in typed] * 4
    assert len(shared.heard) == 20


def test_scan_without_suffix_arrives_whole(terminal: TerminalProcess) -> None:
    for code in (CASE, b"ZONE-K1"):
        terminal.type(code, 1)
        assert scans(terminal) == [code.decode()]


def test_pasted_lines_arrive_whole(shared: TerminalProcess) -> None:
    shared.type(b"\x1b[200~BADGE-0007\r\n" + CASE + b"\n\x1b[201~ZONE-K1\r", 3)

    assert scans(shared) == ["BADGE-0007", CASE.decode(), "ZONE-K1"]


@pytest.mark.parametrize("odd", [b"\x11", b"\x03", b"\x1a", b"\x10", b"\x1c", b"\x1b[I\x1b[O", b"\x02", b"\x00"])
def test_odd_bytes_neither_end_the_program_nor_spoil_a_scan(shared: TerminalProcess, odd: bytes) -> None:
    """DC1 quits a stock app, ETX copies, SUB suspends; focus reports come when a window is left."""
    shared.type(odd + b"ZONE-" + odd + b"K1\r", 1)

    assert scans(shared) == ["ZONE-K1"]
    assert shared.process.poll() is None


def test_escape_before_a_scan_does_not_end_the_program(shared: TerminalProcess) -> None:
    shared.type(b"\x1bQZONE-K1\r" + b"ZONE-K2\r", 2)

    assert scans(shared)[-1] == "ZONE-K2"


def test_text_is_typed_where_it_is_asked_for(terminal: TerminalProcess) -> None:
    terminal.type(b"\x1bOS", 1)
    terminal.wait_until(lambda: b"type the lot" in terminal.painted)

    terminal.type(b"X\x7fA7\r" + CASE + b"\r", 2)

    assert terminal.heard == [["Text", "A7"], ["Scan", CASE.decode()]]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_signal_leaves_the_terminal_as_it_was(terminal: TerminalProcess, number: int) -> None:
    terminal.process.send_signal(number)

    terminal.wait_until(lambda: b"\x1b[?1049l" in terminal.painted)
    assert terminal.process.wait(10) == 0


@pytest.mark.slow
def test_thousand_scans_none_lost_none_merged(terminal: TerminalProcess) -> None:
    """Slow: about 35,000 characters go through the terminal, one event each."""
    sent = [b"]C1010703801000165910L%04d" % n + GS + b"3103%06d" % n for n in range(1000)]

    terminal.type(b"".join(code + b"\r" for code in sent), 1000)

    assert scans(terminal) == [code.decode() for code in sent]
