"""Ohaus: ``     192.21 g  ``, with a ``?`` behind a weight that is not at rest (devices.md 1.5)."""

import re

from hubops.devices.scales.driver import ScaleDriver
from hubops.devices.scales.frames import Complaint, Done, Frames, Unusable, tare, weight, without_digits
from hubops.devices.scales.lines import LineParser, Rule

FIELD_WIDTH = 11
"""Characters up to the last digit; Defender and Ranger have 9 and 10, which the parser learns from two frames."""

_MODES = {"NET": True, "N": True, "G": False, "B/G": False}


def _weight(match: re.Match[str]) -> Frames:
    raw, legend = match.group(), match["legend"] or ""
    if legend == "T":
        return tare(raw, match["digits"], match["unit"])
    if legend not in ("", *_MODES):
        return (Unusable("scale.unit", raw),)  # a total, or another kind of weighing: not what lies on the scale
    return weight(raw, match["digits"], match["unit"], stable=not match["unstable"], net=_MODES.get(legend))


_RULES: tuple[Rule, ...] = (
    (
        re.compile(
            r"(?P<field>(?<![0-9.])(?P<digits> *(?:- *)?[0-9]+(?:\.[0-9]+)?)) (?P<unit>[A-Za-z]{1,5}) *"
            r"(?P<unstable>\??) *(?P<legend>[A-Z/]*)$"
        ),
        _weight,
    ),
    (re.compile(r"OK!$"), lambda match: (Done(match.group()),)),
    (re.compile(r"(?:ES|Err[ .0-9]*)$"), lambda match: (Complaint(match.group()),)),
    (re.compile(r"Overload *$"), lambda match: without_digits(match.group(), over=True)),
    (re.compile(r"Underload *$"), lambda match: without_digits(match.group(), under=True)),
)

OHAUS = ScaleDriver(
    name="ohaus",
    parser=lambda _: LineParser(_RULES, FIELD_WIDTH),
    ask=b"IP\r\n",
    stable=b"SP\r\n",
    tare=b"T\r\n",
    zero=b"Z\r\n",
)
