"""Names an input that a step does not take, so that the refusal says what it was."""

from hubops.inputs import Input, Key, Scan, Text, Weight
from hubops.messages import Message


def named(said: Input) -> Message:
    """What was said, in words: the kind of a code, the key, a weight, or what was typed."""
    if isinstance(said, Scan):
        return Message(f"said.{said.kind}")
    if isinstance(said, Key):
        return Message("said.key", {"key": said.name.capitalize()})
    if isinstance(said, Weight):
        return Message("said.weight", {"weight_g": said.grams})
    return Message("said.text" if isinstance(said, Text) else "said.job")
