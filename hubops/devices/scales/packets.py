"""Finds packets that begin with STX in a stream of bytes, for protocols whose bytes may be any, line ends too."""

from collections.abc import Callable

from hubops.devices.scales.frames import Frame, Frames, Noise

STX = b"\x02"
MORE = -1
"""The end of a packet that is not all there yet."""
LONGEST_NOISE = 32
"""Bytes; so many that are no packet are told as noise at once, else they wait for the next packet."""

Take = Callable[[bytes, int], tuple[Frames, int]]
"""Reads the packet that begins at a place: its frames and where it ends, ``MORE``, or that same place if it is none.

What it says of a packet must not depend on the bytes behind its end.
"""


class PacketParser:
    """Takes bytes in any split and gives the frames that they complete."""

    def __init__(self, take: Take) -> None:
        self._take = take
        self._pending = b""
        self._noise = bytearray()

    def feed(self, data: bytes) -> list[Frame]:
        """Take the next bytes."""
        data = self._pending + data
        frames: list[Frame] = []
        at = 0
        while True:
            start = data.find(STX, at)
            self._skip(data[at:start] if start >= 0 else data[at:], frames)
            if start < 0:
                self._pending = b""
                return frames
            found, end = self._take(data, start)
            if end == MORE:
                self._pending = data[start:]
                return frames
            if end == start:
                self._skip(STX, frames)
                end += 1
            else:
                self._end_noise(frames)
            frames += found
            at = end

    def _skip(self, noise: bytes, frames: list[Frame]) -> None:
        self._noise += noise
        while len(self._noise) >= LONGEST_NOISE:
            frames.append(Noise(self._noise[:LONGEST_NOISE].decode("latin-1")))
            del self._noise[:LONGEST_NOISE]

    def _end_noise(self, frames: list[Frame]) -> None:
        if self._noise:
            frames.append(Noise(self._noise.decode("latin-1")))
            self._noise.clear()
