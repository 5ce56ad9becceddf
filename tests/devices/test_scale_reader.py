"""Every protocol end to end: the reader and a simulated scale that speaks it, over a pseudo terminal."""

import queue
import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hubops.clock import ManualClock
from hubops.devices.scales.protocols import DRIVERS, driver_for
from hubops.devices.scales.reader import ScaleReader
from hubops.devices.simulators.scale import SimulatedScale
from hubops.devices.states import DeviceState, DeviceStatus
from hubops.errors import DeviceFault, SetupFault
from hubops.inputs import Weight

MUTE_AFTER_S = 0.3
TRIES = 3
"""A busy machine may hold up any one of them; a reader that is slow is slow each time."""
PROTOCOLS = list(DRIVERS)
CONFIRMING = [name for name, driver in DRIVERS.items() if driver.confirms]


class Bench:
    """A simulated scale, the reader at its cable, and what the reader told."""

    def __init__(self, folder: Path, protocol: str, weighs: str = "", *, alibi: bool = False) -> None:
        self.weights: queue.SimpleQueue[Weight] = queue.SimpleQueue()
        self.states: queue.SimpleQueue[DeviceStatus] = queue.SimpleQueue()
        self.scale = SimulatedScale(folder / "scale", protocol=protocol)
        self.reader = ScaleReader(
            "dock",
            self.scale.path,
            DRIVERS[protocol].line,
            ManualClock(datetime(2026, 11, 24, 4, 30, tzinfo=UTC)),
            self.weights.put,
            self.states.put,
            protocol=protocol,
            unit="kg",
            weighs=weighs,
            alibi=alibi,
            poll_s=0.01,
            mute_after_s=MUTE_AFTER_S,
        )
        self.reader.start()

    def weight(self, fits: Callable[[Weight], bool]) -> Weight:
        """Wait for the first weight that fits."""
        while True:
            weight = self.weights.get(timeout=5)
            if fits(weight):
                return weight

    def state(self, state: DeviceState, fault: str = "") -> None:
        """Wait for a state."""
        while True:
            status = self.states.get(timeout=5)
            if (status.state, status.fault) == (state, fault):
                return

    def mute(self) -> float:
        """Let the scale fall silent until the reader says so, and speak again; the seconds of the silence."""
        self.scale.mute(True)
        since = time.monotonic()
        self.state(DeviceState.DEGRADED, "scale.mute")
        took = time.monotonic() - since
        self.scale.mute(False)
        self.state(DeviceState.READY)
        return took

    def pull_and_plug(self, grams: int) -> tuple[float, float]:
        """Pull the cable until the reader says so, and put it back with a load; the seconds of both."""
        since = time.monotonic()
        self.scale.unplug()
        self.state(DeviceState.GONE, "device.gone")
        pulled = time.monotonic() - since
        self.scale.put(grams)
        since = time.monotonic()
        self.scale.plug()
        assert self.weight(lambda weight: weight.grams == grams).stable
        return pulled, time.monotonic() - since

    def close(self) -> None:
        """Stop the reader, then the scale."""
        self.reader.stop()
        self.scale.close()


@pytest.fixture
def bench(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Bench]:
    bench = Bench(tmp_path, request.param)
    yield bench
    bench.close()


every_protocol = pytest.mark.parametrize("bench", PROTOCOLS, indirect=True)


@every_protocol
def test_a_box_is_put_on_comes_to_rest_and_is_too_heavy(bench: Bench) -> None:
    assert bench.weight(lambda weight: weight.net is not None).grams == 0
    bench.scale.moving(True)
    bench.scale.put(12_345)
    bench.weight(lambda weight: not weight.stable)
    bench.scale.moving(False)
    rested = bench.weight(lambda weight: weight.stable and weight.grams != 0)
    assert (rested.grams, rested.shown, rested.unit, rested.net) == (12_345, "12.345", "kg", False)
    assert rested.device == "dock"
    bench.scale.put(60_500)
    assert bench.weight(lambda weight: weight.over).grams == 0
    bench.scale.put(-700)
    below = bench.weight(lambda weight: not weight.over)
    assert below.under or not below.stable
    bench.scale.put(0)
    bench.weight(lambda weight: weight.stable and weight.grams == 0)


