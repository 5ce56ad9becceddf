"""The worker as a child of a terminal, so that one command is enough on one machine.

The terminal calls :meth:`WorkerChild.ensure` now and then: when nobody leads, a child is started; when somebody else
leads, it is left alone. The child ends when its parent is gone, however that went.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

STOPPING_S = 30.0
"""Seconds that a child has to finish the document in the printer; after that it is killed."""
LOOK_S = 0.5
"""Seconds between two looks after the parent."""
PROGRAM = (sys.executable, "-m", "hubops")


class WorkerChild:
    """A worker process of our own, or none."""

    def __init__(self, folder: Path, log: Path | None = None, program: Sequence[str] = PROGRAM) -> None:
        """Set up; nothing is started yet.

        Args:
            folder: the hub folder.
            log: gets what the child says on standard error; None drops it.
            program: what to run.
        """
        self._command = [*program, "worker", "--hub", str(folder), "--child-of", str(os.getpid())]
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The child's process id while it runs."""
        running = self._process is not None and self._process.poll() is None
        return self._process.pid if running and self._process is not None else None

    def ensure(self, holder: str | None) -> bool:
        """Start a child if nobody leads and none of ours runs; ``holder`` has the lease. True if one was started."""
        if holder is not None or self.pid is not None:
            return False
        target = str(self._log or os.devnull)
        with Path(target).open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
            )
        return True

    def stop(self, seconds: float = STOPPING_S) -> None:
        """End the child and wait for it."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None


def watch_parent(parent: int, stop: threading.Event) -> threading.Thread:
    """Set ``stop`` as soon as this process is no longer a child of ``parent``; for a worker that was started as one."""

    def watch() -> None:
        while not stop.wait(LOOK_S):
            if os.getppid() != parent:
                stop.set()

    thread = threading.Thread(target=watch, name="parent", daemon=True)
    thread.start()
    return thread
