"""Recorded floor input: JSON Lines, each line one input (interfaces.md, "Replay")."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from hubops.devices.scanners.meaning import read_scan
from hubops.errors import BadInput
from hubops.inputs import Choose, Input, Key, Text, Weight

KEYS = frozenset({"enter", "escape", "up", "down", "left", "right", *(f"f{n}" for n in range(1, 11)), *"0123456789"})
FAULTS = frozenset({"paper_out", "head_open", "paused", "mute"})


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a recording; exactly one of ``clock``, ``device`` and ``station`` is set."""

    n: int
    """The line's number, from 1."""
    key: bytes
    """The idempotency key: the same line of the same file counts once."""
    clock: datetime | None = None
    device: str = ""
    fault: str | None = None
    """What the device is told to suffer; None mends it."""
    station: str = ""
    said: Input | None = None
    scanned: str = ""
    """The data of a scan as it goes over the wire."""


def read(path: Path) -> Iterator[Step]:
    """The steps of a recording, one by one.

    Raises:
        BadInput: ``replay.no_file``, or ``replay.bad_line`` at the first malformed line; what came before is out.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput("replay.no_file", path=str(path)) from error
    digest = hashlib.sha256(data).digest()
    for n, line in enumerate(data.split(b"\n"), start=1):
        if line.strip():
            yield _step(n, hashlib.sha256(digest + n.to_bytes(8)).digest(), line)


def _step(n: int, key: bytes, line: bytes) -> Step:
    try:
        entry = json.loads(line.decode("utf-8"))
        json.dumps(entry, ensure_ascii=False).encode("utf-8")  # half a surrogate pair can't be kept
        if "clock" in entry:
            return Step(n, key, clock=_moment(entry["clock"]))
        if "device" in entry:
            return Step(n, key, device=str(entry["device"]), fault=_fault(entry["fault"]))
        return Step(n, key, station=entry["station"], said=_said(entry), scanned=entry.get("scan", ""))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput("replay.bad_line", line=n, text=line[:80].decode("utf-8", "replace")) from error


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(text)
    return at


def _fault(name: str | None) -> str | None:
    if name is not None and name not in FAULTS:
        raise ValueError(name)
    return name


def _said(entry: dict[str, Any]) -> Input:
    if "scan" in entry:
        return read_scan(entry["scan"], device=entry["station"])
    if "weight" in entry:
        weight = entry["weight"]
        return Weight(int(weight["grams"]), bool(weight["stable"]), weight.get("net", False))
    if "text" in entry:
        return Text(str(entry["text"]))
    if "flow" in entry:
        return Choose(str(entry["flow"]))
    if entry["key"] not in KEYS:
        raise ValueError(entry["key"])
    return Key(entry["key"])
