"""The pallet label by the rules of GS1 and STAND (domain-rules.md 3.3, devices.md 4.3)."""

import re
from dataclasses import replace
from datetime import date

import biip
import pytest
from label_pictures import CARROTS, ODD_LOT, PALLET, PALLETS, read, said_on, texts

from hubops.documents.logistic_label import LogisticLabel, PalletLine, elements_of, logistic_label
from hubops.documents.zpl import MEDIA, dots

A6, LARGE = MEDIA["105x148"], MEDIA["100x150"]
SSCC = PALLET.sscc


def of(**changes: object) -> LogisticLabel:
    """The usual pallet with another line."""
    return replace(PALLET, lines=(replace(CARROTS, **changes),))  # type: ignore[arg-type]


def bars(zpl: bytes) -> list[tuple[int, int, int, int, str]]:
    """Left, top, narrowest bar, height and data of each GS1-128."""
    found = re.findall(rb"\^FO(\d+),(\d+)\^BY(\d+),3,(\d+)\^BC[^^]*\^FD>;>8(.*?)\^FS", zpl)
    return [(int(x), int(y), int(bar), int(high), data.decode()) for x, y, bar, high, data in found]


def test_what_stand_asks_for_is_written() -> None:
    """Sender, recipient, terminal, reference, gross weight, top load, temperature, SSCC; and the goods."""
    assert said_on(PALLET) == [
        "Fra Lågendalen Kjøtt, Industriveien 4, 3630 Rødberg", "Bærum Mathub", "Rudsletta 14, 1351 Rud",
        "Via Lierbyen matterminal, Lierbyen 3, 3400 Lier", "Gulrot vasket 1 kg",
        "48 stk | best før 31.12.2026 | Parti LOT-A7", "0,0 til 4,0 °C",
        "Ref. PO-4711 | Brutto 412,500 kg | Maks topplast 200 kg", f"(00) {spaced(SSCC)}",
        "(02) 07038010000997 (37) 48", "(15) 261231 (10) LOT-A7",
    ]  # fmt: skip


def test_a_lot_of_eighteen_digits_is_no_sscc() -> None:
    assert "(10) 370123450000000120" in said_on(of(lot="370123450000000120"))


def spaced(sscc: str) -> str:
    return f"{sscc[0]} {sscc[1:8]} {sscc[8:17]} {sscc[17]}"


def test_a_scanner_reads_carrier_content_and_batch() -> None:
    everything = f"]d200{SSCC}020703801000099737" + "48\x1d15261231" + "10LOT-A7"

    assert read("pallet", "100x150", 203) == [
        f"]C100{SSCC}", "]C1020703801000099737" + "48", "]C115261231" + "10LOT-A7", everything,
    ]  # fmt: skip
    message = biip.parse(everything).gs1_message
    assert message is not None
    assert message.as_hri() == f"(00){SSCC}(02)07038010000997(37)48(15)261231(10)LOT-A7"


@pytest.mark.parametrize("media", [LARGE, A6])
@pytest.mark.parametrize(("dpi", "module"), [(203, 4), (300, 6)])
@pytest.mark.parametrize("name", PALLETS)
def test_every_bar_code_conforms(name: str, dpi: int, module: int, media: tuple[float, float]) -> None:
    """X >= 0.495 mm, height >= 32 mm, and the SSCC is the lowest; quiet zones: test_labels.py."""
    label = PALLETS[name]
    assert isinstance(label, LogisticLabel)
    found = bars(logistic_label(label, A6 if media == A6 else LARGE, dpi))

    assert {bar for _, _, bar, _, _ in found} == {module}
    assert min(high for *_, high, _ in found) >= dots(32, dpi)
    assert max(found, key=lambda symbol: symbol[1])[4] == f"00{label.sscc}"
    assert all(len(data) <= 48 for *_, data in found)


def test_text_is_at_least_three_millimetres_and_the_content_seven() -> None:
    sizes = {text.text: text.height for text in texts(logistic_label(PALLET, LARGE))}

    assert sizes["Gulrot vasket 1 kg"] == sizes["Bærum Mathub"] == dots(7, 203)
    assert sizes["Bærum Mathub"] == max(sizes.values())
    assert sizes["Rudsletta 14, 1351 Rud"] >= dots(3, 203)


