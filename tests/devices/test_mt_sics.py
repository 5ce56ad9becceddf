"""MT-SICS frames, whole and in pieces (devices.md 1.2)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubops.devices.scales.mt_sics import Complaint, Frame, Identity, MtSicsParser, Noise, NoWeight, Unusable
from hubops.inputs import Weight


def parsed(*pieces: bytes) -> list[Frame]:
    parser = MtSicsParser("dock")
    return [frame for piece in pieces for frame in parser.feed(piece)]


def weight(raw: str, grams: int, *, stable: bool = True, over: bool = False, under: bool = False) -> Weight:
    return Weight(grams, stable, over=over, under=under, device="dock", raw=raw)


EXAMPLES = [
    ("S S     100.00 g", weight("S S     100.00 g", 100)),  # the manual's example
    ("S S     12.345 kg", weight("S S     12.345 kg", 12345)),
    ("S D     12.345 kg", weight("S D     12.345 kg", 12345, stable=False)),  # D is dynamic, not "done"
    ("S S     -0.005 kg", weight("S S     -0.005 kg", -5)),
    ("S S     -0.000 kg", weight("S S     -0.000 kg", 0)),
    ("S S        150 g", weight("S S        150 g", 150)),
    ("S S     12.3450 kg", Noise("S S     12.3450 kg")),  # a byte too many
    ("S S    12.3450 kg", weight("S S    12.3450 kg", 12345)),
    ("S S     0.0005 kg", Unusable("scale.sub_gram", "S S     0.0005 kg")),
    ("S S     100.05 g", Unusable("scale.sub_gram", "S S     100.05 g")),
    ("S S     27.210 lb", Unusable("scale.unit", "S S     27.210 lb")),
    ("S +", weight("S +", 0, stable=False, over=True)),
    ("S -", weight("S -", 0, stable=False, under=True)),
    ("S I", NoWeight("S I")),
    ('I4 A "B021002593"', Identity("B021002593", 'I4 A "B021002593"')),
    ('@ A "B021002593"', Identity("B021002593", '@ A "B021002593"')),  # some models at power-on
    ("ES", Complaint("ES")),
    ("ET", Complaint("ET")),
    ("EL", Complaint("EL")),
    ("S S Error 10b", Complaint("S S Error 10b")),  # weigh modules
    ("S S     1.345 kg", Noise("S S     1.345 kg")),  # a digit was lost on the way
    ("S S     12.3 5 kg", Noise("S S     12.3 5 kg")),
    ("S S     12.345 kgS S     12", Noise("S S     12.345 kgS S     12")),
    ("T S     12.345 kg", Noise("T S     12.345 kg")),  # the tare is no weight
    ("OL,+9999999E+19", Noise("OL,+9999999E+19")),
]


@pytest.mark.parametrize(("line", "frame"), EXAMPLES)
def test_frames(line: str, frame: Frame) -> None:
    assert parsed(line.encode() + b"\r\n") == [frame]


@pytest.mark.parametrize(("line", "frame"), EXAMPLES)
def test_a_frame_split_at_every_byte(line: str, frame: Frame) -> None:
    wire = line.encode() + b"\r\n"
    for cut in range(len(wire)):
        assert parsed(wire[:cut], wire[cut:]) == [frame]


def test_another_makers_field_width_is_learnt_from_two_frames() -> None:
    first, second = parsed(b"S S   12.345 kg\r\nS S   12.345 kg\r\n")
    assert isinstance(first, Noise)
    assert isinstance(second, Weight)
    assert second.grams == 12345


def test_a_line_without_end_is_bounded_and_the_next_is_read() -> None:
    frames = parsed(b"x" * 5000, b"\r\nS S     12.345 kg\r\n")
    assert isinstance(frames[0], Noise)
    assert len(frames[0].raw) == 256
    assert frames[1:] == [weight("S S     12.345 kg", 12345)]


@settings(max_examples=80)
@given(
    st.lists(st.integers(-99_999, 999_999), min_size=1, max_size=4),
    st.lists(st.binary(max_size=9).map(lambda noise: noise.translate(None, b"\r\n")), min_size=5, max_size=5),
    st.data(),
)
def test_any_split_and_any_garbage_between(grams: list[int], noise: list[bytes], data: st.DataObject) -> None:
    frames = [f"S S {gram / 1000:10.3f} kg\r\n".encode() for gram in grams]
    wire = b"".join(noise[n] + frame for n, frame in enumerate(frames)) + noise[4] + b"\r\n"
    cut = data.draw(st.integers(0, len(wire)))
    found = [frame for frame in parsed(wire[:cut], wire[cut:]) if isinstance(frame, Weight)]
    assert [frame.grams for frame in found] == grams
