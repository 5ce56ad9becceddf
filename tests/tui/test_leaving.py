"""The program ends when it is told to, whatever its terminal does (terminal.md 2.8)."""

import signal
from collections.abc import Iterator

import pytest
from terminal_process import TerminalProcess

WITHIN_S = 20.0
"""Two seconds on a machine that has nothing else to do; tests run beside others."""
SIGNALS = pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])


@pytest.fixture
def terminal() -> Iterator[TerminalProcess]:
    process = TerminalProcess()
    yield process
    process.close()


@SIGNALS
def test_signal_leaves_the_terminal_as_it_was(terminal: TerminalProcess, number: int) -> None:
    terminal.process.send_signal(number)

    terminal.wait_until(lambda: b"\x1b[?1049l" in terminal.painted)
    assert terminal.process.wait(WITHIN_S) == 0


@pytest.mark.slow
@SIGNALS
def test_signal_ends_it_though_nobody_reads_its_terminal(terminal: TerminalProcess, number: int) -> None:
    """Slow: its screen is given a second to end in order, which a terminal that is not read never lets it."""
    terminal.type_unread(b"ZONE-K1\rZONE-K2\r" * 1000)

    terminal.process.send_signal(number)

    assert terminal.process.wait(WITHIN_S) == 0


@pytest.mark.slow
@pytest.mark.parametrize("read", [True, False])
def test_it_ends_when_its_terminal_is_gone(terminal: TerminalProcess, read: bool) -> None:
    """Slow: as above, where it was not read."""
    if not read:
        terminal.type_unread(b"ZONE-K1\rZONE-K2\r" * 1000)

    terminal.hang_up()

    assert terminal.process.wait(WITHIN_S) == 0
