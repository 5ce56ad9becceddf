"""A week of the simulated quarter: every fault is found as what it is, and a week without faults tells nothing."""

from pathlib import Path

import pytest

from benchmarks.quarter.kinds import KINDS
from benchmarks.quarter.play import play

WEEK = 5
EVERY_KIND = 18
"""A seed with which each kind of fault finds something to happen to in a single week. Where a change of the orders or
of the hub leaves one out, another seed has them all."""


@pytest.mark.slow
def test_every_fault_of_a_week_is_found(tmp_path: Path) -> None:
    """Each kind there is is made, on the first day on which it can be; ``make bench-full`` plays the whole quarter.

    Slow, for the hub lives through a week of days and nights.
    """
    played = play(tmp_path / "hub", days=WEEK, seed=EVERY_KIND, orders_per_day=14, faults_per_day=len(KINDS))

    assert (played.verdict.missed, played.verdict.false, played.verdict.twice) == ((), (), ())
    assert played.unaccounted == []
    assert {row.fault for row in played.verdict.rows} == {kind.name for kind in KINDS}
    assert (played.unacknowledged, played.undropped) == (0, 0)
    assert played.sound


@pytest.mark.slow
def test_a_clean_week_tells_nothing(tmp_path: Path) -> None:
    """Slow as the one above."""
    played = play(tmp_path / "hub", days=WEEK, seed=8, orders_per_day=6, faulty=lambda _: False)

    assert (played.verdict.false, played.unaccounted) == ((), [])
    assert set(played.states) == {"delivered"}
    assert played.sound
