"""Short items side by side: the KEYS zone, and the menu of the day."""

from hubops.tui.widgets.text_line import TextLine
from hubops.tui.words import wrapped


class Items(TextLine):
    """Items in as few lines as they need, none of them broken."""

    def __init__(self, id: str) -> None:  # noqa: A002  Textual's name for it
        super().__init__(id)
        self._items: list[str] = []

    def tell(self, items: list[str]) -> None:
        """Show these items."""
        self._items = items
        self.on_resize()

    def on_resize(self) -> None:
        """Another width, other lines."""
        self.show("\n".join(wrapped(self._items, self.size.width)))


class KeyBar(Items):
    """The keys that are live now, and no others."""

    def tell_keys(self, keys: list[tuple[str, str]]) -> None:
        """Show these keys: name (``f4``) and word."""
        self.tell([f"{name[:1].upper()}{name[1:]} {word}" for name, word in keys])
