"""Which GS1 elements may stand in one code, and which check digits they hold.

After the GS1 Syntax Dictionary (``req=``, ``ex=`` and ``csum``). Only what concerns the hub is enforced: where another
breach leaves goods, amount and dates as clear as before, the worker is not stopped for it. The lot, weight or dates of
a code with an SSCC alone may belong to contents that a second code on the label names, so they are no breach.
"""

from collections.abc import Mapping

from hubops.devices.scanners.check_digit import checks
from hubops.errors import BadInput

CHECKED = {
    "00": 18,
    **dict.fromkeys(("01", "02", "03", "8006", "8026"), 14),
    **dict.fromkeys(("253", "255", *(f"41{n}" for n in range(8))), 13),
    "402": 17,
    "8003": 14,
    **dict.fromkeys(("8017", "8018"), 18),
}
"""Digits at the head of a value, the last of which is a check digit, by application identifier."""

NOT_TOGETHER = (
    ("01", "02"), ("01", "03"), ("02", "03"), ("01", "37"), ("03", "37"), ("01", "255"), ("02", "255"), ("02", "21"),
)  # fmt: skip
"""Goods and contents, each with its own way of counting; and a serial number, which is one piece's, with contents."""

NEEDS = (
    ("02", "00", "scan.contents_without_sscc"),
    ("37", "00", "scan.contents_without_sscc"),
    ("02", "37", "scan.contents_without_count"),
    ("37", "02", "scan.count_without_contents"),
)
"""An element, what it says nothing without, and the code of the sentence that says so."""


def check_digits(ai: str, value: str) -> None:
    """Look at the check digit of one element, if it has one.

    Raises:
        BadInput: ``scan.bad_check_digit``.
    """
    digits = value[: CHECKED.get(ai, 0)]
    if digits and not checks(digits):
        raise BadInput("scan.bad_check_digit")


def check_together(values: Mapping[str, str]) -> None:
    """Look at the elements of one code, values by application identifier.

    Raises:
        BadInput: ``scan.not_together``, ``scan.contents_without_sscc``, ``scan.contents_without_count`` or
            ``scan.count_without_contents``.
    """
    if any(one in values and other in values for one, other in NOT_TOGETHER):
        raise BadInput("scan.not_together")
    for ai, needed, code in NEEDS:
        if ai in values and needed not in values:
            raise BadInput(code)


def check_text(text: str) -> None:
    """Look for a second code inside a value of variable length, such as a lot: nothing separates two glued codes.

    Raises:
        BadInput: ``scan.two_codes``.
    """
    if any(_holds(text, ai, digits) for ai, digits in (("00", 18), ("01", 14), ("02", 14))):
        raise BadInput("scan.two_codes")


def _holds(text: str, ai: str, digits: int) -> bool:
    """Whether an element with a valid number stands somewhere in a text, but not at its head: that is a number too."""
    at = text.find(ai, 1)
    while at > 0:
        number = text[at + len(ai) : at + len(ai) + digits]
        if len(number) == digits and number.isdigit() and checks(number):
            return True
        at = text.find(ai, at + 1)
    return False
