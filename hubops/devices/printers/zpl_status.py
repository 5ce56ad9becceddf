"""What a ZPL printer answers to ``~HS`` and ``~HQES`` (devices.md 4.2). Pure: bytes -> facts."""

import re
from dataclasses import dataclass

ASK_HOST_STATUS = b"~HS"
ASK_ERRORS = b"~HQES"

HOST_STATUS_FRAMES = 3
"""``~HS`` is answered by three frames STX ... ETX, which may come in pieces."""
ERRORS_FRAMES = 1

_FRAME = re.compile(rb"\x02([^\x02\x03]*)\x03")
_ERRORS = re.compile(rb"ERRORS: +[01] +[0-9A-Fa-f]{8} +([0-9A-Fa-f]{8})")

_ERROR_BITS = (
    (0x4, "printer.head_open"),
    (0x1, "printer.paper_out"),
    (0x2, "printer.ribbon_out"),
    (0x8, "printer.cutter"),
    (0x10, "printer.too_hot"),
    (0x20, "printer.too_hot"),
    (0x10000, "printer.paused"),
)
"""Print head too hot is 0x10, its motor 0x20; what is not named here is told as another error."""


@dataclass(frozen=True, slots=True)
class ZplStatus:
    """The facts of one answer."""

    fault: str = ""
    """A message code; the one to mend first if there are several."""
    waiting: int | None = None
    """Formats in the buffer plus copies still to print; None if the answer does not tell."""


def frames_in(answer: bytes) -> int:
    """How many whole frames the answer holds so far."""
    return answer.count(b"\x03")


def read_host_status(answer: bytes) -> ZplStatus | None:
    """Read the three frames of ``~HS``; None if that is not what came."""
    frames = [frame.split(b",") for frame in _FRAME.findall(answer)]
    if len(frames) < 2 or len(frames[0]) < 8 or len(frames[1]) < 9:
        return None
    first, second = frames[0], frames[1]
    try:
        paper_out, paused, formats, partial = (int(first[n]) for n in (1, 2, 4, 7))
        cold, hot = (int(frame) for frame in first[10:12]) if len(first) >= 12 else (0, 0)
        head_open, ribbon_out, copies = (int(second[n]) for n in (2, 3, 8))
    except ValueError:
        return None
    faults = (
        (head_open, "printer.head_open"),
        (paper_out, "printer.paper_out"),
        (ribbon_out, "printer.ribbon_out"),
        (paused, "printer.paused"),
        (cold, "printer.too_cold"),
        (hot, "printer.too_hot"),
        (partial, "printer.half_format"),
    )
    return ZplStatus(next((fault for flag, fault in faults if flag), ""), formats + copies)


def read_errors(answer: bytes) -> ZplStatus | None:
    """Read the answer to ``~HQES``; None if that is not what came."""
    match = _ERRORS.search(answer)
    if not match:
        return None
    bits = int(match.group(1), 16)
    known = next((fault for bit, fault in _ERROR_BITS if bits & bit), "")
    return ZplStatus(known or ("printer.other_error" if bits else ""))
