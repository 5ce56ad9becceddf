"""What the screens look like, as plain text that can be read in a review.

``HUBOPS_SNAPSHOTS=write`` writes the files of ``snapshots/`` anew.
"""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tui_samples import (
    LOT,
    NOT_NOW,
    OTHER_RUN,
    RECEIVE,
    SIGN_IN,
    TAKEN,
    TODAY,
    WEIGH,
    FakeFloor,
    Station,
    answer,
)

from hubops.devices.scanners.meaning import read_scan
from hubops.flows.floor import Answer
from hubops.flows.table import Prompt
from hubops.inputs import Weight
from hubops.messages import LANGUAGES, Message
from hubops.tui.app import HubApp

SNAPSHOTS = Path(__file__).parent / "snapshots"
SIZES = [(80, 24), (40, 8), (160, 45)]
SCAN = read_scan("7038010001659", "dock")
SCREENS: dict[str, tuple[Prompt, Message | None]] = {
    "signin": (SIGN_IN, None),
    "today": (TODAY, None),
    "receive": (RECEIVE, TAKEN),
    "weigh": (WEIGH, TAKEN),
    "lot": (LOT, None),
    "stop": (RECEIVE, OTHER_RUN),
    "refused": (RECEIVE, NOT_NOW),
}


def drawn(app: HubApp) -> str:
    """The screen as lines of text."""
    strips = app.screen._compositor.render_strips()
    return "".join(f"{strip.text.rstrip()}\n" for strip in strips)


async def settled(station: Station, app: HubApp, until: Callable[[HubApp], bool]) -> None:
    """Wait until the app has drawn what it was told."""
    for _ in range(200):
        await asyncio.sleep(0.005)
        if until(app):
            break
    else:
        pytest.fail("the app never got there:\n" + drawn(app))
    await asyncio.sleep(0.03)  # one more frame: the screen repaints 60 times a second


async def picture(name: str, language: str, size: tuple[int, int]) -> str:
    """A screen after an input in a language, in so many columns and rows."""
    prompt, message = SCREENS[name]
    goal: Answer = answer(prompt, message, language)
    station = Station(FakeFloor(answer(SIGN_IN, None, language), lambda _: goal), language)
    app = station.app()
    async with app.run_test(size=size):
        station.terminal.say(SCAN)
        await settled(station, app, lambda app: app._answer is goal)
        if name == "weigh":
            station.weigh(Weight(4215, stable=False, device="dock"))
        await asyncio.sleep(0.05)
        text = drawn(app)
    station.terminal.stop()
    return text


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SCREENS)
def test_screen_looks_as_before(name: str, language: str, size: tuple[int, int]) -> None:
    path = SNAPSHOTS / f"{name}-{language}-{size[0]}x{size[1]}.txt"

    text = asyncio.run(picture(name, language, size))

    assert len(text.splitlines()) == size[1]
    if os.environ.get("HUBOPS_SNAPSHOTS") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
