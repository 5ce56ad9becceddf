"""Put away: scan the goods at the dock, scan the zone that is proposed; or scan a trolley, then the zone for all of it.

A zone that is full takes what it has room for, and the rest are asked for again. F7 lets a supervisor's badge pass what
the zone has against the goods (operations/putaway.py says what never passes).
"""

import msgspec

from hubops.errors import Refused
from hubops.flows.answers import read_count
from hubops.flows.goods_in_hand import facts_of, read_reason, reason_lines
from hubops.flows.table import DIGIT, TEXT, Asked, Edge, Flow, Line, Next, State, Turn, go, key, scan
from hubops.inputs import Key, Scan, ScanKind, Text
from hubops.messages import Message
from hubops.operations import putaway, trolleys
from hubops.operations.putaway import OVERRIDE_REASONS
from hubops.operations.stacks import Stack
from hubops.queries import inbound, stock

UNKNOWN = Message("putaway.any_zone")
"""Stands for a zone where none has room."""


class PuttingAway(msgspec.Struct):
    """The goods in hand, the trolley that is unloaded, and what the zone prompt says."""

    scan: Scan | None = None
    zone: str = ""
    """The zone that was proposed; empty where none has room."""
    fits: int = 0
    """Pieces that find room in it."""
    pieces: int | None = None
    """Fewer than all, as typed."""
    trolley: str = ""
    """The trolley in hand; empty at the dock."""
    anyway: str = ""
    """The zone that a supervisor lets pass, and why."""
    reason: str = ""


PutAway = Turn[PuttingAway]


def take_goods(turn: PutAway, scanned: Scan) -> Next:
    """Goods were scanned: propose a zone."""
    stack = putaway.find_goods(turn.booking, scanned, turn.data.trolley)
    turn.data = PuttingAway(scan=scanned, trolley=turn.data.trolley)
    return _propose(turn, stack, stack.pieces)


def take_pieces(turn: PutAway, typed: Text) -> Next:
    """Fewer than all of the goods go to the zone that is scanned next."""
    stack = _in_hand(turn)
    turn.data.pieces = read_count(typed.text, stack.pieces)
    return _propose(turn, stack, turn.data.pieces)


def take_zone(turn: PutAway, scanned: Scan) -> Next:
    """A zone was scanned: what it has room for stands there now, or the zone is refused with the reason."""
    stack = _in_hand(turn)
    put = putaway.put_away(turn.booking, stack, _pieces(turn, stack), scanned.code)
    if not turn.data.trolley and put.on_trolley:
        turn.data.trolley = scanned.code
        done = Message("putaway.done", {**facts_of(stack), "pieces": put.pieces, "zone": scanned.code})
        return Next("trolley", done, booked="put_away", data=PuttingAway(trolley=scanned.code))
    return _done(turn, stack, put.pieces, scanned.code)


def take_trolley(turn: PutAway, scanned: Scan) -> Next:
    """A trolley was scanned: goods are put on it, or all it carries goes to a zone."""
    trolleys.check(turn.booking, scanned.code)
    return Next("trolley", data=PuttingAway(trolley=scanned.code))


def load_trolley(turn: PutAway, scanned: Scan) -> Next:
    """Goods were scanned beside a trolley: they go on it; those that ride already are taken in hand."""
    stack = trolleys.to_ride(turn.booking, scanned, turn.data.trolley)
    if stack.zone == turn.data.trolley:
        return take_goods(turn, scanned)
    put = putaway.put_away(turn.booking, stack, stack.pieces, turn.data.trolley)
    values = {**facts_of(stack), "pieces": put.pieces, "zone": turn.data.trolley}
    if put.pieces == stack.pieces:
        return Next("trolley", Message("putaway.done", values), booked="put_away")
    left = {**values, "left": stack.pieces - put.pieces}
    return Next("trolley", Message("putaway.part_done", left), booked="put_away")


def unload_trolley(turn: PutAway, scanned: Scan) -> Next:
    """A zone was scanned: everything on the trolley that may stand there does now; another trolley is taken instead."""
    code = turn.data.trolley
    if trolleys.is_trolley(turn.booking, scanned.code):
        return take_trolley(turn, scanned)
    unloaded = trolleys.put_away_all(turn.booking, code, scanned.code)
    values = {"trolley": code, "zone": scanned.code, "pieces": unloaded.put, "left": unloaded.left}
    if unloaded.left:
        return Next("trolley", Message("putaway.trolley_part", values), booked="put_away")
    return Next("scan", Message("putaway.trolley_done", values), booked="put_away", data=PuttingAway())


def take_reason(turn: PutAway, pressed: Key) -> Next:
    """Why a zone that refuses the goods is to take them."""
    turn.data.reason = read_reason(pressed, OVERRIDE_REASONS)
    return Next("anyway")


def take_anyway(turn: PutAway, scanned: Scan) -> Next:
    """The zone that is to take the goods; some reasons pass with no badge."""
    stack = _in_hand(turn)
    putaway.check_override(turn.booking, stack, _pieces(turn, stack), scanned.code)
    turn.data.anyway = scanned.code
    return Next("badge")


def take_badge(turn: PutAway, scanned: Scan) -> Next:
    """A supervisor stands for it with the own badge: that books it."""
    stack, data = _in_hand(turn), turn.data
    pieces = _pieces(turn, stack)
    allowed = putaway.put_away_anyway(turn.booking, stack, pieces, data.anyway, scanned.code, data.reason)
    return _done(turn, stack, allowed.amount.pieces, data.anyway, allowed.name)


def lay_down(turn: PutAway, _: Key) -> Next:
    """The goods stay where they are."""
    values = facts_of(_in_hand(turn))
    state = "trolley" if turn.data.trolley else "scan"
    return Next(state, Message("stacks.laid_down", values), data=PuttingAway(trolley=turn.data.trolley))


