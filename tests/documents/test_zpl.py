r"""The composer: millimetres, escaping, and that no text can be a command."""

import re

import pytest
from documents_samples import HOSTILE
from hypothesis import given
from hypothesis import strategies as st

from hubops.documents.zpl import MEDIA, Area, Label, Media, dots, escape

LARGE = MEDIA["100x150"]


@pytest.mark.parametrize(
    ("mm", "dpi", "there"),
    [
        (100, 203, 800),
        (150, 203, 1200),
        (60, 203, 480),
        (40, 203, 320),
        (0.5, 203, 4),
        (100, 300, 1181),
        (100, 600, 2362),
    ],  # devices.md 4.3
)
def test_dots(mm: float, dpi: int, there: int) -> None:
    assert dots(mm, dpi) == there


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("Gulrot 1,5 kg", "Gulrot 1,5 kg"),
        ("Kjøtt", r"Kj\C3\B8tt"),
        ("^FS~JA", r"\5EFS\7EJA"),
        (r"\5E", r"\5C5E"),
        ("_5E>", r"\5F5E\3E"),
        ("a\r\n\x00b", "a b"),
    ],
)
def test_escape(text: str, data: str) -> None:
    assert escape(text) == data


@given(st.text() | st.sampled_from(HOSTILE))
def test_no_text_is_a_command(text: str) -> None:
    assert re.fullmatch(r"(?:[A-Za-z0-9 .,:/()\-+]|\\[0-9A-F]{2})*", escape(text))


def test_text_stands_left_right_or_in_the_middle() -> None:
    label = Label(LARGE)
    for align in ("left", "center", "right"):
        label.text(Area(10, 10, 50, 5), "nn", align=align)

    lefts = [int(left) for left in re.findall(r"\^FO(\d+),80\^A0N,40,40", label.zpl().decode())]
    assert lefts == [80, 80 + (400 - 40) // 2, 80 + 400 - 40]


def test_an_area_beyond_the_edge_ends_at_the_edge() -> None:
    label = Label(LARGE)
    label.text(Area(90, 10, 50, 5), "n" * 50, smallest=5)

    assert r"^FO720,80^A0N,40,40^FH\^FDnn...^FS" in label.zpl().decode()


def test_text_that_can_not_be_shown_at_all_leaves_nothing() -> None:
    label, empty = Label(LARGE), Label(LARGE).zpl()
    label.text(Area(99.5, 10, 50, 5), "nnn")
    label.text(Area(10, 10, 50, 5), "\x00")

    assert label.zpl() == empty


def test_a_heading_takes_the_largest_size_that_fits() -> None:
    label = Label(LARGE)
    label.heading(Area(0, 0, 50, 20), "nnnn nnnn", sizes=(20, 10, 5))

    assert re.findall(r"\^FO(\d+),(\d+)\^A0N,(\d+)", label.zpl().decode()) == [("0", "40", "80")]


def test_a_heading_that_is_too_long_is_cut_in_its_last_line() -> None:
    label = Label(LARGE)
    label.heading(Area(0, 0, 30, 10), "nnnnnnn " * 9, sizes=(5,))

    assert re.findall(r"\^FD(.*)\^FS", label.zpl().decode()) == ["nnnnnnn", "nnnnnnn nn..."]


def test_a_bar_code_that_is_too_wide_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        Label(LARGE).gs1_128(10, 32, [("10", "ABCDEFGHIJKLMNOPQRST")])
    with pytest.raises(ValueError, match="does not fit"):
        Label(Media(85, 150)).gs1_128(10, 32, [("00", "370123450000000120")])  # 78 mm and 10 mm of quiet zones
