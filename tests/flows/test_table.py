"""The flows' tables: sound in themselves, and every question has its words."""

import pytest

from hubops.flows.all import FLOWS
from hubops.flows.table import BACK, Edge, State
from hubops.messages import LANGUAGES, catalogue

EDGES = [(flow.name, state, edge) for flow in FLOWS.values() for state in flow.states for edge in state.edges]


@pytest.mark.parametrize(("flow", "state", "edge"), EDGES, ids=[f"{flow}.{s.name} {e.on}" for flow, s, e in EDGES])
def test_every_edge_leads_to_a_state_that_exists(flow: str, state: State, edge: Edge) -> None:
    for target in edge.goes:
        name, _, where = target.rpartition(":")
        if name == BACK:
            continue  # it exists: the dialogue stood there
        reached = FLOWS[name or flow]
        assert (where or reached.start) in {each.name for each in reached.states}


@pytest.mark.parametrize("flow", FLOWS)
def test_no_state_answers_one_input_in_two_ways(flow: str) -> None:
    for state in FLOWS[flow].states:
        triggers = [edge.on for edge in state.edges]
        assert len(triggers) == len(set(triggers)), state.name


@pytest.mark.parametrize("flow", FLOWS)
def test_every_state_can_be_reached(flow: str) -> None:
    reached = {FLOWS[flow].start}
    for name, _, edge in EDGES:
        for target in edge.goes:
            other, _, where = target.rpartition(":")
            if (other or name) == flow:
                reached.add(where or FLOWS[flow].start)
    assert reached == {state.name for state in FLOWS[flow].states}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("flow", "state"), [(flow.name, s.name) for flow in FLOWS.values() for s in flow.states])
def test_every_question_has_words(flow: str, state: str, language: str) -> None:
    for code in (f"where.{flow}", f"prompt.{flow}.{state}", f"help.{flow}.{state}"):
        assert code in catalogue(language)
