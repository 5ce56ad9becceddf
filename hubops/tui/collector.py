"""Collects what a keyboard or a keyboard-wedge scanner types, and says what it means (terminal.md 2.2).

Nothing on the screen has the focus, so every character comes here: no scan is cut, merged or lost.
"""

from hubops.devices.scanners.framing import LONGEST
from hubops.devices.scanners.meaning import read_scan
from hubops.devices.scanners.setup import GS, PLAIN, ScannerSetup
from hubops.inputs import Input, Key, Scan, ScanKind, Text
from hubops.tui.pressing import typed_by

SILENCE_S = 0.15
"""After this time a digit stands alone, and a scan of a scanner that sends no suffix is complete."""
BURST_S = 0.05
"""Characters that follow each other faster were not typed by a hand."""
LATE_END_S = 0.5
"""An Enter so soon after the last character of a scan that a silence ended is its suffix: no hand answers as fast."""
SHORTEST_SCAN = 6
"""Characters; a hand may be that fast for fewer."""
LONGEST_NUMBER = 12
"""Digits; a longer number that is a GTIN or an SSCC was scanned, a shorter one may be a lot."""
MOST_STRAY = 3
"""Digits; as many may have been left standing by a hand that pressed where no digit was asked for."""

_ENDS = frozenset({"enter", "ctrl+m", "ctrl+j", "tab", "ctrl+i"})
"""CR, LF and TAB as scanners send them."""
_NAMED = frozenset({*(f"f{n}" for n in range(1, 11)), "up", "down", "left", "right"})
_RUBOUT = frozenset({"backspace", "ctrl+h"})
_GS_KEY = "ctrl+right_square_bracket"
"""What terminals report GS, the separator in GS1 data, as."""


def meant(line: str, wants: frozenset[str], setup: ScannerSetup = PLAIN) -> Input:
    """What a typed line means to the prompt that wants these kinds of input.

    Where a text is asked for, a line is a text, unless it can only be a scan: a printed key, a sign, a case. A secret
    is no scan, whatever its digits look like; only a badge or a printed key is read instead. ``setup`` is that of the
    station's keyboard wedge.
    """
    scan = read_scan(line, "keyboard", setup)
    if "secret" in wants:
        return scan if scan.kind in (ScanKind.BADGE, ScanKind.COMMAND) else Text(line)
    if "text" not in wants or GS in scan.raw or scan.aim_id:
        return scan
    number, long = line.isdigit(), len(line) > LONGEST_NUMBER
    if scan.kind is ScanKind.UNREADABLE:
        return scan if "scan" in wants and number and long else Text(line)
    return Text(line) if "scan" not in wants and number and not long else scan


