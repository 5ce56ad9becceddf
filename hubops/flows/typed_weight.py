"""A weight that is typed because no scale can tell it; the station's configuration allows it or does not.

A weight has a decimal mark or a unit, so that no count is taken for one: ``2,015``, ``2.015 kg``, ``2015 g``.
"""

import re
from decimal import Decimal

from hubops.inputs import Weight
from hubops.operations.typed_weights import MARK

KEYBOARD = "keyboard"
"""The device of what is typed, as of typed scans."""
_KILOGRAMS = re.compile(r"([0-9]{1,4}[.,][0-9]{1,3})(?: ?kg)?|([0-9]{1,4}) ?kg", re.IGNORECASE)
_GRAMS = re.compile(r"([0-9]{1,7}) ?g", re.IGNORECASE)


def read_weight(text: str) -> Weight | None:
    """The weight that a text says, as what a person read off; None for any other text."""
    typed = text.strip()
    if match := _KILOGRAMS.fullmatch(typed):
        digits, unit = (match[1] or match[2]).replace(",", "."), "kg"
        grams = int(Decimal(digits) * 1000)
    elif match := _GRAMS.fullmatch(typed):
        digits, unit = match[1], "g"
        grams = int(digits)
    else:
        return None
    return Weight(grams, stable=True, net=False, device=KEYBOARD, raw=f"{MARK}{typed}", shown=digits, unit=unit)


def is_typed(weight: Weight) -> bool:
    """Whether a person typed it."""
    return weight.device == KEYBOARD
