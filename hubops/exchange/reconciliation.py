"""Compares a day of the hub with the ordering system's own list, both ways: each difference is one sentence.

The list has the columns of the order file that name a line. Two programs agree on a line when both know it with the
same article, pieces, kitchen and day; a line that both have cancelled, or that one cancelled and the other never had,
is no difference.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hubops.errors import BadInput
from hubops.exchange import csv_file, reading
from hubops.exchange.kinds import KINDS, Kind
from hubops.exchange.reading import Entry, Sheet
from hubops.messages import Message
from hubops.operations.articles import Articles
from hubops.operations.booking import Booking
from hubops.operations.order_content import LineContent
from hubops.queries import reconciliation
from hubops.store.rows import AnyRow

COLUMNS = ("order_number", "line", "kitchen", "gtin", "quantity", "unit", "requested_date", "action")
LIST = Kind(
    tuple(column for column in KINDS["orders"].columns if column.name in COLUMNS), keys=(("order_number", "line"),)
)
"""The list; a row whose ``action`` is ``cancel`` is cancelled there."""
Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What the comparison found."""

    lines: int
    """That both know."""
    differences: tuple[Message, ...]


def read(path: Path) -> Sheet:
    """The list. Raises BadInput for a file that can't be read as a whole; the faults of its rows stand in the sheet."""
    return reading.entries_of(csv_file.read(path), LIST)


def compare(booking: Booking, sheet: Sheet, day: date) -> Reconciled:
    """Compare the lines asked for on a day, there or here; looks only."""
    theirs = {_key(entry): entry for entry in sheet.entries}
    ours = {(row.number, row.line): row for row in reconciliation.asked_for(booking, day)}
    of_the_day = {key for key, entry in theirs.items() if entry.record["requested_date"] == day}
    elsewhere = reconciliation.of_orders(booking, {number for number, _ in of_the_day - ours.keys()})
    ours |= {key: row for row in elsewhere if (key := (row.number, row.line)) in of_the_day}
    articles = Articles(booking)
    keys = sorted(of_the_day | ours.keys())
    found = [each for key in keys for each in _of_line(key, theirs.get(key), ours.get(key), articles)]
    return Reconciled(sum(key in theirs and key in ours for key in keys), tuple(found))


def _of_line(key: Key, theirs: Entry | None, ours: AnyRow | None, articles: Articles) -> Iterator[Message]:
    values: dict[str, object] = {"order": key[0], "line": key[1]}
    there = theirs is not None and theirs.record["action"] != "cancel"
    here = ours is not None and ours.cancelled_at is None
    if theirs is not None and there and ours is None:
        yield Message("against.not_here", {**values, "kitchen": theirs.record["kitchen"]})
    elif ours is not None and here and theirs is None:
        yield Message("against.not_there", {**values, "kitchen": ours.kitchen, "product": ours.product})
    elif there and not here and ours is not None:
        yield Message("against.cancelled_here", {**values, "kitchen": ours.kitchen, "product": ours.product})
    elif here and not there and ours is not None:
        yield Message("against.cancelled_there", {**values, "kitchen": ours.kitchen, "product": ours.product})
    elif there and here and theirs is not None and ours is not None:
        yield from _differing(values, theirs.record, ours, articles)


def _differing(
    values: Mapping[str, object], record: Mapping[str, object], ours: AnyRow, articles: Articles
) -> Iterator[Message]:
    """Both have the line; what they say of it differs."""
    asked = record["requested_date"]
    if record["kitchen"] != ours.kitchen:
        yield Message("against.kitchen", {**values, "there": record["kitchen"], "here": ours.kitchen})
    if asked != ours.requested_date:
        yield Message("against.day", {**values, "there_on": asked, "here_on": ours.requested_date})
    content = LineContent(
        int(str(values["line"])),
        str(record["gtin"]),
        int(str(record["quantity_thousandths"])),
        str(record["unit"]),
        "",
    )
    try:
        product_id, pieces = articles.pieces_of(str(values["order"]), content)
    except BadInput as error:
        yield Message(error.code, error.values)
        return
    if product_id != ours.product_id:
        article = articles.find(content.gtin)
        yield Message("against.article", {**values, "there": article.name if article else "-", "here": ours.product})
    elif pieces != ours.pieces:
        facts = {"product": ours.product, "there": pieces, "here": ours.pieces}
        yield Message("against.quantity", {**values, **facts})


def _key(entry: Entry) -> Key:
    return entry.record["order_number"], entry.record["line"]
