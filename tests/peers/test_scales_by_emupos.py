"""Scales and a scanner played by emupos, which was not written here: our readers at its pseudo-terminals."""

import queue
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import emupos
import pytest
from installed import EMUPOS

from hubops.clock import ManualClock
from hubops.devices.scales.reader import ScaleReader
from hubops.devices.scanners.serial import ScannerReader
from hubops.devices.states import DeviceState, DeviceStatus
from hubops.inputs import Scan, ScanKind, Weight

pytestmark = pytest.mark.peers

CLOCK = ManualClock(datetime(2026, 11, 24, 4, 30, tzinfo=UTC))
LINE = "9600 8N1"
"""A pseudo-terminal knows no other (devices.md 3.2)."""
PROTOCOLS = ("toledo-8217", "sma")
DEVICES = """
  - {id: toledo-8217, type: scale, profile: toledo8217-15kg, connections: [{serial: {pty: true}}]}
  - {id: sma, type: scale, profile: sma-15kg, connections: [{serial: {pty: true}}]}
  - {id: gun, type: scanner, mode: serial, suffix: enter, connections: [{serial: {pty: true}}]}
"""


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[emupos.Emupos, Path]]:
    """The program, and the folder of its serial ports."""
    if not EMUPOS.exists():
        pytest.skip("emupos is absent; make test-devices installs it")
    folder = tmp_path_factory.mktemp("emupos")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("TMPDIR", str(folder))
        with emupos.running(folder, DEVICES) as program:
            yield program, folder / "emupos"


class Bench:
    """One of its scales, and our reader."""

    def __init__(self, program: emupos.Emupos, ports: Path, protocol: str) -> None:
        self._program = program
        self._protocol = protocol
        self.weights: queue.SimpleQueue[Weight] = queue.SimpleQueue()
        self.put(0)
        self.order("zero")
        path = str(ports / protocol)
        self.reader = ScaleReader(
            "dock", path, LINE, CLOCK, self.weights.put, lambda _: None, protocol=protocol, unit="kg", poll_s=0.02
        )
        self.reader.start()

    def put(self, grams: int, *, stable: bool = True) -> None:
        """Something else lies on it."""
        self._program.order("PUT", f"/devices/{self._protocol}/weight", grams=grams, stable=stable)

    def order(self, what: str) -> None:
        """Somebody presses a key on it."""
        self._program.order("POST", f"/devices/{self._protocol}/{what}")

    def weight(self, fits: Callable[[Weight], bool]) -> Weight:
        """The first weight that fits."""
        while True:
            weight = self.weights.get(timeout=5)
            if fits(weight):
                return weight


@pytest.fixture(params=PROTOCOLS)
def bench(peer: tuple[emupos.Emupos, Path], request: pytest.FixtureRequest) -> Iterator[Bench]:
    made = Bench(*peer, request.param)
    yield made
    made.put(0)
    made.order("zero")
    made.reader.stop()


def test_a_box_at_rest(bench: Bench) -> None:
    assert bench.weight(lambda weight: weight.stable).grams == 0
    bench.put(2015)
    found = bench.weight(lambda weight: weight.grams != 0)
    assert (found.grams, found.shown, found.unit, found.stable, found.net) == (2015, "2.015", "kg", True, False)


def test_what_moves_is_not_at_rest(bench: Bench) -> None:
    bench.weight(lambda weight: weight.stable)
    bench.put(3500, stable=False)
    assert bench.weight(lambda weight: not weight.stable).grams in (0, 3500)
    bench.put(3500)
    assert bench.weight(lambda weight: weight.stable).grams == 3500


@pytest.mark.parametrize("grams", [20_000, -100])
def test_what_is_out_of_range_is_no_weight(bench: Bench, grams: int) -> None:
    bench.weight(lambda weight: weight.stable)
    bench.put(grams)
    found = bench.weight(lambda weight: not weight.stable)
    assert (found.grams, found.over, found.under) == (0, grams > 0, grams < 0)


@pytest.mark.parametrize("bench", ["sma"], indirect=True)
def test_our_tare_makes_it_net(bench: Bench) -> None:
    bench.put(1650)
    bench.weight(lambda weight: weight.grams == 1650)
    assert bench.reader.tare().result(timeout=5)
    bench.put(3665)
    found = bench.weight(lambda weight: weight.grams == 2015)
    assert (found.stable, found.net) == (True, True)


@pytest.mark.parametrize("bench", ["sma"], indirect=True)
def test_our_zero_is_obeyed(bench: Bench) -> None:
    bench.put(40)
    bench.weight(lambda weight: weight.grams == 40)
    assert bench.reader.zero().result(timeout=5)
    assert bench.weight(lambda weight: weight.grams == 0).stable


@pytest.mark.parametrize("bench", ["toledo-8217"], indirect=True)
def test_an_order_that_a_scale_does_not_know_is_not_taken_for_done(bench: Bench) -> None:
    """Its 8217 has neither tare nor zero, and answers both with a status."""
    bench.put(1650)
    bench.weight(lambda weight: weight.grams == 1650)
    assert bench.reader.tare().result(timeout=5) is False
    assert bench.reader.zero().result(timeout=5) is False


def test_a_tare_that_is_set_at_the_scale_makes_it_net(bench: Bench) -> None:
    bench.put(1650)
    bench.weight(lambda weight: weight.grams == 1650)
    bench.order("tare")
    bench.put(3665)
    found = bench.weight(lambda weight: weight.grams == 2015)
    assert (found.stable, found.net) == (True, True)


def test_codes_of_its_scanner(peer: tuple[emupos.Emupos, Path]) -> None:
    program, ports = peer
    scans: queue.SimpleQueue[Scan] = queue.SimpleQueue()
    states: queue.SimpleQueue[DeviceStatus] = queue.SimpleQueue()
    reader = ScannerReader("gun", str(ports / "gun"), LINE, CLOCK, scans.put, states.put)
    reader.start()
    while states.get(timeout=5).state is not DeviceState.READY:
        pass
    program.order("POST", "/devices/gun/scans", data="]E07038010001659", countdown_seconds=0)
    assert scans.get(timeout=5).gtin == "07038010001659"
    program.order("POST", "/devices/gun/scans", data="ZONE-K1", countdown_seconds=0)
    found = scans.get(timeout=5)
    assert (found.kind, found.code) == (ScanKind.ZONE, "K1")
    reader.stop()
