"""The spool threads of a leading worker, one per printer, begun and ended as printers come, change and go."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hubops.jobs.printers import Printer
from hubops.jobs.spool import Spool, SpoolThread


@dataclass(frozen=True)
class _Running:
    printer: Printer
    thread: SpoolThread
    stop: threading.Event


class PrintRoom:
    """Prints on every printer that there is; used by one thread."""

    def __init__(self, make_spool: Callable[[Mapping[str, Printer]], Spool]) -> None:
        self._make_spool = make_spool
        self._running: dict[str, _Running] = {}
        self._ending: dict[str, SpoolThread] = {}

    def fit(self, printers: Mapping[str, Printer]) -> None:
        """Print on these and no others. One that has changed begins anew once its last document is through.

        To be called again and again: a printer never has two threads, so a new one may have to wait for an old one.
        """
        for name, each in list(self._running.items()):
            if printers.get(name) is not each.printer:
                each.stop.set()
                self._ending[name] = each.thread
                del self._running[name]
        for name in [name for name, thread in self._ending.items() if not thread.is_alive()]:
            del self._ending[name]
        for name, printer in printers.items():
            if name not in self._running and name not in self._ending:
                self._begin(printer)

    def step_down(self) -> None:
        """Begin no document any more; those under way are finished."""
        for each in self._running.values():
            each.stop.set()

    def wait(self, seconds: float) -> bool:
        """Wait so long at most, after :meth:`step_down`, for the documents under way; False if one is not through."""
        end = time.monotonic() + seconds
        threads = [*(each.thread for each in self._running.values()), *self._ending.values()]
        for thread in threads:
            thread.join(max(0.0, end - time.monotonic()))
        return not any(thread.is_alive() for thread in threads)

    def _begin(self, printer: Printer) -> None:
        stop = threading.Event()
        thread = SpoolThread(self._make_spool({printer.name: printer}), printer.name, stop)
        self._running[printer.name] = _Running(printer, thread, stop)
        thread.start()
