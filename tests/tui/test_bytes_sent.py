"""What is sent to a terminal: orders that each obeys or skips, and signs that its font has (terminal.md 2.7)."""

import re

import pytest
from terminal_process import TerminalProcess
from test_messages import texts

from hubops.messages import LANGUAGES
from hubops.tui.words import clean

ORDER = re.compile(rb"\x1b(?:\[[<=>?]?[0-9;]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\\\)|[^\[\]])")
EVERYWHERE = re.compile(rb"\x1b\[[0-9;]*[Hm]|\x1b\[\?(?:25|7)[hl]")
"""Place the cursor, colours, show the cursor, wrap lines: of a VT220 already."""
SKIPPED = re.compile(rb"\x1b\[\?(?:1004|1049|2004)[hl]|\x1b\[\?(?:2026|2048)\$p")
"""Modes and questions that a terminal which does not know them passes over without a trace."""
FONT = {*bytes(range(32, 256)).decode("cp437"), "ø", "Ø"}
"""Signs of the font that a Linux console has built in."""


@pytest.mark.parametrize("term", ["xterm-256color", "linux", "vt220"])
def test_nothing_is_sent_that_a_terminal_would_show_by_mistake(term: str) -> None:
    terminal = TerminalProcess(term)
    try:
        terminal.type(b"ZONE-K1\r", 1)
        sent = terminal.painted
    finally:
        terminal.close()

    orders = set(ORDER.findall(sent))
    assert len(orders) > 10
    assert {order for order in orders if not EVERYWHERE.fullmatch(order) and not SKIPPED.fullmatch(order)} == set()
    assert b"\x1b" not in ORDER.sub(b"", sent)
    assert set(ORDER.sub(b"", sent).decode()) - FONT <= {"\r", "\n", "\a"}
    assert (b"\x1b[38;5;" in sent) == (term == "xterm-256color"), "the others have 16 colours"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_has_signs_of_the_console_s_font_only(language: str) -> None:
    lacking = {code: sorted(set(clean(text)) - FONT) for code, text in texts(language).items()}
    assert {code: signs for code, signs in lacking.items() if signs} == {}
