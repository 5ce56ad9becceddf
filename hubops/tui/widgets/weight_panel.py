"""The WEIGHT zone: what the scale shows, big, and beside it how it stands; shown only where a weight is wanted."""

from rich.cells import cell_len

from hubops.tui.live_weight import Bearing, Shown
from hubops.tui.widgets.big_number import ROWS, big
from hubops.tui.widgets.text_line import TextLine
from hubops.tui.words import clean, fit, folded

GAP = "  "
LEAST_WORDS = 14
"""Cells that the words beside the number need; where there are fewer, the number is as small as the rest."""


class WeightPanel(TextLine):
    """Repaints itself alone; its height never depends on the weight."""

    def tell(self, seen: Shown, width: int) -> None:
        """Show another weight in so many cells."""
        for each in Bearing:
            self.set_class(each is seen.bearing, f"-{each}")
        self.show("\n".join(lines(seen, width)))


def lines(seen: Shown, width: int) -> list[str]:
    """The rows of the zone, none wider than ``width``."""
    words = [f"{seen.unit}  {clean(seen.words)}".strip(), seen.mode, seen.tare]
    if not seen.digits:
        return folded(clean(seen.words), width, ROWS) if width > 0 else []
    number = big(seen.digits)
    room = width - cell_len(number[0] + GAP)
    if room < LEAST_WORDS:
        return [fit(clean(text), width).rstrip() for text in (f"{seen.digits} {words[0]}", *words[1:])]
    return [row + GAP + fit(text, room).rstrip() for row, text in zip(number, words, strict=True)]
