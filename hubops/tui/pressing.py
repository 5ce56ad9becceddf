"""Which keys the screen answers itself; the others go to the floor. A printed key is as good as the key."""

from hubops.flows.floor import Answer
from hubops.inputs import CHARACTERS, Input, Key, Scan, ScanKind

PAGES = {"up": -1, "down": 1}
QUIET = frozenset({"enter", "escape", "left", "right", *PAGES})
"""Keys that do nothing where the prompt does not name them; a function key is always handed on, and refused aloud."""
WHEN_STUCK = frozenset({"f1", "f9"})
"""Help, and the report of a problem: also for who does not get beyond a refusal."""


TYPING = frozenset({*CHARACTERS, "del", "enter", "f2"})
"""Printed keys that write into the line of entry, end it, or empty it."""


def typed_by(said: Input, wants: frozenset[str], *, stopped: bool) -> str:
    """The name of the printed key that types where a text is asked for; empty for any other input.

    A digit that chooses from a list beside it is that digit, as one that is pressed alone.
    """
    name = said.code.lower() if isinstance(said, Scan) and said.kind is ScanKind.COMMAND else ""
    if stopped or "text" not in wants or name not in TYPING:
        return ""
    return "" if name.isdigit() and {"digit", "scan"} <= wants else name


def is_for_screen(key: Key, answer: Answer | None, *, stopped: bool) -> bool:
    """Whether a key is the screen's own: it acknowledges a refusal, turns a page, quits, or does nothing.

    Args:
        key: what was pressed, or scanned from a sheet.
        answer: what stands; None before the first.
        stopped: a refusal is to be acknowledged.
    """
    if stopped:
        return key.name not in WHEN_STUCK
    prompt = answer.prompt if answer else None
    if key.name == "f10" and prompt is not None and prompt.flow == "signin":
        return True
    return key.name in QUIET and key.name not in {name for name, _ in (prompt.keys if prompt else ())}
