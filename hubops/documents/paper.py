"""What every A4 paper has in common: letters, tables, fields for the pen, a head and a foot on each page.

Outside text reaches a page only through ``par`` and ``printable``: reportlab would read ``<`` and ``&`` as its markup.
Black on white and nothing smaller than 8 points: papers are read in a dark cab and copied on office machines.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab.graphics.barcode.qr import QrCodeWidget  # type: ignore[import-untyped]
from reportlab.graphics.shapes import Drawing  # type: ignore[import-untyped]
from reportlab.lib.colors import HexColor, black, white  # type: ignore[import-untyped]
from reportlab.lib.enums import TA_CENTER, TA_RIGHT  # type: ignore[import-untyped]
from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]
from reportlab.lib.units import mm  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table  # type: ignore[import-untyped]

from hubops.documents.letters import printable
from hubops.messages import say

FRAME_PADDING = 6
"""Points that reportlab leaves free inside a page's frame."""
SIDE = 15 * mm - FRAME_PADDING
BLACK, GREY = black, HexColor(0xDDDDDD)
BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=9.5, leading=11.5)
STYLES = {
    "body": BODY,
    "right": ParagraphStyle("right", BODY, alignment=TA_RIGHT),
    "bold": ParagraphStyle("bold", BODY, fontName="Helvetica-Bold"),
    "bold right": ParagraphStyle("bold right", BODY, fontName="Helvetica-Bold", alignment=TA_RIGHT),
    "small": ParagraphStyle("small", BODY, fontSize=8, leading=9.5),
    "large": ParagraphStyle("large", BODY, fontName="Helvetica-Bold", fontSize=13, leading=15.5),
    "section": ParagraphStyle("section", BODY, fontName="Helvetica-Bold", fontSize=12, leading=15, spaceBefore=12),
    "band": ParagraphStyle("band", BODY, fontName="Helvetica-Bold", fontSize=16, leading=19, textColor=white),
    "band right": ParagraphStyle(
        "band right", BODY, fontName="Helvetica-Bold", fontSize=12, leading=14, textColor=white, alignment=TA_RIGHT
    ),
    "band number": ParagraphStyle(
        "band number", BODY, fontName="Helvetica-Bold", fontSize=26, leading=28, textColor=white, alignment=TA_CENTER
    ),
}


@dataclass(frozen=True, slots=True)
class Head:
    """What stands on every page."""

    title: str
    mark: str
    """Names this very paper: its code or number."""
    detail: str
    """Beside the mark: version, copy."""
    foot: str
    language: str


def copy_mark(copy: int, language: str) -> str:
    """``KOPI 2`` for the second copy; empty for the original, which is 0."""
    return say("paper.copy", language, {"copy": copy}) if copy else ""


def par(text: str, style: str = "body", longest: int = 200) -> Flowable:
    """A paragraph of plain text; markup in it is shown, not obeyed.

    It is cut at ``longest`` letters, because a row of a table that is higher than a page can't be laid out.
    """
    return Paragraph(escape(printable(text, longest)), STYLES[style])


def table(
    rows: Sequence[Sequence[Any]],
    widths_mm: Sequence[float],
    looks: Sequence[tuple[Any, ...]] = (),
    heads: int = 0,
    *,
    height_mm: float | None = None,
) -> Flowable:
    """A table of flowables as wide as ``widths_mm``; ``heads`` rows come again on each page it runs over.

    Rows are as high as what stands in them, or all ``height_mm``.
    """
    common = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ]
    widths = [width * mm for width in widths_mm]
    height = None if height_mm is None else height_mm * mm
    cells = [list(row) for row in rows]
    return Table(cells, widths, [height] * len(cells), style=[*common, *looks], repeatRows=heads, hAlign="LEFT")


def headings(heads: Sequence[str], numbers: Collection[int] = ()) -> list[Flowable]:
    """The bold first row of a table; the columns of ``numbers`` stand on the right."""
    return [par(head, "bold right" if place in numbers else "bold") for place, head in enumerate(heads)]


