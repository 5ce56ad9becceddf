"""What the 60 x 40 mm drop label says, and that its DataMatrix is large; test_labels.py draws and reads it."""

import re
from dataclasses import replace

import pytest
from documents_samples import LABEL, MEAT
from label_pictures import said_on, texts

from hubops.documents.drop_label import DropLabel
from hubops.documents.small_drop_label import small_drop_label
from hubops.documents.zpl import dots
from hubops.messages import say


def test_what_it_says() -> None:
    assert said_on(LABEL, "60x40") == [
        "Åsen barnehage", "R1 Bærum vest", "tir. 24.11.2026", "Stopp 3", "Kolli 2", "MAKS 7,0 °C", "RØDT KJØTT",
        "+1 linje | 12 stk Kjøttdeig av...", "(00) 3 7090000 000012345 2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("label", "said"),
    [
        (replace(LABEL, lines=(MEAT,)), "12 stk Kjøttdeig av storfe 400 g"),
        (replace(LABEL, parcel=5, parcels=5, copy=2), "KOPI 2"),
        (replace(LABEL, parcel=5, parcels=5), "Kolli 5 av 5, siste"),
        (replace(LABEL, max_cc=None, temperature_class="ambient"), "ROMTEMPERATUR"),
    ],
)
def test_what_others_say(label: DropLabel, said: str) -> None:
    assert said in said_on(label, "60x40")


@pytest.mark.parametrize("temperature_class", ["meat_red", "frozen", "chilled_default", "fish_fresh"])
def test_temperature_and_class_are_never_cut(temperature_class: str) -> None:
    label = replace(LABEL, temperature_class=temperature_class, min_cc=-2500, max_cc=-1850)

    assert {say(f"word.{temperature_class}", "nb").upper(), "-25,0 til -18,5 °C"} <= set(said_on(label, "60x40"))


@pytest.mark.parametrize("dpi", [203, 300])
def test_modules_of_more_than_a_millimetre(dpi: int) -> None:
    found = re.search(rb"\^BXN,(\d+),200,", small_drop_label(LABEL, dpi))

    assert found
    assert int(found[1]) >= dots(1.2, dpi)


def test_the_kitchen_is_the_largest_text() -> None:
    sizes = {text.text: text.height for text in texts(small_drop_label(LABEL))}

    assert sizes["Åsen barnehage"] == max(sizes.values()) >= dots(7, 203)
    assert min(sizes.values()) >= dots(2.2, 203)
