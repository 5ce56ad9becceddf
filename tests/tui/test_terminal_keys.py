"""Keys, printed keys and what is typed: what reaches the floor, and what does nothing."""

import asyncio
from dataclasses import replace

import pytest
from station_hand import Hand, drawn, refusing, work
from tui_samples import (
    LOT,
    RECEIVE,
    SIGN_IN,
    TODAY,
    FakeFloor,
    answer,
)

from hubops.devices.scanners.meaning import read_scan
from hubops.inputs import Key, Text
from hubops.tui.collector import SILENCE_S
from hubops.tui.status import Status


def test_typed_scan_text_and_digit_reach_the_floor() -> None:
    answers = {"f4": LOT, "f3": TODAY}
    floor = FakeFloor(
        answer(RECEIVE), lambda said: answer(answers.get(said.name, RECEIVE) if isinstance(said, Key) else RECEIVE)
    )

    async def act(hand: Hand) -> None:
        await hand.type("Q1")
        await hand.pilot.press("enter")
        await hand.pilot.press("f4")
        await hand.until(lambda: "> _" in hand.entry)
        await hand.type("A7")
        await hand.until(lambda: "> A7_" in hand.entry)
        await hand.pilot.press("enter", "f3")
        await hand.until(lambda: hand.app.station.today.display)
        await hand.pilot.press("3")
        await asyncio.sleep(SILENCE_S)
        await hand.until(lambda: len(floor.said) == 5)

    work(floor, act)
    assert floor.said == [read_scan("Q1", "keyboard"), Key("f4"), Text("A7"), Key("f3"), Key("3")]


def test_what_is_typed_as_a_secret_shows_as_dots() -> None:
    floor = FakeFloor(answer(replace(SIGN_IN, state="pin", wants=frozenset({"text", "scan", "key", "secret"}))))

    async def act(hand: Hand) -> None:
        await hand.type("2580")
        await hand.until(lambda: "> ****_" in hand.entry)
        assert "2580" not in drawn(hand)
        await hand.pilot.press("enter")
        await hand.until(lambda: len(floor.said) == 1)

    work(floor, act)
    assert floor.said == [Text("2580")]


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c", "ctrl+z", "ctrl+p", "ctrl+backslash", "alt+x", "shift+tab"])
def test_keys_of_the_framework_do_not_end_or_change_anything(key: str) -> None:
    async def act(hand: Hand) -> None:
        await hand.pilot.press(key, "f8")
        assert floor.heard(1)
        assert hand.app.is_running
        assert hand.app.focused is None

    floor = FakeFloor(answer(RECEIVE))
    work(floor, act)
    assert floor.said == [Key("f8")]


def test_keys_that_the_prompt_does_not_name_are_quiet() -> None:
    async def act(hand: Hand) -> None:
        await hand.pilot.press("enter", "escape", "left", "up", "down", "f8")
        assert floor.heard(1)

    floor = FakeFloor(answer(RECEIVE))
    work(floor, act)
    assert floor.said == [Key("f8")]


def test_f10_quits_where_nobody_is_signed_in_only() -> None:
    async def act(hand: Hand) -> None:
        await hand.pilot.press("f10")
        await hand.until(lambda: len(floor.said) == 1)
        await hand.until(lambda: "Quit" in hand.keys)
        await hand.pilot.press("f10")
        await hand.until(lambda: "F10 once more" in hand.last)
        await hand.pilot.press("f10")
        await hand.until(lambda: not hand.app.is_running)

    floor = FakeFloor(answer(RECEIVE), lambda _: answer(SIGN_IN))
    assert work(floor, act) == 0
    assert floor.said == [Key("f10")]


@pytest.mark.parametrize("demo", [True, False])
def test_space_plays_the_next_recorded_input_in_the_demo_only(demo: bool) -> None:
    async def act(hand: Hand) -> None:
        await hand.pilot.press("space")
        if demo:
            assert "DEMO" in str(hand.app.station.where.content)
            await hand.until(hand.station.played.is_set)
        else:
            assert hand.app.station.collector.text == " "
            assert "DEMO" not in str(hand.app.station.where.content)
        assert ("Space" in hand.keys) is demo

    work(FakeFloor(answer(RECEIVE)), act, demo=demo)


@pytest.mark.parametrize("demo", [True, False])
def test_a_typed_weight_lies_on_the_simulated_scale_in_the_demo_only(demo: bool) -> None:
    async def act(hand: Hand) -> None:
        await hand.pilot.press(*"kg", "space", *"4,2", "enter")
        if demo:
            await hand.until(lambda: "On the simulated scale: 4.200 kg" in hand.last)
        else:
            assert floor.heard(1)
        assert hand.station.laid == (["kg 4,2"] if demo else [])

    floor = FakeFloor(answer(RECEIVE))
    work(floor, act, demo=demo)
    assert len(floor.said) == (0 if demo else 1)


