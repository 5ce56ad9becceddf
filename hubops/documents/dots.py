"""What a receipt printer gets as dots: lines with letters that its code page lacks (devices.md 5), and QR codes."""

from functools import lru_cache
from pathlib import Path

import reportlab  # type: ignore[import-untyped]
from PIL import Image, ImageDraw, ImageFont
from reportlab.graphics.barcode.qr import QrCodeWidget  # type: ignore[import-untyped]

CELL_HIGH = 24
"""Dots of a letter of the usual font, top to bottom; a large one has twice as many."""
_SIZE, _BASE = 18, 3 / 4
"""Of the letters, and where they stand in their cell."""
_GREY = 170
"""What is darker becomes ink."""
_QUIET = 4
"""Modules around a QR code."""
_FONTS = Path(reportlab.__file__).parent / "fonts"
"""reportlab brings fonts that have every letter of ``letters.printable``."""


def drawn_line(line: str, cell_wide: int, scale: int, *, bold: bool, dark: bool) -> Image.Image:
    """The line in black on white, or white on black if ``dark``.

    Each letter stands in the cell that the printer's own letter would have had, so that columns stay in line.
    """
    wide, high = cell_wide * scale, CELL_HIGH * scale
    face = _face(bold, _SIZE * scale)
    drawn = Image.new("L", (wide * len(line), high), 255)
    for place, sign in enumerate(line):
        drawn.paste(_letter(sign, face, wide, high), (place * wide, 0))
    # Black or white here: python-escpos would scatter the grey of thin strokes.
    paper, ink = (0, 255) if dark else (255, 0)
    return drawn.point(lambda dot: paper if dot > _GREY else ink)


def qr_dots(text: str, cell: int) -> Image.Image:
    """A QR code with its quiet zone, ``cell`` dots to a module.

    python-escpos draws QR codes too, but writes empty lines with them, and those change the code page.
    """
    code = QrCodeWidget(text, barLevel="M").qr
    code.make()
    side = code.moduleCount + 2 * _QUIET
    drawn = Image.new("L", (side, side), 255)
    for row in range(code.moduleCount):
        for column in range(code.moduleCount):
            if code.isDark(row, column):
                drawn.putpixel((column + _QUIET, row + _QUIET), 0)
    return drawn.resize((side * cell, side * cell), Image.Resampling.NEAREST)


@lru_cache(maxsize=8)
def _face(bold: bool, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_FONTS / ("VeraBd.ttf" if bold else "Vera.ttf")), size)


def _letter(sign: str, face: ImageFont.FreeTypeFont, wide: int, high: int) -> Image.Image:
    """One letter, squeezed if it is wider than its cell."""
    width = max(1, round(face.getlength(sign)))
    drawn = Image.new("L", (max(width, wide), high), 255)
    left = max(0, (wide - width) // 2)
    ImageDraw.Draw(drawn).text((left, round(high * _BASE)), sign, font=face, fill=0, anchor="ls")
    return drawn.resize((wide, high)) if width > wide else drawn
