"""An order as it was written: by a file, by somebody at the telephone, by a standing order."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class LineContent:
    """A line as it was ordered."""

    line: int
    gtin: str
    quantity_thousandths: int
    """The quantity times 1000: kilograms may be broken, and there are no floats in an order."""
    unit: str
    note: str

    @property
    def quantity(self) -> str:
        """With its unit, as people say it: ``2.5 kg``."""
        whole, part = divmod(self.quantity_thousandths, 1000)
        return f"{whole}.{part:03}".rstrip("0").rstrip(".") + f" {self.unit}"


@dataclass(frozen=True, slots=True)
class OrderContent:
    """An order as it arrived."""

    number: str
    kitchen: str
    ordered_at: datetime
    requested_date: date
    lines: tuple[LineContent, ...]

    @property
    def digest(self) -> str:
        """sha256 of the canonical content."""
        facts = {name: getattr(self, name) for name in _ORDER} | {
            "lines": [{name: getattr(line, name) for name in _LINE} for line in self.lines]
        }
        return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()


_ORDER = ("number", "kitchen", "ordered_at", "requested_date")
_LINE = ("line", "gtin", "quantity_thousandths", "unit", "note")
