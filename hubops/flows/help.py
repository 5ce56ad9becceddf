"""F1: a page that explains the step in hand: what it wants, what each key does, what is legal in words.

It is drawn in place of the lines of the prompt. Nothing is booked, and the dialogue stays where it is.
"""

from collections.abc import Iterator

from hubops.flows.not_legal import key_named
from hubops.flows.table import DIGIT, HOME, Edge, Flow, Line, State
from hubops.messages import Message

GLOBAL = ("f2", "f9", "f10")
"""Keys that do the same in every step, once somebody is signed in."""


def page(flow: Flow, state: State, role: str) -> tuple[Line, ...]:
    """What to show of a step to an operator with a role, empty for nobody; whatever stands here is legal now."""
    return (Line(Message(f"help.{flow.name}.{state.name}")), *map(Line, _legal(flow, state, role)))


def _legal(flow: Flow, state: State, role: str) -> Iterator[Message]:
    """Inputs first, then the keys of the step, then those that work everywhere."""
    for edge in state.edges:
        if edge.on.kind != "key" or edge.on == DIGIT:
            yield Message(f"help.takes_{str(edge.on).replace(' ', '_')}")
    own = [edge for edge in state.edges if edge.is_shown_to(role)]
    yield from map(_key, own)
    named = {edge.on.name for edge in own}
    if role and flow.name != HOME and flow.leads_home(state.name, "f3"):
        yield Message("help.f3")
    for name in GLOBAL if role else ("f9",):
        if name not in named:
            yield Message(f"help.{name}")
    yield Message("help.f1")


def _key(edge: Edge) -> Message:
    does = Message(f"does.{edge.label.removeprefix('key.')}")
    return Message("help.key", {"key": key_named(edge.on.name), "word": Message(edge.label), "does": does})
