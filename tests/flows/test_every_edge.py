"""The watch on the walks: what counts as walked. The run of all tests then fails if an edge was left out."""

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
