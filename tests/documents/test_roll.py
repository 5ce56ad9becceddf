"""Papers for a receipt printer: each trap of devices.md 5 that composing can fall into."""

import sys

import pytest
from documents_samples import HOSTILE, sscc
from hypothesis import given
from hypothesis import strategies as st
from roll_text import lines_of

from hubops.documents.paper import Head
from hubops.documents.roll import DOTS_ACROSS, EPSON_PAGES, Roll, RollForm

HEAD = Head("Tittel", "M-1", "KOPI 2", "foten", "nb")
START = b"\x1b@\x1c.\x1bR\x00\x1bt"
CUT = b"\x1bd\x06\x1dV\x00"


def paper(text: str, form: RollForm | None = None) -> bytes:
    roll = Roll(form or RollForm(), HEAD)
    roll.text(text)
    return roll.finished()


@pytest.mark.parametrize(("page", "number"), EPSON_PAGES.items())
def test_a_paper_sets_its_code_page_and_is_cut_off(page: str, number: int) -> None:
    data = paper("Blåbær og rødløk", RollForm(code_page=page))

    assert data.startswith(START + bytes((number,)))
    assert data.endswith(CUT)
    assert "Blåbær og rødløk" in lines_of(data, page)


def test_another_maker_calls_the_page_otherwise() -> None:
    assert paper("", RollForm(code_page="CP858", code_page_id=4)).startswith(START + b"\x04")


def test_the_code_page_is_set_once_whatever_is_printed() -> None:
    """python-escpos picks a page for each letter, and its QR codes bring empty lines that set another one."""
    roll = Roll(RollForm(), HEAD)
    roll.text("æøå – ÆØÅ é ü š €", "band")
    roll.qr("MANIFEST-R1-20261124-1-AB12")
    roll.sscc(sscc(1))
    roll.text("rødløk")
    assert roll.finished().count(b"\x1bt") == 1


@pytest.mark.parametrize(
    ("text", "page", "shown"),
    [
        ("08:00–10:00 „a“ ’b’ …", "CP858", "08:00-10:00 \"a\" 'b' ..."),
        ("08:00–10:00", "CP1252", "08:00–10:00"),
        ("5 €", "CP858", "5 €"),
        ("5 €", "CP865", "5 EUR"),
        ("Čačak, Đorđe", "CP858", "Cacak, Dorde"),
    ],
)
def test_signs_have_stand_ins_and_letters_the_neighbours_they_have_on_every_paper(
    text: str, page: str, shown: str
) -> None:
    assert shown in lines_of(paper(text, RollForm(code_page=page)), page)


@pytest.mark.parametrize("style", ["body", "bold", "large", "band"])
def test_a_line_with_letters_that_the_page_lacks_is_drawn(style: str) -> None:
    roll = Roll(RollForm(), HEAD)
    roll.text("Tomáš Šárka", style)
    roll.text("rødløk")
    lines = lines_of(roll.finished())

    assert lines[3:5] == ["[dots]", "rødløk"]
    assert not any("?" in line for line in lines)


@pytest.mark.parametrize("columns", DOTS_ACROSS)
@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_runs_off_the_roll_and_no_name_is_a_command(text: str, columns: int) -> None:
    roll = Roll(RollForm(columns), HEAD)
    for style in ("body", "bold"):
        roll.text(text, style)
        roll.row(text, "12 stk", style)
    roll.fact(text, text)
    roll.pen(text)
    lines = lines_of(roll.finished())

    assert max(map(len, lines)) <= columns
    assert not any(ord(letter) < 32 for line in lines for letter in line)


@given(st.text(max_size=80))
def test_any_text_can_be_printed(text: str) -> None:
    assert paper(text).endswith(CUT)


def test_large_letters_take_two_columns() -> None:
    roll = Roll(RollForm(42), HEAD)
    roll.text("Oppegård og Nesodden barnehager", "large")
    assert "Oppegård og Nesodden" in lines_of(roll.finished())


def test_a_number_stands_at_the_right_end_of_its_first_line() -> None:
    roll = Roll(RollForm(42), HEAD)
    roll.row("Gulrøtter, vasket, økologiske, i kasser av fem kilo", "12 stk, 60,000 kg")
    lines = lines_of(roll.finished())

    assert lines[3] == "Gulrøtter, vasket,       12 stk, 60,000 kg"
    assert lines[4:6] == ["økologiske, i kasser av", "fem kilo"]


def test_an_sscc_is_a_code_128_with_fnc1_and_binary_pairs_of_digits() -> None:
    """Type 73 by hand: type 74 differs among printers, and code set C takes bytes, not digits."""
    roll = Roll(RollForm(), HEAD)
    roll.sscc("370123450000000120")
    data = roll.finished()

    digits = bytes((0, 37, 1, 23, 45, 0, 0, 0, 1, 20))
    assert b"\x1dkI" + bytes((14,)) + b"{C{1" + digits in data


@pytest.mark.parametrize(("columns", "bar"), [(48, 3), (42, 2)])
def test_the_bars_of_an_sscc_are_as_wide_as_the_roll_allows(columns: int, bar: int) -> None:
    roll = Roll(RollForm(columns), HEAD)
    roll.sscc(sscc(1))
    assert b"\x1dw" + bytes((bar,)) in roll.finished()


@pytest.mark.parametrize("number", ["", "370123450000000121", "37012345000000012", "SSCC"])
def test_a_wrong_number_gets_no_bars(number: str) -> None:
    """The printer would print them unchecked."""
    roll = Roll(RollForm(), HEAD)
    roll.sscc(number)
    assert b"\x1dk" not in roll.finished()


def test_nothing_is_written_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    """python-escpos prints what it does there, where the terminal draws its screen."""
    roll = Roll(RollForm(), HEAD)
    roll.sscc(sscc(1))
    roll.qr("M-1")
    roll.text("Tomáš", "band")
    roll.finished()

    assert capsys.readouterr() == ("", "")
    assert sys.stdout is not None


def test_the_same_content_gives_the_same_bytes() -> None:
    assert paper("rødløk") == paper("rødløk")
