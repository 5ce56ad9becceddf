"""The sheet that tells a person how to set up a scanner, with codes to test it; a page for each language."""

from collections.abc import Callable
from dataclasses import dataclass

from reportlab.lib.units import mm  # type: ignore[import-untyped]
from reportlab.platypus import Flowable, PageBreak, Spacer  # type: ignore[import-untyped]

from hubops.documents import paper
from hubops.documents.paper import par
from hubops.documents.symbols import symbol
from hubops.messages import LANGUAGES, say

STEPS = ("serial", "suffix", "aim_id", "separator", "symbols", "port", "test")
SYMBOLS = ("ean13", "code128", "gs1_128", "data_matrix", "qr")
ROW_MM = 30
"""High enough that a scanner sees one code at a time."""
LONGEST = 400
"""Letters of a sentence."""


@dataclass(frozen=True, slots=True)
class SheetSymbol:
    """One code to test a scanner with."""

    symbol: str
    """One of SYMBOLS."""
    data: str
    """What the scanner shall send, GS as 0x1D."""
    answer: str
    """What the program answers when all is well: a code of messages."""


@dataclass(frozen=True, slots=True)
class ScannerSheet:
    """The whole sheet."""

    hub_name: str
    codes: tuple[SheetSymbol, ...]
    language: str = "nb"
    """Of the page that comes first."""
    copy: int = 0
    """0 the original, n the n-th copy."""


def scanner_sheet_pdf(sheet: ScannerSheet) -> bytes:
    """The sheet as A4 PDF."""
    language = sheet.language
    copy = say("paper.copy", language, {"copy": sheet.copy}) if sheet.copy else ""
    head = paper.Head(say("scanner_sheet.title", language), "", copy, sheet.hub_name, language)
    return paper.a4(head, _story(sheet))


def _story(sheet: ScannerSheet) -> Callable[[], list[Flowable]]:
    languages = sorted(LANGUAGES, key=lambda language: language != sheet.language)

    def story() -> list[Flowable]:
        pages: list[Flowable] = []
        for language in languages:
            pages += [PageBreak()] if pages else []
            pages += [_steps(language), Spacer(0, 3 * mm), _codes(sheet.codes, language), Spacer(0, 2 * mm)]
            pages.append(par(say("scanner_sheet.wedge", language), longest=LONGEST))
        return pages

    return story


def _steps(language: str) -> Flowable:
    rows = [
        [par(str(n), "large"), par(say(f"scanner_sheet.{step}", language), longest=LONGEST)]
        for n, step in enumerate(STEPS, start=1)
    ]
    return paper.table(rows, (10, 170))


def _codes(codes: tuple[SheetSymbol, ...], language: str) -> Flowable:
    rows = [
        [
            [
                par(say(f"scanner_sheet.{code.symbol}", language), "bold", LONGEST),
                par(say("scanner_sheet.answer", language, {"answer": say(code.answer, language)}), longest=LONGEST),
            ],
            symbol(code.symbol, code.data),
        ]
        for code in codes
    ]
    looks = [("LINEABOVE", (0, 0), (-1, -1), 0.4, paper.GREY), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    return paper.table(rows, (75, 105), looks, height_mm=ROW_MM)
