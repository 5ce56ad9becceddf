"""What a person or a device can say to a dialogue: a scan, a weight, a key, a text, the choice of a flow.

Every room may import this module; it imports nothing of hubops. Masses are integer grams.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ScanKind(StrEnum):
    """What a scanned code stands for; a flow declares the kinds that are legal in each of its states."""

    ITEM = "item"
    """Goods: a GTIN, perhaps with lot, date, weight, serial or the SSCC of the case (GS1 element string or EAN)."""
    UNIT = "unit"
    """A handling unit: an SSCC alone, as on the hub's own drop labels."""
    BADGE = "badge"
    """An operator's badge, ``BADGE-0007``."""
    ZONE = "zone"
    """A zone's sign, ``ZONE-K1``."""
    VEHICLE = "vehicle"
    """A vehicle's sign, ``VEHICLE-V1``."""
    MANIFEST = "manifest"
    """The code on a manifest, ``MANIFEST-R1-20261124-1-F8C8``: one version of one run's papers."""
    ROUTE = "route"
    """A driver's route card, ``ROUTE-R1``: the papers of the route's run are wanted."""
    CALL_OFF = "call_off"
    """The code on a producer's call-off, ``CALL-7``."""
    CRATE = "crate"
    """The sign of a crate type, ``CRATE-E2``: goods are weighed in such a crate, or such crates are counted."""
    STATION = "station"
    """A station's sign, ``STATION-dock1``."""
    COMMAND = "command"
    """A printed key, ``CMD-F2``: as good as the key itself."""
    UNREADABLE = "unreadable"
    """A code that can't be used; ``fault`` says why."""


@dataclass(frozen=True, slots=True)
class Scan:
    """One code as it was read, with its meaning."""

    raw: str
    """The data as received, without framing and without the AIM identifier; GS (0x1D) kept."""
    kind: ScanKind
    aim_id: str = ""
    """The AIM identifier ``]cm``, empty if the scanner sent none."""
    gtin: str | None = None
    """Always 14 digits, padded with zeros on the left."""
    lot: str | None = None
    best_before: date | None = None
    """AI 15."""
    use_by: date | None = None
    """AI 17."""
    net_g: int | None = None
    """AI 310n, the net weight of the case in grams."""
    count: int | None = None
    """AI 30 or 37: pieces in the case."""
    serial: str | None = None
    sscc: str | None = None
    """18 digits."""
    code: str = ""
    """The value behind the prefix of a hub code: ``0007`` of ``BADGE-0007``."""
    fault: str = ""
    """Why an unreadable code can't be used: a code of messages.py."""
    device: str = ""
    """The name of the scanner in devices.toml, ``keyboard`` when typed."""


@dataclass(frozen=True, slots=True)
class Weight:
    """One reading of a scale. Only a reading that the booking rule lets through reaches a balance."""

    grams: int
    stable: bool
    net: bool | None = False
    """Net of a tare (True), gross (False, as what a recording says), or not known (None): such a one is not booked."""
    over: bool = False
    under: bool = False
    device: str = ""
    """The name of the scale in devices.toml."""
    raw: str = ""
    """The frame as it stood on the wire, its bytes as latin-1."""
    shown: str = ""
    """The digits as the scale shows them, without leading zeros; empty if it told no value: then ``grams`` is 0."""
    unit: str = ""
    """The unit of ``shown``: ``g kg t lb oz``. ``grams`` is exact, rounded half to even where the unit is finer."""
    tare_g: int | None = None
    """The tare that is set at the scale; None if it is not known."""
    centre_of_zero: bool = False
    """The scale says that it stands at its exact zero."""
    serial: str = ""
    """The scale's own serial number, empty if it tells none."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key: ``enter escape f1``-``f10`` ``up down left right`` or a digit; for a flow, the number of any row."""

    name: str


@dataclass(frozen=True, slots=True)
class Text:
    """A line that was typed and ended with Enter."""

    text: str


@dataclass(frozen=True, slots=True)
class Sealed(Text):
    """A secret that was typed, as it may be kept: ``text`` is its seal, or empty where it can be none."""


@dataclass(frozen=True, slots=True)
class Choose:
    """The wish to start a flow by its name, from the board or a replay."""

    flow: str


Input = Scan | Weight | Key | Text | Choose

CHARACTERS = {
    **{digit: digit for digit in "0123456789"},
    "comma": ",",
    "minus": "-",
    "space": " ",
    **{letter: letter.upper() for letter in "abcdefghijklmnopqrstuvwxyz"},
    "ae": "Æ",
    "oe": "Ø",
    "aa": "Å",
}
"""What a printed key types where a text is asked for, by its name: ``CMD-COMMA``. Code 128 has ASCII only."""
