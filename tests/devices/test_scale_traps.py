"""Traps of devices.md 1-3 that stand in no other test: what makers' scales do, and what open drivers fell for."""

import os
import pty
import tty
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from hubops.clock import ManualClock
from hubops.devices.scales.frames import Done, Frame, Stored, Tare
from hubops.devices.scales.protocols import DRIVERS
from hubops.devices.scales.reader import POLL_S, ScaleReader
from hubops.inputs import Weight

CLOCK = ManualClock(datetime(2026, 11, 24, 4, 30, tzinfo=UTC))


def parsed(protocol: str, wire: bytes) -> list[Frame]:
    return DRIVERS[protocol].parser("kg").feed(wire)


@pytest.mark.parametrize(
    ("protocol", "wire"),
    [
        ("toledo-8217", b"\x0201.2345\r"),  # H: ten times the resolution, a digit that the display does not show
        ("toledo-8217", b"\n01.234KG\r\nS00\r\x03"),  # the ECR variant
        ("toledo-8217", b"\x021.234\r"),  # the 8213
        ("toledo-8217", b"\x02E\rhello"),  # an echo
        ("toledo-8217", b"\x02      \r"),
        ("mt-sics", b"S S            kg\r\n"),  # a blank is no zero
        ("dini", b"ST,GS,        ,kg\r\n"),
        ("cas", b"ST,GS,\x81\xc4,         kg\r\n"),
        ("and", b"ST,+        kg\r\n"),
        ("sma", b"\n 1G           kg \r"),
        ("toledo-continuous", b"\x02\x2d\x30\x20           0\r\x02"),
        ("and", b"OL,+9999999E+19\r\n"),  # a number to float()
        ("mt-sics", b"S S Error 10b\r\n"),
        ("radwag", b"S S     12.345 kg\r\n"),  # MT-SICS is another protocol
        ("mt-sics", b"SI ?       18.5 kg \r\n"),
        # what PID answers: a gross weight and its record in the alibi memory, with the unit and the tare behind it
        ("dini", b"PIDST,1,     1.000kg,       0.000kg,00001-000123\r\n"),
        ("dini", b"PIDST,1,     1.000kg,PT     0.500kg,NO\r\n"),
    ],
)
def test_this_is_no_weight(protocol: str, wire: bytes) -> None:
    found = [frame for frame in parsed(protocol, wire) if isinstance(frame, Weight)]
    assert [weight for weight in found if weight.stable or weight.shown] == []


@pytest.mark.parametrize(
    ("wire", "record", "grams"),
    [
        (b"PIDST,1,     1.000kg,       0.000kg,00001-000123\r\n", "00001-000123", 1_000),
        (b"PIDST,1,     1.000kg,PT     0.250kg,00001-000124\r\n", "00001-000124", 750),
        (b"01PIDST,2,      1000g ,           0g ,00002-000001\r\n", "00002-000001", 1_000),  # on RS-485 with its number
        (b"PIDST,1,     1.000kg,PT     0.500kg,NO\r\n", "", 500),
        (b"PIDUS,1,     1.000kg,       0.000kg,00001-000123\r\n", "", 1_000),  # nothing moving is stored
    ],
)
def test_the_alibi_record_of_a_dini(wire: bytes, record: str, grams: int) -> None:
    (stored,) = parsed("dini", wire)
    assert isinstance(stored, Stored)
    assert (stored.record, stored.grams, stored.raw) == (record, grams, wire.decode().strip().removeprefix("01"))


