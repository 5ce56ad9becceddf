"""A route, and the answer to a call-off, stand in several rows of a file; they are taken together."""

from collections.abc import Mapping, Sequence
from typing import Any

from hubops.errors import BadInput
from hubops.exchange.reading import Entry
from hubops.messages import Message
from hubops.operations import call_off_answers, master_data, rhythm
from hubops.operations.booking import Booking
from hubops.operations.rhythm import Stop
from hubops.operations.upserting import Saved

GROUPED_BY: Mapping[str, str] = {"routes": "route", "call-off-answers": "call_off"}
"""The column that is the same in the rows that belong together."""


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
    """What a single row can be blamed for.

    Raises:
        BadInput: a kitchen of a route that can't be used; an article of an answer without its quantity.
    """
    if kind == "call-off-answers" and (entry.record["gtin"] is None) != (entry.record["pieces"] is None):
        raise BadInput("call_off.row_incomplete")
    if kind == "routes":
        rhythm.kitchen_key(booking, entry.record["kitchen"])


def save(booking: Booking, kind: str, group: Sequence[Entry]) -> Saved:
    """Book the rows of one record.

    Raises:
        BadInput, Refused: the record can't be taken.
    """
    if kind == "call-off-answers":
        return _answer(booking, [entry.record for entry in group])
    record = _route(group) if kind == "routes" else group[0].record
    return master_data.SAVE[kind](booking, record)


def _answer(booking: Booking, records: Sequence[Mapping[str, Any]]) -> Saved:
    first, pieces = records[0], {record["gtin"]: record["pieces"] for record in records if record["gtin"] is not None}
    if call_off_answers.is_known(booking, first["call_off"], first["answer"], pieces):
        return Saved.SAME
    call_off_answers.answer(booking, first["call_off"], first["answer"], pieces)
    return Saved.ADDED


def _route(group: Sequence[Entry]) -> Mapping[str, Any]:
    records = [entry.record for entry in group]
    stops = tuple(Stop(record["stop"], record["kitchen"], record["arrival"]) for record in records)
    return {**records[0], "stops": stops}


def warnings(booking: Booking, kind: str) -> tuple[Message, ...]:
    """What fits no longer after such a file was taken: stops outside the hours in which the kitchen receives."""
    if kind not in ("routes", "kitchens"):
        return ()
    return tuple(
        Message(
            "import.outside_window",
            {
                "route": stop.route,
                "kitchen": stop.kitchen,
                "arrival": f"{stop.arrival:%H:%M}",
                "window": f"{stop.window_start:%H:%M}-{stop.window_end:%H:%M}",
            },
        )
        for stop in rhythm.outside_windows(booking)
    )
