"""``hubops devices read``: what each reading of one scanner means, for the person who sets it up."""

import select
import sys
import threading
import time
from collections.abc import Callable

from hubops.devices.scanners.meaning import read_scan
from hubops.devices.scanners.serial import ScannerReader
from hubops.devices.states import DeviceState, DeviceStatus
from hubops.errors import SetupFault
from hubops.inputs import Scan
from hubops.messages import Message
from hubops.open_hub import OpenHub

_SHOWN = {"\x1d": "<GS>", "\t": "<TAB>"}


def read_scanner(hub: OpenHub, name: str, seconds: float, language: str, tell: Callable[[str], None]) -> int:
    """Read a scanner for so many seconds and tell each reading.

    A keyboard wedge is read from standard input until an empty line; a scan must never reach a shell, so what is
    typed and not yet read is thrown away at the end.

    Returns:
        How many codes were read.

    Raises:
        SetupFault: no such scanner; its port or line is malformed.
    """
    found = hub.settings.devices.scanners.get(name)
    if found is None:
        raise SetupFault(
            "settings.unknown_scanner", scanner=name, known=", ".join(hub.settings.devices.scanners) or "-"
        )
    tell(Message("scanner_trial.begin", {"seconds": round(seconds)}).text(language))
    setup = hub.settings.scanner_setup(name)
    read: list[Scan] = []

    def on_scan(scan: Scan) -> None:
        read.append(scan)
        tell(told(scan, language))

    def on_status(status: DeviceStatus) -> None:
        if status.fault and status.state is not DeviceState.READY:
            tell(Message(status.fault, status.values).text(language))

    if found.kind == "wedge":
        _typed(seconds, lambda line: on_scan(read_scan(line, name, setup)))
    else:
        reader = ScannerReader(name, hub.settings.port(found.port), found.line, hub.clock, on_scan, on_status, setup)
        reader.start()
        try:
            threading.Event().wait(seconds)
        finally:
            reader.stop()
    return len(read)


def told(scan: Scan, language: str) -> str:
    """A reading in words: what came, with the AIM identifier, and what it means or why it can't be used."""
    raw = "".join(_SHOWN.get(letter, letter if letter.isprintable() else f"<{ord(letter):02X}>") for letter in scan.raw)
    came = f"{scan.aim_id or '-'} {raw[:200]}"
    if scan.fault:
        return f"{came}\n    {Message(scan.fault).text(language)}"
    details = {
        "01": scan.gtin, "00": scan.sscc, "10": scan.lot, "15": scan.best_before, "17": scan.use_by,
        "310n": None if scan.net_g is None else f"{scan.net_g} g", "30/37": scan.count, "21": scan.serial,
    }  # fmt: skip
    parts = [f"({ai}) {value}" for ai, value in details.items() if value is not None]
    meaning = Message("scanner_trial.read", {"kind_word": f"scan_{scan.kind}"}).text(language)
    return f"{came}\n    {' '.join(part for part in (meaning, scan.code, *parts) if part)}"


def _typed(seconds: float, on_line: Callable[[str], None]) -> None:
    """Read lines as they are typed until one is empty or the time is over."""
    until = time.monotonic() + seconds
    try:
        while (left := until - time.monotonic()) > 0 and select.select([sys.stdin], [], [], left)[0]:
            line = sys.stdin.readline().rstrip("\r\n")
            if not line:
                return
            on_line(line)
    finally:
        if sys.stdin.isatty():
            import termios  # noqa: PLC0415 - there is none on Windows

            termios.tcflush(sys.stdin, termios.TCIFLUSH)
