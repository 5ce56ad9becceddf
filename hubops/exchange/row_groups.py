"""Orders and routes stand in several rows of a file each; their rows are taken together."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any

from hubops.errors import BadInput
from hubops.exchange.reading import Entry
from hubops.operations import intake, master_data, rhythm
from hubops.operations.booking import Booking
from hubops.operations.intake import Intake, LineContent, OrderContent
from hubops.operations.rhythm import Stop
from hubops.operations.upserting import Saved

GROUPED_BY: Mapping[str, str] = {"orders": "order_number", "routes": "route"}
"""The column that is the same in the rows of one order or route."""


def groups_of(kind: str, entries: Sequence[Entry]) -> list[list[Entry]]:
    """The rows that belong together, in the order of the file; lanes come before the zones that name them."""
    if kind == "zones":
        entries = sorted(entries, key=lambda entry: entry.record["kind"] != "lane")
    column = GROUPED_BY.get(kind)
    groups: dict[object, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.record[column] if column else entry.line, []).append(entry)
    return list(groups.values())


def check_row(booking: Booking, kind: str, entry: Entry) -> None:
    """What a single row of an order or route can be blamed for.

    Raises:
        BadInput: an action or an article of an order, a kitchen of a route that can't be used.
    """
    if kind == "routes":
        rhythm.kitchen_key(booking, entry.record["kitchen"])
    if kind == "orders":
        action = entry.record["action"]
        if action in ("change", "cancel"):
            raise BadInput("order.action_later", field="action", action=action, number=entry.record["order_number"])
        content = _content(booking, [entry])
        intake.pieces_of(booking, content, content.lines[0])


def save(booking: Booking, kind: str, group: Sequence[Entry]) -> Saved:
    """Book the rows of one record.

    Raises:
        BadInput, Refused: the record can't be taken.
    """
    if kind == "orders":
        return _accept(booking, group)
    record = _route(group) if kind == "routes" else group[0].record
    return master_data.SAVE[kind](booking, record)


def _route(group: Sequence[Entry]) -> Mapping[str, Any]:
    records = [entry.record for entry in group]
    stops = tuple(Stop(record["stop"], record["kitchen"], record["arrival"]) for record in records)
    return {**records[0], "stops": stops}


def _accept(booking: Booking, group: Sequence[Entry]) -> Saved:
    outcome = intake.accept(booking, _content(booking, group))
    return Saved.ADDED if outcome is Intake.ACCEPTED else Saved.SAME


def _content(booking: Booking, group: Sequence[Entry]) -> OrderContent:
    order = group[0].record
    lines = (
        LineContent(
            record["line"], record["gtin"], record["quantity_thousandths"], record["unit"], record["note"] or ""
        )
        for record in sorted((entry.record for entry in group), key=lambda record: int(record["line"]))
    )
    ordered_at = _in_utc(order["ordered_at"], booking.house.calendar.zone)
    return OrderContent(order["order_number"], order["kitchen"], ordered_at, order["requested_date"], tuple(lines))


def _in_utc(moment: datetime, zone: tzinfo) -> datetime:
    """A naive moment is local to the hub."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
