"""How sentences are put together: nouns in the right number, a capital where a word of the catalogue comes first."""

import re
from datetime import date

import pytest

from hubops.message_codes import SEVERITIES
from hubops.messages import catalogue, say


@pytest.mark.parametrize(
    ("parcels", "language", "said"),
    [
        (1, "en", "Not loaded: 1 parcel, first"),
        (2, "en", "Not loaded: 2 parcels, first"),
        (0, "en", "Not loaded: 0 parcels, first"),
        (1, "nb", "Ikke lastet: 1 kolli, først"),
    ],
)
def test_the_noun_follows_the_number(parcels: int, language: str, said: str) -> None:
    values = {"parcels": parcels, "kitchen": "Furukollen", "number": 3}
    assert say("dispatch.not_loaded", language, values).startswith(said)


@pytest.mark.parametrize(("language", "said"), [("en", "Chilled"), ("nb", "Kjølevare")])
def test_a_sentence_that_begins_with_a_word_begins_with_a_capital(language: str, said: str) -> None:
    values = {"class_word": "chilled_default", "measured_cc": 310, "limit_cc": 400}
    assert say("receive.green", language, values).startswith(said)


def test_no_sentence_says_1_pcs() -> None:
    """The noun behind a number is told in both forms: ``{pieces:pc|pcs}``."""
    english = catalogue("en")

    assert [code for code in SEVERITIES if re.search(r"} pcs", english[code])] == []
    assert say("crossdock.pick_line", "en", {"route": "R1", "stop": 3, "kitchen": "Elvesvingen", "pieces": 1}) == (
        "R1-3  Elvesvingen: 1 pc"
    )


@pytest.mark.parametrize(
    ("code", "language", "expiry", "end"),
    [
        ("receive.taken", "en", None, "Lot X, no date."),
        ("receive.taken", "nb", None, "Parti X, uten dato."),
        ("receive.taken", "nb", date(2026, 11, 24), "Parti X, dato 24.11.2026."),
        ("stacks.line", "en", None, "lot X, no date"),
        ("stacks.held_line", "nb", None, "parti X, uten dato"),
        ("stacks.line", "nb", date(2026, 11, 24), "parti X, 24.11.2026"),
        ("count.lot_line", "nb", None, "Parti X, uten dato"),
        ("count.lot_line", "en", date(2026, 11, 24), "Lot X, 24.11.2026"),
    ],
)
def test_goods_without_a_date_are_said_to_have_none(code: str, language: str, expiry: date | None, end: str) -> None:
    values = {
        "pieces": 2,
        "product": "Gulrot",
        "weight_g": 900,
        "lot": "X",
        "expiry": expiry,
        "number": 1,
        "zone": "D1",
    }
    assert say(code, language, values).endswith(end)
