"""A small composer of ZPL labels: text that never runs off, boxes, GS1-128 and GS1 DataMatrix.

Positions and sizes are millimetres from the top left corner, and become whole dots in one place. Outside text reaches
the printer only through ``escape``, so that no name can hold a command (devices.md 4.3).
"""

import string
from collections.abc import Sequence
from functools import lru_cache
from math import ceil
from typing import NamedTuple

from hubops.documents import font0, gs1
from hubops.documents.letters import printable

SAFE = frozenset(string.ascii_letters + string.digits + " .,:/()-+")
SMALLEST_X_MM = 0.495
"""The narrowest bar of a GS1-128 on a logistic label (domain-rules.md 3.3)."""
QUIET_MODULES = 10


def dots(mm: float, dpi: int) -> int:
    """Millimetres as whole dots. A head that is sold as 203 dpi has exactly 8 dots per mm."""
    return round(mm * per_mm(dpi))


def per_mm(dpi: int) -> float:
    """Dots per millimetre."""
    return 8 if dpi == 203 else dpi / 25.4


def escape(text: str) -> str:
    r"""The text for a ^FD under ``^FH\`` and ^CI28: every byte outside a small safe set as ``\hh`` in UTF-8."""
    return printable(text).translate(_ESCAPES)


class _Escapes(dict[int, str]):
    """How each letter is written in a ^FD: found out once, then looked up."""

    def __missing__(self, letter: int) -> str:
        sign = chr(letter)
        self[letter] = safe = sign if sign in SAFE else "".join(f"\\{byte:02X}" for byte in sign.encode())
        return safe


_ESCAPES = _Escapes()