@pytest.mark.parametrize(
    ("protocol", "wire", "stable", "shown"),
    [
        ("mt-sics", b"S D     12.345 kg\r\n", False, "12.345"),  # a well-known expression took D for a weight
        ("mt-sics", b"S S         12 kg\r\n", True, "12"),  # and failed on kg and on integers
        ("mt-sics", b"S S    -12.340 kg\r\n", True, "-12.340"),  # sign and last digit are information
        ("toledo-8217", b"\x0200.500N\r", True, "0.500"),  # net was taken for an error
        ("sartorius-sbi", b"+   123.5[6] kg \r\n", True, "123.56"),
        ("sartorius-sbi", b"+   123.56    \r\n", False, "123.56"),  # no unit: not at rest
    ],
)
def test_digits_are_kept_and_rest_is_never_assumed(protocol: str, wire: bytes, stable: bool, shown: str) -> None:
    (weight,) = parsed(protocol, wire)
    assert isinstance(weight, Weight)
    assert (weight.stable, weight.shown) == (stable, shown)


def test_the_same_weight_twice_is_the_same_weight() -> None:
    """A driver set it to zero the second time."""
    first, second = parsed("mt-sics", 2 * b"S S     12.345 kg\r\n")
    assert first == second


@pytest.mark.parametrize("answer", [b"ZI S\r\n", b"ZI D\r\n"])
def test_at_once_is_done_whether_at_rest_or_not(answer: bytes) -> None:
    assert parsed("mt-sics", answer) == [Done(answer.decode().strip())]


def test_a_long_command_is_acknowledged_twice() -> None:
    """A&D: received, then carried out."""
    assert parsed("and", b"\x06\r\n\x06\r\n") == [Done("\x06"), Done("\x06")]


def test_a_reset_at_power_on_is_an_identity_and_no_answer() -> None:
    """It clears the tare on many models."""
    frames = parsed("mt-sics", b'I4 A "B021002593"\r\nTA A      0.000 kg\r\n')
    assert frames[1] == Tare(0, "TA A      0.000 kg")


class Wire:
    """A pseudo terminal on which the test is the scale."""

    def __init__(self) -> None:
        self.master, self.slave = pty.openpty()
        tty.setraw(self.slave)
        self.weights: list[Weight] = []

    def reader(self, protocol: str) -> ScaleReader:
        """At the usual pace."""
        path = os.ttyname(self.slave)
        return ScaleReader(
            "dock", path, "9600 8N1", CLOCK, self.weights.append, lambda _: None, protocol=protocol, unit="kg"
        )

    def close(self) -> None:
        """Both ends."""
        os.close(self.master)
        os.close(self.slave)


@pytest.fixture
def wire() -> Iterator[Wire]:
    made = Wire()
    yield made
    made.close()


@pytest.mark.parametrize("protocol", ["kern-kcp", "mt-sics"])
def test_questions_are_more_than_a_tenth_of_a_second_apart(wire: Wire, protocol: str) -> None:
    """Kern's terminals lose questions that come faster, and some makers' scales beep at each."""
    reader = wire.reader(protocol)
    reader.start()
    asked = []
    for _ in range(4):
        assert os.read(wire.master, 64)
        asked.append(reader._asked_at)  # when it was sent, however late this test looks
        os.write(wire.master, b"S S      0.000 kg\r\n")
    reader.stop()
    gaps = [later - sooner for sooner, later in pairwise(asked) if later != sooner]
    assert min(gaps) > 0.1, gaps
    assert POLL_S > 0.1


def test_each_question_is_one_line_and_ends_as_the_protocol_says() -> None:
    """A bare ``T`` hangs some 8217s, lower case is not understood, and a scale waits for its own line end."""
    for name, driver in DRIVERS.items():
        for command in (driver.ask, driver.stable, driver.tare, driver.zero, driver.identify):
            assert command == b"" or command.endswith((b"\r\n", b"\r", b"W", b"Z", b"T")), (name, command)
    assert DRIVERS["toledo-8217"].tare == b"T\r"


def test_no_scale_is_told_to_begin_a_stream_or_to_clear_its_tare() -> None:
    """A stream survives our crash, a reset clears a tare that somebody set."""
    sent = [
        command for driver in DRIVERS.values() for command in (driver.first, driver.ask, driver.stable, driver.identify)
    ]
    assert not [command for command in sent if command.strip() in (b"SIR", b"SR", b"@", b"TAC", b"CP", b"R")]
