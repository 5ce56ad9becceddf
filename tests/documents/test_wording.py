"""How amounts, dates and temperatures are written, in both languages."""

import pytest
from documents_samples import DAY, MEAT

from hubops.documents import wording
from hubops.documents.letters import printable


@pytest.mark.parametrize(
    ("limits", "language", "mark"),
    [
        ((None, 400), "nb", "MAKS 4,0 °C"),
        ((None, -1800), "nb", "MAKS -18,0 °C"),
        ((0, 400), "nb", "0,0 til 4,0 °C"),
        ((6000, None), "en", "MIN 60.0 °C"),
        ((None, None), "nb", ""),
    ],
)
def test_temperature_mark(limits: tuple[int | None, int | None], language: str, mark: str) -> None:
    assert printable(wording.temperature_mark(*limits, language)) == mark


def test_words_that_are_known_and_words_that_are_not() -> None:
    assert wording.known_word("frozen", "nb") == "frysevare"
    assert wording.known_word("fell off the ramp", "nb") == "fell off the ramp"


def test_amounts_and_days() -> None:
    assert wording.weight(3450, "nb") == "3,450 kg"
    assert wording.weight(0, "nb") == ""
    assert wording.day(DAY, "en") == "Tue 24.11.2026"
    assert wording.dated(MEAT, "nb") == "siste forbruksdag 02.12.2026"
