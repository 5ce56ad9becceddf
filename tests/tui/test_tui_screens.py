"""What the screens look like, as plain text that can be read in a review: every state of every flow, and every status.

A file of ``snapshots/`` holds the screens of one flow, in one language, in one size; of empty rows in a row only the
number is kept. ``HUBOPS_SNAPSHOTS=write`` writes them anew. What a state asks comes from ``states.json``, see
state_samples.py.
"""

import asyncio
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from state_samples import every_state, prompt_of, samples
from textual.app import App
from textual.pilot import Pilot
from tui_samples import (
    LOT,
    NOT_NOW,
    OTHER_RUN,
    PRINTERS,
    RECEIVE,
    SIGN_IN,
    TAKEN,
    TODAY,
    WEIGH,
    FakeFloor,
    Station,
    answer,
    board,
)

from hubops.flows.all import FLOWS
from hubops.flows.floor import Answer
from hubops.flows.table import Prompt
from hubops.inputs import Key, Weight
from hubops.messages import LANGUAGES, Message
from hubops.tui.news import Answered, BoardRead, Weighed

SNAPSHOTS = Path(__file__).parent / "snapshots"
SIZES = [(80, 24), (40, 8), (160, 45)]
STATUSES: dict[str, tuple[Prompt, Message | None]] = {
    "signin": (SIGN_IN, None),
    "today": (TODAY, None),
    "taken": (RECEIVE, TAKEN),
    "weigh": (WEIGH, TAKEN),
    "lot": (LOT, None),
    "device gone": (RECEIVE, Message("device.gone", {"name": "dock", "port": "/dev/ttyACM0"})),
    "stop": (RECEIVE, OTHER_RUN),
    "refused": (RECEIVE, NOT_NOW),
}
FRAME_S = 1 / 60
"""The screen repaints so often."""
EMPTY_ROWS = 3
"""So many empty rows below each other are told by their number."""


def drawn(app: App[None]) -> str:
    """The screen as lines of text."""
    strips = app.screen._compositor.render_strips()
    return "".join(f"{strip.text.rstrip()}\n" for strip in strips)


def compact(screen: str) -> Iterator[str]:
    """The lines of a screen, runs of empty ones told by their number."""
    empty = 0
    for line in [*screen.splitlines(), None]:
        if line == "":
            empty += 1
            continue
        yield from [""] * empty if empty < EMPTY_ROWS else [f"({empty} empty rows)"]
        empty = 0
        if line is not None:
            yield line


async def settled(pilot: Pilot[None], until: Callable[[], bool]) -> str:
    """The screen, as soon as it has drawn what it was told."""
    app = pilot.app
    seen: list[str] = []
    for _ in range(400):
        await pilot.pause(FRAME_S)
        seen = [*seen[-2:], drawn(app)]
        if until() and len(seen) == 3 and len(set(seen)) == 1:
            return seen[-1]
    pytest.fail("the app never got there:\n" + drawn(app))


async def pictures(asked: dict[str, tuple[Prompt, Message | None]], language: str, size: tuple[int, int]) -> str:
    """The screens of these questions, each after a heading."""
    station = Station(FakeFloor(answer(SIGN_IN, None, language)), language)
    app = station.app()
    lines = []
    async with app.run_test(size=size) as pilot:
        await settled(pilot, lambda: app._answer is not None)
        for name, (prompt, message) in asked.items():
            goal: Answer = answer(prompt, message, language)
            app.post_message(BoardRead(board(), PRINTERS))
            app.post_message(Answered(goal, Key("f4")))
            if name == "weigh":
                app.post_message(Weighed(Weight(4215, stable=False, device="dock")))
            screen = await settled(pilot, lambda goal=goal: app._answer is goal and not app._weight_due)  # type: ignore[misc]
            assert len(screen.splitlines()) == size[1]
            lines += [f"=== {name}", *compact(screen)]
    station.terminal.stop()
    return "".join(f"{line}\n" for line in lines)


def compare(name: str, text: str) -> None:
    """Compare with what is kept, or keep it."""
    path = SNAPSHOTS / f"{name}.txt"
    if os.environ.get("HUBOPS_SNAPSHOTS") == "write":
        path.write_text(text, encoding="utf-8")
    assert path.exists(), f"there is no {path.name} yet: see it with HUBOPS_SNAPSHOTS=write, and keep it"
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_status_looks_as_before(language: str, size: tuple[int, int]) -> None:
    compare(f"statuses-{language}-{size[0]}x{size[1]}", asyncio.run(pictures(STATUSES, language, size)))


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("flow", FLOWS)
def test_every_state_looks_as_before(flow: str, language: str, size: tuple[int, int]) -> None:
    asked: dict[str, tuple[Prompt, Message | None]] = {
        name: (prompt_of(name, sample), None) for name, sample in samples().items() if name.startswith(f"{flow}.")
    }

    compare(f"{flow}-{language}-{size[0]}x{size[1]}", asyncio.run(pictures(asked, language, size)))


def test_every_state_has_a_sample() -> None:
    missing = sorted(set(every_state()) - set(samples()))

    assert not missing, f"no test of the flows has come by {missing}; record them as state_samples.py says"
