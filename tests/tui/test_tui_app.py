"""How the app takes what is typed and told: refusals, bells, leaving, trouble (terminal.md 3 and 5)."""

import asyncio
import logging
import os
import signal
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from textual.pilot import Pilot
from tui_samples import (
    DEVICES,
    LOT,
    NOT_NOW,
    NOW,
    OTHER_RUN,
    RECEIVE,
    SIGN_IN,
    TAKEN,
    TODAY,
    WEIGH,
    FakeFloor,
    Station,
    answer,
    told,
)

from hubops.clock import ManualClock
from hubops.devices.scanners.meaning import read_scan
from hubops.devices.states import DeviceState, DeviceStatus
from hubops.errors import StoreFault
from hubops.flows.floor import Answer
from hubops.flows.table import Line
from hubops.inputs import Input, Key, Scan, Text, Weight
from hubops.messages import Message
from hubops.tui.app import HubApp
from hubops.tui.collector import SILENCE_S
from hubops.tui.status import Status, bells, status_of

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


def test_refusal_is_acknowledged_by_enter_and_the_floor_hears_nothing_of_it() -> None:
    floor = FakeFloor(answer(RECEIVE), refusing)

    async def act(hand: Hand) -> None:
        await hand.pilot.press("f7")
        await hand.until(lambda: hand.status is Status.STOP)
        assert "Understood" in hand.keys
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


def drawn(hand: Hand) -> str:
    return "\n".join(strip.text for strip in hand.app.station._compositor.render_strips())


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


LONG = replace(RECEIVE, lines=tuple(Line(told(f"rad {n};", f"row {n};"), "here" * (n == 3)) for n in range(40)))


def shown(hand: Hand) -> list[str]:
    """The rows of the list that are in view."""
    rows = hand.app.station.dialogue.lines
    return [rows.render_line(y).text.strip() for y in range(rows.size.height)]


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


def test_long_question_is_shown_whole_on_eight_rows() -> None:
    text = "Set four boxes of beef for the school on the scale, then press Enter, or F5 to skip them all for now."

    async def act(hand: Hand) -> None:
        await hand.until(lambda: str(hand.app.station.question.content).replace("\n", " ") == text)
        await hand.pilot.pause()
        assert hand.app.station.question.size.height == 3

    work(FakeFloor(answer(replace(RECEIVE, what=told(text, text)))), act, size=(40, 8))


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
