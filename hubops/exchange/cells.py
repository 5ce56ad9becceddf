"""What a cell of a file means: a reader takes its text and gives the value, in whole numbers of the tables' units.

All readers raise BadInput with the text and what was expected. No number goes through a float but the coordinates.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from functools import lru_cache

from biip import ParseError
from biip.gln import Gln
from biip.gtin import Gtin

from hubops.errors import BadInput
from hubops.exchange.mail_address import plain_address

Reader = Callable[[str], object]

MOST = 1_000_000
"""No count, no weight in kilograms and no measure of a small hub is larger; it keeps numbers inside the columns."""
MOST_ORDERED = 10_000
"""No single line of an order asks for more pieces, cases or kilograms."""
FIRST_YEAR, LAST_YEAR = 2000, 2099
_CODE = re.compile(r"[^\W_](?:[\w./-]{0,18}[^\W_])?")
_ORDER_NUMBER = re.compile(r"[^\W_](?:[\w ./#-]{0,38}[^\W_])?")
_DECIMAL = re.compile(r"(-?)([0-9]{1,9})(?:[.,]([0-9]+))?")
_ORG_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)
_TRUTH = {"yes": True, "ja": True, "true": True, "1": True, "no": False, "nei": False, "false": False, "0": False}


def text(cell: str) -> str:
    """Any text."""
    return cell


def code(cell: str) -> str:
    """A code such as ``K1``: at most 20 letters, digits and ``. _ / -`` between them; leading zeros stay."""
    if not _CODE.fullmatch(cell):
        raise BadInput("import.bad_code", text=cell)
    return cell


def email(cell: str) -> str:
    """One e-mail address, that messages can go to."""
    if not plain_address(cell):
        raise BadInput("import.bad_email", text=cell)
    return cell


def order_number(cell: str) -> str:
    """An order's number as its sender writes it: at most 40 letters, digits and ``. _ / # -`` or spaces between."""
    if not _ORDER_NUMBER.fullmatch(cell):
        raise BadInput("import.bad_order_number", text=cell)
    return cell


def remark(cell: str) -> str:
    """Any text but a formula, which a spreadsheet would run."""
    if cell.startswith(("=", "@")):
        raise BadInput("import.formula", text=cell)
    return cell


def one_of(*words: str) -> Reader:
    """One of the words, in small or capital letters."""

    def choice(cell: str) -> str:
        if cell.lower() not in words:
            raise BadInput("import.bad_word", text=cell, expected=", ".join(words))
        return cell.lower()

    return choice


def truth(cell: str) -> bool:
    """``yes`` or ``no``, also ``ja`` and ``nei``, ``true`` and ``false``, ``1`` and ``0``."""
    if cell.lower() not in _TRUTH:
        raise BadInput("import.bad_word", text=cell, expected="yes, no")
    return _TRUTH[cell.lower()]


def whole(least: int = 0, most: int = MOST) -> Reader:
    """A whole number within bounds."""
    return scaled(0, least, most)


def scaled(decimals: int, least: int, most: int) -> Reader:
    """A number with at most so many decimals, as a whole number of its last decimal's unit; the bounds are in units.

    ``scaled(3, ...)`` reads kilograms as grams: ``7,5`` is 7500.
    """

    def number(cell: str) -> int:
        match = _DECIMAL.fullmatch(cell.replace("\N{MINUS SIGN}", "-"))
        if match is None:
            raise BadInput("import.bad_number", text=cell)
        sign, digits, broken = match[1], match[2], (match[3] or "").rstrip("0")
        if len(broken) > decimals:
            raise BadInput("import.too_exact", text=cell, decimals=decimals)
        value = int(sign + digits + broken.ljust(decimals, "0"))
        if not least * 10**decimals <= value <= most * 10**decimals:
            raise BadInput("import.out_of_range", text=cell, least=least, most=most)
        return value

    return number


def quantity(cell: str) -> int:
    """An ordered quantity in thousandths; more than nothing."""
    return _more_than_nothing(cell, MOST_ORDERED)


def volume(cell: str) -> int:
    """The quantity of a season in thousandths; more than nothing."""
    return _more_than_nothing(cell, MOST)


def _more_than_nothing(cell: str, most: int) -> int:
    thousandths = int(str(scaled(3, 0, most)(cell)))
    if thousandths == 0:
        raise BadInput("import.nothing_ordered", text=cell)
    return thousandths


def coordinate(bound: int) -> Reader:
    """Degrees of latitude (bound 90) or longitude (bound 180)."""

    def degrees(cell: str) -> float:
        scaled(15, -bound, bound)(cell)
        return float(cell.replace(",", ".").replace("\N{MINUS SIGN}", "-"))

    return degrees


def clock_time(cell: str) -> time:
    """A local time of day, ``08:30``; a spreadsheet's ``08:30:00`` is the same."""
    match = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})(?::00)?", cell)
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise BadInput("import.bad_time", text=cell)
    return time(int(match[1]), int(match[2]))


def iso_date(cell: str) -> date:
    """A date, ``2026-11-24``."""
    try:
        found = date.fromisoformat(cell) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell) else None
    except ValueError:
        found = None
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise BadInput("import.bad_date", text=cell)
    return found


def moment(cell: str) -> datetime:
    """A moment, ``2026-11-20T09:15`` with or without an offset; without one it is naive: local to the hub."""
    try:
        found = (
            datetime.fromisoformat(cell) if re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}", cell) else None
        )
    except ValueError:
        found = None
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise BadInput("import.bad_moment", text=cell)
    return found


def digits(count: int) -> Reader:
    """Exactly so many digits, such as a postcode."""

    def number(cell: str) -> str:
        _refuse_other_than_digits(cell, (count,))
        return cell

    return number


@lru_cache(maxsize=10_000)  # a file of orders names the same few articles again and again
def gtin(cell: str) -> str:
    """A GTIN of 8, 12, 13 or 14 digits with its check digit, padded to 14 (domain-rules.md 3.2)."""
    _refuse_other_than_digits(cell, (8, 12, 13, 14))
    try:
        return Gtin.parse(cell).as_gtin_14()
    except ParseError as error:
        raise BadInput("import.check_digit", text=cell) from error


def gln(cell: str) -> str:
    """A GLN of 13 digits with its check digit (domain-rules.md 3.2)."""
    _refuse_other_than_digits(cell, (13,))
    try:
        return Gln.parse(cell).value
    except ParseError as error:
        raise BadInput("import.check_digit", text=cell) from error


def org_number(cell: str) -> str:
    """A Norwegian organisation number: 9 digits, mod 11 (domain-rules.md 6); spaces between the digits are left out."""
    number = "".join(cell.split())
    _refuse_other_than_digits(number, (9,))
    total = sum(int(digit) * weight for digit, weight in zip(number, _ORG_WEIGHTS, strict=False))
    if (11 - total % 11) % 11 != int(number[-1]):
        raise BadInput("import.check_digit", text=cell)
    return number


def _refuse_other_than_digits(cell: str, lengths: Sequence[int]) -> None:
    if len(cell) not in lengths or not re.fullmatch("[0-9]+", cell):
        raise BadInput("import.bad_digits", text=cell, expected=", ".join(str(length) for length in lengths))
