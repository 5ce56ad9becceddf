"""Alarms: what did not happen in time. Take one on, or say what was done about it; then it is off the screens.

Everybody sees all of them; a worker deals with those of the workers, and is told who deals with the others. Nothing
here is undone by F2: it books nothing about goods, and a silence that lasts can be told again by F9.
"""

import json
from typing import Any
from uuid import UUID

import msgspec

from hubops.errors import Refused
from hubops.flows.calloffs import look_at_call_offs
from hubops.flows.choosing import chosen
from hubops.flows.table import DIGIT, ENTER, TEXT, Asked, Edge, Flow, Line, Next, State, Turn, go, key
from hubops.inputs import Key, Text
from hubops.messages import Message
from hubops.operations import alarms


class Standing(msgspec.Struct):
    """Which alarm is looked at."""

    alarm: UUID | None = None


def choose(turn: Turn[Standing], pressed: Key) -> Next:
    """One of the list: to deal with, or only to look at."""
    alarm = chosen(alarms.open_alarms(turn.booking), pressed)
    turn.data.alarm = alarm.id
    return Next("one" if alarms.may_deal_with(turn.booking, alarm) else "look")


def take_on(turn: Turn[Standing], _: Key) -> Next:
    """Whoever is signed in deals with it."""
    alarms.take_on(turn.booking, _chosen(turn))
    return Next("list", Message("alarm.taken_on"), data=Standing())


def take_note(turn: Turn[Standing], typed: Text) -> Next:
    """It was dealt with: in these words."""
    alarms.deal_with(turn.booking, _chosen(turn), typed.text)
    return Next("list", Message("alarm.dealt_with"), data=Standing())


def leave(_: Turn[Standing], __: Any) -> Next:
    """Back to the board."""
    return Next("board", flow="today")


def told(alarm: Any) -> Message:
    """An alarm in words."""
    return Message(f"alarm.{alarm.kind}", json.loads(alarm.values))


def _chosen(turn: Turn[Standing]) -> UUID:
    if turn.data.alarm is None:
        raise Refused("alarm.over")
    return turn.data.alarm


def _ask_list(turn: Turn[Standing]) -> Asked:
    found = alarms.open_alarms(turn.booking)
    lines = tuple(_line(number, alarm) for number, alarm in enumerate(found, start=1))
    return Asked({"alarms": len(found)}, lines=lines or (Line(Message("alarms.none")),))


def _line(number: int, alarm: Any) -> Line:
    values = {"number": number, "alarm": told(alarm), "due_at": alarm.due_at, "owner_word": alarm.owner}
    return Line(Message("alarms.line", values), "here" if alarm.owner_id else "bad", choice=number)


def _ask_one(turn: Turn[Standing]) -> Asked:
    """The alarm, with who must deal with it."""
    alarm = alarms.by_key(turn.booking, _chosen(turn))
    since = Message("alarms.since", {"due_at": alarm.due_at, "owner_word": alarm.owner})
    return Asked({"alarm": told(alarm), "owner_word": alarm.owner}, lines=(Line(since),))


ALARMS = Flow(
    "alarms",
    Standing,
    (
        State(
            "list",
            _ask_list,
            (
                Edge(DIGIT, choose, ("one", "look")),
                Edge(key("f4"), look_at_call_offs, ("calloffs:list",), "key.call_offs", "take_answers"),
                Edge(key("f3"), leave, ("today:board",), "key.back"),
            ),
        ),
        State(
            "one",
            _ask_one,
            (
                Edge(ENTER, take_on, ("list",), "key.take_on"),
                Edge(TEXT, take_note, ("list",)),
                Edge(key("f3"), go("list"), ("list",), "key.back"),
            ),
        ),
        State("look", _ask_one, (Edge(key("f3"), go("list"), ("list",), "key.back"),)),
    ),
)