def leave_trolley(turn: PutAway, _: Key) -> Next:
    """The trolley stays as it is."""
    return Next("scan", data=PuttingAway())


def _done(turn: PutAway, stack: Stack, pieces: int, zone: str, name: str = "") -> Next:
    values = {**facts_of(stack), "pieces": pieces, "zone": zone, "name": name}
    left = stack.pieces - pieces
    if left:
        turn.data = PuttingAway(scan=turn.data.scan, trolley=turn.data.trolley)
        rest = _propose(turn, _in_hand(turn), left)
        return Next("zone", Message("putaway.part_done", {**values, "left": left}), booked="put_away", data=rest.data)
    message = Message("putaway.done_anyway" if name else "putaway.done", values)
    ride_on = turn.data.trolley and trolleys.loads(turn.booking, turn.data.trolley)
    data = PuttingAway(trolley=turn.data.trolley if ride_on else "")
    return Next("trolley" if ride_on else "scan", message, booked="put_away", data=data)


def _propose(turn: PutAway, stack: Stack, pieces: int) -> Next:
    proposal = putaway.propose(turn.booking, stack, pieces)
    turn.data.zone, turn.data.fits = (proposal.zone, proposal.pieces) if proposal else ("", pieces)
    said = None if proposal else Message("putaway.no_zone", facts_of(stack))
    return Next("zone", said, data=turn.data)


def _in_hand(turn: PutAway) -> Stack:
    if turn.data.scan is None:
        raise Refused("putaway.scan_first")
    return putaway.find_goods(turn.booking, turn.data.scan, turn.data.trolley)


def _pieces(turn: PutAway, stack: Stack) -> int:
    return min(turn.data.pieces or stack.pieces, stack.pieces)


def _ask_scan(turn: PutAway) -> Asked:
    lines = [
        Line(
            Message(
                "putaway.waiting_held" if row.held else "putaway.waiting_line",
                {"product": row.product, "lot": row.lot, "pieces": row.pieces},
            ),
            "bad" if row.held else "",
        )
        for row in inbound.without_place(turn.booking)
    ]
    lines += [
        Line(
            Message(
                "putaway.riding_line",
                {"product": row.product, "lot": row.lot, "pieces": row.pieces, "trolley": row.zone},
            )
        )
        for row in stock.on_trolleys(turn.booking)
    ]
    return Asked(lines=tuple(lines))


def _ask_zone(turn: PutAway) -> Asked:
    stack = _in_hand(turn)
    wanted, data = _pieces(turn, stack), turn.data
    fits = min(data.fits, wanted)
    values = {**facts_of(stack), "pieces": fits, "zone": data.zone or UNKNOWN}
    if not data.zone:
        return Asked(values, (Line(Message("putaway.no_zone", {**facts_of(stack), "pieces": wanted}), "bad"),))
    split = Line(Message("putaway.split_line", {"zone": data.zone, "fits": fits, "pieces": wanted}), "here")
    return Asked(values, (split,) if fits < wanted else ())


def _ask_trolley(turn: PutAway) -> Asked:
    loads = trolleys.loads(turn.booking, turn.data.trolley)
    lines = (
        Line(
            Message(
                "putaway.trolley_line",
                {**facts_of(load.stack), "zone": load.proposal.zone if load.proposal else UNKNOWN},
            ),
            "bad" if load.stack.held else "",
        )
        for load in loads
    )
    return Asked({"trolley": turn.data.trolley, "pieces": sum(load.stack.pieces for load in loads)}, tuple(lines))


def _ask_reason(turn: PutAway) -> Asked:
    return Asked(facts_of(_in_hand(turn)), reason_lines(OVERRIDE_REASONS))


def _ask_anyway(turn: PutAway) -> Asked:
    return Asked({**facts_of(_in_hand(turn)), "reason_word": turn.data.reason})


def _ask_badge(turn: PutAway) -> Asked:
    return Asked({**facts_of(_in_hand(turn)), "zone": turn.data.anyway, "reason_word": turn.data.reason})


_BACK = Edge(key("f3"), go("zone"), ("zone",), "key.back")

PUTAWAY = Flow(
    "putaway",
    PuttingAway,
    (
        State(
            "scan",
            _ask_scan,
            (
                Edge(scan(ScanKind.ITEM), take_goods, ("zone",)),
                Edge(scan(ScanKind.ZONE), take_trolley, ("trolley",)),
            ),
        ),
        State(
            "zone",
            _ask_zone,
            (
                Edge(scan(ScanKind.ZONE), take_zone, ("scan", "zone", "trolley")),
                Edge(scan(ScanKind.ITEM), take_goods, ("zone",)),
                Edge(TEXT, take_pieces, ("zone",)),
                Edge(key("f7"), go("reason"), ("reason",), "key.allow"),
                Edge(key("f3"), lay_down, ("scan", "trolley"), "key.back"),
            ),
        ),
        State(
            "trolley",
            _ask_trolley,
            (
                Edge(scan(ScanKind.ITEM), load_trolley, ("trolley", "zone")),
                Edge(scan(ScanKind.ZONE), unload_trolley, ("scan", "trolley")),
                Edge(key("f3"), leave_trolley, ("scan",), "key.back"),
            ),
        ),
        State("reason", _ask_reason, (Edge(DIGIT, take_reason, ("anyway",)), _BACK)),
        State("anyway", _ask_anyway, (Edge(scan(ScanKind.ZONE), take_anyway, ("badge",)), _BACK)),
        State("badge", _ask_badge, (Edge(scan(ScanKind.BADGE), take_badge, ("scan", "zone", "trolley")), _BACK)),
    ),
)
