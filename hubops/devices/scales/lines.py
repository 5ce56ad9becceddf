"""Cuts a stream of bytes into lines and reads each by the rules of a protocol."""

import re
from collections.abc import Callable, Sequence

from hubops.devices.scales.frames import Frame, Frames, Noise

LONGEST_LINE = 256
"""Bytes; a line that is longer is noise."""

Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], Frames]]
"""What a line looks like, and what it says. Garbage before a frame, on its line too, does no harm as long as the
pattern holds on to the end of the line and not to its start. A group ``field`` has a fixed width."""


class LineParser:
    """Takes bytes in any split and gives the frames that they complete; bytes above 0x7F are kept as latin-1.

    A ``field`` that is not as wide as usual has lost or won a byte and is noise, unless it is as wide as the one
    before: some makers have another width.
    """

    def __init__(self, rules: Sequence[Rule], field_width: int = 0) -> None:
        self._rules = rules
        self._line = bytearray()
        self._usual_width = self._last_width = field_width

    def feed(self, data: bytes) -> list[Frame]:
        """Take the next bytes."""
        *ended, pending = data.replace(b"\n", b"\r").split(b"\r")
        frames: list[Frame] = []
        for piece in ended:
            self._append(piece)
            if self._line:
                frames += self._read(self._line.decode("latin-1"))
                self._line.clear()
        self._append(pending)
        return frames

    def _append(self, piece: bytes) -> None:
        self._line += piece[: LONGEST_LINE - len(self._line)]

    def _read(self, line: str) -> Frames:
        if len(line) < LONGEST_LINE:
            for pattern, read in self._rules:
                if match := pattern.search(line):
                    return read(match) if self._has_its_width(match) else (Noise(match.group()),)
        return (Noise(line),)

    def _has_its_width(self, match: re.Match[str]) -> bool:
        if "field" not in match.re.groupindex:
            return True
        width = len(match["field"])
        last, self._last_width = self._last_width, width
        return width in (self._usual_width, last)
