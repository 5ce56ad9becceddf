"""How long a scan takes until it is durable, per kind of scan, beside bare sqlite3 writing the same rows.

``python -m benchmarks.scan_to_commit [--rounds N] [--history MOVEMENTS] [--json]``. A worker works demo days through
the real dialogues; after each input the same writes are done by :mod:`benchmarks.bare` on a copy, so that both see the
same machine. With ``--history`` the hub is years old: :mod:`benchmarks.history`. The aim is a ratio of at most 2.5.
"""

import argparse
import json
import shutil
import sqlite3
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import select

from benchmarks.bare import Bare, Recorder, SyncFloor, fingerprint, restore
from benchmarks.history import write_history
from benchmarks.scratch import scratch_folder
from hubops.clock import ManualClock
from hubops.demo.clock import START
from hubops.demo.model_worker import ModelWorker
from hubops.errors import Refused
from hubops.flows.floor import Answer, Floor
from hubops.founding import found
from hubops.inputs import Input, Scan
from hubops.jobs.clock import ClockJobs
from hubops.messages import Severity
from hubops.model.products import Product
from hubops.model.sscc import sscc
from hubops.open_hub import OpenHub
from hubops.operations.booking import Booking
from hubops.operations.desk import Desk
from hubops.queries import inbound
from hubops.store.engines import checkpoint

T = TypeVar("T")
STATION = "dock1"
AIM = 2.5
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
OTHER = "other input"
NEVER_GIVEN_OUT = 9_999_999
"""A serial number that no parcel of the bench gets."""


class TimedDesk(Desk):
    """A desk that remembers when its last booking was over."""

    done = 0.0

    def book_or_note(self, work: Callable[[Booking], T], note: Callable[[Booking, Refused], T], key: bytes) -> T:
        """As ever; the clock is read when the transaction has returned."""
        try:
            return super().book_or_note(work, note, key)
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
    """The same writes without hubops."""
    sync: list[float] = field(default_factory=list)
    """4 KiB appended and synced."""
    reads: list[int] = field(default_factory=list)
    writes: list[int] = field(default_factory=list)


class TimedFloor(Floor):
    """A floor that is timed, with the floor beneath it."""

    def __init__(
        self, desk: TimedDesk, recorder: Recorder, bare: Bare, sync: SyncFloor, samples: dict[str, Samples]
    ) -> None:
        super().__init__(desk)
        self._timed = desk
        self._recorder = recorder
        self._bare = bare
        self._sync = sync
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
        samples.sync.append(self._sync.write())
        samples.reads.append(recorded.reads)
        samples.writes.append(recorded.writes)
        return answer


def kind_of(said: Input, answer: Answer) -> str:
    """The kind of an input; those that are not scans of goods are ``other``."""
    if answer.status is Severity.REFUSED:
        return REFUSED if isinstance(said, Scan) else OTHER
    code = answer.message.code if answer.message else ""
    if code == "receive.taken" and not isinstance(said, Scan):
        return OTHER  # the last answer of a dialogue about a piece whose code says too little
    return next((kind for kind, codes in KINDS.items() if code in codes), OTHER)


class Bench:
    """One hub and its bare twin, both put back to the morning before each day."""

    def __init__(self, folder: Path) -> None:
        found(folder, ManualClock(START), demo=True)
        self.hub = OpenHub.open(folder, ManualClock(START))
        ClockJobs(self.hub.job_desk("clock")).run_due()
        checkpoint(self.hub.store)
        self._morning, self._worked = folder / "morning.db", folder / "data" / "hub.db"
        shutil.copy(self._worked, self._morning)
        self._bare = Bare(folder / "data" / "bare.db", self._morning)
        self._sync = SyncFloor(folder / "sync-floor")
        self._recorder = Recorder(self.hub.store)

    def day(self, samples: dict[str, Samples]) -> None:
        """Work one day.

        Raises:
            AssertionError: the twin did not end with the same number of rows.
        """
        with self._driver() as driver:
            restore(driver, self._morning)
        self._bare.restore(self._morning)
        clock = self.hub.clock = ManualClock(START)
        plain = self.hub.desk(STATION)
        desk = TimedDesk(plain.writer, self.hub.house, plain.station)
        floor = TimedFloor(desk, self._recorder, self._bare, self._sync, samples)
        work(ModelWorker(floor, plain, clock, lambda: None, STATION))
        with self._driver() as driver:
            assert self._bare.fingerprint() == fingerprint(driver)

    def grow_old(self, movements: int) -> None:
        """Write years of days like the one that was just worked before its morning: so many lines of the journal."""
        checkpoint(self.hub.store)
        write_history(self._morning, self._worked, movements)

    def close(self) -> None:
        """Give all files back."""
        self._sync.close()
        self._bare.close()
        self.hub.close()

    @contextmanager
    def _driver(self) -> Iterator[sqlite3.Connection]:
        connection = self.hub.store.write.raw_connection()
        try:
            assert isinstance(connection.driver_connection, sqlite3.Connection)
            yield connection.driver_connection
        finally:
            connection.close()


