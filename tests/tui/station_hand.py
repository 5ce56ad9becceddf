"""A worker at a station whose floor is a sample: what is pressed, and what shows."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from textual.pilot import Pilot
from tui_samples import (
    NOT_NOW,
    RECEIVE,
    TAKEN,
    FakeFloor,
    Station,
    answer,
)

from hubops.devices.scanners.meaning import read_scan
from hubops.flows.floor import Answer
from hubops.inputs import Input, Scan
from hubops.tui.app import HubApp
from hubops.tui.status import Status

SCAN = read_scan("7038010001659", "dock")

Act = Callable[["Hand"], Awaitable[None]]


class Hand:
    """A worker at the station."""

    def __init__(self, station: Station, app: HubApp, pilot: Pilot[None]) -> None:
        self.station = station
        self.app = app
        self.pilot = pilot
        self.rung = 0

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until something is so."""
        for _ in range(400):
            if true():
                return
            await asyncio.sleep(0.005)
        pytest.fail("it never came so")

    async def type(self, text: str) -> None:
        """Type a text, a key per character."""
        await self.pilot.press(*text)

    @property
    def status(self) -> Status:
        """The status that shows."""
        return next(each for each in Status if self.app.station.bar.has_class(f"-{each}"))

    @property
    def last(self) -> str:
        """The LAST zone."""
        return str(self.app.station.bar.content)

    @property
    def keys(self) -> str:
        """The KEYS zone."""
        return str(self.app.station.key_bar.content)

    @property
    def entry(self) -> str:
        """The line of entry."""
        return str(self.app.station.entry.content)


def work(floor: FakeFloor, act: Act, *, demo: bool = False, size: tuple[int, int] = (80, 24)) -> int:
    """Let somebody work at a station; gives the exit status of the app."""

    async def run() -> int:
        station = Station(floor, demo=demo)
        app = station.app()
        try:
            async with app.run_test(size=size) as pilot:
                hand = Hand(station, app, pilot)
                app.bell = lambda: setattr(hand, "rung", hand.rung + 1)  # type: ignore[method-assign]
                await hand.until(lambda: app._answer is not None)
                await act(hand)
        finally:
            station.terminal.stop()
        return app.return_code or 0

    return asyncio.run(run())


def refusing(said: Input) -> Answer:
    return answer(RECEIVE, TAKEN if isinstance(said, Scan) and said.gtin else NOT_NOW)


def drawn(hand: Hand) -> str:
    return "\n".join(strip.text for strip in hand.app.station._compositor.render_strips())


def shown(hand: Hand) -> list[str]:
    """The rows of the list that are in view."""
    rows = hand.app.station.dialogue.lines
    return [rows.render_line(y).text.strip() for y in range(rows.size.height)]
