"""The wire log: what goes over the line of one device, in both directions, in hex, while somebody has switched it on.

It is switched per device and lives as long as the program. Each log rotates, so one that was forgotten fills no disk.
"""

import logging
import re
from logging.handlers import RotatingFileHandler
from pathlib import Path

LARGEST = 1_000_000
"""Bytes after which a log begins anew; the two before it are kept."""
KEPT = 2
FORMAT = "%(asctime)s.%(msecs)03d %(message)s"
TIME_FORMAT = "%Y-%m-%d %H:%M:%S"
FROM_DEVICE, TO_DEVICE = "<", ">"
_NOT_IN_A_FILE_NAME = re.compile(r"[^\w.-]")


def wire_of(kind: str, name: str) -> logging.Logger:
    """The wire log of a device, off until :func:`log_wire` switches it on; kind and name as in a DeviceStatus."""
    wire = logging.getLogger(f"hubops.wire.{kind}.{name}")
    wire.propagate = False
    if wire.level == logging.NOTSET:
        wire.setLevel(logging.CRITICAL)
    return wire


def note(wire: logging.Logger, direction: str, data: bytes) -> None:
    """Write down bytes that came (FROM_DEVICE) or were sent (TO_DEVICE), in hex and as text; nothing while off."""
    if data and wire.isEnabledFor(logging.DEBUG):
        text = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in data)
        wire.debug("%s %s  |%s|", direction, data.hex(" "), text)


def log_wire(kind: str, name: str, folder: Path | None) -> None:
    """Log a device's wire in a folder from now on; None: no more."""
    wire = wire_of(kind, name)
    for handler in tuple(wire.handlers):
        wire.removeHandler(handler)
        handler.close()
    if folder is None:
        wire.setLevel(logging.CRITICAL)
        return
    handler = RotatingFileHandler(folder / file_of(kind, name), maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8")
    handler.setFormatter(logging.Formatter(FORMAT, TIME_FORMAT))
    wire.addHandler(handler)
    wire.setLevel(logging.DEBUG)


def is_logged(kind: str, name: str) -> bool:
    """Whether the wire of a device is logged by this program."""
    return wire_of(kind, name).isEnabledFor(logging.DEBUG)


def file_of(kind: str, name: str) -> str:
    """The name of a device's wire log."""
    return f"wire-{kind}-{_NOT_IN_A_FILE_NAME.sub('_', name)}.log"
