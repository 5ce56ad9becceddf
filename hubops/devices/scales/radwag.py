"""Radwag: it looks like MT-SICS and is not; the weight is at fixed places, ``?`` marks motion (devices.md 1.2)."""

import re

from hubops.devices.scales.driver import ScaleDriver
from hubops.devices.scales.frames import (
    Complaint,
    Declined,
    Done,
    Frames,
    Identity,
    NoWeight,
    tare,
    weight,
    without_digits,
)
from hubops.devices.scales.lines import LineParser, Rule

FIELD_WIDTH = 11
"""Blank, sign, and nine characters of mass; some models have one more blank, which the parser learns."""


def _weight(match: re.Match[str]) -> Frames:
    raw, mark = match.group(), match["mark"]
    if mark in "^v":
        return without_digits(raw, over=mark == "^", under=mark == "v")
    return weight(raw, match["digits"], match["unit"], stable=mark == " ")


_RULES: tuple[Rule, ...] = (
    (
        re.compile(
            r"S(?:UI|U |I |  )(?P<mark>[ ?^v])(?P<field> {1,2}(?P<digits>[ -] *[0-9]+(?:\.[0-9]+)?)) "
            r"(?P<unit>[A-Za-z%]+) *$"
        ),
        _weight,
    ),
    (re.compile(r"SU?I? [IE]$"), lambda match: (NoWeight(match.group()),)),
    (
        re.compile(r"OT (?=[ 0-9.]{9} )(?P<digits> *[0-9]+(?:\.[0-9]+)?) (?P<unit>[A-Za-z]+) *$"),
        lambda match: tare(match.group(), match["digits"], match["unit"]),
    ),
    (re.compile(r"[ZTS]U?I? A$"), lambda _: ()),  # understood and in progress: the answer is yet to come
    (re.compile(r"[ZT] (?:D|OK)$"), lambda match: (Done(match.group()),)),
    (re.compile(r"[ZT] [IEv^]$"), lambda match: (Declined(match.group()),)),
    (re.compile(r'NB A "([^"]*)"$'), lambda match: (Identity(match[1], match.group()),)),
    (re.compile(r"ES$"), lambda match: (Complaint(match.group()),)),
)

RADWAG = ScaleDriver(
    name="radwag",
    parser=lambda _: LineParser(_RULES, FIELD_WIDTH),
    ask=b"SI\r\n",
    stable=b"S\r\n",
    tare=b"T\r\n",
    zero=b"Z\r\n",
    identify=b"NB\r\n",
    ask_tare=b"OT\r\n",
    confirms=True,
)
