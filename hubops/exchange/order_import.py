"""Takes a file of orders whole or not at all: new orders, changes, cancelled lines; the same file once only.

The format is told by docs/order-files.md. What is not text in the shape of that page is refused before anything of it
is looked at; of a file in that shape every fault is named.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from hubops.errors import BadInput, HubopsError, Refused
from hubops.exchange import csv_file, json_file, outcomes, raw_file, reading
from hubops.exchange.csv_file import Place, Table
from hubops.exchange.kinds import KINDS
from hubops.exchange.order_rows import OrderRows, faults_of_part, orders_of
from hubops.exchange.reading import Sheet
from hubops.exchange.report import MOST_FAULTS, Report, RowMessage, capped
from hubops.messages import Message
from hubops.operations import intake, notices, order_files, order_notices
from hubops.operations.articles import Articles
from hubops.operations.booking import Booking
from hubops.operations.desk import Desk
from hubops.operations.intake import Intake
from hubops.operations.order_changes import Changing
from hubops.operations.order_files import Arrived
from hubops.operations.promising import Promising
from hubops.operations.upserting import Saved

T = TypeVar("T")
KIND = "orders"
_PACKED = ("order.packed", "order.less_than_packed")
"""Faults that the dock must act on: goods are to be taken out of their parcel."""
BY_HAND = "import"
"""The sender of a file that somebody imports by a command."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How a file is to be taken."""

    dry_run: bool = False
    """Only tell what would become of it."""
    late_badge: str = ""
    """Whose badge lets changes pass after the cut-off; empty: nobody's."""


class _EndError(Exception):
    """Ends the transaction without keeping anything of it."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report


def arrived(path: Path, sender: str) -> Arrived:
    """A file with its bytes.

    Raises:
        BadInput: it is missing or may not be read.
    """
    digest, size_bytes, kept = hashlib.sha256(), 0, bytearray()
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
                size_bytes += len(block)
                if size_bytes <= raw_file.MAX_BYTES:
                    kept += block
    except OSError as error:
        raise raw_file.unreadable(path, error) from error
    raw = bytes(kept) if size_bytes <= raw_file.MAX_BYTES else None
    return Arrived(name_of(path), sender, digest.hexdigest(), size_bytes, raw)


def name_of(path: Path) -> str:
    """A file's name as text that can be kept, whatever bytes its sender named it by."""
    return path.name.encode("utf-8", "backslashreplace").decode()


def take(desk: Desk, file: Arrived, wish: Wish | None = None) -> Report:
    """Take a file in; if the report names a fault, nothing was taken."""
    wish = wish or Wish()
    try:
        sheet, places = _sheet(file)
    except BadInput as error:
        return Report(KIND, faults=(Message(error.code, error.values),))
    if len(sheet.faults) > MOST_FAULTS:
        return _placed(Report(KIND, warnings=sheet.warnings, faults=sheet.faults), places)
    orders = orders_of(sheet.entries, desk.house.calendar.zone)
    try:
        report = desk.book(lambda booking: _Import(booking, file, wish).run(orders, sheet))
    except _EndError as end:
        report = end.report
    return _placed(report, places)


def _sheet(file: Arrived) -> tuple[Sheet, Mapping[int, Place]]:
    """The rows of a file, and where they stand in it. What was read is given up when it is understood."""
    table = _table(file)
    return reading.entries_of(table, KINDS[KIND]), table.places


def tell_dock(desk: Desk, report: Report) -> None:
    """Of a file that was refused: what is not wanted any more, but packed, must be taken out before it can be taken."""
    packed = [fault for fault in report.faults if fault.code in _PACKED]
    if packed:
        desk.book(lambda booking: order_notices.tell_dock(booking, [fault.values for fault in packed]))


def _table(file: Arrived) -> Table:
    if file.raw is None:
        raw_file.check_size(file.name, file.size_bytes)
    text, warnings = raw_file.text_of(file.name, file.raw or b"")
    is_json = file.name.lower().endswith(".json") or text.lstrip().startswith(("{", "["))
    return json_file.table_of(text, warnings) if is_json else csv_file.table_of(text, warnings)


