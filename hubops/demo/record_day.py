"""Records the demo day anew: ``python -m hubops.demo.record_day FILE``, after the demo hub's data were changed.

The day is small and nearly whole, as a good day is: one producer comes short, one case arrives twice, one is damaged,
milk is a little warm, a wrong zone and a wrong van are tried, one booking is undone.
"""

import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from hubops.clock import ManualClock
from hubops.demo.clock import START
from hubops.demo.model_worker import ModelWorker
from hubops.founding import found
from hubops.jobs.clock import ClockJobs
from hubops.open_hub import OpenHub

STATION = "dock1"
POTATOES, CARROTS, MILK, FISH = "07039999000015", "7039999000022", "07039999000213", "07039999000619"
LOADING_TAKES = timedelta(minutes=20)


def record(folder: Path) -> str:
    """Work the demo day on a fresh hub in ``folder``; the recording is returned."""
    clock = ManualClock(START)
    found(folder, clock, demo=True)
    hub = OpenHub.open(folder, clock)
    jobs = ClockJobs(hub.job_desk("clock"))
    worker = ModelWorker(hub.floor(STATION), hub.desk(STATION), clock, jobs.run_due, STATION)
    _work(worker)
    hub.close()
    return worker.recording()


def _work(worker: ModelWorker) -> None:
    worker.at(5, 45)
    worker.scan("BADGE-0001")
    _receive(worker)
    worker.put_away(POTATOES, "K1", "A1")
    worker.cross_dock_all()
    worker.press("f2")
    worker.stage_labels()
    _depart(worker)
    worker.press("f10")
    worker.press("f10")
    worker.next_day(3, 5)


def _receive(worker: ModelWorker) -> None:
    worker.temperatures["chilled_default"] = "5,2"
    worker.start("receive")
    worker.press("f5")
    worker.press("1")
    worker.scan(f"]E0{CARROTS}")
    worker.receive_all(missing={FISH: 2}, twice=MILK)


def _depart(worker: ModelWorker) -> None:
    vehicles = worker.vehicles()
    for n, (vehicle, departure_at) in enumerate(vehicles):
        worker.at_moment(departure_at - LOADING_TAKES)
        wrong = worker.missing(vehicles[n + 1][0])[:1] if n + 1 < len(vehicles) else []
        worker.load(vehicle, first=wrong)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        Path(sys.argv[1]).write_text(record(Path(scratch) / "hub"), encoding="utf-8")
