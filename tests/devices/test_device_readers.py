"""The readers of scanner and scale on the simulators' pseudo terminals: states, unplug, a scale that turns mute."""

import contextlib
import os
import pty
import queue
import socket
import threading
import tty
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from hubops.clock import ManualClock
from hubops.devices.scales.reader import ScaleReader
from hubops.devices.scanners.serial import ScannerReader
from hubops.devices.simulators.scale import SimulatedScale
from hubops.devices.simulators.scanner import SimulatedScanner
from hubops.devices.states import DeviceState, DeviceStatus
from hubops.errors import SetupFault
from hubops.inputs import Scan, ScanKind, Weight

LINE = "9600 8N1"
MUTE_AFTER_S = 1.0

T = TypeVar("T")


def until(heard: "queue.SimpleQueue[T]", fits: Callable[[T], bool]) -> T:
    """Wait for the first thing told that fits."""
    while True:
        thing = heard.get(timeout=5)
        if fits(thing):
            return thing


def in_state(state: DeviceState, fault: str = "") -> Callable[[DeviceStatus], bool]:
    return lambda status: (status.state, status.fault) == (state, fault)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 11, 24, 4, 30, tzinfo=UTC))


@pytest.fixture
def states() -> "queue.SimpleQueue[DeviceStatus]":
    return queue.SimpleQueue()


@pytest.fixture
def scans() -> "queue.SimpleQueue[Scan]":
    return queue.SimpleQueue()


@pytest.fixture
def weights() -> "queue.SimpleQueue[Weight]":
    return queue.SimpleQueue()


@pytest.fixture
def gun(tmp_path: Path) -> Iterator[SimulatedScanner]:
    gun = SimulatedScanner(tmp_path / "scanner")
    yield gun
    gun.close()


@pytest.fixture
def scanner(
    gun: SimulatedScanner,
    clock: ManualClock,
    scans: "queue.SimpleQueue[Scan]",
    states: "queue.SimpleQueue[DeviceStatus]",
) -> Iterator[ScannerReader]:
    reader = ScannerReader("dock", gun.path, LINE, clock, scans.put, states.put)
    reader.start()
    until(states, in_state(DeviceState.READY))
    yield reader
    reader.stop()


@pytest.fixture
def floor_scale(tmp_path: Path) -> Iterator[SimulatedScale]:
    floor_scale = SimulatedScale(tmp_path / "scale")
    yield floor_scale
    floor_scale.close()


@pytest.fixture
def scale(
    floor_scale: SimulatedScale,
    clock: ManualClock,
    weights: "queue.SimpleQueue[Weight]",
    states: "queue.SimpleQueue[DeviceStatus]",
) -> Iterator[ScaleReader]:
    reader = ScaleReader(
        "dock", floor_scale.path, LINE, clock, weights.put, states.put, poll_s=0.02, mute_after_s=MUTE_AFTER_S
    )
    reader.start()
    until(states, in_state(DeviceState.READY))
    yield reader
    reader.stop()


def test_scans_arrive_in_order_with_their_meaning(
    scanner: ScannerReader, gun: SimulatedScanner, scans: "queue.SimpleQueue[Scan]"
) -> None:
    gun.scan("]C10107038010001659\x1d10L2611")
    gun.scan("BADGE-0007")
    gun.scan("BADGE-0007")
    first, second, third = (scans.get(timeout=5) for _ in range(3))
    assert (first.kind, first.lot, first.device) == (ScanKind.ITEM, "L2611", "dock")
    assert second == third  # whether a repeat counts is for the flow to say
    assert second.code == "0007"
    assert scanner.status.state is DeviceState.READY


def test_a_scanner_without_suffix_is_ended_by_silence(
    scanner: ScannerReader, gun: SimulatedScanner, scans: "queue.SimpleQueue[Scan]"
) -> None:
    assert scanner.status.fault == ""
    for _ in range(20):  # on a busy machine there may be silence between the two pieces as well
        gun.send(b"]E07038")
        gun.send(b"010001659")
        if scans.get(timeout=5).gtin == "07038010001659":
            return
    pytest.fail("two pieces without a silence were never one code")


