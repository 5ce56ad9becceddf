"""``hubops devices simulate``: every kind of device, what can be done to it, and the reader that finds it."""

import queue
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hubops.answers.simulation import grams_of, kinds, open_practice, talk
from hubops.cli import main
from hubops.clock import ManualClock
from hubops.devices.printers.wires import SerialWire
from hubops.devices.scales.protocols import DRIVERS
from hubops.devices.scales.reader import ScaleReader
from hubops.devices.scanners.serial import ScannerReader
from hubops.devices.states import DeviceState, DeviceStatus
from hubops.errors import SetupFault
from hubops.inputs import Scan, Weight
from hubops.messages import Message

CLOCK = ManualClock(datetime(2026, 11, 24, 4, 30, tzinfo=UTC))
LINE = "9600 8N1"


def read_scale(
    path: str, protocol: str, weights: "queue.SimpleQueue[Weight]", states: Callable[[DeviceStatus], None]
) -> ScaleReader:
    reader = ScaleReader("dock", path, LINE, CLOCK, weights.put, states, protocol=protocol, unit="kg", poll_s=0.01)
    reader.start()
    return reader


def wait_for(weights: "queue.SimpleQueue[Weight]", fits: Callable[[Weight], bool]) -> Weight:
    while True:
        weight = weights.get(timeout=5)
        if fits(weight):
            return weight


@pytest.mark.parametrize(
    ("text", "grams"),
    [("2,015", 2015), ("2.015 kg", 2015), ("2", 2000), ("2015 g", 2015), ("-0,5", -500), ("2,5 g", None), ("x", None)],
)
def test_a_weight_is_typed_in_kilograms_or_grams(text: str, grams: int | None) -> None:
    assert grams_of(text) == grams


@pytest.mark.parametrize("kind", kinds())
@pytest.mark.parametrize("port", ["", "127.0.0.1:0"])
def test_every_kind_sits_where_it_says_and_tells_what_can_be_typed(kind: str, port: str) -> None:
    practice = open_practice(kind, port)
    try:
        assert practice.where
        help_text = practice.hear("/what").text("nb")
        assert all(f"/{word}" in help_text for word in practice.words)
        for word in practice.words:
            assert practice.hear(f"/{word}") == Message("simulation.done", {"action": f"/{word}"})
    finally:
        practice.close()


@pytest.mark.parametrize("protocol", list(DRIVERS))
def test_a_scale_on_the_network_is_loaded_by_typing_and_pulled(protocol: str) -> None:
    practice = open_practice(protocol, "127.0.0.1:0")
    weights: queue.SimpleQueue[Weight] = queue.SimpleQueue()
    gone, said = threading.Event(), list[str]()

    def note(status: DeviceStatus) -> None:
        if status.state is DeviceState.GONE:
            gone.set()

    reader = read_scale(practice.where, protocol, weights, note)
    try:
        talk(practice, ["2,015\n"], lambda message: said.append(message.text("en")))
        assert wait_for(weights, lambda weight: weight.grams != 0).shown == "2.015"
        talk(practice, ["/pull"], lambda _: None)
        assert gone.wait(2)
        talk(practice, ["500 g", "/plug"], lambda _: None)
        wait_for(weights, lambda weight: weight.grams == 500)
    finally:
        reader.stop()
        practice.close()
    assert said == ["2.015 kg lies on the scale."]


@pytest.mark.parametrize("at", ["link", "127.0.0.1:0"])
def test_codes_are_typed_at_a_scanner(tmp_path: Path, at: str) -> None:
    practice = open_practice("scanner", str(tmp_path / at) if at == "link" else at)
    scans: queue.SimpleQueue[Scan] = queue.SimpleQueue()
    ready = threading.Event()
    reader = ScannerReader(
        "dock", practice.where, LINE, CLOCK, scans.put, lambda s: ready.set() if s.state is DeviceState.READY else None
    )
    reader.start()
    try:
        assert ready.wait(5)
        while scans.empty():  # the far end of a socket may not be there yet
            practice.hear("]C1010703801000165910L26<GS>3103001234")
            ready.clear()
            ready.wait(0.01)
        scan = scans.get()
    finally:
        reader.stop()
        practice.close()
    assert (scan.gtin, scan.lot, scan.net_g) == ("07038010001659", "L26", 1234)


def test_a_printer_tells_how_many_labels_came_out() -> None:
    practice = open_practice("zpl", ":0")
    try:
        host, _, port = practice.where.partition(":")
        with socket.create_connection((host, int(port))) as connection:
            connection.sendall(b"^XA^FDx^FS^XZ~HS")
            assert connection.recv(10)
        assert practice.hear("").text("en") == "1 label has come out."
    finally:
        practice.close()


def test_a_receipt_printer_tells_how_many_papers_came_out() -> None:
    practice = open_practice("escpos", ":0")
    try:
        practice.hear("/paper")
        host, _, port = practice.where.partition(":")
        with socket.create_connection((host, int(port))) as connection:
            connection.sendall(b"x\x1dV\x00\x10\x04\x01")
            assert connection.recv(1) == b"\x1a"
            assert practice.hear("").text("en") == "0 papers have come out."
            practice.hear("/ready")
        assert practice.hear("").text("en") == "1 paper has come out."
    finally:
        practice.close()


@pytest.mark.parametrize(("kind", "question"), [("zpl", b"~HS"), ("escpos", b"\x10\x04\x01")])
def test_a_printer_sits_on_a_serial_line_too(tmp_path: Path, kind: str, question: bytes) -> None:
    practice = open_practice(kind, str(tmp_path / "printer"))
    try:
        wire = SerialWire(practice.where, LINE)
        assert practice.where == str(tmp_path / "printer")
        assert [wire.ask(question, bool) != b"" for _ in range(2)] == [True, True]
    finally:
        practice.close()
    assert not (tmp_path / "printer").is_symlink()


@pytest.mark.parametrize("kind", ["scanner", "mt-sics", "zpl", "escpos"])
def test_a_file_of_somebody_is_not_overwritten(tmp_path: Path, kind: str) -> None:
    (tmp_path / "hub.toml").write_text("x")
    with pytest.raises(SetupFault, match=r"simulation\.no_port"):
        open_practice(kind, str(tmp_path / "hub.toml"))
    assert (tmp_path / "hub.toml").read_text() == "x"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["simulate", "mettler"], 'No device "mettler" can be simulated.'),
        (["simulate", "zpl", "--port", "10.0.0.1:9100"], 'A device can\'t be put at "10.0.0.1:9100"'),
    ],
)
def test_what_cannot_be_simulated_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.setenv("HUBOPS_LANGUAGE", "en")
    assert main(["devices", *arguments]) != 0
    assert said in capsys.readouterr().err
