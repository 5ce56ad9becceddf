"""``hubops devices simulate``: a device that is not there, to learn and to try with, as in the tests and the demo.

On a terminal each line is something that happens to the device: a weight, a code, or a fault as a word behind a slash.
"""

import errno
import os
import re
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hubops.devices.scales.protocols import DRIVERS
from hubops.devices.scanners.setup import GS
from hubops.devices.simulators.printer import SimulatedZplPrinter
from hubops.devices.simulators.pseudo_port import PseudoPort
from hubops.devices.simulators.receipt_printer import SimulatedReceiptPrinter
from hubops.devices.simulators.scale import SimulatedScale
from hubops.devices.simulators.scanner import SimulatedScanner, ssi_packet
from hubops.devices.simulators.tcp_port import TcpPort
from hubops.errors import SetupFault
from hubops.messages import Message

LEAVE = "/quit"
_ADDRESS = re.compile(r"(?P<host>[\w.-]*):(?P<port>[0-9]{1,5})")
_WEIGHT = re.compile(r"(?P<sign>-?)(?P<value>[0-9]+(?:[.,][0-9]{1,3})?)\s*(?P<unit>kg|g)?")


@dataclass(frozen=True)
class Practice:
    """A simulated device at work, and what a person can do to it."""

    where: str
    """What devices.toml says to find it."""
    how: str
    """The code of the sentence that tells what can be typed."""
    take: Callable[[str], Message]
    """Takes a line that is no word behind a slash; it may be empty."""
    close: Callable[[], None]
    words: Mapping[str, Callable[[], None]] = field(default_factory=dict)
    """By the word behind the slash."""

    def hear(self, line: str) -> Message:
        """Do what a line says, and tell what was done or what can be."""
        line = line.strip()
        word = line[1:].lower() if line.startswith("/") else ""
        if word in self.words:
            self.words[word]()
            return Message("simulation.done", {"action": line.lower()})
        return Message(self.how) if word else self.take(line)


def simulate(kind: str, port: str, language: str, tell: Callable[[str], None] = print) -> int:
    """Simulate a device until it is told to leave, or where nobody types until a signal ends the process.

    Args:
        kind: a scale's protocol, ``scanner``, ``zpl`` or ``escpos``.
        port: HOST:PORT, or the path of a link to a pseudo terminal; empty for any free one.
        language: of what is told.
        tell: takes each line that is told.

    Raises:
        SetupFault: ``simulation.unknown_kind``, ``simulation.no_port``.
    """
    practice = open_practice(kind, port)
    try:
        tell(Message("simulation.begun", {"kind": kind, "where": practice.where}).text(language))
        if sys.stdin.isatty():
            tell(Message(practice.how).text(language))
            talk(practice, sys.stdin, lambda said: tell(said.text(language)))
        else:
            _wait_for_signal()
    finally:
        practice.close()
    return 0


def open_practice(kind: str, port: str) -> Practice:
    """Make a device of a kind. Raises SetupFault as :func:`simulate`."""
    try:
        if kind in DRIVERS:
            return _scale(kind, port)
        if kind in _OTHERS:
            return _OTHERS[kind](port)
    except OSError as error:
        raise SetupFault("simulation.no_port", port=port, fault=str(error)) from error
    raise SetupFault("simulation.unknown_kind", kind=kind, known=", ".join(kinds()))


def kinds() -> list[str]:
    """All that can be simulated."""
    return [*DRIVERS, *_OTHERS]


def talk(practice: Practice, lines: Iterable[str], tell: Callable[[Message], None]) -> None:
    """Do what each line says until there are no more or one says to leave."""
    for line in lines:
        if line.strip().lower() == LEAVE:
            return
        tell(practice.hear(line))


def grams_of(text: str) -> int | None:
    """Grams from ``2,015``, ``2.015 kg`` or ``2015 g``; None for what is no weight."""
    match = _WEIGHT.fullmatch(text.strip().lower())
    if match is None:
        return None
    whole, _, fraction = match["value"].replace(",", ".").partition(".")
    if match["unit"] == "g":
        return None if fraction else int(match["sign"] + whole)
    return int(f"{match['sign']}{whole}{fraction:0<3}")


