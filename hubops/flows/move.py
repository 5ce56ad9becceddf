"""Move: take goods in hand, scan the zone they go to; F5 puts their lot on hold, F6 releases it.

Goods that are scanned out of quarantine into a storage zone are released by it.
"""

from hubops.errors import Refused
from hubops.flows.answers import read_count
from hubops.flows.goods_in_hand import (
    BACK,
    TAKE,
    TAKEN,
    Handling,
    InHand,
    choosing,
    facts_of,
    in_hand,
    pieces_of,
    take_goods,
)
from hubops.flows.table import DIGIT, TEXT, Asked, Edge, Flow, Line, Next, State, go, key, scan
from hubops.inputs import Key, Scan, ScanKind, Text
from hubops.messages import Message
from hubops.operations import holding, stacks, transfers
from hubops.operations.holding import HOLD_REASONS
from hubops.queries import stock


def take_pieces(turn: Handling, typed: Text) -> Next:
    """Fewer than all of the goods are meant."""
    turn.data.pieces = read_count(typed.text, in_hand(turn).pieces)
    return Next("in_hand")


def take_target(turn: Handling, scanned: Scan) -> Next:
    """A zone was scanned: the goods stand there now, or the zone is refused with the reason."""
    stack = in_hand(turn)
    amount = transfers.transfer(turn.booking, stack, pieces_of(turn, stack), scanned.code)
    values = {**facts_of(stack), "pieces": amount.pieces, "target": scanned.code}
    if stack.kind == "quarantine":
        return Next("scan", Message("move.released", values), booked="release_goods", data=InHand())
    emptied = not stacks.in_zone(turn.booking, stack.zone)
    code = "move.emptied" if emptied else "move.done"
    return Next("scan", Message(code, values), booked="move_goods", data=InHand())


def take_hold_reason(turn: Handling, pressed: Key) -> Next:
    """Why the lot is put on hold."""
    number = int(pressed.name)
    if not 1 <= number <= len(HOLD_REASONS):
        raise Refused("receive.no_such_reason", number=number, reasons=len(HOLD_REASONS))
    stack, reason = in_hand(turn), HOLD_REASONS[number - 1]
    holding.hold(turn.booking, stack, reason)
    return Next("in_hand", Message("move.held", {**facts_of(stack), "reason_word": reason}), booked="hold_lot")


def release_hold(turn: Handling, _: Key) -> Next:
    """The lot is on hold no more."""
    stack = in_hand(turn)
    holding.release(turn.booking, stack)
    return Next("in_hand", Message("move.hold_released", facts_of(stack)), booked="release_hold")


def _ask_scan(turn: Handling) -> Asked:
    lines = (
        Line(
            Message(
                "move.held_line" if row.reason else "move.quarantine_line",
                {
                    "product": row.product,
                    "lot": row.lot,
                    "zone": row.zone,
                    "pieces": row.pieces,
                    "reason_word": row.reason or None,
                },
            ),
            "bad",
        )
        for row in stock.set_apart(turn.booking)
    )
    return Asked(lines=tuple(lines))


def _ask_in_hand(turn: Handling) -> Asked:
    stack = in_hand(turn)
    lines = []
    if stack.held:
        reason = holding.reason_of(turn.booking, stack.lot_id)
        lines = [Line(Message("move.held_line", {**facts_of(stack), "reason_word": reason}), "bad")]
    return Asked({**facts_of(stack), "pieces": pieces_of(turn, stack)}, tuple(lines))


def _ask_reason(turn: Handling) -> Asked:
    lines = (
        Line(Message("receive.reason_line", {"number": n, "reason_word": word}))
        for n, word in enumerate(HOLD_REASONS, start=1)
    )
    return Asked(facts_of(in_hand(turn)), tuple(lines))


_ITEM = Edge(scan(ScanKind.ITEM), take_goods, TAKEN)

MOVE = Flow(
    "move",
    InHand,
    (
        State("scan", _ask_scan, TAKE),
        choosing(),
        State(
            "in_hand",
            _ask_in_hand,
            (
                Edge(scan(ScanKind.ZONE), take_target, ("scan",)),
                Edge(TEXT, take_pieces, ("in_hand",)),
                _ITEM,
                Edge(key("f5"), go("hold"), ("hold",), "key.hold"),
                Edge(key("f6"), release_hold, ("in_hand",), "key.release"),
                BACK,
            ),
        ),
        State("hold", _ask_reason, (Edge(DIGIT, take_hold_reason, ("in_hand",)), _ITEM, BACK)),
    ),
)