def after_numbers(numbers: Collection[int], columns: int) -> list[tuple[Any, ...]]:
    """Looks that keep the column behind a column of numbers off them."""
    last = [place for place in sorted(numbers) if place + 1 not in numbers and place + 1 < columns]
    return [("LEFTPADDING", (place + 1, 0), (place + 1, -1), 9) for place in last]


def listing(
    heads: Sequence[str],
    rows: Sequence[Sequence[Flowable]],
    widths_mm: Sequence[float],
    numbers: Collection[int] = (),
) -> Flowable:
    """A table with bold heads and a thin line under each row."""
    looks = [
        ("LINEBELOW", (0, 0), (-1, 0), 1.2, black),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, black),
        *after_numbers(numbers, len(heads)),
    ]
    return table([headings(heads, numbers), *rows], widths_mm, looks, heads=1)


def facts(pairs: Sequence[tuple[str, str]], widths_mm: tuple[float, float], longest: int = 200) -> Flowable:
    """Captions and what they stand for; a pair with nothing to say is left out."""
    rows = [[par(caption, "small"), par(fact, "bold", longest)] for caption, fact in pairs if fact]
    return table(rows, widths_mm, [("LINEBELOW", (0, 0), (-1, -1), 0.4, GREY)])


def pen_fields(captions: Sequence[str], widths_mm: Sequence[float], height_mm: float = 14) -> Flowable:
    """Boxes to be filled in with a pen."""
    looks = [("GRID", (0, 0), (-1, -1), 0.8, black)]
    return table([[par(caption, "small") for caption in captions]], widths_mm, looks, height_mm=height_mm)


def qr_code(text: str, size_mm: float) -> Drawing:
    """A QR code of ``size_mm``, its quiet zone inside."""
    size = size_mm * mm
    drawing = Drawing(size, size)
    drawing.add(QrCodeWidget(text, barWidth=size, barHeight=size, barLevel="M"))
    return drawing


def a4(head: Head, story: Callable[[], list[Flowable]]) -> bytes:
    """The PDF. No clock and no random number goes in: the same content gives the same bytes."""
    out = BytesIO()
    document = SimpleDocTemplate(
        out, pagesize=A4, leftMargin=SIDE, rightMargin=SIDE, topMargin=24 * mm, bottomMargin=15 * mm,
        title=f"{head.title} {printable(head.mark)}", author="hubops", lang=head.language, invariant=1,
    )  # fmt: skip
    document.build(story(), canvasmaker=partial(_CountedPages, head))
    return out.getvalue()


class _CountedPages(Canvas):  # type: ignore[misc]
    """Keeps its pages until the last one is drawn, because each says how many there are."""

    def __init__(self, head: Head, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._head = head
        self._kept: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for page in self._kept:
            self.__dict__.update(page)
            _head_and_foot(self, self._head, self._pageNumber, len(self._kept))
            super().showPage()
        super().save()


def _head_and_foot(canvas: Canvas, head: Head, page: int, pages: int) -> None:
    left, right, top = 15 * mm, A4[0] - 15 * mm, A4[1] - 15 * mm
    canvas.setFont("Helvetica-Bold", 18)
    canvas.drawString(left, top, printable(head.title))
    canvas.setFont("Helvetica-Bold", 11)
    canvas.drawRightString(right, top + 4 * mm, printable(head.mark, 40))
    canvas.setFont("Helvetica", 10)
    canvas.drawRightString(right, top - 0.5 * mm, printable(head.detail, 60))
    canvas.setLineWidth(1.2)
    canvas.line(left, top - 3 * mm, right, top - 3 * mm)
    canvas.setFont("Helvetica", 9)
    canvas.drawString(left, 9 * mm, printable(head.foot, 80))
    canvas.drawRightString(right, 9 * mm, say("paper.page", head.language, {"page": page, "pages": pages}))
