"""Help with badges: unlock one that waits after wrong PINs, or forget a PIN so that its owner sets a new one."""

from typing import Any

import msgspec

from hubops.flows.choosing import chosen
from hubops.flows.table import DIGIT, Asked, Edge, Flow, Line, Next, State, Turn, go, key, nothing, scan
from hubops.inputs import Key, Scan, ScanKind
from hubops.messages import Message
from hubops.operations import pins

HELP = ("unlock", "reset")
"""What can be done, in the order of the digits."""


class Helping(msgspec.Struct):
    """Whose badge it is about."""

    badge: str = ""


def take_badge(turn: Turn[Helping], scanned: Scan) -> Next:
    """The badge of whoever needs help was scanned."""
    turn.data.badge = pins.person(turn.booking, scanned.code).badge
    return Next("person")


def take_choice(turn: Turn[Helping], pressed: Key) -> Next:
    """It is done, and the next badge may come."""
    if chosen(HELP, pressed) == "unlock":
        helped, code = pins.unlock(turn.booking, turn.data.badge), "people.unlocked"
    else:
        helped, code = pins.reset(turn.booking, turn.data.badge), "people.reset"
    return Next("badge", Message(code, {"name": helped.name}), data=Helping())


def leave(_: Turn[Helping], __: Any) -> Next:
    """Back to the board."""
    return Next("board", flow="today")


def _ask_person(turn: Turn[Helping]) -> Asked:
    person = pins.person(turn.booking, turn.data.badge)
    values: dict[str, object] = {"name": person.name, "role_word": person.role}
    stand = Line(Message("people.pin_set" if person.has_pin else "people.no_pin"))
    if person.wait_until is not None:
        stand = Line(Message("people.waits", {"until_at": pins.full_minute(person.wait_until)}), "bad")
    choices = (Line(Message(f"people.choice_{name}", {"number": n})) for n, name in enumerate(HELP, start=1))
    return Asked(values, (stand, *choices))


_BADGE = Edge(scan(ScanKind.BADGE), take_badge, ("person",))

PEOPLE = Flow(
    "people",
    Helping,
    (
        State("badge", nothing, (_BADGE, Edge(key("f3"), leave, ("today:board",), "key.back"))),
        State(
            "person",
            _ask_person,
            (Edge(DIGIT, take_choice, ("badge",)), _BADGE, Edge(key("f3"), go("badge"), ("badge",), "key.back")),
        ),
    ),
)
