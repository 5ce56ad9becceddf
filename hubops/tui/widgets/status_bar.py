"""The LAST zone: what the last input did, as a bar that changes colour, word and mark."""

from textual.content import Content

from hubops.messages import Message
from hubops.tui.status import Status
from hubops.tui.widgets.text_line import TextLine
from hubops.tui.words import folded, spoken

_JOINT = "\ue000"
"""Stands for a space that no line is broken at."""


class StatusBar(TextLine):
    """Word, mark and sentence."""

    def __init__(self, id: str) -> None:  # noqa: A002  Textual's name for it
        super().__init__(id)
        self.status = Status.READY
        self._word = self._sentence = ""

    def tell(self, status: Status, sentence: str, language: str) -> None:
        """How the last input was taken; :meth:`draw` shows it."""
        self.status, self._sentence = status, sentence
        self._word = spoken(Message(f"status.{status}"), language)

    def rows_in(self, width: int) -> int:
        """How many rows it needs."""
        return len(self._lines(width, None))

    def draw(self, width: int, rows: int) -> None:
        """Show it in so many cells and rows."""
        for each in Status:
            self.set_class(each is self.status, f"-{each}")
        text = "\n".join(self._lines(width, rows))
        self.show(Content.assemble((self._word, "bold"), text[len(self._word) :]))

    def _lines(self, width: int, rows: int | None) -> list[str]:
        whole = self._word.replace(" ", _JOINT) + (_JOINT if self._sentence else "")
        return [line.replace(_JOINT, " ") for line in folded(f"{whole} {self._sentence}", width, rows)]
