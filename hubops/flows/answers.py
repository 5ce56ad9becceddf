"""Reads what a worker types: temperatures, dates, counts. Comma or point, spaces and signs are forgiven."""

import re
from calendar import isleap
from datetime import date

from hubops.errors import Refused

COLDEST_CC, WARMEST_CC = -6000, 10000
"""What a probe at the dock can say; anything else is a slip of the fingers."""

HALF_A_YEAR = 183
LONGEST_LOT = 20
"""Characters of AI 10."""

_TEMPERATURE = re.compile(r"\s*([+\-−]?)\s*(\d{1,3})(?:[.,](\d{1,2}))?\s*(?:°?\s*C)?\s*", re.IGNORECASE)
_DATE = re.compile(r"\s*(\d{1,2})[.\-/ ](\d{1,2})(?:[.\-/ ](\d{2}|\d{4}))?\.?\s*|\s*(\d{2})(\d{2})(\d{2}|\d{4})?\s*")
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


def read_lot(text: str) -> str:
    """A lot code in capitals, at most as long as GS1 allows (AI 10). Raises Refused ``answer.no_lot``."""
    code = text.strip().upper()
    if not 1 <= len(code) <= LONGEST_LOT or not code.isprintable():
        raise Refused("answer.no_lot", text=text[:LONGEST_LOT])
    return code
