"""A pseudo terminal that a simulated device sits behind: it can be pulled out and put back (POSIX only)."""

import os
import pty
import tty
from pathlib import Path


class PseudoPort:
    """The far end of a serial line. ``link``, if given, points to it while it is plugged in, as udev's links do."""

    def __init__(self, link: Path | None = None) -> None:
        self._link = link
        self._master = -1
        self._slave = -1
        self._tty = ""

    @property
    def path(self) -> str:
        """What a reader opens: the link, or else the line itself, which has a new name after each plug."""
        return str(self._link) if self._link is not None else self._tty

    @property
    def plugged(self) -> bool:
        """Whether a reader finds anything."""
        return self._master >= 0

    def fileno(self) -> int:
        """For select: bytes of the reader can be read here."""
        return self._master

    def plug(self) -> None:
        """Put the device in; nothing happens if it is in."""
        if self.plugged:
            return
        self._master, self._slave = pty.openpty()
        tty.setraw(self._slave)  # before a reader opens it: else the line echoes (devices.md 3.2)
        os.set_blocking(self._master, False)
        self._tty = os.ttyname(self._slave)
        if self._link is not None:
            self._link.unlink(missing_ok=True)
            self._link.symlink_to(self._tty)

    def unplug(self) -> None:
        """Pull the device out; a reader gets an error at once."""
        if not self.plugged:
            return
        if self._link is not None:
            self._link.unlink(missing_ok=True)
        master, slave, self._master, self._slave = self._master, self._slave, -1, -1
        os.close(master)
        os.close(slave)

    def write(self, data: bytes) -> None:
        """Send bytes to the reader; they are lost if the device is pulled out or nobody has read for long."""
        try:
            os.write(self._master, data)
        except OSError:
            return

    def read(self) -> bytes:
        """What the reader sent, empty if there is nothing."""
        try:
            return os.read(self._master, 4096)
        except OSError:
            return b""
