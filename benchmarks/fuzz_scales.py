"""Throws random and damaged bytes at every scale parser: no exception, no weight that was not on the wire.

Each stream is made of frames as a simulated scale sends them, of other protocols' frames and of noise, with bytes that
were lost, doubled, flipped or put in between. Every parser must read a stream alike whole and in pieces, and every
weight that it finds must stand in the stream and be the same weight when it comes alone.
"""

import argparse
import os
import random
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from benchmarks.damage import damaged
from hubops.devices.scales.driver import ScaleDriver
from hubops.devices.scales.frames import Frame
from hubops.devices.scales.packets import PacketParser
from hubops.devices.scales.protocols import DRIVERS
from hubops.devices.simulators.scale_voices import VOICES, Shown
from hubops.inputs import Weight

SEED = 20261124
STREAMS = 1_000_000
UNIT = "kg"
POOL = 200
"""Whole frames of each protocol, from which the streams are made."""
ODD_BYTES = bytes(range(256)) + 8 * b"\r\n\x02 ?.-+0123456789,NSTUGkglb"


def fuzz(driver: ScaleDriver, streams: int, seed: int = SEED) -> int:
    """Try one parser with so many streams.

    Returns:
        How many weights it found; a run that finds none proves nothing.

    Raises:
        AssertionError: it found what was not there; the stream stands in the message.
    """
    dice = random.Random(f"{driver.name} {seed}")  # noqa: S311  the same streams each time
    weights = 0
    for stream in _streams(driver.name, streams, dice):
        whole = driver.parser(UNIT).feed(stream)
        pieces = driver.parser(UNIT)
        cut, other = sorted((dice.randrange(len(stream) + 1), dice.randrange(len(stream) + 1)))
        parts = pieces.feed(stream[:cut]) + pieces.feed(stream[cut:other]) + pieces.feed(stream[other:])
        assert parts == whole, (stream, cut, other)
        weights += _check_weights(driver, stream, whole)
    return weights


def _check_weights(driver: ScaleDriver, stream: bytes, found: Sequence[Frame]) -> int:
    weights = [frame for frame in found if isinstance(frame, Weight)]
    for weight in weights:
        raw = weight.raw.encode("latin-1")
        assert raw in stream, (stream, weight)
        assert weight in _alone(driver, raw), (stream, weight)
    return len(weights)


def _alone(driver: ScaleDriver, raw: bytes) -> list[Frame]:
    """What the frame says by itself; twice, for a field of unusual width is believed at the second sight."""
    parser = driver.parser(UNIT)
    end = b"\x02" if isinstance(parser, PacketParser) else b"\r\n"
    return parser.feed(2 * (raw + end))


def frames(protocol: str, dice: random.Random) -> list[bytes]:
    """Frames as a scale with that protocol sends them."""
    voice = VOICES[protocol]
    pool = [voice.unknown.encode()] * bool(voice.unknown)
    while len(pool) < POOL:
        out = dice.choice((0, 0, 0, 1, 2))
        shown = Shown(
            net_g=dice.choice((0, dice.randrange(-5_000, 60_000), dice.randrange(1_000))),
            tare_g=dice.choice((0, 0, 1_650)),
            moving=dice.random() < 0.3,
            over=out == 1,
            under=out == 2,
            serial="B021002593",
        )
        says = dice.choice((voice.weight, voice.weight, voice.stable, voice.tare, voice.identity))
        if says:
            pool.append(says(shown).encode("latin-1"))
    return pool


def _streams(protocol: str, count: int, dice: random.Random) -> Iterator[bytes]:
    own = frames(protocol, dice)
    foreign = [frame for name in VOICES for frame in frames(name, dice)[:20]]
    for _ in range(count):
        pieces = [dice.choice(own) for _ in range(dice.randrange(1, 4))]
        kind = dice.random()
        if kind < 0.2:
            pieces.insert(dice.randrange(len(pieces) + 1), dice.choice(foreign))
        if kind > 0.6:
            pieces.insert(dice.randrange(len(pieces) + 1), dice.randbytes(dice.randrange(12)))
        if kind > 0.95:
            pieces = [dice.randbytes(dice.randrange(1, 60))]
        yield damaged(b"".join(pieces), dice, ODD_BYTES, 0) if kind > 0.1 else b"".join(pieces)


def main(arguments: Sequence[str] | None = None) -> int:
    """Try every parser and say how many streams it has seen."""
    parser = argparse.ArgumentParser(prog="benchmarks.fuzz_scales", description=__doc__)
    parser.add_argument("--streams", type=int, default=STREAMS, help=f"streams for each parser ({STREAMS:,})")
    parser.add_argument("--seed", type=int, default=SEED, help="another seed makes other streams")
    parser.add_argument("--protocol", choices=list(DRIVERS), action="append", help="only this one; may be repeated")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="parsers at a time (one for each core)")
    options = parser.parse_args(arguments)
    names = options.protocol or list(DRIVERS)
    tried = partial(_timed, streams=options.streams, seed=options.seed)
    with ProcessPoolExecutor(options.jobs) as pool:
        for name, (weights, seconds) in zip(names, pool.map(tried, names), strict=True):
            print(
                f"{name:<18}{options.streams:>10,} streams{weights:>11,} weights, all of them sent{seconds:>8.1f} s",
                flush=True,
            )
    return 0


def _timed(protocol: str, streams: int, seed: int) -> tuple[int, float]:
    start = time.perf_counter()
    return fuzz(DRIVERS[protocol], streams, seed), time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
