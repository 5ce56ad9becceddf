"""A list of rows by the line API: any number of rows, and only the rows that changed are painted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from hubops.tui.words import apart, fit, folded


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its text, and what it is (``title``, ``here``, ``done``, ``short``, ``bad``, ``plain``)."""

    text: str
    kind: str = "plain"


More = Callable[[int], str]
"""Says that so many rows are not shown."""


class Rows(Widget, can_focus=False, inherit_bindings=False):
    """Shows rows; what does not fit below is told by a last row, and the row in question is always in view."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "rows--plain",
        "rows--title",
        "rows--here",
        "rows--done",
        "rows--short",
        "rows--bad",
    }

    def __init__(self, id: str) -> None:  # noqa: A002  Textual's name for it
        super().__init__(id=id)
        self._given: tuple[Row, ...] = ()
        self._whole = False
        self._rows: tuple[Row, ...] = ()
        self._top = 0
        self._more: More = str
        self._paged = False

    def show(self, rows: Sequence[Row], more: More, *, whole: bool = False) -> None:
        """Show these rows; ``more`` says how many are not in view.

        A row that is too long goes on below, where there is room; ``whole`` ones always do.
        """
        old = self._visible()
        self._given, self._whole, self._more = tuple(rows), whole, more
        self._rows = self._laid()
        self._top = self._place()
        self._repaint(old)

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    def turn_page(self, by: int) -> bool:
        """Move by so many pages, from the last one to the first again; False if everything is in view."""
        height = self.size.height
        if len(self._rows) <= height:
            return False
        old = self._visible()
        lowest = len(self._rows) - max(height - 1, 1)
        top = self._top + by * max(height - 2, 1)
        at_end = self._top == (lowest if by > 0 else 0)
        self._top = (0 if by > 0 else lowest) if at_end else min(max(0, top), lowest)
        self._paged = True
        self._repaint(old)
        return True

    def on_resize(self) -> None:
        """Another size, another cut."""
        self._rows = self._laid()
        self._top = self._place()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of the list."""
        visible = self._visible()
        row = visible[y] if y < len(visible) else Row("")
        style = self.get_component_rich_style(f"rows--{row.kind}")
        return Strip([Segment(fit(row.text, self.size.width), style)], self.size.width)

    def _laid(self) -> tuple[Row, ...]:
        """The rows as they stand on the screen: long ones go on below, unless that would push others out of view."""
        width = self.size.width
        laid = tuple(line for row in self._given for line in _lines(row, width)) if width else self._given
        return laid if self._whole or len(laid) <= self.size.height else self._given

    def _here(self) -> int | None:
        return next((n for n, row in enumerate(self._rows) if row.kind == "here"), None)

    def _place(self) -> int:
        """The first row to show: the one in question stands in the upper half."""
        self._paged = False
        lowest = max(0, len(self._rows) - max(self.size.height - 1, 1))
        if len(self._rows) <= self.size.height:
            return 0
        return min(max(0, (self._here() or 0) - self.size.height // 3), lowest)

    def _visible(self) -> tuple[Row, ...]:
        """The rows in view; the last line tells how many are not, and the row in question is always among them."""
        height, count = self.size.height, len(self._rows)
        if count <= height or not height:
            return self._rows[:height]
        here = self._here()
        if height == 1:
            row = self._rows[self._top if self._paged or here is None else here]
            return (Row(apart(row.text, self._more(count - 1).strip(), self.size.width), row.kind),)
        rows = list(self._rows[self._top : self._top + height - 1])
        if here is not None and not self._top <= here < self._top + height - 1:
            rows[0 if here < self._top else -1] = self._rows[here]
        return (*rows, Row("  " + self._more(count - len(rows))))

    def _repaint(self, old: tuple[Row, ...]) -> None:
        new = self._visible()
        for y in range(max(len(old), len(new))):
            if old[y : y + 1] != new[y : y + 1]:
                self.refresh(Region(0, y, self.size.width, 1))


def _lines(row: Row, width: int) -> list[Row]:
    """A row in as many lines as it needs; its mark, or the room for one, stands before the first."""
    if cell_len(row.text) <= width:
        return [row]
    mark, text = (row.text[:2], row.text[2:]) if row.text[1:2] == " " else ("  ", row.text)
    digit = text[:3] if text[:1].isdigit() and text[1:3] == "  " else ""
    hanging = " " * len(mark + digit) if digit else "    "
    first, *rest = folded(text.removeprefix(digit), width - len(hanging))
    return [Row(mark + digit + first, row.kind), *(Row(hanging + line, row.kind) for line in rest)]
