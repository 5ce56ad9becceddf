"""How many pieces go into a parcel."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubops.planning.parcels import ParcelLimits, next_pieces, pieces_that_fit

LIMITS = ParcelLimits(40_000, 15_000)


@pytest.mark.parametrize(
    ("free_ml", "free_g", "piece_ml", "piece_g", "expected"),
    [
        (40_000, 15_000, 2_000, 1_000, 15),  # weight binds
        (40_000, 15_000, 8_000, 1_000, 5),  # volume binds
        (40_000, 15_000, 0, 1_000, 15),  # volume not known
        (40_000, 15_000, 2_000, 0, 20),
        (1_999, 15_000, 2_000, 1_000, 0),
        (-5, 15_000, 2_000, 1_000, 0),  # fuller than full
    ],
)
def test_pieces_that_fit(free_ml: int, free_g: int, piece_ml: int, piece_g: int, expected: int) -> None:
    assert pieces_that_fit(free_ml, free_g, piece_ml, piece_g) == expected


def test_a_piece_without_any_size_is_a_fault() -> None:
    with pytest.raises(ValueError, match="volume or a weight"):
        pieces_that_fit(1, 1, 0, 0)


def test_one_piece_always_fits_into_an_empty_parcel() -> None:
    assert next_pieces(LIMITS, 0, 0, 50_000, 20_000) == 1
    assert next_pieces(LIMITS, 1, 1, 50_000, 20_000) == 0


@given(st.integers(1, 60_000), st.integers(1, 20_000))
def test_an_empty_parcel_is_filled_to_its_limits_and_no_further(piece_ml: int, piece_g: int) -> None:
    pieces = next_pieces(LIMITS, 0, 0, piece_ml, piece_g)

    assert pieces == 1 or (pieces * piece_ml <= 40_000 and pieces * piece_g <= 15_000)
    assert (pieces + 1) * piece_ml > 40_000 or (pieces + 1) * piece_g > 15_000
