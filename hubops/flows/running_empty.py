"""A place ran empty by the book: the dialogue asks once whether it is so. Enter says yes, a number says what is left.

It blocks nobody: the next goods may be scanned at once, and F3 leaves the question unanswered.
"""

from uuid import UUID

import msgspec

from hubops.errors import Refused
from hubops.flows.answers import read_counted
from hubops.flows.table import ENTER, TEXT, Asked, Edge, Next, State, Turn, go, key
from hubops.inputs import Key, Text
from hubops.messages import Message
from hubops.operations import counting
from hubops.operations.booking import Booking
from hubops.operations.counting import MOST_PIECES, Counted

EMPTIED = "emptied"
"""The name of the state."""


class Emptied(msgspec.Struct):
    """A lot that should be gone from a zone."""

    zone: str
    lot: UUID


class Watching(msgspec.Struct):
    """What a flow has in hand that asks about empty places."""

    emptied: Emptied | None = None


def place_of(turn: Turn[Watching]) -> Emptied:
    """The place that is asked about. Raises Refused ``count.scan_zone``."""
    if turn.data.emptied is None:
        raise Refused("count.scan_zone")
    return turn.data.emptied


def watch(booking: Booking, zone: str, lot: UUID) -> Emptied | None:
    """What to ask after pieces of a lot were taken from a zone; None where some of the article are left by the book."""
    return Emptied(zone, lot) if counting.runs_empty(booking, zone, lot) else None


def asking(*edges: Edge) -> State:
    """The state in which the question is asked; ``edges`` are those of the state ``scan``, which would follow else."""
    return State(
        EMPTIED,
        _ask,
        (
            Edge(ENTER, say_empty, ("scan",), "key.place_empty"),
            Edge(TEXT, say_left, ("scan",)),
            *edges,
            Edge(key("f3"), go("scan"), ("scan",), "key.skip"),
        ),
    )


def say_empty(turn: Turn[Watching], _: Key) -> Next:
    """Nothing is left: the book is right."""
    return _count(turn, 0)


def say_left(turn: Turn[Watching], typed: Text) -> Next:
    """So many are left though the book says none: they are found."""
    return _count(turn, read_counted(typed.text, MOST_PIECES))


def told(found: Counted) -> Message:
    """A count against the book, in words."""
    values = {
        "product": found.product,
        "lot": found.lot,
        "zone": found.zone,
        "counted": found.counted,
        "booked": found.booked,
        "labels": found.labels,
    }
    if found.counted == found.booked:
        return Message("count.right" if found.counted else "count.right_empty", values)
    if found.counted > found.booked:
        return Message("count.found", values)
    return Message("count.missing_labels" if found.labels else "count.missing", values)


def _count(turn: Turn[Watching], left: int) -> Next:
    place = place_of(turn)
    found = counting.zero_check(turn.booking, place.zone, place.lot, left)
    turn.data.emptied = None
    return Next("scan", told(found), booked="count_goods" if found.counted != found.booked else "")


def _ask(turn: Turn[Watching]) -> Asked:
    place = place_of(turn)
    lot = counting.lot_to_count(turn.booking, place.lot)
    return Asked({"zone": place.zone, "product": lot.product})
