"""SMA SCP-0499, the Scale Manufacturers Association's protocol (devices.md 1.4): LF, 18 characters, CR."""

import re

from hubops.devices.scales.driver import ScaleDriver
from hubops.devices.scales.frames import Complaint, Frames, Identity, Noise, tare, weight, without_digits
from hubops.devices.scales.lines import LineParser, Rule

_BLANK = " _"
"""The manuals' mark for a space is ``_``; a simulator, and who knows which scale, sends it as it is printed."""
_DIGITS = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def _reading(match: re.Match[str]) -> Frames:
    raw, state, mode = match.group(), match["state"], match["mode"].upper()
    digits, unit = match["field"].strip(_BLANK), match["unit"].strip(_BLANK)
    if state in "EIT":  # an error of zero, of the first zero, or of the tare; the weight is dashes
        return (Complaint(raw),)
    if state in "OU":
        return without_digits(raw, over=state == "O", under=state == "U")
    if not _DIGITS.fullmatch(digits):
        return (Noise(raw),)
    if mode == "T":
        return tare(raw, digits, unit)
    return weight(raw, digits, unit, stable=match["moving"] != "M", net=mode == "N", centre_of_zero=state == "Z")


_RULES: tuple[Rule, ...] = (
    (
        re.compile(
            r"^(?P<state>[ _ZOUEIT])[0-9 _](?P<mode>[GNTgn])(?P<moving>[M _])[ -~]"
            r"(?P<field>[ -~]{10})(?P<unit>[ -~]{3})$"
        ),
        _reading,
    ),
    (re.compile(r"^SN_:(.+)$"), lambda match: (Identity(match[1].strip(_BLANK), match.group()),)),
    (re.compile(r"^\?$"), lambda match: (Complaint(match.group()),)),
)
"""They hold on to the start of the line too: a frame begins with its LF, so garbage before it is a line of its own."""

SMA = ScaleDriver(
    name="sma",
    parser=lambda _: LineParser(_RULES, 10),
    ask=b"\nW\r",
    stable=b"\nP\r",
    tare=b"\nT\r",
    zero=b"\nZ\r",
    identify=b"\nA\r" + 4 * b"\nB\r",
)
