"""What the libraries of devices.md 0-5 do that we rely upon or avoid: a release that changes it is seen."""

from importlib import metadata
from pathlib import Path

import biip
import pytest
from escpos.printer import Dummy  # type: ignore[import-untyped]

from hubops.devices.scanners.meaning import read_scan
from hubops.inputs import ScanKind

TESTS = Path(__file__).parents[1]


def test_escpos_is_the_one_that_we_mean() -> None:
    """``escpos-python`` has a package of the same name, and each destroys the other."""
    assert metadata.packages_distributions()["escpos"] == ["python-escpos"]


def test_nobody_can_import_tests() -> None:
    """python-barcode drops a package ``tests`` of its own among all packages."""
    assert not (TESTS / "__init__.py").exists()


@pytest.mark.parametrize("text", ["æøå ÆØÅ"])
def test_letters_are_not_left_to_the_library(text: str) -> None:
    """It takes a code page for each letter, a Turkish one too; our roll chooses one page (tests/documents)."""
    dummy = Dummy()
    dummy.text(text)
    assert dummy.output.count(b"\x1bt") > 1


@pytest.mark.parametrize(
    ("text", "attribute"),
    [("]C100370123450000000121", "sscc_error"), ("]C10107038010001658", "gtin_error")],
)
def test_a_message_is_no_proof_of_a_right_check_digit(text: str, attribute: str) -> None:
    found = biip.parse(text)
    assert found.gs1_message is not None
    assert getattr(found, attribute)
    assert (read_scan(text).kind, read_scan(text).fault) == (ScanKind.UNREADABLE, "scan.bad_check_digit")


def test_an_ean_that_looks_like_an_element_is_both_to_biip() -> None:
    found = biip.parse("7038010000997")
    assert found.gtin is not None
    assert found.gs1_message is not None
    assert read_scan("7038010000997").gtin == "07038010000997"


def test_the_same_goods_are_the_same_however_they_were_coded() -> None:
    """To biip an EAN-13 and its GTIN-14 in an element string are not equal."""
    codes = ["7038010000997", "]E07038010000997", "]C10107038010000997", "]d20107038010000997"]
    assert {read_scan(code).gtin for code in codes} == {"07038010000997"}
