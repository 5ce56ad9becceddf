"""Deviations that nobody has solved: say why one came about and what was done, and it is off the list."""

from typing import Any
from uuid import UUID

import msgspec

from hubops.flows.choosing import chosen
from hubops.flows.device_lines import moment
from hubops.flows.table import DIGIT, TEXT, Asked, Edge, Flow, Line, Next, State, Turn, go, key
from hubops.inputs import Key, Text
from hubops.messages import Message
from hubops.operations import deviations
from hubops.queries.deviations import Told, find, open_ones


class Solving(msgspec.Struct):
    """Which deviation is looked at, and the cause that was named."""

    deviation: UUID | None = None
    cause: str = ""


def choose(turn: Turn[Solving], pressed: Key) -> Next:
    """One of the list."""
    return Next("cause", data=Solving(chosen(open_ones(turn.booking), pressed).key))


def take_cause(turn: Turn[Solving], pressed: Key) -> Next:
    """Why it came about."""
    turn.data.cause = chosen(deviations.CAUSES, pressed)
    return Next("how")


def take_words(turn: Turn[Solving], typed: Text) -> Next:
    """What was done about it: then it is solved."""
    deviations.solve_at_terminal(turn.booking, turn.data.deviation, turn.data.cause, typed.text)
    return Next("list", Message("deviations.one_solved"), booked="deviation_solution", data=Solving())


def leave(_: Turn[Solving], __: Any) -> Next:
    """Back to the board."""
    return Next("board", flow="today")


def told(each: Told) -> Message:
    """A deviation in words."""
    return Message(f"deviation.{each.kind}", each.values)


def _ask_list(turn: Turn[Solving]) -> Asked:
    found = open_ones(turn.booking)
    lines = tuple(_line(turn, number, each) for number, each in enumerate(found, start=1))
    return Asked({"count": len(found)}, lines or (Line(Message("deviations.all_solved")),))


def _line(turn: Turn[Solving], number: int, each: Told) -> Line:
    since = moment(each.at, turn.booking.tx.clock_now, turn.booking.house.calendar.zone)
    values = {"number": number, "deviation": told(each), "since": since, "owner_word": each.owner}
    return Line(Message("deviations.row", values), "bad" if each.owner == turn.booking.actor.role else "", number)


def _ask_cause(turn: Turn[Solving]) -> Asked:
    rows = [
        Line(Message("deviations.cause", {"number": number, "cause_word": f"cause_{cause}"}), choice=number)
        for number, cause in enumerate(deviations.CAUSES, start=1)
    ]
    return Asked({"deviation": _before_me(turn)}, tuple(rows))


def _ask_how(turn: Turn[Solving]) -> Asked:
    cause = Message(f"word.cause_{turn.data.cause}")
    return Asked({"deviation": _before_me(turn), "cause": cause})


def _before_me(turn: Turn[Solving]) -> Message:
    return told(find(turn.booking, turn.data.deviation))


_TO_LIST = Edge(key("f3"), go("list"), ("list",), "key.back")

DEVIATIONS = Flow(
    "deviations",
    Solving,
    (
        State(
            "list",
            _ask_list,
            (Edge(DIGIT, choose, ("cause",)), Edge(key("f3"), leave, ("today:board",), "key.back")),
        ),
        State("cause", _ask_cause, (Edge(DIGIT, take_cause, ("how",)), _TO_LIST)),
        State(
            "how",
            _ask_how,
            (Edge(TEXT, take_words, ("list",)), Edge(key("f3"), go("cause"), ("cause",), "key.back")),
        ),
    ),
)