@every_protocol
def test_a_tare_makes_the_weight_net_and_zero_ends_it(bench: Bench) -> None:
    bench.scale.put(1_650)
    bench.weight(lambda weight: weight.grams == 1_650)
    assert bench.reader.tare().result(timeout=5) is True
    assert bench.weight(lambda weight: weight.net is True).grams == 0
    bench.scale.put(11_650)
    filled = bench.weight(lambda weight: weight.grams == 10_000)
    assert filled.net
    assert filled.tare_g in (1_650, None)
    assert bench.reader.zero().result(timeout=5) is True
    assert bench.weight(lambda weight: weight.net is False).grams == 0


@pytest.mark.parametrize("bench", CONFIRMING, indirect=True)
def test_a_moving_load_is_not_tared(bench: Bench) -> None:
    bench.weight(lambda weight: weight.stable)
    bench.scale.moving(True)
    bench.weight(lambda weight: not weight.stable)
    assert bench.reader.tare().result(timeout=5) is False
    assert bench.reader.zero().result(timeout=5) is False
    bench.scale.moving(False)
    assert bench.weight(lambda weight: weight.stable and weight.net is not None).net is False


@every_protocol
def test_a_mute_scale_is_found_within_its_time_and_comes_back(bench: Bench) -> None:
    bench.state(DeviceState.READY)
    assert any(bench.mute() < MUTE_AFTER_S + 0.5 for _ in range(TRIES))


@every_protocol
def test_an_unplug_is_known_within_a_second_and_the_plug_within_two(bench: Bench) -> None:
    bench.state(DeviceState.READY)
    bench.weight(lambda weight: weight.stable)
    tries = (bench.pull_and_plug(grams) for grams in (700, 1_400, 2_100))
    assert any(pulled < 1 and plugged < 2 for pulled, plugged in tries)


@pytest.mark.parametrize(
    "bench", [name for name, driver in DRIVERS.items() if driver.identify and name != "toledo-8217"], indirect=True
)
def test_the_serial_number_goes_with_each_weight(bench: Bench) -> None:
    bench.scale.put(500)
    assert bench.weight(lambda weight: weight.grams == 500 and weight.serial != "").serial in (
        "B021002593",
        "0012345678",
    )
    assert bench.reader.status.values["serial"] in ("B021002593", "0012345678")


@pytest.mark.parametrize(("weighs", "net"), [("gross", False), ("net", True)])
def test_the_hub_may_answer_for_what_a_scale_does_not_say(tmp_path: Path, weighs: str, net: bool) -> None:
    bench = Bench(tmp_path, "and", weighs)
    assert bench.weight(lambda weight: weight.stable).net is net
    bench.close()


def test_a_load_at_rest_is_stored_once_and_its_record_goes_with_the_frame(tmp_path: Path) -> None:
    bench = Bench(tmp_path, "dini", alibi=True)
    try:
        bench.scale.put(1_234)
        first = bench.weight(lambda weight: weight.grams == 1_234 and weight.stable)
        bench.scale.put(0)
        empty = bench.weight(lambda weight: weight.grams == 0)
        bench.scale.put(5_000)
        second = bench.weight(lambda weight: weight.grams == 5_000 and weight.stable)
    finally:
        bench.close()
    assert first.raw == "ST,GS,   1.234,kg PIDST,1,     1.234kg,       0.000kg,00001-000001"
    assert (empty.stable, empty.raw) == (True, "ST,GS,   0.000,kg")
    assert second.raw == "ST,GS,   5.000,kg PIDST,1,     5.000kg,       0.000kg,00001-000002"


def test_a_net_weight_is_stored_with_its_tare(tmp_path: Path) -> None:
    bench = Bench(tmp_path, "dini", alibi=True)
    try:
        bench.scale.put(2_000)
        bench.weight(lambda weight: weight.grams == 2_000 and weight.stable)
        assert bench.reader.tare().result(5)
        bench.scale.put(7_500)
        weight = bench.weight(lambda weight: weight.grams == 5_500 and weight.stable)
    finally:
        bench.close()
    assert weight.net
    assert weight.raw.startswith("ST,NT,   5.500,kg PIDST,1,     7.500kg,       2.000kg,00001-")


