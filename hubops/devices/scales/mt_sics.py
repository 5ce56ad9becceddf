"""MT-SICS level 0 and 1, and the Kern Communications Protocol, which has the same commands (devices.md 1.2)."""

import re
from dataclasses import replace

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

FIELD_WIDTH = 10
"""Characters of the weight field, right aligned."""

_VALUE = r"(?P<field> *(?P<digits>[+-]?[0-9]+(?:\.[0-9]+)?)) +(?P<unit>[A-Za-z%]+) *$"


def _weight(match: re.Match[str]) -> Frames:
    """Net of the tare that is set, if one is: the frame does not say."""
    return weight(match.group(), match["digits"], match["unit"], stable=match["state"] == "S")


def _tare(match: re.Match[str]) -> Frames:
    return tare(match.group(), match["digits"], match["unit"])


def _tared(match: re.Match[str]) -> Frames:
    return (*_tare(match), Done(match.group()))


_RULES: tuple[Rule, ...] = (
    (re.compile(r"S (?P<state>[SD]) " + _VALUE), _weight),
    (re.compile(r"S \+$"), lambda match: without_digits(match.group(), over=True)),
    (re.compile(r"S -$"), lambda match: without_digits(match.group(), under=True)),
    (re.compile(r"S I$"), lambda match: (NoWeight(match.group()),)),
    (re.compile(r"TA A " + _VALUE), _tare),
    (re.compile(r"(?:T S|TI [SD]) " + _VALUE), _tared),
    (re.compile(r"(?:Z A|ZI [SD]|TAC A)$"), lambda match: (Done(match.group()),)),
    (re.compile(r"(?:ZI?|TI?|TAC?) [IL+-]$"), lambda match: (Declined(match.group()),)),
    (re.compile(r'(?:I4|@) A "([^"]*)"$'), lambda match: (Identity(match[1], match.group()),)),
    (re.compile(r"(?:E[STL]|S S Error .*)$"), lambda match: (Complaint(match.group()),)),
)

MT_SICS = ScaleDriver(
    name="mt-sics",
    parser=lambda _: LineParser(_RULES, FIELD_WIDTH),
    ask=b"SI\r\n",
    stable=b"S\r\n",
    tare=b"T\r\n",
    zero=b"Z\r\n",
    identify=b"I4\r\n",
    ask_tare=b"TA\r\n",
    confirms=True,
)
KERN_KCP = replace(MT_SICS, name="kern-kcp")
