"""Labels for what is scanned all day: zone, crate type, badge, vehicle, station, and each key of the terminal.

One code per label, drawn so large that a gloved hand at arm's length hits it: on the large label a Code 128 with bars
of half a millimetre or more where it fits, and on every label a DataMatrix.
"""

import re
from dataclasses import dataclass

from hubops.documents.code_sheet import CommandSheet, Sign, SignSheet
from hubops.documents.wording import said
from hubops.documents.zpl import MEDIA, Area, Label

DRAWABLE = re.compile(r"[A-Za-z0-9._-]{1,48}")
"""What every scanner reads back as it was written; a code of other letters is only written."""
BARS_MM = (0.5, 1.0)
"""The narrowest bar of a Code 128 for arm's length: at least, at most."""


@dataclass(frozen=True, slots=True)
class CodeLabel:
    """What stands on the label of one place, person or key."""

    sign: Sign
    hub_name: str
    language: str = "nb"
    copy: int = 0
    """0 the original, n the n-th copy."""


def labels_of(sheet: CommandSheet | SignSheet) -> list[CodeLabel]:
    """A sheet of codes as one label per code."""
    signs = sheet.signs
    return [CodeLabel(sign, sheet.hub_name, sheet.language, sheet.copy) for sign in signs]


def code_label(label: CodeLabel, dpi: int = 203) -> bytes:
    """The ZPL of the large label, 100 x 150 mm, for a printer of ``dpi`` (203, 300, 600)."""
    sign = label.sign
    drawn = Label(MEDIA["100x150"], dpi)
    drawn.heading(Area(4, 4, 92, 40), sign.large, sizes=(36, 30, 24, 18, 13, 9))
    drawn.text(Area(4, 46, 92, 7), sign.small, smallest=4)
    if DRAWABLE.fullmatch(sign.code):
        # The bars stand beside nothing, so that a scanner never sees both codes in one line.
        barred = drawn.code128(56, 30, sign.code, BARS_MM)
        drawn.data_matrix(Area(56, 92, 40, 40) if barred else Area(41, 77, 55, 55), sign.code)
    drawn.text(Area(4, 135, 92, 6), sign.code, smallest=3)
    drawn.text(Area(4, 142.5, 60, 4), label.hub_name, smallest=3)
    _copy(drawn, Area(66, 142.5, 30, 4), label)
    return drawn.zpl()


def small_code_label(label: CodeLabel, dpi: int = 203) -> bytes:
    """The ZPL of the small label, 60 x 40 mm, for a printer of ``dpi`` (203, 300, 600)."""
    sign = label.sign
    drawn = Label(MEDIA["60x40"], dpi)
    drawable = DRAWABLE.fullmatch(sign.code)
    drawn.heading(Area(2, 2, 29 if drawable else 56, 16), sign.large, sizes=(16, 13, 10, 8, 5.3, 4))
    drawn.text(Area(2, 19, 29, 3.5), sign.small)
    if drawable:
        drawn.data_matrix(Area(33, 2.5, 25, 28), sign.code)
    drawn.text(Area(2, 31, 56, 3.5), sign.code)
    drawn.text(Area(2, 35.5, 38, 3), label.hub_name)
    _copy(drawn, Area(42, 35.5, 16, 3), label)
    return drawn.zpl()


def _copy(drawn: Label, area: Area, label: CodeLabel) -> None:
    if label.copy:
        drawn.text(area, said("label.copy", label.language, copy=label.copy), align="right")
