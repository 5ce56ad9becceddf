"""What each state of each flow asks, as it came up in the tests of the flows: kept in ``states.json``.

The tests of the flows walk every edge with real goods, so they come by every question there is. To record them anew,
after a state was added or its lines have changed::

    PYTHONPATH=tests/tui .venv/bin/python -m pytest -n auto -p state_samples tests/flows

Of all that a state asked, what takes the most room on a screen is kept.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from hubops.flows.all import FLOWS
from hubops.flows.table import Asked, Flow, Line, Prompt
from hubops.messages import Message
from hubops.operations.booking import Actor

SAMPLES = Path(__file__).parent / "states.json"


def samples() -> dict[str, Asked]:
    """What was recorded, by the id of the prompt; states that are no more are left out."""
    kept = json.loads(SAMPLES.read_text(encoding="utf-8"))
    return {name: _asked(sample) for name, sample in kept.items() if name in every_state()}


def every_state() -> list[str]:
    """The ids of all prompts of all flows."""
    return [f"{flow.name}.{state.name}" for flow in FLOWS.values() for state in flow.states]


def prompt_of(name: str, asked: Asked) -> Prompt:
    """The question of a state, with what was recorded in place of what the hub's books would say."""
    flow, state = name.split(".")
    states = tuple(
        type(each)(each.name, lambda _: asked, each.edges, each.seal) if each.name == state else each
        for each in FLOWS[flow].states
    )
    turn = SimpleNamespace(booking=SimpleNamespace(actor=Actor(None, "", "", "nb", "supervisor")))
    return Flow(flow, FLOWS[flow].data, states).prompt(state, turn)  # type: ignore[arg-type]


class Recorder:
    """Notes what is asked while tests run."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[int, str]] = {}
        self._ask = Flow.prompt

    def listen(self) -> None:
        """Begin."""
        note = self._note
        ask = self._ask

        def prompt(flow: Flow, name: str, turn: Any) -> Prompt:
            asked = ask(flow, name, turn)
            note(asked)
            return asked

        Flow.prompt = prompt  # type: ignore[method-assign,assignment]

    @property
    def found(self) -> dict[str, tuple[int, str]]:
        """By state: the room that its sample takes, and the sample."""
        return self._found

    def take_over(self, found: Mapping[str, Sequence[Any]]) -> None:
        """Keep what takes more room than what was found before."""
        for name, (room, sample) in found.items():
            self._found[name] = max((room, sample), self._found.get(name, (-1, "")))

    def write(self) -> None:
        """Keep what was found; of states that nobody came by, what is there stays."""
        Flow.prompt = self._ask  # type: ignore[method-assign]
        kept = json.loads(SAMPLES.read_text(encoding="utf-8")) if SAMPLES.exists() else {}
        kept |= {name: json.loads(sample) for name, (_, sample) in self._found.items()}
        rows = [f"{json.dumps(name)}: {json.dumps(kept[name], ensure_ascii=False)}" for name in sorted(kept)]
        SAMPLES.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")

    def _note(self, prompt: Prompt) -> None:
        texts = [message.text("nb") for message in (prompt.what, *(line.message for line in prompt.lines))]
        sample = json.dumps(
            {
                "values": _kept(prompt.what.values),
                "lines": [[line.message.code, _kept(line.message.values), line.mark] for line in prompt.lines],
                "counter": prompt.counter,
            }
        )
        self.take_over({prompt.id: (sum(map(len, texts)), sample)})


def pytest_sessionstart(session: pytest.Session) -> None:
    """As a plugin of pytest: begin to note."""
    session.config.stash[_RECORDER] = Recorder()
    session.config.stash[_RECORDER].listen()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """As a plugin of pytest: keep what was noted, or hand it over to the process that keeps it."""
    recorder = session.config.stash.get(_RECORDER, None)  # none where the session ended before it began
    if recorder is not None and hasattr(session.config, "workeroutput"):
        session.config.workeroutput["states"] = recorder.found
    elif recorder is not None:
        recorder.write()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """As a plugin of pytest: take over what a process of pytest-xdist noted."""
    node.config.stash[_RECORDER].take_over(getattr(node, "workeroutput", {}).get("states", {}))


_RECORDER = pytest.StashKey[Recorder]()


def _kept(values: Mapping[str, object]) -> dict[str, object]:
    return {name: _to_json(value) for name, value in values.items()}


def _to_json(value: object) -> object:
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, Message):
        return {"message": value.code, "values": _kept(value.values)}
    return value if value is None or isinstance(value, int | str) else str(value)


def _from_json(value: Any) -> object:
    if not isinstance(value, dict):
        return value
    if "moment" in value:
        return datetime.fromisoformat(value["moment"])
    if "date" in value:
        return date.fromisoformat(value["date"])
    return Message(value["message"], _read(value["values"]))


def _read(values: Mapping[str, Any]) -> dict[str, object]:
    return {name: _from_json(value) for name, value in values.items()}


def _asked(sample: Any) -> Asked:
    return Asked(
        values=_read(sample["values"]),
        lines=tuple(Line(Message(code, _read(values)), mark) for code, values, mark in sample["lines"]),
        counter=tuple(sample["counter"]) if sample["counter"] else None,
    )