def test_an_unplugged_scanner_is_found_again_and_half_a_code_is_forgotten(
    scanner: ScannerReader,
    gun: SimulatedScanner,
    scans: "queue.SimpleQueue[Scan]",
    states: "queue.SimpleQueue[DeviceStatus]",
    clock: ManualClock,
) -> None:
    clock.move_to(clock.now() + timedelta(minutes=1))
    gun.send(b"BADGE-")
    gun.unplug()
    gone = until(states, in_state(DeviceState.GONE, "device.gone"))
    assert gone.since == clock.now()
    assert gone.values == {"name": "dock", "port": gun.path}
    gun.plug()
    until(states, in_state(DeviceState.READY))
    gun.scan("ZONE-K1")
    assert until(scans, lambda scan: scan.kind is not ScanKind.UNREADABLE).code == "K1"
    assert scanner.status.fault == ""


def test_a_scanner_that_was_never_there_is_absent_until_it_comes(
    tmp_path: Path, clock: ManualClock, scans: "queue.SimpleQueue[Scan]", states: "queue.SimpleQueue[DeviceStatus]"
) -> None:
    link = tmp_path / "scanner"
    reader = ScannerReader("dock", str(link), LINE, clock, scans.put, states.put)
    assert reader.status.state is DeviceState.ABSENT
    reader.start()
    until(states, in_state(DeviceState.ABSENT, "device.absent"))
    gun = SimulatedScanner(link)
    until(states, in_state(DeviceState.READY))
    reader.stop()
    gun.close()


def test_a_port_is_for_one_reader(
    scanner: ScannerReader, gun: SimulatedScanner, clock: ManualClock, states: "queue.SimpleQueue[DeviceStatus]"
) -> None:
    second = ScannerReader("yard", gun.path, LINE, clock, lambda scan: None, states.put)
    second.start()
    until(states, in_state(DeviceState.ABSENT, "device.busy"))
    second.stop()
    assert scanner.status.state is DeviceState.READY


def test_what_was_scanned_before_the_port_was_opened_is_dropped(
    tmp_path: Path, clock: ManualClock, scans: "queue.SimpleQueue[Scan]", states: "queue.SimpleQueue[DeviceStatus]"
) -> None:
    gun = SimulatedScanner(tmp_path / "scanner")
    gun.scan("ZONE-OLD")
    reader = ScannerReader("dock", gun.path, LINE, clock, scans.put, states.put)
    reader.start()
    until(states, in_state(DeviceState.READY))
    gun.scan("ZONE-NEW")
    assert scans.get(timeout=5).code == "NEW"
    reader.stop()
    gun.close()


