"""How long a scan takes until it is durable, per kind of scan, beside bare sqlite3 writing the same rows.

``python -m benchmarks.scan_to_commit [--rounds N] [--json]``. A worker works demo days through the real dialogues;
after each input the same writes are done by :mod:`benchmarks.bare` on a copy, so that both see the same machine.
The aim is a ratio of at most 3.
"""

import argparse
import json
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from benchmarks.bare import Bare, Recorder, fingerprint, sync_floor
from hubops.clock import ManualClock
from hubops.demo.clock import START
from hubops.demo.model_worker import ModelWorker
from hubops.flows.floor import Answer, Floor
from hubops.founding import found
from hubops.inputs import Input, Scan
from hubops.jobs.clock import ClockJobs
from hubops.messages import Severity
from hubops.open_hub import OpenHub
from hubops.operations.booking import Booking
from hubops.operations.desk import Desk

T = TypeVar("T")
STATION = "dock1"
AIM = 3.0
KINDS = {
    "receive a case": ("receive.taken",),
    "put away": ("putaway.done",),
    "pack": ("crossdock.packed",),
    "pack, label": ("crossdock.packed_labels",),
    "stage a label": ("crossdock.staged",),
    "load a parcel": ("load.done", "load.all_loaded"),
}
"""Kinds of input by the answer that they get."""
REFUSED = "refused scan"


class TimedDesk(Desk):
    """A desk that remembers when its last booking was over."""

    done = 0.0

    def book(self, work: Callable[[Booking], T]) -> T:
        """As ever; the clock is read when the transaction has returned."""
        try:
            return super().book(work)
        finally:
            self.done = time.perf_counter()


@dataclass
class Samples:
    """What one kind of input took, in seconds, input by input."""

    committed: list[float] = field(default_factory=list)
    """From the input to the return of its transaction."""
    answered: list[float] = field(default_factory=list)
    """From the input to the next prompt."""
    bare: list[float] = field(default_factory=list)
    reads: list[int] = field(default_factory=list)
    writes: list[int] = field(default_factory=list)


class TimedFloor(Floor):
    """A floor that is timed, with the floor beneath it."""

    def __init__(self, desk: TimedDesk, recorder: Recorder, bare: Bare, samples: dict[str, Samples]) -> None:
        super().__init__(desk)
        self._timed = desk
        self._recorder = recorder
        self._bare = bare
        self._samples = samples

    def handle(self, said: Input, key: bytes) -> Answer:
        """As ever, timed; then the same writes on the copy."""
        start = time.perf_counter()
        answer = super().handle(said, key)
        answered = time.perf_counter() - start
        recorded = self._recorder.take()
        bare = self._bare.write(recorded)
        samples = self._samples[kind_of(said, answer)]
        samples.committed.append(self._timed.done - start)
        samples.answered.append(answered)
        samples.bare.append(bare)
        samples.reads.append(recorded.reads)
        samples.writes.append(recorded.writes)
        return answer


def kind_of(said: Input, answer: Answer) -> str:
    """The kind of an input; those that are not scans of goods are ``other``."""
    if answer.status is Severity.REFUSED:
        return REFUSED if isinstance(said, Scan) else "other"
    code = answer.message.code if answer.message else ""
    return next((kind for kind, codes in KINDS.items() if code in codes), "other")


def measure(founded: Path, folder: Path, samples: dict[str, Samples]) -> None:
    """Work one day on a copy of a founded hub.

    Raises:
        AssertionError: the copy did not end with the same number of rows.
    """
    shutil.copytree(founded, folder)
    clock = ManualClock(START)
    hub = OpenHub.open(folder, clock)
    recorder, bare = Recorder(hub.store), Bare(hub.store, folder / "data" / "bare.db")
    plain = hub.desk(STATION)
    floor = TimedFloor(TimedDesk(plain.writer, hub.house, plain.station), recorder, bare, samples)
    try:
        work(ModelWorker(floor, hub.desk(STATION), clock, lambda: None, STATION))
        with hub.store.read.begin() as conn:
            driver = conn.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            assert bare.fingerprint() == fingerprint(driver)
    finally:
        bare.close()
        hub.close()


def work(worker: ModelWorker) -> None:
    """A day with many put-aways and refusals: every article goes to a zone before it is shared out."""
    worker.scan("BADGE-0001")
    worker.receive_all(missing={})
    worker.start("putaway")
    while worker.answer.prompt.lines:
        gtin = worker.next_goods()
        worker.scan(f"]E0{gtin[-13:]}")
        worker.scan("ZONE-NOWHERE")
        worker.scan(f"ZONE-{worker.answer.prompt.what.values['zone']}")
    worker.cross_dock_all()
    for vehicle, _ in worker.vehicles():
        worker.load(vehicle, first=["370390010000000009"])
