"""The worker is killed in the middle of its work, again and again: is a label lost, or printed twice unasked?

``python -m benchmarks.killed_worker [--jobs N] [--kills N] [--seed N]``. The real worker process prints labels on the
simulated printer, which now and then has no paper or does not answer. It is killed -9 at seeded moments, before, amid
and after a label, and started anew. At the end the labels on paper are counted job by job: each is out once and known
to be, or it is ``unknown``, with a word on why. Then a person settles those: scans what is there, asks again for what
is not. POSIX and SQLite only; the target is none lost, none doubled, none unnamed.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from threading import Event
from typing import Self
from uuid import UUID

from sqlalchemy import Row, select, update

from benchmarks.scratch import scratch_folder
from hubops import cli, worker_process
from hubops.clock import WallClock
from hubops.devices.simulators.printer import Fault, SimulatedZplPrinter
from hubops.documents.drop_label import DropLabel
from hubops.documents.render import freeze
from hubops.errors import Refused
from hubops.founding import found
from hubops.model.keys import new_key
from hubops.model.outbox import Lease, PrintJob
from hubops.model.sscc import sscc
from hubops.open_hub import OpenHub
from hubops.operations import papers, print_queue, spooling
from hubops.operations.booking import Booking

DEVICES = """
[printers.labels]
language = "zpl"
transport = "tcp"
address = "{address}"
[printers.papers]
language = "pdf"
transport = "file"
address = "print"
[stations.dock1]
label_printer = "labels"
paper_printer = "papers"
"""
FAULTS: tuple[Fault | None, ...] = (None, None, None, None, "paper_out", "mute")
"""What ails the printer in a life of the worker."""
LIFE_S = 0.05
"""The longest that a worker lives after it first spoke to the printer: some five labels."""
EARLY = 0.15
"""Of all workers, so many are killed before they speak to the printer at all."""
PATIENCE_S = 60.0
LOOK_S = 0.02
OPEN = ("queued", "sending", "refused")


LOADED = (worker_process,)
"""What a worker loads when it begins: here before it is forked."""


class WatchedPrinter(SimulatedZplPrinter):
    """Tells when somebody speaks to it."""

    def __init__(self) -> None:
        self.spoken_to = Event()
        super().__init__()

    def _hear(self, pending: bytes) -> tuple[bytes, bytes]:
        self.spoken_to.set()
        return super()._hear(pending)


class Nursery:
    """A process that has loaded everything and forks a worker when asked: each is the real one, and begins at once."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "benchmarks.killed_worker", "--nursery", str(folder)]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(BrokenPipeError):
            self._process.communicate(timeout=PATIENCE_S)

    def start(self) -> int:
        """Start a worker; its process id."""
        assert self._process.stdin is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        return int(self._heard())

    def end(self, worker: int, by: signal.Signals) -> None:
        """End the worker, and wait until it is gone."""
        os.kill(worker, by)
        assert self._heard() == "gone"

    def _heard(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


def nurse(folder: str) -> None:
    """The nursery's own side: fork a worker for each line, tell its id, and when it is gone."""
    for _ in sys.stdin:
        worker = os.fork()
        if worker == 0:
            os.close(0)
            os._exit(cli.main(["worker", "--hub", folder, "--child-of", str(os.getppid())]))
        print(worker, flush=True)
        os.waitpid(worker, 0)
        print("gone", flush=True)


@dataclass
class Tally:
    """What came of it."""

    jobs: int
    kills: int = 0
    amid: int = 0
    """Kills while a label was being sent."""
    states: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    """Known to be out, and not on paper; or not on paper once a person has settled it."""
    doubled: list[str] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)
    """Neither known to be out, nor ``unknown`` with a word on why."""

    @property
    def sound(self) -> bool:
        """Whether no label was lost, doubled or left unnamed."""
        return not (self.lost or self.doubled or self.unnamed)


