"""Sheets of barcodes: each decodes to its text, and the scanner takes it for the key or the sign that it is."""

import pytest
import zxingcpp
from documents_samples import HOSTILE, words_of
from PIL import Image, ImageDraw
from reportlab.graphics.shapes import Drawing, Group, Rect  # type: ignore[import-untyped]
from reportlab.lib.units import mm  # type: ignore[import-untyped]

from hubops.devices.scanners.meaning import read_scan
from hubops.documents.code_sheet import (
    BAR_MM,
    COLUMN_MM,
    KEYS,
    CommandSheet,
    Sign,
    SignSheet,
    code128,
    command_sheet_pdf,
    sign_sheet_pdf,
)
from hubops.inputs import ScanKind

SHEET = CommandSheet("Lierbyen matterminal")
SIGNS = SignSheet(
    "Lierbyen matterminal", "signs", (Sign("ZONE-K1", "K1", "Kjølerom"), Sign("STATION-dock1", "dock1", ""))
)


def read(drawing: Drawing) -> list[tuple[str, str]]:
    """What a scanner reads in a drawing: symbology and text."""
    scale = 200 / (25.4 * mm) * 1.0
    image = Image.new("L", (round(drawing.width * scale), round(drawing.height * scale) + 20), 255)
    paint(drawing, ImageDraw.Draw(image), scale)
    return [(code.symbology_identifier, code.text) for code in zxingcpp.read_barcodes(image)]


def paint(shape: Drawing | Group, on: ImageDraw.ImageDraw, scale: float) -> None:
    """The bars of a drawing, whose widgets draw when asked."""
    for part in shape.contents:
        if isinstance(part, Rect) and part.fillColor is not None:
            left, right = round(part.x * scale), round((part.x + part.width) * scale)
            on.rectangle((left, 10, right - 1, 10 + part.height * scale), fill=0)
        elif hasattr(part, "contents") or hasattr(part, "draw"):
            paint(part if hasattr(part, "contents") else part.draw(), on, scale)


@pytest.mark.parametrize("name", KEYS)
def test_every_key_is_a_barcode_that_the_scanner_takes_for_the_key(name: str) -> None:
    ((symbology, text),) = read(code128(f"CMD-{name.upper()}"))
    scan = read_scan(symbology + text)

    assert symbology.startswith("]C")
    assert (scan.kind, scan.code.lower()) == (ScanKind.COMMAND, name)


@pytest.mark.parametrize("name", KEYS)
def test_a_key_keeps_its_wide_bars(name: str) -> None:
    drawing = code128(f"CMD-{name.upper()}")
    narrowest = min(part.width for part in drawing.contents[0].draw().contents if isinstance(part, Rect))

    assert narrowest >= BAR_MM * mm - 0.001
    assert drawing.width <= COLUMN_MM * mm


@pytest.mark.parametrize("code", ["STATION-terminal-at-the-ramp", "BADGE-0007", "ZONE-K1", "VEHICLE-V1"])
def test_a_long_code_is_narrowed_to_its_column(code: str) -> None:
    drawing = code128(code)

    assert drawing.width <= COLUMN_MM * mm
    assert [text for _, text in read(drawing)] == [code]


def test_each_key_has_its_word_in_both_languages() -> None:
    words = words_of(command_sheet_pdf(SHEET))

    for fact in ("Enter Ja, bekreft / Yes, confirm", "F1 Hjelp / Help", "F9 Meld problem", "Side 5 av 5"):
        assert fact in words


def test_signs_name_what_they_are() -> None:
    words = words_of(sign_sheet_pdf(SIGNS))

    assert "K1 ZONE-K1 Kjølerom" in words
    assert "dock1 STATION-dock1" in words


def test_a_badge_says_its_number_and_the_role() -> None:
    badge = SignSheet("Lierbyen matterminal", "badges", (Sign("BADGE-0007", "Kari Test", "skiftleder"),))

    assert "Kari Test BADGE-0007 skiftleder" in words_of(sign_sheet_pdf(badge))


def test_a_printed_key_needs_no_code_to_type() -> None:
    assert "CMD-F1" not in words_of(command_sheet_pdf(SHEET))


def test_same_content_same_bytes() -> None:
    assert command_sheet_pdf(SHEET) == command_sheet_pdf(SHEET)
    assert sign_sheet_pdf(SIGNS) == sign_sheet_pdf(SIGNS)


def test_a_sheet_without_signs() -> None:
    assert sign_sheet_pdf(SignSheet("Hub", "badges", ())).startswith(b"%PDF-")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_a_sheet(text: str) -> None:
    sheet = SignSheet(text, "badges", (Sign(text, text, text), Sign("ZONE-Ø", text, text)))

    assert sign_sheet_pdf(sheet).startswith(b"%PDF-")
