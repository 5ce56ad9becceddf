"""A program at a pseudo-terminal of 80x24, watched from outside: when words are painted, what its processor time is."""

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Sequence
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
LONGEST_TOKEN = 64
"""Bytes of old output that are kept to find a word cut in two by a read."""


class WatchedTerminal:
    """A program, and the terminal's end of its line."""

    def __init__(self, command: Sequence[str]) -> None:
        """Start ``command``."""
        self.pid, self._line = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color")
            os.execv(command[0], list(command))  # noqa: S606 - our own program
        fcntl.ioctl(self._line, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.painted = 0
        """Bytes that came so far."""
        self._tail = b""

    def read(self, seconds: float) -> bytes:
        """What was painted, waiting at most so long for it; a little of what came before stands at its beginning."""
        ready, _, _ = select.select([self._line], [], [], max(0.0, seconds))
        if not ready:
            return b""
        fresh = os.read(self._line, 65536)
        self.painted += len(fresh)
        seen = self._tail + fresh
        self._tail = seen[-LONGEST_TOKEN:]
        return seen

    def wait_until_quiet(self, quiet_s: float, patience_s: float) -> None:
        """Wait until it has painted something and then nothing for ``quiet_s``.

        Raises:
            TimeoutError: it never came to rest.
        """
        until = time.monotonic() + patience_s
        while time.monotonic() < until:
            if not self.read(quiet_s) and self.painted:
                return
        raise TimeoutError(patience_s)

    def cpu_s(self) -> float:
        """Seconds of processor time that the program has used, its children not counted."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def rss_mib(self) -> float:
        """Mebibytes of memory that the program holds, its children not counted."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text(encoding="ascii").split()[1])
        return pages * PAGE_BYTES / 2**20

    def close(self, patience_s: float = 30.0) -> None:
        """End the program and wait for it, painting on; then it is killed."""
        os.kill(self.pid, signal.SIGTERM)
        until = time.monotonic() + patience_s
        while os.waitpid(self.pid, os.WNOHANG) == (0, 0):
            if time.monotonic() > until:
                os.kill(self.pid, signal.SIGKILL)
            try:
                self.read(0.05)
            except OSError:
                time.sleep(0.05)
        os.close(self._line)
