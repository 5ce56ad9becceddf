"""The threads of a station: what is said is answered once, and no trouble ends them."""

from collections.abc import Callable, Iterator

import pytest
import textual.message
from tui_samples import DEVICES, NOT_NOW, RECEIVE, SIGN_IN, TAKEN, TODAY, WEIGH, FakeFloor, News, Station, answer

from hubops.devices.scanners.meaning import read_scan
from hubops.devices.states import DeviceState, DeviceStatus
from hubops.errors import StoreFault
from hubops.flows.floor import Answer
from hubops.inputs import Input, Key, Weight
from hubops.tui.news import Answered, BoardRead, DeviceChanged, Troubled, Weighed

STILL = Weight(4215, stable=True, device="dock")
MOVING = Weight(4100, stable=False, device="dock")
EMPTY = Weight(0, stable=True, device="dock")
SCAN = read_scan("7038010001659", "dock")

Start = Callable[[FakeFloor], tuple[Station, News]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts stations and stops them afterwards."""
    stations = []

    def begin(floor: FakeFloor) -> tuple[Station, News]:
        station, news = Station(floor), News()
        stations.append(station)
        station.terminal.start(news.post)
        assert news.wait_for(lambda told: bool(of(told, Answered) or of(told, Troubled)))
        return station, news

    yield begin
    for station in stations:
        station.terminal.stop()


def of(told: list[textual.message.Message], kind: type[textual.message.Message]) -> list[textual.message.Message]:
    return [message for message in told if isinstance(message, kind)]


def test_it_begins_with_the_prompt_that_stands(start: Start) -> None:
    _, news = start(FakeFloor(answer(RECEIVE, TAKEN)))

    first = of(news.told, Answered)[0]

    assert isinstance(first, Answered)
    assert (first.answer.prompt, first.answer.message, first.said) == (RECEIVE, None, None)


def test_every_input_gets_a_key_of_its_own_and_keeps_its_turn(start: Start) -> None:
    floor = FakeFloor(answer(RECEIVE))
    station, _ = start(floor)
    sent: list[Input] = [Key("f4"), *[read_scan(f"ZONE-K{n}") for n in range(50)]]

    for said in sent:
        station.terminal.say(said)

    assert floor.heard(len(sent))
    assert floor.said == sent
    assert len(set(floor.keys)) == len(sent)


def test_scanner_speaks_to_the_floor_without_the_screen(start: Start) -> None:
    floor = FakeFloor(answer(RECEIVE))
    station, _ = start(floor)

    station.scan(SCAN)

    assert floor.heard(1)
    assert floor.said == [SCAN]


def test_store_fault_is_asked_again_with_the_same_key(start: Start) -> None:
    faults = [StoreFault("store.busy")]

    def reply(_: Input) -> Answer:
        if faults:
            raise faults.pop()
        return answer(RECEIVE, TAKEN)

    floor = FakeFloor(answer(RECEIVE), reply)
    station, news = start(floor)

    station.terminal.say(SCAN)

    assert news.wait_for(lambda told: len(of(told, Answered)) == 2)
    assert len(floor.keys) == 2
    assert len(set(floor.keys)) == 1
    assert of(news.told, Troubled) == []


@pytest.mark.parametrize(
    ("failure", "code"), [(StoreFault("store.failed", reason="disk"), "store.failed"), (KeyError("x"), "screen.fault")]
)
def test_trouble_is_told_and_the_station_goes_on(start: Start, failure: Exception, code: str) -> None:
    def reply(said: Input) -> Answer:
        if said == SCAN:
            raise failure
        return answer(RECEIVE, TAKEN)

    station, news = start(FakeFloor(answer(RECEIVE), reply))

    station.terminal.say(SCAN)
    station.terminal.say(Key("f4"))

    assert news.wait_for(lambda told: len(of(told, Answered)) == 2)
    (trouble,) = of(news.told, Troubled)
    assert isinstance(trouble, Troubled)
    assert (trouble.trouble.code, trouble.fresh) == (code, True)


def test_board_is_read_while_it_shows(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hubops.tui.terminal.BOARD_EVERY_S", 0.02)

    _, news = start(FakeFloor(answer(TODAY)))

    assert news.wait_for(lambda told: len(of(told, BoardRead)) >= 3)


def test_board_is_not_read_during_a_job(start: Start) -> None:
    floor = FakeFloor(answer(RECEIVE))
    station, news = start(floor)

    station.terminal.say(SCAN)

    assert news.wait_for(lambda told: len(of(told, Answered)) == 2)
    assert of(news.told, BoardRead) == []


@pytest.mark.parametrize("locks", [True, False])
def test_a_station_that_may_lock_looks_whether_it_has(monkeypatch: pytest.MonkeyPatch, locks: bool) -> None:
    monkeypatch.setattr("hubops.tui.terminal.LOCK_LOOK_S", 0.02)
    floor = FakeFloor(answer(RECEIVE))
    station, news = Station(floor, locks=locks), News()
    station.terminal.start(news.post)
    assert news.wait_for(lambda told: bool(of(told, Answered)))

    floor.standing = answer(SIGN_IN)
    looked = news.wait_for(lambda told: any(_signs_in(each) for each in told), timeout=5 if locks else 0.1)
    station.terminal.stop()

    assert looked is locks
    assert floor.said == []


def _signs_in(told: textual.message.Message) -> bool:
    return isinstance(told, Answered) and told.answer.prompt == SIGN_IN


def test_only_weights_at_rest_reach_the_floor_but_the_screen_sees_all(start: Start) -> None:
    floor = FakeFloor(answer(RECEIVE))
    station, news = start(floor)
    over = Weight(0, stable=False, over=True, device="dock")

    for weight in (EMPTY, MOVING, STILL, MOVING, over, EMPTY):
        station.weigh(weight)

    assert floor.heard(4)
    assert floor.said == [EMPTY, STILL, over, EMPTY]
    assert len(of(news.told, Weighed)) == 6


def test_box_that_stood_on_the_scale_before_the_question_is_read_once(start: Start) -> None:
    floor = FakeFloor(answer(RECEIVE), lambda said: answer(WEIGH if said == SCAN else RECEIVE, TAKEN))
    station, _ = start(floor)

    station.weigh(STILL)
    station.terminal.say(SCAN)
    station.terminal.say(SCAN)
    station.terminal.say(Key("f3"))

    assert floor.heard(5)
    assert floor.said == [STILL, SCAN, STILL, SCAN, Key("f3")]


def test_refused_weight_is_not_sent_over_and_over(start: Start) -> None:
    floor = FakeFloor(answer(WEIGH), lambda _: answer(WEIGH, NOT_NOW))
    station, _ = start(floor)

    station.weigh(STILL)
    station.terminal.say(Key("f8"))

    assert floor.heard(2)
    assert floor.said == [STILL, Key("f8")]


@pytest.mark.parametrize("what", ["moves", "is pulled out"])
def test_weight_that_stands_no_longer_is_not_read(start: Start, what: str) -> None:
    floor = FakeFloor(answer(RECEIVE), lambda said: answer(WEIGH if said == SCAN else RECEIVE))
    station, news = start(floor)
    station.weigh(STILL)

    if what == "moves":
        station.weigh(MOVING)
    else:
        gone = DeviceStatus("dock", "scale", DeviceState.GONE, DEVICES[1].since, "device.gone")
        station.note(gone)
        assert of(news.told, DeviceChanged)
    station.terminal.say(SCAN)
    station.terminal.say(Key("f3"))

    assert floor.heard(3)
    assert floor.said == [STILL, SCAN, Key("f3")]


def test_board_is_read_now_and_then_where_it_stands_beside_a_job(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hubops.tui.terminal.BESIDE_EVERY_S", 0.02)
    station, news = start(FakeFloor(answer(RECEIVE)))

    station.terminal.board_beside = True
    station.terminal.say(SCAN)

    assert news.wait_for(lambda told: len(of(told, BoardRead)) >= 3)
