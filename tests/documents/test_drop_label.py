"""The drop label, through a strict parser, a renderer, a bar code reader and biip (devices.md 6)."""

import io
import re
from dataclasses import replace
from functools import cache
from itertools import combinations

import biip
import pytest
import zplkit
import zplkit.parse
import zxingcpp
from documents_samples import HOSTILE, LABEL, MEAT, sscc
from PIL import Image

from hubops.documents import font0
from hubops.documents.drop_label import DropLabel, LabelLine, drop_label
from hubops.documents.letters import printable
from hubops.documents.zpl import dots
from hubops.messages import say

COMMANDS = {
    b"^XA", b"^CI", b"^PW", b"^LL", b"^LH", b"^PO", b"^MM", b"^PQ", b"^FO", b"^FR", b"^A0", b"^FH", b"^FD", b"^FS",
    b"^GB", b"^BY", b"^BC", b"^BX", b"^XZ",
}  # fmt: skip


def hostile(text: str, lines: int) -> DropLabel:
    """A label with ``text`` in every place that outside text can reach."""
    line = LabelLine(text, text, MEAT.date, text, 123_456, 12_345_678, text)
    return replace(
        LABEL, hub_name=text, hub_address=text, kitchen_code=text, kitchen_name=text, kitchen_address=text,
        route_name=text, temperature_class=text, lines=(line,) * lines, parcel=1234, parcels=1234, stop=12_345,
        min_cc=-2500, max_cc=-1800, copy=99,
    )  # fmt: skip


LABELS = {
    "usual": LABEL,
    "english": replace(LABEL, language="en", min_cc=0, max_cc=400),
    "last": replace(LABEL, parcel=5, parcels=5, copy=2),
    "no limit": replace(LABEL, max_cc=None, temperature_class="ambient"),
    "no lines": replace(LABEL, lines=()),
    "forty lines": replace(LABEL, lines=(MEAT,) * 40),
    **{f"hostile {place}": hostile(text, place % 6) for place, text in enumerate(HOSTILE)},
}


def drawn_texts(zpl: bytes) -> list[tuple[int, int, int, str]]:
    """Left, top, height and text of each text field."""
    fields = re.findall(rb"\^FO(\d+),(\d+)(?:\^FR)?\^A0N,(\d+),\d+\^FH\\\^FD(.*?)\^FS", zpl)
    return [(int(x), int(y), int(height), unescaped(data)) for x, y, height, data in fields]


def unescaped(data: bytes) -> str:
    return re.sub(rb"\\([0-9A-F]{2})", lambda found: bytes.fromhex(found[1].decode()), data).decode()


@cache
def picture(name: str, dpi: int) -> Image.Image:
    """The label as zplkit draws it; it refuses printer control and has no Norwegian letters in font 0."""
    zpl = drop_label(LABELS[name], dpi)
    plain = re.sub(rb"\^(?:PO|MM|PQ)[^^]*", b"", zpl)
    plain = re.sub(rb"(?:\\[C-F][0-9A-F])(?:\\[89AB][0-9A-F])+", b"o", plain)
    options = zplkit.Options(width=dots(100, dpi), height=dots(150, dpi), dpi=dpi)
    return Image.open(io.BytesIO(zplkit.render(plain, options).labels[0].png())).convert("L")


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("name", LABELS)
def test_both_symbols_hold_the_sscc(name: str, dpi: int) -> None:
    found = zxingcpp.read_barcodes(picture(name, dpi))

    assert sorted(code.symbology_identifier for code in found) == ["]C1", "]d2"]
    for code in found:
        message = biip.parse(code.symbology_identifier + code.bytes.decode()).gs1_message
        assert message is not None
        sscc_read = message.element_strings.get(ai="00")
        assert sscc_read is not None
        assert sscc_read.sscc is not None
        assert sscc_read.value == LABELS[name].sscc


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("name", LABELS)
def test_nothing_runs_off_the_label(name: str, dpi: int) -> None:
    """The margin of 3 mm on every side stays white, in a picture by another's measure of the letters."""
    image, edge = picture(name, dpi), dots(2.9, dpi)
    ink = image.point([255] * 128 + [0] * 128).getbbox()

    assert ink is not None
    assert min(ink[0], ink[1], image.width - ink[2]) >= edge
    assert image.height - ink[3] >= dots(1.5, dpi)


