"""What the drop label says, how large, and that its bar code conforms; test_labels.py draws and reads it."""

import re
from dataclasses import replace

import pytest
from documents_samples import LABEL, MEAT, sscc
from label_pictures import LABELS, said_on, texts

from hubops.documents.drop_label import drop_label
from hubops.documents.zpl import dots
from hubops.messages import say


def test_what_the_usual_label_says() -> None:
    assert said_on(LABEL) == [
        "Åsen barnehage", "BK-07 Åsveien 12, 1340 Skui", "R1 Bærum vest", "Stopp 3", "Kolli 2", "MAKS 7,0 °C",
        "RØDT KJØTT", "tir. 24.11.2026", "12 stk", "Kjøttdeig av storfe 400 g", "4,800 kg",
        "Parti L2611 | siste forbruksdag 02.12.2026 | Vestmarka Gårdsslakteri", "2 stk", "Grytekjøtt av storfe",
        "3,455 kg", "Parti KJ-2611-07 | best før 04.12.2026 | Lågendalen Kjøtt", "Via Bærum Mathub",
        "Rudsletta 14, 1351 Rud", "(00) 3 7090000 000012345 2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("last drop", {"Kolli 5 av 5, siste", "KOPI 2"}),
        ("drop in English", {"Stop 3", "Parcel 2", "0.0 to 4.0 °C", "RED MEAT", "Tue 24.11.2026", "12 pcs"}),
        ("drop without limit", {"ROMTEMPERATUR"}),
        ("drop of forty lines", {"+36 linjer"}),
    ],
)
def test_what_other_labels_say(name: str, said: set[str]) -> None:
    assert said <= set(said_on(LABELS[name]))


CLASSES = [
    "meat_red", "offal", "poultry", "minced", "meat_prep", "frozen", "fish_fresh", "chilled_default", "eggs", "ambient",
]  # fmt: skip


@pytest.mark.parametrize("language", ["nb", "en"])
@pytest.mark.parametrize("temperature_class", CLASSES)
def test_temperature_and_class_are_never_cut(temperature_class: str, language: str) -> None:
    label = replace(LABEL, language=language, temperature_class=temperature_class, min_cc=-2500, max_cc=-1850)

    word = say(f"word.{temperature_class}", language).upper()
    assert {word, "-25,0 til -18,5 °C" if language == "nb" else "-25.0 to -18.5 °C"} <= set(said_on(label))


@pytest.mark.parametrize(("lines", "shown", "more"), [(5, 5, None), (6, 4, "+2 linjer"), (0, 0, None)])
def test_lines_that_do_not_fit_are_counted(lines: int, shown: int, more: str | None) -> None:
    said = said_on(replace(LABEL, lines=(MEAT,) * lines))

    assert said.count(MEAT.product) == shown
    assert [text for text in said if text.startswith("+")] == ([more] if more else [])


def test_the_kitchen_is_the_largest_text_and_readable_at_two_metres() -> None:
    sizes = {text.text: text.height for text in texts(drop_label(LABEL))}

    assert sizes["Åsen barnehage"] == max(sizes.values())
    assert sizes["Åsen barnehage"] >= dots(13, 203)
    assert min(sizes["Stopp 3"], sizes["Kolli 2"], sizes["MAKS 7,0 °C"]) >= dots(7, 203)


@pytest.mark.parametrize(("dpi", "module"), [(203, 4), (300, 6)])
def test_the_bar_code_conforms(dpi: int, module: int) -> None:
    """X >= 0.495 mm, height >= 32 mm, 10 X of quiet zone (domain-rules.md 3.3)."""
    found = re.search(rb"\^FO(\d+),\d+\^BY(\d+),3,(\d+)\^BC", drop_label(LABEL, dpi))

    assert found
    left, narrow, tall = (int(number) for number in found.groups())
    assert narrow == module
    assert tall >= dots(32, dpi)
    assert left >= 10 * module
    assert dots(100, dpi) - left - 156 * module >= 10 * module


def test_a_label_needs_an_sscc() -> None:
    with pytest.raises(ValueError, match="not an SSCC"):
        replace(LABEL, sscc=sscc(1)[:-1] + "x")
