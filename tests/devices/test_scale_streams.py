"""Any stream, in any pieces, with anything between: a parser finds what was sent and nothing else."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.fuzz_scales import UNIT, fuzz
from hubops.devices.scales.frames import Frame
from hubops.devices.scales.packets import PacketParser
from hubops.devices.scales.protocols import DRIVERS
from hubops.devices.simulators.scale_voices import VOICES, Shown
from hubops.inputs import Weight

LOADS = st.lists(st.integers(0, 59_999), min_size=1, max_size=4)
NOISES = st.lists(st.binary(max_size=9), min_size=5, max_size=5)


def sent(protocol: str, grams: int) -> bytes:
    shown = Shown(net_g=grams, tare_g=0, moving=False, over=False, under=False, serial="")
    return VOICES[protocol].weight(shown).encode("latin-1")


@pytest.mark.parametrize("protocol", list(DRIVERS))
def test_damaged_streams(protocol: str) -> None:
    """No exception, no weight that was not on the wire; ``make fuzz`` does it a million times."""
    assert fuzz(DRIVERS[protocol], 300) > 50


@pytest.mark.parametrize("protocol", list(DRIVERS))
@settings(max_examples=25, deadline=None)
@given(loads=LOADS, noises=NOISES, data=st.data())
def test_any_split_gives_the_same_frames(
    protocol: str, loads: list[int], noises: list[bytes], data: st.DataObject
) -> None:
    wire = b"".join(noises[n] + sent(protocol, load) for n, load in enumerate(loads)) + noises[4]
    whole = DRIVERS[protocol].parser(UNIT).feed(wire)
    parser = DRIVERS[protocol].parser(UNIT)
    found: list[Frame] = []
    while wire:
        cut = data.draw(st.integers(1, len(wire)))
        found += parser.feed(wire[:cut])
        wire = wire[cut:]
    assert found == whole


@pytest.mark.parametrize("protocol", list(DRIVERS))
@settings(max_examples=25, deadline=None)
@given(loads=LOADS, seed=st.integers(0, 1000))
def test_each_weight_is_found_between_lines_of_garbage(protocol: str, loads: list[int], seed: int) -> None:
    dice = random.Random(seed)
    wire = b""
    for load in loads:
        noise = dice.randbytes(dice.randrange(9)).translate(None, b"\x02")
        wire += noise + b"\r\n" + sent(protocol, load)
    parser = DRIVERS[protocol].parser(UNIT)
    wire += b"\x02" if isinstance(parser, PacketParser) else b"\r\n"
    assert [frame.grams for frame in parser.feed(wire) if isinstance(frame, Weight)] == loads


@pytest.mark.parametrize("protocol", list(DRIVERS))
@given(noise=st.binary(max_size=300))
@settings(max_examples=40, deadline=None)
def test_random_bytes_raise_nothing(protocol: str, noise: bytes) -> None:
    for frame in DRIVERS[protocol].parser(UNIT).feed(noise):
        assert frame.raw.encode("latin-1") in noise
