"""What a scanned code means: goods, a handling unit, a badge, a sign, a paper, a printed key, or why it can't be used.

The rules of devices.md 2.2-2.4. The AIM identifier decides where there is one. Without it, a number of 8, 12, 13 or 14
digits with a valid check digit is a GTIN (Norwegian GTINs begin like the AIs 703x), 18 digits are an SSCC, and element
strings must begin with 00, 01 or 02.
"""

import re

from biip.checksums import gs1_standard_check_digit

from hubops.devices.scanners.framing import LONGEST
from hubops.devices.scanners.gs1 import GS, read_digital_link, read_elements
from hubops.errors import BadInput
from hubops.inputs import Scan, ScanKind

_AIM_ID = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_HUB_CODE = re.compile(r"(BADGE|ZONE|VEHICLE|MANIFEST|ROUTE|STATION|CMD)-(.*)", re.IGNORECASE)
_HUB_VALUE = re.compile(r"[\w.-]{1,40}")
_BARE_ELEMENTS = re.compile(r"00[0-9]{18}|0[12][0-9]{14}")

_GS1_SYMBOLS = frozenset({"]C1", "]d2", "]e0", "]Q3", "]J1"})
"""GS1-128, GS1 DataMatrix, GS1 DataBar, GS1 QR, GS1 DotCode."""

_SSI_DATA = "\xf3\x00"
"""Opcode and source of a packet of scanned data in Zebra's SSI, a protocol the hub does not speak (devices.md 2.1)."""

_GTIN_LENGTHS = (8, 12, 13, 14)

_HUB_KINDS = {
    "BADGE": ScanKind.BADGE,
    "ZONE": ScanKind.ZONE,
    "VEHICLE": ScanKind.VEHICLE,
    "MANIFEST": ScanKind.MANIFEST,
    "ROUTE": ScanKind.ROUTE,
    "STATION": ScanKind.STATION,
    "CMD": ScanKind.COMMAND,
}


def read_scan(data: bytes | str, device: str = "") -> Scan:
    """What one message of a scanner, or one typed line, means.

    Never raises: a code that can't be used is ``UNREADABLE`` and its ``fault`` says why. ``device`` is the scanner's
    name in devices.toml, ``keyboard`` for a typed code.
    """
    text = data if isinstance(data, str) else _decoded(data)
    aim = _AIM_ID.match(text)
    aim_id = aim.group() if aim else ""
    raw = text[len(aim_id) :]
    try:
        return _meaning(raw, aim_id, device)
    except BadInput as error:
        return Scan(raw, ScanKind.UNREADABLE, aim_id, fault=error.code, device=device)


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _meaning(raw: str, aim_id: str, device: str) -> Scan:
    code = raw.strip(" ")
    if not code:
        raise BadInput("scan.empty")
    if len(raw) >= LONGEST:
        raise BadInput("scan.too_long")
    if raw[1:3] == _SSI_DATA:
        raise BadInput("scan.ssi_packet")
    if aim_id in _GS1_SYMBOLS or (not aim_id and code.startswith(GS)):
        return read_elements(raw, aim_id, device)
    if hub_code := _HUB_CODE.fullmatch(code):
        return _hub_code(hub_code, Scan(raw, ScanKind.UNREADABLE, aim_id, device=device))
    if code.lower().startswith(("https://", "http://")):
        return read_digital_link(raw, aim_id, device)
    if code.isascii() and code.isdigit():
        return _number(code, Scan(raw, ScanKind.UNREADABLE, aim_id, device=device))
    if _BARE_ELEMENTS.match(code):
        return _bare_elements(raw, aim_id, device)
    raise BadInput("scan.unknown_code")


def _hub_code(match: re.Match[str], scan: Scan) -> Scan:
    prefix, value = match.group(1).upper(), match.group(2)
    if not _HUB_VALUE.fullmatch(value):
        raise BadInput("scan.bad_hub_code")
    if prefix == "CMD":
        value = value.upper()
    return Scan(scan.raw, _HUB_KINDS[prefix], scan.aim_id, code=value, device=scan.device)


def _number(digits: str, scan: Scan) -> Scan:
    """A code of nothing but digits that is in no GS1 symbol."""
    if len(digits) in _GTIN_LENGTHS:
        if not _checks(digits):
            raise BadInput("scan.bad_check_digit")
        return Scan(scan.raw, ScanKind.ITEM, scan.aim_id, gtin=digits.zfill(14), device=scan.device)
    if len(digits) == 18 and not scan.aim_id:
        if not _checks(digits):
            raise BadInput("scan.bad_check_digit")
        return Scan(scan.raw, ScanKind.UNIT, scan.aim_id, sscc=digits, device=scan.device)
    middle = len(digits) // 2
    if digits[:middle] == digits[middle:] and _is_gtin(digits[middle:]):
        raise BadInput("scan.two_codes")
    try:
        return _bare_elements(scan.raw, scan.aim_id, scan.device)
    except BadInput:
        if any(_is_gtin(digits[:n]) and _is_gtin(digits[n:]) for n in _GTIN_LENGTHS):
            raise BadInput("scan.two_codes") from None
        raise


def _bare_elements(raw: str, aim_id: str, device: str) -> Scan:
    """Element strings without a GS1 symbol around them: believed only if the scanner names no symbol at all."""
    if not _BARE_ELEMENTS.match(raw.strip(" ")):
        raise BadInput("scan.unknown_code")
    scan = read_elements(raw, aim_id, device)
    if aim_id:
        raise BadInput("scan.not_gs1")
    return scan


def _is_gtin(digits: str) -> bool:
    return len(digits) in _GTIN_LENGTHS and _checks(digits)


def _checks(digits: str) -> bool:
    """Whether the last digit is the GS1 check digit of those before it."""
    return gs1_standard_check_digit(digits[:-1]) == int(digits[-1])
