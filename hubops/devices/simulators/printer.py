"""A simulated ZPL printer: takes formats, answers ``~HS`` and ``~HQES``, runs out of paper when told to."""

import re
import threading
from pathlib import Path
from typing import Literal

from hubops.devices.simulators.printer_port import PrinterPort
from hubops.devices.simulators.pseudo_port import PseudoPort

Fault = Literal["paper_out", "head_open", "paused", "mute"]

_BEGINNING = b"^XA"
_IN_A_FORMAT = rb"\^XA(?:(?!~JX|~HS|~HQES).)*?"
_ORDER = re.compile(rb"(?:" + _IN_A_FORMAT + rb")?~JX|" + _IN_A_FORMAT + rb"\^XZ|~HS|~HQES", re.DOTALL)
"""``~JX`` forgets the format that has begun."""


class SimulatedZplPrinter:
    """Serves one connection after the other, as small print servers do.

    With a fault other than ``mute`` it holds what it gets, and prints it when the fault is cleared.
    """

    def __init__(
        self,
        folder: Path | None = None,
        port: int = 0,
        *,
        answers_host_status: bool = True,
        line: PseudoPort | None = None,
    ) -> None:
        """Start to listen on the loopback address.

        Args:
            folder: gets each label as ``label-0001.zpl``; made if need be.
            port: 0 for any free one.
            answers_host_status: False for a printer that keeps silent to ``~HS`` and answers ``~HQES`` only.
            line: listen at a serial line instead.
        """
        self.labels: list[bytes] = []
        """The formats that came out, ``^XA`` to ``^XZ``."""
        self._folder = folder
        self._answers_host_status = answers_host_status
        self._held: list[bytes] = []
        self._half = False
        """A format has begun and not ended."""
        self._fault: Fault | None = None
        self._changed = threading.Condition()
        self._port = PrinterPort(self._hear, port, line)
        self.address = self._port.address

    def fault(self, fault: Fault | None) -> None:
        """Set a fault, or clear it: what was held comes out then."""
        with self._changed:
            self._fault = fault
            if fault in (None, "mute"):
                for label in self._held:
                    self._print(label)
                self._held.clear()
            self._changed.notify_all()

    def wait_for(self, labels: int, timeout: float = 5.0) -> bool:
        """Wait until so many labels have come out in all; False if they do not in ``timeout`` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self.labels) >= labels, timeout)

    def close(self) -> None:
        """Switch it off."""
        self._port.close()

    def _hear(self, pending: bytes) -> tuple[bytes, bytes]:
        """Obey each order as soon as it is whole; a question in the midst of a format leaves the format as it is."""
        answers = b""
        while order := _ORDER.search(pending):
            pending = pending[: order.start()] + pending[order.end() :]
            self._half = _BEGINNING in pending
            answers += self._obey(order.group())
        self._half = _BEGINNING in pending
        return pending, answers

    def _obey(self, order: bytes) -> bytes:
        with self._changed:
            if order.endswith(b"~JX"):
                return b""
            if order == b"~HS":
                return b"" if self._fault == "mute" or not self._answers_host_status else self._host_status()
            if order == b"~HQES":
                return b"" if self._fault == "mute" else self._errors()
            if self._fault in (None, "mute"):
                self._print(order)
            else:
                self._held.append(order)
            self._changed.notify_all()
            return b""

    def _print(self, label: bytes) -> None:
        self.labels.append(label)
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / f"label-{len(self.labels):04}.zpl").write_bytes(label)

    def _host_status(self) -> bytes:
        """Three frames as in devices.md 4.2: paper out, paused, formats in buffer, half a one; head open."""
        paper, paused, head = (int(self._fault == fault) for fault in ("paper_out", "paused", "head_open"))
        frames = (
            f"030,{paper},{paused},1218,{len(self._held):03},0,0,{int(self._half)},000,0,0,0",
            f"000,0,{head},0,0,2,4,0,{0:08},1,000",
            "1234,0",
        )
        return "".join(f"\x02{frame}\x03\r\n" for frame in frames).encode()

    def _errors(self) -> bytes:
        bits = {"paper_out": 0x1, "head_open": 0x4, "paused": 0x10000}.get(self._fault or "", 0)
        return (
            "\x02\r\n\r\n  PRINTER STATUS                             \r\n"
            f"   ERRORS:         {int(bool(bits))} 00000000 {bits:08X}             \r\n"
            "   WARNINGS:       0 00000000 00000000             \r\n\x03"
        ).encode()
