"""Barcodes of A4 papers as drawings, each with its quiet zone: EAN-13, Code 128, GS1-128, GS1 DataMatrix and QR."""

import re
from collections.abc import Callable

from reportlab.graphics.barcode import createBarcodeDrawing  # type: ignore[import-untyped]
from reportlab.graphics.barcode.ecc200datamatrix import ECC200DataMatrix  # type: ignore[import-untyped]
from reportlab.graphics.shapes import Drawing, Rect  # type: ignore[import-untyped]
from reportlab.lib.units import mm  # type: ignore[import-untyped]

from hubops.documents.gs1 import FNC1, SQUARES
from hubops.documents.paper import BLACK, qr_code

BAR_MM, HEIGHT_MM, QUIET_BARS = 0.33, 16, 10
CELL_MM, QUIET_CELLS = 0.6, 2
QR_MM = 25

_DATA_MATRIX_FNC1, _PAD, _PAIR_ZERO = 232, 129, 130
"""Codewords of ISO/IEC 16022 5.2.3."""
_CHECK_WORDS = {22: 18, 30: 20, 36: 24, 44: 28}
"""Codewords for error correction, by those of data."""


def symbol(kind: str, data: str) -> Drawing:
    """A code as a drawing.

    Args:
        kind: ``ean13``, ``code128``, ``gs1_128``, ``data_matrix`` (of GS1) or ``qr``.
        data: what a scanner shall send, without AIM identifier; GS (0x1D) between elements of GS1.
    """
    return _DRAW[kind](data)


def _ean_13(digits: str) -> Drawing:
    return createBarcodeDrawing("EAN13", value=digits, barHeight=HEIGHT_MM * mm, quiet=True, humanReadable=False)


def _code_128(text: str) -> Drawing:
    bar = BAR_MM * mm
    return createBarcodeDrawing(
        "Code128", value=text, barWidth=bar, barHeight=HEIGHT_MM * mm, quiet=True, lquiet=QUIET_BARS * bar,
        rquiet=QUIET_BARS * bar, humanReadable=False,
    )  # fmt: skip


def _gs1_128(data: str) -> Drawing:
    fnc1 = "\xf1"  # reportlab's name for it
    return _code_128(fnc1 + data.replace(FNC1, fnc1))


def _data_matrix(data: str) -> Drawing:
    rows = _Square(_codewords(data)).encode()
    size = (len(rows) + 2 * QUIET_CELLS) * CELL_MM * mm
    drawing, cell = Drawing(size, size), CELL_MM * mm
    for y, row in enumerate(rows, start=QUIET_CELLS):
        for x, dark in enumerate(row, start=QUIET_CELLS):
            if dark:
                drawing.add(Rect(x * cell, y * cell, cell, cell, fillColor=BLACK, strokeWidth=0, strokeColor=None))
    return drawing


def _codewords(data: str) -> list[int]:
    """ASCII encodation: FNC1 in front makes it GS1's, two digits are one codeword."""
    return [_DATA_MATRIX_FNC1, *(_codeword(part) for part in re.findall(r"[0-9]{2}|.", data, re.DOTALL))]


def _codeword(part: str) -> int:
    if part == FNC1:
        return _DATA_MATRIX_FNC1
    return int(part) + _PAIR_ZERO if len(part) == 2 else ord(part) + 1


class _Square(ECC200DataMatrix):  # type: ignore[misc]
    """reportlab's DataMatrix draws one size and one encodation; the size and the codewords are ours here."""

    def __init__(self, words: list[int]) -> None:
        modules, room = next(size for size in SQUARES if size[1] in _CHECK_WORDS and size[1] >= len(words))
        super().__init__("")
        self.row_modules = self.col_modules = modules
        self.row_regions = self.col_regions = 1
        self.row_usable_modules = self.col_usable_modules = modules - 2
        self.cw_data, self.cw_ecc = room, _CHECK_WORDS[room]
        self._words = words
        self.validated = ""

    def _encode_c40(self, _: str) -> list[int]:
        words = self._words[:]
        if len(words) < self.cw_data:
            words.append(_PAD)
        while len(words) < self.cw_data:  # the padding is scattered by its place
            scattered = _PAD + 149 * (len(words) + 1) % 253 + 1
            words.append(scattered if scattered <= 254 else scattered - 254)
        return words


_DRAW: dict[str, Callable[[str], Drawing]] = {
    "ean13": _ean_13,
    "code128": _code_128,
    "gs1_128": _gs1_128,
    "data_matrix": _data_matrix,
    "qr": lambda text: qr_code(text, QR_MM),
}