@lru_cache(maxsize=2048)
def _wrapped(
    text: str, width: int, height_mm: float, sizes: tuple[float, ...], dots_per_mm: float
) -> tuple[list[str], float]:
    """The lines of a heading, and the first of ``sizes`` in which they fit, or the last."""
    shown, lines, size = printable(text), list[str](), 0.0
    for size in sizes:
        high = round(size * dots_per_mm)
        lines = font0.wrapped(shown, width, high)
        if len(lines) * size <= height_mm and all(font0.width_of(line, high) <= width for line in lines):
            break
    most = int(height_mm // size)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return lines, size


class Media(NamedTuple):
    """A size of labels on the roll, in mm: across the feed, and along it."""

    width: float
    height: float


MEDIA = {"100x150": Media(100, 150), "105x148": Media(105, 148), "60x40": Media(60, 40)}
"""What devices.toml may name. 105 x 148 mm is the A6 of the GS1 logistic label."""


class Area(NamedTuple):
    """A rectangle in mm: ``x`` and ``y`` are its top left corner."""

    x: float
    y: float
    width: float
    height: float


def _in_dots(area: Area, dots_per_mm: float) -> tuple[int, int, int, int]:
    x, y, width, height = area
    return round(x * dots_per_mm), round(y * dots_per_mm), round(width * dots_per_mm), round(height * dots_per_mm)


@lru_cache(maxsize=8192)
def _fitted(text: str, room: int, high: int, smallest: int) -> tuple[str, int, int]:
    """The escaped text that fits, its height and its width. Names come again all day, but in other places."""
    shown, size, wide = font0.fitted(printable(text), room, high, smallest)
    return shown.translate(_ESCAPES), size, wide


@lru_cache(maxsize=8192)
def _text(
    area: Area, text: str, smallest: float, align: str, inverse: bool, dots_per_mm: float, label_width: int
) -> str:
    """The command for one line of text; empty where not even "..." has room."""
    left, top, room, high = _in_dots(area, dots_per_mm)
    room = min(room, label_width - left)
    shown, size, wide = _fitted(text, room, high, min(high, round(smallest * dots_per_mm)))
    if not shown:
        return ""
    if align != "left":
        left += (room - wide) // (2 if align == "center" else 1)
    # Letters that were shrunk keep the middle of the line.
    top += (high - size) // 2
    reverse = "^FR" if inverse else ""
    return f"^FO{left},{top}{reverse}^A0N,{size},{size}^FH\\^FD{shown}^FS"


@lru_cache(maxsize=256)
def _box(area: Area, line: float, dots_per_mm: float) -> str:
    """The command for a frame, or for a black area where ``line`` is as thick as it."""
    left, top, width, height = _in_dots(area, dots_per_mm)
    return f"^FO{left},{top}^GB{width},{height},{round(line * dots_per_mm)}^FS"


class Label:
    """One label that grows command by command.

    Args:
        media: what is on the roll.
        dpi: resolution of the head: 203, 300 or 600.
    """

    def __init__(self, media: Media, dpi: int = 203) -> None:
        self._per_mm = per_mm(dpi)
        self.width = self.dots(media.width)
        self.height = self.dots(media.height)
        self._commands = [f"^XA^CI28^PW{self.width}^LL{self.height}^LH0,0^PON^MMT^PQ1,0,1,Y"]

    def text(self, area: Area, text: str, *, smallest: float = 2.5, align: str = "left", inverse: bool = False) -> None:
        """One line of text as high as ``area``: shrunk down to ``smallest``, then cut, never off the label.

        Args:
            area: its height is the height of the font.
            text: what to write.
            smallest: the least height of the font, in mm.
            align: ``left``, ``center`` or ``right`` in the area.
            inverse: white where it lies on black.
        """
        self._add(_text(area, text, smallest, align, inverse, self._per_mm, self.width))

    def heading(self, area: Area, text: str, sizes: Sequence[float]) -> None:
        """Text as large as the area allows, over several lines if needed; cut where even the last size is too large.

        Args:
            area: the room.
            text: what to write.
            sizes: font heights to try in mm, the largest first.
        """
        lines, size = _wrapped(text, self.dots(area.width), area.height, tuple(sizes), self._per_mm)
        top = area.y + (area.height - len(lines) * size) / 2
        for place, line in enumerate(lines):
            self.text(Area(area.x, top + place * size, area.width, size), line, smallest=size)

    def box(self, area: Area, line: float = 0.5) -> None:
        """A frame; ``line`` is its thickness in mm."""
        self._add(_box(area, line, self._per_mm))

    def filled(self, area: Area) -> None:
        """A black area."""
        self._add(_box(area, min(area.width, area.height), self._per_mm))

    def gs1_128(self, y: float, height: float, elements: Sequence[gs1.Element]) -> None:
        """A GS1-128 in the middle of the label's width, without text.

        Raises:
            ValueError: it does not fit with its quiet zones.
        """
        symbol = gs1.code128(elements)
        module = self._narrowest()
        if not self._has_room(symbol.modules, module):
            raise ValueError(f"a symbol of {symbol.modules} modules does not fit the label")
        self._code128((self.width - symbol.modules * module) // 2, y, height, module, symbol)

    def holds_gs1_128(self, elements: Sequence[gs1.Element]) -> bool:
        """Whether a GS1-128 with bars of the prescribed width and its quiet zones fits across the label."""
        return self._has_room(gs1.code128(elements).modules, self._narrowest())

    def code128(self, y: float, height: float, text: str, bars: tuple[float, float]) -> bool:
        """A Code 128 in the middle of the label's width, its bars as wide as the label allows.

        Args:
            y: its top.
            height: of the bars.
            text: letters, digits, ``.``, ``_`` and ``-``.
            bars: the least and the greatest width of the narrowest bar.

        Returns:
            False, and nothing is drawn, where it does not fit with its quiet zones.
        """
        symbol = gs1.plain_code128(text)
        least, greatest = ceil(bars[0] * self._per_mm), int(bars[1] * self._per_mm)
        module = min(greatest, self.width // (symbol.modules + 2 * QUIET_MODULES))
        if module < least:
            return False
        self._code128((self.width - symbol.modules * module) // 2, y, height, module, symbol)
        return True

    def gs1_data_matrix(self, area: Area, elements: Sequence[gs1.Element]) -> None:
        """A GS1 DataMatrix in the top right corner of ``area``, as large as whole dots allow.

        Raises:
            ValueError: a value that a GS1 symbol can't hold.
        """
        self._data_matrix(area, gs1.element_string(elements))

    def data_matrix(self, area: Area, text: str) -> None:
        """A DataMatrix that is none of GS1, of letters, digits, ``.``, ``_`` and ``-``."""
        self._data_matrix(area, text)

    def _data_matrix(self, area: Area, message: str) -> None:
        left, top, width, height = _in_dots(area, self._per_mm)
        modules = gs1.data_matrix_modules(message)
        module = min(width, height) // modules
        left += width - module * modules
        # The escape is named, for firmwares differ in it. ^FH must not be on this field: two escapes would mix.
        kind = f"{module},200,,,,{gs1.DATA_MATRIX_ESCAPE},1"
        self._add(f"^FO{left},{top}^BXN,{kind}^FD{gs1.data_matrix_field(message)}^FS")

    def _narrowest(self) -> int:
        """Dots of the narrowest bar of a GS1-128."""
        return ceil(SMALLEST_X_MM * self._per_mm)

    def _has_room(self, modules: int, module: int) -> bool:
        return (modules + 2 * QUIET_MODULES) * module <= self.width

    def _code128(self, left: int, y: float, height: float, module: int, symbol: gs1.Code128) -> None:
        tall = self.dots(height)
        self._add(f"^FO{left},{self.dots(y)}^BY{module},3,{tall}^BCN,{tall},N,N,N,N^FD{symbol.field_data}^FS")

    def dots(self, mm: float) -> int:
        """Millimetres as dots of this label's printer."""
        return round(mm * self._per_mm)

    def zpl(self) -> bytes:
        """The finished label."""
        return "\n".join([*filter(None, self._commands), "^XZ\n"]).encode("ascii")

    def _add(self, command: str) -> None:
        self._commands.append(command)
