"""Ends the terminal's program when it is told to, or when its terminal is gone, whatever the screen is doing.

A terminal that nobody reads blocks Textual's loop in the middle of a write, so the loop can't be asked to end; and a
terminal that is gone without a signal reads as an endless end of file (terminal.md 2.8).
"""

import os
import select
import signal
import termios
import threading
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

GRACE_S = 1.0
"""Time for an end in order; what was committed is safe without it, and the worker sees that its terminal is gone."""
SIGNALS = (signal.SIGTERM, signal.SIGHUP)


class Leaving:
    """Hears signals and the end of the line; used by the main thread."""

    def __init__(self, in_order: Callable[[], object], *, line: int | None) -> None:
        """Set up, without listening.

        Args:
            in_order: asks the program to end; called in any thread.
            line: the file descriptor of the terminal, None where there is none: then only ``in_order`` ends it.
        """
        self._in_order = in_order
        self._line = line
        self._told = False
        self._attributes = termios.tcgetattr(line) if line is not None else None

    def listen(self) -> None:
        """Begin to hear."""
        for number in SIGNALS:
            signal.signal(number, self._hear)
        if self._line is not None:
            threading.Thread(target=self._await_hang_up, args=(self._line,), name="hang-up", daemon=True).start()

    def deafen(self) -> None:
        """Signals mean again what they meant."""
        for number in SIGNALS:
            signal.signal(number, signal.SIG_DFL)

    def _hear(self, _: int, __: FrameType | None) -> None:
        self._leave()

    def _await_hang_up(self, line: int) -> None:
        poll = select.poll()
        poll.register(line, 0)  # a hang-up is reported unasked
        poll.poll()
        self._leave()

    def _leave(self) -> None:
        if self._told:
            return
        self._told = True
        if self._line is not None:
            deadline = threading.Timer(GRACE_S, self._end_now)
            deadline.daemon = True
            deadline.start()
        self._in_order()

    def _end_now(self) -> None:
        if self._line is not None and self._attributes is not None:
            with suppress(termios.error):  # it may be gone
                termios.tcsetattr(self._line, termios.TCSANOW, self._attributes)
        os._exit(0)
