"""Toledo 8217, weight only: counter scales and scanner-scales (devices.md 1.3).

There is no unit on the wire, and a status byte may have any value, that of a line end too.
"""

import re

from hubops.devices.scales.driver import ScaleDriver
from hubops.devices.scales.frames import Declined, Done, Frames, Parser, Unusable, weight, without_digits
from hubops.devices.scales.packets import MORE, PacketParser, Take

MOTION, OVER, UNDER, AT_ZERO, NET = 0x01, 0x02, 0x04, 0x10, 0x20
"""Bits of the status byte. Bit 6 should always be set; simulators and clones don't all do it."""
DECIMALS = {"kg": 3, "lb": 2}
"""WW.WWW kg, WW.WW or 0WW.WW lb: digits that fit another unit are not taken for this one."""

_WEIGHT = re.compile(rb"\x02(?P<digits>[0-9]{2,3}\.[0-9]{2,3})(?P<net>N?)\r")
_STATUS = re.compile(rb"\x02\?(?P<status>[\x00-\x7F])\r", re.DOTALL)
_BEGINNING = re.compile(rb"\x02(?:\?[\x00-\x7F]?|[0-9]{0,3}|[0-9]{2,3}\.[0-9]{0,3}|[0-9]{2,3}\.[0-9]{2,3}N)", re.DOTALL)


def _weight(match: re.Match[bytes], unit: str) -> Frames:
    raw, digits = match.group().decode(), match["digits"].decode()
    if len(digits.partition(".")[2]) != DECIMALS.get(unit):
        return (Unusable("scale.unit", raw),)
    return weight(raw, digits, unit, stable=True, net=bool(match["net"]))


def _status(match: re.Match[bytes]) -> Frames:
    """A load that can't be told, which also answers an order, or just whether an order was carried out.

    After it the scale stands at zero or weighs net; one that does neither did not know the command.
    """
    raw, status = match.group().decode(), match["status"][0]
    if not status & (OVER | UNDER | MOTION):
        return (Done(raw) if status & (AT_ZERO | NET) else Declined(raw),)
    return (*without_digits(raw, over=bool(status & OVER), under=status & (OVER | UNDER) == UNDER), Declined(raw))


def _take_in(unit: str) -> Take:
    def take(data: bytes, at: int) -> tuple[Frames, int]:
        if match := _WEIGHT.match(data, at):
            return _weight(match, unit), match.end()
        if match := _STATUS.match(data, at):
            return _status(match), match.end()
        return (), MORE if _BEGINNING.fullmatch(data, at) else at

    return take


def _parser(unit: str) -> Parser:
    return PacketParser(_take_in(unit))


TOLEDO_8217 = ScaleDriver(
    name="toledo-8217",
    parser=_parser,
    ask=b"W",
    stable=b"W",
    tare=b"T\r",
    zero=b"Z",
    first=b"F",  # ends the echo that another program's search for scales may have left on
    confirms=True,
    line="9600 7E1",
    needs_unit=True,
)
