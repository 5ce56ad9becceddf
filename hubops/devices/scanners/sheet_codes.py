"""The codes on the sheet that tells how to set up a scanner, and what a reading of one says about the scanner.

They carry a GTIN of GS1's prefix 952, which is for examples, so no article of a hub can be meant. The letters and signs
in them are those that a wrong keyboard layout or Caps Lock changes.
"""

import re
from dataclasses import dataclass

from hubops.devices.scanners.setup import GS

_GTIN = "9521234543213"
_ODD = "AzYq-_/+"
"""Letters that change places on German and French keyboards, small ones for Caps Lock, signs for all layouts."""
_GARBLED_AIM_ID = re.compile(r"[^\]A-Za-z0-9].{0,2}")


@dataclass(frozen=True, slots=True)
class SheetCode:
    """One code of the sheet."""

    symbol: str
    """``code128``, ``gs1_128``, ``data_matrix``, ``qr`` or ``ean13``."""
    aim_id: str
    data: str
    """As a scanner sends it behind the AIM identifier."""
    known_by: str
    """A regular expression of small letters and digits that no Nordic keyboard changes, from the head of the code."""


_ANY_HEAD = r"(?:\D.{0,3})?"
"""What a scanner may have put before the code, or what a keyboard has made of the AIM identifier."""

SHEET_CODES = (
    SheetCode("ean13", "]E0", _GTIN, rf"{_ANY_HEAD}0?{_GTIN}(?:\D.{{0,3}})?$"),
    SheetCode("code128", "]C0", f"HUBTEST-{_ODD}", f"{_ANY_HEAD}hubtest"),
    SheetCode("gs1_128", "]C1", f"010{_GTIN}10{_ODD}{GS}21S7", f"{_ANY_HEAD}010{_GTIN}10"),
    SheetCode("data_matrix", "]d2", f"010{_GTIN}310300123410{_ODD}{GS}21S7", f"{_ANY_HEAD}010{_GTIN}3103001234"),
    SheetCode("qr", "]Q1", f"https://id.gs1.org/01/0{_GTIN}/10/AzYq-_?17=301231", f"{_ANY_HEAD}http.*0{_GTIN}"),
)


def judge(raw: str, aim_id: str) -> str:
    """What the reading of a test code tells about the scanner.

    Args:
        raw: what came behind the AIM identifier, GS as GS.
        aim_id: the AIM identifier, empty if there was none.

    Returns:
        A code ``scan.test_*``; empty if this is no test code.
    """
    folded = raw.casefold()
    code = next((code for code in SHEET_CODES if re.match(code.known_by, folded)), None)
    if code is None:
        return ""
    if raw == code.data:
        told = {code.aim_id: "scan.test_right", code.aim_id.swapcase(): "scan.test_caps_lock"}
        return told.get(aim_id, "scan.test_no_aim_id")
    return _change(raw, code.data)


def _change(raw: str, data: str) -> str:
    """What changed a test code on its way."""
    if data in raw:
        before = raw.partition(data)[0]
        return "scan.test_layout" if _GARBLED_AIM_ID.fullmatch(before) else "scan.test_extra"
    if raw.swapcase().endswith(data):
        return "scan.test_caps_lock"
    if re.fullmatch(re.escape(data).replace(GS, ".?"), raw):
        return "scan.test_no_separator"
    return "scan.test_layout"
