"""Move: take goods in hand, scan the zone they go to; F5 puts their lot on hold, F6 releases it.

Goods that are scanned out of quarantine into a storage zone are released by it.
"""

from hubops.flows.goods_in_hand import (
    AFTER,
    EMPTY_PLACE,
    ITEM,
    LAY_DOWN,
    TAKE,
    Handling,
    InHand,
    choosing,
    facts_of,
    in_hand,
    loose_line,
    pieces_of,
    read_reason,
    reason_lines,
    take_pieces,
    taken_from,
)
from hubops.flows.table import DIGIT, TEXT, Asked, Edge, Flow, Line, Next, State, go, key, scan
from hubops.inputs import Key, Scan, ScanKind, Text
from hubops.messages import Message
from hubops.operations import holding, transfers
from hubops.operations.holding import HOLD_REASONS
from hubops.queries import stock


def take_part(turn: Handling, typed: Text) -> Next:
    """Fewer than all of the goods are meant."""
    take_pieces(turn, typed)
    return Next("in_hand")


def take_target(turn: Handling, scanned: Scan) -> Next:
    """A zone was scanned: the goods stand there now, or the zone is refused with the reason."""
    stack = in_hand(turn)
    amount = transfers.transfer(turn.booking, stack, pieces_of(turn, stack), scanned.code)
    values = {**facts_of(stack), "pieces": amount.pieces, "target": scanned.code}
    if stack.kind == "quarantine":
        return Next("scan", Message("move.released", values), booked="release_goods", data=InHand())
    after = taken_from(turn, stack)
    return Next(after.state, Message("move.done", values), booked="move_goods", data=after.data)


def take_hold_reason(turn: Handling, pressed: Key) -> Next:
    """Why the lot is put on hold."""
    stack, reason = in_hand(turn), read_reason(pressed, HOLD_REASONS)
    holding.hold(turn.booking, stack, reason)
    return Next("in_hand", Message("move.held", {**facts_of(stack), "reason_word": reason}), booked="hold_lot")


def release_hold(turn: Handling, _: Key) -> Next:
    """The lot is on hold no more."""
    stack = in_hand(turn)
    holding.release(turn.booking, stack)
    return Next("in_hand", Message("move.hold_released", facts_of(stack)), booked="release_hold")


def _ask_scan(turn: Handling) -> Asked:
    return Asked(
        lines=tuple(
            loose_line("move.held_line" if row.reason else "move.quarantine_line", row)
            for row in stock.set_apart(turn.booking)
        )
    )


def _ask_in_hand(turn: Handling) -> Asked:
    stack = in_hand(turn)
    lines = []
    if stack.held:
        reason = holding.reason_of(turn.booking, stack.lot_id)
        lines = [Line(Message("move.held_line", {**facts_of(stack), "reason_word": reason}), "bad")]
    return Asked({**facts_of(stack), "pieces": pieces_of(turn, stack)}, tuple(lines))


def _ask_reason(turn: Handling) -> Asked:
    return Asked(facts_of(in_hand(turn)), reason_lines(HOLD_REASONS))


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
                Edge(scan(ScanKind.ZONE), take_target, AFTER),
                Edge(TEXT, take_part, ("in_hand",)),
                ITEM,
                Edge(key("f5"), go("hold"), ("hold",), "key.hold"),
                Edge(key("f6"), release_hold, ("in_hand",), "key.release", "decide_on_held_goods"),
                LAY_DOWN,
            ),
        ),
        State("hold", _ask_reason, (Edge(DIGIT, take_hold_reason, ("in_hand",)), ITEM, LAY_DOWN)),
        EMPTY_PLACE,
    ),
)
