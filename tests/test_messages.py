"""The message catalogues are complete, and they and the source speak of the same codes (architecture.md, rule 9)."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from hubops import errors, messages
from hubops.message_codes import SEVERITIES
from hubops.messages import LANGUAGES, Severity
from hubops.model.outbox import PRINT_STATES

HUBOPS = Path(__file__).parents[1] / "hubops"
CODE = re.compile(r"[a-z_]+\.[a-z0-9_.]+")
PLACEHOLDER = re.compile(r"{\w+}")

ERRORS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)}
SPEAKERS = ERRORS | {"Message", "say"}
"""What takes a message code as its first argument."""

SAME_IN_BOTH = {"label.hub", "label.min", "screen.demo", "status.ok"}
"""Codes whose words are the same in Norwegian and in English."""
YELLOW_ACTIONS = {"remeasure", "freezer_at_once", "more_ice"}
"""What ``yellow_action`` of rules.toml may say."""


@cache
def texts(language: str) -> dict[str, str]:
    """The catalogue of a language: its texts by code."""
    return {str(entry.id): str(entry.string) for entry in catalogue(language) if entry.id}


@cache
def catalogue(language: str) -> Catalog:
    """The .po file of a language as it stands on disk."""
    with (HUBOPS / "locale" / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


@cache
def sources() -> dict[str, ast.Module]:
    """Every module of hubops but the list of codes itself, parsed, by its path inside hubops."""
    paths = (path for path in sorted(HUBOPS.rglob("*.py")) if path.name != "message_codes.py")
    return {str(path.relative_to(HUBOPS)): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


@cache
def spoken() -> list[tuple[str, ast.Call]]:
    """Every call in hubops that hands a message code to somebody, with the place it stands at."""
    calls = ((path, node) for path, tree in sources().items() for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [(f"{path}:{call.lineno}", call) for path, call in calls if called(call) in SPEAKERS and call.args]


def called(call: ast.Call) -> str:
    """The last part of the name that is called, empty where there is no name."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def literals(argument: ast.expr) -> Iterator[str]:
    """The strings that an argument may be: itself, or both sides of a condition."""
    match argument:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from chain(literals(one), literals(other))


def placeholders(text: str) -> set[str]:
    """The values that a sentence names, such as ``{weight_g}``."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def composed(text: ast.JoinedStr) -> re.Pattern[str]:
    """What an f-string may become: ``f"prompt.{state}"`` may be any code that starts with ``prompt.``."""
    parts = (part.value if isinstance(part, ast.Constant) else None for part in text.values)
    return re.compile("".join(".+" if part is None else re.escape(str(part)) for part in parts))


def mentioned() -> set[str]:
    """The codes that stand in the source, whole or composed by an f-string of which at least three letters are told."""
    nodes = [node for tree in sources().values() for node in ast.walk(tree)]
    whole = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    patterns = [composed(node) for node in nodes if isinstance(node, ast.JoinedStr)]
    telling = [pattern for pattern in patterns if len(re.findall("[a-z]", pattern.pattern)) >= 3]
    return {code for code in SEVERITIES if code in whole or any(pattern.fullmatch(code) for pattern in telling)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_holds_every_code_and_no_other(language: str) -> None:
    assert texts(language).keys() == SEVERITIES.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_is_what_the_file_says(language: str) -> None:
    assert messages.catalogue(language) == texts(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_or_fuzzy(language: str) -> None:
    assert [code for code, text in texts(language).items() if not text.strip()] == []
    assert [entry.id for entry in catalogue(language) if entry.id and entry.fuzzy] == []


def test_codes_and_severities_are_well_formed() -> None:
    assert [code for code in SEVERITIES if not CODE.fullmatch(code)] == []
    assert set(SEVERITIES.values()) <= set(Severity)


def test_both_languages_name_the_same_values() -> None:
    norwegian, english = texts("nb"), texts("en")

    differing = [code for code in SEVERITIES if placeholders(norwegian[code]) != placeholders(english[code])]

    assert differing == []


def test_every_text_is_translated() -> None:
    norwegian, english = texts("nb"), texts("en")

    same = {code for code in SEVERITIES if norwegian[code] == english[code]}
    without_words = {code for code in same if not re.search(r"[^\W\d_]", PLACEHOLDER.sub("", norwegian[code]))}

    assert sorted(same - without_words) == sorted(SAME_IN_BOTH)


def test_every_spoken_code_has_a_sentence() -> None:
    """Also keeps sentences out of the source: what is raised is a code."""
    unknown = [
        f"{place} {code}" for place, call in spoken() for code in literals(call.args[0]) if code not in SEVERITIES
    ]

    assert not unknown, "\n".join(unknown)


def test_every_error_brings_the_values_that_its_sentence_names() -> None:
    lacking = []
    for place, call in spoken():
        given = {keyword.arg for keyword in call.keywords}
        if called(call) in ERRORS and None not in given:  # None stands for **values
            codes = (code for code in literals(call.args[0]) if code in SEVERITIES)
            lacking += [f"{place} {code}" for code in codes if placeholders(texts("en")[code]) - given]

    assert not lacking, "\n".join(lacking)


def test_no_sentence_is_dead() -> None:
    dead = {code for code in SEVERITIES if not code.startswith("word.")} - mentioned()

    assert not dead, "\n".join(sorted(dead))


def test_no_word_is_dead() -> None:
    """Words (``word.*``) are looked up by the values they stand for: those stand in the source, whole or composed."""
    nodes = [node for tree in sources().values() for node in ast.walk(tree)]
    values = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    for code in SEVERITIES.keys() - {code for code in SEVERITIES if code.startswith("word.")}:
        values |= {code.replace(".", "_"), code.rpartition(".")[2]}  # a refusal, in the midst of another sentence
    patterns = (composed(node).pattern.removeprefix(r"word\.") for node in nodes if isinstance(node, ast.JoinedStr))
    telling = [re.compile(pattern) for pattern in patterns if len(re.findall("[a-z]", pattern)) >= 2]

    words = {code.removeprefix("word.") for code in SEVERITIES if code.startswith("word.")} - YELLOW_ACTIONS
    dead = {word for word in words - values if not any(pattern.fullmatch(word) for pattern in telling)}

    assert not dead, "\n".join(sorted(dead))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_of_a_print_job_has_its_word(language: str) -> None:
    words = [messages.say(f"word.print_{state}", language) for state in (*PRINT_STATES, "held")]

    assert len(set(words)) == len(words)


@given(st.integers(-(10**9), 10**9), st.sampled_from(LANGUAGES))
def test_a_weight_is_written_as_babel_writes_it(grams: int, language: str) -> None:
    expected = format_decimal(grams / 1000, "#,##0.000", locale=language)

    assert messages.written("weight_g", grams, language) == f"{expected} kg"
