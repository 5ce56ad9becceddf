"""Trolleys: goods ride from the dock to the shelves together, and a whole trolley is put away with two scans."""

from dataclasses import dataclass

from hubops.errors import Refused
from hubops.inputs import Scan
from hubops.operations import putaway, stacks
from hubops.operations.booking import Booking
from hubops.operations.putaway import Proposal
from hubops.operations.stacks import Stack
from hubops.planning.zones import TROLLEY


@dataclass(frozen=True, slots=True)
class Load:
    """Goods on a trolley and the zone that is proposed for them; None where no zone has room."""

    stack: Stack
    proposal: Proposal | None


@dataclass(frozen=True, slots=True)
class Unloaded:
    """What became of a trolley's goods at one zone, in pieces."""

    put: int
    left: int


def check(booking: Booking, code: str) -> None:
    """Be sure that a zone's sign is a trolley's. Raises Refused ``putaway.no_trolley``, or an unknown zone."""
    kind = stacks.zone(booking, code).kind
    if kind != TROLLEY:
        raise Refused("putaway.no_trolley", zone=code, kind_word=kind)


def is_trolley(booking: Booking, code: str) -> bool:
    """Whether a zone's sign is a trolley's. Raises Refused for an unknown zone."""
    return stacks.zone(booking, code).kind == TROLLEY


def loads(booking: Booking, code: str) -> list[Load]:
    """The goods on a trolley, each with the zone proposed for it."""
    found = stacks.in_zone(booking, code)
    return [Load(stack, putaway.propose(booking, stack, stack.pieces)) for stack in found]


def to_ride(booking: Booking, scan: Scan, code: str) -> Stack:
    """The goods that a scan means beside a trolley: those at the dock, which go on it, else those that ride already.

    Raises:
        Refused: ``putaway.nothing_there``, or what :func:`stacks.of_article` says of the scan.
    """
    found = stacks.of_article(booking, scan)
    for stack in (*(s for s in found if s.kind == "dock"), *(s for s in found if s.zone == code)):
        return stack
    raise Refused("putaway.nothing_there", product=stacks.name_of(booking, scan))


def put_away_all(booking: Booking, code: str, zone_code: str) -> Unloaded:
    """Put everything on a trolley into a zone; what may not stand there or finds no room stays on the trolley.

    Raises:
        Refused: the trolley is empty; no such zone; or the first reason, when the zone takes none of it.
    """
    found = stacks.in_zone(booking, code)
    if not found:
        raise Refused("putaway.trolley_empty", trolley=code)
    put, refusals = 0, []
    for stack in found:
        try:
            put += putaway.put_away(booking, stack, stack.pieces, zone_code).pieces
        except Refused as refusal:
            refusals.append(refusal)
    if not put:
        raise refusals[0]
    return Unloaded(put, sum(stack.pieces for stack in found) - put)
