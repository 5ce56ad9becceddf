"""Scale frames byte for byte, whole, in pieces and damaged; the examples are those of the makers' manuals."""

from dataclasses import replace

import pytest

from hubops.devices.scales.frames import (
    Complaint,
    Declined,
    Done,
    Frame,
    Identity,
    Noise,
    NoWeight,
    Tare,
    Unusable,
    in_grams,
)
from hubops.devices.scales.packets import PacketParser
from hubops.devices.scales.protocols import DRIVERS, driver_for
from hubops.errors import SetupFault
from hubops.inputs import Weight


def parsed(protocol: str, *pieces: bytes, unit: str = "kg") -> list[Frame]:
    parser = DRIVERS[protocol].parser(unit)
    return [frame for piece in pieces for frame in parser.feed(piece)]


def mass(
    grams: int,
    shown: str,
    *,
    unit: str = "kg",
    stable: bool = True,
    net: bool | None = None,
    tare_g: int | None = None,
    zero: bool = False,
) -> Weight:
    return Weight(grams, stable, net, shown=shown, unit=unit, tare_g=tare_g, centre_of_zero=zero)


OVER = Weight(0, stable=False, net=None, over=True)
UNDER = Weight(0, stable=False, net=None, under=True)
MOVING = Weight(0, stable=False, net=None)

SICS: list[tuple[bytes, Frame]] = [
    (b"S S     100.00 g", mass(100, "100.00", unit="g")),  # the manual's example
    (b"S S     12.345 kg", mass(12345, "12.345")),
    (b"S D     12.345 kg", mass(12345, "12.345", stable=False)),  # D is dynamic, not "done"
    (b"S S     -0.005 kg", mass(-5, "-0.005")),
    (b"S S     -0.000 kg", mass(0, "-0.000")),
    (b"S S        150 g", mass(150, "150", unit="g")),
    (b"S S    12.3450 kg", mass(12345, "12.3450")),
    (b"S S     0.0005 kg", mass(0, "0.0005")),  # half to even
    (b"S S     0.0015 kg", mass(2, "0.0015")),
    (b"S S     27.210 lb", mass(12342, "27.210", unit="lb")),
    (b"S S     12.3450 kg", Noise("")),  # a byte too many
    (b"S S     1.345 kg", Noise("")),  # a digit was lost on the way
    (b"S S     12.3 5 kg", Noise("")),
    (b"S S     12.345 kgS S     12", Noise("")),
    (b"S S         12 PCS", Unusable("scale.unit", "")),
    (b"S +", OVER),
    (b"S -", UNDER),
    (b"S I", NoWeight("")),
    (b"TA A     12.345 kg", Tare(12345, "")),
    (b"Z A", Done("")),
    (b"ZI S", Done("")),
    (b"TAC A", Done("")),
    (b"Z I", Declined("")),
    (b"Z +", Declined("")),
    (b"T -", Declined("")),
    (b"TI L", Declined("")),
    (b'I4 A "B021002593"', Identity("B021002593", "")),
    (b'@ A "B021002593"', Identity("B021002593", "")),  # some models at power-on
    (b"ES", Complaint("")),
    (b"ET", Complaint("")),
    (b"EL", Complaint("")),
    (b"S S Error 10b", Complaint("")),  # weigh modules
    (b"OL,+9999999E+19", Noise("")),
]

