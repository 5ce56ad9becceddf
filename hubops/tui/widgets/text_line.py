"""Text of a fixed size on the screen; it is data, so nothing in it is markup."""

from textual.content import Content
from textual.widgets import Static


class TextLine(Static, can_focus=False):
    """A field that repaints itself alone, and only when its text changed."""

    def __init__(self, id: str) -> None:  # noqa: A002  Textual's name for it
        super().__init__("", id=id, markup=False)
        self._shown = Content("")

    def show(self, text: str | Content) -> None:
        """Show a text; the size of the field stays."""
        content = Content(text) if isinstance(text, str) else text
        if not content.is_same(self._shown):
            self._shown = content
            self.update(content, layout=False)
