"""Lists that digits choose from, one rule for all flows: nine rows at a time, and 0 for the next nine.

A row that can be chosen bears its number among all of them (``Line.choice``, and ``number`` in its sentence), and its
flow is given that number, however many there are.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from hubops.errors import Refused
from hubops.flows.table import Line, Prompt
from hubops.inputs import Key
from hubops.messages import Message

T = TypeVar("T")
NINE = 9
"""As many as there are digits to choose with."""


def chosen(items: Sequence[T], pressed: Key) -> T:
    """The item whose row was chosen.

    Args:
        items: all that can be chosen, whatever is in view.
        pressed: the number of the row among all of them.

    Raises:
        Refused: ``today.no_such_choice``, with the digits that stand on the screen; ``today.nothing_to_choose``.
    """
    if not items:
        raise Refused("today.nothing_to_choose")
    number = int(pressed.name)
    if not 1 <= number <= len(items):
        left = len(items) - (number - 1) // NINE * NINE
        raise Refused("today.no_such_choice", choices=min(NINE, left if 0 < left <= len(items) else len(items)))
    return items[number - 1]


class Choosing:
    """Which nine rows of a station's list are in view; it lives as long as the screen, and no longer."""

    def __init__(self) -> None:
        self._prompt = ""
        self._rows = self._first = 0

    def turn(self) -> bool:
        """Show the next nine, after the last the first again; False where all are in view."""
        if self._rows <= NINE:
            return False
        self._first = self._first + NINE if self._first + NINE < self._rows else 0
        return True

    def meant(self, digit: Key) -> Key:
        """The row that a digit means, by its number in the whole list."""
        return Key(str(self._first + int(digit.name))) if self._first and digit.name != "0" else digit

    def in_view(self, prompt: Prompt) -> Prompt:
        """The prompt with nine of its rows, numbered as the digits are; another question begins at the first."""
        rows = max((line.choice for line in prompt.lines), default=0)
        if prompt.id != self._prompt or self._first >= rows:
            self._first = 0
        self._prompt, self._rows = prompt.id, rows
        return prompt if rows <= NINE else replace(prompt, lines=self._nine(prompt.lines))

    def _nine(self, lines: tuple[Line, ...]) -> tuple[Line, ...]:
        shown: list[Line] = []
        last = min(self._first + NINE, self._rows)
        for line in lines:
            if self._first < line.choice <= last:
                values = {**line.message.values, "number": line.choice - self._first}
                shown.append(replace(line, message=Message(line.message.code, values)))
            elif not line.choice:
                shown.append(line)
            if line.choice == last:
                shown.append(Line(Message("nine.more", {"count": self._rows - (last - self._first)})))
        return tuple(shown)
