"""A simulated receipt printer: cuts papers, answers ``DLE EOT`` and ``GS r``, has faults when told to."""

import re
import threading
from pathlib import Path
from typing import Literal

from hubops.devices.simulators.printer_port import PrinterPort
from hubops.devices.simulators.pseudo_port import PseudoPort

Fault = Literal["paper_out", "paper_low", "cover_open", "mute", "never_prints"]

_ORDER = re.compile(rb"\x10\x04([\x01-\x04])|\x1dr[\x01\x31]|\x1dV[\x00\x01]", re.DOTALL)
"""What it acts upon; all else is what it prints. Orders may come in pieces."""
_HOLDS = ("paper_out", "cover_open", "never_prints")
_WELL = 0x12


class SimulatedReceiptPrinter:
    """On TCP it serves one connection after the other, as the network cards of such printers do.

    Without paper or with its cover open it keeps what it gets and prints it later. One that ``never_prints`` says that
    all is well and throws everything away; a ``mute`` one prints and says nothing.
    """

    def __init__(
        self,
        folder: Path | None = None,
        port: int = 0,
        *,
        gives_news: bool = False,
        line: PseudoPort | None = None,
    ) -> None:
        """Start to listen on the loopback address.

        Args:
            folder: gets each paper as ``paper-0001.escpos``; made if need be.
            port: 0 for any free one.
            gives_news: tell its state without being asked, before each answer (automatic status back).
            line: listen at a serial line instead.
        """
        self.papers: list[bytes] = []
        """What came out, each up to where it was cut."""
        self._folder = folder
        self._gives_news = gives_news
        self._printed = b""
        self._held: list[bytes] = []
        self._fault: Fault | None = None
        self._changed = threading.Condition()
        self._port = PrinterPort(self._hear, port, line)
        self.address = self._port.address

    def fault(self, fault: Fault | None) -> None:
        """Set a fault, or clear it: what was held comes out then."""
        with self._changed:
            self._fault = fault
            if fault not in _HOLDS:
                for piece in self._held:
                    self._work(piece)
                self._held.clear()
            self._changed.notify_all()

    def wait_for(self, papers: int, timeout: float = 5.0) -> bool:
        """Wait until so many papers have come out in all; False if they do not in ``timeout`` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self.papers) >= papers, timeout)

    def close(self) -> None:
        """Switch it off."""
        self._port.close()

    def _hear(self, pending: bytes) -> tuple[bytes, bytes]:
        answers = b""
        while order := _ORDER.search(pending):
            whole, pending = pending[: order.end()], pending[order.end() :]
            with self._changed:
                answers += self._asked(whole, order) if order.group(1) else self._take(whole)
                self._changed.notify_all()
        return pending, answers

    def _asked(self, whole: bytes, question: re.Match[bytes]) -> bytes:
        """Answered at once, whatever else waits."""
        self._take(whole[: question.start()])
        return b"" if self._fault == "mute" else self._news() + bytes((self._status(question.group(1)[0]),))

    def _take(self, piece: bytes) -> bytes:
        """Printed, kept or thrown away; what is answered to it."""
        if self._fault == "never_prints":
            return b""
        if self._fault in _HOLDS:
            self._held.append(piece)
            return b""
        return self._work(piece)

    def _work(self, piece: bytes) -> bytes:
        if piece.endswith((b"\x1dr\x01", b"\x1dr\x31")):
            self._printed += piece[:-3]
            return b"" if self._fault == "mute" else self._news() + (b"\x03" if self._fault == "paper_low" else b"\x00")
        self._printed += piece
        if piece.endswith((b"\x1dV\x00", b"\x1dV\x01")):
            self._cut()
        return b""

    def _cut(self) -> None:
        self.papers.append(self._printed)
        self._printed = b""
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / f"paper-{len(self.papers):04}.escpos").write_bytes(self.papers[-1])

    def _status(self, question: int) -> int:
        off_line = self._fault in ("paper_out", "cover_open")
        bits = {
            1: 0x08 * off_line,
            2: 0x04 * (self._fault == "cover_open") + 0x20 * (self._fault == "paper_out"),
            3: 0,
            4: 0x6C * (self._fault == "paper_out") + 0x0C * (self._fault == "paper_low"),
        }
        return _WELL | bits[question]

    def _news(self) -> bytes:
        """Automatic status back: four bytes that look much like answers."""
        off_line = self._fault in ("paper_out", "cover_open")
        paper = 0x0F if self._fault == "paper_out" else 0
        return bytes((0x10 | 0x08 * off_line, 0, paper, 0x0F)) if self._gives_news else b""
