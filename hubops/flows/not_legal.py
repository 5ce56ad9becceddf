"""Names an input that a step does not take, so that the refusal says what it was."""

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
