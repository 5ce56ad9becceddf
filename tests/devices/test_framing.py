"""The framer gives the same messages however the bytes were split."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubops.devices.scanners.framing import LONGEST, PATIENCE, ScanFramer
from hubops.devices.simulators.scanner import ssi_packet


def framed(*pieces: bytes, suffix: bytes = b"") -> list[bytes]:
    framer = ScanFramer(suffix)
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


def test_a_suffix_of_its_own_ends_messages_too() -> None:
    assert framed(b"A\tB\x03C\r", suffix=b"\t") == [b"A", b"B\x03C"]
    assert framed(b"A]B^C\tD-E\r", suffix=b"]") == [b"A", b"B^C\tD-E"]


def test_two_codes_without_suffix_never_merge_across_a_silence() -> None:
    framer = ScanFramer()
    codes = [b"]E07038010001659", b"BADGE-0007", b"]E07038010001659"]
    assert [message for code in codes for message in framer.feed(code) + framer.silence()] == codes


def test_a_scanner_that_ends_its_codes_is_given_a_second_to_go_on() -> None:
    """A network may stall in the midst of a scan: half a lot would be a right lot."""
    framer = ScanFramer()
    framer.feed(b"ZONE-K1\r")
    framer.feed(b"]C1010703801000165910L26")
    assert [framer.silence() for _ in range(PATIENCE - 1)] == [[]] * (PATIENCE - 1)
    assert framer.feed(b"11\r") == [b"]C1010703801000165910L2611"]
    framer.feed(b"half")
    assert [message for _ in range(PATIENCE) for message in framer.silence()] == [b"half"]
    assert framer.ends_codes


@pytest.mark.parametrize("text", ["7038010001659", "", "12345678", "12345", "]C10107038010001659\r", "A\r\nB"])
def test_a_packet_of_ssi_is_one_message_whatever_is_in_it(text: str) -> None:
    """Its length or its data may be CR or LF: 8 and 5 digits make a length of 13 and 10."""
    packet = ssi_packet(text)
    assert framed(packet, b"ZONE-K1\r") == [packet, b"ZONE-K1"]
    assert framed(b"\r\n" + packet + packet) == [packet, packet]


def test_half_a_packet_of_ssi_is_one_message_too() -> None:
    framer = ScanFramer()
    packet = ssi_packet("12345678")
    assert framer.feed(packet[:-4]) == []
    assert framer.silence() == [packet[:-4]]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.binary(max_size=12) | st.sampled_from([b"\r", b"\n", b"\r\n", b"\x1d", ssi_packet("12345678"), b"\xf3\x00"]),
        max_size=12,
    ),
    st.data(),
)
def test_any_split_gives_the_same_messages(parts: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(parts)
    cut = data.draw(st.integers(0, len(stream)))
    whole, halves, bytewise = (
        framed(stream),
        framed(stream[:cut], stream[cut:]),
        framed(*(stream[n : n + 1] for n in range(len(stream)))),
    )
    assert whole == halves == bytewise
    if b"\xf3\x00" not in stream:
        assert b"".join(whole) == b"".join(stream.replace(b"\n", b"\r").split(b"\r")[:-1])
