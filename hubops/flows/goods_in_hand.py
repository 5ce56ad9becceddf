"""How a worker takes goods in hand that stand somewhere in the hub: scan them, or scan the zone and choose.

Move and waste begin so. Where goods stand in several zones or lots, a digit or the zone's sign says which are meant.
"""

from collections.abc import Sequence
from uuid import UUID

from hubops.errors import Refused
from hubops.flows.answers import read_count
from hubops.flows.choosing import chosen
from hubops.flows.running_empty import EMPTIED, Watching, asking, watch
from hubops.flows.table import DIGIT, Asked, Edge, Line, Next, State, Turn, go, key, scan
from hubops.inputs import Key, Scan, ScanKind, Text
from hubops.messages import Message
from hubops.operations import stacks
from hubops.operations.stacks import Stack
from hubops.queries.stock import LooseRow


class InHand(Watching):
    """What was scanned, and the goods that were chosen: a lot in a zone, and fewer pieces than all of it."""

    scan: Scan | None = None
    zone: str = ""
    lot: UUID | None = None
    pieces: int | None = None


Handling = Turn[InHand]


def take_goods(turn: Handling, scanned: Scan) -> Next:
    """Goods were scanned: they are in hand, or the worker says which of several are meant."""
    return _take(turn, InHand(scan=scanned))


def take_zone(turn: Handling, scanned: Scan) -> Next:
    """A zone was scanned: the worker says which of its goods are meant."""
    stacks.zone(turn.booking, scanned.code)
    return _take(turn, InHand(zone=scanned.code))


def narrow_goods(turn: Handling, scanned: Scan) -> Next:
    """The goods were scanned to say which of a zone's are meant; what does not stand there is looked up anew."""
    narrowed = InHand(scan=scanned, zone=turn.data.zone)
    return _take(turn, narrowed if _meant(turn, narrowed) else InHand(scan=scanned))


def narrow_zone(turn: Handling, scanned: Scan) -> Next:
    """The zone was scanned to say where the goods are taken from."""
    stacks.zone(turn.booking, scanned.code)
    return _take(turn, InHand(scan=turn.data.scan, zone=scanned.code))


def choose(turn: Handling, pressed: Key) -> Next:
    """A digit says which goods are meant."""
    return _in_hand(chosen(_meant(turn, turn.data), pressed))


def take_pieces(turn: Handling, typed: Text) -> int:
    """So many of the goods in hand are meant, as typed."""
    turn.data.pieces = read_count(typed.text, in_hand(turn).pieces)
    return turn.data.pieces


def taken_from(turn: Handling, stack: Stack) -> Next:
    """Goods were taken from where they stood: the next ones may come, or the place is asked about."""
    emptied = watch(turn.booking, stack.zone, stack.lot_id)
    return Next(EMPTIED if emptied else "scan", data=InHand(emptied=emptied))


def lay_down(turn: Handling, _: Key) -> Next:
    """The goods stay where they are."""
    return Next("scan", Message("stacks.laid_down", facts_of(in_hand(turn))), data=InHand())


def read_reason(pressed: Key, reasons: Sequence[str]) -> str:
    """The reason that a digit chooses. Raises Refused ``receive.no_such_reason``."""
    number = int(pressed.name)
    if not 1 <= number <= len(reasons):
        raise Refused("receive.no_such_reason", number=number, reasons=len(reasons))
    return reasons[number - 1]


def reason_lines(reasons: Sequence[str]) -> tuple[Line, ...]:
    """The reasons to choose from, numbered."""
    return tuple(
        Line(Message("receive.reason_line", {"number": n, "reason_word": word}), choice=n)
        for n, word in enumerate(reasons, start=1)
    )


def loose_line(code: str, row: LooseRow) -> Line:
    """Loose goods in a list of what wants somebody's eye."""
    values = {
        "product": row.product,
        "lot": row.lot,
        "zone": row.zone,
        "pieces": row.pieces,
        "expiry": row.expiry,
        "reason_word": row.reason or None,
    }
    return Line(Message(code, values), "bad")


def in_hand(turn: Handling) -> Stack:
    """The goods in hand as they stand now.

    Raises:
        Refused: nothing is in hand, or somebody took the goods away.
    """
    if turn.data.lot is None:
        raise Refused("stacks.scan_first")
    return stacks.find(turn.booking, turn.data.zone, turn.data.lot)


def pieces_of(turn: Handling, stack: Stack) -> int:
    """How many of the goods in hand are meant: what was typed, else all of them."""
    return turn.data.pieces or stack.pieces


def facts_of(stack: Stack) -> dict[str, object]:
    """The values by which sentences name goods."""
    return {"product": stack.product, "lot": stack.lot, "zone": stack.zone, "pieces": stack.pieces}


def line_of(stack: Stack, number: int) -> Line:
    """Goods in a list, marked if they are on hold."""
    code = "stacks.held_line" if stack.held else "stacks.line"
    values = {**facts_of(stack), "number": number, "expiry": stack.expiry}
    return Line(Message(code, values), "bad" if stack.held else "", number)


def choosing() -> State:
    """The state in which the worker says which goods are meant."""
    return State(
        "which",
        _ask_which,
        (
            Edge(DIGIT, choose, ("in_hand",)),
            Edge(scan(ScanKind.ITEM), narrow_goods, TAKEN),
            Edge(scan(ScanKind.ZONE), narrow_zone, TAKEN),
            BACK,
        ),
    )


def _take(turn: Handling, wanted: InHand) -> Next:
    found = _meant(turn, wanted)
    if wanted.zone and not found:
        raise Refused("stacks.none_in_zone", zone=wanted.zone)
    if wanted.scan is None:
        return Next("which", data=wanted)
    if not found:
        raise Refused("stacks.none", product=stacks.name_of(turn.booking, wanted.scan))
    return _in_hand(found[0]) if len(found) == 1 else Next("which", data=wanted)


def _in_hand(stack: Stack) -> Next:
    return Next("in_hand", data=InHand(zone=stack.zone, lot=stack.lot_id))


def _meant(turn: Handling, wanted: InHand) -> list[Stack]:
    if wanted.scan is None:
        return stacks.in_zone(turn.booking, wanted.zone)
    found = stacks.of_article(turn.booking, wanted.scan)
    return [stack for stack in found if wanted.zone in ("", stack.zone)]


def _ask_which(turn: Handling) -> Asked:
    found = _meant(turn, turn.data)
    if not found:
        raise Refused("stacks.scan_first")
    return Asked(lines=tuple(line_of(stack, number) for number, stack in enumerate(found, start=1)))


TAKEN = ("which", "in_hand")
"""Where the scan of goods leads."""
AFTER = ("scan", EMPTIED)
"""Where a booking leads that takes goods from their place."""
BACK = Edge(key("f3"), go("scan"), ("scan",), "key.back")
LAY_DOWN = Edge(key("f3"), lay_down, ("scan",), "key.back")
TAKE = (Edge(scan(ScanKind.ITEM), take_goods, TAKEN), Edge(scan(ScanKind.ZONE), take_zone, ("which",)))
"""The edges of the state in which nothing is in hand."""
ITEM = Edge(scan(ScanKind.ITEM), take_goods, TAKEN)
"""Other goods instead."""
EMPTY_PLACE = asking(*TAKE)
"""The state in which a place is asked about that ran empty."""
