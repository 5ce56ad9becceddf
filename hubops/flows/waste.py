"""Waste: take goods in hand, say how many and why; they leave custody."""

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
from hubops.flows.table import DIGIT, ENTER, TEXT, Asked, Edge, Flow, Line, Next, State, go, scan
from hubops.inputs import Key, ScanKind, Text
from hubops.messages import Message
from hubops.operations import waste
from hubops.operations.waste import WASTE_REASONS
from hubops.queries import stock


def take_pieces(turn: Handling, typed: Text) -> Next:
    """So many are thrown away."""
    turn.data.pieces = read_count(typed.text, in_hand(turn).pieces)
    return Next("reason")


def take_reason(turn: Handling, pressed: Key) -> Next:
    """Why they are thrown away: that books it."""
    number = int(pressed.name)
    if not 1 <= number <= len(WASTE_REASONS):
        raise Refused("receive.no_such_reason", number=number, reasons=len(WASTE_REASONS))
    stack, reason = in_hand(turn), WASTE_REASONS[number - 1]
    amount = waste.discard(turn.booking, stack, pieces_of(turn, stack), reason)
    values = {**facts_of(stack), "pieces": amount.pieces, "weight_g": amount.grams, "reason_word": reason}
    return Next("scan", Message("waste.done", values), booked="waste_goods", data=InHand())


def _ask_scan(turn: Handling) -> Asked:
    lines = (
        Line(
            Message(
                "waste.expired_line",
                {
                    "product": row.product,
                    "lot": row.lot,
                    "zone": row.zone,
                    "pieces": row.pieces,
                    "expiry": row.expiry,
                },
            ),
            "bad",
        )
        for row in stock.expired(turn.booking)
    )
    return Asked(lines=tuple(lines))


def _ask_in_hand(turn: Handling) -> Asked:
    return Asked(facts_of(in_hand(turn)))


def _ask_reason(turn: Handling) -> Asked:
    stack = in_hand(turn)
    lines = (
        Line(Message("receive.reason_line", {"number": n, "reason_word": word}))
        for n, word in enumerate(WASTE_REASONS, start=1)
    )
    return Asked({**facts_of(stack), "pieces": pieces_of(turn, stack)}, tuple(lines))


_ITEM = Edge(scan(ScanKind.ITEM), take_goods, TAKEN)

WASTE = Flow(
    "waste",
    InHand,
    (
        State("scan", _ask_scan, TAKE),
        choosing(),
        State(
            "in_hand",
            _ask_in_hand,
            (
                Edge(ENTER, go("reason"), ("reason",), "key.all_of_it"),
                Edge(TEXT, take_pieces, ("reason",)),
                _ITEM,
                BACK,
            ),
        ),
        State("reason", _ask_reason, (Edge(DIGIT, take_reason, ("scan",)), _ITEM, BACK)),
    ),
)
