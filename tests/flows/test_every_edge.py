"""The watch on the walks: what counts as walked. The run of all tests then fails if an edge was left out."""

import os
import subprocess
import sys

import edges
import pytest
from edges import all_edges, complaints
from goods import MILK, MILK_CODE, receive

from hubops.demo.model_worker import ModelWorker


@pytest.fixture
def walked(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """What is walked from now on; what other tests walked is forgotten for this one."""
    fresh: set[str] = set()
    monkeypatch.setattr(edges, "WALKED", fresh)
    return fresh


def test_an_input_that_is_taken_walks_its_edge(worker: ModelWorker, walked: set[str]) -> None:
    receive(worker, MILK_CODE)
    worker.start("putaway")
    walked.clear()

    worker.scan(MILK)
    worker.scan("ZONE-A1")
    worker.press("f4")
    assert walked == {"putaway.scan scan item"}

    worker.scan("ZONE-K1")
    assert walked & all_edges() == {"putaway.scan scan item", "putaway.zone scan zone"}


def test_each_edge_that_was_left_out_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    some, other, *rest = sorted(all_edges())
    monkeypatch.setattr(edges, "WALKED", {other, *rest})
    monkeypatch.setattr(edges, "NOT_YET", frozenset({other, "gone.state text"}))
    assert sorted(complaints()) == sorted(
        [f"no test walks {some}", f"strike {other} from NOT_YET", "strike gone.state text from NOT_YET"]
    )


def test_nothing_is_said_when_all_are_walked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edges, "WALKED", all_edges())
    monkeypatch.setattr(edges, "NOT_YET", frozenset())
    assert complaints() == []


@pytest.mark.slow
def test_a_run_that_leaves_edges_out_fails() -> None:
    """Slow, for it runs pytest: all tests of the dialogues but those of the board's keys are taken away.

    They run in a process of pytest-xdist, as with ``make test``, which hands over what it walked.
    """
    away = ("--ignore-glob=*/test_[!b]*", "--ignore-glob=*/test_ba*")
    command = (sys.executable, "-m", "pytest", "-n", "1", str(edges.HERE / "flows"), *away)
    run = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, env=_outside())

    assert run.returncode == pytest.ExitCode.TESTS_FAILED
    assert "failed" not in run.stdout
    left_out = set(run.stdout.splitlines())
    assert "no test walks today.board key f6" not in left_out
    assert "no test walks today.board key f7" in left_out


def _outside() -> dict[str, str]:
    """The environment without what says that a test runs, or on which database."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "HUBOPS_"))}