class Torture:
    """One hub, its printer and the workers that die."""

    def __init__(self, folder: Path, jobs: int, seed: int) -> None:
        self.printer = WatchedPrinter()
        self.tally = Tally(jobs)
        self._folder = folder
        self._random = random.Random(seed)  # noqa: S311 - it must be the same again
        found(folder, WallClock(), demo=False)
        (folder / "devices.toml").write_text(DEVICES.format(address=self.printer.address))
        self.hub = OpenHub.open(folder)
        self._titles = [sscc(3, "7090000", serial) for serial in range(1, jobs + 1)]
        self._desk = self.hub.job_desk("torture")
        for title in self._titles:
            self._desk.book(partial(_queue, title=title))

    def run(self, kills: int) -> Tally:
        """Kill so many workers, or as many as it takes to print everything; then count, settle and count again."""
        with Nursery(self._folder) as nursery:
            for _ in range(kills):
                self.printer.fault(self._random.choice(FAULTS))
                self._life(nursery)
                if not self._any(OPEN):
                    break
            self.printer.fault(None)
            self._finish(nursery)
            self._count()
            self._settle()
            self._finish(nursery)
        on_paper = self._on_paper()
        self.tally.lost += [title for title in self._titles if not on_paper[title]]
        self.tally.doubled += [title for title in self._titles if on_paper[title] > 1]
        return self.tally

    def close(self) -> None:
        """Switch off."""
        self.printer.close()
        self.hub.close()

    def _life(self, nursery: Nursery) -> None:
        self._expire_lease()
        self.printer.spoken_to.clear()
        worker = nursery.start()
        if self._random.random() > EARLY:
            while self._any(OPEN) and not self.printer.spoken_to.wait(LOOK_S):
                pass  # what was left behind may be all there is: then nothing is printed in this life
        time.sleep(self._random.uniform(0, LIFE_S))
        nursery.end(worker, signal.SIGKILL)
        self.tally.kills += 1
        self.tally.amid += self._any(("sending",))

    def _finish(self, nursery: Nursery) -> None:
        """Let a worker live until nothing waits any more; the printer is well, and a person says so."""
        with suppress(Refused):
            self._desk.book(partial(print_queue.retry, printer="labels"))
        self._expire_lease()
        worker = nursery.start()
        deadline = time.monotonic() + PATIENCE_S
        while self._any(OPEN):
            if time.monotonic() > deadline:
                raise TimeoutError(str(self._rows()))
            time.sleep(LOOK_S)
        nursery.end(worker, signal.SIGTERM)

    def _count(self) -> None:
        on_paper = self._on_paper()
        for title, state, fault, _ in self._rows():
            self.tally.states[state] += 1
            if state in ("confirmed", "sent_unconfirmed"):
                self.tally.lost += [title] if not on_paper[title] else []
            elif state != "unknown" or not fault:
                self.tally.unnamed.append(title)
        self.tally.doubled += [title for title in self._titles if on_paper[title] > 1]

    def _settle(self) -> None:
        """A person looks: what is on paper is scanned, what is not is asked for again."""
        on_paper = self._on_paper()
        for title, state, _, key in self._rows():
            if state != "confirmed" and on_paper[title]:
                self._desk.book(partial(spooling.settle_by_scan, sscc=title))
            elif state != "confirmed":
                self._desk.book(partial(spooling.reprint, job_id=key))

    def _on_paper(self) -> Counter[str]:
        labels = b"".join(self.printer.labels)
        return Counter({title: labels.count(f">800{title}".encode()) for title in self._titles})

    def _expire_lease(self) -> None:
        """A dead worker leads until its lease is over: so long nobody waits here."""
        with self.hub.store.write.begin() as conn:
            conn.execute(update(Lease).values(until=datetime(2000, 1, 1, tzinfo=UTC)))

    def _any(self, states: Sequence[str]) -> bool:
        with self.hub.store.read.begin() as conn:
            found = select(PrintJob.id).where(PrintJob.document == "drop_label", PrintJob.state.in_(states)).limit(1)
            return conn.execute(found).first() is not None

    def _rows(self) -> Sequence[Row[str, str, str, UUID]]:
        with self.hub.store.read.begin() as conn:
            columns = (PrintJob.title, PrintJob.state, PrintJob.fault, PrintJob.id)
            return conn.execute(select(*columns).where(PrintJob.document == "drop_label")).all()


def _queue(booking: Booking, title: str) -> None:
    papers.queue(booking, "drop_label", new_key(), title, "labels", json.loads(freeze(label(title))))


def label(title: str) -> DropLabel:
    """The label of a parcel with that SSCC."""
    return DropLabel(
        hub_name="Mathub",
        hub_address="Rudsletta 14, 1351 Rud",
        kitchen_code="BK-07",
        kitchen_name="Åsen barnehage",
        kitchen_address="Åsveien 12, 1340 Skui",
        route_name="R1 Vest",
        stop=3,
        delivery_date=date(2026, 11, 24),
        parcel=1,
        parcels=None,
        temperature_class="chilled_default",
        min_cc=None,
        max_cc=400,
        sscc=title,
        lines=(),
    )


def torture(folder: Path, jobs: int, kills: int, seed: int) -> Tally:
    """Print so many labels while workers are killed; what came of it is returned."""
    ordeal = Torture(folder, jobs, seed)
    try:
        return ordeal.run(kills)
    finally:
        ordeal.close()


def main() -> int:
    """Say what came of it; 1 if a label was lost, doubled or left unnamed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nursery", help=argparse.SUPPRESS)
    parser.add_argument("--jobs", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seed", type=int, default=4)
    options = parser.parse_args()
    if options.nursery:
        nurse(options.nursery)
        return 0
    started = time.monotonic()
    with scratch_folder() as folder:
        tally = torture(folder / "hub", options.jobs, options.kills, options.seed)
    states = ", ".join(f"{count} {state}" for state, count in sorted(tally.states.items()))
    print(f"{tally.jobs} labels, {tally.kills} workers killed, {tally.amid} amid a label: {states}")
    print(f"lost {len(tally.lost)}, doubled {len(tally.doubled)}, unnamed {len(tally.unnamed)}")
    print(f"{time.monotonic() - started:.0f} s, seed {options.seed}")
    return 0 if tally.sound else 1


if __name__ == "__main__":
    sys.exit(main())
