"""A worker that is killed at any moment loses no label and prints none twice unasked."""

from pathlib import Path

import pytest

from benchmarks.killed_worker import torture


@pytest.mark.slow
@pytest.mark.sqlite_only
def test_each_label_is_out_once_and_known_or_named(tmp_path: Path) -> None:
    """Slow, for each worker is a process of its own. ``make soak`` does the same for much longer."""
    tally = torture(tmp_path / "hub", jobs=80, kills=14, seed=4)
    assert tally.sound, tally
    assert tally.kills >= 5
    assert tally.amid >= 1, "some died while a label was on its way"
