"""From the cells of a file to records: every cell that can't be used is named, not the first one only."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hubops.errors import BadInput
from hubops.exchange.csv_file import Row, Table
from hubops.exchange.kinds import Agreement, Column, Kind
from hubops.exchange.report import MOST_FAULTS, RowMessage, at_row, capped
from hubops.messages import Message


@dataclass(frozen=True, slots=True)
class Entry:
    """What one row says."""

    line: int
    record: Mapping[str, Any]
    """The values by their names; None for an empty cell."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as records of its kind."""

    entries: tuple[Entry, ...]
    warnings: tuple[Message, ...]
    faults: tuple[RowMessage, ...]
    """In the order of the lines."""
    doubtful: tuple[Entry, ...] = ()
    """Rows of which a cell can't be used, with the values of the others."""


def entries_of(table: Table, kind: Kind) -> Sheet:
    """The records of a table.

    Raises:
        BadInput: ``import.missing_columns``.
    """
    missing = [column.name for column in kind.columns if column.required and column.name not in table.columns]
    if missing:
        raise BadInput("import.missing_columns", columns=", ".join(missing))
    faults = list(table.faults)
    entries: list[Entry] = []
    doubtful: list[Entry] = []
    for row in table.rows:
        if len(faults) > MOST_FAULTS:
            break
        record, bad = _record(row, kind.columns)
        faults += bad
        (doubtful if bad else entries).append(Entry(row.line, record))
    for key in kind.keys:
        faults += _twice(entries, key)
    if kind.agreement:
        faults += _disagreeing(entries, kind.agreement)
    warnings = table.warnings + tuple(_warnings(table, kind))
    return Sheet(tuple(entries), warnings, capped(faults), tuple(doubtful))


def _warnings(table: Table, kind: Kind) -> Iterator[Message]:
    known = {column.name for column in kind.columns}
    unknown = [name for name in table.columns if name not in known]
    if unknown:
        yield Message("import.unknown_columns", {"columns": ", ".join(unknown)})
    if not table.rows and not table.faults:
        yield Message("import.no_rows")


def _record(row: Row, columns: Sequence[Column]) -> tuple[dict[str, object], list[RowMessage]]:
    record: dict[str, object] = {}
    faults = []
    for column in columns:
        try:
            record[column.value or column.name] = _value(row.cells.get(column.name, ""), column)
        except BadInput as error:
            faults.append(at_row(row.line, error, column.name))
    return record, faults


def _value(cell: str, column: Column) -> object:
    if cell:
        return column.read(cell)
    if column.required:
        raise BadInput("import.missing_cell")
    return None


def _twice(entries: Sequence[Entry], key: Sequence[str]) -> Iterator[RowMessage]:
    seen: dict[tuple[object, ...], int] = {}
    for entry in entries:
        value = tuple(entry.record[name] for name in key)
        if None in value:
            continue
        first = seen.setdefault(value, entry.line)
        if first != entry.line:
            text = " ".join(str(part) for part in value)
            yield RowMessage("import.twice", {"text": text, "first_line": first}, entry.line, ", ".join(key))


def _disagreeing(entries: Sequence[Entry], agreement: Agreement) -> Iterator[RowMessage]:
    first: dict[object, Entry] = {}
    for entry in entries:
        leader = first.setdefault(entry.record[agreement.group], entry)
        for name in agreement.columns:
            if entry.record[name] != leader.record[name]:
                values = {
                    "text": str(entry.record[name]),
                    "first_text": str(leader.record[name]),
                    "first_line": leader.line,
                }
                yield RowMessage("import.disagrees", values, entry.line, name)
