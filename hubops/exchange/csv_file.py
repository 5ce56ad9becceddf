"""Reads a CSV file as people's programs write it: any of two encodings, any of two delimiters (interfaces.md).

Cells are text and nothing else: a formula is the text that it stands as. What a cell means is told by kinds.py.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hubops.errors import BadInput
from hubops.exchange import raw_file
from hubops.exchange.report import RowMessage, at_row
from hubops.messages import Message

MAX_ROWS = 100_000
MAX_COLUMNS = 200
MAX_CELL = 500
"""Characters."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row under the header."""

    line: int
    """In the file, where the row starts; the header is on line 1."""
    cells: Mapping[str, str]
    """By column, without space around them; a cell that is missing at the end of a row is empty."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands in a JSON file: which order of the file, which line of that order, both from 1."""

    order: int
    line: int


@dataclass(frozen=True, slots=True)
class Table:
    """A file that could be read."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    warnings: tuple[Message, ...]
    faults: tuple[RowMessage, ...]
    """Rows that could not be read."""
    places: Mapping[int, Place] = field(default_factory=dict)
    """Where a row stands, by its number in ``Row.line``, in a file whose rows stand on no lines of their own."""


def read(path: Path) -> Table:
    """Read a file. Rows without any text are skipped.

    Raises:
        BadInput: the file as a whole can't be read: missing, empty, too large, no text, broken quotes, a bad header.
    """
    return table_of(*raw_file.text_of(path.name, raw_file.read(path)))


def table_of(text: str, warnings: tuple[Message, ...] = ()) -> Table:
    """The rows of a text. Raises BadInput as :func:`read` does."""
    records = _records(text)
    _, header = next(records, (0, []))
    columns = _columns(header)
    rows: list[Row] = []
    faults: list[RowMessage] = []
    for line, cells in records:
        if len(rows) + len(faults) >= MAX_ROWS:
            raise BadInput("import.too_many_rows", most=MAX_ROWS)
        try:
            rows.append(_row(line, columns, cells))
        except BadInput as error:
            faults.append(at_row(line, error))
    return Table(tuple(name for name in columns if name), tuple(rows), warnings, tuple(faults))


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold any text, each with the line on which it starts."""
    head = next((line for line in io.StringIO(text) if line.strip()), "")
    delimiter = ";" if head.count(";") > head.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield line, stripped
            line = reader.line_num + 1
    except csv.Error as error:
        if "field limit" in str(error):
            raise BadInput("import.huge_cell", line=line, most=MAX_CELL) from error
        raise BadInput("import.broken_quotes", line=line) from error


def _columns(header: list[str]) -> list[str]:
    """The columns' names in small letters; a nameless one is what a spreadsheet leaves behind."""
    columns = [name.lower() for name in header]
    if not any(columns):
        raise BadInput("import.empty")
    if len(columns) > MAX_COLUMNS:
        raise BadInput("import.too_many_columns", columns=len(columns), most=MAX_COLUMNS)
    twice = sorted({name for name in columns if name and columns.count(name) > 1})
    if twice:
        raise BadInput("import.column_twice", columns=", ".join(twice))
    return columns


def _row(line: int, columns: list[str], cells: list[str]) -> Row:
    if any(cells[len(columns) :]):
        raise BadInput("import.too_many_cells", cells=len(cells), columns=len(columns))
    filled = dict(zip(columns, cells, strict=False))
    if filled.get(""):
        raise BadInput("import.nameless_cell", text=filled[""])
    for name, cell in filled.items():
        check_cell(name, cell)
    return Row(line, {name: filled.get(name, "") for name in columns if name})


def check_cell(name: str, cell: str) -> None:
    """Raises BadInput for a text that is too long, or that can't be printed."""
    if len(cell) > MAX_CELL:
        raise BadInput("import.too_long", field=name, text=f"{cell[:20]}…", length=len(cell), most=MAX_CELL)
    if not cell.isprintable():
        raise BadInput("import.control_character", field=name, text=_visible(cell))


def _visible(cell: str) -> str:
    """The text with its control characters written out."""
    shown = "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in cell)
    return shown if len(shown) <= 40 else f"{shown[:40]}…"
