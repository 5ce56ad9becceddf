"""An entry of an explanation in words, in both languages; what has no word yet stays as it is."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hubops.answers.explained import line
from hubops.queries.explain import Entry

AT = datetime(2026, 11, 24, 6, 15, 3, tzinfo=UTC)
OSLO = ZoneInfo("Europe/Oslo")


def told(language: str, source: str, kind: str, actor: str = "", station: str = "", **facts: Any) -> str:
    return line(Entry(AT, source, kind, actor, station, facts), language, OSLO)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "24.11.2026 07:15:03  The order was answered (setup): answer: accepted with changes; cause: {en}"),
        ("nb", "24.11.2026 07:15:03  Bestillingen ble besvart (setup): svar: bekreftet med endringer; årsak: {nb}"),
    ],
)
def test_an_event_has_words_and_its_facts_too(language: str, said: str) -> None:
    causes = {"en": "the order came after the cut-off", "nb": "bestillingen kom etter fristen"}
    got = told(language, "event", "order_answered", "setup", "setup", answer="changed", cause_word="cutoff_missed")
    assert got == said.format(**causes)


def test_days_and_measures_are_written_as_elsewhere() -> None:
    got = told("nb", "event", "received", "0001", "dock1", grams=2500, requested_on="2026-11-26", signed=True)
    assert got.endswith("(0001, dock1): vekt: 2,500 kg; ønsket dag: 26.11.2026; signert: ja")


def test_what_has_no_word_stays_as_it_is() -> None:
    got = told("nb", "event", "brand_new", "", "", odd="brand_new_too", parts=["a"])
    assert got == '24.11.2026 07:15:03  Registrert: brand_new: odd: brand_new_too; parts: ["a"]'


def test_a_paper_is_printed_and_not_told() -> None:
    facts = {"to": "papers", "by": "paper", "state": "sent", "fault": "", "key": "ab"}
    assert told("nb", "message", "order_accepted", **facts).endswith("til papers: skrevet ut, skal leveres")


def test_no_text_of_others_breaks_the_line() -> None:
    assert "\n" not in told("en", "event", "problem", note="one\ntwo\x1b[31m")
