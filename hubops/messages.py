"""Every sentence a person can be told, by code and severity.

The texts stand in ``locale/nb.po`` and ``locale/en.po`` under the same codes; a test keeps the three complete. A value
is written as its name's ending says: ``_g`` (grams) as weighed kilograms with three decimals, ``_kilos`` (grams, too)
as ordered kilograms without the zeros that nobody wrote, ``_cc`` (hundredths of a degree) as °C, ``_at`` as the time
of day, ``_on`` (a day as ISO text) as a date, ``_weekdays`` (``tue thu``) as days of the week, ``_word`` as the
translated word ``word.<value>``; dates and numbers follow the locale.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from enum import StrEnum
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_day_names
from babel.lists import format_list
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, get_decimal_symbol, get_group_symbol

from hubops.message_codes import SEVERITIES

LANGUAGES = ("nb", "en")
DEFAULT_ZONE = ZoneInfo("Europe/Oslo")
_BEGINS_WITH_WORD = re.compile(r"{\w+_word}")


class Severity(StrEnum):
    """How a sentence is to be taken; the first five are the statuses of a replay's answers."""

    OK = "ok"
    ASK = "ask"
    WARN = "warn"
    REFUSED = "refused"
    DONE = "done"
    WORD = "word"
    """A heading or a single word."""


@dataclass(frozen=True)
class Message:
    """Something to be said: a code and its values. The words are chosen when it is shown."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        """How it is to be taken. Raises KeyError for a code that messages.py does not know."""
        return Severity(SEVERITIES[self.code])

    def text(self, language: str, zone: tzinfo = DEFAULT_ZONE) -> str:
        """The sentence in a language (``nb`` or ``en``); times of day are told in ``zone``."""
        return say(self.code, language, self.values, zone)


def has_words(code: str) -> bool:
    """Whether there is a sentence for a code."""
    return code in SEVERITIES


def say(code: str, language: str, values: Mapping[str, object] | None = None, zone: tzinfo = DEFAULT_ZONE) -> str:
    """The sentence for ``code`` in ``language``, with its values in it; a value may be a message itself.

    Raises:
        KeyError: no such code, or a value that the sentence names is missing.
    """
    template = catalogue(language)[code]
    said = template.format_map({name: _told(name, value, language, zone) for name, value in (values or {}).items()})
    return said[:1].upper() + said[1:] if _BEGINS_WITH_WORD.match(template) else said


def _told(name: str, value: object, language: str, zone: tzinfo) -> str:
    if name == "expiry":
        return Dated("" if value is None else written("expiry_on", value, language, zone))
    return value.text(language, zone) if isinstance(value, Message) else written(name, value, language, zone)


def written(name: str, value: object, language: str, zone: tzinfo = DEFAULT_ZONE) -> str:
    """One value as a person of that language reads it; the ending of ``name`` tells the unit."""
    if value is None or name.endswith("_word"):
        return "-" if value is None else say(f"word.{value}", language)
    if isinstance(value, datetime):
        return value.astimezone(zone).strftime("%H:%M" if name.endswith("_at") else "%d.%m.%Y %H:%M")
    if name.endswith("_weekdays"):
        return _weekdays(str(value), language)
    if name.endswith("_on") and isinstance(value, str):
        value = date.fromisoformat(value)
    if isinstance(value, date):
        return format_date(value, "dd.MM.yyyy", locale=language)
    ending = name[name.rfind("_") :]
    return _measured(ending, value, language) if ending in _MEASURES and isinstance(value, int) else Counted(value)


def _measured(ending: str, value: int, language: str) -> str:
    if ending == "_g" and value >= 0:
        return weighed(value, language)
    form = _MEASURES[ending]
    return f"{format_decimal(value / form.parts, form.digits, locale=language)} {form.unit}"


def weighed(grams: int, language: str) -> str:
    """Grams, not negative, as weighed kilograms: ``3,450 kg``. As Babel writes them, many times faster."""
    group, decimal = _separators(language)
    kilos, rest = divmod(grams, 1000)
    whole = f"{kilos:,}".replace(",", group) if kilos >= 1000 else kilos
    return f"{whole}{decimal}{rest:03} kg"


@cache
def _separators(language: str) -> tuple[str, str]:
    return get_group_symbol(language), get_decimal_symbol(language)


def _weekdays(text: str, language: str) -> str:
    """``tue thu`` as people say that something happens again and again: ``Tuesdays and Thursdays``."""
    names = get_day_names("wide", locale=language)
    plural = "er" if language == "nb" else "s"
    return format_list([f"{names[_WEEKDAYS.index(day)]}{plural}" for day in text.split()], locale=language)


_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Measure:
    """How a measured value is written: in parts of a unit, with so many digits."""

    parts: int
    digits: str
    unit: str


_MEASURES = {
    "_g": Measure(1000, "#,##0.000", "kg"),
    "_kilos": Measure(1000, "#,##0.###", "kg"),
    "_cc": Measure(100, "#,##0.0#", "°C"),
}


class Counted(str):
    """A value as text that brings its noun along: ``{parcels:parcel|parcels}`` says ``1 parcel`` or ``2 parcels``."""

    __slots__ = ()

    def __format__(self, noun: str) -> str:
        """The value, and the noun in the right number."""
        one, _, many = noun.partition("|")
        return f"{self} {one if self == '1' else many}" if noun else str(self)


class Dated(str):
    """A date of goods as text, empty for goods without one: ``{expiry:date|no date}`` says ``date 24.11.2026``."""

    __slots__ = ()

    def __format__(self, words: str) -> str:
        """The date behind what stands before the bar; without a date what stands behind the bar."""
        before, _, without = words.partition("|")
        return " ".join(filter(None, (before, str(self)))) if self else without or "-"


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """The messages of one language by their codes, read from its .po file once.

    Raises:
        KeyError: a language that hubops does not speak.
    """
    if language not in LANGUAGES:
        raise KeyError(language)
    with (Path(__file__).parent / "locale" / f"{language}.po").open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file, locale=language) if entry.id}
