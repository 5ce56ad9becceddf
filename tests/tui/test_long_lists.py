"""More rows than the screen has: every one is reached."""

from dataclasses import replace
from functools import partial

import pytest
from station_hand import Hand, shown, work
from tui_samples import (
    RECEIVE,
    TODAY,
    FakeFloor,
    answer,
    told,
)

from hubops.devices.scanners.meaning import read_scan
from hubops.flows.table import Line

LONG = replace(RECEIVE, lines=tuple(Line(told(f"rad {n};", f"row {n};"), "here" * (n == 3)) for n in range(40)))


@pytest.mark.parametrize("by", ["key", "barcode"])
@pytest.mark.parametrize("direction", ["down", "up"])
def test_every_row_of_a_long_list_is_reached_and_the_one_in_question_stays(by: str, direction: str) -> None:
    async def act(hand: Hand) -> None:
        await hand.until(lambda: "> row 3;" in shown(hand))
        first = shown(hand)
        assert first[-1] == f"+{41 - len(first)} more"
        assert "more" in hand.keys
        seen, before = set(first), list(first)

        def changed(before: list[str]) -> bool:
            return shown(hand) != before

        for _ in range(5):
            if by == "key":
                await hand.pilot.press(direction)
            else:
                hand.station.scan(read_scan(f"CMD-{direction.upper()}"))
            await hand.until(partial(changed, before))
            before = shown(hand)
            assert "> row 3;" in before
            seen |= set(before)
        assert {f"row {n};" for n in range(40)} <= {row.removeprefix("> ") for row in seen}

    floor = FakeFloor(answer(LONG))
    work(floor, act)
    assert floor.said == []


def test_one_row_tells_how_many_more_there_are_and_shows_them() -> None:
    async def act(hand: Hand) -> None:
        await hand.until(lambda: "+39 more" in shown(hand)[0])
        assert "row 3;" in shown(hand)[0]
        await hand.pilot.press("down")
        await hand.until(lambda: "row 4;" in shown(hand)[0])

    work(FakeFloor(answer(replace(LONG, what=told("x " * 60, "x " * 60)))), act, size=(40, 8))


def test_pages_of_the_board_are_turned() -> None:
    async def act(hand: Hand) -> None:
        board = hand.app.station.today.left
        await hand.until(lambda: any("Gulrot 1" in board.render_line(y).text for y in range(board.size.height)))
        for product in ("Gulrot 8", "Gulrot 1"):
            while not any(product in board.render_line(y).text for y in range(board.size.height)):
                await hand.pilot.press("down")
                await hand.pilot.pause()

    floor = FakeFloor(answer(TODAY))
    work(floor, act)
    assert floor.said == []


def test_long_question_is_shown_whole_on_eight_rows() -> None:
    text = "Set four boxes of beef for the school on the scale, then press Enter, or F5 to skip them all for now."

    async def act(hand: Hand) -> None:
        await hand.until(lambda: str(hand.app.station.question.content).replace("\n", " ") == text)
        await hand.pilot.pause()
        assert hand.app.station.question.size.height == 3

    work(FakeFloor(answer(replace(RECEIVE, what=told(text, text)))), act, size=(40, 8))
