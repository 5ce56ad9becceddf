"""A list of rows by the line API: any number of rows, and only the rows that changed are painted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from hubops.tui.words import fit


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its text, and what it is (``title``, ``here``, ``done``, ``bad``, ``plain``)."""

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
        "rows--bad",
    }

    def __init__(self, id: str) -> None:  # noqa: A002  Textual's name for it
        super().__init__(id=id)
        self._rows: tuple[Row, ...] = ()
        self._top = 0
        self._more: More = str

    def show(self, rows: Sequence[Row], more: More) -> None:
        """Show these rows; ``more`` says how many lie below."""
        old = self._visible()
        self._rows, self._more = tuple(rows), more
        self._top = self._place()
        self._repaint(old)

    def scroll_rows(self, by: int) -> bool:
        """Move by so many rows; False if everything is in view."""
        lowest = max(0, len(self._rows) - self.size.height)
        if not lowest:
            return False
        old = self._visible()
        self._top = min(max(0, self._top + by), lowest)
        self._repaint(old)
        return True

    def on_resize(self) -> None:
        """Another size, another cut."""
        self._top = self._place()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of the list."""
        visible = self._visible()
        row = visible[y] if y < len(visible) else Row("")
        style = self.get_component_rich_style(f"rows--{row.kind}")
        return Strip([Segment(fit(row.text, self.size.width), style)], self.size.width)

    def _place(self) -> int:
        """The first row to show: the one in question stands in the upper half."""
        here = next((n for n, row in enumerate(self._rows) if row.kind == "here"), 0)
        lowest = max(0, len(self._rows) - self.size.height)
        return min(max(0, here - self.size.height // 3), lowest)

    def _visible(self) -> tuple[Row, ...]:
        height = self.size.height
        rows = self._rows[self._top : self._top + height]
        below = len(self._rows) - self._top - height
        if below > 0 and height > 1:
            rows = (*rows[:-1], Row("  " + self._more(below + 1)))
        return rows

    def _repaint(self, old: tuple[Row, ...]) -> None:
        new = self._visible()
        for y in range(max(len(old), len(new))):
            if old[y : y + 1] != new[y : y + 1]:
                self.refresh(Region(0, y, self.size.width, 1))
