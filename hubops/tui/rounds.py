"""A thread that goes its rounds: each of its tasks is done every so many seconds, whatever becomes of the others."""

import logging
import threading
import time
from collections.abc import Callable, Sequence

log = logging.getLogger(__name__)

STEP_S = 0.25
"""Seconds between two looks at what is due."""

Task = tuple[float, Callable[[], object]]
"""Seconds between two times, and what is done."""


class Rounds(threading.Thread):
    """Does its tasks until it is told to end; what failed is tried again when it is due the next time."""

    def __init__(self, tasks: Sequence[Task]) -> None:
        super().__init__(name="rounds", daemon=True)
        self._tasks = tasks
        self._due = [0.0 for _ in tasks]
        self._over = threading.Event()

    def run(self) -> None:
        """Go round until :meth:`end`."""
        while not self._over.is_set():
            for n, (every_s, task) in enumerate(self._tasks):
                if time.monotonic() >= self._due[n]:
                    self._attempt(task)
                    self._due[n] = time.monotonic() + every_s
            self._over.wait(STEP_S)

    def end(self) -> None:
        """Go no more rounds; the task in hand is finished."""
        self._over.set()
        if self.is_alive():
            self.join()

    def _attempt(self, task: Callable[[], object]) -> None:
        try:
            task()
        except Exception:
            log.exception("a task of the rounds failed")
