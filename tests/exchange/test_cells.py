"""What the cells of a file mean."""

from datetime import UTC, date, datetime, time

import pytest

from hubops.errors import BadInput
from hubops.exchange import cells
from hubops.exchange.cells import Reader
from hubops.exchange.kinds import DEGREES

KILOGRAMS = cells.scaled(3, 0, 1000)


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (cells.text, "=1+1", "=1+1"),
        (cells.code, "0007", "0007"),
        (cells.code, "Å-1/b", "Å-1/b"),
        (cells.one_of("nb", "en"), "NB", "nb"),
        (cells.truth, "ja", True),
        (cells.truth, "No", False),
        (cells.whole(), "12", 12),
        (KILOGRAMS, "7,5", 7500),
        (KILOGRAMS, "7.5", 7500),
        (KILOGRAMS, "0,001", 1),
        (KILOGRAMS, "7,5000", 7500),
        (DEGREES, "-1", -100),
        (DEGREES, "\N{MINUS SIGN}18,5", -1850),
        (DEGREES, "-0,5", -50),
        (cells.quantity, "2", 2000),
        (cells.quantity, "0,25", 250),
        (cells.coordinate(90), "59,8905", 59.8905),
        (cells.coordinate(180), "-10.5", -10.5),
        (cells.clock_time, "8:30", time(8, 30)),
        (cells.clock_time, "08:30:00", time(8, 30)),
        (cells.iso_date, "2026-11-24", date(2026, 11, 24)),
        (cells.moment, "2026-11-20T09:15", datetime(2026, 11, 20, 9, 15)),  # noqa: DTZ001 - local to the hub
        (cells.moment, "2026-11-20 09:15:30Z", datetime(2026, 11, 20, 9, 15, 30, tzinfo=UTC)),
        (cells.digits(4), "0150", "0150"),
        (cells.gtin, "7038010001659", "07038010001659"),  # domain-rules.md 3.2
        (cells.gtin, "07038010001659", "07038010001659"),
        (cells.gln, "7039999900018", "7039999900018"),
        (cells.org_number, "974760673", "974760673"),  # domain-rules.md 6
        (cells.org_number, "935 478 715", "935478715"),
    ],
)
def test_a_cell_is_read(read: Reader, text: str, value: object) -> None:
    assert read(text) == value


@pytest.mark.parametrize(
    ("read", "text", "code"),
    [
        (cells.code, "K 1", "import.bad_code"),
        (cells.code, "x" * 21, "import.bad_code"),
        (cells.code, "-K1", "import.bad_code"),
        (cells.one_of("nb", "en"), "sv", "import.bad_word"),
        (cells.truth, "perhaps", "import.bad_word"),
        (cells.whole(), "1,5", "import.too_exact"),
        (cells.whole(), "1e3", "import.bad_number"),
        (cells.whole(), "٣", "import.bad_number"),
        (cells.whole(1), "0", "import.out_of_range"),
        (cells.whole(), "-1", "import.out_of_range"),
        (cells.whole(), "9" * 30, "import.bad_number"),
        (KILOGRAMS, "1 000", "import.bad_number"),
        (KILOGRAMS, "1.000,5", "import.bad_number"),
        (KILOGRAMS, "7,0005", "import.too_exact"),
        (KILOGRAMS, "1000,001", "import.out_of_range"),
        (DEGREES, "4 °C", "import.bad_number"),
        (cells.quantity, "0,000", "import.nothing_ordered"),
        (cells.quantity, "-2", "import.out_of_range"),
        (cells.coordinate(90), "90,1", "import.out_of_range"),
        (cells.coordinate(90), "nan", "import.bad_number"),
        (cells.clock_time, "24:00", "import.bad_time"),
        (cells.clock_time, "8.30", "import.bad_time"),
        (cells.iso_date, "24.11.2026", "import.bad_date"),
        (cells.iso_date, "2026-02-30", "import.bad_date"),
        (cells.iso_date, "0026-11-24", "import.bad_date"),
        (cells.moment, "2026-11-20", "import.bad_moment"),
        (cells.moment, "2026-11-20T25:00", "import.bad_moment"),
        (cells.digits(4), "150", "import.bad_digits"),
        (cells.gtin, "7,04E+12", "import.bad_digits"),
        (cells.gtin, "7038010001658", "import.check_digit"),
        (cells.gtin, "٧٠٣٨٠١٠٠٠١٦٥٩", "import.bad_digits"),
        (cells.gln, "7039999900019", "import.check_digit"),
        (cells.org_number, "974760674", "import.check_digit"),  # domain-rules.md 6
        (cells.org_number, "NO974760673MVA", "import.bad_digits"),
    ],
)
def test_a_bad_cell_is_refused_with_its_text(read: Reader, text: str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        read(text)

    assert (refused.value.code, refused.value.values["text"]) == (code, text)


def test_no_organisation_number_has_a_check_digit_of_ten() -> None:
    """domain-rules.md 6: a remainder that would need the digit 10 makes every number invalid (88, 4 * 2 = 8)."""
    for last in range(10):
        with pytest.raises(BadInput):
            cells.org_number(f"00000006{last}")