def test_a_scale_that_stores_nothing_gives_no_weight_that_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SimulatedScale, "_answer", _stores_nothing(SimulatedScale._answer))
    bench = Bench(tmp_path, "dini", alibi=True)
    try:
        bench.scale.put(1_234)
        assert not bench.weight(lambda weight: weight.grams == 1_234).stable
        bench.state(DeviceState.DEGRADED, "scale.no_record")
        bench.scale.put(0)
        bench.state(DeviceState.READY)
    finally:
        bench.close()


def _stores_nothing(answer: Callable[[SimulatedScale, str], str]) -> Callable[[SimulatedScale, str], str]:
    return lambda scale, asked: re.sub("[0-9]{5}-[0-9]{6}", "NO", answer(scale, asked))


def test_a_scale_without_an_alibi_memory_is_refused_at_once() -> None:
    with pytest.raises(SetupFault) as refused:
        driver_for("mt-sics", alibi=True)
    assert (refused.value.code, refused.value.values["known"]) == ("scale.no_alibi", "dini")


def test_a_scale_that_knows_no_tare_leaves_it_open(tmp_path: Path) -> None:
    """Ohaus scales that print no NET or G: the booking rule refuses what may be net."""
    bench = Bench(tmp_path, "mt-sics")
    bench.weight(lambda weight: weight.net is False)
    bench.reader.received(b'I4 A "another scale"\r\nS S      7.000 kg\r\n')
    assert bench.weight(lambda weight: weight.grams == 7_000).net is None
    bench.close()


def test_a_weight_is_not_at_rest_until_its_tare_is_known(tmp_path: Path) -> None:
    """After an order, or another scale, the tare is asked anew; what comes meanwhile must not be refused as unknown."""
    bench = Bench(tmp_path, "mt-sics")
    bench.weight(lambda weight: weight.net is False)
    assert bench.reader.zero().result(timeout=5) is True
    bench.scale.put(2_015)
    while True:
        weight = bench.weight(lambda weight: weight.grams == 2_015)
        assert weight.stable == (weight.net is not None)
        if weight.stable:
            break
    bench.close()


def test_a_scale_that_was_mute_for_long_is_asked_for_its_tare_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Silence is no answer: else it would weigh neither net nor gross from then on."""
    monkeypatch.setattr("hubops.devices.scales.reader.TARE_EVERY_S", 0.03)
    monkeypatch.setattr("hubops.devices.scales.reader.TARE_HOLDS_S", 0.1)
    bench = Bench(tmp_path, "mt-sics")
    bench.state(DeviceState.READY)
    bench.scale.mute(True)
    bench.state(DeviceState.DEGRADED, "scale.mute")
    bench.scale.put(500)
    bench.scale.mute(False)
    assert bench.weight(lambda weight: weight.grams == 500 and weight.stable).net is False
    bench.close()


def test_the_echo_of_another_programs_search_is_ended(tmp_path: Path) -> None:
    """A probe that sends E and dies leaves a Toledo 8217 an echo of all it hears (devices.md 1.3)."""
    bench = Bench(tmp_path, "toledo-8217")
    bench.state(DeviceState.READY)
    bench.scale.unplug()
    bench.scale.echo(True)
    bench.scale.plug()
    bench.state(DeviceState.READY)
    bench.close()


def test_a_scale_that_may_not_be_tared_is_not_waited_for_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Toledo 8217 is silent when its tare is switched off."""
    monkeypatch.setattr("hubops.devices.scales.reader.ORDER_S", 0.2)
    bench = Bench(tmp_path, "toledo-8217")
    bench.weight(lambda weight: weight.stable)
    bench.scale.mute(True)
    with pytest.raises(DeviceFault, match=r"scale\.no_answer"):
        bench.reader.tare().result(timeout=5)
    bench.close()


def test_a_protocol_that_nobody_speaks_is_refused_at_once() -> None:
    with pytest.raises(SetupFault) as refused:
        ScaleReader(
            "dock",
            "/dev/x",
            "9600 8N1",
            ManualClock(datetime(2026, 11, 24, tzinfo=UTC)),
            lambda weight: None,
            lambda status: None,
            protocol="mettler",
        )
    assert refused.value.code == "scale.unknown_protocol"
