"""What codes mean, and why some can't be used; the inputs of devices.md 2.2-2.4 and their neighbours."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubops.devices.scanners.meaning import read_scan
from hubops.inputs import Scan, ScanKind

GS = "\x1d"
ITEM, UNIT = ScanKind.ITEM, ScanKind.UNIT
MILK = "07038010001659"  # domain-rules.md 3.2
CHEESE = "07038010000997"  # devices.md 2.4
SSCC = "370123450000000120"  # devices.md 6


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # interfaces.md, the replay example: a GS after a field of fixed length is harmless
        (f"]C101{MILK}{GS}10L2611", Scan(f"01{MILK}{GS}10L2611", ITEM, "]C1", gtin=MILK, lot="L2611")),
        (
            f"]d201{MILK}1526120917261231310301234510LOT-A7/9{GS}21S1",
            Scan(
                f"01{MILK}1526120917261231310301234510LOT-A7/9{GS}21S1",
                ITEM,
                "]d2",
                gtin=MILK,
                lot="LOT-A7/9",
                best_before=date(2026, 12, 9),
                use_by=date(2026, 12, 31),
                net_g=12345,  # devices.md 2.4: (3103)012345 is 12.345 kg
                serial="S1",
            ),
        ),
        # GS1: day 00 is the last day of the month
        (f"]C101{MILK}15260200", Scan(f"01{MILK}15260200", ITEM, "]C1", gtin=MILK, best_before=date(2026, 2, 28))),
        (f"]e001{MILK}", Scan(f"01{MILK}", ITEM, "]e0", gtin=MILK)),
        (f"]Q301{MILK}3012", Scan(f"01{MILK}3012", ITEM, "]Q3", gtin=MILK, count=12)),
        # devices.md 2.2: the leading FNC1 as ]C1, as GS, or not at all
        (f"{GS}01{MILK}10A", Scan(f"{GS}01{MILK}10A", ITEM, gtin=MILK, lot="A")),
        (f"01{MILK}10A", Scan(f"01{MILK}10A", ITEM, gtin=MILK, lot="A")),
        # a label whose second symbol names the contents: their lot says nothing here, and does no harm
        (f"]C100{SSCC}10L1", Scan(f"00{SSCC}10L1", UNIT, "]C1", sscc=SSCC, lot="L1")),
        # an SSCC alone is a unit, with a GTIN or contents it is goods
        (f"]C100{SSCC}", Scan(f"00{SSCC}", UNIT, "]C1", sscc=SSCC)),
        (f"]d200{SSCC}01{MILK}", Scan(f"00{SSCC}01{MILK}", ITEM, "]d2", gtin=MILK, sscc=SSCC)),
        (f"]C100{SSCC}02{MILK}3724", Scan(f"00{SSCC}02{MILK}3724", ITEM, "]C1", gtin=MILK, sscc=SSCC, count=24)),
        (f"00{SSCC}", Scan(f"00{SSCC}", UNIT, sscc=SSCC)),
        (SSCC, Scan(SSCC, UNIT, sscc=SSCC)),
        # devices.md 2.4: without AIM id a valid check digit wins over AI 7038
        ("7038010000997", Scan("7038010000997", ITEM, gtin=CHEESE)),
        ("]E07038010000997", Scan("7038010000997", ITEM, "]E0", gtin=CHEESE)),
        ("]E496385074", Scan("96385074", ITEM, "]E4", gtin="00000096385074")),  # GS1 GenSpecs' GTIN-8
        ("036000291452", Scan("036000291452", ITEM, gtin="00036000291452")),  # the textbook UPC-A
        (f"]I1{MILK}", Scan(MILK, ITEM, "]I1", gtin=MILK)),
        (
            f"]Q1https://id.gs1.org/01/{MILK}/10/A%2F9?17=261231",
            Scan(
                f"https://id.gs1.org/01/{MILK}/10/A%2F9?17=261231",
                ITEM,
                "]Q1",
                gtin=MILK,
                lot="A/9",
                use_by=date(2026, 12, 31),
            ),
        ),
    ],
)
def test_goods_and_units(text: str, expected: Scan) -> None:
    assert read_scan(text) == expected
    assert read_scan(text.encode()) == expected


@pytest.mark.parametrize(
    ("digits", "ai", "net_g"),
    [("012345", "3103", 12345), ("000012", "3100", 12000), ("012340", "3104", 1234), ("100000", "3105", 1000)],
)
def test_net_weight_in_whole_grams(digits: str, ai: str, net_g: int) -> None:
    assert read_scan(f"]C101{MILK}{ai}{digits}").net_g == net_g


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("BADGE-0007", ScanKind.BADGE, "0007"),
        ("badge-0007", ScanKind.BADGE, "0007"),  # caps lock inverts a wedge's case (devices.md 2.3)
        ("]C0ZONE-K1", ScanKind.ZONE, "K1"),
        ("]Q1VEHICLE-V1", ScanKind.VEHICLE, "V1"),
        ("]Q1MANIFEST-R1-20261124-1-F8C8", ScanKind.MANIFEST, "R1-20261124-1-F8C8"),
        ("]C0CRATE-E2", ScanKind.CRATE, "E2"),
        ("STATION-dock1", ScanKind.STATION, "dock1"),
        ("CALL-7", ScanKind.CALL_OFF, "7"),
        ("CMD-F2", ScanKind.COMMAND, "F2"),
        ("cmd-escape ", ScanKind.COMMAND, "ESCAPE"),
    ],
)
def test_hub_codes(text: str, kind: ScanKind, code: str) -> None:
    scan = read_scan(text, "dock")
    assert (scan.kind, scan.code, scan.device, scan.fault) == (kind, code, "dock", "")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "scan.empty"),
        ("]C1", "scan.empty"),
        ("  ", "scan.empty"),
        ("Karl", "scan.unknown_code"),
        ("F2", "scan.unknown_code"),
        ("rm -rf /", "scan.unknown_code"),
        ("XCMD-F2", "scan.unknown_code"),
        ("]C1CMD-F2", "scan.bad_gs1"),  # a GS1 symbol holds no hub code
        ("CMD-", "scan.bad_hub_code"),
        ("CMD-F2;rm", "scan.bad_hub_code"),
        ("BADGE-1\x00", "scan.bad_hub_code"),
        ("10LOT-A7", "scan.unknown_code"),
        ("12345", "scan.unknown_code"),
        ("https://example.org/a", "scan.unknown_link"),
        ("https://[", "scan.unknown_link"),
        # devices.md 2.4: biip gives a message although a check digit is wrong
        ("]C100370123450000000121", "scan.bad_check_digit"),
        ("]C10107038010001658", "scan.bad_check_digit"),
        (f"]C101{MILK}4107080001234567", "scan.bad_check_digit"),  # ship-to GLN
        ("7038010000998", "scan.bad_check_digit"),
        ("370123450000000121", "scan.bad_check_digit"),
        ("]E47038010000998", "scan.bad_check_digit"),
        (f"]C101{MILK}15260229", "scan.bad_date"),  # 2026 is no leap year
        (f"]C101{MILK}17261301", "scan.bad_date"),
        (f"]C101{MILK}11000000", "scan.bad_date"),
        # two codes in one
        ("7038010000997" * 2, "scan.two_codes"),
        ("70380100009977038010001659", "scan.two_codes"),
        ("9638507496385074", "scan.two_codes"),
        ("7038010000997]E07038010000997", "scan.two_codes"),
        (f"]C101{MILK}10A]C101{MILK}10A", "scan.two_codes"),
        (f"]C101{MILK}10A01{MILK}10A", "scan.two_codes"),  # one case twice, with nothing between
        (f"]C101{MILK}10A01{CHEESE}", "scan.two_codes"),
        (f"]C101{MILK}10A{GS}01{CHEESE}10A", "scan.contradiction"),
        ("]C17038010000997", "scan.no_gtin"),  # (7038)010000997: a processor's approval and no goods
        ("]C110LOT-A7", "scan.no_gtin"),
        (f"{GS}10LOT-A7", "scan.no_gtin"),
        (f"]C102{MILK}3724", "scan.contents_without_sscc"),
        (f"]C100{SSCC}01{MILK}02{CHEESE}371", "scan.not_together"),
        (f"]C101{MILK}10A{GS}10B", "scan.contradiction"),
        (f"]C101{MILK}31030123453102001234", "scan.contradiction"),
        (f"]C100{SSCC}02{MILK}3012{GS}3713", "scan.contradiction"),
        (f"]C101{MILK}10{'A' * 20}3724", "scan.missing_separator"),  # a lot has 20 characters at most
        (f"]C101{MILK}10{'A' * 21}", "scan.missing_separator"),
        (f"]C101{MILK}3104000015", "scan.sub_gram"),
        (f"]C101{MILK}3103000000", "scan.zero_weight"),
        (f"]C101{MILK}300", "scan.zero_count"),
        (f"]C101{MILK}30{GS}10A", "scan.bad_gs1"),
        ("]C101070380100016\u0665\u0669", "scan.bad_gs1"),  # Arabic digits
        ("\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668", "scan.unknown_code"),
        (f"]d101{MILK}10A", "scan.not_gs1"),  # devices.md 2.4: biip takes it for GS1
        (f"]C000{SSCC}", "scan.not_gs1"),
        (f"]C101{MILK}" + "9" * 9000, "scan.too_long"),
    ],
)
def test_what_cant_be_used_says_why(text: str, fault: str) -> None:
    scan = read_scan(text)
    assert (scan.kind, scan.fault) == (ScanKind.UNREADABLE, fault)
    assert (scan.gtin, scan.sscc, scan.code) == (None, None, "")


def test_the_lot_that_swallows_the_next_field_cant_be_seen() -> None:
    """devices.md 2.4: only the label's design helps, fields of fixed length first and one of variable length last."""
    assert read_scan(f"]C101{MILK}10LOT-A73724").lot == "LOT-A73724"


