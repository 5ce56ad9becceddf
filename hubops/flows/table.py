"""What a flow is made of: states, the kinds of input that are legal in each, what each does, where it leads.

A flow is data. The same table drives the terminal, a replay, a test and the diagrams of the docs.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import msgspec

from hubops.inputs import Input, Key, Scan, ScanKind, Text, Weight
from hubops.messages import Message
from hubops.operations import authority
from hubops.operations.booking import Booking

D = TypeVar("D", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class Trigger:
    """A kind of input: ``scan item``, ``key f4``, ``key digit``, ``weight``, ``text``."""

    kind: str
    name: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.name}".strip()


WEIGHT = Trigger("weight")
TEXT = Trigger("text")
DIGIT = Trigger("key", "digit")
ENTER = Trigger("key", "enter")
DIGITS = frozenset("0123456789")
BACK = "back"
"""Where an interruption leads when it is over: to the flow and the state that it came from."""


HOME = "today"
"""The flow of the board."""


def scan(kind: ScanKind) -> Trigger:
    """The scan of a code of one kind."""
    return Trigger("scan", kind)


def key(name: str) -> Trigger:
    """A named key."""
    return Trigger("key", name)


def trigger_of(said: Input) -> Trigger:
    """The trigger that an input pulls."""
    if isinstance(said, Scan):
        return scan(said.kind)
    if isinstance(said, Weight):
        return WEIGHT
    if isinstance(said, Text):
        return TEXT
    if isinstance(said, Key):
        return DIGIT if said.name.isascii() and said.name.isdigit() else key(said.name)
    return Trigger("choose")


class Interruption(msgspec.Struct):
    """What a flow has in hand that may begin in the midst of any other: where that other one stands."""

    flow: str = "signin"
    state: str = "badge"
    data: dict[str, Any] = {}


@dataclass
class Turn(Generic[D]):
    """What an edge works with: the booking under way and what the flow has in hand."""

    booking: Booking
    data: D
    meant: str = ""
    """What the question on the screen was about (:attr:`Asked.means`); empty where no screen shows one yet."""


@dataclass(frozen=True)
class Next:
    """Where an edge leads, and what is said about it."""

    state: str
    message: Message | None = None
    booked: str = ""
    """The kind of booking that was made, for undo; empty if none was."""
    flow: str = ""
    """Another flow that begins at ``state``; empty to stay; BACK ends an interruption."""
    data: msgspec.Struct | None = None
    """What the flow has in hand from now on; None keeps what the turn holds."""


@dataclass(frozen=True)
class Edge:
    """One row of a flow's table."""

    on: Trigger
    do: Callable[[Turn[Any], Any], Next]
    goes: tuple[str, ...]
    """Every state that it can lead to; ``flow:state`` for another flow, ``back:`` out of an interruption."""
    label: str = ""
    """The word for the key in the KEYS zone; empty for what needs none."""
    takes: str = ""
    """What of authority.MAY the key is about: nobody else is shown it; the operation refuses who presses it anyway."""

    def is_shown_to(self, role: str) -> bool:
        """Whether an operator with a role is told of the key."""
        return bool(self.label) and authority.may(role, self.takes)


@dataclass(frozen=True, slots=True)
class Line:
    """A line below the question: a list of what is there, what is missing, what comes next."""

    message: Message
    mark: str = ""
    """``here`` for the line in question, ``done``, ``bad``, or empty."""
    choice: int = 0
    """Its number among those that digits choose from, which is its value ``number`` too; 0 for any other line."""


@dataclass(frozen=True)
class Prompt:
    """One question to the worker, free of language; screens draw it, they add nothing."""

    flow: str
    state: str
    where: Message
    what: Message
    lines: tuple[Line, ...] = ()
    keys: tuple[tuple[str, Message], ...] = ()
    wants: frozenset[str] = frozenset()
    """Kinds of input that are legal now: ``scan``, ``weight``, ``text``, ``key``, ``digit``; ``secret`` beside ``text``
    where nobody may read what is typed."""
    counter: tuple[int, int] | None = None
    """How far the job has come, of how much."""
    means: str = ""
    """As :attr:`Asked.means`."""

    @property
    def id(self) -> str:
        """The stable name of the question."""
        return f"{self.flow}.{self.state}"


@dataclass(frozen=True)
class Asked:
    """What a state says when it asks; the flow adds where, keys and what is legal."""

    values: dict[str, object] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()
    counter: tuple[int, int] | None = None
    means: str = ""
    """What exactly is asked about, where another station can change it before the answer; the answer is held to it."""


@dataclass(frozen=True)
class State:
    """One state of a flow: its question and its edges."""

    name: str
    ask: Callable[[Turn[Any]], Asked]
    edges: tuple[Edge, ...]
    seal: Callable[[Turn[Any], str], str] | None = None
    """Makes of a typed secret what may be kept, before anything is written; None where what is typed is no secret."""

    def edge(self, trigger: Trigger) -> Edge | None:
        """The edge that a trigger pulls, None where the input is not legal."""
        return next((edge for edge in self.edges if edge.on == trigger), None)

    @property
    def wants(self) -> frozenset[str]:
        """The kinds of input that are legal, as :attr:`Prompt.wants`."""
        kinds = frozenset("digit" if edge.on == DIGIT else edge.on.kind for edge in self.edges)
        return kinds | {"secret"} if self.seal else kinds


@dataclass(frozen=True)
class Flow:
    """A dialogue: its states by name; the first one is where it starts."""

    name: str
    data: type[msgspec.Struct]
    states: tuple[State, ...]

    @property
    def start(self) -> str:
        """The state in which it begins."""
        return self.states[0].name

    def state(self, name: str) -> State:
        """The state with that name. Raises KeyError."""
        for state in self.states:
            if state.name == name:
                return state
        raise KeyError(f"{self.name}.{name}")

    def leads_home(self, name: str, key_name: str) -> bool:
        """Whether a key leads from a state to the board without an edge: F10 does, and F3 where nothing lies behind.

        A state that has more in hand than may be dropped without a word has an edge for F10, which asks first.
        """
        if self.state(name).edge(key(key_name)) is not None:
            return False
        return name == self.start if key_name == "f3" else key_name == "f10" and self.name != HOME

    def leads_to_badge(self, name: str) -> bool:
        """Whether the only way on from a state, for one step or two, ends at a badge: who scans it now is too early."""
        for _ in range(2):
            ways = {to for edge in self.state(name).edges if edge.on != key("f3") for to in edge.goes}
            if len(ways) != 1 or ":" in "".join(ways):
                return False
            [name] = ways
            if {edge.on for edge in self.state(name).edges} == {scan(ScanKind.BADGE), key("f3")}:
                return True
        return False

    def prompt(self, name: str, turn: Turn[Any]) -> Prompt:
        """The question of a state as it stands now."""
        state = self.state(name)
        asked, role = state.ask(turn), turn.booking.actor.role
        return Prompt(
            flow=self.name,
            state=name,
            where=Message(f"where.{self.name}"),
            what=Message(f"prompt.{self.name}.{name}", asked.values),
            lines=asked.lines,
            keys=tuple((edge.on.name, Message(edge.label)) for edge in state.edges if edge.is_shown_to(role)),
            wants=state.wants,
            counter=asked.counter,
            means=asked.means,
        )


def go(state: str) -> Callable[[Turn[Any], Any], Next]:
    """An edge that only leads to a state of the same flow."""

    def do(_: Turn[Any], __: Any) -> Next:
        return Next(state)

    return do


def nothing(_: Turn[Any]) -> Asked:
    """A question without values and lines."""
    return Asked()
