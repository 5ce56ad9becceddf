"""The simulators speak the wires' own bytes, seen from a plain file descriptor or socket."""

import os
import select
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from hubops.devices.simulators.printer import SimulatedZplPrinter
from hubops.devices.simulators.scale import SimulatedScale
from hubops.devices.simulators.scanner import SimulatedScanner


@pytest.fixture
def floor_scale() -> Iterator[SimulatedScale]:
    floor_scale = SimulatedScale()
    yield floor_scale
    floor_scale.close()
    floor_scale.close()  # twice is fine


def read_line(handle: int, end: bytes = b"\n") -> bytes:
    line = b""
    while not line.endswith(end):
        assert select.select([handle], [], [], 5)[0], line
        line += os.read(handle, 1)
    return line


def ask(path: str, *commands: bytes) -> list[bytes]:
    handle = os.open(path, os.O_RDWR | os.O_NOCTTY)
    try:
        answers = []
        for command in commands:
            os.write(handle, command[:1])
            os.write(handle, command[1:] + b"\r\n")
            answers.append(read_line(handle))
        return answers
    finally:
        os.close(handle)


def test_a_scale_answers_mt_sics(floor_scale: SimulatedScale) -> None:
    floor_scale.put(12_345)
    assert ask(floor_scale.path, b"SI", b"S", b"I4", b"@", b"XX") == [
        b"S S     12.345 kg\r\n",  # ten characters for the weight (devices.md 1.2)
        b"S S     12.345 kg\r\n",
        b'I4 A "B021002593"\r\n',
        b'I4 A "B021002593"\r\n',
        b"ES\r\n",
    ]
    floor_scale.moving(True)
    assert ask(floor_scale.path, b"SI", b"S") == [b"S D     12.345 kg\r\n", b"S I\r\n"]
    floor_scale.put(60_001)
    assert ask(floor_scale.path, b"SI") == [b"S +\r\n"]
    floor_scale.put(-5)
    assert ask(floor_scale.path, b"SI") == [b"S -\r\n"]


def test_a_link_stands_while_the_device_is_plugged_in(tmp_path: Path) -> None:
    link = tmp_path / "scale"
    link.symlink_to("/nowhere")  # left by a simulator that was killed
    floor_scale = SimulatedScale(link)
    assert floor_scale.path == str(link)
    assert ask(floor_scale.path, b"SI") == [b"S S      0.000 kg\r\n"]
    floor_scale.unplug()
    floor_scale.unplug()
    assert not link.is_symlink()
    floor_scale.plug()
    assert ask(floor_scale.path, b"SI") == [b"S S      0.000 kg\r\n"]
    floor_scale.close()
    floor_scale.plug()
    assert not link.is_symlink()


def test_a_scanner_sends_a_carriage_return_and_never_blocks() -> None:
    gun = SimulatedScanner()
    handle = os.open(gun.path, os.O_RDWR | os.O_NOCTTY)
    gun.scan("]C110L\x1d21S")
    assert read_line(handle, b"\r") == b"]C110L\x1d21S\r"
    os.close(handle)
    for _ in range(200):  # nobody reads, and the line's buffer holds 4 kB
        gun.scan("x" * 100)
    gun.unplug()
    gun.scan("lost")
    gun.close()


def test_a_printer_answers_over_the_connection_that_asked() -> None:
    machine = SimulatedZplPrinter()
    host, port = machine.address.split(":")
    with socket.create_connection((host, int(port)), 5) as connection:
        connection.sendall(b"~HS")
        answer = b""
        while answer.count(b"\x03\r\n") < 3:
            answer += connection.recv(256)
        assert answer.startswith(b"\x02030,0,0,1218,000,")
        connection.sendall(b"^XA^FDone^FS^XZ\n^XA^FDtwo^FS^XZ")
        assert machine.wait_for(2)
        assert not machine.wait_for(3, timeout=0.01)
    assert machine.labels == [b"^XA^FDone^FS^XZ", b"^XA^FDtwo^FS^XZ"]
    machine.close()
    with pytest.raises(OSError, match="refused"):
        socket.create_connection((host, int(port)), 5)
