"""The framer gives the same messages however the bytes were split."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubops.devices.scanners.framing import LONGEST, ScanFramer


def framed(*pieces: bytes) -> list[bytes]:
    framer = ScanFramer()
    return [message for piece in pieces for message in framer.feed(piece)]


@pytest.mark.parametrize(
    ("data", "messages"),
    [
        (b"7038010001659\r", [b"7038010001659"]),  # Datalogic: suffix CR
        (b"7038010001659\r\n", [b"7038010001659"]),  # CR LF: the second end closes nothing
        (b"\r\n\r\n", []),  # empties are dropped
        (b"A\nB\rC\r\n", [b"A", b"B", b"C"]),
        # devices.md 2.1: GS and its neighbours 0x1C-0x1E, which str.split() takes for white space, are data
        (b"]C1010703801000165910L1\x1d21S\x1c\x1e \r", [b"]C1010703801000165910L1\x1d21S\x1c\x1e "]),
        (b"no end", []),
    ],
)
def test_messages_end_with_cr_or_lf(data: bytes, messages: list[bytes]) -> None:
    assert framed(data) == messages


def test_a_silence_ends_a_message_without_suffix() -> None:
    framer = ScanFramer()
    assert framer.feed(b"]E070380") == []
    assert framer.feed(b"10001659") == []
    assert framer.silence() == [b"]E07038010001659"]
    assert framer.silence() == []


def test_what_is_too_long_is_cut_and_the_next_message_is_whole() -> None:
    assert framed(b"x" * (3 * LONGEST), b"y" * 10, b"\rnext\r") == [b"x" * LONGEST, b"next"]


@settings(max_examples=60)
@given(st.lists(st.binary(max_size=12) | st.sampled_from([b"\r", b"\n", b"\r\n", b"\x1d"]), max_size=12), st.data())
def test_any_split_gives_the_same_messages(parts: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(parts)
    cut = data.draw(st.integers(0, len(stream)))
    whole, halves, bytewise = (
        framed(stream),
        framed(stream[:cut], stream[cut:]),
        framed(*(stream[n : n + 1] for n in range(len(stream)))),
    )
    assert whole == halves == bytewise
    assert b"".join(whole) == b"".join(stream.replace(b"\n", b"\r").split(b"\r")[:-1])
