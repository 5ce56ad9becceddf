"""Who types while a refusal stands is told at once that it does not count, and once more when Enter lets it go."""

from dataclasses import replace

import pytest
from station_hand import SCAN, Hand, work
from tui_samples import LOT, NOT_NOW, SIGN_IN, FakeFloor, answer

from hubops.inputs import Key, Text
from hubops.tui.collector import SHORTEST_SCAN, Collector
from hubops.tui.status import Status

UNTAKEN = "Not taken: press Enter first."


async def stop(hand: Hand) -> None:
    """Press what is refused."""
    await hand.pilot.press("f7")
    await hand.until(lambda: hand.status is Status.STOP)


def floor() -> FakeFloor:
    """One that asks for the lot, and refuses what comes first."""
    return FakeFloor(answer(LOT), lambda said: answer(LOT, NOT_NOW) if said == Key("f7") else answer(LOT))


def test_a_stop_says_which_key_goes_on_and_asks_for_no_text() -> None:
    async def act(hand: Hand) -> None:
        assert "> _" in hand.entry
        await stop(hand)
        assert hand.entry == "Press Enter to go on. What you type before that does not count."
        assert "Enter Go on" in hand.keys

    work(floor(), act)


def test_what_is_typed_is_told_once_that_it_does_not_count() -> None:
    async def act(hand: Hand) -> None:
        await stop(hand)
        await hand.until(lambda: hand.rung == 2)
        await hand.type("L24")
        await hand.until(lambda: UNTAKEN in hand.entry)
        assert "> L24" in hand.entry
        await hand.until(lambda: hand.rung == 4)
        await hand.type("X")
        await hand.until(lambda: "> L24X" in hand.entry)
        assert hand.rung == 4

    work(floor(), act)


def test_a_digit_that_does_not_count_is_told_though_it_does_not_stay() -> None:
    async def act(hand: Hand) -> None:
        await stop(hand)
        await hand.type("2")
        await hand.until(lambda: hand.entry == UNTAKEN)

    work(floor(), act)


def test_what_enter_lets_go_is_told_and_counts_when_it_is_typed_again() -> None:
    heard = floor()

    async def act(hand: Hand) -> None:
        await stop(hand)
        await hand.type("L24")
        await hand.pilot.press("enter")
        await hand.until(lambda: hand.status is Status.WAIT)
        assert "type it again now." in hand.last.replace("\n", " ")
        assert "> _" in hand.entry
        await hand.type("L24")
        await hand.pilot.press("enter")
        await hand.until(lambda: len(heard.said) == 2)
        await hand.until(lambda: hand.status is Status.READY)

    work(heard, act)
    assert heard.said == [Key("f7"), Text("L24")]


def test_enter_alone_says_nothing_of_typing() -> None:
    async def act(hand: Hand) -> None:
        await stop(hand)
        await hand.pilot.press("enter")
        await hand.until(lambda: hand.status is Status.READY)
        assert "again" not in hand.last

    work(floor(), act)


def test_a_scan_that_goes_on_leaves_no_hint() -> None:
    async def act(hand: Hand) -> None:
        await stop(hand)
        await hand.type("L24")
        await hand.until(lambda: UNTAKEN in hand.entry)
        hand.station.scan(SCAN)
        await hand.until(lambda: hand.status is not Status.STOP)
        await stop(hand)
        assert UNTAKEN not in hand.entry

    work(floor(), act)


def test_on_eight_rows_the_keys_give_way_to_it() -> None:
    async def act(hand: Hand) -> None:
        await stop(hand)
        assert hand.keys.startswith("Enter Go on")
        await hand.type("L24")
        await hand.until(lambda: hand.keys == UNTAKEN)
        await hand.pilot.press("enter")
        await hand.until(lambda: hand.keys != UNTAKEN)

    work(floor(), act, size=(40, 8))


def test_a_secret_is_not_told_by_it() -> None:
    async def act(hand: Hand) -> None:
        await stop(hand)
        await hand.type("kari")
        await hand.until(lambda: UNTAKEN in hand.entry)
        assert "kari" not in hand.entry

    pin = replace(SIGN_IN, wants=frozenset({"text", "secret"}))
    work(FakeFloor(answer(pin), lambda _: answer(pin, NOT_NOW)), act)


@pytest.mark.parametrize(("typed", "apart", "by_hand"), [("L24", 0.2, True), ("7038010001659", 0.002, False)])
def test_a_scan_without_a_suffix_is_no_typing(typed: str, apart: float, by_hand: bool) -> None:
    collector = Collector()
    collector.stopped = True
    for n, character in enumerate(typed):
        collector.press(character, character, 1 + n * apart)

    assert collector.is_untaken is by_hand
    assert by_hand or len(typed) >= SHORTEST_SCAN
