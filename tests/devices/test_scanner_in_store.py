"""Numbers 20-29 that hold a weight or a price (domain-rules.md 3.5), beside what biip reads for Norway."""

import biip
import pytest
from biip.rcn import Rcn, RcnRegion
from hypothesis import given, settings
from hypothesis import strategies as st

from hubops.devices.scanners.meaning import read_scan
from hubops.devices.scanners.setup import InStoreCodes, ScannerSetup
from hubops.inputs import Scan, ScanKind

NORWAY = biip.ParseConfig(rcn_region=RcnRegion.NORWAY)


def with_check_digit(body: str) -> str:
    return f"{body}{biip.checksums.gs1_standard_check_digit(body)}"


@pytest.mark.parametrize(
    ("number", "gtin", "net_g"),
    [
        ("2302148210869", "02302148200006", 1086),  # devices.md 2.4
        ("2312345012340", "02312345000002", 1234),  # domain-rules.md 3.5
        ("2412345012347", "02412345000009", 12340),
        ("2012345012349", "02012345000001", None),  # a price
        ("2612345012341", "02612345012341", None),  # nobody said what it holds
    ],
)
def test_the_article_and_its_weight(number: str, gtin: str, net_g: int | None) -> None:
    for text, aim_id in ((number, ""), (f"]E0{number}", "]E0")):
        assert read_scan(text) == Scan(number, ScanKind.ITEM, aim_id, gtin=gtin, net_g=net_g)


@settings(max_examples=60, deadline=None)
@given(st.from_regex(r"2[0-9]{11}", fullmatch=True))
def test_biip_reads_the_same(body: str) -> None:
    number = with_check_digit(body)
    theirs = biip.parse(number, config=NORWAY).gtin
    assert isinstance(theirs, Rcn)
    scan = read_scan(number)
    if theirs.weight == 0:
        assert scan.fault == "scan.zero_weight"
        return
    assert scan.gtin == theirs.without_variable_measure().as_gtin_14()
    assert scan.net_g == (None if theirs.weight is None else theirs.weight * 1000)


def test_a_wrong_check_digit_is_no_weight() -> None:
    assert read_scan("2302148210868").fault == "scan.bad_check_digit"


def test_the_hub_has_a_layout_of_its_own() -> None:
    codes = InStoreCodes(grams={"29": 5}, prices=frozenset(), article_digits=5)
    number = with_check_digit("290214800300")
    scan = read_scan(number, setup=ScannerSetup(in_store=codes))
    assert (scan.gtin, scan.net_g) == (f"0{with_check_digit('290214800000')}", 1500)
    assert read_scan("2302148210869", setup=ScannerSetup(in_store=codes)).gtin == "02302148210869"


def test_a_gtin_in_an_element_string_is_never_taken_apart() -> None:
    assert read_scan("]C10102302148210869").gtin == "02302148210869"
