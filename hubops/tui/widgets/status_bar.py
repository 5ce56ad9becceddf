"""The LAST zone: what the last input did, as a bar that changes colour, word and mark."""

from rich.cells import cell_len
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
        self.aside = ""
        """What else is to be seen on every screen, between word and sentence: it gives way to a sentence that has to be
        read."""
        self.otherwise = ""
        """What stands there while nothing is to be said."""
        self._word = self._sentence = ""

    def tell(self, status: Status, sentence: str, language: str) -> None:
        """How the last input was taken; :meth:`draw` shows it."""
        self.status, self._sentence = status, sentence
        self._word = spoken(Message(f"status.{status}"), language)

    def rows_in(self, width: int) -> int:
        """How many rows it needs."""
        calm = self.status not in (Status.WAIT, Status.STOP)
        return len(self._lines(width, None, self.aside if calm else ""))

    def draw(self, width: int, rows: int) -> None:
        """Show it in so many cells and rows."""
        for each in Status:
            self.set_class(each is self.status, f"-{each}")
        fits = cell_len(self.aside) <= width and len(self._lines(width, None, self.aside)) <= rows
        aside = self.aside if fits else ""
        text = "\n".join(self._lines(width, rows, aside, self._sentence or self.otherwise))
        start = text.index(aside, len(self._word)) if aside else len(self._word)
        end = start + len(aside)
        between = text[len(self._word) : start]
        self.show(Content.assemble((self._word, "bold"), between, (text[start:end], "bold reverse"), text[end:]))

    def _lines(self, width: int, rows: int | None, aside: str, sentence: str | None = None) -> list[str]:
        sentence = self._sentence if sentence is None else sentence
        whole = self._word.replace(" ", _JOINT)
        whole += f" {aside.replace(' ', _JOINT)}" if aside else ""
        whole += _JOINT if sentence else ""
        return [line.replace(_JOINT, " ") for line in folded(f"{whole} {sentence}", width, rows)]
