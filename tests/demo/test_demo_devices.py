"""The demo's simulated devices: what a newcomer types is laid on the scale."""

from pathlib import Path

import pytest

from hubops.clock import ManualClock
from hubops.demo.clock import START
from hubops.demo.devices import DemoDevices
from hubops.devices.ports import Line, open_port
from hubops.founding import found


@pytest.mark.parametrize(
    ("typed", "grams"),
    [
        ("kg 4,2", 4_200),
        ("KG 4.25", 4_250),
        ("kg12", 12_000),
        ("kg 0", 0),
        ("kg -0,5", -500),
        ("4,2", None),  # may be the answer to a question
        ("kg", None),
        ("kg 4,2 kg", None),
        ("KG-LOT 4", None),
    ],
)
def test_a_typed_weight_lies_on_the_scale(tmp_path: Path, typed: str, grams: int | None) -> None:
    found(tmp_path / "hub", ManualClock(START), demo=True)
    devices = DemoDevices(tmp_path / "hub")
    try:
        assert devices.lay(typed) == grams
        port = open_port(devices.scale.path, Line.parse("9600 8N1"), 2.0)
        port.write(b"SI\r\n")
        shown = port.readline().decode()
        port.close()
    finally:
        devices.close()
    assert shown == ("S -\r\n" if (grams or 0) < 0 else f"S S {(grams or 0) / 1000:10.3f} kg\r\n")
