"""MT-SICS level 0 and 1: the bytes of a scale -> frames (devices.md 1.2). Pure and exact: there is no float."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from hubops.inputs import Weight

ASK_WEIGHT = b"SI\r\n"
"""The weight now, stable or not. ``S`` would wait for stability, for seconds."""
ASK_SERIAL = b"I4\r\n"
"""The serial number."""

LONGEST_LINE = 256
"""Bytes; a line that is longer is noise."""

FIELD_WIDTH = 10
"""Characters of the weight field, right aligned."""

_GRAMS_PER_UNIT = {"g": Decimal(1), "kg": Decimal(1000)}


@dataclass(frozen=True, slots=True)
class NoWeight:
    """The scale answers, but has no weight now (``S I``): busy, in a menu, or it gave up waiting."""

    raw: str


@dataclass(frozen=True, slots=True)
class Unusable:
    """A weight that can't be told in whole grams; ``fault`` is ``scale.unit`` or ``scale.sub_gram``."""

    fault: str
    raw: str


@dataclass(frozen=True, slots=True)
class Identity:
    """The serial number, asked for or sent at power-on."""

    serial: str
    raw: str


@dataclass(frozen=True, slots=True)
class Complaint:
    """The scale did not take a command (``ES``, ``ET``, ``EL``) or has an error of its own (``S S Error 10b``)."""

    raw: str


@dataclass(frozen=True, slots=True)
class Noise:
    """A line that is none of the above, also one with a lost byte."""

    raw: str


Frame = Weight | NoWeight | Unusable | Identity | Complaint | Noise


class MtSicsParser:
    """Takes bytes in any split and gives the frames that they complete.

    Garbage before a frame, on its line too, does no harm. A weight field that is not ten characters wide has lost or
    won a byte and is noise, unless it is as wide as the one before: some makers have another width.
    """

    def __init__(self, device: str = "") -> None:
        self._device = device
        self._line = bytearray()
        self._width = FIELD_WIDTH

    def feed(self, data: bytes) -> list[Frame]:
        """Take the next bytes. A Weight is net of the tare that is set at the scale, so ``net`` is None: not known."""
        *ended, pending = data.replace(b"\n", b"\r").split(b"\r")
        frames = []
        for piece in ended:
            self._append(piece)
            if self._line:
                frames.append(self._frame(self._line.decode("latin-1")))
            self._line.clear()
        self._append(pending)
        return frames

    def _append(self, piece: bytes) -> None:
        self._line += piece[: LONGEST_LINE - len(self._line)]

    def _frame(self, line: str) -> Frame:
        if len(line) < LONGEST_LINE:
            for pattern, read in _FRAMES:
                if match := pattern.search(line):
                    return read(self, match)
        return Noise(line)

    def _weight(self, match: re.Match[str]) -> Frame:
        raw, (state, field, sign, digits, unit) = match.group(), match.groups()
        standing_width, self._width = self._width, len(field)
        if len(field) not in (FIELD_WIDTH, standing_width):
            return Noise(raw)
        if unit not in _GRAMS_PER_UNIT:
            return Unusable("scale.unit", raw)
        grams = Decimal(sign + digits) * _GRAMS_PER_UNIT[unit]
        if grams != int(grams):
            return Unusable("scale.sub_gram", raw)
        return Weight(int(grams), stable=state == "S", device=self._device, raw=raw)

    def _out_of_range(self, match: re.Match[str]) -> Frame:
        over = match.group(1) == "+"
        return Weight(0, stable=False, over=over, under=not over, device=self._device, raw=match.group())

    def _no_weight(self, match: re.Match[str]) -> Frame:
        return NoWeight(match.group())

    def _identity(self, match: re.Match[str]) -> Frame:
        return Identity(match.group(1), match.group())

    def _complaint(self, match: re.Match[str]) -> Frame:
        return Complaint(match.group())


_FRAMES: tuple[tuple[re.Pattern[str], Callable[[MtSicsParser, re.Match[str]], Frame]], ...] = (
    (re.compile(r"S ([SD]) ( *([+-]?)([0-9]+(?:\.[0-9]+)?)) +([A-Za-z%]+) *$"), MtSicsParser._weight),
    (re.compile(r"S ([+-])$"), MtSicsParser._out_of_range),
    (re.compile(r"S I$"), MtSicsParser._no_weight),
    (re.compile(r'(?:I4|@) A "([^"]*)"$'), MtSicsParser._identity),
    (re.compile(r"(?:E[STL]|S S Error .*)$"), MtSicsParser._complaint),
)
"""The patterns hold on to the end of the line, not to its start."""
