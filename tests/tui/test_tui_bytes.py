"""Bytes typed into a real terminal, as a wedge scanner sends them, through Textual's parser (terminal.md 2.2)."""

from collections.abc import Iterator

import pytest
from terminal_process import TerminalProcess

GS = b"\x1d"
CASE = b"]C1010703801000165910A7" + GS + b"3103010000"


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


@pytest.mark.slow
def test_thousand_scans_none_lost_none_merged(terminal: TerminalProcess) -> None:
    """Slow: about 35,000 characters go through the terminal, one event each."""
    sent = [b"]C1010703801000165910L%04d" % n + GS + b"3103%06d" % n for n in range(1000)]

    terminal.type(b"".join(code + b"\r" for code in sent), 1000)

    assert scans(terminal) == [code.decode() for code in sent]
