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
        ("en", "24.11.2026 07:15:03  The order was answered (the set-up): answer: accepted with changes; cause: {en}"),
        ("nb", "24.11.2026 07:15:03  Bestillingen ble besvart (oppsettet): svar: bekreftet med endringer; årsak: {nb}"),
    ],
)
def test_an_event_has_words_and_its_facts_too(language: str, said: str) -> None:
    causes = {"en": "the order came after the cut-off", "nb": "bestillingen kom etter fristen"}
    got = told(language, "event", "order_answered", "setup", "setup", answer="changed", cause_word="cutoff_missed")
    assert got == said.format(**causes)


def test_days_and_measures_are_written_as_elsewhere() -> None:
    got = told("nb", "event", "received", "0001", "dock1", grams=2500, requested_on="2026-11-26", signed=True)
    assert got.endswith("(0001, dock1): vekt: 2,500 kg; ønsket dag: 26.11.2026; signert: ja")


def test_how_a_message_went_is_told_in_words() -> None:
    assert told("nb", "event", "told", channel="file").endswith("kanal: fil")


def test_what_has_no_word_stays_as_it_is() -> None:
    got = told("nb", "event", "brand_new", "", "", odd="brand_new_too", parts=["a", {"lot": "L1", "grams": 500}])
    assert got.endswith("  Registrert: brand_new: odd: brand_new_too; parts: a, (parti: L1; vekt: 0,500 kg)")


@pytest.mark.parametrize(
    ("language", "how", "words"),
    [
        ("en", "happened", "The alarm ended (it happened after all): "),
        ("nb", "dealt_with", "Varselet ble avsluttet (noen tok seg av det: ringte): "),
    ],
)
def test_an_alarm_that_ended_says_which_and_how(language: str, how: str, words: str) -> None:
    note = "ringte" if how == "dealt_with" else ""
    got = told(language, "alarm", "order_unacknowledged_ended", number="N-1", kitchen="Skolen", how=how, note=note)
    assert "N-1" in got.split(words)[1]
    assert "_ended" not in got


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "concerns: Skolen, Gården, R1; what is different: line 1, Gulrot: cancelled (4 pcs)"),
        ("nb", "angår: Skolen, Gården, R1; hva som er annerledes: linje 1, Gulrot: kansellert (4 stk)"),
    ],
)
def test_a_change_is_told_as_the_kitchen_is_told(language: str, words: str) -> None:
    line_1 = {"line": 1, "what": "cancelled", "facts": {"product": "Gulrot"}}
    change = {**line_1, "before": {"pieces": 4, "quantity": "4 piece"}, "after": {"pieces": 0, "quantity": ""}}
    facts = {"concerns": ["kitchen:B06", "producer:100000024", "route:R1"], "differences": [change]}
    names = {"kitchen": {"B06": "Skolen"}, "producer": {"100000024": "Gården"}}
    cancelled = Entry(AT, "event", "order_cancelled", "", "", facts)
    assert line(cancelled, language, OSLO, names).endswith(f": {words}")


@pytest.mark.parametrize(
    ("language", "said", "answered", "words"),
    [
        (
            "en",
            {"Scan": {"raw": "00370123450000000014", "kind": "unit", "sscc": "370123450000000014"}},
            ("prints.is_out", {"document_word": "drop_label", "title": "370123450000000014"}),
            "At the station, LOAD: scanned 370123450000000014 > Label 370123450000000014 is out.",
        ),
        ("nb", {"Weight": {"grams": 4215}}, ("", {}), "På stasjonen, LASTING: veide 4,215 kg"),
        ("en", {"Key": {"name": "f4"}}, ("flow.not_now", {}), "At the station, LOAD: pressed F4 > flow.not_now"),
        ("nb", {"Text": {"text": "ringte"}}, (None, None), "På stasjonen, LASTING: skrev «ringte»"),
        ("en", {"Choose": {"flow": "load"}}, (None, None), "At the station, LOAD: chose LOAD"),
    ],
)
def test_what_was_said_at_a_station_is_told_with_its_answer(
    language: str, said: dict[str, Any], answered: tuple[str, dict[str, Any]], words: str
) -> None:
    code, values = answered
    got = told(language, "input", "load.parcels", "0001", "dock1", said=said, answered=code, values=values)
    assert got == f"24.11.2026 07:15:03  {words} (0001, dock1)"


def test_people_have_names_and_programs_are_at_no_station() -> None:
    moved = Entry(AT, "event", "moved", "0001", "dock1", {"gtin": "07039999000015", "kitchen": "B09"})
    names = {"badge": {"0001": "Kari N."}, "gtin": {"07039999000015": "Potet 5 kg"}, "kitchen": {"A01": "Skolen"}}
    words = "  Goods were moved (Kari N., dock1): article: Potet 5 kg; kitchen: B09"
    assert line(moved, "en", OSLO, names).endswith(words)
    assert told("nb", "event", "moved", "clock", "dock1").endswith("  Varer ble flyttet (klokken)")


def test_a_paper_is_printed_and_not_told() -> None:
    facts = {"to": "papers", "by": "paper", "state": "sent", "fault": "", "key": "ab"}
    assert told("nb", "message", "order_accepted", **facts).endswith("til papers: skrevet ut, skal leveres")


def test_no_text_of_others_breaks_the_line() -> None:
    assert "\n" not in told("en", "event", "problem", note="one\ntwo\x1b[31m")