LINES: list[tuple[str, bytes, Frame]] = [
    *(("mt-sics", line, frame) for line, frame in SICS),
    ("kern-kcp", b"S D     12.345 kg", mass(12345, "12.345", stable=False)),
    ("kern-kcp", b"S I", NoWeight("")),
    # A&D, manuals GC and FX-i
    ("and", b"ST,+00123.45  g", mass(123, "123.45", unit="g")),
    ("and", b"US,-00123.45  g", mass(-123, "-123.45", unit="g", stable=False)),
    ("and", b"ST,OK,+0001.234 kg", mass(1234, "1.234")),  # with a comparator
    ("and", b"OL,+9999999E+19", OVER),  # not a number
    ("and", b"OL,-9999999E+19", UNDER),
    ("and", b"ST,GS,+011.120kg", mass(11120, "11.120", net=False)),  # indicators, Kern, LP: no comma before the unit
    ("and", b"ST,NT,+011.120kg", mass(11120, "11.120", net=True)),
    ("and", b"QT,+00000012 PC", Unusable("scale.unit", "")),  # pieces are no grams
    ("and", b"ST,+0123.45  g", Noise("")),  # a digit was lost
    ("and", b"PT,+0001.650 kg", Tare(1650, "")),
    ("and", b"\x06", Done("")),
    ("and", b"EC,E01", Complaint("")),
    # Dini Argeo, DFW protocol
    ("dini", b"ST,GS,     0.0,kg", mass(0, "0.0", net=False)),
    ("dini", b"01US,NT,  12.345,kg", mass(12345, "12.345", net=True, stable=False)),  # with an address
    ("dini", b"ST,GS, -12.345,kg", mass(-12345, "-12.345", net=False)),
    ("dini", b"ST,GS,     500, g", mass(500, "500", unit="g", net=False)),
    ("dini", b"ST,GS,  2.345,kg", Noise("")),  # a digit was lost
    ("dini", b"OL,GS,  12.345,kg", OVER),
    ("dini", b"UL,GS,--------,kg", UNDER),
    ("dini", b"ST,VL,   12345,mV", NoWeight("")),
    ("dini", b"1ST,1,       0.0,PT      20.8,         0,kg", mass(0, "0.0", net=True, tare_g=20_800)),
    ("dini", b"OK", Done("")),
    ("dini", b"ERR03", Declined("")),
    ("dini", b"ERR04", Complaint("")),
    # CAS, NT-200 and CI-600D: id and lamps are binary
    ("cas", b"ST,GS,\x81\xc4,000013.5 kg", mass(13_500, "13.5", net=False)),
    ("cas", b"ST,GS,\x85\xc5,   0.000 kg", mass(0, "0.000", net=False, zero=True)),  # 0x85 is a line end elsewhere
    ("cas", b"ST,NT,\x81\xc2,-0013.50 kg", mass(-13_500, "-13.50", net=True)),
    ("cas", b"US,GS,\x81\x84,  13.500 kg", mass(13_500, "13.500", net=False, stable=False)),
    ("cas", b"ST,GS,\x81\x84,  13.500 kg", mass(13_500, "13.500", net=False, stable=False)),  # the lamp does not agree
    ("cas", b"OL,GS,\x81\x84,00060.50 kg", OVER),
    ("cas", b"OL,GS,\x81\x84,-------- kg", OVER),
    ("cas", b"ST,GS,\x81\xc4,00013.5 kg", Noise("")),  # a digit was lost
    ("cas", b"01MZ", Done("")),
    ("cas", b"!", Declined("")),
    # Sartorius, GC803S
    ("sartorius-sbi", b"+   123.56 kg ", mass(123_560, "123.56")),
    ("sartorius-sbi", b"N     +   123.56 kg ", mass(123_560, "123.56", net=True)),
    ("sartorius-sbi", b"G     -   123.56 kg ", mass(-123_560, "-123.56", net=False)),
    ("sartorius-sbi", b"+   123.56    ", mass(123_560, "123.56", stable=False)),  # no unit: not at rest
    ("sartorius-sbi", b"+   123.5[6] kg ", mass(123_560, "123.56")),  # [6] is not verified
    ("sartorius-sbi", b"+   123.56 g  ", Unusable("scale.unit", "")),  # devices.toml says kg
    ("sartorius-sbi", b"    123.56 kg ", Noise("")),  # it had a sign
    ("sartorius-sbi", b"      0.00 kg ", mass(0, "0.00")),
    ("sartorius-sbi", b"Stat         OFF", NoWeight("")),
    ("sartorius-sbi", b"Stat         H", OVER),
    ("sartorius-sbi", b"Stat         L", UNDER),
    ("sartorius-sbi", b"Stat     ERR 01", Complaint("")),
    # Ohaus, RS232 and Navigator
    ("ohaus", b"     192.21 g  ", mass(192, "192.21", unit="g")),
    ("ohaus", b"       0.01 g ?", mass(0, "0.01", unit="g", stable=False)),
    ("ohaus", b"     -1.234 kg   NET", mass(-1234, "-1.234", net=True)),
    ("ohaus", b"     12.345 kg   B/G", mass(12_345, "12.345", net=False)),
    ("ohaus", b"      1.650 kg   T", Tare(1650, "")),
    ("ohaus", b"     207.80 g TOTAL", Unusable("scale.unit", "")),  # not what lies on it
    ("ohaus", b"          3 PCS  ", Unusable("scale.unit", "")),
    ("ohaus", b"    192.21 g  ", Noise("")),
    ("ohaus", b"OK!", Done("")),
    ("ohaus", b"ES", Complaint("")),
    # Radwag, WTC: like MT-SICS, and is not
    ("radwag", b"SI ?       18.5 kg ", mass(18_500, "18.5", stable=False)),
    ("radwag", b"S    -      8.5 g  ", mass(-8, "-8.5", unit="g")),
    ("radwag", b"SI ^       60.5 kg ", OVER),
    ("radwag", b"SI v -      8.5 kg ", UNDER),
    ("radwag", b"SI        8.5 kg ", Noise("")),
    ("radwag", b"SI I", NoWeight("")),
    ("radwag", b"S E", NoWeight("")),
    ("radwag", b"T D", Done("")),
    ("radwag", b"Z ^", Declined("")),
    ("radwag", b"OT      1.65 kg ", Tare(1650, "")),
    ("radwag", b'NB A "123456"', Identity("123456", "")),
    ("radwag", b"S S     12.345 kg", Noise("")),
]

