"""An entry of ``hubops explain`` in words: when, what happened, who booked it, and its facts with their names.

What has no word stays as the program knows it: nothing of an explanation is left out because nobody named it yet.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, tzinfo
from typing import Any

from hubops.exchange.outcomes import words_of
from hubops.flows.not_legal import key_named
from hubops.flows.record import message_of
from hubops.messages import Message, has_words, say, written
from hubops.operations.order_changes import Difference
from hubops.queries.explain import ENDED, Entry, Names
from hubops.queries.notices import state_word

NO_NAMES: Names = {}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*")
_MEASURES = {"grams": "weight_g", "cc": "temperature_cc"}
"""The names of measured facts whose ending does not tell the unit."""
_WITHOUT_WORDS = frozenset(
    {"key", "number", "title", "lot", "file", "sender", "name", "kitchen", "to", "why", "answer_text"}
)
"""Facts that people and systems named: such a name is never a word of the catalogue."""


def line(entry: Entry, language: str, zone: tzinfo, names: Names = NO_NAMES) -> str:
    """What happened, in one line; what has a name in ``names`` bears it."""
    told = _told(entry, language, zone, names)
    return "".join(sign if sign.isprintable() else " " for sign in told)


def _told(entry: Entry, language: str, zone: tzinfo, names: Names) -> str:
    at = f"{entry.at.astimezone(zone):%d.%m.%Y %H:%M:%S}"
    who = _who(entry, language, names.get("badge", {}))
    sentence = _sentence(entry, language, zone)
    if sentence:
        return f"{at}  {sentence}" + (f" ({who})" if who else "")
    facts = "; ".join(_facts(entry.facts, language, zone, names))
    return f"{at}  {_headed(entry, language)}" + (f" ({who})" if who else "") + (f": {facts}" if facts else "")


def _sentence(entry: Entry, language: str, zone: tzinfo) -> str:
    """The whole entry as a sentence of the catalogue; empty where there is none that its facts fill."""
    facts = entry.facts
    if entry.source == "input":
        return f"{_headed(entry, language)}: {_exchange(facts, language, zone)}"
    if entry.source == "message":
        word = state_word(str(facts["by"]), str(facts["state"]))
        values = {"kind": _kind(entry.kind, language), "to": facts["to"] or "-", "state_word": word}
        fault = "" if facts["state"] in ("sent", "settled") else str(facts["fault"])
        stopped = f" ({_named('fault', fault, language)})" if fault else ""
        return f"{say('explain.message', language, values)}{stopped}"
    if entry.source == "print":
        values = {"document": _word(entry.kind, language), "title": facts["title"], "printer": facts["printer"]}
        return say("explain.print", language, {**values, "state_word": f"print_{facts['state']}"})
    return _gone_wrong(entry, language, zone) if entry.source in ("deviation", "alarm") else ""


def _gone_wrong(entry: Entry, language: str, zone: tzinfo) -> str:
    """A deviation, an alarm, or its end, as the sentence that tells it; empty where its facts don't fill one."""
    kind, facts = entry.kind.removesuffix(ENDED), entry.facts
    try:
        told = say(f"{entry.source}.{kind}", language, facts, zone).rstrip(".")
    except (KeyError, ValueError, TypeError):
        return ""
    if kind != entry.kind:
        how = say(f"word.alarm_{facts['how']}", language) + (f": {facts['note']}" if facts["note"] else "")
        return f"{say('explain.alarm_ended', language)} ({how}): {told}"
    taken_back = f" ({say('explain.taken_back', language)})" if facts.get("undone") else ""
    return f"{say(f'explain.{entry.source}', language)}: {told}{taken_back}"


def _exchange(facts: Mapping[str, Any], language: str, zone: tzinfo) -> str:
    """What was said at a station, and what it answered."""
    said = _said(facts["said"], language)
    answer = message_of(str(facts.get("answered") or ""), facts.get("values") or {})
    if answer is None:
        return said
    try:
        return f"{said} > {answer.text(language, zone)}"
    except (KeyError, ValueError, TypeError):
        return f"{said} > {answer.code}"


