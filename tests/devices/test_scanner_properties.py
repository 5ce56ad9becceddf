"""Whatever comes out of a scanner: nothing raises, no damaged number becomes goods, order and splits don't matter."""

import random
from datetime import date

from biip.checksums import gs1_standard_check_digit
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.fuzz_scanners import fuzz
from hubops.devices.scanners.framing import ScanFramer
from hubops.devices.scanners.meaning import read_scan
from hubops.devices.scanners.setup import GS, ScannerSetup
from hubops.devices.simulators.scanner import typed_by_wedge
from hubops.inputs import ScanKind

LOTS = st.text("ABCXYZ0123456789-/_.", min_size=1, max_size=12)


DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1)).map(lambda day: f"{day:%y%m%d}")


def number(digits: int) -> st.SearchStrategy[str]:
    """Numbers with a right check digit."""
    bodies = st.integers(0, 10 ** (digits - 1) - 1).map(lambda body: f"{body:0{digits - 1}}")
    return bodies.map(lambda body: f"{body}{gs1_standard_check_digit(body)}")


def elements() -> st.SearchStrategy[dict[str, str]]:
    """Element strings of one case, by application identifier, that GS1 allows together."""
    optional = {
        "00": number(18),
        "10": LOTS,
        "15": DAYS,
        "17": DAYS,
        "21": LOTS,
        "3103": st.integers(1, 999_999).map("{:06}".format),
        "410": number(13),
        "30": st.integers(1, 999).map(str),
    }
    return st.fixed_dictionaries({"01": number(14)}, optional=optional)


def string_of(parts: list[tuple[str, str]]) -> str:
    variable = {"10", "21", "30"}
    return "".join(ai + value + (GS if ai in variable else "") for ai, value in parts)


@settings(max_examples=50, deadline=None)
@given(elements(), st.randoms(use_true_random=False))
def test_the_order_of_elements_does_not_matter(whole: dict[str, str], dice: random.Random) -> None:
    parts = list(whole.items())
    dice.shuffle(parts)
    scan = read_scan("]C1" + string_of(parts))
    assert (scan.kind, scan.fault) == (ScanKind.ITEM, "")
    assert (scan.gtin, scan.sscc, scan.lot, scan.serial) == (
        whole["01"],
        *(whole.get(ai) for ai in ("00", "10", "21")),
    )
    assert scan.net_g == (int(whole["3103"]) if "3103" in whole else None)
    assert scan.count == (int(whole["30"]) if "30" in whole else None)
    assert [f"{day:%y%m%d}" if day else None for day in (scan.best_before, scan.use_by)] == [
        whole.get("15"),
        whole.get("17"),
    ]


@settings(max_examples=30, deadline=None)
@given(elements(), st.sampled_from("|#~"))
def test_a_wedge_with_a_separator_of_its_own_says_the_same(whole: dict[str, str], separator: str) -> None:
    text = "]C1" + string_of(list(whole.items()))
    assert read_scan(typed_by_wedge(text, separator=separator), setup=ScannerSetup(separator=separator)) == read_scan(
        text
    )


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(("", "]E0", "]C101", "]d201")), number(14), st.integers(0, 13), st.integers(1, 9))
def test_one_wrong_digit_never_becomes_goods(head: str, gtin: str, at: int, by: int) -> None:
    wrong = gtin[:at] + str((int(gtin[at]) + by) % 10) + gtin[at + 1 :]
    scan = read_scan(head + wrong)
    assert scan.kind is not ScanKind.ITEM
    assert scan.fault


@settings(max_examples=30, deadline=None)
@given(number(18), st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_never_becomes_a_unit(sscc: str, at: int, by: int) -> None:
    wrong = sscc[:at] + str((int(sscc[at]) + by) % 10) + sscc[at + 1 :]
    assert read_scan("]C100" + wrong).fault == read_scan(wrong).fault == "scan.bad_check_digit"


@settings(max_examples=30, deadline=None)
@given(st.lists(elements(), min_size=1, max_size=4), st.sampled_from([b"\r", b"\n", b"\r\n"]), st.data())
def test_any_split_gives_the_same_scans(cases: list[dict[str, str]], end: bytes, data: st.DataObject) -> None:
    texts = ["]C1" + string_of(list(whole.items())) for whole in cases]
    stream = b"".join(text.encode() + end for text in texts)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    framer, found = ScanFramer(), []
    for start, stop in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        found += framer.feed(stream[start:stop])
    assert [read_scan(message) for message in found] == [read_scan(text) for text in texts]


@settings(max_examples=30, deadline=None)
@given(st.lists(elements(), min_size=1, max_size=4))
def test_nothing_is_merged_across_a_silence(cases: list[dict[str, str]]) -> None:
    texts = ["]C1" + string_of(list(whole.items())) for whole in cases]
    framer = ScanFramer()
    found = [message for text in texts for message in framer.feed(text.encode()) + framer.silence()]
    assert found == [text.encode() for text in texts]


def test_a_short_run_of_the_fuzz() -> None:
    tried = fuzz(800, seed=7)
    assert tried.usable > 80
    assert tried.unusable > 80