def _scale(protocol: str, port: str) -> Practice:
    scale = SimulatedScale(protocol=protocol, port=_port(port))

    def put(line: str) -> Message:
        grams = grams_of(line)
        if grams is None:
            return Message("simulation.help_scale")
        scale.put(grams)
        return Message("simulation.put", {"weight_g": grams})

    return Practice(
        scale.path,
        "simulation.help_scale",
        put,
        scale.close,
        {
            "moving": lambda: scale.moving(True),
            "still": lambda: scale.moving(False),
            "mute": lambda: scale.mute(True),
            "speak": lambda: scale.mute(False),
            "pull": scale.unplug,
            "plug": scale.plug,
        },
    )


def _scanner(port: str) -> Practice:
    scanner = SimulatedScanner(port=_port(port))

    def scan(line: str) -> Message:
        if not line:
            return Message("simulation.help_scanner")
        scanner.scan(line.replace("<GS>", GS))
        return Message("simulation.scanned", {"code": line})

    return Practice(
        scanner.path,
        "simulation.help_scanner",
        scan,
        scanner.close,
        {
            "half": lambda: scanner.send(b"]C101070380100016"),
            "ssi": lambda: scanner.send(ssi_packet("7038010001659")),
            "pull": scanner.unplug,
            "plug": scanner.plug,
        },
    )


def _zpl(port: str) -> Practice:
    number, line = _printer_place(port)
    printer = SimulatedZplPrinter(port=number, line=line)
    return Practice(
        printer.address,
        "simulation.help_printer",
        lambda _: Message("simulation.labels", {"labels": len(printer.labels)}),
        printer.close,
        {
            "paper": lambda: printer.fault("paper_out"),
            "head": lambda: printer.fault("head_open"),
            "pause": lambda: printer.fault("paused"),
            "mute": lambda: printer.fault("mute"),
            "ready": lambda: printer.fault(None),
        },
    )


def _receipts(port: str) -> Practice:
    number, line = _printer_place(port)
    printer = SimulatedReceiptPrinter(port=number, line=line)
    return Practice(
        printer.address,
        "simulation.help_receipts",
        lambda _: Message("simulation.papers", {"papers": len(printer.papers)}),
        printer.close,
        {
            "paper": lambda: printer.fault("paper_out"),
            "low": lambda: printer.fault("paper_low"),
            "cover": lambda: printer.fault("cover_open"),
            "mute": lambda: printer.fault("mute"),
            "hang": lambda: printer.fault("never_prints"),
            "ready": lambda: printer.fault(None),
        },
    )


_OTHERS: Mapping[str, Callable[[str], Practice]] = {"scanner": _scanner, "zpl": _zpl, "escpos": _receipts}


def _port(port: str) -> PseudoPort | TcpPort:
    """Where a device with a serial line sits, from what the command line says."""
    address = _ADDRESS.fullmatch(port)
    if address is not None:
        return TcpPort(address["host"] or "127.0.0.1", int(address["port"]))
    return PseudoPort(_link(port) if port else None)


def _printer_place(port: str) -> tuple[int, PseudoPort | None]:
    """Where a printer sits: the number of a TCP port on this machine, or a serial line. Raises OSError elsewhere."""
    address = _ADDRESS.fullmatch(port or ":0")
    if address is None:
        return 0, PseudoPort(_link(port))
    if address["host"] not in ("", "localhost", "127.0.0.1"):
        raise OSError(errno.EADDRNOTAVAIL, os.strerror(errno.EADDRNOTAVAIL))
    return int(address["port"]), None


def _link(port: str) -> Path:
    """The link to a pseudo terminal. Raises FileExistsError: no file of anybody's is overwritten."""
    link = Path(port)
    if os.path.lexists(link) and not str(link.resolve()).startswith("/dev/pts/"):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
    return link


def _wait_for_signal() -> None:
    ended = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda _number, _frame: ended.set())
    ended.wait()
