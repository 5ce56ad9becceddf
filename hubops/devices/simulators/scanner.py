"""A simulated serial scanner: what is "scanned" comes out of a pseudo terminal, ended with CR."""

import threading
from pathlib import Path

from hubops.devices.simulators.pseudo_port import PseudoPort


class SimulatedScanner:
    """Set up as devices.md 2.1 wants a scanner: suffix CR, FNC1 as GS; the AIM identifier is part of the text."""

    def __init__(self, link: Path | None = None) -> None:
        """Plug it in. ``link`` is a path for a symbolic link that stays the same after an unplug and a plug."""
        self._lock = threading.Lock()
        self._port = PseudoPort(link)
        self._port.plug()

    @property
    def path(self) -> str:
        """The port to read from."""
        return self._port.path

    def scan(self, text: str) -> None:
        """Read a code, such as ``]C10107038010001659``; nothing comes out while it is unplugged."""
        self.send(text.encode() + b"\r")

    def send(self, data: bytes) -> None:
        """Send bytes as they are: half a code, a code without suffix."""
        with self._lock:
            self._port.write(data)

    def unplug(self) -> None:
        """Pull the cable."""
        with self._lock:
            self._port.unplug()

    def plug(self) -> None:
        """Put the cable back."""
        with self._lock:
            self._port.plug()

    def close(self) -> None:
        """Gone for good."""
        self.unplug()
