"""How much room a text takes in font 0, the scalable font that is built into every ZPL printer.

Widths are approximate and rather too large: thousandths of the font's height for the proportional font, measured on
renderings by zplkit, and the widest sign for what was not measured. Heights and widths are in dots.
"""

import unicodedata
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

WIDTHS = {
    250: "ijl",
    281: " !'(),./:;I[]`ft",
    344: "r",
    375: "z",
    438: "?Jcksvxy",
    469: '"#$*0123456789L\\aeo€§°ø',
    500: "EFTZ^_bdghnpqu{|}ðþß",
    531: "CSV",
    562: "ABKOPQXYØÞ",
    594: "DGRÐ",
    625: "&HNU",
    656: "w",
    750: "Mmæœ",
    812: "W",
    906: "%+-=@–ÆŒ",
}
WIDTH_OF = {sign: width for width, signs in WIDTHS.items() for sign in signs}
WIDEST = 1000


def width_of(text: str, height: int) -> int:
    """The width of ``text`` in letters of ``height``; every letter starts on a whole dot, so each is rounded up."""
    return sum(map(_advances(height).__getitem__, text))


class _Advances(dict[str, int]):
    """The dots that each letter takes at one height: computed once, then looked up."""

    def __init__(self, height: int) -> None:
        super().__init__()
        self._height = height

    def __missing__(self, sign: str) -> int:
        plain = unicodedata.normalize("NFD", sign)[:1]
        width = WIDTH_OF.get(sign) or WIDTH_OF.get(plain, WIDEST)
        self[sign] = advance = -(-width * self._height // 1000)
        return advance


_advances = lru_cache(maxsize=512)(_Advances)


class Fitted(NamedTuple):
    """A text that fits, in dots."""

    text: str
    height: int
    width: int


def fitted(text: str, width: int, height: int, smallest: int) -> Fitted:
    """The text so that it fits into ``width``: shrunk from ``height`` to ``smallest``, then cut with "..."."""
    wide = width_of(text, height)
    while wide > width and height > smallest:
        height = max(smallest, min(height - 1, height * width // wide))
        wide = width_of(text, height)
    if wide > width:
        text = cut(text, width, height)
        wide = width_of(text, height)
    return Fitted(text, height, wide)


def cut(text: str, width: int, height: int) -> str:
    """The text, or as much of its beginning as fits with "..." at its end; empty where not even that fits."""
    if width_of(text, height) <= width:
        return text
    room = width - width_of("...", height)
    end = bisect_right(list(accumulate(map(_advances(height).__getitem__, text))), room)
    return f"{text[:end].rstrip()}..." if end else ""


def wrapped(text: str, width: int, height: int) -> list[str]:
    """The text broken between words; a word that is wider than ``width`` stands on a line of its own, too wide."""
    lines: list[str] = []
    for word in text.split():
        if lines and width_of(f"{lines[-1]} {word}", height) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