def work(worker: ModelWorker) -> None:
    """A day with many put-aways and refusals: what stands at the dock goes to a zone before it is shared out."""
    worker.scan("BADGE-0001")
    worker.receive_all()
    worker.start("putaway")
    for gtin in worker.desk.look(_at_the_dock):
        if worker.scan(f"]E0{gtin[-13:]}").prompt.id == "putaway.zone":
            worker.scan("ZONE-NOWHERE")
            worker.scan(f"ZONE-{worker.answer.prompt.what.values['zone']}")
    worker.cross_dock_all()
    house = worker.desk.house
    unknown = sscc(house.extension_digit, house.gs1_prefix, NEVER_GIVEN_OUT)
    for vehicle, _ in worker.vehicles():
        worker.start("load")
        worker.scan(f"VEHICLE-{vehicle}")
        worker.scan(f"]C100{unknown}")
        worker.load(vehicle)


def _at_the_dock(booking: Booking) -> list[str]:
    names = {row.product for row in inbound.without_place(booking)}
    articles = booking.tx.conn.execute(select(Product.gtin, Product.name).order_by(Product.gtin))
    return [gtin for gtin, name in articles if name in names]


def rows_of(samples: dict[str, Samples]) -> list[dict[str, object]]:
    """One row of the report per kind; times in milliseconds."""
    rows = []
    for kind in (*KINDS, REFUSED, OTHER):
        found = samples[kind]
        if not found.committed:
            continue
        committed, bare = statistics.median(found.committed), statistics.median(found.bare)
        rows.append(
            {
                "kind": kind,
                "n": len(found.committed),
                "committed_p50_ms": round(committed * 1000, 3),
                "bare_p50_ms": round(bare * 1000, 3),
                "ratio": round(committed / bare, 2) if kind != OTHER else None,
                "reads": statistics.median(found.reads),
                "writes": statistics.median(found.writes),
                "answered_p50_ms": round(statistics.median(found.answered) * 1000, 3),
                "answered_p95_ms": round(percentile(found.answered, 95) * 1000, 3),
            }
        )
    return rows


def percentile(values: Sequence[float], percent: int) -> float:
    """The value below which so many percent lie."""
    return sorted(values)[min(len(values) - 1, len(values) * percent // 100)]


def report(rounds: int, history: int = 0) -> dict[str, object]:
    """Measure so many days, after one that only warms up, with so many lines of journal from the years before."""
    samples: dict[str, Samples] = defaultdict(Samples)
    with scratch_folder() as scratch:
        bench = Bench(scratch / "hub")
        try:
            bench.day(defaultdict(Samples))
            if history:
                bench.grow_old(history)
            for _ in range(rounds):
                bench.day(samples)
        finally:
            bench.close()
    sync = [seconds for each in samples.values() for seconds in each.sync]
    answered = [seconds for each in samples.values() for seconds in each.answered]
    return {
        "kinds": rows_of(samples),
        "all_answered_p50_ms": round(statistics.median(answered) * 1000, 3),
        "all_answered_p95_ms": round(percentile(answered, 95) * 1000, 3),
        "sync_p50_ms": round(statistics.median(sync) * 1000, 3),
        "sync_p99_ms": round(percentile(sync, 99) * 1000, 3),
        "history": history,
        "sqlite": sqlite3.sqlite_version,
        "aim": AIM,
    }


def print_table(figures: dict[str, Any]) -> None:
    """The report as a person reads it."""
    print("Scan to commit, milliseconds (p50). bare: sqlite3 alone writing the same rows as durably in the same run.")
    print(f"{'kind':<16}{'n':>6}{'hubops':>9}{'bare':>8}{'ratio':>7}{'reads':>7}{'writes':>8}{'prompt':>9}{'p95':>8}")
    for row in figures["kinds"]:
        ratio = "" if row["ratio"] is None else f"{row['ratio']:.1f}"
        print(
            f"{row['kind']:<16}{row['n']:>6}{row['committed_p50_ms']:>9.2f}{row['bare_p50_ms']:>8.2f}{ratio:>7}"
            f"{row['reads']:>7.0f}{row['writes']:>8.0f}{row['answered_p50_ms']:>9.2f}{row['answered_p95_ms']:>8.2f}"
        )
    print(
        f"prompt: until the next question is ready; over all inputs p50 {figures['all_answered_p50_ms']:.2f}, "
        f"p95 {figures['all_answered_p95_ms']:.2f}. Lines of history: {figures['history']:,}."
    )
    print(
        f"Aim: a ratio of at most {figures['aim']:g}. Disk: 4 KiB appended and synced in "
        f"{figures['sync_p50_ms']:.2f} (p99 {figures['sync_p99_ms']:.2f}). SQLite {figures['sqlite']}."
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="benchmarks.scan_to_commit", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="days to work (5)")
    parser.add_argument("--history", type=int, default=0, help="lines of journal from the years before (0)")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    options = parser.parse_args(arguments)
    figures = report(options.rounds, options.history)
    if options.json:
        print(json.dumps(figures))
    else:
        print_table(figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
