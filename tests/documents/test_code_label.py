"""Labels of codes: what the scanner makes of each, and that it is large enough for a gloved hand at arm's length."""

import re

import pytest
from label_pictures import ZONE, boxes, drawn, said_on
from zxingcpp import read_barcodes

from hubops.devices.scanners.meaning import read_scan
from hubops.documents.code_label import CodeLabel, code_label, small_code_label
from hubops.documents.code_sheet import Sign, key_signs
from hubops.documents.labels import compose
from hubops.documents.zpl import dots
from hubops.inputs import ScanKind


def labelled(code: str) -> CodeLabel:
    return CodeLabel(Sign(code, code, ""), "Hub")


@pytest.mark.parametrize("media", ["100x150", "60x40"])
@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("ZONE-K1", ScanKind.ZONE),
        ("VEHICLE-EK12345", ScanKind.VEHICLE),
        ("BADGE-0007", ScanKind.BADGE),
        ("STATION-terminal_at_the_ramp", ScanKind.STATION),
        ("CMD-F10", ScanKind.COMMAND),
    ],
)
def test_the_scanner_takes_it_for_what_it_is(code: str, kind: ScanKind, media: str) -> None:
    found = read_barcodes(drawn(compose(labelled(code), 203, media), media, 203))
    scans = [read_scan(symbol.symbology_identifier + symbol.text, "gun") for symbol in found]

    assert scans
    for scan in scans:
        assert (scan.kind, scan.code) == (kind, code.partition("-")[2])


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize("sign", key_signs(), ids=lambda sign: sign.code)
def test_bars_and_modules_for_arms_length(sign: Sign, dpi: int) -> None:
    """15 mil bars and 40 mil modules are read at 60 cm; bars of half a millimetre and modules of one are wider."""
    large, small = code_label(CodeLabel(sign, "Hub"), dpi), small_code_label(CodeLabel(sign, "Hub"), dpi)
    (bar,) = re.findall(rb"\^BY(\d+),", large)

    assert dots(0.5, dpi) <= int(bar) <= dots(1.0, dpi)
    for zpl in (large, small):
        assert [int(module) >= dots(1.0, dpi) for module in re.findall(rb"\^BXN,(\d+),", zpl)] == [True]


@pytest.mark.parametrize("dpi", [203, 300])
def test_a_code_too_long_for_bars_gets_a_larger_data_matrix(dpi: int) -> None:
    zpl = code_label(labelled("STATION-the-terminal-at-the-ramp"), dpi)

    assert b"^BC" not in zpl
    assert boxes(zpl)[-1][2] - boxes(zpl)[-1][0] >= dots(45, dpi)


@pytest.mark.parametrize("code", ["ZONE-Ø1", "", "ZONE K1", "ZONE-^FS", "x" * 49])
def test_what_no_scanner_reads_back_is_only_written(code: str) -> None:
    label = CodeLabel(Sign(code, "Ø1", ""), "Hub")

    for zpl in (code_label(label), small_code_label(label)):
        assert not re.search(rb"\^B[CX]", zpl)
    assert code[:6] in "".join(said_on(label))


def test_what_it_says() -> None:
    assert said_on(ZONE) == ["K1", "Kjølerom", "ZONE-K1", "Bærum Mathub"]
    assert said_on(ZONE, "60x40") == ["K1", "Kjølerom", "ZONE-K1", "Bærum Mathub"]
