"""Waste: take goods in hand, say how many and why; they leave custody. Another reason than those listed is typed."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hubops.flows.answers import read_note
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
from hubops.flows.table import DIGIT, ENTER, TEXT, Asked, Edge, Flow, Next, State, go
from hubops.inputs import Key, Text
from hubops.messages import Message
from hubops.operations import waste
from hubops.operations.waste import OTHER, WASTE_REASONS
from hubops.queries import stock


def _asking_first(edges: tuple[Edge, ...]) -> tuple[Edge, ...]:
    """The same edges; what they take in hand, whoever is signed in must be allowed to throw away."""
    return tuple(replace(edge, do=_asked(edge.do)) if "in_hand" in edge.goes else edge for edge in edges)


def _asked(do: Callable[[Handling, Any], Next]) -> Callable[[Handling, Any], Next]:
    def take(turn: Handling, said: Any) -> Next:
        step = do(turn, said)
        if step.state == "in_hand" and isinstance(step.data, InHand):
            waste.demand(turn.booking, in_hand(replace(turn, data=step.data)))
        return step

    return take


def take_part(turn: Handling, typed: Text) -> Next:
    """So many are thrown away."""
    take_pieces(turn, typed)
    return Next("reason")


def take_reason(turn: Handling, pressed: Key) -> Next:
    """Why they are thrown away: that books it, unless the reason wants words."""
    reason = read_reason(pressed, WASTE_REASONS)
    return Next("other") if reason == OTHER else _discard(turn, reason)


def take_note(turn: Handling, typed: Text) -> Next:
    """Why, in the worker's words: that books it."""
    return _discard(turn, OTHER, read_note(typed.text))


def _discard(turn: Handling, reason: str, note: str = "") -> Next:
    stack = in_hand(turn)
    gone = waste.discard(turn.booking, stack, pieces_of(turn, stack), reason, note)
    amount = gone.amount
    values = {
        **facts_of(stack),
        "pieces": amount.pieces,
        "weight_g": amount.grams,
        "reason_word": reason,
        "labels": gone.labels,
    }
    after = taken_from(turn, stack)
    code = "waste.done_labels" if gone.labels else "waste.done"
    return Next(after.state, Message(code, values), booked="waste_goods", data=after.data)


def _ask_scan(turn: Handling) -> Asked:
    return Asked(lines=tuple(loose_line("waste.expired_line", row) for row in stock.expired(turn.booking)))


def _ask_in_hand(turn: Handling) -> Asked:
    return Asked(facts_of(in_hand(turn)))


def _ask_reason(turn: Handling) -> Asked:
    return Asked(_facts(turn), reason_lines(WASTE_REASONS))


def _ask_other(turn: Handling) -> Asked:
    return Asked(_facts(turn))


def _facts(turn: Handling) -> dict[str, object]:
    stack = in_hand(turn)
    return {**facts_of(stack), "pieces": pieces_of(turn, stack)}


_TAKE, _ITEM, _WHICH = _asking_first(TAKE), _asking_first((ITEM,)), choosing()

WASTE = Flow(
    "waste",
    InHand,
    (
        State("scan", _ask_scan, _TAKE),
        replace(_WHICH, edges=_asking_first(_WHICH.edges)),
        State(
            "in_hand",
            _ask_in_hand,
            (
                Edge(ENTER, go("reason"), ("reason",), "key.all_of_it"),
                Edge(TEXT, take_part, ("reason",)),
                *_ITEM,
                LAY_DOWN,
            ),
        ),
        State("reason", _ask_reason, (Edge(DIGIT, take_reason, (*AFTER, "other")), *_ITEM, LAY_DOWN)),
        State("other", _ask_other, (Edge(TEXT, take_note, AFTER), *_ITEM, LAY_DOWN)),
        replace(EMPTY_PLACE, edges=_asking_first(EMPTY_PLACE.edges)),
    ),
)