SMA: list[tuple[str, bytes, Frame]] = [
    ("sma", b"\nZ1G       0.000kg_\r", mass(0, "0.000", net=False, zero=True)),  # `_` is a blank that was printed
    ("sma", b"\n 1GM      3.500kg_\r", mass(3500, "3.500", net=False, stable=False)),
    ("sma", b"\n 1N       3.500lb \r", mass(1588, "3.500", unit="lb", net=True)),
    ("sma", b"\n 1g      3.5001kg \r", mass(3500, "3.5001", net=False)),
    ("sma", b"\nO1G      20.000kg_\r", OVER),
    ("sma", b"\nU1G      -0.100kg_\r", UNDER),
    ("sma", b"\nE1G  ----------kg \r", Complaint("")),
    ("sma", b"\nSN_:B021002593\r", Identity("B021002593", "")),
    ("sma", b"\n 1T       1.650kg \r", Tare(1650, "")),
    ("sma", b"\n 1G      3.500kg \r", Noise("")),
    ("sma", b"\n?\r", Complaint("")),
]


def continuous(first: int, second: int, third: int, weight: bytes, tare: bytes = b"     0") -> bytes:
    return b"\x02" + bytes((first, second, third)) + weight + tare + b"\r"


def checked(packet: bytes) -> bytes:
    """With the checksum: two's complement of the sum of the low 7 bits of all bytes, STX and CR too."""
    return packet + bytes([-sum(packet) & 0x7F])


