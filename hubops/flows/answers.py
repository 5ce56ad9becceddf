"""Reads what a worker types: temperatures, dates, times, counts, names.

Comma or point, spaces and signs are forgiven.
"""

import re
from calendar import isleap
from datetime import date, time

from hubops.errors import Refused

COLDEST_CC, WARMEST_CC = -6000, 10000
"""What a probe at the dock can say; anything else is a slip of the fingers."""

HALF_A_YEAR = 183
LONGEST_LOT = 20
"""Characters of AI 10."""
LONGEST_NAME = 40
LONGEST_NOTE = 60
MOST_ORDERED = 10_000
"""No single line of an order asks for more pieces, cases or kilograms."""
MOST_CRATES = 500
"""More empty crates than any vehicle takes back from one stop."""

_TEMPERATURE = re.compile(r"\s*([+\-−]?)\s*(\d{1,3})(?:[.,](\d{1,2}))?\s*(?:°?\s*C)?\s*", re.IGNORECASE)
_DATE = re.compile(r"\s*(\d{1,2})[.\-/ ](\d{1,2})(?:[.\-/ ](\d{2}|\d{4}))?\.?\s*|\s*(\d{2})(\d{2})(\d{2}|\d{4})?\s*")
_TIME = re.compile(r"\s*(\d{1,2})[:.]?(\d{2})\s*")
_QUANTITY = re.compile(r"([0-9]{1,5})(?:[.,]([0-9]{1,3}))? ?(kg)?", re.IGNORECASE)
_COUNT = re.compile(r"\s*\d{1,9}\s*")


def read_temperature(text: str) -> int:
    """Hundredths of a degree from ``3,4``, ``-18.5`` or ``+2``. Raises Refused ``answer.no_temperature``."""
    match = _TEMPERATURE.fullmatch(text)
    if match is None:
        raise Refused("answer.no_temperature", text=text)
    sign, whole, fraction = match.groups()
    value_cc = int(whole) * 100 + int((fraction or "").ljust(2, "0"))
    value_cc = -value_cc if sign in ("-", "−") and sign else value_cc
    if not COLDEST_CC <= value_cc <= WARMEST_CC:
        raise Refused("answer.no_temperature", text=text)
    return value_cc


def read_date(text: str, today: date) -> date:
    """A day from ``24.12``, ``24.12.26``, ``2412`` or ``241226``; without a year the one that fits.

    Raises:
        Refused: ``answer.no_date``.
    """
    match = _DATE.fullmatch(text)
    if match is None:
        raise Refused("answer.no_date", text=text)
    day, month, year = (part for part in ((match.group(1) and match.groups()[:3]) or match.groups()[3:]))
    try:
        if year:
            return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
        return _without_year(int(day), int(month), today)
    except ValueError as error:
        raise Refused("answer.no_date", text=text) from error


def _without_year(day: int, month: int, today: date) -> date:
    """Up to half a year back the date has passed, in whichever year that was; further back it is the next one."""
    for year in range(today.year - 1, today.year + 2):
        if (month, day) == (2, 29) and not isleap(year):
            continue
        found = date(year, month, day)
        if (today - found).days < HALF_A_YEAR:
            return found
    raise ValueError(day)


def read_count(text: str, most: int) -> int:
    """A number of pieces from 1 to ``most``. Raises Refused ``answer.no_count``."""
    if not _COUNT.fullmatch(text) or not 1 <= int(text) <= most:
        raise Refused("answer.no_count", text=text, most=most)
    return int(text)


def read_counted(text: str, most: int) -> int:
    """What was counted, from 0 to ``most`` pieces. Raises Refused ``answer.no_counted``."""
    if not _COUNT.fullmatch(text) or int(text) > most:
        raise Refused("answer.no_counted", text=text, most=most)
    return int(text)


def read_lot(text: str) -> str:
    """A lot code in capitals, at most as long as GS1 allows (AI 10). Raises Refused ``answer.no_lot``."""
    code = text.strip().upper()
    if not 1 <= len(code) <= LONGEST_LOT or not code.isprintable():
        raise Refused("answer.no_lot", text=text[:LONGEST_LOT])
    return code


def read_time(text: str) -> time:
    """A time of day from ``0950``, ``9:50`` or ``9.50``. Raises Refused ``answer.no_time``."""
    match = _TIME.fullmatch(text)
    if match is None or int(match.group(1)) > 23 or int(match.group(2)) > 59:
        raise Refused("answer.no_time", text=text[:LONGEST_NAME])
    return time(int(match.group(1)), int(match.group(2)))


def read_name(text: str) -> str:
    """A person's name, at least two letters of it. Raises Refused ``answer.no_name``."""
    name = " ".join(text.split())
    if len(name) > LONGEST_NAME or not name.isprintable() or sum(map(str.isalpha, name)) < 2:
        raise Refused("answer.no_name", text=text[:LONGEST_NAME], most=LONGEST_NAME)
    return name


def read_note(text: str) -> str:
    """A few words on why, at least two letters of them. Raises Refused ``answer.no_note``."""
    note = " ".join(text.split())
    if len(note) > LONGEST_NOTE or not note.isprintable() or sum(map(str.isalpha, note)) < 2:
        raise Refused("answer.no_note", text=note[:LONGEST_NOTE], most=LONGEST_NOTE)
    return note


def read_reference(text: str) -> str:
    """The number of a paper or the name of a photo. Raises Refused ``answer.no_reference``."""
    reference = " ".join(text.split())
    if not reference or len(reference) > LONGEST_NAME or not reference.isprintable():
        raise Refused("answer.no_reference", text=text[:LONGEST_NAME], most=LONGEST_NAME)
    return reference


def read_crates(text: str) -> int:
    """A number of empty crates, 0 too. Raises Refused ``answer.no_crates``."""
    if not _COUNT.fullmatch(text) or int(text) > MOST_CRATES:
        raise Refused("answer.no_crates", text=text[:LONGEST_NAME], most=MOST_CRATES)
    return int(text)


def read_amount(text: str, *, broken: bool) -> int:
    """Thousandths of what is ordered from now on, as :func:`read_quantity`; 0 where it is cancelled."""
    return 0 if text.strip() == "0" else read_quantity(text, broken=broken)


def read_quantity(text: str, *, broken: bool) -> int:
    """Thousandths of what was ordered: ``5``, and ``2,5`` where a weight may be broken.

    Raises:
        Refused: ``answer.no_quantity``, or ``answer.no_weight`` where it is a weight.
    """
    match = _QUANTITY.fullmatch(text.strip())
    if match is not None and (broken or match.groups()[1:] == (None, None)):
        thousandths = int(match.group(1)) * 1000 + int((match.group(2) or "").ljust(3, "0"))
        if 0 < thousandths <= MOST_ORDERED * 1000:
            return thousandths
    raise Refused("answer.no_weight" if broken else "answer.no_quantity", text=text[:LONGEST_NAME], most=MOST_ORDERED)
