"""What an import tells: how many records were added, changed or the same, and each fault with its place in the file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo

from hubops.errors import HubopsError
from hubops.messages import DEFAULT_ZONE, Message, say

FIELDS: Mapping[str, str] = {
    "calendar.bad_cutoff": "cutoff",
    "calendar.bad_weekday": "weekdays",
    "order.broken_quantity": "quantity",
    "order.conflict": "order_number",
    "order.no_case": "unit",
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

    def text(self, language: str, zone: tzinfo = DEFAULT_ZONE) -> str:
        """The sentence, with line and column before it."""
        place = {"line": self.line, "column": self.column}
        where = say("import.at_column" if self.column else "import.at_line", language, place, zone)
        return f"{where} {super().text(language, zone)}"


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a file. With a fault nothing of it was taken."""

    kind: str
    added: int = 0
    changed: int = 0
    same: int = 0
    warnings: tuple[Message, ...] = field(default=())
    faults: tuple[Message, ...] = field(default=())


def at_row(line: int, error: HubopsError, column: str = "") -> RowMessage:
    """An error with the row that it is about; the column is the one given, or the one that the error speaks of."""
    named = column or str(error.values.get("field", FIELDS.get(error.code, "")))
    return RowMessage(error.code, error.values, line, named)
