"""The middle of the screen in a job: the list below the question, and where there is room the day and what was done."""

from collections import deque
from collections.abc import Sequence
from datetime import tzinfo

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from hubops.flows.table import Line
from hubops.messages import Message
from hubops.tui.screens.board_rows import Table, laid_out
from hubops.tui.status import Status
from hubops.tui.widgets.rows import More, Row, Rows
from hubops.tui.words import more_in, spoken

REMEMBERED = 100
_MARKS = {"here": "> ", "done": "+ ", "bad": "! "}
_KINDS = {Status.OK: "done", Status.STOP: "bad"}


class DialogueView(Horizontal, can_focus=False):
    """Draws any flow: its lines, with the one in question marked."""

    def __init__(self) -> None:
        super().__init__(id="dialogue")
        self._past: deque[Row] = deque(maxlen=REMEMBERED)
        self.lines = Rows("lines")
        self.day = Rows("day")
        self.past = Rows("past")

    def compose(self) -> ComposeResult:
        """The list of the prompt, and beside it the day and the past."""
        yield self.lines
        with Vertical(id="beside"):
            yield self.day
            yield self.past

    def show(self, lines: list[Row], more: More, *, whole: bool = False) -> None:
        """Show the lines of a prompt; ``whole`` ones go on below where they don't fit, the others are cut."""
        self.lines.show(lines, more, whole=whole)

    def show_day(self, tables: Sequence[Table], language: str) -> None:
        """Show what the whole hub waits for, where there is room."""
        if self.day.size.height:
            more = more_in(language)
            self.day.show(laid_out(tables, self.day.size.width, self.day.size.height, more), more)

    def remember(self, status: Status, at: str, sentence: str, language: str) -> None:
        """Note what an input did, newest first."""
        kind = _KINDS.get(status, "plain")
        self._past.appendleft(Row(f"{_MARKS.get(kind, '  ')}{at} {sentence}", kind))
        title = Row(spoken(Message("screen.past"), language), "title")
        self.past.show([title, *self._past], more_in(language))


def rows_of(lines: tuple[Line, ...], language: str, zone: tzinfo) -> list[Row]:
    """The lines of a prompt as rows with their marks."""
    return [
        Row(_MARKS.get(line.mark, "  ") + spoken(line.message, language, zone), line.mark or "plain") for line in lines
    ]
