"""The terminal as a whole: trouble, a slow hub, the scale, the clock, signals and a crash."""

import asyncio
import logging
import os
import signal
from dataclasses import replace
from datetime import timedelta

import pytest
from station_hand import SCAN, Hand, work
from tui_samples import (
    DEVICES,
    LOT,
    NOW,
    RECEIVE,
    TAKEN,
    WEIGH,
    FakeFloor,
    answer,
    told,
)

from hubops.clock import ManualClock
from hubops.devices.states import DeviceState, DeviceStatus
from hubops.errors import StoreFault
from hubops.flows.floor import Answer
from hubops.inputs import Input, Scan, Weight
from hubops.tui.status import Status


def test_trouble_stops_and_the_prompt_stays() -> None:
    def reply(said: Input) -> Answer:
        if isinstance(said, Scan):
            raise StoreFault("store.busy")
        return answer(LOT)

    async def act(hand: Hand) -> None:
        hand.station.scan(SCAN)
        await hand.until(lambda: hand.status is Status.STOP)
        assert "Nothing was booked" in hand.last
        assert str(hand.app.station.question.content) == "Scan a case."
        await hand.pilot.press("enter")
        await hand.until(lambda: hand.status is Status.READY)
        await hand.pilot.press("f4")
        await hand.until(lambda: "lot" in str(hand.app.station.question.content))

    work(FakeFloor(answer(RECEIVE), reply), act)


def test_eight_rows_come_back_in_the_language_of_who_works_there() -> None:
    """The alarms are told anew in it before anything stands in the last row."""
    long = replace(RECEIVE, what=told("Skann en kasse. " * 12, ""))

    async def act(hand: Hand) -> None:
        await hand.until(lambda: "KLAR" in hand.last)
        assert str(hand.app.station.question.content).startswith("Skann en kasse.")

    assert work(FakeFloor(answer(long, language="nb")), act, size=(40, 8)) == 0


def test_slow_hub_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hubops.tui.app.SAVING_AFTER_S", 0.01)
    gate = asyncio.Event()

    def reply(_: Input) -> Answer:
        asyncio.run_coroutine_threadsafe(gate.wait(), loops[0]).result(5)
        return answer(RECEIVE, TAKEN)

    loops: list[asyncio.AbstractEventLoop] = []

    async def act(hand: Hand) -> None:
        loops.append(asyncio.get_running_loop())
        await hand.pilot.press("f8")
        await hand.until(lambda: hand.status is Status.WAIT)
        assert "not confirmed" in hand.last
        gate.set()
        await hand.until(lambda: hand.status is Status.OK)

    work(FakeFloor(answer(RECEIVE), reply), act)


def test_scale_shows_where_a_weight_is_wanted() -> None:
    gone = DeviceStatus(
        "dock", "scale", DeviceState.GONE, DEVICES[1].since, "device.gone", {"name": "dock", "port": "/p"}
    )

    async def act(hand: Hand) -> None:
        def panel() -> str:
            return " ".join(str(hand.app.station.weight.content).split())

        await hand.until(lambda: "no weight yet" in panel())
        hand.station.weigh(Weight(4210, stable=False))
        await hand.until(lambda: "kg MOVING" in panel())
        hand.station.weigh(Weight(4215, stable=True))
        await hand.until(lambda: "kg AT REST" in panel())
        hand.station.note(gone)
        await hand.until(lambda: "disappeared" in panel())

    work(FakeFloor(answer(WEIGH)), act)


def test_time_of_day_stands_on_the_screen_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hubops.tui.app.MINUTE_S", 0.01)

    async def act(hand: Hand) -> None:
        where = hand.app.station.where
        await hand.until(lambda: str(where.content).endswith("05:58"))
        clock = hand.station.terminal.clock
        assert isinstance(clock, ManualClock)
        clock.move_to(NOW + timedelta(minutes=1))
        await hand.until(lambda: str(where.content).endswith("05:59"))

    work(FakeFloor(answer(RECEIVE)), act)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_signal_ends_the_app_in_order(number: signal.Signals) -> None:
    async def act(hand: Hand) -> None:
        os.kill(os.getpid(), number)
        await hand.until(lambda: not hand.app.is_running)

    assert work(FakeFloor(answer(RECEIVE)), act) == 0


def test_crash_of_the_screen_shows_no_data(caplog: pytest.LogCaptureFixture) -> None:
    name = "a name that must not be printed"

    async def act(hand: Hand) -> None:
        hand.app._exit_renderables.clear()
        try:
            int(name)
        except ValueError:
            hand.app._fatal_error()
        printed = "".join(str(each) for each in hand.app._exit_renderables)
        assert "Start it again" in printed
        assert name not in printed
        hand.app._exit_renderables.clear()

    with caplog.at_level(logging.CRITICAL):
        work(FakeFloor(answer(RECEIVE)), act)
    assert "the screen failed" in caplog.text
