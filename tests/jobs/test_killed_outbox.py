"""A worker that is killed at any moment loses no message, and none comes again in silence or before its time."""

from pathlib import Path

import pytest

from benchmarks.killed_outbox import ordeal


@pytest.mark.slow
@pytest.mark.sqlite_only
def test_each_message_arrives_once_by_its_key_and_in_order(tmp_path: Path) -> None:
    """Slow, for each worker is a process of its own. ``make soak`` does the same for much longer."""
    tally = ordeal(tmp_path / "hub", orders=15, kills=8, seed=5)
    assert tally.sound, tally
    assert tally.kills >= 5
    assert tally.amid >= 1, "some died while a message was on its way"
    assert tally.arrivals > tally.messages, "some came again, and said so"
