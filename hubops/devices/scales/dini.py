"""Dini Argeo: ``ST,GS,     0.0,kg`` (devices.md 1.5)."""

import re

from hubops.devices.scales.driver import ScaleDriver
from hubops.devices.scales.frames import (
    Complaint,
    Declined,
    Done,
    Frames,
    Identity,
    NoWeight,
    Stored,
    in_grams,
    weight,
    without_digits,
)
from hubops.devices.scales.lines import LineParser, Rule

_UNIT = r" ?(?P<unit>[A-Za-z]{1,2})$"


def _weight(match: re.Match[str]) -> Frames:
    raw, state = match.group(), match["state"]
    if state in ("OL", "UL"):
        return without_digits(raw, over=state == "OL", under=state == "UL")
    return weight(raw, match["digits"], match["unit"], stable=state == "ST", net=match["mode"] == "NT")


def _extended(match: re.Match[str]) -> Frames:
    """Net weight and tare in one: the answer to ``REXT``."""
    raw, state = match.group(), match["state"]
    if state in ("OL", "UL"):
        return without_digits(raw, over=state == "OL", under=state == "UL")
    tare_g = in_grams(match["tare"].strip(" "), match["unit"].lower())
    return weight(raw, match["digits"], match["unit"], stable=state == "ST", net=tare_g != 0, tare_g=tare_g)


def _stored(match: re.Match[str]) -> Frames:
    """The answer to ``PID``: gross weight, tare and the record in the alibi memory, or ``NO``."""
    gross_g = in_grams(match["gross"].strip(" "), match["unit"].strip(" ").lower())
    tare_g = in_grams(match["tare"].strip(" "), match["tare_unit"].strip(" ").lower())
    if gross_g is None or tare_g is None:
        return (NoWeight(match.group()),)
    record = match["record"] if match["state"] == "ST" and match["record"] != "NO" else ""
    return (Stored(record, gross_g - tare_g, match.group()),)


_RULES: tuple[Rule, ...] = (
    (
        re.compile(
            r"(?P<state>ST|US|OL|UL),(?P<mode>GS|NT),(?=[ 0-9.+-]{8},)(?P<digits> *(?:[+-] *)?[0-9]+(?:\.[0-9]+)?),"
            + _UNIT
        ),
        _weight,
    ),
    (
        re.compile(
            r"(?P<state>ST|US|OL|UL),[0-9],(?=[ 0-9.+-]{10},)(?P<digits> *(?:[+-] *)?[0-9]+(?:\.[0-9]+)?),(?:PT|  )"
            r"(?=[ 0-9.+-]{10},)(?P<tare> *[0-9]+(?:\.[0-9]+)?),[ 0-9]{10}," + _UNIT
        ),
        _extended,
    ),
    (
        re.compile(
            r"PID(?P<state>ST|US|OL|UL),[0-9],(?=[ 0-9.+-]{10}[A-Za-z ]{2},)(?P<gross> *-?[0-9]+(?:\.[0-9]+)?)"
            r"(?P<unit>[A-Za-z]{1,2} ?),(?:PT|  )(?=[ 0-9.]{10}[A-Za-z ]{2},)(?P<tare> *[0-9]+(?:\.[0-9]+)?)"
            r"(?P<tare_unit>[A-Za-z]{1,2} ?),(?P<record>[0-9]{5}-[0-9]{6}|NO)$"
        ),
        _stored,
    ),
    (re.compile(r"(?:OL|UL),(?:GS|NT),[ -~]{8},[ -~]{1,2}$"), lambda m: _without_value(m.group())),
    (re.compile(r"(?:ST|US|OL|UL|ER),(?:VL|RZ),[ -~]*$"), lambda match: (NoWeight(match.group()),)),
    (re.compile(r"OK$"), lambda match: (Done(match.group()),)),
    (re.compile(r"ERR03$"), lambda match: (Declined(match.group()),)),
    (re.compile(r"ERR0[0-9]$"), lambda match: (Complaint(match.group()),)),
    (re.compile(r"VER,([ -~]+)$"), lambda match: (Identity(match[1], match.group()),)),
)


def _without_value(raw: str) -> Frames:
    return without_digits(raw, over=raw.startswith("OL"), under=raw.startswith("UL"))


DINI = ScaleDriver(
    name="dini",
    parser=lambda _: LineParser(_RULES),
    ask=b"READ\r\n",
    stable=b"READ\r\n",
    tare=b"TARE\r\n",
    zero=b"ZERO\r\n",
    identify=b"VER\r\n",
    store=b"PID\r\n",
    confirms=True,
)
