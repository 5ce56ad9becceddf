"""Words for the screen: a message in a language, made safe for a terminal and fitted into so many cells."""

import logging
from collections.abc import Callable
from datetime import tzinfo
from functools import cache

from rich.cells import cell_len, chop_cells, set_cell_size

from hubops.messages import DEFAULT_ZONE, Message, say

log = logging.getLogger(__name__)

_PLAIN = str.maketrans({"–": "-", "—": "-", "×": "x", "…": "..", "‘": "'", "’": "'", "“": '"', "”": '"'})


def spoken(message: Message, language: str, zone: tzinfo = DEFAULT_ZONE) -> str:
    """The sentence of a message. One that nobody wrote is noted and shown as its code: the station must go on."""
    try:
        if type(message) is Message and not message.values:
            return _fixed(message.code, language)
        return clean(message.text(language, zone))
    except KeyError:
        log.exception("no sentence for %s", message)
        return clean(message.code)


@cache
def _fixed(code: str, language: str) -> str:
    """A sentence without values; the screen says the same few with every scan."""
    return clean(say(code, language))


def more_in(language: str) -> Callable[[int], str]:
    """What says in a language that so many rows are not shown."""
    return lambda count: spoken(Message("screen.more", {"count": count}), language)


def clean(text: str) -> str:
    """Text from outside without anything that a terminal would obey; a separator in GS1 data shows as a bar.

    Typographic signs are replaced, for the font of a Linux console (code page 437) has none (terminal.md 2.7).
    """
    text = text.translate(_PLAIN)
    return "".join(" " if c.isspace() and c != "\x1d" else c if c.isprintable() else "|" for c in text)


def fit(text: str, width: int) -> str:
    """The text in exactly so many cells; what does not fit ends in two dots."""
    if cell_len(text) > width > 2:
        return set_cell_size(text, width - 2) + ".."
    return set_cell_size(text, max(width, 0))


def apart(left: str, right: str, width: int) -> str:
    """Two texts at the two ends of a line; the left one gives way."""
    room = width - cell_len(right) - 1
    return fit(left, room) + " " + right if right and room > 0 else fit(left, width)


def folded(text: str, width: int, rows: int | None = None) -> list[str]:
    """The text in lines of at most ``width`` cells, broken between words; what ``rows`` don't hold ends in two dots."""
    lines: list[str] = []
    for word in text.split():
        if lines and cell_len(lines[-1]) + 1 + cell_len(word) <= width:
            lines[-1] += " " + word
        else:
            lines += chop_cells(word, max(width, 1))
    if rows is None or len(lines) <= max(rows, 1):
        return lines
    kept = lines[: max(rows, 1)]
    return [*kept[:-1], fit(f"{kept[-1]} {lines[len(kept)]}", width).rstrip()]


def wrapped(items: list[str], width: int, gap: str = "  ") -> list[str]:
    """Items in as few lines as they need, none of them broken."""
    lines: list[str] = []
    for item in items:
        if lines and cell_len(lines[-1]) + len(gap) + cell_len(item) <= width:
            lines[-1] += gap + item
        else:
            lines.append(item)
    return lines
