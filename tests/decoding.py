"""Reads a label as its receiver does: drawn by zplkit, read by zxing-cpp, understood by biip."""

import io
import re
from dataclasses import dataclass

import biip
import zplkit
import zxingcpp
from PIL import Image

WIDTH, HEIGHT, DPI = 799, 1199, 203
"""100 x 150 mm."""


@dataclass(frozen=True)
class Read:
    """What a scanner and an eye find on a label."""

    codes: tuple[tuple[str, str], ...]
    """AIM identifier and SSCC of each symbol."""
    texts: tuple[str, ...]


def decode(zpl: bytes) -> Read:
    """Draw a label and read it."""
    found = zxingcpp.read_barcodes(picture(zpl))
    codes = sorted((code.symbology_identifier, _sscc(code)) for code in found)
    return Read(tuple(codes), tuple(texts_of(zpl)))


def picture(zpl: bytes) -> Image.Image:
    """The label as zplkit draws it; it refuses printer control and has no Norwegian letters in font 0."""
    plain = re.sub(rb"\^(?:PO|MM|PQ)[^^]*", b"", zpl)
    plain = re.sub(rb"(?:\\[C-F][0-9A-F])(?:\\[89AB][0-9A-F])+", b"o", plain)
    options = zplkit.Options(width=WIDTH, height=HEIGHT, dpi=DPI)
    return Image.open(io.BytesIO(zplkit.render(plain, options).labels[0].png())).convert("L")


def texts_of(zpl: bytes) -> list[str]:
    """The texts that are drawn."""
    fields = re.findall(rb"\^A0N,\d+,\d+\^FH\\\^FD(.*?)\^FS", zpl)
    return [_unescaped(field) for field in fields]


def _unescaped(data: bytes) -> str:
    return re.sub(rb"\\([0-9A-F]{2})", lambda found: bytes.fromhex(found[1].decode()), data).decode()


def _sscc(code: zxingcpp.Barcode) -> str:
    message = biip.parse(code.symbology_identifier + code.bytes.decode()).gs1_message
    element = message.element_strings.get(ai="00") if message else None
    assert element is not None
    assert element.sscc is not None
    return element.value
