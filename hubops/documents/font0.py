"""How much room a text takes in font 0, the scalable font that is built into every ZPL printer.

Widths are approximate and rather too large: thousandths of the font's height for the proportional font, measured on
renderings by zplkit, and the widest sign for what was not measured. Heights and widths are in dots.
"""

import unicodedata

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
    return sum(-(-_sign_width(sign) * height // 1000) for sign in text)


def _sign_width(sign: str) -> int:
    plain = unicodedata.normalize("NFD", sign)[:1]
    return WIDTH_OF.get(sign) or WIDTH_OF.get(plain, WIDEST)


def fitted(text: str, width: int, height: int, smallest: int) -> tuple[str, int]:
    """The text and its height so that it fits into ``width``: shrunk down to ``smallest``, then cut with "..."."""
    for smaller in range(height, smallest - 1, -1):
        if width_of(text, smaller) <= width:
            return text, smaller
    return cut(text, width, smallest), smallest


def cut(text: str, width: int, height: int) -> str:
    """The text, or as much of its beginning as fits with "..." at its end; empty where not even that fits."""
    if width_of(text, height) <= width:
        return text
    room = width - width_of("...", height)
    end = 0
    while end < len(text) and width_of(text[: end + 1], height) <= room:
        end += 1
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
