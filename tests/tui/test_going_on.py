"""A program that is stopped from outside goes on as if nothing had been: one reader of its line, the whole screen."""

import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from terminal_process import TerminalProcess

CODES = [b"]C1010703801000165910L%04d" % n for n in range(60)]


@pytest.fixture
def terminal() -> Iterator[TerminalProcess]:
    process = TerminalProcess()
    yield process
    process.close()


def stop_and_go_on(terminal: TerminalProcess) -> None:
    """As a program does that limits processors, or a person with ``kill``."""
    stop(terminal)
    terminal.process.send_signal(signal.SIGCONT)


def stop(terminal: TerminalProcess) -> None:
    terminal.process.send_signal(signal.SIGSTOP)
    while state(terminal.process) != "T":
        time.sleep(0.001)


def state(process: subprocess.Popen[bytes]) -> str:
    return Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[0]


def threads(terminal: TerminalProcess) -> list[str]:
    return sorted(task.name for task in Path(f"/proc/{terminal.process.pid}/task").iterdir())


def test_no_scan_is_lost_or_torn(terminal: TerminalProcess) -> None:
    running = threads(terminal)
    for first in range(0, len(CODES), 6):
        stop_and_go_on(terminal)
        some = CODES[first : first + 6]
        terminal.type(b"".join(code + b"\r" for code in some), len(some))
        assert [text.encode() for _, text in terminal.heard] == some
    assert threads(terminal) == running


def test_what_was_typed_meanwhile_is_heard(terminal: TerminalProcess) -> None:
    stop(terminal)
    threading.Timer(0.2, terminal.process.send_signal, [signal.SIGCONT]).start()

    terminal.type(CODES[0] + b"\r", 1)

    assert [text.encode() for _, text in terminal.heard] == CODES[:1]


def test_the_whole_screen_is_painted_again(terminal: TerminalProcess) -> None:
    """A shell may have written on it."""
    terminal.painted = b""
    stop_and_go_on(terminal)
    terminal.wait_until(lambda: b"Finish delivery" in terminal.painted)
    assert b"\x1b[?25l" in terminal.painted


def test_one_that_is_told_to_end_and_to_go_on_ends(terminal: TerminalProcess) -> None:
    """A service manager sends SIGCONT after SIGTERM, so that one that is stopped hears it."""
    terminal.process.send_signal(signal.SIGTERM)
    for _ in range(50):
        terminal.process.send_signal(signal.SIGCONT)
        time.sleep(0.01)
    terminal.read_to_end()

    assert terminal.process.wait(20) == 0
    assert b"\x1b[?1049h" not in terminal.painted.rpartition(b"\x1b[?1049l")[2]
