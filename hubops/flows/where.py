"""Where: a part of a kitchen's name, an order number or a drop label, and the answer fits one screen.

The question itself shows what is silent; F4 leads there.
"""

from dataclasses import replace
from typing import Any
from uuid import UUID

import msgspec

from hubops.errors import Refused
from hubops.flows.alarms import told
from hubops.flows.choosing import chosen
from hubops.flows.table import DIGIT, TEXT, Asked, Edge, Flow, Line, Next, State, Turn, go, key, scan
from hubops.flows.where_lines import headline, lines_of
from hubops.inputs import Key, Scan, ScanKind, Text
from hubops.messages import Message
from hubops.operations import alarms, questions
from hubops.queries import where


class Asking(msgspec.Struct):
    """What was asked for."""

    text: str = ""
    kitchen: str = ""
    """The key of the kitchen that is shown, in hexadecimal digits."""


def take_text(turn: Turn[Asking], typed: Text) -> Next:
    """Part of a name, a code, an order number."""
    found = where.find(turn.booking, typed.text)
    if not found:
        questions.count_question(turn.booking, typed.text, None)
        return Next("ask", Message("where.unknown", {"text": typed.text}), data=Asking())
    if len(found) == 1:
        return _show(turn, typed.text, found[0].id)
    return Next("choose", data=Asking(text=typed.text))


def take_label(turn: Turn[Asking], scanned: Scan) -> Next:
    """The label of a parcel: where are the goods of its kitchen."""
    sscc = scanned.sscc or ""
    found = where.of_label(turn.booking, sscc)
    if found is None:
        raise Refused("parcel.unknown", sscc=sscc)
    return _show(turn, sscc, found.id)


def take_label_at_board(turn: Turn[Any], scanned: Scan) -> Next:
    """Between two jobs a label is a question: where does this go, and when?"""
    return replace(take_label(turn, scanned), flow="where")


def choose(turn: Turn[Asking], pressed: Key) -> Next:
    """One of the kitchens whose name has the text in it."""
    found = where.find(turn.booking, turn.data.text)
    return _show(turn, turn.data.text, chosen(found, pressed).id)


def look_at_alarms(_: Turn[Any], __: Any) -> Next:
    """What is silent is to be dealt with."""
    return Next("list", flow="alarms")


def leave(_: Turn[Asking], __: Any) -> Next:
    """Back to the board."""
    return Next("board", flow="today")


def _show(turn: Turn[Asking], text: str, kitchen_id: UUID) -> Next:
    questions.count_question(turn.booking, text, kitchen_id)
    return Next("shown", data=Asking(text, kitchen_id.hex))


def _ask(turn: Turn[Asking]) -> Asked:
    return Asked(lines=tuple(Line(told(alarm), "bad") for alarm in alarms.open_alarms(turn.booking)))


def _ask_which(turn: Turn[Asking]) -> Asked:
    found = where.find(turn.booking, turn.data.text)
    listed = enumerate(found, start=1)
    lines = (Line(Message("where.choice", {"number": n, "kitchen": each.name}), choice=n) for n, each in listed)
    return Asked({"text": turn.data.text}, lines=tuple(lines))


def _show_answer(turn: Turn[Asking]) -> Asked:
    booking = turn.booking
    kitchen = where.by_id(booking, UUID(turn.data.kitchen))
    answer = where.read(booking, kitchen, booking.house, turn.data.text)
    values = {"kitchen": kitchen.name, "phone": answer.phone or "-", "headline": headline(answer)}
    return Asked(values, lines=lines_of(answer, booking.tx.now))


_TYPED = Edge(TEXT, take_text, ("ask", "choose", "shown"))
_LABEL = Edge(scan(ScanKind.UNIT), take_label, ("shown",))
_OUT = Edge(key("f3"), leave, ("today:board",), "key.back")
_AGAIN = Edge(key("f3"), go("ask"), ("ask",), "key.back")

WHERE = Flow(
    "where",
    Asking,
    (
        State("ask", _ask, (_TYPED, _LABEL, Edge(key("f4"), look_at_alarms, ("alarms:list",), "key.alarms"), _OUT)),
        State(
            "choose",
            _ask_which,
            (Edge(DIGIT, choose, ("shown",)), _LABEL, _AGAIN),
        ),
        State("shown", _show_answer, (_TYPED, _LABEL, _AGAIN)),
    ),
)
