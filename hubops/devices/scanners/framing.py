"""Cuts the byte stream of a serial scanner into messages, however the bytes were split on the way (devices.md 2.1)."""

LONGEST = 8192
"""Bytes; what is longer is cut here. No symbol holds that much, so the reader knows that something is wrong."""

_ENDS = b"\r\n"


class ScanFramer:
    """Collects bytes until CR, LF or a silence ends a message; empty messages are dropped, GS (0x1D) stays."""

    def __init__(self) -> None:
        self._message = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """Take the next bytes and give the messages that they complete."""
        complete = []
        for piece in data.replace(b"\n", b"\r").split(b"\r")[:-1]:
            self._append(piece)
            complete += self.silence()
        self._append(data[_last_end(data) + 1 :])
        return complete

    def silence(self) -> list[bytes]:
        """Nothing came for about 100 ms: what is pending is a message of a scanner that sends no suffix."""
        message = bytes(self._message)
        self._message.clear()
        return [message] if message else []

    def _append(self, piece: bytes) -> None:
        self._message += piece[: LONGEST - len(self._message)]


def _last_end(data: bytes) -> int:
    return max(data.rfind(end) for end in (_ENDS[:1], _ENDS[1:]))