def _said(said: Mapping[str, Mapping[str, Any]], language: str) -> str:
    """An input in words; ``said`` is its kind and what it holds, as it was written down."""
    kind, parts = next(iter(said.items()))
    if kind == "Scan":
        code = parts.get("sscc") or parts.get("code") or parts.get("raw") or "-"
        return say("explain.said_scan", language, {"code": code})
    if kind == "Weight":
        return say("explain.said_weight", language, {"weight_g": parts["grams"]})
    if kind == "Key":
        return say("explain.said_key", language, {"key": key_named(parts["name"])})
    if kind == "Choose":
        return say("explain.said_flow", language, {"flow": Message(f"where.{parts['flow']}")})
    return say("explain.said_text", language, {"text": parts.get("text") or "-"})


def _who(entry: Entry, language: str, people: Mapping[str, str]) -> str:
    """Who booked it, and where; what a program did by itself was done at no station."""
    program = f"word.actor_{entry.actor.replace('-', '_')}"
    if has_words(program):
        return say(program, language)
    actor = people.get(entry.actor, entry.actor)
    return ", ".join(dict.fromkeys(part for part in (actor, entry.station) if part))


def _headed(entry: Entry, language: str) -> str:
    """What an entry is about, before its facts."""
    if entry.source == "attempt":
        return f"{say('explain.attempt', language)}, {_kind(entry.kind, language)}"
    if entry.source == "event" and has_words(f"explain.{entry.kind}"):
        return say(f"explain.{entry.kind}", language)
    if entry.source == "input":
        flow, _, _ = entry.kind.partition(".")
        where = f"where.{flow}"
        return f"{say('explain.input', language)}, {say(where, language) if has_words(where) else entry.kind}"
    kind = say(f"kind.{entry.kind}", language) if has_words(f"kind.{entry.kind}") else entry.kind
    return f"{_source(entry.source, language)}: {kind}"


def _source(source: str, language: str) -> str:
    return say(f"explain.{source}", language) if has_words(f"explain.{source}") else source


def _kind(kind: str, language: str) -> str:
    return say(f"word.told_{kind}", language) if has_words(f"word.told_{kind}") else kind


def _word(word: str, language: str) -> str:
    return say(f"word.{word}", language) if has_words(f"word.{word}") else word


def _facts(facts: Mapping[str, object], language: str, zone: tzinfo, names: Names) -> Iterator[str]:
    for name, value in facts.items():
        if value in (None, "", [], {}):
            continue
        stem = name.removesuffix("_word")
        named = f"word.fact_{stem}"
        yield f"{say(named, language) if has_words(named) else name}: {_value(stem, value, language, zone, names)}"


def _value(name: str, value: object, language: str, zone: tzinfo, names: Names) -> str:
    if isinstance(value, dict):
        return f"({'; '.join(_facts(value, language, zone, names))})"
    if isinstance(value, list):
        parts = _changes(value, language, zone) if name == "differences" else ()
        return ", ".join(parts or (_value(name, part, language, zone, names) for part in value))
    if name == "concerns":  # kitchen:B06
        name, _, value = str(value).partition(":")
    return names.get(name, {}).get(str(value)) or _single(name, value, language, zone)


def _single(name: str, value: object, language: str, zone: tzinfo) -> str:
    """A value that holds no others, and has no name."""
    if isinstance(value, bool):
        return say("word.fact_yes" if value else "word.fact_no", language)
    if isinstance(value, int):
        return str(written(_MEASURES.get(name, name), value, language, zone))
    text = str(value)
    if _DAY.fullmatch(text):
        return f"{date.fromisoformat(text):%d.%m.%Y}"
    if _MOMENT.fullmatch(text):
        return f"{datetime.fromisoformat(text).astimezone(zone):%d.%m.%Y %H:%M}"
    return _named(name, text, language) if name not in _WITHOUT_WORDS else text


def _changes(differences: Iterable[Mapping[str, Any]], language: str, zone: tzinfo) -> list[str]:
    """What became of an order, line by line."""
    told = (each for found in differences for each in words_of(Difference(**found)))
    return [each.text(language, zone).removeprefix("– ") for each in told]


def _named(name: str, value: str, language: str) -> str:
    """A known value as its word: one of the fact's own words first."""
    own, known = f"word.value_{name}_{value}", f"word.{name}_{value}"
    for code in (own, known, f"word.value_{value}", f"word.told_{value}", f"word.{value}"):
        if has_words(code):
            return say(code, language)
    if has_words(value):
        try:
            return Message(value).text(language)
        except KeyError:
            return value
    return value
