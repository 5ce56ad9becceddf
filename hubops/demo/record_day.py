"""Records the demo day anew: ``python -m hubops.demo.record_day FILE``, after the demo hub's data were changed.

All that goes wrong on it stands in faults.py.
"""

import sys
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from hubops.clock import ManualClock
from hubops.demo.clock import START
from hubops.demo.faults import FAULTS, Fault, mishaps
from hubops.demo.model_worker import ModelWorker
from hubops.demo.signed import sign_off
from hubops.demo.telephone import answer_telephone
from hubops.founding import EXAMPLE, found
from hubops.jobs.clock import ClockJobs
from hubops.open_hub import OpenHub

STATION = "dock1"
WORKER = "BADGE-0001"
POTATOES = "07039999000015"
LOADING_TAKES = timedelta(minutes=20)


def record(folder: Path, data: Path = EXAMPLE, faults: Sequence[Fault] = FAULTS) -> str:
    """Work the demo day on a fresh hub in ``folder``, filled with the files in ``data``; the recording is returned."""
    clock = ManualClock(START)
    found(folder, clock, demo=True, data=data)
    hub = OpenHub.open(folder, clock)
    jobs = ClockJobs(hub.job_desk("clock"))
    worker = ModelWorker(hub.floor(STATION), hub.desk(STATION), clock, jobs.run_due, STATION, mishaps(faults))
    _work(worker)
    hub.close()
    return worker.recording()


def _work(worker: ModelWorker) -> None:
    worker.at(5, 45)
    worker.scan(WORKER)
    worker.receive_all()
    worker.put_away(POTATOES, "K1", "A1")
    worker.meanwhile("putting away")
    worker.cross_dock_all()
    worker.press("f2")
    worker.stage_labels()
    worker.put_away_rest()
    for vehicle, departure_at in worker.vehicles():
        worker.at_moment(departure_at - LOADING_TAKES)
        worker.load(vehicle)
    worker.at(13, 0)
    for vehicle, _ in worker.vehicles():
        sign_off(worker, vehicle)
    answer_telephone(worker)
    worker.press("f10")
    worker.press("f10")
    worker.next_day(3, 5)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        Path(sys.argv[1]).write_text(record(Path(scratch) / "hub"), encoding="utf-8")
