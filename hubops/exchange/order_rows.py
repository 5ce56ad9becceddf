"""Rows of an order file as orders: what each order is to become, and every row that can't be used."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cached_property

from hubops.errors import BadInput, HubopsError
from hubops.exchange.reading import Entry
from hubops.exchange.report import RowMessage, at_row
from hubops.operations.articles import Articles
from hubops.operations.order_content import LineContent, OrderContent

FARTHEST = timedelta(days=366)
"""No kitchen asks for a day further off: such a date is a slip of the fingers."""


@dataclass(frozen=True)
class OrderRows:
    """The rows of one order."""

    entries: Sequence[Entry]
    zone: tzinfo
    """Of the hub: a moment without an offset is local to it."""

    @property
    def number(self) -> str:
        """The order's number."""
        return str(self.entries[0].record["order_number"])

    @property
    def is_new(self) -> bool:
        """Whether it is a new order, not a change of a known one."""
        return all(_action(entry) == "new" for entry in self.entries)

    @cached_property
    def content(self) -> OrderContent:
        """The order as its rows say it; lines that are to be cancelled are left out."""
        order = self.entries[0].record
        kept = [entry for entry in self.entries if _action(entry) != "cancel"]
        lines = sorted((_line(entry) for entry in kept), key=lambda line: line.line)
        ordered_at = _in_utc(order["ordered_at"], self.zone)
        return OrderContent(order["order_number"], order["kitchen"], ordered_at, order["requested_date"], tuple(lines))

    @property
    def requested_date(self) -> date:
        """The day that is asked for."""
        day: date = self.entries[0].record["requested_date"]
        return day

    @property
    def cancelled(self) -> Iterator[int]:
        """The lines to be cancelled."""
        return (entry.record["line"] for entry in self.entries if _action(entry) == "cancel")

    def faults(self, articles: Articles) -> list[RowMessage]:
        """Everything that can be said against the rows before the order is booked."""
        found = list(self._of_order())
        for entry in self.entries:
            try:
                articles.pieces_of(self.number, _line(entry))
            except BadInput as error:
                found.append(at_row(entry.line, error))
        return found

    def at_line(self, line: int, error: HubopsError) -> RowMessage:
        """An error with the row of a line of the order."""
        row = next((entry.line for entry in self.entries if entry.record["line"] == line), self.entries[0].line)
        return at_row(row, error)

    def at_order(self, error: HubopsError) -> RowMessage:
        """An error with the first row of the order."""
        return at_row(self.entries[0].line, error)

    def _of_order(self) -> Iterator[RowMessage]:
        first = self.entries[0]
        actions = {_action(entry) for entry in self.entries}
        if "new" in actions and len(actions) > 1:
            other = next(entry for entry in self.entries if _action(entry) != "new")
            values = {"number": self.number, "text": _action(other), "field": "action"}
            yield RowMessage("order.mixed_actions", values, other.line, "action")
        asked, ordered = self.requested_date, first.record["ordered_at"].date()
        values = {"number": self.number, "text": asked.isoformat(), "ordered_on": ordered.isoformat()}
        if asked < ordered:
            yield RowMessage("order.asked_before_ordered", values, first.line, "requested_date")
        elif asked > ordered + FARTHEST:
            yield RowMessage("order.asked_too_far", values, first.line, "requested_date")


def orders_of(entries: Iterable[Entry], zone: tzinfo) -> list[OrderRows]:
    """The rows that belong together, in the order of the file."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.record["order_number"], []).append(entry)
    return [OrderRows(group, zone) for group in groups.values()]


def faults_of_part(entry: Entry, articles: Articles, knows_kitchen: Callable[[str], bool]) -> Iterator[RowMessage]:
    """What else is wrong with a row of which a cell can't be used: a kitchen or an article that nobody knows."""
    record = entry.record
    number, kitchen, gtin = record.get("order_number") or "-", record.get("kitchen"), record.get("gtin")
    if kitchen and not knows_kitchen(kitchen):
        yield RowMessage("order.unknown_kitchen", {"number": number, "kitchen": kitchen}, entry.line, "kitchen")
    if gtin and articles.find(gtin) is None:
        values = {"number": number, "line": record.get("line") or "-", "gtin": gtin}
        yield RowMessage("order.unknown_item", values, entry.line, "gtin")


def _line(entry: Entry) -> LineContent:
    record = entry.record
    note = record["note"] or ""
    return LineContent(record["line"], record["gtin"], record["quantity_thousandths"], record["unit"], note)


def _action(entry: Entry) -> str:
    return entry.record["action"] or "new"


def _in_utc(moment: datetime, zone: tzinfo) -> datetime:
    """A naive moment is local to the hub."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