KG = 0x30
PACKETS: list[tuple[str, bytes, Frame]] = [
    # Toledo 8217, Magellan 8500 and DIVA service manuals
    ("toledo-8217", b"\x0201.234\r", mass(1234, "1.234", net=False)),
    ("toledo-8217", b"\x0200.500N\r", mass(500, "0.500", net=True)),  # net is no error
    ("toledo-8217", b"\x0201.23\r", Unusable("scale.unit", "")),  # two decimals are pounds
    ("toledo-8217", b"\x02?D\r", UNDER),
    ("toledo-8217", b"\x02?B\r", OVER),
    ("toledo-8217", b"\x02?A\r", MOVING),
    ("toledo-8217", b"\x02?\x01\r", MOVING),  # a clone without bit 6
    ("toledo-8217", b"\x02?\r\r", UNDER),  # 0x0D is a status here, not the end
    ("toledo-8217", b"\x02?\n\r", OVER),
    ("toledo-8217", b"\x02?\x02\r", OVER),  # and 0x02 no beginning
    ("toledo-8217", b"\x02?`\r", Done("")),  # net, nothing else
    ("toledo-8217", b"\x02?P\r", Done("")),
    ("toledo-8217", b"\x02?@\r", Declined("")),  # neither at zero nor net: a scale without that command
    # Toledo continuous, IND445 p. 50
    ("toledo-continuous", checked(continuous(0x2D, KG, 0x20, b" 12345")), mass(12_345, "12.345", net=False)),
    ("toledo-continuous", checked(continuous(0x2B, KG, 0x20, b"   135")), mass(13_500, "13.5", net=False)),
    ("toledo-continuous", checked(continuous(0x29, KG, 0x20, b"    12")), mass(120_000, "120", net=False)),
    (
        "toledo-continuous",
        checked(continuous(0x2D, KG | 0x01, 0x20, b" 12345", b"  1650")),
        mass(12_345, "12.345", net=True, tare_g=1650),
    ),
    ("toledo-continuous", checked(continuous(0x2D, KG | 0x02, 0x20, b"     5")), mass(-5, "-0.005", net=False)),
    (
        "toledo-continuous",
        checked(continuous(0x2D, KG | 0x08, 0x20, b" 12345")),
        mass(12_345, "12.345", net=False, stable=False),
    ),
    (
        "toledo-continuous",
        checked(continuous(0x2C, 0x20, 0x20, b"  2721")),
        mass(12_342, "27.21", unit="lb", net=False),
    ),
    ("toledo-continuous", checked(continuous(0x2A, 0x20, 0x21, b"   500")), mass(500, "500", unit="g", net=False)),
    ("toledo-continuous", checked(continuous(0x2D, KG | 0x04, 0x20, b"------")), OVER),
    ("toledo-continuous", checked(continuous(0x2D, KG | 0x06, 0x20, b"------")), UNDER),
    (
        "toledo-continuous",
        checked(continuous(0x2D, KG | 0x40, 0x20, b"     0")),
        NoWeight(""),
    ),  # no zero since power-up
    ("toledo-continuous", checked(continuous(0x2D, KG, 0x30, b" 12345")), NoWeight("")),  # a digit beyond the display
    ("toledo-continuous", checked(continuous(0x2D, KG, 0x25, b" 12345")), Unusable("scale.unit", "")),
]

EXAMPLES = [*((protocol, line + b"\r\n", frame) for protocol, line, frame in LINES), *SMA, *PACKETS]
NAMES = [f"{protocol} {wire!r}" for protocol, wire, _ in EXAMPLES]


def meant(frames: list[Frame]) -> list[Frame]:
    """Without the bytes, and of two frames that one answer gives the first."""
    return [replace(frame, raw="") for frame in frames[:1]]


@pytest.mark.parametrize(("protocol", "wire", "frame"), EXAMPLES, ids=NAMES)
def test_frames(protocol: str, wire: bytes, frame: Frame) -> None:
    found = parsed(protocol, wire)
    assert meant(found) == [frame]
    assert found[0].raw.encode("latin-1") in wire


@pytest.mark.parametrize(("protocol", "wire", "frame"), EXAMPLES, ids=NAMES)
def test_a_frame_split_at_every_byte(protocol: str, wire: bytes, frame: Frame) -> None:
    for cut in range(1, len(wire)):
        assert meant(parsed(protocol, wire[:cut], wire[cut:])) == [frame]
    assert meant(parsed(protocol, *(wire[n : n + 1] for n in range(len(wire))))) == [frame]


WEIGHTS = [(protocol, wire, frame) for protocol, wire, frame in EXAMPLES if isinstance(frame, Weight) and frame.shown]


@pytest.mark.parametrize(
    "noise", [b"\x00\xff", b"+12", b"\x02", b"\x02?", b"\x020", b"S S     9", b"ST,GS,", b"9", b"-", b"\r", b"\n"]
)
def test_garbage_before_a_frame_is_no_part_of_its_weight(noise: bytes) -> None:
    for protocol, wire, frame in WEIGHTS:
        found = [replace(found, raw="") for found in parsed(protocol, noise + wire) if isinstance(found, Weight)]
        assert found in ([frame], []), (protocol, noise + wire)


def test_a_tare_that_was_taken_also_answers_the_order() -> None:
    assert parsed("mt-sics", b"T S      1.650 kg\r\n") == [
        Tare(1650, "T S      1.650 kg"),
        Done("T S      1.650 kg"),
    ]