class _Import:
    """One file within its booking."""

    def __init__(self, booking: Booking, file: Arrived, wish: Wish) -> None:
        self._booking = booking
        self._file = file
        self._wish = wish
        self._articles = Articles(booking)
        self._promising = Promising(booking)
        self._counts: Counter[Saved] = Counter()
        self._faults: list[RowMessage] = []
        self._told: list[Message] = []
        self._file_id: UUID | None = None

    def run(self, orders: Sequence[OrderRows], sheet: Sheet) -> Report:
        """Take all orders. Raises _EndError with the report where nothing is to be kept."""
        known = order_files.accepted(self._booking, self._file.sha256)
        if known is not None:
            values = {"file": self._file.name, "known_file": known.name, "received": known.received_at}
            warnings = (*sheet.warnings, Message("orders.known_file", values))
            return Report(KIND, same=len(orders), warnings=warnings)
        papers_before = notices.queued_on_paper(self._booking)
        self._file_id = order_files.keep_accepted(self._booking, self._file)
        self._faults += sheet.faults
        for entry in sheet.doubtful:
            self._faults += faults_of_part(entry, self._articles, self._knows_kitchen)
        bad_lines = {fault.line for fault in sheet.faults}
        doubtful = {entry.record.get("order_number") for entry in sheet.doubtful}
        for rows in orders:
            # the rest of such an order can't be judged before its cells are right
            if rows.number in doubtful or any(entry.line in bad_lines for entry in rows.entries):
                self._faults += rows.faults(self._articles)
            else:
                self._take(rows)
        counts = self._counts
        if self._faults:
            faults = capped(self._faults)
            raise _EndError(Report(KIND, warnings=sheet.warnings, faults=faults, orders=tuple(self._told)))
        added, changed, same = counts[Saved.ADDED], counts[Saved.CHANGED], counts[Saved.SAME]
        on_paper = notices.queued_on_paper(self._booking) - papers_before
        report = Report(KIND, added, changed, same, sheet.warnings, orders=tuple(self._told), on_paper=on_paper)
        if self._wish.dry_run:
            raise _EndError(report)
        told = {"added": added, "changed": changed, "same": same}
        order_files.tell_report(self._booking, self._file_id, self._file, told)
        return report

    def _knows_kitchen(self, code: str) -> bool:
        return intake.kitchen_of(self._booking, code) is not None

    def _take(self, rows: OrderRows) -> None:
        faults = rows.faults(self._articles)
        if faults:
            self._faults += faults
            return
        try:
            saved = self._accept(rows) if rows.is_new else self._change(rows)
        except (BadInput, Refused) as error:
            self._faults.append(rows.at_order(error))
            return
        self._counts[saved] += 1

    def _accept(self, rows: OrderRows) -> Saved:
        outcome = intake.accept(self._booking, rows.content, self._articles, self._file_id, self._promising)
        if outcome is Intake.KNOWN:
            return self._known(rows)
        told = outcomes.new(self._booking, rows.content, self._promising.pickup_weekdays)
        if self._wish.dry_run or told[0].code != "outcome.new":
            self._told += told
        return Saved.ADDED

    def _known(self, rows: OrderRows) -> Saved:
        if self._wish.dry_run:
            self._told.append(outcomes.known(rows.content))
        return Saved.SAME

    def _change(self, rows: OrderRows) -> Saved:
        late_badge = self._wish.late_badge
        changing = Changing(self._booking, rows.number, self._articles, self._file_id, late_badge, self._promising)
        changing.check_kitchen(rows.content.kitchen)
        faults = len(self._faults)
        for number in rows.cancelled:
            self._attempt(rows, number, changing.cancel_line, number)
        if rows.content.lines:
            changing.move(rows.requested_date)
        for line in rows.content.lines:
            self._attempt(rows, line.line, changing.change_line, line)
        if len(self._faults) > faults:
            return Saved.SAME
        if not changing.differences:
            return self._known(rows)
        order_notices.tell_changes(self._booking, changing, self._file.sender)
        self._told += outcomes.changed(changing)
        return Saved.CHANGED

    def _attempt(self, rows: OrderRows, line: int, change: Callable[[T], None], what: T) -> None:
        """A change of one line; its fault does not keep those of the other lines from being named."""
        try:
            change(what)
        except (BadInput, Refused) as error:
            self._faults.append(rows.at_line(line, error))


def _placed(report: Report, places: Mapping[int, Place]) -> Report:
    """The report with its faults where they stand in a JSON file."""
    if not places:
        return report
    return replace(report, faults=tuple(_place(fault, places) for fault in report.faults))


def _place(fault: Message, places: Mapping[int, Place]) -> Message:
    if not isinstance(fault, RowMessage):
        return fault
    place = places[fault.line]
    code = "import.json_line_twice" if fault.code == "import.twice" else fault.code
    return RowMessage(code, fault.values, place.line, fault.column, place.order)


def take_path(desk: Desk, path: Path, wish: Wish | None = None) -> Report:
    """Take a file by hand, from wherever it lies."""
    try:
        file = arrived(path, BY_HAND)
    except HubopsError as error:
        return Report(KIND, faults=(Message(error.code, error.values),))
    return take(desk, file, wish)
