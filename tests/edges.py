"""Which edges of the flows' tables the tests walk, so that none is left out.

Every test that works a dialogue counts. When all tests of the dialogues ran (``pytest`` or ``pytest tests/flows``,
without a choice by ``-k`` or ``-m``), tests/conftest.py fails the run if an edge was not walked, and names it. To walk
one more, write an ordinary test that says the input in that state and is not refused.
"""

from pathlib import Path
from typing import Any

import pytest

from hubops.flows.all import FLOWS
from hubops.flows.floor import Floor
from hubops.flows.table import Next, trigger_of
from hubops.inputs import Input
from hubops.operations.booking import Booking
from hubops.operations.dialogues import Standing

HERE = Path(__file__).parent
WALKED: set[str] = set()
"""The edges that were walked in this process, or in all of them once they are done."""
NOT_YET: frozenset[str] = frozenset()
"""Edges that no test walks yet; one that is walked must be struck from here."""


def all_edges() -> set[str]:
    """Every row of every table, as ``flow.state trigger``."""
    return {
        _name(flow.name, state.name, edge.on)
        for flow in FLOWS.values()
        for state in flow.states
        for edge in state.edges
    }


def watch() -> None:
    """From now on write down each edge that a dialogue walks; an input that is refused walks none."""
    step = Floor._step  # the one place where an input meets the table

    def watched(self: Floor, booking: Booking, standing: Standing, said: Input) -> tuple[Any, Next]:
        began = _name(standing.flow, standing.state, trigger_of(said))
        done = step(self, booking, standing, said)
        WALKED.add(began)
        return done

    Floor._step = watched  # type: ignore[method-assign]


def whole_run(config: pytest.Config) -> bool:
    """Whether all tests of the dialogues were asked for."""
    paths = {Path(config.invocation_params.dir, arg).resolve() for arg in config.args}
    chosen = any(arg.startswith(("-k", "-m")) for arg in config.invocation_params.args)  # not those of pyproject.toml
    return not chosen and not config.option.collectonly and bool(paths & {HERE, HERE / "flows"})


def complaints() -> list[str]:
    """What is wrong with the walks: edges left out, and edges that need no excuse any more."""
    edges = all_edges()
    left_out = sorted(edges - WALKED - NOT_YET)
    excused = sorted(NOT_YET & WALKED | NOT_YET - edges)
    return [*(f"no test walks {edge}" for edge in left_out), *(f"strike {edge} from NOT_YET" for edge in excused)]


def _name(flow: str, state: str, trigger: object) -> str:
    return f"{flow}.{state} {trigger}"
