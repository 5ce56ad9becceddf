"""Lists that are longer than there are digits: nine at a time, and 0 for the next nine."""

from collections.abc import Sequence
from typing import TypeVar

from hubops.errors import Refused
from hubops.flows.table import Line
from hubops.inputs import Key
from hubops.messages import Message

T = TypeVar("T")
NINE = 9


def shown(items: Sequence[T], first: int) -> list[tuple[int, T]]:
    """The items from ``first`` on that digits choose from, each with its digit."""
    return list(enumerate(items[first : first + NINE], start=1))


def rest(items: Sequence[T], first: int) -> tuple[Line, ...]:
    """The line that tells of the other items; none where all are in view."""
    hidden = len(items) - len(shown(items, first))
    return (Line(Message("nine.more", {"count": hidden})),) if hidden else ()


def after(items: Sequence[T], first: int) -> int:
    """Where the next nine begin; after the last come the first again."""
    return first + NINE if first + NINE < len(items) else 0


def chosen(items: Sequence[T], first: int, pressed: Key) -> T | None:
    """The item that a digit chooses; None for 0, where there are more. Raises Refused ``today.no_such_choice``."""
    choices = dict(shown(items, first))
    if pressed.name == "0" and len(items) > len(choices):
        return None
    if int(pressed.name) not in choices:
        raise Refused("today.no_such_choice", choices=len(choices))
    return choices[int(pressed.name)]
