"""A number three rows high, to be read from two metres: of half blocks, which every console font has."""

_PIXELS = {
    "0": "### #.# #.# #.# ###",
    "1": ".#. ##. .#. .#. ###",
    "2": "### ..# ### #.. ###",
    "3": "### ..# ### ..# ###",
    "4": "#.# #.# ### ..# ..#",
    "5": "### #.. ### ..# ###",
    "6": "### #.. ### #.# ###",
    "7": "### ..# ..# ..# ..#",
    "8": "### #.# ### #.# ###",
    "9": "### #.# ### ..# ###",
    "-": "... ... ### ... ...",
    ".": ". . . . #",
    ",": ". . . # #",
}
_BLOCKS = {"..": " ", "#.": "▀", ".#": "▄", "##": "█"}
ROWS = 3


def big(number: str) -> list[str]:
    """Three rows, all as wide, for digits, a sign and a decimal mark. Raises KeyError for any other character."""
    rows = [_PIXELS[letter].split() for letter in number]
    return [" ".join(_half_rows(letter, 2 * n) for letter in rows) for n in range(ROWS)]


def _half_rows(letter: list[str], at: int) -> str:
    upper, lower = letter[at], letter[at + 1] if at + 1 < len(letter) else "." * len(letter[at])
    return "".join(_BLOCKS[pair[0] + pair[1]] for pair in zip(upper, lower, strict=True))
