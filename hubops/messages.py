"""Every sentence a person can be told, by code and severity.

The texts stand in ``locale/nb.po`` and ``locale/en.po`` under the same codes; a test keeps the three complete. A value
is written as its name's ending says: ``_g`` as kilograms, ``_cc`` (hundredths of a degree) as °C, ``_at`` as the time
of day, ``_word`` as the translated word ``word.<value>``; dates and numbers follow the locale.
"""

import gettext
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from enum import StrEnum
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from hubops.message_codes import SEVERITIES

LANGUAGES = ("nb", "en")
DEFAULT_ZONE = ZoneInfo("Europe/Oslo")


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


def say(code: str, language: str, values: Mapping[str, object] | None = None, zone: tzinfo = DEFAULT_ZONE) -> str:
    """The sentence for ``code`` in ``language``, with its values in it.

    Raises:
        KeyError: no such code, or a value that the sentence names is missing.
    """
    template = catalogue(language).gettext(code)
    if template == code:
        raise KeyError(code)
    return template.format_map({name: written(name, value, language, zone) for name, value in (values or {}).items()})


def written(name: str, value: object, language: str, zone: tzinfo = DEFAULT_ZONE) -> str:
    """One value as a person of that language reads it; the ending of ``name`` tells the unit."""
    if value is None or name.endswith("_word"):
        return "-" if value is None else say(f"word.{value}", language)
    if isinstance(value, datetime):
        return value.astimezone(zone).strftime("%H:%M" if name.endswith("_at") else "%d.%m.%Y %H:%M")
    if isinstance(value, date):
        return format_date(value, "dd.MM.yyyy", locale=language)
    if isinstance(value, int) and name.endswith("_g"):
        return format_decimal(value / 1000, "#,##0.000", locale=language) + " kg"
    if isinstance(value, int) and name.endswith("_cc"):
        return format_decimal(value / 100, "#,##0.0#", locale=language) + " °C"
    return str(value)


@cache
def catalogue(language: str) -> gettext.GNUTranslations:
    """The messages of one language, read from its .po file once.

    Raises:
        KeyError: a language that hubops does not speak.
    """
    if language not in LANGUAGES:
        raise KeyError(language)
    source = Path(__file__).parent / "locale" / f"{language}.po"
    compiled = io.BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
