"""The program of typed_station.py behind a pseudo-terminal: what is typed, what it paints, what its floor hears."""

import contextlib
import json
import os
import pty
import select
import subprocess
import sys
import time
import tty
from collections.abc import Callable
from pathlib import Path


class TerminalProcess:
    """The program of typed_station.py behind a pseudo-terminal."""

    def __init__(self, term: str = "xterm-256color") -> None:
        self._master, slave = pty.openpty()
        tty.setraw(slave)
        folder = Path(__file__).parent
        self.process = subprocess.Popen(
            [sys.executable, str(folder / "typed_station.py")],
            stdin=slave,
            stderr=slave,
            stdout=subprocess.PIPE,
            env={**os.environ, "TERM": term, "COLUMNS": "80", "LINES": "24", "PYTHONPATH": str(folder)},
        )
        os.close(slave)
        self.painted = b""
        self._heard = b""
        self.wait_until(lambda: b"Finish delivery" in self.painted)

    @property
    def heard(self) -> list[list[str]]:
        """What the floor heard: the kind of input and its text."""
        return [json.loads(line) for line in self._heard.split(b"\n")[:-1]]

    def type(self, data: bytes, count: int) -> None:
        """Forget what was heard, type bytes and wait until so many inputs were heard."""
        self._heard = b""
        while data:
            self._turn(0)
            data = data[os.write(self._master, data[:512]) :]
        self.wait_until(lambda: self._heard.count(b"\n") >= count)

    def wait_until(self, true: Callable[[], bool], timeout: float = 50.0) -> None:
        """Read what comes until something is so; ``timeout`` is the seconds in which the floor must hear something."""
        end, heard = time.monotonic() + timeout, len(self._heard)
        while not true():
            assert self._turn(0.1), (self.process.poll(), self.painted[-2000:])
            if len(self._heard) > heard:
                end, heard = time.monotonic() + timeout, len(self._heard)
            assert time.monotonic() < end, (self.heard[-3:], self.painted[-500:])

    def type_unread(self, data: bytes) -> None:
        """Type bytes and read nothing of what the program paints, until it takes no more of them."""
        os.set_blocking(self._master, False)
        for at in range(0, len(data), 64):
            try:
                os.write(self._master, data[at : at + 64])
            except BlockingIOError:
                break
            time.sleep(0.002)
        os.set_blocking(self._master, True)

    def read_to_end(self) -> None:
        """Read what it paints until it has ended."""
        with contextlib.suppress(OSError):  # Linux says so that nobody has the terminal any more
            while self._turn(0.1):
                pass
            while select.select([self._master], [], [], 0)[0]:
                self.painted += os.read(self._master, 65536)

    def hang_up(self) -> None:
        """The terminal is gone, and no signal tells the program of it."""
        os.close(self._master)
        self._master = -1

    def close(self) -> None:
        """End it, if it has not ended."""
        self.process.terminate()
        if self._master >= 0:
            self.hang_up()
        self.process.communicate(timeout=10)

    def _turn(self, patience: float) -> bool:
        assert self.process.stdout is not None
        out = self.process.stdout.fileno()
        for ready in select.select([self._master, out], [], [], patience)[0]:
            data = os.read(ready, 65536)
            if ready == out:
                self._heard += data
                if not data:
                    return False
            else:
                self.painted += data
        return True