@pytest.mark.parametrize(
    ("label", "elements"),
    [
        (PALLET, [[("00", SSCC)], [("02", CARROTS.gtin), ("37", "48")], [("15", "261231"), ("10", "LOT-A7")]]),
        (of(date_kind="use_by", lot=""), [[("00", SSCC)], [("02", CARROTS.gtin), ("37", "48")], [("17", "261231")]]),
        # an even number of digits makes the symbol narrower
        (of(count=5, date=None, lot=""), [[("00", SSCC)], [("02", CARROTS.gtin), ("37", "05")]]),
        # renderers lose the letter after the escape of ">" (devices.md 4.3)
        (of(date_kind="", lot="A>B"), [[("00", SSCC)], [("02", CARROTS.gtin), ("37", "48")]]),
        (of(date_kind="", lot="å"), [[("00", SSCC)], [("02", CARROTS.gtin), ("37", "48")]]),
        # AI 02 and 37 are for a pallet with one kind of goods, and count from 1
        (of(gtin=""), [[("00", SSCC)]]),
        (of(count=0), [[("00", SSCC)]]),
        (of(count=10**8), [[("00", SSCC)]]),
        (replace(PALLET, lines=()), [[("00", SSCC)]]),
        (replace(PALLET, lines=(CARROTS, CARROTS)), [[("00", SSCC)]]),
    ],
)
def test_elements(label: LogisticLabel, elements: list[list[tuple[str, str]]]) -> None:
    assert elements_of(label) == elements


@pytest.mark.parametrize(
    ("lot", "drawn"),
    [
        ("ABCDEF", "1526123110>6ABCDEF"),  # thirteen signs are what 100 mm hold at 0.5 mm
        ("ABCDEFG", "10>6ABCDEFG"),  # the date is text, and in the DataMatrix
        ("ABCDEFGHIJ", "10>6ABCDEFGHIJ"),
        ("ABCDEFGHIJK", "15261231"),  # the lot is
        ("123456789012", "1526123110123456789012"),
    ],
)
def test_a_batch_that_does_not_fit_keeps_wide_bars(lot: str, drawn: str) -> None:
    zpl = logistic_label(of(lot=lot), LARGE)

    assert [data for *_, data in bars(zpl)] == [f"00{SSCC}", "020703801000099737" + "48", drawn]
    assert "|115261231" + f"10{lot}" in zpl.decode()


def test_signs_that_zpl_and_gs1_both_use_are_read_as_they_are() -> None:
    assert f"]C110{ODD_LOT}" in read("pallet of an odd lot", "100x150", 203)
    assert f"]d200{SSCC}020703801000099737" + "48\x1d15261231" + f"10{ODD_LOT}" in read(
        "pallet of an odd lot", "100x150", 300
    )


def test_the_longest_lot_is_read_from_the_data_matrix() -> None:
    found = read("pallet of a long lot", "100x150", 300)

    assert f"]d200{SSCC}020703801000099737" + "123456\x1d15261231" + "10" + "X" * 20 in found


@pytest.mark.parametrize(("lines", "last"), [(2, ""), (13, ""), (14, "+2 linjer")])
def test_a_mixed_pallet_lists_its_goods(lines: int, last: str) -> None:
    said = said_on(replace(PALLET, lines=(CARROTS, *(replace(CARROTS, product="Kålrot"),) * (lines - 1)), copy=1))
    rows = [text for text in said if text.endswith(("Kålrot", "Gulrot vasket 1 kg"))]

    assert "Blandet last" in said
    assert "KOPI 1" in said
    assert rows[0] == "48 stk | best før 31.12.2026 | Parti LOT-A7 | Gulrot vasket 1 kg"
    assert len(rows) == (12 if last else lines)
    assert (last in said) is bool(last)


def test_no_limit_says_the_class() -> None:
    assert "ROMTEMPERATUR" in said_on(replace(PALLET, min_cc=None, max_cc=None, temperature_class="ambient"))


def test_numbers_that_are_none() -> None:
    with pytest.raises(ValueError, match="not an SSCC"):
        replace(PALLET, sscc="1" * 18)
    with pytest.raises(ValueError, match="not a GTIN"):
        PalletLine("Gulrot", "07038010000998", 1, "", date(2026, 12, 31), "")
