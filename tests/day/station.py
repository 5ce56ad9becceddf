"""The real program at a real terminal: a pseudo-terminal with an emulator behind it, scanner and scale on ptys."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

import pyte

from hubops.devices.simulators.printer import SimulatedZplPrinter
from hubops.devices.simulators.scale import SimulatedScale
from hubops.devices.simulators.scanner import SimulatedScanner

PATIENCE_S = 30.0


SECOND_STATION = """
[scanners.second]
port = "run/scanner2"

[stations.dock2]
scanner = "second"
label_printer = "labels"
paper_printer = "papers"
"""


class Station:
    """Station dock1 of the hub in a folder: ``hubops tui`` as a process, its devices at the ends of their wires."""

    name = "dock1"
    scanner_link = "scanner"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "run").mkdir(exist_ok=True)
        self.scanner = SimulatedScanner(link=folder / "run" / self.scanner_link)
        self._add_devices(folder)
        self.screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self.screen)
        self.pid = 0
        self._terminal = -1

    def _add_devices(self, folder: Path) -> None:
        self.scale = SimulatedScale(link=folder / "run" / "scale")
        self.printer = SimulatedZplPrinter(folder=folder / "print")
        devices = folder / "devices.toml"
        devices.write_text(re.sub(r'"127.0.0.1:\d+"', f'"{self.printer.address}"', devices.read_text()))

    def start(self, term: str = "xterm-256color") -> None:
        """Start the program, as a worker does in the morning, or after a crash; ``term`` is the kind of terminal."""
        self.screen.reset()
        self.pid, self._terminal = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM=term, PYTHONWARNINGS="default")
            os.environ.pop("COLORTERM", None)  # an ssh session does not carry it
            command = [sys.executable, "-m", "hubops", "tui", "--hub", str(self.folder), "--station", self.name]
            os.execv(sys.executable, command)  # noqa: S606
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def type(self, keys: str) -> None:
        """Type at the terminal."""
        os.write(self._terminal, keys.encode())

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(self.screen.display)

    def wait_for(self, words: str) -> None:
        """Wait until the screen shows some words."""
        self.wait_until(lambda: words in self.text, words)

    def wait_until(self, true: Callable[[], bool], what: str) -> None:
        """Wait until something is true, reading the screen all the while. Fails after PATIENCE_S."""
        until = time.monotonic() + PATIENCE_S
        while not true():
            if time.monotonic() > until:
                raise AssertionError(f"waited in vain for {what}; the screen shows\n{self.text}")
            self._read(0.05)

    def kill(self) -> None:
        """Power gone: the terminal and its worker die at once."""
        for pid in [*self.workers(), self.pid]:
            os.kill(pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._terminal)
        self.pid = 0

    def workers(self) -> list[int]:
        """The process ids of workers of this hub."""
        found = []
        for entry in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                words = entry.read_bytes().split(b"\0")
            except OSError:
                continue
            if b"worker" in words and str(self.folder).encode() in words:
                found.append(int(entry.parent.name))
        return found

    def close(self) -> None:
        """Leave, and take the devices down."""
        if self.pid:
            os.kill(self.pid, signal.SIGTERM)
            until = time.monotonic() + PATIENCE_S
            while os.waitpid(self.pid, os.WNOHANG) == (0, 0) and time.monotonic() < until:
                self._read(0.05)
            os.close(self._terminal)
        self.scanner.close()
        self._take_devices_down()

    def _take_devices_down(self) -> None:
        self.scale.close()
        self.printer.close()

    def _read(self, seconds: float) -> None:
        ready, _, _ = select.select([self._terminal], [], [], seconds)
        if ready:
            try:
                self._stream.feed(os.read(self._terminal, 65536))
            except OSError:
                time.sleep(seconds)


class SecondStation(Station):
    """Station dock2 of the same hub: a scanner of its own, the printers of the first one. Made before that starts."""

    name = "dock2"
    scanner_link = "scanner2"

    def _add_devices(self, folder: Path) -> None:
        with (folder / "devices.toml").open("a", encoding="utf-8") as devices:
            devices.write(SECOND_STATION)

    def _take_devices_down(self) -> None:
        """It has none of its own."""