def test_bytes_that_are_no_utf_8_are_latin_1() -> None:
    assert read_scan("Smør".encode("latin-1")).raw == read_scan("Smør".encode()).raw == "Smør"


@pytest.mark.parametrize(
    ("elements", "fault"),
    [
        # GS1 Syntax Dictionary: 01 ex=255,37; 02 ex=01,03 req=37; 03 ex=37; 37 req=00 req=02; 21 req=01,03,8006
        (f"01{MILK}3712", "scan.not_together"),
        (f"01{MILK}03{CHEESE}", "scan.not_together"),
        (f"01{MILK}2554006381333931", "scan.not_together"),
        (f"00{SSCC}02{MILK}21A{GS}371", "scan.not_together"),
        (f"02{MILK}3712", "scan.contents_without_sscc"),
        (f"00{SSCC}02{MILK}", "scan.contents_without_count"),
        (f"00{SSCC}3712", "scan.count_without_contents"),
        ("3712", "scan.contents_without_sscc"),
        ("15261209", "scan.no_gtin"),
        ("3103001234", "scan.no_gtin"),
    ],
)
def test_what_may_not_stand_together_or_alone(elements: str, fault: str) -> None:
    assert read_scan(f"]C1{elements}").fault == fault


@pytest.mark.parametrize(
    ("ai", "value"),
    [
        # domain-rules.md 3.1: every number with a check digit, each with its last digit one off
        ("00", "370123450000000121"),
        ("01", "07038010001658"),
        ("03", "07038010001658"),
        *((f"41{n}", "7080001234567") for n in range(8)),
        ("253", f"4006381333930{GS}"),
        ("255", f"4006381333930{GS}"),
        ("402", f"37012345000000013{GS}"),
        ("8003", f"04006381333930A{GS}"),
        ("8006", f"070380100016580102{GS}"),
        ("8017", f"370123450000000121{GS}"),
        ("8018", f"370123450000000121{GS}"),
    ],
)
def test_a_wrong_check_digit_is_seen_in_every_element(ai: str, value: str) -> None:
    assert read_scan(f"]C1{ai}{value}").fault == "scan.bad_check_digit"


def test_a_right_check_digit_is_right_in_every_element() -> None:
    scan = read_scan(f"]C101{MILK}4104006381333931800304006381333931A{GS}8017{SSCC}{GS}10L1")
    assert (scan.fault, scan.gtin, scan.lot) == ("", MILK, "L1")


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60) | st.from_regex(r"(\][CdeQE][0-4])?[0-9A-Z\x1d-]{0,48}", fullmatch=True))
def test_no_text_raises_or_becomes_a_command_by_itself(text: str) -> None:
    scan = read_scan(text)
    assert (scan.kind is ScanKind.UNREADABLE) == bool(scan.fault)
    if scan.kind is ScanKind.COMMAND:
        assert scan.raw.upper().lstrip(" ").startswith("CMD-")
    if scan.kind is ITEM:
        assert scan.gtin is not None
        assert len(scan.gtin) == 14


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=60))
def test_no_bytes_raise(data: bytes) -> None:
    read_scan(data)
