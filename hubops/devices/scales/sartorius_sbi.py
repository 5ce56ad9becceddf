"""Sartorius SBI: ``+   123.56 g  `` or ``N     +   123.56 g  `` (devices.md 1.5).

A weight without a unit is one that is not at rest, so the unit of a moving weight is that of devices.toml.
"""

import re
from functools import partial

from hubops.devices.scales.driver import ScaleDriver
from hubops.devices.scales.frames import (
    Complaint,
    Frames,
    Identity,
    Noise,
    NoWeight,
    Parser,
    Unusable,
    weight,
    without_digits,
)
from hubops.devices.scales.lines import LineParser, Rule

ESC = b"\x1b"
_MODES = {"N": True, "G": False}


def _weight(unit: str, match: re.Match[str]) -> Frames:
    """A digit in brackets is not verified; it is part of the value, and a bracket is none of its digits."""
    raw, shown_unit = match.group(), match["unit"].strip(" ")
    if shown_unit and shown_unit.lower() != unit:
        return (Unusable("scale.unit", raw),)
    if match["sign"] == " " and re.search("[1-9]", match["digits"]):
        return (Noise(raw),)  # only zero has no sign: another one has lost its minus, perhaps
    digits = (match["sign"] + match["digits"].lstrip(" ")).replace("[", "").replace("]", "").strip(" ")
    return weight(raw, digits, unit, stable=bool(shown_unit), net=_MODES.get((match["mode"] or "").strip(" ")))


def _parser(unit: str) -> Parser:
    rules: tuple[Rule, ...] = (
        (
            re.compile(
                r"(?P<mode>[NG] {5})?(?P<sign>[+ -]) (?=[ 0-9.]{8} |[ 0-9.]{7,8}\[)"
                r"(?P<digits> *[0-9]+(?:\.[0-9]*)?(?:\[[0-9]\])?) ?(?P<unit>   |[A-Za-z]{1,3} *)$"
            ),
            partial(_weight, unit),
        ),
        *_OTHER_RULES,
    )
    return LineParser(rules)


_OTHER_RULES: tuple[Rule, ...] = (
    (re.compile(r"(?:Stat +|^ +)H *$"), lambda match: without_digits(match.group(), over=True)),
    (re.compile(r"(?:Stat +|^ +)L *$"), lambda match: without_digits(match.group(), under=True)),
    (re.compile(r"(?:Stat +|^ +)(?:OFF|C|--) *$"), lambda match: (NoWeight(match.group()),)),
    (re.compile(r"(?:Stat +|^ +)(?:ERR|Err) *[0-9]* *$"), lambda match: (Complaint(match.group()),)),
    (re.compile(r"^ *([0-9]{8,12}) *$"), lambda match: (Identity(match[1], match.group()),)),
)

SARTORIUS_SBI = ScaleDriver(
    name="sartorius-sbi",
    parser=_parser,
    ask=ESC + b"P\r\n",
    stable=ESC + b"P\r\n",
    tare=ESC + b"U\r\n",
    zero=ESC + b"V\r\n",
    identify=ESC + b"x2_\r\n",
    line="9600 8O1",
    needs_unit=True,
)
