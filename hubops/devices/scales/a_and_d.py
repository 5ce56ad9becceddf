"""A&D standard format, also spoken by Kern, LP and General Measure indicators: ``ST,+00123.45  g`` (devices.md 1.5)."""

import re

from hubops.devices.scales.driver import ScaleDriver
from hubops.devices.scales.frames import Complaint, Done, Frames, Identity, Unusable, tare, weight, without_digits
from hubops.devices.scales.lines import LineParser, Rule

_MODES = {"GS": False, "NT": True}
_VALUE = (
    r"(?P<digits>[+-](?:(?=[0-9.]{8}[ a-z]{3}$)|(?=[0-9.]{7}[ a-z]{2}$))[0-9]+(?:\.[0-9]+)?) *(?P<unit>[a-z]{1,2})$"
)
"""Eight characters and three of unit, or seven and two (indicators): with a byte too few it is neither."""


def _weight(match: re.Match[str]) -> Frames:
    """Without GS or NT in front it is not told whether it is net; OK, HI and LO are the comparator's."""
    return weight(
        match.group(), match["digits"], match["unit"], stable=match["state"] == "ST", net=_MODES.get(match["second"])
    )


def _out_of_range(match: re.Match[str]) -> Frames:
    return without_digits(match.group(), over=match["sign"] == "+", under=match["sign"] == "-")


_RULES: tuple[Rule, ...] = (
    (re.compile(r"(?P<state>ST|US),(?:(?P<second>GS|NT|HI|OK|LO|HH|LL),)?" + _VALUE), _weight),
    (re.compile(r"OL,(?:[A-Z]{2},)?(?P<sign>[+-])[0-9.E+ ]*[ a-z]*$"), _out_of_range),
    (
        re.compile(r"(?:(?:ST|US),[+-][0-9.]{8}|QT,[+-][0-9.]+) *(?:PC|%|ct|mom|ozt|dwt)$"),
        lambda match: (Unusable("scale.unit", match.group()),),
    ),
    (re.compile("PT," + _VALUE), lambda match: tare(match.group(), match["digits"], match["unit"])),
    (re.compile(r"\x06$"), lambda match: (Done(match.group()),)),
    (re.compile(r"SN,([ -~]+)$"), lambda match: (Identity(match[1], match.group()),)),
    (re.compile(r"(?:EC,E[0-9]+|\?)$"), lambda match: (Complaint(match.group()),)),
)

A_AND_D = ScaleDriver(
    name="and",
    parser=lambda _: LineParser(_RULES),
    ask=b"Q\r\n",
    stable=b"S\r\n",
    tare=b"T\r\n",
    zero=b"Z\r\n",
    identify=b"?SN\r\n",
    ask_tare=b"?PT\r\n",
)
