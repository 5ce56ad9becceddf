"""The wire log: off until it is switched on, both directions, hex and text, bounded."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hubops.devices import wire_log
from hubops.devices.printers.logged_wire import LoggedWire
from hubops.devices.wire_log import FROM_DEVICE, TO_DEVICE, file_of, is_logged, log_wire, note, wire_of


@pytest.fixture(autouse=True)
def off() -> Iterator[None]:
    """No log outlives its test."""
    yield
    log_wire("scale", "dock", None)
    log_wire("printer", "labels", None)


def test_what_goes_over_the_line_is_written_while_it_is_on(tmp_path: Path) -> None:
    wire = wire_of("scale", "dock")
    note(wire, TO_DEVICE, b"SI\r\n")
    log_wire("scale", "dock", tmp_path)
    note(wire, TO_DEVICE, b"SI\r\n")
    note(wire, FROM_DEVICE, b"S S 1.234 kg\r\n")
    note(wire, FROM_DEVICE, b"")
    log_wire("scale", "dock", None)
    note(wire, TO_DEVICE, b"SI\r\n")

    lines = (tmp_path / "wire-scale-dock.log").read_text(encoding="utf-8").splitlines()
    assert [line.split(" ", 2)[2] for line in lines] == [
        "> 53 49 0d 0a  |SI..|",
        "< 53 20 53 20 31 2e 32 33 34 20 6b 67 0d 0a  |S S 1.234 kg..|",
    ]


def test_each_device_has_a_log_of_its_own(tmp_path: Path) -> None:
    log_wire("scale", "dock", tmp_path)
    assert is_logged("scale", "dock")
    assert not is_logged("scanner", "dock")
    assert file_of("scale", "a/b c") == "wire-scale-a_b_c.log"


def test_a_log_that_was_forgotten_fills_no_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire_log, "LARGEST", 2_000)
    log_wire("scale", "dock", tmp_path)
    for _ in range(200):
        note(wire_of("scale", "dock"), FROM_DEVICE, bytes(16))

    assert len(list(tmp_path.iterdir())) == 3
    assert all(path.stat().st_size <= 2_000 for path in tmp_path.iterdir())


class OneAnswer:
    """A wire that always answers the same."""

    address = "192.0.2.1:9100"

    def ask(self, question: bytes, whole: object) -> bytes:
        """The answer."""
        del question, whole
        return b"\x02030\x03"

    def hand_over(self, data: bytes) -> None:
        """It is taken."""


def test_the_wire_of_a_printer_is_logged_too(tmp_path: Path) -> None:
    wire = LoggedWire("labels", OneAnswer())
    log_wire("printer", "labels", tmp_path)

    assert wire.ask(b"~HS", bool) == b"\x02030\x03"
    wire.hand_over(b"^XA^XZ")

    text = (tmp_path / "wire-printer-labels.log").read_text(encoding="utf-8")
    assert [line.split(" ")[2] for line in text.splitlines()] == [">", "<", ">"]
    assert "|^XA^XZ|" in text
