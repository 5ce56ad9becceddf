"""What is silent is seen on every screen until it is dealt with, and a new one is heard once."""

from datetime import timedelta

import pytest
from goods import MILK_CODE, receive
from station_hand import Hand, work
from test_tui_screens import drawn
from tui_samples import NOT_NOW, RECEIVE, SIGN_IN, TODAY, WEIGH, FakeFloor, News, answer, board, told

from hubops.clock import ManualClock
from hubops.demo.model_worker import ModelWorker
from hubops.flows.table import Prompt
from hubops.inputs import Key
from hubops.jobs.watch import SilenceWatch
from hubops.messages import Message, Severity
from hubops.open_hub import OpenHub
from hubops.operations import alarms
from hubops.tui.alarm_look import AlarmLook
from hubops.tui.news import Alarmed, Answered, BoardRead

MISSING = Message("alarm.delivery_missing", {"producer": "Lier Grønt [SA]", "number": 3})
SIZES = [(80, 24), (160, 45), (40, 8)]


def screen(prompt: Prompt, size: tuple[int, int], *, count: int = 2, message: Message | None = None) -> list[str]:
    """The rows of a screen on which alarms stand."""
    seen: list[str] = []

    async def act(hand: Hand) -> None:
        hand.app.post_message(BoardRead(board(), ()))
        hand.app.post_message(Alarmed(count, MISSING if count else None, fresh=False))
        if message is not None:
            goal = answer(prompt, message)
            hand.app.post_message(Answered(goal, Key("f4")))
            await hand.until(lambda: hand.app._answer is goal)
        for _ in range(3):
            await hand.pilot.pause(0.03)
        seen.extend(drawn(hand.app).splitlines())

    work(FakeFloor(answer(prompt)), act, size=size)
    return seen


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("prompt", [SIGN_IN, TODAY, RECEIVE, WEIGH], ids=lambda prompt: prompt.id)
def test_every_screen_counts_them(prompt: Prompt, size: tuple[int, int]) -> None:
    assert any("2 ALARMS" in row for row in screen(prompt, size))


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("prompt", [SIGN_IN, TODAY, RECEIVE], ids=lambda prompt: prompt.id)
def test_where_nothing_is_silent_nothing_is_said(prompt: Prompt, size: tuple[int, int]) -> None:
    assert "ALARM" not in "\n".join(screen(prompt, size, count=0)).upper().replace("ALARMS (", "")


@pytest.mark.parametrize("size", SIZES[:2], ids=str)
@pytest.mark.parametrize("count", [1, 2])
def test_the_board_tells_the_oldest(size: tuple[int, int], count: int) -> None:
    rows = screen(TODAY, size, count=count)
    first = next(n for n, row in enumerate(rows) if "(F4)" in row)
    assert "Lier Grønt [SA]" in " ".join(rows[first : first + 2])
    assert any("Deliveries" in row for row in rows[first + 1 :])


def test_a_sentence_that_must_be_read_is_not_cut_for_it() -> None:
    long = told("", " ".join(["Take it off the scale and wait."] * 7), Severity.REFUSED)
    rows = " ".join(" ".join(screen(RECEIVE, (40, 8), message=long)).split())
    assert rows.count("Take it off the scale and wait.") == 7
    assert "2 ALARMS" not in rows


@pytest.mark.parametrize("width", [40, 80])
def test_a_short_refusal_leaves_room_for_it(width: int) -> None:
    rows = screen(RECEIVE, (width, 24), message=NOT_NOW)
    assert any("2 ALARMS" in row for row in rows)
    assert any("Scan a case." in row for row in rows)


def test_a_new_one_rings_once() -> None:
    async def act(hand: Hand) -> None:
        before = hand.rung
        for count, fresh in ((1, True), (2, True), (1, False), (0, False)):
            news = Alarmed(count, MISSING if count else None, fresh=fresh)
            hand.app.post_message(news)
            await hand.until(lambda news=news: hand.app._alarms is news)  # type: ignore[misc]
        assert hand.rung == before + 2
        assert "ALARM" not in hand.last

    work(FakeFloor(answer(RECEIVE)), act)


def test_the_look_tells_what_has_changed_and_no_more(hub: OpenHub, clock: ManualClock, worker: ModelWorker) -> None:
    news = News()
    look = AlarmLook(hub.job_desk("terminal"), news.post)
    watch = SilenceWatch(hub.job_desk("clock"))
    look.look()
    assert news.told == []

    clock.move_to(clock.now() + timedelta(hours=3))
    watch.tick()
    look.look()
    look.look()
    (first,) = news.told
    assert isinstance(first, Alarmed)
    assert (first.fresh, first.count) == (True, len(hub.job_desk("look").look(alarms.open_alarms)))
    assert first.oldest is not None

    receive(worker, MILK_CODE)
    watch.tick()
    look.look()
    second = news.told[-1]
    assert isinstance(second, Alarmed)
    assert (second.fresh, second.count) == (False, first.count - 1)


def test_a_screen_that_is_not_there_yet_is_told_later(hub: OpenHub, clock: ManualClock) -> None:
    clock.move_to(clock.now() + timedelta(hours=3))
    SilenceWatch(hub.job_desk("clock")).tick()
    answers, heard = [False, True], []

    def tell(news: object) -> bool:
        heard.append(news)
        return answers.pop(0)

    look = AlarmLook(hub.job_desk("terminal"), tell)
    for _ in range(3):
        look.look()
    assert len(heard) == 2
