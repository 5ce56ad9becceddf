"""Sheets of barcodes to hang up, A4 or on a roll: every key as a code to scan, and the signs of places and people.

The bars are wide (0.55 mm) and the codes stand far apart, so that a gloved hand at arm's length hits the right one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.graphics.barcode import createBarcodeDrawing  # type: ignore[import-untyped]
from reportlab.graphics.shapes import Drawing  # type: ignore[import-untyped]
from reportlab.lib.units import mm  # type: ignore[import-untyped]
from reportlab.platypus import Flowable  # type: ignore[import-untyped]

from hubops.documents import paper
from hubops.documents.paper import par
from hubops.documents.roll import Roll, RollForm
from hubops.inputs import CHARACTERS
from hubops.messages import LANGUAGES, say

KEYS = ("enter", *(f"f{n}" for n in range(1, 11)), "up", "down", "left", "right", *CHARACTERS, "del")
"""Every key that a dialogue may ask for: first those that do something, then those that type."""
COLUMN_MM, ROW_MM, BAR_MM, HEIGHT_MM = 90, 35, 0.55, 17
LONGEST = 32
"""Letters of a code that can still be read when it is squeezed into its column."""
QUIET_BARS = 10
"""On either side of a Code 128 (ISO/IEC 15417)."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One code and what it is."""

    code: str
    """As a scanner reads it, ``ZONE-K1``."""
    large: str
    """To be read from afar."""
    small: str

    @property
    def is_key(self) -> bool:
        """Whether it is a printed key. Any other code is written below its bars, to be typed where no scanner reads."""
        return self.code.startswith("CMD-")


@dataclass(frozen=True, slots=True)
class CommandSheet:
    """The codes of all keys, and of the stations, to which they bind a terminal."""

    hub_name: str
    language: str = "nb"
    copy: int = 0
    """0 the original, n the n-th copy."""
    stations: tuple[str, ...] = ()

    @property
    def signs(self) -> tuple[Sign, ...]:
        """The code of each key, then of each station."""
        word = " / ".join(say("screen.station", language) for language in LANGUAGES)
        return (*key_signs(), *(Sign(f"STATION-{name}", name, word) for name in self.stations))


@dataclass(frozen=True, slots=True)
class SignSheet:
    """The signs of the hub's places, or the badges of its people."""

    hub_name: str
    kind: str
    """``signs`` or ``badges``."""
    signs: tuple[Sign, ...]
    language: str = "nb"
    copy: int = 0
    """0 the original, n the n-th copy."""


def command_sheet_pdf(sheet: CommandSheet) -> bytes:
    """The keys as PDF; each stands in both languages, for everybody uses the same sheet."""
    return _pdf(sheet, "commands", sheet.signs)


def key_signs() -> tuple[Sign, ...]:
    """The code of each key."""
    return tuple(
        Sign(f"CMD-{name.upper()}", CHARACTERS.get(name, "").strip() or name.capitalize(), _meaning(name))
        for name in KEYS
    )


def sign_sheet_pdf(sheet: SignSheet) -> bytes:
    """The signs as PDF."""
    return _pdf(sheet, sheet.kind, sheet.signs)


def code128(text: str) -> Drawing:
    """A Code 128 of printable ASCII with its quiet zone, as wide as a column allows."""
    modules = _drawing(text, 1).width
    return _drawing(text, min(BAR_MM * mm, (COLUMN_MM - 4) * mm / modules))


def _drawing(text: str, bar: float) -> Drawing:
    return createBarcodeDrawing(
        "Code128", value=text, barWidth=bar, barHeight=HEIGHT_MM * mm, quiet=True, lquiet=QUIET_BARS * bar,
        rquiet=QUIET_BARS * bar, humanReadable=False,
    )  # fmt: skip


def _meaning(name: str) -> str:
    """What a key does, in both languages; a digit and a letter say themselves."""
    if CHARACTERS.get(name, "").isalnum():
        return ""
    return " / ".join(say(f"commands.{name}", language) for language in LANGUAGES)


def command_sheet_roll(sheet: CommandSheet, form: RollForm) -> bytes:
    """The keys on the roll of a receipt printer."""
    return _roll(sheet, "commands", sheet.signs, form)


def sign_sheet_roll(sheet: SignSheet, form: RollForm) -> bytes:
    """The signs on the roll of a receipt printer."""
    return _roll(sheet, sheet.kind, sheet.signs, form)


def _pdf(sheet: CommandSheet | SignSheet, kind: str, signs: Sequence[Sign]) -> bytes:
    return paper.a4(_head(sheet, kind), _story(signs))


def _roll(sheet: CommandSheet | SignSheet, kind: str, signs: Sequence[Sign], form: RollForm) -> bytes:
    roll = Roll(form, _head(sheet, kind))
    for sign in signs:
        roll.rule()
        roll.text(sign.large, "large", longest=LONGEST)
        if _drawable(sign):
            roll.code128(sign.code)
        else:
            roll.text(sign.code, longest=LONGEST)
        if _drawable(sign) and not sign.is_key:
            roll.text(sign.code)
        roll.text(sign.small, longest=2 * LONGEST)
    return roll.finished()


def _head(sheet: CommandSheet | SignSheet, kind: str) -> paper.Head:
    language = sheet.language
    copy = say("paper.copy", language, {"copy": sheet.copy}) if sheet.copy else ""
    return paper.Head(say(f"sheet.{kind}", language), sheet.hub_name, copy, sheet.hub_name, language)


def _story(signs: Sequence[Sign]) -> Callable[[], list[Flowable]]:
    def story() -> list[Flowable]:
        cells: list[Any] = [_cell(sign) for sign in signs]
        cells += [""] * (len(cells) % 2 or 2 * (not cells))
        rows = [cells[n : n + 2] for n in range(0, len(cells), 2)]
        return [paper.table(rows, (COLUMN_MM, COLUMN_MM), height_mm=ROW_MM)]

    return story


def _cell(sign: Sign) -> list[Flowable]:
    head, foot = par(sign.large, "large", 2 * LONGEST), par(sign.small, longest=2 * LONGEST)
    if not _drawable(sign):
        return [head, par(sign.code, longest=LONGEST), foot]
    written = [] if sign.is_key else [par(sign.code, "small", LONGEST)]
    return [head, code128(sign.code), *written, foot]


def _drawable(sign: Sign) -> bool:
    """What no scanner could read back is written, not drawn: a code with other letters is none of the hub's."""
    return sign.code.isascii() and sign.code.isprintable() and 0 < len(sign.code) <= LONGEST
