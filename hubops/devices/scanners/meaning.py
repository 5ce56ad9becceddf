"""What a scanned code means: goods, a handling unit, a badge, a sign, a paper, a printed key, or why it can't be used.

The rules of devices.md 2.2-2.4. The AIM identifier decides where there is one. Without it, a number of 8, 12, 13 or 14
digits with a valid check digit is a GTIN (Norwegian GTINs begin like the AIs 703x), 18 digits are an SSCC, and element
strings must begin with 00, 01 or 02. 13 digits from 20 to 29 may be a shop's own number with a weight in it.
"""

import re

from hubops.devices.scanners.check_digit import checks
from hubops.devices.scanners.framing import LONGEST, SSI_DATA
from hubops.devices.scanners.gs1 import read_digital_link, read_elements
from hubops.devices.scanners.in_store import article_of
from hubops.devices.scanners.layout import SWAPPED_AIM_IDS, is_garbled
from hubops.devices.scanners.setup import GS, PLAIN, InStoreCodes, ScannerSetup
from hubops.devices.scanners.sheet_codes import judge
from hubops.errors import BadInput
from hubops.inputs import Scan, ScanKind

_AIM_ID = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_AIM_ID_INSIDE = re.compile(r"\][CdeQEIAJ][0-9]")
"""No label of the hub and no GS1 element holds a bracket, so a second code begins here."""
_HUB_CODE = re.compile(r"(BADGE|ZONE|VEHICLE|MANIFEST|ROUTE|CALL|CRATE|STATION|CMD)-(.*)", re.IGNORECASE)
_HUB_VALUE = re.compile(r"[\w.-]{1,40}")
_BARE_ELEMENTS = re.compile(r"00[0-9]{18}|0[12][0-9]{14}")

_GS1_SYMBOLS = frozenset({"]C1", "]d2", "]e0", "]Q3", "]J1"})
"""GS1-128, GS1 DataMatrix, GS1 DataBar, GS1 QR, GS1 DotCode."""

_SSI_DATA = SSI_DATA.decode("latin-1")
_DATABAR = "]e0"
"""Its content begins with an AI; a number alone is of an EAN, ``]E0``, with Caps Lock on."""

_GTIN_LENGTHS = (8, 12, 13, 14)

_HUB_KINDS = {
    "BADGE": ScanKind.BADGE,
    "ZONE": ScanKind.ZONE,
    "VEHICLE": ScanKind.VEHICLE,
    "MANIFEST": ScanKind.MANIFEST,
    "ROUTE": ScanKind.ROUTE,
    "CALL": ScanKind.CALL_OFF,
    "CRATE": ScanKind.CRATE,
    "STATION": ScanKind.STATION,
    "CMD": ScanKind.COMMAND,
}


def read_scan(data: bytes | str, device: str = "", setup: ScannerSetup = PLAIN) -> Scan:
    """What one message of a scanner, or one typed line, means.

    Never raises: a code that can't be used is ``UNREADABLE`` and its ``fault`` says why. ``device`` is the scanner's
    name in devices.toml, ``keyboard`` for a typed code; ``setup`` is that scanner's.
    """
    text = (data if isinstance(data, str) else _decoded(data)).removeprefix(setup.prefix)
    aim = _AIM_ID.match(text)
    aim_id = aim.group() if aim else ""
    raw = _with_separators(text[len(aim_id) :], aim_id, setup.separator)
    try:
        return _meaning(raw, aim_id, device, setup.in_store)
    except BadInput as error:
        return unreadable(raw, error.code, aim_id, device)


def unreadable(raw: str, fault: str, aim_id: str = "", device: str = "") -> Scan:
    """A code that can't be used, and why."""
    return Scan(raw, ScanKind.UNREADABLE, aim_id, fault=fault, device=device)


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _with_separators(raw: str, aim_id: str, separator: str) -> str:
    """GS where the scanner sends another character for it; in all other codes that character is itself."""
    if separator and (aim_id in _GS1_SYMBOLS or raw.startswith(separator) or _BARE_ELEMENTS.match(raw)):
        return raw.replace(separator, GS)
    return raw


def _meaning(raw: str, aim_id: str, device: str, in_store: InStoreCodes) -> Scan:
    code = raw.strip(" ")
    _check_message(code, raw, aim_id)
    if aim_id in _GS1_SYMBOLS or (not aim_id and code.startswith(GS)):
        return read_elements(raw, aim_id, device)
    if hub_code := _HUB_CODE.fullmatch(code):
        return _hub_code(hub_code, unreadable(raw, "", aim_id, device))
    if code.lower().startswith(("https://", "http://")):
        return read_digital_link(raw, aim_id, device)
    if code.isascii() and code.isdigit():
        return _number(code, unreadable(raw, "", aim_id, device), in_store)
    if _BARE_ELEMENTS.match(code):
        return _bare_elements(raw, aim_id, device)
    raise BadInput("scan.wrong_layout" if is_garbled(code) else "scan.unknown_code")


def _check_message(code: str, raw: str, aim_id: str) -> None:
    """What is wrong with a message whatever it means: the scanner rather than the label.

    Raises:
        BadInput: the code ``scan.*`` says what; for a test code how it was read.
    """
    if not code:
        raise BadInput("scan.empty")
    if len(raw) >= LONGEST:
        raise BadInput("scan.too_long")
    if raw[1:3] == _SSI_DATA:
        raise BadInput("scan.ssi_packet")
    if judged := judge(code, aim_id):
        raise BadInput(judged)
    if aim_id in SWAPPED_AIM_IDS or (aim_id == _DATABAR and code.isdigit() and _is_gtin(code)):
        raise BadInput("scan.caps_lock")
    if _AIM_ID_INSIDE.search(code):
        raise BadInput("scan.two_codes")


def _hub_code(match: re.Match[str], scan: Scan) -> Scan:
    prefix, value = match.group(1).upper(), match.group(2)
    if not _HUB_VALUE.fullmatch(value):
        raise BadInput("scan.bad_hub_code")
    if prefix == "CMD":
        value = value.upper()
    return Scan(scan.raw, _HUB_KINDS[prefix], scan.aim_id, code=value, device=scan.device)


def _number(digits: str, scan: Scan, in_store: InStoreCodes) -> Scan:
    """A code of nothing but digits that is in no GS1 symbol."""
    if len(digits) in _GTIN_LENGTHS:
        if not checks(digits):
            raise BadInput("scan.bad_check_digit")
        gtin, net_g = article_of(digits.zfill(14), in_store)
        return Scan(scan.raw, ScanKind.ITEM, scan.aim_id, gtin=gtin, net_g=net_g, device=scan.device)
    if len(digits) == 18 and not scan.aim_id:
        if not checks(digits):
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
    return digits.isascii() and len(digits) in _GTIN_LENGTHS and checks(digits)
