"""The live weight: the scale's own digits and unit, in words and big; orders to the scale (devices.md 1.7)."""

import asyncio
from concurrent.futures import Future

import pytest
from station_hand import Hand, work
from tui_samples import NOW, RECEIVE, WEIGH, FakeFloor, FakeReader, Station, answer

from hubops.devices.scanners.meaning import read_scan
from hubops.devices.states import DeviceState, DeviceStatus
from hubops.errors import DeviceFault
from hubops.inputs import Key, Weight
from hubops.tui.live_weight import Shown, shown
from hubops.tui.status import Status
from hubops.tui.widgets.big_number import big
from hubops.tui.widgets.weight_panel import lines

BOX = Weight(12_345, stable=True, shown="12.345", unit="kg", device="dock")
MUTE = DeviceStatus("dock", "scale", DeviceState.DEGRADED, NOW, "scale.mute", {"name": "dock"})


@pytest.mark.parametrize(
    ("weight", "line"),
    [
        (BOX, "12.345 kg, AT REST, gross"),
        (Weight(12_300, True, shown="12.30", unit="kg"), "12.30 kg, AT REST, gross"),
        (Weight(1361, True, shown="3.00", unit="lb"), "3.00 lb, AT REST, gross"),
        (Weight(9_000, True, net=True, shown="9.00", unit="kg", tare_g=1650), "9.00 kg, AT REST, net, tare 1.650 kg"),
        (Weight(10_000, True, net=True, shown="10.000", unit="kg"), "10.000 kg, AT REST, net"),
        (Weight(10_000, True, net=None, shown="10.000", unit="kg"), "10.000 kg, AT REST, net or gross?"),
        (Weight(4100, False, shown="4.100", unit="kg"), "4.100 kg, MOVING, gross"),
        (Weight(-1650, False, net=True, shown="-1.650", unit="kg"), "-1.650 kg, MOVING, net"),
        (Weight(0, False, net=None), "MOVING"),
        (Weight(0, False, net=None, over=True), "OVERLOAD: take some off."),
        (Weight(0, False, net=None, under=True), "BELOW ZERO: empty the scale, then zero it."),
        (Weight(4215, True), "4.215 kg, AT REST, gross"),
    ],
)  # fmt: skip
def test_a_weight_is_told_as_the_scale_shows_it(weight: Weight, line: str) -> None:
    assert shown(weight, "en").line == line


def test_norwegians_read_a_comma() -> None:
    assert shown(BOX, "nb").line == "12,345 kg, I RO, brutto"


def test_big_digits_are_three_rows_of_half_blocks() -> None:
    assert big("1,5") == ["▄█    █▀▀", " █  ▄ ▀▀█", "▀▀▀ ▀ ▀▀▀"]


@pytest.mark.parametrize("letter", "0123456789-.,")
def test_every_digit_has_a_shape_of_its_own(letter: str) -> None:
    others = {tuple(big(other)) for other in "0123456789-.," if other != letter}
    assert tuple(big(letter)) not in others
    assert len({len(row) for row in big(letter)}) == 1


@pytest.mark.parametrize("width", [10, 30, 40, 80])
def test_no_row_is_wider_than_the_screen(width: int) -> None:
    weight = Weight(-12_345, False, net=True, shown="-12.345", unit="kg", tare_g=1650)
    for seen in (shown(weight, "nb"), shown(Weight(0, False, over=True), "nb")):
        assert all(len(row) <= width for row in lines(seen, width))
        assert len(lines(seen, width)) <= 3


def test_a_value_whose_words_have_no_room_is_small() -> None:
    assert lines(Shown(shown(BOX, "en").bearing, "12.345", "kg", "AT REST", "gross", ""), 30)[0] == "12.345 kg  AT REST"


def panel(hand: Hand) -> str:
    return str(hand.app.station.weight.content)


def test_the_weight_is_big_only_where_one_is_wanted() -> None:
    async def act(hand: Hand) -> None:
        assert hand.app.station.weight.size.height == 0
        hand.station.terminal.say(Key("f4"))
        await hand.until(lambda: "no weight yet" in panel(hand))
        hand.station.weigh(BOX)
        await hand.until(lambda: "AT REST" in panel(hand))
        assert big("12.345")[0] in panel(hand)
        await hand.until(lambda: hand.app.station.weight.size.height == 3)
        assert hand.entry == ""
        hand.station.note(MUTE)
        await hand.until(lambda: "does not answer" in panel(hand))

    work(FakeFloor(answer(RECEIVE), lambda _: answer(WEIGH)), act)


