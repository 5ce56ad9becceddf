"""The LAST zone: what the last input did, as a bar that changes colour, word and mark."""

from textual.content import Content

from hubops.messages import Message
from hubops.tui.status import Status
from hubops.tui.widgets.text_line import TextLine
from hubops.tui.words import spoken


class StatusBar(TextLine):
    """Word, mark and sentence."""

    def tell(self, status: Status, sentence: str, language: str) -> None:
        """Show how the last input was taken."""
        word = spoken(Message(f"status.{status}"), language)
        for each in Status:
            self.set_class(each is status, f"-{each}")
        self.show(Content.assemble((word, "bold"), "  ", sentence))
