"""GS1 keys and field data, against the examples of domain-rules.md 3.2 and devices.md 4.3."""

import pytest

from hubops.documents import gs1


@pytest.mark.parametrize("text", ["370123450000000121", "37012345000000012", "", "37012345000000012x"])
def test_what_is_no_sscc(text: str) -> None:
    assert not gs1.is_sscc(text)


def test_sscc_as_a_person_reads_it() -> None:
    assert gs1.spaced("370123450000000120") == "3 7012345 000000012 0"


@pytest.mark.parametrize("text", ["37012345000000012", "", "37012345000000012x"])
def test_what_has_not_eighteen_digits_stays_as_it_is(text: str) -> None:
    assert gs1.spaced(text) == text


@pytest.mark.parametrize(
    ("elements", "field", "modules"),
    [
        # devices.md 4.3: an SSCC is 156 modules.
        ([("00", "370123450000000120")], ">;>800370123450000000120", 156),
        # devices.md 4.3, the proven row of mode N: FNC1 after AI 37, none at the end.
        (
            [("02", "07038010000997"), ("15", "261231"), ("37", "48"), ("10", "LOT-A7/9")],
            ">;>80207038010000997152612313748>810>6LOT-A7/9",
            35 + 11 * (1 + 8 + 4 + 2 + 1 + 1 + 1 + 8),
        ),
        # An odd digit goes to subset B, where everything after it stays.
        ([("10", "1"), ("15", "261231")], ">;>810>61>815261231", 35 + 11 * (1 + 1 + 1 + 1 + 1 + 8)),
    ],
)
def test_code128(elements: list[gs1.Element], field: str, modules: int) -> None:
    assert gs1.code128(elements) == gs1.Code128(field, modules)


@pytest.mark.parametrize("value", ["a>b", "a^FS", "~JA", "a b", "å", "", "a\x1db", "a\\b"])
def test_data_that_no_symbol_of_the_hub_holds(value: str) -> None:
    for drawn in (gs1.code128, gs1.element_string):
        with pytest.raises(ValueError, match="can't hold"):
            drawn([("10", value)])


def test_a_symbol_without_elements() -> None:
    with pytest.raises(ValueError, match="at least one"):
        gs1.code128([])


def test_fields_of_a_data_matrix() -> None:
    message = gs1.element_string([("10", "A_1"), ("15", "261231")])

    assert gs1.data_matrix_field(message) == "|110A_1|115261231"


@pytest.mark.parametrize(
    ("message", "modules"),
    [
        ("ABC", 10),
        ("ABCD", 12),
        ("\x1d00370123450000000120", 16),  # FNC1 and ten pairs of digits
        ("\x1d" + "9" * 170, 36),
    ],
)
def test_size_of_a_data_matrix(message: str, modules: int) -> None:
    assert gs1.data_matrix_modules(message) == modules


def test_a_data_matrix_has_its_limit() -> None:
    with pytest.raises(ValueError, match="87 codewords"):
        gs1.data_matrix_modules("a" * 87)


def test_a_plain_code_128() -> None:
    assert gs1.plain_code128("ZONE-K1") == gs1.Code128(">:ZONE-K1", 35 + 11 * 7)


@pytest.mark.parametrize(("lot", "held"), [("LOT-A7/9", True), ("X" * 20, True), ("X" * 21, False), ("å", False)])
def test_what_a_gs1_lot_is(lot: str, held: bool) -> None:
    assert gs1.is_lot(lot) is held
