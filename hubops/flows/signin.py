"""Sign in by badge, and the board of the day from which every other dialogue starts."""

from typing import Any

import msgspec

from hubops.errors import Refused
from hubops.flows.table import DIGIT, Asked, Edge, Flow, Line, Next, State, Turn, go, key, nothing, scan
from hubops.inputs import Key, Scan, ScanKind
from hubops.messages import Message
from hubops.operations import signing, spooling
from hubops.queries import prints

MENU = ("receive", "putaway", "crossdock", "load", "dispatch", "move", "count", "waste", "handover")
"""The dialogues in the order of the day: digit 1 is the first."""
CHOICES = 9
"""As many as there are digits to choose with."""


class Nothing(msgspec.Struct):
    """These dialogues keep nothing in hand."""


def _sign_in(turn: Turn[Nothing], scanned: Scan) -> Next:
    actor = signing.sign_in(turn.booking, scanned.code)
    return Next("board", Message("signin.welcome", {"name": actor.name}), flow="today")


def _choose(turn: Turn[Nothing], pressed: Key) -> Next:
    number = int(pressed.name)
    if not 1 <= number <= len(MENU):
        raise Refused("today.no_such_choice", choices=len(MENU))
    return Next("", flow=MENU[number - 1])


def _leave(turn: Turn[Nothing], _: Any) -> Next:
    signing.sign_out(turn.booking)
    return Next("badge", Message("signin.signed_out"), flow="signin")


def _reprint(turn: Turn[Nothing], pressed: Key) -> Next:
    rows = prints.latest(turn.booking, CHOICES)
    number = int(pressed.name)
    if not 1 <= number <= len(rows):
        raise Refused("today.no_such_choice", choices=len(rows))
    row = rows[number - 1]
    copy = spooling.reprint(turn.booking, row.id)
    return Next("board", Message("today.reprinted", {"document_word": row.document, "title": row.title, "copy": copy}))


def _printed(turn: Turn[Nothing]) -> Asked:
    lines = (
        Line(
            Message(
                "today.printed_line",
                {
                    "number": n,
                    "document_word": row.document,
                    "whom": row.whom,
                    "title": row.title,
                    "state_word": f"print_{row.state}",
                },
            ),
            "" if row.state == "confirmed" else "bad",
        )
        for n, row in enumerate(prints.latest(turn.booking, CHOICES), start=1)
    )
    return Asked(lines=tuple(lines))


def _menu(_: Turn[Nothing]) -> Asked:
    lines = (Line(Message("today.choice", {"number": n, "flow_word": name})) for n, name in enumerate(MENU, start=1))
    return Asked(lines=tuple(lines))


SIGNIN = Flow("signin", Nothing, (State("badge", nothing, (Edge(scan(ScanKind.BADGE), _sign_in, ("today:board",)),)),))

TODAY = Flow(
    "today",
    Nothing,
    (
        State(
            "board",
            _menu,
            (
                Edge(DIGIT, _choose, tuple(f"{name}:" for name in MENU)),
                Edge(scan(ScanKind.BADGE), _sign_in, ("today:board",)),
                Edge(key("f8"), go("reprint"), ("reprint",), "key.print_again"),
                Edge(key("f10"), _leave, ("signin:badge",), "key.sign_out"),
            ),
        ),
        State(
            "reprint",
            _printed,
            (Edge(DIGIT, _reprint, ("board",)), Edge(key("f3"), go("board"), ("board",), "key.back")),
        ),
    ),
)
