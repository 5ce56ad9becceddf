"""Reads a CSV file as people's programs write it: any of two encodings, any of two delimiters (interfaces.md).

Cells are text and nothing else: a formula is the text that it stands as. What a cell means is told by kinds.py.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from hubops.errors import BadInput
from hubops.exchange.report import RowMessage, at_row
from hubops.messages import Message

MAX_BYTES = 10_000_000
MAX_ROWS = 50_000
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
class Table:
    """A file that could be read."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    warnings: tuple[Message, ...]
    faults: tuple[RowMessage, ...]
    """Rows that could not be read."""


def read(path: Path) -> Table:
    """Read a file. Rows without any text are skipped.

    Raises:
        BadInput: the file as a whole can't be read: missing, empty, too large, no text, broken quotes, a bad header.
    """
    text, warnings = _decoded(_bytes(path))
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


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadInput("import.no_file", file=str(path), reason=str(error.strerror)) from error
    if len(data) > MAX_BYTES:
        raise BadInput("import.too_large", file=path.name, megabytes=MAX_BYTES // 1_000_000)
    if b"\0" in data:
        raise BadInput("import.not_text", file=path.name)
    return data


def _decoded(data: bytes) -> tuple[str, tuple[Message, ...]]:
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), (Message("import.cp1252"),)
    except UnicodeDecodeError as error:
        raise BadInput("import.unknown_encoding", byte=error.start + 1) from error


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold any text, each with the line on which it starts."""
    head = next((line for line in text.splitlines() if line.strip()), "")
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
        raise BadInput("import.broken_quotes", line=line) from error


def _columns(header: list[str]) -> list[str]:
    """The columns' names in small letters; a nameless one is what a spreadsheet leaves behind."""
    columns = [name.lower() for name in header]
    if not any(columns):
        raise BadInput("import.empty")
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
        if len(cell) > MAX_CELL:
            raise BadInput("import.too_long", field=name, length=len(cell), most=MAX_CELL)
        if not cell.isprintable():
            raise BadInput("import.control_character", field=name)
    return Row(line, {name: filled.get(name, "") for name in columns if name})
