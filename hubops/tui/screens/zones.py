"""How many rows each zone of the screen gets: what must be read is shown whole, lists give way (terminal.md 3)."""

from dataclasses import dataclass

FLAT = 10
"""Rows below which the screen is the prompt alone."""
TALL = 40
"""Rows from which there is room to spare."""
WIDE = 120
"""Cells in a row from which there is room for two columns."""
WEIGHT = 3
"""Rows of the number that a scale shows."""
LEAST_LIST = 3
"""Rows that a list keeps, title or first line among them, where the screen is not flat."""


@dataclass(frozen=True)
class Wanted:
    """What the zones have to show, in rows of text."""

    question: int
    status: int
    keys: int
    lines: int
    """Rows below the question; those of the menu on the board."""
    weight: bool = False
    """A weight is wanted from the scale."""
    entry: bool = False
    """Something stands in the line of entry, or is to be typed into it."""
    urgent: bool = False
    """The status is to be read before work goes on."""
    stopped: bool = False
    """The status is to be acknowledged; nothing else is legal."""
    board: bool = False


@dataclass(frozen=True)
class Heights:
    """Rows for each zone; the list between question and weight has the rest."""

    question: int
    entry: int
    status: int
    keys: int
    weight: int = 0
    """0 where none is wanted or a big number has no room: then it stands in the line of entry."""

    @property
    def total(self) -> int:
        """Rows that are not the list's."""
        return self.question + self.weight + self.entry + self.status + self.keys


def padding(height: int) -> int:
    """Cells left and right of the text of each zone; the style sheets say the same."""
    return 0 if height < FLAT else 2 if height >= TALL else 1


def share_out(height: int, wanted: Wanted) -> Heights:
    """Share out the rows of a screen."""
    return _flat(height, wanted) if height < FLAT else _roomy(height, wanted)


def leaves_where(height: int, wanted: Wanted) -> bool:
    """Whether a flat screen has a row for WHERE: a question, a sentence to be read and the start of a list go first."""
    full, less = _flat(height, wanted), _flat(height - 1, wanted)
    status = wanted.status if wanted.urgent else 1
    whole = less.question >= wanted.question and less.status >= status
    listed = height - 1 - less.total >= (wanted.lines if wanted.board else min(LEAST_LIST, wanted.lines))
    return whole and (listed or wanted.stopped) and (less.entry, less.keys) == (full.entry, full.keys)


def _roomy(height: int, wanted: Wanted) -> Heights:
    """Zones keep their heights from prompt to prompt, and grow where a text is longer than usual."""
    tall, low = height >= TALL, height < 2 * FLAT
    question, status, keys = (4, 5, 2) if tall else (1, 2, 1) if wanted.board or low else (4, 3, 2)
    keys = max(keys, wanted.keys)
    weight = WEIGHT if wanted.weight and not low else 0
    room = height - 1 - weight - 1 - keys - LEAST_LIST
    question = min(max(question, wanted.question + tall), room - 1)
    return Heights(question, 1, min(max(status, wanted.status), room - question), keys, weight)


def _flat(height: int, wanted: Wanted) -> Heights:
    if wanted.stopped:
        room = height - 1
        status = min(wanted.status, room - 1)
        question = min(wanted.question, room - status)
        return Heights(question, 0, room - question, 1)
    keys = min(wanted.keys, 2)
    entry = int(not wanted.board)
    lines = wanted.lines if wanted.board else min(1, wanted.lines)
    room = height - keys - entry - lines
    if wanted.question + wanted.status > room and not wanted.entry:
        room, entry = room + entry, 0
    if not wanted.board and wanted.question + (wanted.status if wanted.urgent else 1) > room:
        room += lines  # the list gives way: neither a question nor a warning may be cut
    question = min(wanted.question, max(room - 1, 1))
    status = min(wanted.status if wanted.lines else 3, max(room - question, 1))
    return Heights(question, entry, status, keys)
