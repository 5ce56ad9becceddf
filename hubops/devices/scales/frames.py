"""What a scale can say, in whatever protocol: weights with exact digits, and the frames that are none."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Protocol

from hubops.inputs import Weight

GRAMS_PER_UNIT = {
    "g": Decimal(1),
    "kg": Decimal(1000),
    "t": Decimal(1_000_000),
    "lb": Decimal("453.59237"),
    "oz": Decimal("28.349523125"),
}
"""Exact by definition; the pound is that of 1959, the ounce is its sixteenth."""

_LEADING_ZEROS = re.compile(r"^(-?)0+(?=[0-9])")


@dataclass(frozen=True, slots=True)
class NoWeight:
    """The scale answers, but has no weight now: busy, in a menu, switched off, or it gave up waiting for rest."""

    raw: str


@dataclass(frozen=True, slots=True)
class Unusable:
    """A value that is no mass, or one in a unit that the hub can't tell in grams; ``fault`` is a message code."""

    fault: str
    raw: str


@dataclass(frozen=True, slots=True)
class Tare:
    """The tare that is set at the scale, in grams; 0 if none is."""

    grams: int
    raw: str


@dataclass(frozen=True, slots=True)
class Done:
    """The scale did what it was ordered: tare or zero."""

    raw: str


@dataclass(frozen=True, slots=True)
class Declined:
    """The scale did not do what it was ordered: it moves, is out of range, or may not."""

    raw: str


@dataclass(frozen=True, slots=True)
class Identity:
    """The serial number, asked for or sent at power-on."""

    serial: str
    raw: str


@dataclass(frozen=True, slots=True)
class Stored:
    """What the scale wrote into its alibi memory when it was told to."""

    record: str
    """The number of the record; empty if it stored nothing."""
    grams: int
    """What it stored, less its tare: to see that it is the same load, and for nothing else."""
    raw: str


@dataclass(frozen=True, slots=True)
class Complaint:
    """The scale did not understand a command, or has an error of its own."""

    raw: str


@dataclass(frozen=True, slots=True)
class Noise:
    """Bytes that are none of the above, also a frame with a lost byte."""

    raw: str


Frame = Weight | NoWeight | Unusable | Tare | Done | Declined | Identity | Stored | Complaint | Noise
Frames = tuple[Frame, ...]


class Parser(Protocol):
    """Takes bytes in any split and gives the frames that they complete; garbage before and between does no harm."""

    def feed(self, data: bytes) -> list[Frame]:
        """Take the next bytes."""
        ...


def in_grams(digits: str, unit: str) -> int | None:
    """Whole grams, computed exactly and then rounded half to even; None for a unit that is no known mass."""
    factor = GRAMS_PER_UNIT.get(unit)
    if factor is None:
        return None
    return int((Decimal(digits) * factor).to_integral_value(ROUND_HALF_EVEN))


def weight(
    raw: str,
    digits: str,
    unit: str,
    *,
    stable: bool,
    net: bool | None = None,
    tare_g: int | None = None,
    centre_of_zero: bool = False,
) -> Frames:
    """A weight as it stood on the wire, or why it is none that the hub can use.

    Args:
        raw: the frame.
        digits: the value with its sign; spaces between sign and digits don't count.
        unit: as on the wire, in any case.
        stable: the load is at rest.
        net: net of a tare, gross, or None: the frame does not say.
        tare_g: the tare, if the frame tells it.
        centre_of_zero: the scale shows its exact zero.
    """
    digits = _LEADING_ZEROS.sub(r"\1", digits.replace(" ", "").removeprefix("+"))
    unit = unit.lower()
    grams = in_grams(digits, unit)
    if grams is None:
        return (Unusable("scale.unit", raw),)
    return (
        Weight(
            grams,
            stable,
            net,
            raw=raw,
            shown=digits,
            unit=unit,
            tare_g=tare_g,
            centre_of_zero=centre_of_zero,
        ),
    )


def tare(raw: str, digits: str, unit: str) -> Frames:
    """The tare that is set, or why it is not known."""
    grams = in_grams(digits.replace(" ", ""), unit.lower())
    return (Unusable("scale.unit", raw),) if grams is None else (Tare(grams, raw),)


def without_digits(raw: str, *, over: bool = False, under: bool = False) -> Frames:
    """Over, under, or in motion, by a scale that tells no value then."""
    return (Weight(0, stable=False, net=None, over=over, under=under, raw=raw),)
