"""Short items side by side: the KEYS zone, and the menu of the day."""

from hubops.tui.widgets.text_line import TextLine
from hubops.tui.words import wrapped

EVERYWHERE = frozenset({"f1", "f2", "f3", "f9", "f10", "space"})
"""Keys that mean the same in every step: where rows are scarce they go without their word. Space is the demo's."""
BARE = (EVERYWHERE, frozenset({"f1", "f2", "f3"}), frozenset({"f1"}))
"""Which of them stay where rows are scarcer still: F1 names the others."""


class Items(TextLine):
    """Items in as few lines as they need, none of them broken."""

    def __init__(self, id: str) -> None:  # noqa: A002  Textual's name for it
        super().__init__(id)
        self._items: list[str] = []

    def tell(self, items: list[str]) -> None:
        """Show these items."""
        self._items = items
        self.on_resize()

    def rows_in(self, width: int) -> int:
        """How many rows the items need."""
        return len(wrapped(self._items, width))

    def on_resize(self) -> None:
        """Another width, other lines."""
        self.show("\n".join(wrapped(self._items, self.size.width)))


def key_lines(keys: list[tuple[str, str]], width: int, rows: int | None = None) -> list[str]:
    """The keys that are live now, name (``f4``) and word, in lines; ``rows`` is how many there may be.

    Where they are too many, first those that every step has lose their words, then they go but for F1, which names
    them. Only then the words of the step's own keys are cut; none of these keys is left out.
    """
    lines = wrapped([_item(name, word) for name, word in keys], width)
    if rows is None or len(lines) <= rows:
        return lines
    own = [(name, word) for name, word in keys if name not in EVERYWHERE]
    longest = max((len(word) for _, word in own), default=1)
    for stay, room in [(stay, longest) for stay in BARE] + [(BARE[-1], room) for room in range(longest - 1, 0, -1)]:
        bare = " ".join(_item(name, "") for name, _ in keys if name in stay)
        lines = wrapped([*(_item(name, _cut(word, room)) for name, word in own), bare], width)
        if len(lines) <= rows:
            break
    return lines[:rows]


def _cut(word: str, room: int) -> str:
    return word if len(word) <= room else f"{word[: room - 1].rstrip()}." if room > 1 else ""


def _item(name: str, word: str) -> str:
    return f"{name[:1].upper()}{name[1:]} {word}".strip()
