"""What a scanner's reader makes of codes that come in pieces, without their head, or as packets of another protocol."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from hubops.clock import ManualClock
from hubops.devices.scanners.framing import PATIENCE
from hubops.devices.scanners.serial import ScannerReader
from hubops.devices.scanners.setup import ScannerSetup
from hubops.devices.simulators.scanner import ssi_packet
from hubops.inputs import Scan, ScanKind

CASE = b"]C1010703801000165910L26"


class Desk:
    """A reader whose bytes and silences come by hand."""

    def __init__(self, setup: ScannerSetup) -> None:
        self.heard: list[Scan] = []
        clock = ManualClock(datetime(2026, 11, 24, 4, 30, tzinfo=UTC))
        self.reader = ScannerReader("dock", "/dev/null", "9600 8N1", clock, self.heard.append, lambda _: None, setup)

    def hear(self, *parts: bytes | int) -> list[tuple[ScanKind, str]]:
        """Bytes, and numbers of silences; gives kind and code or fault of each scan that comes of them."""
        self.heard.clear()
        for part in parts:
            if isinstance(part, bytes):
                self.reader.received(part)
            else:
                for _ in range(part):
                    self.reader.silent()
        return [(scan.kind, scan.fault or scan.code or scan.lot or "") for scan in self.heard]


@pytest.fixture
def desk() -> Callable[..., Desk]:
    return lambda **setup: Desk(ScannerSetup(**setup))


CUT_OFF = (ScanKind.UNREADABLE, "scan.cut_off")


def test_half_a_lot_is_no_lot(desk: Callable[..., Desk]) -> None:
    dock = desk()
    assert dock.hear(b"ZONE-K1\r", CASE, PATIENCE) == [(ScanKind.ZONE, "K1"), CUT_OFF]
    assert dock.hear(b"ZONE-K1\r", CASE, PATIENCE - 1, b"11\r") == [(ScanKind.ZONE, "K1"), (ScanKind.ITEM, "L2611")]


def test_a_scanner_whose_suffix_was_switched_off_is_believed_after_one_code(desk: Callable[..., Desk]) -> None:
    dock = desk()
    assert dock.hear(b"ZONE-K1\r", b"ZONE-K2", PATIENCE, b"ZONE-K3", 1) == [
        (ScanKind.ZONE, "K1"),
        CUT_OFF,
        (ScanKind.ZONE, "K3"),
    ]


def test_a_suffix_that_is_written_down_is_always_waited_for(desk: Callable[..., Desk]) -> None:
    dock = desk(suffix="\t")
    assert dock.hear(CASE, PATIENCE, CASE, PATIENCE, CASE + b"\t") == [CUT_OFF, CUT_OFF, (ScanKind.ITEM, "L26")]


def test_a_prefix_tells_that_the_head_is_there(desk: Callable[..., Desk]) -> None:
    dock = desk(prefix="\x02S:")
    assert dock.hear(b"\x02S:" + CASE + b"\r") == [(ScanKind.ITEM, "L26")]
    assert dock.hear(b"7038010001659\r") == [CUT_OFF]


def test_a_separator_of_its_own_stands_for_gs_in_gs1_data_only(desk: Callable[..., Desk]) -> None:
    dock = desk(separator="|")
    dock.hear(CASE + b"|21S7\r", b"010703801000165910L26|21S7\r", b"|010703801000165910L26|21S7\r")
    assert [(scan.lot, scan.serial) for scan in dock.heard] == [("L26", "S7")] * 3
    assert dock.hear(b"]C0ZONE-K|1\r") == [(ScanKind.UNREADABLE, "scan.bad_hub_code")]


@pytest.mark.parametrize("text", ["7038010001659", "12345678", "12345"])
def test_ssi_is_named_however_it_comes(text: str, desk: Callable[..., Desk]) -> None:
    dock, packet = desk(), ssi_packet(text)
    ssi = (ScanKind.UNREADABLE, "scan.ssi_packet")
    assert dock.hear(packet) == [ssi]
    assert dock.hear(*(packet[n : n + 1] for n in range(len(packet)))) == [ssi]
    assert dock.hear(packet[:-3], PATIENCE) == [ssi]
    assert desk(prefix="\x02").hear(packet) == [ssi]
