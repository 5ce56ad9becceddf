"""Codes through a wrong keyboard, and the test codes of the sheet: each answer tells what is to be changed."""

import pytest

from hubops.devices.scanners.meaning import read_scan
from hubops.devices.scanners.setup import GS, ScannerSetup
from hubops.devices.scanners.sheet_codes import SHEET_CODES, SheetCode
from hubops.devices.simulators.scanner import typed_by_wedge
from hubops.inputs import ScanKind

EVERYDAY = (
    "]C1010703801000165910A-1",
    "]C100370123450000000120",
    "]E07038010001659",
    "]d2010703801000165910A",
    "]C0ZONE-K1",
    "]Q1MANIFEST-R1-20261124-1-F8C8",
    "]Q1https://id.gs1.org/01/07038010001659",
)


def fault(text: str, setup: ScannerSetup | None = None) -> str:
    scan = read_scan(text, "keyboard", setup or ScannerSetup())
    assert (scan.kind is ScanKind.UNREADABLE) == bool(scan.fault)
    return scan.fault


@pytest.mark.parametrize("text", EVERYDAY)
def test_a_code_is_read_as_it_was_typed(text: str) -> None:
    assert fault(typed_by_wedge(text)) == ""


@pytest.mark.parametrize("text", [*EVERYDAY, "ZONE-K1", "BADGE-0007", "https://id.gs1.org/01/07038010001659"])
def test_an_american_wedge_at_a_norwegian_keyboard_is_named(text: str) -> None:
    assert fault(typed_by_wedge(text, norwegian=True)) == "scan.wrong_layout"


@pytest.mark.parametrize("text", EVERYDAY)
def test_caps_lock_is_named(text: str) -> None:
    assert fault(typed_by_wedge(text, caps_lock=True)) == "scan.caps_lock"


@pytest.mark.parametrize("typed", ["Ë07038010001659", "åC1010703801000165910A", "ë0107038010001659"])
def test_a_bracket_that_became_a_letter_is_named(typed: str) -> None:
    """A dead key puts its dots on the letter that follows; a Swedish or Norwegian å stands where [ is elsewhere."""
    assert fault(typed) == "scan.wrong_layout"


@pytest.mark.parametrize("typed", ["Karl", "A-1", "12,5", "rm -rf /", "ZONE", "https", "¨C1", "å"])
def test_what_a_hand_types_is_no_wrong_layout(typed: str) -> None:
    assert fault(typed) == "scan.unknown_code"


@pytest.fixture(params=SHEET_CODES, ids=lambda code: str(code.symbol))
def code(request: pytest.FixtureRequest) -> SheetCode:
    found: SheetCode = request.param
    return found


def test_a_right_reading(code: SheetCode) -> None:
    assert fault(code.aim_id + code.data) == "scan.test_right"


def test_no_aim_identifier(code: SheetCode) -> None:
    assert fault(code.data) == "scan.test_no_aim_id"
    assert fault("]X0" + code.data) == "scan.test_no_aim_id"


def test_caps_lock(code: SheetCode) -> None:
    assert fault(typed_by_wedge(code.aim_id + code.data, caps_lock=True)) == "scan.test_caps_lock"
    if code.symbol != "ean13":  # it has no letters
        assert fault(typed_by_wedge(code.data, caps_lock=True)) == "scan.test_caps_lock"


def test_another_layout(code: SheetCode) -> None:
    assert fault(typed_by_wedge(code.aim_id + code.data, norwegian=True)) == "scan.test_layout"
    if code.symbol != "ean13":
        assert fault(typed_by_wedge(code.data, norwegian=True)) == "scan.test_layout"


def test_something_before_or_behind(code: SheetCode) -> None:
    assert fault(f"{code.aim_id}S:{code.data}") == "scan.test_extra"
    assert fault(f"{code.aim_id}{code.data}\t") == "scan.test_extra"


@pytest.mark.parametrize("separator", ["", "|", "]", " "])
def test_the_separator(code: SheetCode, separator: str) -> None:
    typed = typed_by_wedge(code.aim_id + code.data, separator=separator)
    lost = "scan.test_no_separator" if GS in code.data else "scan.test_right"
    assert fault(typed) == lost
    if separator == "|":
        assert fault(typed, ScannerSetup(separator="|")) == "scan.test_right"
