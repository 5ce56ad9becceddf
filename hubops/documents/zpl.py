"""A small composer of ZPL labels: text that never runs off, boxes, GS1-128 and GS1 DataMatrix.

Positions and sizes are millimetres from the top left corner, and become whole dots in one place. Outside text reaches
the printer only through ``escape``, so that no name can hold a command (devices.md 4.3).
"""

import string
from collections.abc import Sequence
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
    return round(mm * (8 if dpi == 203 else dpi / 25.4))


def escape(text: str) -> str:
    r"""The text for a ^FD under ``^FH\`` and ^CI28: every byte outside a small safe set as ``\hh`` in UTF-8."""
    return "".join(
        sign if sign in SAFE else "".join(f"\\{byte:02X}" for byte in sign.encode()) for sign in printable(text)
    )


class Area(NamedTuple):
    """A rectangle in mm: ``x`` and ``y`` are its top left corner."""

    x: float
    y: float
    width: float
    height: float


class Label:
    """One label that grows command by command.

    Args:
        width_mm: width of the medium across the feed.
        height_mm: length of the medium.
        dpi: resolution of the head: 203, 300 or 600.
    """

    def __init__(self, width_mm: float, height_mm: float, dpi: int = 203) -> None:
        self.dpi = dpi
        self.width = dots(width_mm, dpi)
        self.height = dots(height_mm, dpi)
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
        left, high = self.dots(area.x), self.dots(area.height)
        room = min(self.dots(area.width), self.width - left)
        shown, size = font0.fitted(printable(text), room, high, min(high, self.dots(smallest)))
        if not shown:
            return
        spare = room - font0.width_of(shown, size)
        indent = {"left": 0, "center": spare // 2, "right": spare}[align]
        # Letters that were shrunk keep the middle of the line.
        top = self.dots(area.y) + (high - size) // 2
        reverse = "^FR" if inverse else ""
        self._add(f"^FO{left + indent},{top}{reverse}^A0N,{size},{size}^FH\\^FD{escape(shown)}^FS")

    def heading(self, area: Area, text: str, sizes: Sequence[float]) -> None:
        """Text as large as the area allows, over several lines if needed; cut where even the last size is too large.

        Args:
            area: the room.
            text: what to write.
            sizes: font heights to try in mm, the largest first.
        """
        width, shown = self.dots(area.width), printable(text)
        lines: list[str] = []
        for size in sizes:
            lines = font0.wrapped(shown, width, self.dots(size))
            widest = max((font0.width_of(line, self.dots(size)) for line in lines), default=0)
            if widest <= width and len(lines) * size <= area.height:
                break
        most = int(area.height // size)
        if len(lines) > most:
            lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
        top = area.y + (area.height - len(lines) * size) / 2
        for place, line in enumerate(lines):
            self.text(Area(area.x, top + place * size, area.width, size), line, smallest=size)

    def box(self, area: Area, line: float = 0.5) -> None:
        """A frame; ``line`` is its thickness in mm."""
        self._graphic_box(area, self.dots(line))

    def filled(self, area: Area) -> None:
        """A black area."""
        self._graphic_box(area, min(self.dots(area.width), self.dots(area.height)))

    def gs1_128(self, y: float, height: float, elements: Sequence[gs1.Element]) -> None:
        """A GS1-128 in the middle of the label's width, without text.

        Raises:
            ValueError: it does not fit with its quiet zones.
        """
        symbol = gs1.code128(elements)
        module = ceil(SMALLEST_X_MM * self.dots(100) / 100)
        left = (self.width - symbol.modules * module) // 2
        if left < QUIET_MODULES * module:
            raise ValueError(f"a symbol of {symbol.modules} modules does not fit the label")
        tall = self.dots(height)
        self._add(f"^FO{left},{self.dots(y)}^BY{module},3,{tall}^BCN,{tall},N,N,N,N^FD{symbol.field_data}^FS")

    def gs1_data_matrix(self, x: float, y: float, module: float, elements: Sequence[gs1.Element]) -> None:
        """A GS1 DataMatrix with modules of ``module`` mm."""
        data = gs1.data_matrix_field(elements)
        # ^FH must not be on this field: with it, _10 would become one byte and the symbol no longer GS1.
        self._add(f"^FO{self.dots(x)},{self.dots(y)}^BXN,{ceil(module * self.dots(100) / 100)},200,,,,_,1^FD{data}^FS")

    def dots(self, mm: float) -> int:
        """Millimetres as dots of this label's printer."""
        return dots(mm, self.dpi)

    def zpl(self) -> bytes:
        """The finished label."""
        return "\n".join([*self._commands, "^XZ\n"]).encode("ascii")

    def _graphic_box(self, area: Area, line: int) -> None:
        size = f"{self.dots(area.width)},{self.dots(area.height)},{line}"
        self._add(f"^FO{self.dots(area.x)},{self.dots(area.y)}^GB{size}^FS")

    def _add(self, command: str) -> None:
        self._commands.append(command)
