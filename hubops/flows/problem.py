"""F9: something is wrong, and somebody should know. Asks what it is about, books it, and goes back to the very step.

It can begin in the midst of any step; what was in hand stays in hand.
"""

from typing import Any

from hubops.flows.choosing import chosen
from hubops.flows.table import BACK, DIGIT, ENTER, TEXT, Asked, Edge, Flow, Interruption, Line, Next, State, Turn, key
from hubops.inputs import Key, Text
from hubops.messages import Message
from hubops.operations import deviations

PROBLEMS = (
    "problem_goods",
    "problem_temperature",
    "problem_device",
    "problem_order",
    "problem_person",
    "problem_other",
)
"""In the order of the digits."""
LONGEST_TEXT = 200


class Problem(Interruption):
    """The step that was left, and what the problem is about."""

    problem: str = ""


def take_problem(turn: Turn[Problem], pressed: Key) -> Next:
    """It is about this."""
    turn.data.problem = chosen(PROBLEMS, pressed)
    return Next("text")


def take_text(turn: Turn[Problem], typed: Text) -> Next:
    """It is told in words; any words do, for nothing may stand in the way of it."""
    return _tell(turn, "".join(sign if sign.isprintable() else " " for sign in typed.text)[:LONGEST_TEXT].strip())


def take_no_text(turn: Turn[Problem], _: Any) -> Next:
    """It is told without words."""
    return _tell(turn, "")


def leave(_: Turn[Problem], __: Any) -> Next:
    """There is no problem."""
    return Next("", flow=BACK)


def _tell(turn: Turn[Problem], text: str) -> Next:
    data = turn.data
    deviations.tell_problem(turn.booking, data.problem, text, f"{data.flow}.{data.state}")
    return Next("", Message("problem.told", {"problem_word": data.problem}), booked="problem", flow=BACK)


def _ask_kind(_: Turn[Problem]) -> Asked:
    lines = (Line(Message("problem.choice", {"number": n, "problem_word": p})) for n, p in enumerate(PROBLEMS, start=1))
    return Asked(lines=tuple(lines))


def _ask_text(turn: Turn[Problem]) -> Asked:
    return Asked({"problem_word": turn.data.problem})


_OUT = (f"{BACK}:",)

PROBLEM = Flow(
    "problem",
    Problem,
    (
        State(
            "kind",
            _ask_kind,
            (Edge(DIGIT, take_problem, ("text",)), Edge(key("f3"), leave, _OUT, "key.back")),
        ),
        State(
            "text",
            _ask_text,
            (
                Edge(TEXT, take_text, _OUT),
                Edge(ENTER, take_no_text, _OUT, "key.without_words"),
                Edge(key("f3"), leave, _OUT, "key.back"),
            ),
        ),
    ),
)
