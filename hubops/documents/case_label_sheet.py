"""Labels for the cases of a call-off, A4 sheets of stickers that the producer prints: 2 by 7, 99.1 by 38.1 mm.

A case that bears one is received by a single scan: article, and whose call-off it belongs to. No kitchen stands on it:
the hub shares out what comes. The bars are 0.495 mm wide, the least for cases (GS1 General Specifications 5.12.3.2).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from itertools import islice

from reportlab.graphics import renderPDF  # type: ignore[import-untyped]
from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
from reportlab.lib.units import mm  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from hubops.documents.gs1 import is_gtin_14
from hubops.documents.letters import printable
from hubops.documents.paper import copy_mark, par
from hubops.documents.symbols import BAR_MM, symbol
from hubops.messages import say

COLUMNS, ROWS = 2, 7
WIDTH_MM, HEIGHT_MM, GAP_MM = 99.1, 38.1, 2.5
CASE_BAR_MM = 0.495
MOST = 1_000
"""Labels of one call-off that are drawn; more is a slip of the pen somewhere."""
_INSIDE = 4 * mm


@dataclass(frozen=True, slots=True)
class CaseLabel:
    """One label, as often as there are such cases."""

    product: str
    gtin: str
    """14 digits; empty where the weight must be known too: then it is written by hand."""
    pieces: int
    """In the case."""
    cases: int


@dataclass(frozen=True, slots=True)
class CaseLabelSheet:
    """The labels of a call-off."""

    hub_name: str
    producer: str
    call_off: str
    day: date
    """On which the goods are fetched or brought."""
    labels: tuple[CaseLabel, ...]
    language: str = "nb"
    copy: int = 0
    """0 the original, n the n-th copy."""


def case_label_sheet_pdf(sheet: CaseLabelSheet) -> bytes:
    """The sheets. The same content gives the same bytes."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, lang=sheet.language, invariant=1)
    canvas.setTitle(f"{say('case_label.title', sheet.language)} {printable(sheet.call_off)}")
    canvas.setAuthor("hubops")
    for n, label in enumerate(islice(_each(sheet), MOST)):
        place = n % (COLUMNS * ROWS)
        if n and not place:
            canvas.showPage()
        _draw(canvas, sheet, label, *_corner(place))
    canvas.save()
    return out.getvalue()


def _each(sheet: CaseLabelSheet) -> Iterator[CaseLabel]:
    for label in sheet.labels:
        for _ in range(min(label.cases, MOST)):
            yield label


def _corner(place: int) -> tuple[float, float]:
    """Left and lower edge of a label."""
    row, column = divmod(place, COLUMNS)
    width, gap = WIDTH_MM * mm, GAP_MM * mm
    left = (A4[0] - COLUMNS * width - (COLUMNS - 1) * gap) / 2
    top = (A4[1] - ROWS * HEIGHT_MM * mm) / 2
    return left + column * (width + gap), A4[1] - top - (row + 1) * HEIGHT_MM * mm


def _draw(canvas: Canvas, sheet: CaseLabelSheet, label: CaseLabel, left: float, low: float) -> None:
    language, width = sheet.language, WIDTH_MM * mm - 2 * _INSIDE
    pieces = say("case_label.pieces", language, {"pieces": label.pieces})
    heading = par(f"{printable(label.product, 44)} · {pieces}", "bold", 80)
    _, high = heading.wrapOn(canvas, width, HEIGHT_MM * mm)
    heading.drawOn(canvas, left + _INSIDE, low + (HEIGHT_MM - 3) * mm - high)
    canvas.setFont("Helvetica", 8)
    if is_gtin_14(label.gtin):
        drawing = symbol("gs1_128", f"01{label.gtin}")
        canvas.saveState()
        canvas.translate(left + _INSIDE, low + 11 * mm)
        canvas.scale(CASE_BAR_MM / BAR_MM, 0.9)
        renderPDF.draw(drawing, canvas, 0, 0)
        canvas.restoreState()
        canvas.drawString(left + _INSIDE + 5 * mm, low + 7.5 * mm, f"(01) {label.gtin}")
    else:
        canvas.drawString(left + _INSIDE, low + 14 * mm, say("case_label.weight", language))
    values = {"call_off": sheet.call_off, "day_on": sheet.day.isoformat(), "hub": sheet.hub_name}
    foot = say("case_label.foot", language, {**values, "producer": sheet.producer})
    canvas.drawString(left + _INSIDE, low + 3 * mm, printable(f"{foot} {copy_mark(sheet.copy, language)}", 70))
