"""Letters that every printer can draw: what stays, what gets a neighbour, what goes."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubops.documents.letters import printable

NORWEGIAN = "abcdefghijklmnopqrstuvwxyzæøåABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ éèêóòôü"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (NORWEGIAN, NORWEGIAN),
        ("š – € § ° « »", "š – € § ° « »"),
        ("A\u030asen", "Åsen"),  # decomposed, as some systems write file names
        ("Čorru skuvla, Kárášjohka, ŋ đ ŧ ž", "Corru skuvla, Kárášjohka, n d t ž"),  # Northern Sámi
        ("Żółć Łódź ęą", "Zólc Lódz ea"),  # Polish
        ("\u221218,0\u00a0°C", "-18,0 °C"),  # the minus and the space of the Norwegian locale
        ("tab\tnew\r\nline", "tab new line"),
        ("a\x00\x1b\x7f\u200b\u202e\ufeffb", "ab"),
        ("日本😀", "???"),
        ("ﬁsk ½ ²", "fisk ½ ²"),
        ("  ", ""),
    ],
)
def test_printable(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_a_letter_is_drawn_the_same_whatever_stands_beside_it() -> None:
    for letter in map(chr, range(0x20, 0x2100)):
        assert printable(f"a{letter}bŋ") == printable(f"a{letter}b") + "n"


def test_a_cut_is_seen() -> None:
    assert printable("a" * 10, longest=10) == "a" * 10
    assert printable("a" * 11, longest=10) == "aaaaaaa..."


@given(st.text())
def test_whatever_comes_can_be_drawn(text: str) -> None:
    shown = printable(text)

    assert not set(shown.encode("cp1252")) & {*range(32), 127}
    assert printable(shown) == shown
    assert all(sign in shown for sign in text if sign in string.ascii_letters) or len(text) > 300