def test_a_failing_listener_does_not_end_the_reading(
    gun: SimulatedScanner, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    heard: queue.SimpleQueue[Scan] = queue.SimpleQueue()
    ready = threading.Semaphore(0)

    def listen(scan: Scan) -> None:
        if scan.code == "BAD":
            raise ValueError(scan.code)
        heard.put(scan)

    def opened(status: DeviceStatus) -> None:
        if status.state is DeviceState.READY:
            ready.release()

    reader = ScannerReader("dock", gun.path, LINE, clock, listen, opened)
    reader.start()
    assert ready.acquire(timeout=5)
    gun.scan("ZONE-BAD")
    for _ in range(250):  # the port is opened anew, and what comes before that is lost
        gun.scan("ZONE-GOOD")
        with contextlib.suppress(queue.Empty):
            assert heard.get(timeout=0.02).code == "GOOD"
            break
    assert "the user of port" in caplog.text
    reader.stop()


def test_a_port_server_on_tcp(
    clock: ManualClock, scans: "queue.SimpleQueue[Scan]", states: "queue.SimpleQueue[DeviceStatus]"
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = f"socket://127.0.0.1:{server.getsockname()[1]}"
        reader = ScannerReader("yard", port, LINE, clock, scans.put, states.put)
        reader.start()
        connection, _ = server.accept()
        until(states, in_state(DeviceState.READY))
        connection.sendall(b"VEHICLE-V1\r")
        assert scans.get(timeout=5).code == "V1"
        connection.close()
        until(states, in_state(DeviceState.GONE, "device.gone"))
        reader.stop()


def test_malformed_settings_are_refused_at_once(clock: ManualClock) -> None:
    for port, line, code in (("/dev/x", "9600", "device.bad_line"), ("tcp://x:1", LINE, "device.bad_port")):
        with pytest.raises(SetupFault) as refused:
            ScannerReader("dock", port, line, clock, lambda scan: None, lambda status: None)
        assert refused.value.code == code


def test_weights_are_told_when_they_change(
    scale: ScaleReader, floor_scale: SimulatedScale, weights: "queue.SimpleQueue[Weight]"
) -> None:
    assert weights.get(timeout=5) == Weight(
        0,
        stable=True,
        net=False,
        device="dock",
        raw="S S      0.000 kg",
        shown="0.000",
        unit="kg",
        tare_g=0,
        serial="B021002593",
    )
    floor_scale.moving(True)
    assert not weights.get(timeout=5).stable
    floor_scale.put(12_345)
    assert until(weights, lambda weight: weight.grams == 12_345).stable is False
    floor_scale.moving(False)
    rested = weights.get(timeout=5)
    assert (rested.grams, rested.shown, rested.stable, rested.raw) == (12_345, "12.345", True, "S S     12.345 kg")
    floor_scale.put(60_001)
    assert weights.get(timeout=5).over
    floor_scale.put(-1)
    assert weights.get(timeout=5).under
    floor_scale.put(0)
    assert weights.get(timeout=5).grams == 0
    assert weights.empty()
    assert scale.status.values["serial"] == "B021002593"


def test_a_mute_scale_is_degraded_and_comes_back(
    scale: ScaleReader,
    floor_scale: SimulatedScale,
    weights: "queue.SimpleQueue[Weight]",
    states: "queue.SimpleQueue[DeviceStatus]",
) -> None:
    until(weights, lambda weight: weight.grams == 0)
    floor_scale.mute(True)
    until(states, in_state(DeviceState.DEGRADED, "scale.mute"))
    assert weights.empty()
    floor_scale.mute(False)
    until(states, in_state(DeviceState.READY))
    assert weights.get(timeout=5).grams == 0  # told again: nobody may trust what was told before the silence
    assert scale.status.fault == ""


def test_an_unplugged_scale_is_found_again(
    scale: ScaleReader,
    floor_scale: SimulatedScale,
    weights: "queue.SimpleQueue[Weight]",
    states: "queue.SimpleQueue[DeviceStatus]",
) -> None:
    floor_scale.unplug()
    until(states, in_state(DeviceState.GONE, "device.gone"))
    floor_scale.put(700)
    floor_scale.plug()
    until(states, in_state(DeviceState.READY))
    assert until(weights, lambda weight: weight.grams == 700).stable
    assert scale.status.state is DeviceState.READY


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (b"S I\r\n", "scale.busy"),
        (b"ES\r\n", "scale.error"),
        (b"\xff\xfe?!\r\n", "scale.garbled"),
        (b"S S         12 PCS\r\n", "scale.unit"),
    ],
)
def test_a_scale_that_answers_without_a_weight_is_degraded(
    answer: bytes, fault: str, clock: ManualClock, states: "queue.SimpleQueue[DeviceStatus]"
) -> None:
    master, slave = pty.openpty()
    tty.setraw(slave)
    reader = ScaleReader("dock", os.ttyname(slave), LINE, clock, lambda weight: None, states.put, mute_after_s=0.2)
    reader.start()
    until(states, in_state(DeviceState.OPENING))
    while reader.status.fault != fault:
        assert b"\n" in os.read(master, 64)  # it asks, and keeps asking
        os.write(master, answer)
    assert reader.status.state is DeviceState.DEGRADED
    reader.stop()
    os.close(master)
    os.close(slave)


def test_a_running_stream_does_no_harm(clock: ManualClock, weights: "queue.SimpleQueue[Weight]") -> None:
    """devices.md 3.2: a stream that a crashed client left running sends old lines first."""
    master, slave = pty.openpty()
    tty.setraw(slave)
    os.write(master, b"S D      9.999 kg\r\n")  # from before the opening
    reader = ScaleReader("dock", os.ttyname(slave), LINE, clock, weights.put, lambda status: None)
    reader.start()
    assert os.read(master, 64).startswith(b"I4\r\n")
    os.write(master, b'.345 kg\r\nS S      0.000 kg\r\nI4 A "1"\r\nS S      0.000 kg\r\nS S      2.000 kg\r\n')
    assert [weights.get(timeout=5).grams for _ in range(2)] == [0, 2000]
    reader.stop()
    os.close(master)
    os.close(slave)
