"""Imports a file of master data or orders: all rows or none, in one transaction, every bad row named."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hubops.errors import BadInput, Refused
from hubops.exchange import csv_file, order_import, outcomes, reading, row_groups
from hubops.exchange.csv_file import Table
from hubops.exchange.kinds import EVERY
from hubops.exchange.order_import import Wish
from hubops.exchange.reading import Entry, Sheet
from hubops.exchange.report import Report, RowMessage, at_row
from hubops.messages import Message
from hubops.operations import promises_kept
from hubops.operations.booking import Booking
from hubops.operations.desk import Desk
from hubops.operations.upserting import Saved

Counts = Counter[Saved]
_PROMISED_BY = ("closed-days", "routes", "pickup-days", "vehicles", "kitchens", "producers")
"""Kinds on which promises rest."""


@dataclass(frozen=True, slots=True)
class _Taken:
    """What became of the rows, and what does not fit any more now."""

    counts: Counts
    warnings: tuple[Message, ...]
    promises: tuple[Message, ...]
    """What was promised and comes otherwise now."""


class _NotKeptError(Exception):
    """Ends the transaction without keeping anything of it."""

    def __init__(self, taken: "_Taken", faults: Sequence[RowMessage]) -> None:
        super().__init__()
        self.taken = taken
        self.faults = tuple(faults)


def import_file(desk: Desk, kind: str, path: Path, dry_run: bool = False, late_badge: str = "") -> Report:
    """Take a file in; importing it again changes nothing, and nothing is ever deleted.

    Args:
        desk: who imports.
        kind: one of ``EVERY``.
        path: the CSV file.
        dry_run: only tell what would become of it.
        late_badge: whose badge lets orders be changed after the cut-off; empty: nobody's.

    Returns:
        The report; if it names a fault, nothing was taken.
    """
    if kind not in EVERY:
        values = {"kind": kind, "expected": ", ".join(EVERY)}
        return Report(kind, faults=(Message("import.unknown_kind", values),))
    if kind == order_import.KIND:
        return order_import.take_path(desk, path, Wish(dry_run, late_badge))
    try:
        table = csv_file.read(path)
    except BadInput as error:
        return Report(kind, faults=(Message(error.code, error.values),))
    return take_table(desk, kind, table, dry_run)


def take_table(desk: Desk, kind: str, table: Table, dry_run: bool = False) -> Report:
    """Take in what was read of a file, as :func:`import_file` does."""
    try:
        sheet = reading.entries_of(table, EVERY[kind])
    except BadInput as error:
        return Report(kind, faults=(Message(error.code, error.values),))
    if sheet.faults:
        return Report(kind, warnings=sheet.warnings, faults=sheet.faults)
    return _booked(desk, kind, sheet, dry_run)


def _booked(desk: Desk, kind: str, sheet: Sheet, dry_run: bool) -> Report:
    groups = row_groups.groups_of(kind, sheet.entries)
    try:
        taken = desk.book(lambda booking: _save(booking, kind, groups, dry_run))
    except _NotKeptError as end:
        if end.faults:
            return Report(kind, warnings=sheet.warnings, faults=end.faults)
        taken = end.taken
    counts, warnings = taken.counts, (*sheet.warnings, *taken.warnings)
    told = (counts[Saved.ADDED], counts[Saved.CHANGED], counts[Saved.SAME])
    return Report(kind, *told, warnings, orders=taken.promises)


def _save(booking: Booking, kind: str, groups: Sequence[Sequence[Entry]], dry_run: bool) -> _Taken:
    counts: Counts = Counter()
    faults: list[RowMessage] = []
    for group in groups:
        bad = _bad_rows(booking, kind, group)
        faults += bad
        if bad:
            continue
        try:
            counts[row_groups.save(booking, kind, group)] += 1
        except (BadInput, Refused) as error:
            faults.append(at_row(_line_of(error, group), error, _column_of(error, kind)))
    kept = () if faults or kind not in _PROMISED_BY else outcomes.kept(promises_kept.keep(booking))
    taken = _Taken(counts, () if faults else row_groups.warnings(booking, kind), kept)
    if faults or dry_run:
        raise _NotKeptError(taken, sorted(faults, key=lambda fault: fault.line))
    return taken


def _bad_rows(booking: Booking, kind: str, group: Sequence[Entry]) -> list[RowMessage]:
    faults = []
    for entry in group:
        try:
            row_groups.check_row(booking, kind, entry)
        except BadInput as error:
            faults.append(at_row(entry.line, error))
    return faults


def _line_of(error: BadInput | Refused, group: Sequence[Entry]) -> int:
    """The first row whose value is the one complained of, else the first row."""
    field, text = str(error.values.get("field")), error.values.get("text")
    return next((entry.line for entry in group if entry.record.get(field) == text), group[0].line)


def _column_of(error: BadInput | Refused, kind: str) -> str:
    """The column of the value complained of, where a record calls it by another name; else empty."""
    field = error.values.get("field")
    return next((column.name for column in EVERY[kind].columns if column.value and column.value == field), "")
