"""The page of F1 on the screen, and the banner of a back-entry: both are there on eight rows, too."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from test_tui_screens import settled
from tui_samples import NOW, RECEIVE, SIGN_IN, TODAY, FakeFloor, Station, answer

from hubops.flows.all import FLOWS
from hubops.flows.floor import Answer
from hubops.flows.help import page
from hubops.flows.table import Prompt
from hubops.inputs import Key
from hubops.messages import Message
from hubops.tui.news import Answered

EXPLAINED = replace(RECEIVE, lines=page(FLOWS["receive"], FLOWS["receive"].state("temperature"), "supervisor"))
SIZES = [(80, 24), (40, 8), (160, 45)]


async def shown(goal: Answer, size: tuple[int, int]) -> str:
    """The screen with an answer."""
    station = Station(FakeFloor(answer(SIGN_IN)), goal.language)
    app = station.app()
    async with app.run_test(size=size) as pilot:
        app.post_message(Answered(goal, Key("f1")))
        text = await settled(pilot, lambda: app._answer is goal)
    station.terminal.stop()
    return text


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("prompt", [RECEIVE, TODAY], ids=lambda prompt: prompt.id)
def test_the_page_is_shown(prompt: Prompt, size: tuple[int, int]) -> None:
    """Whole, or on eight rows as far as it goes: the arrow turns the page."""
    goal = replace(answer(replace(prompt, lines=EXPLAINED.lines), None, "nb"), help=True)

    text = " ".join(asyncio.run(shown(goal, size)).split())

    told = EXPLAINED.lines[0].message.text("nb")
    assert (told in text) or (size == (40, 8) and told[:100] in text and "til" in text)


def test_a_large_screen_tells_the_keys_as_well() -> None:
    goal = replace(answer(EXPLAINED, None, "en"), help=True)

    text = asyncio.run(shown(goal, (80, 24)))

    for line in EXPLAINED.lines[1:]:
        assert line.message.text("en") in " ".join(text.split())


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_a_back_entry_says_for_when(size: tuple[int, int]) -> None:
    where = Message(
        "where.entered_later",
        {"happened_at": NOW - timedelta(minutes=78), "day": NOW.date(), "place": Message("where.receive")},
    )
    goal = replace(answer(replace(RECEIVE, where=where), None, "nb"), entered_for=NOW - timedelta(minutes=78))

    text = asyncio.run(shown(goal, size))

    assert "04:40 ETTERFØRES" in text.splitlines()[0]
    assert len(text.splitlines()) == size[1]
    assert "Skann en kasse." in text
