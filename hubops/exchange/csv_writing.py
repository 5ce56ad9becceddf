"""Writes a CSV file that a spreadsheet opens: no cell of it is ever run as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is run by a spreadsheet (OWASP, "CSV Injection")."""


def text_of(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The file as text, cells parted by semicolons; None is an empty cell, a number stays one."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([_safe(cell) for cell in row])
    return file.getvalue()


def _safe(cell: object) -> object:
    """A text that looks like a formula is quoted by an apostrophe, which a spreadsheet doesn't show."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
