"""What a worker types: comma or point, spaces and signs are forgiven, nonsense is refused."""

from datetime import date

import pytest

from hubops.errors import Refused
from hubops.flows.answers import read_count, read_date, read_lot, read_temperature

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "value_cc"),
    [
        ("3,4", 340),
        ("3.4", 340),
        (" +2 ", 200),
        ("-18", -1800),
        ("−18,25", -1825),  # the minus sign of a Norwegian keyboard layout's typesetting
        ("- 1,5 °C", -150),
        ("4 c", 400),
        ("-0,05", -5),
        ("100", 10000),
        ("-60", -6000),
    ],
)
def test_temperatures(text: str, value_cc: int) -> None:
    assert read_temperature(text) == value_cc


@pytest.mark.parametrize("text", ["", "varm", "3,456", "3,", ",5", "100,01", "-60,01", "1e3", "3 4", "--3", "34F"])
def test_what_is_no_temperature(text: str) -> None:
    with pytest.raises(Refused) as told:
        read_temperature(text)
    assert told.value.code == "answer.no_temperature"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("24.12", date(2026, 12, 24)),
        ("24/12", date(2026, 12, 24)),
        ("24.12.", date(2026, 12, 24)),
        ("2412", date(2026, 12, 24)),
        ("241226", date(2026, 12, 24)),
        ("24.12.2026", date(2026, 12, 24)),
        ("24122026", date(2026, 12, 24)),
        ("1.2", date(2027, 2, 1)),  # ten months back is next year's
        ("23.11", date(2026, 11, 23)),  # yesterday has passed
        ("25.5", date(2027, 5, 25)),
        ("26.5", date(2026, 5, 26)),
        ("29.2.28", date(2028, 2, 29)),
    ],
)
def test_dates(text: str, day: date) -> None:
    assert read_date(text, TODAY) == day


def test_a_date_that_passed_last_year_has_passed() -> None:
    """On the 2nd of January the 28th of December is five days ago: such goods must not live a year longer."""
    assert read_date("28.12", date(2027, 1, 2)) == date(2026, 12, 28)


def test_a_leap_day_without_a_year_is_the_next_one_that_fits() -> None:
    assert read_date("29.2", date(2027, 11, 24)) == date(2028, 2, 29)


@pytest.mark.parametrize("text", ["", "31.11", "0.1", "24.13", "24.12.0000", "241", "24-12-26-1", "i morgen"])
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(Refused) as told:
        read_date(text, TODAY)
    assert told.value.code == "answer.no_date"


@pytest.mark.parametrize(("text", "count"), [("1", 1), (" 7 ", 7), ("007", 7), ("10", 10)])
def test_counts(text: str, count: int) -> None:
    assert read_count(text, 10) == count


@pytest.mark.parametrize("text", ["", "0", "11", "-1", "1,5", "²", "9" * 5000])
def test_what_is_no_count(text: str) -> None:
    with pytest.raises(Refused) as told:
        read_count(text, 10)
    assert told.value.values["most"] == 10


@pytest.mark.parametrize(
    ("text", "lot"), [("l2611", "L2611"), (" kj-7 ", "KJ-7"), ("æøå", "ÆØÅ"), ("x" * 20, "X" * 20)]
)
def test_lots(text: str, lot: str) -> None:
    assert read_lot(text) == lot


@pytest.mark.parametrize("text", ["", "   ", "x" * 21, "a\x00b", "a\x1db", "a\nb"])
def test_what_is_no_lot(text: str) -> None:
    """A lot that is cut off, or empty, can't be recalled."""
    with pytest.raises(Refused) as told:
        read_lot(text)
    assert told.value.code == "answer.no_lot"
