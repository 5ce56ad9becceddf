"""How many pieces go into a parcel. Volumes are whole millilitres, masses whole grams."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ParcelLimits:
    """What one parcel holds, ``[parcel]`` in rules.toml."""

    max_ml: int
    max_g: int


def pieces_that_fit(free_ml: int, free_g: int, piece_ml: int, piece_g: int) -> int:
    """How many equal pieces fit into what is left of a parcel; a size of 0 is not known and limits nothing.

    Raises:
        ValueError: neither the volume nor the weight of a piece is known.
    """
    if piece_ml <= 0 and piece_g <= 0:
        raise ValueError("a piece needs a volume or a weight")
    limits = [free // piece for free, piece in ((free_ml, piece_ml), (free_g, piece_g)) if piece > 0]
    return max(0, min(limits))


def next_pieces(limits: ParcelLimits, used_ml: int, used_g: int, piece_ml: int, piece_g: int) -> int:
    """How many pieces may go into a parcel that holds so much already.

    An empty parcel takes at least one piece however large it is: a piece can't be divided, so it is a parcel by itself.
    """
    fit = pieces_that_fit(limits.max_ml - used_ml, limits.max_g - used_g, piece_ml, piece_g)
    return max(1, fit) if used_ml <= 0 and used_g <= 0 else fit
