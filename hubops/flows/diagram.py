"""Draws the flows from their tables, for the docs: ``python -m hubops.flows.diagram FILE``."""

import sys
from collections.abc import Iterator
from pathlib import Path

from hubops.flows.all import FLOWS
from hubops.flows.table import Edge, Flow
from hubops.messages import say

TITLE = """# The dialogues

Drawn from the tables in `hubops/flows/` by `python -m hubops.flows.diagram docs/flows.md`; a test keeps this page true.
F1 (help), F2 (undo), F9 (problem) and F10 (leave) work everywhere and are not drawn, nor is F3 where it leads from the
first step to the board; `back` is the step in which F9 was pressed. A scan, a weight, a typed text or a key that is not
drawn at a state is refused there, and the question stays.
"""


def page() -> str:
    """The whole page, in Markdown with a Mermaid state diagram for each flow."""
    return TITLE + "".join(f"\n{part}\n" for flow in FLOWS.values() for part in _flow(flow))


def _flow(flow: Flow) -> Iterator[str]:
    yield f"## {say(f'where.{flow.name}', 'en')}"
    yield "```mermaid\n" + "\n".join(_diagram(flow)) + "\n```"


def _diagram(flow: Flow) -> Iterator[str]:
    yield "stateDiagram-v2"
    yield f"    [*] --> {flow.start}"
    for state in flow.states:
        for edge in state.edges:
            for target in edge.goes:
                yield f"    {state.name} --> {_target(target)} : {_label(edge)}"


def _target(target: str) -> str:
    return target.replace(":", "_").rstrip("_")


def _label(edge: Edge) -> str:
    words = f" ({say(edge.label, 'en')})" if edge.label else ""
    return f"{edge.on}{words}"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
