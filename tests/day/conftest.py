"""A recorded day of the tests' hub of two routes."""

from pathlib import Path

import pytest
from hub_databases import TWO_ROUTES

from hubops.demo.faults import FAULTS
from hubops.demo.record_day import record

ELSEWHERE = {"nobody announced it", "unstable weight", "full zone", "kitchen takes a part of what its baker brings"}
"""Faults of articles that the small hub does not deal in."""


@pytest.fixture(scope="session")
def small_day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's day as a model worker works it on the tests' hub, recorded."""
    folder = tmp_path_factory.mktemp("small_day")
    recording = folder / "day.jsonl"
    faults = [fault for fault in FAULTS if fault.name not in ELSEWHERE]
    recording.write_text(record(folder / "hub", TWO_ROUTES, faults), encoding="utf-8")
    return recording
