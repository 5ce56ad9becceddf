"""Toledo continuous: STX, 3 status bytes, 6 digits of weight, 6 of tare, CR, a checksum or none (devices.md 1.5)."""

import re
from decimal import Decimal

from hubops.devices.scales.driver import ScaleDriver
from hubops.devices.scales.frames import Frames, NoWeight, Unusable, in_grams, weight, without_digits
from hubops.devices.scales.packets import MORE, STX, PacketParser

NET, NEGATIVE, OUT_OF_RANGE, MOTION, KILOGRAMS, NO_ZERO = 0x01, 0x02, 0x04, 0x08, 0x10, 0x40
"""Bits of the second status byte; bit 5 is always set in all three."""
EXPANDED = 0x10
"""Bit of the third status byte: one digit more than the display shows."""
_UNITS = {1: "g", 2: "t", 3: "oz"}
"""By bits 0-2 of the third status byte; 0 is kilograms or pounds, by the second one."""

_STATUS = rb"[\x20-\x3F\x60-\x7F]"
_PACKET = re.compile(rb"\x02(" + 3 * _STATUS + rb")([ -~]{6})([ 0-9]{6})\r")
_BEGINNING = re.compile(rb"\x02" + rb"(?:" + _STATUS + rb"(?:" + _STATUS + rb"(?:" + _STATUS + rb"[ -~]{0,12}\r?)?)?)?")


def _take(data: bytes, at: int) -> tuple[Frames, int]:
    """Wait for the byte behind the packet: it is the checksum, or else the next packet begins there."""
    match = _PACKET.match(data, at)
    if match is None:
        return (), MORE if _BEGINNING.fullmatch(data, at) else at
    packet, end = match.group(), match.end()
    if end == len(data):
        return (), MORE
    if data[end] == -sum(packet) & 0x7F:
        return _frames(match, data[at : end + 1].decode("latin-1")), end + 1
    return (_frames(match, packet.decode("latin-1")), end) if data[end] == STX[0] else ((), at)


def _frames(match: re.Match[bytes], raw: str) -> Frames:
    first, second, third = match[1]
    if second & OUT_OF_RANGE:
        return without_digits(raw, over=not second & NEGATIVE, under=bool(second & NEGATIVE))
    if second & NO_ZERO or third & EXPANDED:
        return (NoWeight(raw),)
    digits = match[2].lstrip(b" ")
    unit = _UNITS.get(third & 0x07, "") if third & 0x07 else "kg" if second & KILOGRAMS else "lb"
    if not digits.isdigit() or not unit:
        return (Unusable("scale.unit", raw),)
    value = _placed(digits, first)
    net = bool(second & NET)
    tare = match[3].lstrip(b" ")
    tare_g = in_grams(_placed(tare, first), unit) if net and tare.isdigit() else None
    sign = "-" if second & NEGATIVE else ""
    return weight(raw, sign + value, unit, stable=not second & MOTION, net=net, tare_g=tare_g)


def _placed(digits: bytes, first: int) -> str:
    """The digits with their decimal point, which bits 0-2 of the first status byte place: xxxxx00 ... x.xxxxx."""
    return f"{Decimal(int(digits)).scaleb(2 - (first & 0x07)):f}"


TOLEDO_CONTINUOUS = ScaleDriver(
    name="toledo-continuous",
    parser=lambda _: PacketParser(_take),
    tare=b"T",
    zero=b"Z",
)