def test_a_load_in_motion_also_declines_an_order() -> None:
    assert parsed("toledo-8217", b"\x02?A\r")[1] == Declined("\x02?A\r")


def test_what_is_accepted_is_not_yet_done() -> None:
    assert parsed("radwag", b"T A\r\nT D\r\n") == [Done("T D")]
    assert parsed("radwag", b"S A\r\n") == []


@pytest.mark.parametrize(
    ("protocol", "wire"),
    [("mt-sics", b"S S   12.345 kg\r\n"), ("ohaus", b"   12.345 kg  \r\n"), ("radwag", b"SI        12.345 kg \r\n")],
)
def test_another_makers_field_width_is_learnt_from_two_frames(protocol: str, wire: bytes) -> None:
    first, second = parsed(protocol, wire + wire)
    assert isinstance(first, Noise)
    assert isinstance(second, Weight)
    assert second.grams == 12_345


def test_a_line_without_end_is_bounded_and_the_next_is_read() -> None:
    frames = parsed("mt-sics", b"x" * 5000, b"\r\nS S     12.345 kg\r\n")
    assert isinstance(frames[0], Noise)
    assert len(frames[0].raw) == 256
    assert meant(frames[1:]) == [mass(12_345, "12.345")]


def test_packets_that_are_none_are_told_in_bounded_pieces() -> None:
    frames = parsed("toledo-8217", b"\xb0" * 70, b"\x0201.234\r")
    assert [len(frame.raw) for frame in frames] == [32, 32, 6, 8]
    assert isinstance(frames[-1], Weight)


def test_pounds_and_pieces_of_them() -> None:
    """The pound is 453.59237 g, the ounce its sixteenth; exact, then rounded half to even."""
    assert in_grams("100", "lb") == 45_359
    assert in_grams("16", "oz") == in_grams("1", "lb") == 454
    assert in_grams("0.0005", "kg") == 0
    assert in_grams("0.0015", "kg") == 2
    assert in_grams("1.5", "t") == 1_500_000
    assert in_grams("1", "ct") is None


def test_pounds_on_a_counter_scale() -> None:
    assert meant(parsed("toledo-8217", b"\x02012.34\r", unit="lb")) == [mass(5597, "12.34", unit="lb", net=False)]
    assert meant(parsed("toledo-8217", b"\x0212.345\r", unit="lb")) == [Unusable("scale.unit", "")]


def test_a_continuous_packet_with_a_wrong_checksum_is_noise() -> None:
    packet = continuous(0x2D, KG, 0x20, b" 12345")
    wrong = packet + b"!"
    assert not any(isinstance(frame, Weight) for frame in parsed("toledo-continuous", wrong + wrong))


def test_a_continuous_packet_without_checksum_is_known_by_the_next() -> None:
    packet = continuous(0x2D, KG, 0x20, b" 12345")
    assert parsed("toledo-continuous", packet) == []
    assert meant(parsed("toledo-continuous", packet + packet)) == [mass(12_345, "12.345", net=False)]


@pytest.mark.parametrize("name", list(DRIVERS))
def test_a_parser_of_that_name_bears_spaces_and_digits_by_the_thousand(name: str) -> None:
    """A pattern that tries each way to part the spaces would take minutes."""
    parser = DRIVERS[name].parser("kg")
    for filler in (b" ", b"1", b"- ", b"S ", b"\x02", b"\x021"):
        parser.feed(filler * 250 + b"\r\n")
    assert isinstance(parser, PacketParser) or meant(parser.feed(b"\x00\r\n")) == [Noise("")]


@pytest.mark.parametrize(
    ("protocol", "unit", "code"),
    [
        ("mettler", "", "scale.unknown_protocol"),
        ("mt-sics", "stone", "scale.unknown_unit"),
        ("toledo-8217", "", "scale.unit_missing"),  # pounds would be booked as kilograms
        ("sartorius-sbi", "", "scale.unit_missing"),
    ],
)
def test_a_scale_that_cannot_be_understood_is_refused(protocol: str, unit: str, code: str) -> None:
    with pytest.raises(SetupFault) as refused:
        driver_for(protocol, unit)
    assert refused.value.code == code
    assert "mt-sics" in str(refused.value.values) or "kg" in str(refused.value.values)
