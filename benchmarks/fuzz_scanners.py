"""Throws random and damaged bytes at the scanner framing and meaning: no exception, no goods that were not scanned.

Each stream is made of codes as scanners send them, of packets of another protocol and of noise, with bytes that were
lost, doubled, flipped or put in between. It must give the same scans whole and in pieces; every number that comes out
has a right check digit and stands in the stream; every code that can't be used has its sentence.
"""

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from biip.checksums import gs1_standard_check_digit

from benchmarks.damage import damaged
from hubops.devices.scanners.framing import ScanFramer
from hubops.devices.scanners.meaning import read_scan
from hubops.devices.scanners.setup import GS, ScannerSetup
from hubops.devices.scanners.sheet_codes import SHEET_CODES
from hubops.devices.simulators.scanner import ssi_packet, typed_by_wedge
from hubops.inputs import Scan, ScanKind
from hubops.message_codes import SEVERITIES

SEED = 20261124
STREAMS = 1_000_000
POOL = 400
"""Whole codes, from which the streams are made."""
ENDS = (b"\r", b"\n", b"\r\n", b"\t", b"")
ODD_BYTES = bytes(range(256)) + 8 * b"\r\n]\x1d|CdeQE0123456789-"
SETUPS = (ScannerSetup(), ScannerSetup(prefix="\x02", suffix="\t", separator="|"))


@dataclass
class Tried:
    """What came of the streams; a run that finds nothing proves nothing."""

    usable: int = 0
    unusable: int = 0
    faults: Counter[str] = field(default_factory=Counter)


def fuzz(streams: int, seed: int = SEED) -> Tried:
    """Try so many streams.

    Raises:
        AssertionError: a scan was not as it must be; the stream stands in the message.
    """
    dice = random.Random(seed)  # noqa: S311  the same streams each time
    tried = Tried()
    for stream in _streams(streams, dice):
        setup = dice.choice(SETUPS)
        cuts = sorted(dice.randrange(len(stream) + 1) for _ in range(2))
        whole = _framed(setup, stream)
        assert _framed(setup, stream[: cuts[0]], stream[cuts[0] : cuts[1]], stream[cuts[1] :]) == whole, (stream, cuts)
        for message in whole:
            scan = read_scan(message, "dock", setup)
            _check(scan, message, setup)
            tried.usable += not scan.fault
            tried.unusable += bool(scan.fault)
            tried.faults[scan.fault] += 1
    return tried


def _framed(setup: ScannerSetup, *pieces: bytes) -> list[bytes]:
    framer = ScanFramer(setup.suffix.encode())
    found = [message for piece in pieces for message in framer.feed(piece)]
    for _ in range(10):
        found += framer.silence()
    return found


def _check(scan: Scan, message: bytes, setup: ScannerSetup) -> None:
    assert (scan.kind is ScanKind.UNREADABLE) == bool(scan.fault), (message, scan)
    assert not scan.fault or scan.fault in SEVERITIES, (message, scan)
    if scan.fault:
        assert (scan.gtin, scan.sscc, scan.code, scan.net_g) == (None, None, "", None), (message, scan)
    for digits in (scan.gtin, scan.sscc):
        assert digits is None or gs1_standard_check_digit(digits[:-1]) == int(digits[-1]), (message, scan)
    if scan.sscc:
        assert scan.sscc.encode() in message, (message, scan)
    if scan.gtin and scan.gtin[1:3] not in (*setup.in_store.grams, *setup.in_store.prices):
        assert scan.gtin.lstrip("0").encode() in message, (message, scan)
    assert scan.lot is None or GS not in scan.lot, (message, scan)


def codes(dice: random.Random) -> list[bytes]:
    """Codes as a scanner sends them, right and wrong, with AIM identifier and without."""
    pool = [(code.aim_id + code.data).encode() for code in SHEET_CODES]
    while len(pool) < POOL:
        gtin, sscc = _number(dice, 14), _number(dice, 18)
        lot = "".join(dice.choice("ABZ0123456789-/") for _ in range(dice.randrange(1, 12)))
        code = dice.choice(
            (
                f"]C101{gtin}10{lot}{GS}3103{dice.randrange(1_000_000):06}",
                f"]d201{gtin}15{dice.randrange(1_000_000):06}10{lot}{GS}21{dice.randrange(99)}",
                f"]C100{sscc}",
                f"]C100{sscc}02{gtin}37{dice.randrange(200)}{GS}10{lot}",
                f"01{gtin}10{lot}|21X",
                f"]Q1https://id.gs1.org/01/{gtin}/10/{lot}?17=261231",
                f"]E0{_number(dice, 13)}",
                f"]E02{dice.randrange(10)}{_number(dice, 11)}",
                _number(dice, 8),
                f"]C0{dice.choice(('ZONE', 'BADGE', 'CMD', 'MANIFEST'))}-{lot}",
            )
        )
        pool.append(typed_by_wedge(code, norwegian=dice.random() < 0.05, caps_lock=dice.random() < 0.05).encode())
    return pool + [ssi_packet(_number(dice, digits)) for digits in (8, 13, 18)]


def _number(dice: random.Random, digits: int) -> str:
    body = "".join(dice.choice("0123456789") for _ in range(digits - 1))
    return f"{body}{gs1_standard_check_digit(body)}"


def _streams(count: int, dice: random.Random) -> Iterator[bytes]:
    pool = codes(dice)
    for _ in range(count):
        pieces = [dice.choice((b"", b"", b"\x02")) + dice.choice(pool) + dice.choice(ENDS)]
        kind = dice.random()
        if kind < 0.3:
            pieces.append(dice.choice(pool) + dice.choice(ENDS))
        if kind > 0.8:
            pieces.insert(dice.randrange(2), dice.randbytes(dice.randrange(12)))
        if kind > 0.95:
            pieces = [dice.randbytes(dice.randrange(1, 60))]
        stream = b"".join(pieces)
        yield damaged(stream, dice, ODD_BYTES, 1) if 0.15 < kind < 0.9 else stream


def main(arguments: Sequence[str] | None = None) -> int:
    """Try the streams and say what came of them."""
    parser = argparse.ArgumentParser(prog="benchmarks.fuzz_scanners", description=__doc__)
    parser.add_argument("--streams", type=int, default=STREAMS, help=f"how many ({STREAMS:,})")
    parser.add_argument("--seed", type=int, default=SEED, help="another seed makes other streams")
    options = parser.parse_args(arguments)
    start = time.perf_counter()
    tried = fuzz(options.streams, options.seed)
    seconds = time.perf_counter() - start
    print(
        f"scanners          {options.streams:>10,} streams{tried.usable:>11,} codes usable, "
        f"{tried.unusable:,} refused in {len(tried.faults) - 1} ways{seconds:>8.1f} s",
        flush=True,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
