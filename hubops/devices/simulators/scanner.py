"""Simulated scanners: a serial one, whose codes come out of a pseudo terminal, and what a keyboard wedge types."""

import threading
from pathlib import Path

from hubops.devices.scanners.setup import GS
from hubops.devices.simulators.pseudo_port import PseudoPort
from hubops.devices.simulators.tcp_port import TcpPort

_US_ON_NORWEGIAN = str.maketrans("-=[]\\;'/`_+{}|:\"<>?~@$^&*()", "+\\å¨'øæ-|?`Å^*ØÆ;:_§\"¤&/()=")
"""What a Norwegian keyboard makes of the keys that stand for these characters on an American one."""


def typed_by_wedge(text: str, *, norwegian: bool = False, caps_lock: bool = False, separator: str = GS) -> str:
    """What a computer receives when a wedge that is set to an American keyboard types a code.

    Args:
        text: the code, AIM identifier and all.
        norwegian: the computer's keyboard is Norwegian.
        caps_lock: it is on.
        separator: what the scanner sends for GS; empty if it drops it.
    """
    typed = text.replace(GS, separator)
    if norwegian:
        typed = typed.translate(_US_ON_NORWEGIAN)
    return typed.swapcase() if caps_lock else typed


def ssi_packet(text: str) -> bytes:
    """A code as a scanner sends it that is set to Zebra's SSI (devices.md 2.1)."""
    decode_data, decoder, status, gs1_128 = 0xF3, 0, 0, 0x0F
    data = text.encode("latin-1")
    packet = bytes([5 + len(data), decode_data, decoder, status, gs1_128]) + data
    return packet + (-sum(packet) & 0xFFFF).to_bytes(2, "big")


class SimulatedScanner:
    """Set up as devices.md 2.1 wants a scanner: suffix CR, FNC1 as GS; the AIM identifier is part of the text."""

    def __init__(
        self,
        link: Path | None = None,
        prefix: str = "",
        suffix: str = "\r",
        *,
        port: PseudoPort | TcpPort | None = None,
    ) -> None:
        """Plug it in. ``link`` is a path for a symbolic link that stays the same after an unplug and a plug.

        ``port`` is where it sits instead of at a pseudo terminal.
        """
        self._prefix = prefix
        self._suffix = suffix
        self._lock = threading.Lock()
        self._port = port or PseudoPort(link)
        self._port.plug()

    @property
    def path(self) -> str:
        """The port to read from."""
        return self._port.path

    def scan(self, text: str) -> None:
        """Read a code, such as ``]C10107038010001659``; nothing comes out while it is unplugged."""
        self.send((self._prefix + text + self._suffix).encode())

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
