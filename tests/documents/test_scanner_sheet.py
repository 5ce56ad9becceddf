"""The sheet for setting up scanners: every code on it is read back as what the program calls right."""

from dataclasses import replace

import pytest
import zxingcpp
from documents_samples import HOSTILE, words_of
from PIL import Image, ImageDraw
from reportlab.graphics.shapes import Drawing, Group, Rect, String  # type: ignore[import-untyped]
from reportlab.lib.units import mm  # type: ignore[import-untyped]

from hubops.devices.scanners.meaning import read_scan
from hubops.devices.scanners.sheet_codes import SHEET_CODES, SheetCode
from hubops.documents.render import freeze, render
from hubops.documents.scanner_sheet import SYMBOLS, ScannerSheet, SheetSymbol, scanner_sheet_pdf
from hubops.documents.symbols import symbol

SHEET = ScannerSheet(
    "Lierbyen matterminal",
    tuple(SheetSymbol(code.symbol, code.data, "scan.test_right") for code in SHEET_CODES),
)
DOTS_A_MM = 8


def read(drawing: Drawing) -> list[bytes]:
    """What a scanner sends for a drawing."""
    scale = DOTS_A_MM / mm
    image = Image.new("L", (round(drawing.width * scale) + 40, round(drawing.height * scale) + 40), 255)
    paint(drawing, ImageDraw.Draw(image), scale)
    flipped = image.transpose(Image.Transpose.FLIP_TOP_BOTTOM)  # a drawing counts from its foot
    return [code.symbology_identifier.encode() + code.bytes for code in zxingcpp.read_barcodes(flipped)]


def paint(shape: Drawing | Group, on: ImageDraw.ImageDraw, scale: float) -> None:
    """The dark parts of a drawing, whose widgets draw when asked."""
    for part in shape.contents:
        if isinstance(part, Rect):
            if part.fillColor is not None and part.fillColor.rgb() == (0, 0, 0):
                x, y = (20 + round(at * scale) for at in (part.x, part.y))
                right, top = (20 + round(at * scale) for at in (part.x + part.width, part.y + part.height))
                on.rectangle((x, y, right - 1, top - 1), fill=0)
        elif not isinstance(part, String):
            paint(part if hasattr(part, "contents") else part.draw(), on, scale)


@pytest.mark.parametrize("code", SHEET_CODES, ids=lambda code: str(code.symbol))
def test_each_code_is_read_back(code: SheetCode) -> None:
    (data,) = read(symbol(code.symbol, code.data))
    assert data == (code.aim_id + code.data).encode()
    assert read_scan(data).fault == "scan.test_right"


@pytest.mark.parametrize("letters", [0, 1, 5, 9, 20])
def test_a_data_matrix_of_any_size(letters: int) -> None:
    text = f"0109521234543213{'10' + 'Az-7/' * 4 if letters > 19 else ''}"[: 16 + 2 + letters]
    assert read(symbol("data_matrix", text)) == [f"]d2{text}".encode()]


def test_there_is_a_code_of_each_kind() -> None:
    assert [code.symbol for code in SHEET_CODES] == list(SYMBOLS)


@pytest.mark.parametrize(("language", "first"), [("nb", "Oppsett av skanner"), ("en", "Set up a scanner")])
def test_both_languages_the_hub_s_own_first(language: str, first: str) -> None:
    words = words_of(scanner_sheet_pdf(replace(SHEET, language=language)))
    assert first in words
    assert "USB CDC" in words
    norwegian, english = words.index("Testkoden ble lest riktig."), words.index("Test code read as it should be.")
    assert (norwegian < english) == (language == "nb")
    assert ("Side 2 av 2" if language == "nb" else "Page 2 of 2") in words, "a page for each language"


@pytest.mark.parametrize("text", HOSTILE)
def test_no_name_breaks_it(text: str) -> None:
    assert scanner_sheet_pdf(replace(SHEET, hub_name=text)).startswith(b"%PDF-")


def test_same_content_same_bytes_also_from_the_print_queue() -> None:
    assert render("scanner_sheet", freeze(SHEET), "pdf", 0) == scanner_sheet_pdf(SHEET)


def test_a_copy_says_so() -> None:
    assert "KOPI 2" in words_of(scanner_sheet_pdf(replace(SHEET, copy=2)))
