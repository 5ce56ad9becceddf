"""Codes that a keyboard-wedge scanner typed for another keyboard than the computer's (devices.md 2.3).

Digits and most letters come through, so what was scanned is recognised by them; it is refused, not mended, for a lot
that went through the same change can't be told from a right one.
"""

import re

SWAPPED_AIM_IDS = frozenset({"]c0", "]c1", "]D1", "]D2", "]q1", "]q3", "]i0", "]i1", "]a0", "]j1"})
"""AIM identifiers with Caps Lock on. ``]e0`` is not among them: it is DataBar's own."""

_GARBLED = re.compile(
    r"(?:[^\w\s\]][A-Za-z]|[^\W\x00-\x7f][A-Za-z]?)[0-9].{6,}"  # ]C1... as ¨C1... or åC1..., ]E0... as Ë0...
    r"|(?:BADGE|ZONE|VEHICLE|MANIFEST|ROUTE|CRATE|STATION|CMD)[^\w\s-].+"  # ZONE-K1 as ZONE+K1
    r"|https?[^\s:].*[0-9]{12}.*",  # https:// as httpsØ--
    re.IGNORECASE,
)


def is_garbled(code: str) -> bool:
    """Whether a code that means nothing looks like one that came through a wrong keyboard layout."""
    return _GARBLED.fullmatch(code) is not None
