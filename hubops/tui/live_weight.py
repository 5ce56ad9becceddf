"""What the scale of a station shows now, in its own digits and unit, and in words (devices.md 1.7)."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from babel.numbers import get_decimal_symbol

from hubops.inputs import Weight
from hubops.messages import Message
from hubops.tui.words import spoken


class Bearing(StrEnum):
    """How a weight stands; each has words ``screen.scale_<bearing>`` and a class in the style sheets."""

    STABLE = "stable"
    MOVING = "moving"
    OVER = "over"
    UNDER = "under"
    SILENT = "silent"
    """There is nothing to read, and ``Shown.words`` says why."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The display of a scale as the terminal repeats it."""

    bearing: Bearing
    digits: str = ""
    """As the scale shows them, with the decimal mark of the language; empty if it shows none."""
    unit: str = ""
    words: str = ""
    """Of the bearing, or why there is nothing to read."""
    mode: str = ""
    """Net, gross, or that it is not known."""
    tare: str = ""
    """The tare that is set, empty if none is or it is not known."""

    @property
    def line(self) -> str:
        """All of it in one row."""
        value = f"{self.digits} {self.unit}".strip()
        return ", ".join(part for part in (value, self.words, self.mode, self.tare) if part)


def shown(weight: Weight, language: str) -> Shown:
    """A weight as a person reads it. Nothing is computed: the digits are those of the scale."""
    bearing = bearing_of(weight)
    words = spoken(Message(f"screen.scale_{bearing}"), language)
    if bearing in (Bearing.OVER, Bearing.UNDER) and not weight.shown:
        return Shown(bearing, words=words)
    digits, unit = _digits(weight, language)
    mode, tare = _mode(weight, language) if digits else ("", "")
    return Shown(bearing, digits, unit, words, mode, tare)


def silent(trouble: str) -> Shown:
    """No weight, and why."""
    return Shown(Bearing.SILENT, words=trouble)


def bearing_of(weight: Weight) -> Bearing:
    """How a weight stands: out of range counts before motion."""
    if weight.over or weight.under:
        return Bearing.OVER if weight.over else Bearing.UNDER
    return Bearing.STABLE if weight.stable else Bearing.MOVING


def _digits(weight: Weight, language: str) -> tuple[str, str]:
    if weight.shown:
        return weight.shown.replace(".", get_decimal_symbol(language)), weight.unit
    if not weight.stable and not weight.grams:
        return "", ""  # in motion, by a scale that tells no value then
    return f"{Decimal(weight.grams).scaleb(-3)}".replace(".", get_decimal_symbol(language)), "kg"


def _mode(weight: Weight, language: str) -> tuple[str, str]:
    mode = {True: "net", False: "gross", None: "mode_unknown"}[weight.net]
    tare = Message("screen.scale_tare", {"tare_g": weight.tare_g}) if weight.tare_g else None
    return spoken(Message(f"screen.scale_{mode}"), language), spoken(tare, language) if tare else ""
