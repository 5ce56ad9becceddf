"""The letters that every printer and PDF viewer of the hub can draw: those of cp1252.

The built-in font of a label printer and the standard fonts of PDF are sure to have them (æøå, é, š, –, €), and nothing
beyond. A letter outside is written with its nearest neighbour (č c, đ d, ŋ n, ł l): a name that can be read is worth
more than an empty box. What has no neighbour becomes ``?``. Papers are for reading; the record keeps the true letters.
"""

import re
import unicodedata

NEIGHBOURS = str.maketrans(
    {
        "đ": "d", "Đ": "D", "ŋ": "n", "Ŋ": "N", "ŧ": "t", "Ŧ": "T", "ł": "l", "Ł": "L", "ħ": "h", "Ħ": "H", "ı": "i",
        "ȟ": "h", "ʒ": "z", "Ʒ": "Z", "ǥ": "g", "Ǥ": "G", "ə": "e", "ẞ": "SS",
        "\u2212": "-", "\u2010": "-", "\u2011": "-", "\u2032": "'", "\u2033": '"',
    }
)  # fmt: skip


def printable(text: str, longest: int = 300) -> str:
    """One line of letters that can be drawn; control and format characters are dropped.

    What is longer than ``longest`` ends with "...", so that a cut is seen.
    """
    drawn = text[: longest * 2]
    if not _PLAIN.fullmatch(drawn):
        drawn = unicodedata.normalize("NFC", drawn).translate(_DRAWN)
    line = " ".join(drawn.split())
    return line if len(line) <= longest else f"{line[: longest - 3]}..."


class _Drawn(dict[int, str]):
    """What is drawn for each letter: found out once, then looked up."""

    def __missing__(self, letter: int) -> str:
        sign = chr(letter)
        drawn = " " if sign.isspace() else "".join(map(_nearest, sign.translate(NEIGHBOURS)))
        self[letter] = drawn
        return drawn


_DRAWN = _Drawn()


# Nearly every text is of these letters, which are drawn as they are; to look is ten times faster than to translate.
_PLAIN = re.compile("[ -~¡-¬®-ÿ€]*")


def _nearest(sign: str) -> str:
    if unicodedata.category(sign).startswith(("C", "M")):
        return ""
    if _in_cp1252(sign):
        return sign
    parts = unicodedata.normalize("NFKD", sign).translate(NEIGHBOURS)
    near = "".join(part for part in parts if _in_cp1252(part) and part.isprintable())
    return near or "?"


def _in_cp1252(sign: str) -> bool:
    try:
        sign.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True
