"""Names an input that a step does not take, so that the refusal says what it was and what would fit."""

from hubops.flows.table import DIGIT, State
from hubops.inputs import Input, Key, Scan, Text, Weight
from hubops.messages import Message

ARROWS = ("up", "down", "left", "right")
"""Keys that are called otherwise in each language; the others bear their names."""


def key_named(name: str) -> Message:
    """The name of a key as people say it."""
    return Message(f"said.{name}") if name in ARROWS else Message("said.key", {"key": name.capitalize()})


def named(said: Input) -> Message:
    """What was said, in words: the kind of a code, the key, a weight, or what was typed."""
    if isinstance(said, Scan):
        return Message(f"said.{said.kind}")
    if isinstance(said, Key):
        return key_named(said.name)
    if isinstance(said, Weight):
        return Message("said.weight", {"weight_g": said.grams})
    return Message("said.text" if isinstance(said, Text) else "said.job")


def fitting(state: State) -> Message:
    """What a step wants, in words: the first two of what it takes, for a refusal is short and F1 tells the rest.

    Its keys only where it takes nothing else.
    """
    kinds = [edge.on.name or edge.on.kind for edge in state.edges if edge.on.kind != "key" or edge.on == DIGIT]
    one, *other = (Message(f"fits.{kind}") for kind in kinds[:2] or ["key"])
    return Message("fits.or", {"one": one, "other": other[0]}) if other else one
