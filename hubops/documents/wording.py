"""How amounts, dates, temperatures and words are written on every paper, in the language of the paper."""

from datetime import date, datetime, tzinfo
from functools import lru_cache
from typing import Protocol

from babel.dates import format_date

from hubops.messages import say, weighed, written

# The labels of a day say the same dates, words, limits and pack weights again and again.
_remembered = lru_cache(maxsize=2048)


class Dated(Protocol):
    """A line of a paper that may carry a date."""

    @property
    def date(self) -> date | None:
        """The date on the goods."""
        ...

    @property
    def date_kind(self) -> str:
        """``best_before``, ``use_by`` or empty."""
        ...


@_remembered
def said(code: str, language: str, **values: object) -> str:
    """A sentence of messages.py that labels say often."""
    return say(code, language, values)


@_remembered
def known_word(word: str, language: str) -> str:
    """The word ``word.<word>`` of messages.py; a text that is no such word stays as it is."""
    try:
        return say(f"word.{word}", language)
    except KeyError:
        return word


@_remembered
def day(on: date, language: str) -> str:
    """A day with its weekday: ``tir. 24.11.2026``."""
    return format_date(on, "EEE dd.MM.yyyy", locale=language)


def moment(at: datetime, zone: tzinfo, language: str) -> str:
    """A day and a time of day: ``24.11.2026 07:15``."""
    return written("moment", at, language, zone)


def dated(line: Dated, language: str) -> str:
    """``best før 28.11.2026``; empty where the goods have no date."""
    return _dated(line.date, line.date_kind, language) if line.date else ""


@_remembered
def _dated(on: date, kind: str, language: str) -> str:
    day = written("on", on, language)
    return f"{known_word(kind, language)} {day}" if kind else day


def weight(grams: int, language: str) -> str:
    """``3,450 kg``; empty for 0, which means not known."""
    return weighed(grams, language) if grams else ""


def amount(pieces: int, grams: int, language: str) -> str:
    """``12 stk, 4,800 kg``; without what is 0, which means not known."""
    counted = say("paper.pieces", language, {"pieces": pieces}) if pieces else ""
    return ", ".join(filter(None, (counted, weight(grams, language))))


@_remembered
def temperature_mark(min_cc: int | None, max_cc: int | None, language: str) -> str:
    """``MAKS 4,0 °C``, ``0,0 til 4,0 °C``, ``MIN 60,0 °C``; empty without a limit."""
    if min_cc is None and max_cc is None:
        return ""
    if min_cc is None:
        return say("label.max", language, {"max_cc": max_cc})
    if max_cc is None:
        return say("label.min", language, {"min_cc": min_cc})
    least = written("min_cc", min_cc, language).removesuffix(" °C")
    return say("label.range", language, {"least": least, "max_cc": max_cc})