def test_on_eight_rows_it_stands_in_the_line_of_entry() -> None:
    async def act(hand: Hand) -> None:
        hand.station.weigh(BOX)
        await hand.until(lambda: hand.entry == "12.345 kg, AT REST, gross")

    work(FakeFloor(answer(WEIGH)), act, size=(40, 8))


def test_a_scale_that_streams_is_painted_no_more_than_ten_times_a_second() -> None:
    async def act(hand: Hand) -> None:
        painted: list[object] = []
        show = hand.app.station.show_weight

        def paint(seen: Shown | None) -> None:
            painted.append(seen)
            show(seen)

        hand.app.station.show_weight = paint  # type: ignore[method-assign]
        for grams in range(1, 200):
            hand.station.weigh(Weight(grams, stable=False))
            if grams % 50 == 0:
                await asyncio.sleep(0.05)
        await hand.until(lambda: "0.199" in shown(hand.app._weight or BOX, "en").line and not hand.app._weight_due)
        assert 1 <= len(painted) <= 6

    work(FakeFloor(answer(WEIGH)), act)


class ObedientReader(FakeReader):
    """A scale that does what the test says."""

    def __init__(self, status: DeviceStatus, outcome: "Future[bool]") -> None:
        super().__init__(status)
        self.outcome = outcome
        self.orders: list[str] = []

    def tare(self) -> "Future[bool]":
        """As ordered."""
        self.orders.append("tare")
        return self.outcome

    def zero(self) -> "Future[bool]":
        """As ordered."""
        self.orders.append("zero")
        return self.outcome


def obey(monkeypatch: pytest.MonkeyPatch, outcome: "Future[bool]") -> ObedientReader:
    scale = ObedientReader(DeviceStatus("dock", "scale", DeviceState.READY, NOW), outcome)
    made = Station._make_readers
    monkeypatch.setattr(Station, "_make_readers", lambda self, *told: (made(self, *told), (scale,))[1])
    return scale


@pytest.mark.parametrize(
    ("key", "order", "answered", "said", "status"),
    [
        ("f7", "tare", True, "has taken the tare", Status.OK),
        ("f8", "zero", True, "stands at zero", Status.OK),
        ("f7", "tare", False, "did not take the tare", Status.WAIT),
        ("f8", "zero", False, "did not go to zero", Status.WAIT),
        ("f8", "zero", DeviceFault("scale.cannot", name="dock"), "Use the key on the scale", Status.STOP),
        ("f7", "tare", DeviceFault("scale.no_answer", name="dock"), "Look at its display", Status.STOP),
    ],
)  # fmt: skip
def test_a_key_orders_the_scale_and_the_outcome_is_said(
    monkeypatch: pytest.MonkeyPatch, key: str, order: str, answered: object, said: str, status: Status
) -> None:
    outcome: Future[bool] = Future()
    scale = obey(monkeypatch, outcome)

    async def act(hand: Hand) -> None:
        assert "F7 Tare" in hand.keys
        await hand.pilot.press(key)
        await hand.until(lambda: "The scale is told to" in hand.last)
        if isinstance(answered, DeviceFault):
            outcome.set_exception(answered)
        else:
            outcome.set_result(bool(answered))
        await hand.until(lambda: said in hand.last.replace("\n", " "))
        assert hand.status is status

    floor = FakeFloor(answer(WEIGH))
    work(floor, act)
    assert scale.orders == [order]
    assert floor.said == []


def test_a_printed_key_orders_the_scale_too(monkeypatch: pytest.MonkeyPatch) -> None:
    scale = obey(monkeypatch, Future())

    async def act(hand: Hand) -> None:
        hand.station.scan(read_scan("CMD-F8"))
        await hand.until(lambda: scale.orders == ["zero"])

    work(FakeFloor(answer(WEIGH)), act)


def test_elsewhere_the_keys_are_the_flows(monkeypatch: pytest.MonkeyPatch) -> None:
    scale = obey(monkeypatch, Future())
    floor = FakeFloor(answer(RECEIVE))

    async def act(hand: Hand) -> None:
        assert "F7 Tare" not in hand.keys
        await hand.pilot.press("f7")
        assert floor.heard(1)

    work(floor, act)
    assert scale.orders == []
    assert floor.said == [Key("f7")]
