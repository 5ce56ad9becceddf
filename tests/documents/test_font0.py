"""Room for text: shrinking, cutting and wrapping by measured widths."""

import pytest

from hubops.documents import font0


def test_widths() -> None:
    assert font0.width_of("ij", 100) == 50
    assert font0.width_of("é", 100) == font0.width_of("e", 100)
    assert font0.width_of("日", 100) == 100
    assert font0.width_of("e", 21) == 10  # every letter takes whole dots


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("nnnn", ("nnnn", 40)),  # 4 x 20 dots
        ("n" * 8, ("n" * 8, 24)),  # shrunk
        ("n" * 20, ("nnnnnnnn...", 20)),  # cut at the smallest height
        ("nn nn nn nnnnnnn", ("nn nn nn...", 20)),
        ("", ("", 40)),
    ],
)
def test_fitted(text: str, fits: tuple[str, int]) -> None:
    shown = font0.fitted(text, 100, 40, 20)

    assert shown[:2] == fits
    assert font0.width_of(*fits) == shown.width <= 100


def test_nothing_fits_where_there_is_no_room() -> None:
    assert font0.cut("Åsen", 5, 20) == ""


def test_wrapped_between_words() -> None:
    assert font0.wrapped("nn nn nnnnnnnnnnn n", 60, 20) == ["nn nn", "nnnnnnnnnnn", "n"]
    assert font0.wrapped("", 60, 20) == []
