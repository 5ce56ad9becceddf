"""Progressive filling under nested bounds: the arithmetic beneath allocation.py, which tells why it is exact."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple


class Line(NamedTuple):
    """One need of a party."""

    key: Hashable
    bound: int
    """The narrowest bound that its pieces count against; they count against all bounds before it, too."""
    pieces: int


def fill(lines: Mapping[str, Sequence[Line]], room: Sequence[int]) -> dict[Hashable, int]:
    """The max-min fair pieces of each line.

    Args:
        lines: the lines of each party, bounds rising; the order of the parties is the order of the remainder.
        room: for each bound, how many pieces all lines with this or a narrower bound may get together; never rising.
    """
    got = _totals(lines, room)
    pieces: dict[Hashable, int] = {}
    for party, own in lines.items():
        left = got[party]
        for line in own:
            pieces[line.key] = min(left, line.pieces)
            left -= pieces[line.key]
    return pieces


def _totals(lines: Mapping[str, Sequence[Line]], room: Sequence[int]) -> dict[str, int]:
    """What each party gets: rise together to the highest level that is possible, then one piece more in turn.

    Whoever is refused that piece has met a full bound and stays; the others rise on.
    """
    rising = {party: sum(line.pieces for line in own) for party, own in lines.items()}
    got = dict.fromkeys(lines, 0)
    level = 0
    while rising:
        level = _highest_level(lines, room, got, rising, level)
        got |= {party: min(level, demand) for party, demand in rising.items()}
        slack = _slack(lines, room, got)
        rising = {
            party: demand
            for party, demand in rising.items()
            if demand > level and _one_more(lines[party], level, slack)
        }
        level += 1
        got |= dict.fromkeys(rising, level)
    return got


def _highest_level(
    lines: Mapping[str, Sequence[Line]],
    room: Sequence[int],
    got: dict[str, int],
    rising: dict[str, int],
    level: int,
) -> int:
    """The highest level of the rising parties (with their demand) that keeps every bound; ``level`` itself does."""
    settled = sum(pieces for party, pieces in got.items() if party not in rising)
    low, high = level, water_level(rising.values(), room[0] - settled)
    probe = high  # Where only the widest bound matters, the first probe is the answer.
    while low < high:
        tried = got | {party: min(probe, demand) for party, demand in rising.items()}
        if min(_slack(lines, room, tried)) >= 0:
            low = probe
        else:
            high = probe - 1
        probe = (low + high + 1) // 2
    return low


def water_level(demands: Iterable[int], pieces: int) -> int:
    """The highest level at which nobody gets more than the level or than was asked for, and ``pieces`` suffice."""
    rising = sorted(demands)
    for served, demand in enumerate(rising):
        share = pieces // (len(rising) - served)
        if demand > share:
            return share
        pieces -= demand
    return rising[-1] if rising else 0


def _slack(lines: Mapping[str, Sequence[Line]], room: Sequence[int], got: dict[str, int]) -> list[int]:
    """What each bound has left if the parties get that much; negative where they get too much."""
    used = [0] * len(room)
    for party, own in lines.items():
        left = got[party]
        for line in own:
            if left <= line.pieces:
                used[line.bound] += left
                break
            used[line.bound] += line.pieces
            left -= line.pieces
    for bound in range(len(used) - 2, -1, -1):
        used[bound] += used[bound + 1]
    return [most - taken for most, taken in zip(room, used, strict=True)]


def _one_more(own: Sequence[Line], level: int, slack: list[int]) -> bool:
    """Take one piece more for a party that has ``level``, if every bound it counts against has room."""
    for line in own:
        if level < line.pieces:
            bounds = range(line.bound + 1)
            if any(slack[bound] < 1 for bound in bounds):
                return False
            for bound in bounds:
                slack[bound] -= 1
            return True
        level -= line.pieces
    return False
