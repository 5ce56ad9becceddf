"""CAS, 22 bytes: ``ST,GS,<id><lamp>,`` 8 digits, space, unit (devices.md 1.5); id and lamps are binary bytes."""

import re

from hubops.devices.scales.driver import ScaleDriver
from hubops.devices.scales.frames import Complaint, Declined, Done, Frames, weight, without_digits
from hubops.devices.scales.lines import LineParser, Rule

STABLE_LAMP, ZERO_LAMP = 0x40, 0x01


def _weight(match: re.Match[str]) -> Frames:
    """It is at rest when its word and its lamp both say so."""
    raw, state, lamps, digits = match.group(), match["state"], ord(match["lamps"]), match["digits"].strip(" ")
    if state == "OL":
        return without_digits(raw, under=digits.startswith("-"), over=not digits.startswith("-"))
    return weight(
        raw,
        digits,
        match["unit"],
        stable=state == "ST" and bool(lamps & STABLE_LAMP),
        net=match["mode"] == "NT",
        centre_of_zero=bool(lamps & ZERO_LAMP),
    )


_RULES: tuple[Rule, ...] = (
    (
        re.compile(
            r"(?P<state>ST|US|OL),(?P<mode>GS|NT),[\x20-\xFF](?P<lamps>[\x80-\xFF]),"
            r"(?=.{8} )(?P<digits> *(?:[+-] *)?[0-9]+(?:\.[0-9]+)?) (?P<unit>kg| g|lb|oz| t)$"
        ),
        _weight,
    ),
    (re.compile(r"OL,(?:GS|NT),[\x20-\xFF][\x80-\xFF],.{8} .{2}$"), lambda m: without_digits(m.group(), over=True)),
    (re.compile(r"[0-9]{2}M[ZT]$"), lambda match: (Done(match.group()),)),
    (re.compile(r"^!$"), lambda match: (Declined(match.group()),)),
    (re.compile(r"^\?$"), lambda match: (Complaint(match.group()),)),
)

CAS = ScaleDriver(
    name="cas",
    parser=lambda _: LineParser(_RULES),
    ask=b"01RW\r\n",  # the makers' device number is 01; an indicator that sends by itself does not mind
    stable=b"01RW\r\n",
    tare=b"01MT\r\n",
    zero=b"01MZ\r\n",
    confirms=True,
)
