"""Sign in by badge, and PIN where the hub wants it, and the board of the day from which all other dialogues start."""

from typing import Any
from uuid import UUID

import msgspec

from hubops.errors import Refused
from hubops.flows.board_keys import BOARD_KEYS
from hubops.flows.choosing import chosen
from hubops.flows.dispatch import take_route_at_board
from hubops.flows.prints import look_at_prints
from hubops.flows.table import DIGIT, TEXT, Asked, Edge, Flow, Line, Next, State, Turn, key, nothing, scan
from hubops.inputs import Key, Scan, ScanKind, Text
from hubops.messages import Message
from hubops.operations import authority, pins, signing

MENU = ("receive", "putaway", "crossdock", "load", "dispatch", "move", "count", "waste", "handover")
"""The dialogues in the order of the day: digit 1 is the first."""
BEHIND = ("devices", "orders", "deviations", "calloffs", "direct_deliveries")
"""They stand behind the nine of the day, and 0 shows them: nobody needs them at the dock on a good day."""
_TAKES = {
    "orders": "type_orders",
    "deviations": "solve_deviations",
    "calloffs": "take_answers",
    "direct_deliveries": "take_answers",
}
"""What of authority.MAY a dialogue is about: nobody else is shown it."""


class Nothing(msgspec.Struct):
    """These dialogues keep nothing in hand."""


class SigningIn(msgspec.Struct):
    """Who stands before the station and is not signed in yet."""

    operator: UUID | None = None
    badge: str = ""
    name: str = ""
    first: str = ""
    """The seal of a new PIN that was typed once."""
    locked_by: str = ""
    """Who was at work when the station locked; empty where it is not locked."""


def arrive(turn: Turn[Any], scanned: Scan) -> Next:
    """A badge was scanned, here or on the board: who needs no PIN is in."""
    booking = turn.booking
    actor = signing.of_badge(booking, scanned.code)
    if not pins.is_asked(booking, actor.role) or actor.key is None:
        return _welcome(turn, scanned.code)
    signing.sign_out(booking)
    locked_by = turn.data.locked_by if isinstance(turn.data, SigningIn) else ""
    data = SigningIn(actor.key, actor.badge, actor.name, locked_by=locked_by)
    return Next("pin" if pins.is_set(booking, actor.key) else "new_pin", flow="signin", data=data)


def take_pin(turn: Turn[SigningIn], typed: Text) -> Next:
    """The PIN was typed; a wrong one is counted."""
    operator = _before_me(turn)
    tried = pins.try_pin(turn.booking, operator, turn.data.badge, typed.text)
    if tried.right:
        return _welcome(turn, turn.data.badge)
    if tried.wait_until is not None:
        return Next("pin", Message("signin.wrong_wait", {"until_at": pins.full_minute(tried.wait_until)}))
    return Next("pin", Message("signin.wrong_pin", {"left": tried.left}))


def take_new_pin(turn: Turn[SigningIn], typed: Text) -> Next:
    """A new PIN was typed once."""
    if not typed.text:
        raise Refused("signin.pin_form")
    turn.data.first = typed.text
    return Next("again")


def take_again(turn: Turn[SigningIn], typed: Text) -> Next:
    """The new PIN was typed twice: it holds, or it begins again."""
    if typed.text != turn.data.first:
        turn.data.first = ""
        return Next("new_pin", Message("signin.pins_differ"))
    pins.set_pin(turn.booking, _before_me(turn), turn.data.badge, typed.text)
    return _welcome(turn, turn.data.badge)


def step_back(turn: Turn[SigningIn], _: Any) -> Next:
    """Another badge may come."""
    return Next("locked" if turn.data.locked_by else "badge", data=SigningIn(locked_by=turn.data.locked_by))


def _welcome(turn: Turn[Any], badge: str) -> Next:
    actor = signing.sign_in(turn.booking, badge)
    stations = signing.elsewhere(turn.booking)
    if stations:
        values = {"name": actor.name, "stations": ", ".join(stations)}
        return Next("board", Message("signin.welcome_also", values), flow="today")
    return Next("board", Message("signin.welcome", {"name": actor.name}), flow="today")


def _before_me(turn: Turn[SigningIn]) -> UUID:
    if turn.data.operator is None:
        raise Refused("signin.first")
    return turn.data.operator


def _seal_own(turn: Turn[SigningIn], typed: str) -> str:
    return pins.seal_for(turn.booking, _before_me(turn), typed)


def _seal_new(turn: Turn[SigningIn], typed: str) -> str:
    return pins.seal(turn.booking.house.signin.pepper, typed)


def _seal_again(turn: Turn[SigningIn], typed: str) -> str:
    return pins.seal(turn.booking.house.signin.pepper, typed, turn.data.first)


def _ask_locked(turn: Turn[SigningIn]) -> Asked:
    return Asked({"name": turn.data.locked_by})


def _ask_name(turn: Turn[SigningIn]) -> Asked:
    return Asked({"name": turn.data.name})


def _choose(turn: Turn[Nothing], pressed: Key) -> Next:
    return Next("", flow=chosen(_listed(turn), pressed))


def go_to_people(turn: Turn[Nothing], _: Any) -> Next:
    """Somebody needs help with a badge or a PIN."""
    authority.demand(turn.booking, "help_worker_with_pin")
    return Next("badge", flow="people")


def _leave(turn: Turn[Nothing], _: Any) -> Next:
    signing.sign_out(turn.booking)
    return Next("badge", Message("signin.signed_out"), flow="signin")


def _listed(turn: Turn[Nothing]) -> tuple[str, ...]:
    role = turn.booking.actor.role
    return tuple(name for name in (*MENU, *BEHIND) if authority.may(role, _TAKES.get(name, "")))


def _menu(turn: Turn[Nothing]) -> Asked:
    listed = enumerate(_listed(turn), start=1)
    return Asked(lines=tuple(Line(_choice(number, name), choice=number) for number, name in listed))


def _choice(number: int, name: str) -> Message:
    return Message("today.choice", {"number": number, "flow": Message(f"menu.{name}")})


_ARRIVES = Edge(scan(ScanKind.BADGE), arrive, ("today:board", "signin:pin", "signin:new_pin"))
_BACK = Edge(key("f3"), step_back, ("badge", "locked"), "key.back")

SIGNIN = Flow(
    "signin",
    SigningIn,
    (
        State("badge", nothing, (_ARRIVES,)),
        State("locked", _ask_locked, (_ARRIVES,)),
        State("pin", _ask_name, (Edge(TEXT, take_pin, ("today:board", "pin")), _ARRIVES, _BACK), _seal_own),
        State("new_pin", _ask_name, (Edge(TEXT, take_new_pin, ("again",)), _ARRIVES, _BACK), _seal_new),
        State("again", _ask_name, (Edge(TEXT, take_again, ("today:board", "new_pin")), _ARRIVES, _BACK), _seal_again),
    ),
)

TODAY = Flow(
    "today",
    Nothing,
    (
        State(
            "board",
            _menu,
            (
                Edge(DIGIT, _choose, tuple(f"{name}:" for name in (*MENU, *BEHIND))),
                _ARRIVES,
                Edge(scan(ScanKind.ROUTE), take_route_at_board, ("dispatch:taker",)),
                *BOARD_KEYS,
                Edge(key("f7"), go_to_people, ("people:badge",), "key.people", "help_worker_with_pin"),
                Edge(key("f8"), look_at_prints, ("prints:list",), "key.print_again"),
                Edge(key("f10"), _leave, ("signin:badge",), "key.sign_out"),
            ),
        ),
    ),
)
