"""What the hub must know of a protocol to talk with a scale; everything that varies is data."""

from collections.abc import Callable
from dataclasses import dataclass

from hubops.devices.scales.frames import Parser


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleDriver:
    """One protocol: the bytes of each command, empty where it has none, and how to read what comes back."""

    name: str
    """As in devices.toml."""
    parser: Callable[[str], Parser]
    """Makes a fresh parser; it is given the unit that devices.toml names, for protocols that send none."""
    ask: bytes = b""
    """The weight now, stable or not; empty if the scale sends by itself."""
    stable: bytes = b""
    """The weight once it is at rest: the scale waits, for seconds. The hub asks for the weight now and sees."""
    tare: bytes = b""
    zero: bytes = b""
    identify: bytes = b""
    """The serial number."""
    ask_tare: bytes = b""
    """The tare that is set, where a weight does not tell whether it is net."""
    store: bytes = b""
    """Into its alibi memory goes what lies on it at rest; it answers with the record."""
    first: bytes = b""
    """Sent once after opening: it ends what another program may have left running."""
    confirms: bool = False
    """The scale tells whether it did what it was ordered; if not, its next weight must show it."""
    line: str = "9600 8N1"
    """The usual setting of the line; devices.toml may say another one."""
    needs_unit: bool = False
    """There is no unit on the wire, or not always: devices.toml must name it."""