class Collector:
    """The characters that were typed and not yet ended; times are seconds of any steady clock.

    Digits that nobody asked for must not become the head of the next code. While a refusal stands, only a scan counts:
    what a hand typed is dropped, which the screen says, and Enter acknowledges. Otherwise stray digits are cut off a
    code that can be read without them only. A pause alone never cuts: over a network a scan may come in two pieces.
    """

    def __init__(self, setup: ScannerSetup = PLAIN) -> None:
        self._setup = setup
        self.text = ""
        """What stands in the line."""
        self.wants: frozenset[str] = frozenset()
        """The kinds of input that the prompt wants, as ``Prompt.wants``."""
        self.stopped = False
        """A refusal stands, and is to be acknowledged."""
        self.dropped = False
        """The last Enter acknowledged a refusal, and with it went what a hand had typed."""
        self._burst_at = 0
        """Where the characters begin that followed each other faster than a hand types."""
        self._quick = False
        """Two of the characters followed each other so fast."""
        self._suffixed = False
        self._typed_at = self._ended_at = -1.0
        self._end_due_until = -1.0
        """Till then the suffix of a scan that a silence ended may come."""

    def press(self, key: str, character: str | None, at: float) -> Input | None:
        """Take one key as Textual names it; gives an input if it completes one."""
        self.dropped = False
        if key in _ENDS:
            return self._end(key, at)
        if key in _NAMED:
            let_go = key == "f2" and self.text and "text" in self.wants and not self.stopped
            self.text = ""
            return None if let_go else Key(key)
        if key == "escape":
            return self._escape()
        if key in _RUBOUT:
            self.text = self.text[:-1]
            self._burst_at = len(self.text)
            return None
        if key == _GS_KEY:
            character = GS
        if character is not None and (character.isprintable() or character == GS):
            self._add(character, at)
        return None

    def paste(self, pasted: str, at: float) -> list[Input]:
        """Take a bracketed paste: each line of it is a line; what has no end stays until Enter or silence."""
        found = []
        for character in pasted:
            key = {"\r": "ctrl+m", "\n": "ctrl+j", "\t": "tab", GS: _GS_KEY}.get(character, character)
            said = self.press(key, character, at)
            if said is not None:
                found.append(said)
        return found

    def cut_short(self, key: str) -> Input | None:
        """Another key follows before the silence: a digit alone is a key all the same."""
        return self.silence() if len(self.text) == 1 and key in _NAMED | _ENDS else None

    def silence(self) -> Input | None:
        """Nothing was typed for ``SILENCE_S``: a digit alone is a key, a burst alone is a scan.

        Of digits that a hand pressed in quick succession each is a key, one at each silence: what the first one leads
        to may ask for a text. A digit alone behind two keys that were hit at once counts, and those do not.
        """
        if self.stopped and self._is_stray(self.text):
            digit, self.text = self.text[-1], ""
            return Key(digit)
        if "text" in self.wants and "scan" not in self.wants:
            return None
        if "digit" in self.wants and self._is_pressed():
            digit, self.text = (self.text[-1], "") if self._quick else (self.text[0], self.text[1:])
            self._burst_at = max(0, self._burst_at - 1)
            return Key(digit)
        burst = len(self.text) - self._burst_at
        # a scanner that was heard to end its scans is only slow: half a scan must not count
        if burst >= SHORTEST_SCAN and not self._suffixed and not self._hand_typed():
            self._end_due_until = self._typed_at + LATE_END_S
            return self._line()
        return None

    @property
    def is_untaken(self) -> bool:
        """A hand typed what stands in the line, and a refusal stands: it will not count."""
        return self.stopped and bool(self.text) and len(self.text) - self._burst_at < SHORTEST_SCAN

    def _add(self, character: str, at: float) -> None:
        if len(self.text) < LONGEST:
            slow = not self.text or at - self._typed_at > BURST_S
            self._quick = bool(self.text) and (self._quick or not slow)
            if slow:
                self._burst_at = len(self.text)
            self.text += character
        self._typed_at = at

    def _end(self, key: str, at: float) -> Input | None:
        if self.text:
            burst = len(self.text) - self._burst_at >= SHORTEST_SCAN and at - self._typed_at <= BURST_S
            self._suffixed = self._suffixed or burst
            self._ended_at = at
            said = self._line()
            if self.stopped and not burst and not _is_readable(said):
                self.dropped = True
                return Key("enter") if key == "enter" else None
            return said
        if at < self._end_due_until:
            self._end_due_until, self._ended_at = -1.0, at
        rest_of_suffix = at - self._ended_at <= BURST_S
        return Key("enter") if key == "enter" and not rest_of_suffix else None

    def _escape(self) -> Input | None:
        if self.text:
            self.text = ""
            return None
        return Key("escape")

    def _hand_typed(self) -> bool:
        """A hand typed what stands before the burst, and it is more than stray digits."""
        return self._burst_at > 0 and not self._is_stray(self.text[: self._burst_at])

    def _is_pressed(self) -> bool:
        """Digits of a hand where a digit is asked for, and no head of a scan: that comes faster, and is longer."""
        if len(self.text) == 1 or not self._is_stray(self.text):
            return len(self.text) == 1 and self.text.isdigit()
        alone = self._burst_at == len(self.text) - 1
        return "text" not in self.wants and alone

    def _is_stray(self, text: str) -> bool:
        return text.isdigit() and len(text) <= MOST_STRAY

    def _line(self) -> Input:
        line, self.text = self.text, ""
        printed = meant(line[self._burst_at :], self.wants, self._setup) if self._burst_at else None
        if printed is not None and typed_by(printed, self.wants, stopped=self.stopped):
            self.text = line[: self._burst_at]  # a printed key goes on with what was typed before it
            return printed
        said = meant(line, self.wants, self._setup)
        if self._is_stray(line[: self._burst_at]) and not _is_readable(said):
            rest = meant(line[self._burst_at :], self.wants, self._setup)
            if _is_readable(rest):
                return rest
        return said


def _is_readable(said: Input) -> bool:
    return isinstance(said, Scan) and said.kind is not ScanKind.UNREADABLE
