"""What was said on the screen: refusals, bells, sentences that go, and names from outside."""

import asyncio
from dataclasses import replace

import pytest
from station_hand import SCAN, Hand, refusing, work
from tui_samples import (
    NOT_NOW,
    OTHER_RUN,
    RECEIVE,
    TAKEN,
    WEIGH,
    FakeFloor,
    answer,
    told,
)

from hubops.devices.scanners.meaning import read_scan
from hubops.flows.table import Line
from hubops.inputs import Key, Scan, Weight
from hubops.messages import Message
from hubops.tui.status import Status, bells, status_of


def test_refusal_is_acknowledged_by_enter_and_the_floor_hears_nothing_of_it() -> None:
    floor = FakeFloor(answer(RECEIVE), refusing)

    async def act(hand: Hand) -> None:
        await hand.pilot.press("f7")
        await hand.until(lambda: hand.status is Status.STOP)
        assert "Enter Go on" in hand.keys
        assert "F4" not in hand.keys
        await hand.pilot.press("f2", "f4", "enter")
        await hand.until(lambda: hand.status is Status.READY)
        assert "F4" in hand.keys

    work(floor, act)
    assert floor.said == [Key("f7")]


def test_refusal_is_acknowledged_by_a_legal_scan() -> None:
    async def act(hand: Hand) -> None:
        await hand.pilot.press("f7")
        await hand.until(lambda: hand.status is Status.STOP)
        hand.station.scan(read_scan("ZONE-K1"))
        hand.station.scan(SCAN)
        await hand.until(lambda: hand.status is Status.OK)

    floor = FakeFloor(answer(RECEIVE), refusing)
    work(floor, act)
    assert len(floor.said) == 3


@pytest.mark.parametrize(
    ("message", "status", "rings"),
    [
        (TAKEN, Status.OK, 1),
        (NOT_NOW, Status.STOP, 2),
        (OTHER_RUN, Status.STOP, 3),
        (Message("device.gone", {"name": "x", "port": "y"}), Status.WAIT, 2),
        (Message("receive.red"), Status.STOP, 3),
        (Message("a.code_that_nobody_wrote"), Status.STOP, 2),
        (None, Status.READY, 1),
    ],
)
def test_status_and_bells(message: Message | None, status: Status, rings: int) -> None:
    assert status_of(message) is status
    assert bells(answer(RECEIVE, message), SCAN) == rings


def test_bell_rings() -> None:
    async def act(hand: Hand) -> None:
        hand.station.scan(SCAN)
        await hand.until(lambda: hand.rung == 3)

    work(FakeFloor(answer(RECEIVE), lambda _: answer(RECEIVE, OTHER_RUN)), act)


def test_scale_that_has_nothing_to_tell_leaves_the_last_message() -> None:
    async def act(hand: Hand) -> None:
        hand.station.scan(SCAN)
        await hand.until(lambda: hand.status is Status.OK)
        hand.station.weigh(Weight(0, stable=True))
        assert floor.heard(2)
        await asyncio.sleep(0.05)
        assert hand.status is Status.OK
        assert "Carrots" in hand.last

    floor = FakeFloor(answer(RECEIVE), lambda said: answer(RECEIVE, TAKEN if isinstance(said, Scan) else None))
    work(floor, act)


def test_what_was_said_is_gone_with_the_next_input() -> None:
    """The bar tells of the last input only: it could be taken for what that one did."""
    answers = iter([answer(RECEIVE, TAKEN), answer(WEIGH)])
    floor = FakeFloor(answer(RECEIVE), lambda _: next(answers))

    async def act(hand: Hand) -> None:
        hand.station.scan(SCAN)
        await hand.until(lambda: "Carrots" in hand.last)
        hand.station.scan(SCAN)
        await hand.until(lambda: hand.status is Status.READY)
        assert "Carrots" not in hand.last

    work(floor, act)


def test_a_refusal_that_is_over_leaves_no_sentence_behind() -> None:
    floor = FakeFloor(answer(RECEIVE), lambda said: answer(WEIGH) if said == SCAN else answer(RECEIVE, NOT_NOW))

    async def act(hand: Hand) -> None:
        hand.station.scan(read_scan("ZONE-K1"))
        await hand.until(lambda: hand.status is Status.STOP)
        hand.station.scan(SCAN)
        await hand.until(lambda: hand.status is Status.READY)
        assert "Not needed" not in hand.last

    work(floor, act)


@pytest.mark.parametrize("name", ["[/x]", "[/", "50% [bio] Äpfel", "[@click=app.exit]x[/]", "\x1b[31mred", "a\nb"])
def test_names_from_outside_are_shown_as_they_are(name: str) -> None:
    prompt = replace(
        RECEIVE,
        what=told(name, name),
        where=told(name, name),
        lines=(Line(told(name, name)),),
        keys=(("f4", told(name, name)),),
    )

    async def act(hand: Hand) -> None:
        hand.station.scan(SCAN)
        await hand.until(lambda: hand.status is Status.OK)
        await hand.pilot.pause()
        shown = name.replace("\x1b", "|").replace("\n", " ")
        assert str(hand.app.station.question.content) == shown
        assert shown in hand.last
        assert shown in hand.app.station.dialogue.lines.render_line(0).text

    floor = FakeFloor(answer(prompt), lambda _: answer(prompt, told(name, name, TAKEN.how)))
    work(floor, act)
