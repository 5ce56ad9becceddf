"""The line to the terminal: Textual's driver, for a program that was stopped from outside and goes on.

A stop that the program can't hear (SIGSTOP: ``kill -STOP``, a program that limits processors, a freezer) ends with a
SIGCONT all the same. Textual takes every SIGCONT for the end of a Ctrl+Z and starts a second reader of the line, and
the two share out the bytes of a scan.
"""

import termios
import tty
from contextlib import suppress

from textual.drivers.linux_driver import LinuxDriver


class StationDriver(LinuxDriver):
    """One reader of the line, however often the program is stopped and goes on."""

    def _sigcont_application(self, *heard: object) -> None:
        """Go on: as Textual does where it had let go of the terminal, else with the reader that there is."""
        if self._must_signal_resume:
            super()._sigcont_application(*heard)
        elif self._reads():
            # in the loop: the signal may have come amid a write, and a second one would wait for it for ever
            self._loop.call_soon_threadsafe(self._take_back)

    def _reads(self) -> bool:
        """Else the program has not begun, or is about to end: systemd says SIGTERM, then SIGCONT."""
        return self._key_thread is not None and self._key_thread.is_alive()

    def _take_back(self) -> None:
        """A shell may have had the terminal meanwhile, and written on it; what was typed and not yet read stays."""
        if not self._reads():
            return
        with suppress(termios.error):  # the terminal may be gone, which leaving.py sees
            attributes = termios.tcgetattr(self.fileno)
            attributes[tty.LFLAG] = self._patch_lflag(attributes[tty.LFLAG])
            attributes[tty.IFLAG] = self._patch_iflag(attributes[tty.IFLAG])
            attributes[tty.CC][termios.VMIN] = 1
            termios.tcsetattr(self.fileno, termios.TCSANOW, attributes)
        self.write("\x1b[?1049h\x1b[?25l")
        self._enable_bracketed_paste()
        self._disable_line_wrap()
        self.flush()
        self._app.refresh()
