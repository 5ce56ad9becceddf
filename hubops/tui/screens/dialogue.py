"""The middle of the screen while a job is done: the list below the question, and on a wide screen what was done."""

from collections import deque
from datetime import tzinfo

from textual.app import ComposeResult
from textual.containers import Horizontal

from hubops.flows.table import Line
from hubops.messages import Message
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
        self.past = Rows("past")

    def compose(self) -> ComposeResult:
        """The list of the prompt, and beside it the past."""
        yield self.lines
        yield self.past

    def show(self, lines: list[Row], more: More) -> None:
        """Show the lines of a prompt."""
        self.lines.show(lines, more)

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