@pytest.mark.parametrize("name", LABELS)
def test_only_the_commands_that_were_meant(name: str) -> None:
    elements = zplkit.parse.parse(drop_label(LABELS[name])).elements
    commands = [bytes(element)[:3] for element in elements if element.kind == "format_command"]

    assert set(commands) <= COMMANDS
    assert commands.count(b"^XA") == commands.count(b"^XZ") == 1
    assert not [element for element in elements if element.kind in ("control_command", "control_character")]


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("name", LABELS)
def test_texts_do_not_lie_on_each_other(name: str, dpi: int) -> None:
    texts = drawn_texts(drop_label(LABELS[name], dpi))
    # A letter reaches from the top to 0.94 of the font's height where it has a tail (measured on zplkit's pictures).
    boxes = [(x, y, x + font0.width_of(text, high), y + 94 * high // 100) for x, y, high, text in texts]

    for one, other in combinations(boxes, 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart, (one, other)


@pytest.mark.parametrize("text", [text for text in HOSTILE if printable(text)])
def test_hostile_text_is_shown_as_it_is(text: str) -> None:
    """Whole where it fits; its beginning where it does not."""
    shown = [text for _, _, _, text in drawn_texts(drop_label(replace(LABEL, route_name=text)))]

    assert any(printable(text).startswith(drawn.removesuffix("...")) for drawn in shown if drawn)


def test_what_the_usual_label_says() -> None:
    texts = [text for _, _, _, text in drawn_texts(drop_label(LABEL))]

    assert texts == [
        "Åsen barnehage", "BK-07 Åsveien 12, 1340 Skui", "R1 Bærum vest", "Stopp 3", "Kolli 2", "MAKS 7,0 °C",
        "RØDT KJØTT", "tir. 24.11.2026", "12 stk", "Kjøttdeig av storfe 400 g", "4,800 kg",
        "Parti L2611 | siste forbruksdag 02.12.2026 | Vestmarka Gårdsslakteri", "2 stk", "Grytekjøtt av storfe",
        "3,455 kg", "Parti KJ-2611-07 | best før 04.12.2026 | Lågendalen Kjøtt", "Via Bærum Mathub",
        "Rudsletta 14, 1351 Rud", "(00) 3 7090000 000012345 2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("last", {"Kolli 5 av 5, siste", "KOPI 2"}),
        ("english", {"Stop 3", "Parcel 2", "0.0 to 4.0 °C", "RED MEAT", "Tue 24.11.2026", "12 pcs"}),
        ("no limit", {"ROMTEMPERATUR"}),
        ("forty lines", {"+36 linjer"}),
    ],
)
def test_what_other_labels_say(name: str, said: set[str]) -> None:
    assert said <= {text for _, _, _, text in drawn_texts(drop_label(LABELS[name]))}


CLASSES = [
    "meat_red", "offal", "poultry", "minced", "meat_prep", "frozen", "fish_fresh", "chilled_default", "eggs", "ambient",
]  # fmt: skip


@pytest.mark.parametrize("language", ["nb", "en"])
@pytest.mark.parametrize("temperature_class", CLASSES)
def test_temperature_and_class_are_never_cut(temperature_class: str, language: str) -> None:
    label = replace(LABEL, language=language, temperature_class=temperature_class, min_cc=-2500, max_cc=-1850)
    texts = {text for _, _, _, text in drawn_texts(drop_label(label))}

    word = say(f"word.{temperature_class}", language).upper()
    assert {word, "-25,0 til -18,5 °C" if language == "nb" else "-25.0 to -18.5 °C"} <= texts


@pytest.mark.parametrize(("lines", "shown", "more"), [(5, 5, None), (6, 4, "+2 linjer"), (0, 0, None)])
def test_lines_that_do_not_fit_are_counted(lines: int, shown: int, more: str | None) -> None:
    texts = [text for _, _, _, text in drawn_texts(drop_label(replace(LABEL, lines=(MEAT,) * lines)))]

    assert texts.count(MEAT.product) == shown
    assert [text for text in texts if text.startswith("+")] == ([more] if more else [])


def test_the_kitchen_is_the_largest_text_and_readable_at_two_metres() -> None:
    sizes = {text: height for _, _, height, text in drawn_texts(drop_label(LABEL))}

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