def test_printed_keys_do_what_keys_do() -> None:
    """A refusal is acknowledged by the printed Enter, the floor hears nothing of it; other keys are the floor's."""

    async def act(hand: Hand) -> None:
        hand.station.scan(read_scan("ZONE-K1"))
        await hand.until(lambda: hand.status is Status.STOP)
        hand.station.scan(read_scan("CMD-2"))
        hand.station.scan(read_scan("CMD-ENTER"))
        await hand.until(lambda: hand.status is Status.READY)
        hand.station.scan(read_scan("CMD-F4"))
        assert floor.heard(2)

    floor = FakeFloor(answer(RECEIVE), refusing)
    work(floor, act)
    assert floor.said == [read_scan("ZONE-K1"), read_scan("CMD-F4")]


def test_a_printed_enter_from_a_wedge_acknowledges_and_nothing_is_waited_for() -> None:
    async def act(hand: Hand) -> None:
        hand.station.scan(read_scan("ZONE-K1"))
        await hand.until(lambda: hand.status is Status.STOP)
        await hand.pilot.press(*"CMD-ENTER", "enter")
        await hand.until(lambda: hand.status is Status.READY)
        assert hand.app._waiting == 0

    floor = FakeFloor(answer(RECEIVE), refusing)
    work(floor, act)
    assert floor.said == [read_scan("ZONE-K1")]


def test_printed_keys_type_where_a_text_is_asked_for() -> None:
    """A temperature below zero with a slip in it; the floor hears the line, and nothing of the keys."""

    async def act(hand: Hand) -> None:
        for name in ("MINUS", "1", "9", "DEL", "8", "COMMA", "5"):
            hand.station.scan(read_scan(f"CMD-{name}"))
        await hand.until(lambda: "> -18,5_" in hand.entry)
        hand.station.scan(read_scan("CMD-ENTER"))
        await hand.until(lambda: len(floor.said) == 1)

    floor = FakeFloor(answer(LOT))
    work(floor, act)
    assert floor.said == [Text("-18,5")]


def test_a_name_is_typed_from_the_sheet_too() -> None:
    """A name, with the printed F2 to begin again; the hand may go on where the sheet stopped."""

    async def act(hand: Hand) -> None:
        for name in ("X", "F2", "K", "AA", "R", "E", "SPACE", "7"):
            hand.station.scan(read_scan(f"CMD-{name}", "keyboard"))
        await hand.until(lambda: "> KÅRE 7_" in hand.entry)
        await hand.type("b")
        await hand.pilot.press("enter")
        await hand.until(lambda: len(floor.said) == 1)

    floor = FakeFloor(answer(LOT))
    work(floor, act)
    assert floor.said == [Text("KÅRE 7b")]


def test_a_pin_is_typed_by_printed_digits_that_nobody_hears() -> None:
    floor = FakeFloor(answer(replace(SIGN_IN, state="pin", wants=frozenset({"text", "scan", "key", "secret"}))))

    async def act(hand: Hand) -> None:
        for name in ("2", "5", "8", "0", "ENTER"):
            hand.station.scan(read_scan(f"CMD-{name}"))
        await hand.until(lambda: len(floor.said) == 1)

    work(floor, act)
    assert floor.said == [Text("2580")]


def test_a_printed_digit_chooses_where_a_list_stands_beside_a_scan() -> None:
    floor = FakeFloor(answer(replace(LOT, wants=frozenset({"text", "digit", "scan"}))))

    async def act(hand: Hand) -> None:
        hand.station.scan(read_scan("CMD-2"))
        assert floor.heard(1)

    work(floor, act)
    assert floor.said == [read_scan("CMD-2")]


def test_printed_f10_quits_where_nobody_is_signed_in() -> None:
    async def act(hand: Hand) -> None:
        hand.station.scan(read_scan("CMD-F10"))
        await hand.until(lambda: "F10 once more" in hand.last)
        hand.station.scan(read_scan("CMD-F10"))
        await hand.until(lambda: not hand.app.is_running)

    assert work(FakeFloor(answer(SIGN_IN)), act) == 0


def test_digits_pressed_during_a_refusal_do_not_stick_to_the_next_scan() -> None:
    async def act(hand: Hand) -> None:
        hand.station.scan(read_scan("ZONE-K1"))
        await hand.until(lambda: hand.status is Status.STOP)
        rung = hand.rung
        await hand.pilot.press("4")
        await hand.until(lambda: hand.app.station.collector.text == "" and hand.rung > rung)
        await hand.type("7038010001659")
        await hand.pilot.press("enter")
        assert floor.heard(2)

    floor = FakeFloor(answer(RECEIVE), refusing)
    work(floor, act)
    assert floor.said[1] == read_scan("7038010001659", "keyboard")
