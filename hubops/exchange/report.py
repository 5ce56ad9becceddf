"""What an import tells: how many records were added, changed or the same, and each fault with its place in the file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo

from hubops.errors import HubopsError
from hubops.messages import DEFAULT_ZONE, Message, say

MOST_FAULTS = 1_000
"""More are not told: the file is of another kind than it says."""
FIELDS: Mapping[str, str] = {
    "calendar.bad_cutoff": "cutoff",
    "calendar.bad_weekday": "weekdays",
    "order.broken_quantity": "quantity",
    "order.conflict": "order_number",
    "order.no_case": "unit",
    "order.other_kitchen": "kitchen",
    "order.unknown_number": "order_number",
    "order.unknown_item": "gtin",
    "order.unknown_kitchen": "kitchen",
}
"""Where a fault does not name its field itself: the column that it speaks of."""


@dataclass(frozen=True)
class RowMessage(Message):
    """Something to be said about one row of a file."""

    line: int = 0
    """In the file, from 1, the header line included."""
    column: str = ""
    """Empty if the whole row is meant."""
    order: int = 0
    """In a file that has no lines (JSON): the place of the order in it, from 1; ``line`` counts within the order, 0 is
    the order itself."""

    def text(self, language: str, zone: tzinfo = DEFAULT_ZONE) -> str:
        """The sentence, with line and column before it."""
        place = {"line": self.line, "column": self.column, "order": self.order}
        if self.order and self.line:
            where = "import.at_order_line_column" if self.column else "import.at_order_line"
        elif self.order:
            where = "import.at_order_column" if self.column else "import.at_order"
        else:
            where = "import.at_column" if self.column else "import.at_line"
        return f"{say(where, language, place, zone)} {super().text(language, zone)}"


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a file. With a fault nothing of it was taken."""

    kind: str
    added: int = 0
    changed: int = 0
    same: int = 0
    warnings: tuple[Message, ...] = field(default=())
    faults: tuple[Message, ...] = field(default=())
    orders: tuple[Message, ...] = field(default=())
    """Of orders: what changed in each, which new ones come on another day than asked for or never; in a dry run also
    which others are new or known."""
    on_paper: int = 0
    """Messages to kitchens and producers that are printed, for nothing else reaches who they are for."""


def capped(faults: Iterable[RowMessage]) -> tuple[RowMessage, ...]:
    """The faults in the order of the file's lines, at most :data:`MOST_FAULTS`; a last one says that there are more."""
    found = sorted(faults, key=lambda fault: fault.line)
    if len(found) <= MOST_FAULTS:
        return tuple(found)
    return (*found[:MOST_FAULTS], RowMessage("import.more_faults", {"most": MOST_FAULTS}, found[MOST_FAULTS].line))


def at_row(line: int, error: HubopsError, column: str = "") -> RowMessage:
    """An error with the row that it is about; the column is the one given, or the one that the error speaks of."""
    named = column or str(error.values.get("field", FIELDS.get(error.code, "")))
    return RowMessage(error.code, error.values, line, named)
