"""Cuts the byte stream of a serial scanner into messages, however the bytes were split on the way (devices.md 2.1)."""

import re

LONGEST = 8192
"""Bytes; what is longer is cut here. No symbol holds that much, so the reader knows that something is wrong."""
PATIENCE = 10
"""Silences after which a scanner that ends its codes is not expected to go on with one."""
SSI_DATA = b"\xf3\x00"
"""Opcode and source in a packet of scanned data of Zebra's SSI, which the hub does not speak (devices.md 2.1)."""

_SSI_HEAD, _SSI_CHECK = 4, 2
"""Bytes: the head, and the checksum that its length leaves out."""


class ScanFramer:
    """Collects bytes until CR, LF, the scanner's own suffix or a silence ends a message.

    Empty messages are dropped, GS (0x1D) stays. A packet of SSI is one message, whatever bytes are in it.
    """

    def __init__(self, suffix: bytes = b"") -> None:
        """Wait for the first byte; a ``suffix`` of one byte ends messages beside CR and LF, and none goes without."""
        self._end = re.compile(b"[" + re.escape(b"\r\n" + suffix) + b"]")
        self._suffix = suffix
        self._pending = bytearray()
        self._quiet = 0
        self.ends_codes = bool(suffix)
        """The scanner was heard to end a code: what only a silence ends is a piece of one."""

    def feed(self, data: bytes) -> list[bytes]:
        """Take the next bytes and give the messages that they complete."""
        self._quiet = 0
        self._pending += data
        complete = []
        while (message := self._next()) is not None:
            if message:
                complete.append(message)
        return complete

    def silence(self) -> list[bytes]:
        """Nothing came for about 100 ms: what is pending is a message of a scanner that sends no suffix.

        The pieces of one that sends it may be held up on the way, so they are waited for ``PATIENCE`` times.
        """
        self._quiet += 1
        if self.ends_codes and self._quiet < PATIENCE:
            return []
        message = self._end.sub(b"", bytes(self._pending)) if not self._is_packet() else bytes(self._pending)
        self._pending.clear()
        return [message] if message else []

    def forget_suffix(self) -> None:
        """The scanner sent a code without end: it may be set up anew, unless its suffix is written down."""
        self.ends_codes = bool(self._suffix)

    def _next(self) -> bytes | None:
        """The next message, empty for an end that closes nothing; None as long as it is not complete."""
        if self._is_packet():
            return self._packet()
        found = self._end.search(self._pending)
        if found is None or (found.start() == 0 and self._may_be_length()):
            del self._pending[LONGEST:]
            return None
        message = bytes(self._pending[: min(found.start(), LONGEST)])
        del self._pending[: found.end()]
        self.ends_codes = self.ends_codes or bool(message)
        return message

    def _is_packet(self) -> bool:
        return self._pending[1:3] == SSI_DATA

    def _may_be_length(self) -> bool:
        """An end in front may be the length of a packet; two more bytes tell."""
        return len(self._pending) < 3 and SSI_DATA.startswith(self._pending[1:])

    def _packet(self) -> bytes | None:
        length = max(self._pending[0], _SSI_HEAD) + _SSI_CHECK
        if len(self._pending) < length:
            return None
        packet = bytes(self._pending[:length])
        del self._pending[:length]
        return packet
