"""The demo hub, open for a terminal, with simulated devices at its ports."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hubops import settings
from hubops.clock import ManualClock
from hubops.demo import clock as demo_clock
from hubops.demo.devices import DemoDevices
from hubops.demo.folder import HEADLESS, RECORDING, STATION, left_at, refuse_other
from hubops.demo.guided import GuidedDay
from hubops.founding import EXAMPLE, found
from hubops.inputs import Input
from hubops.jobs.clock import ClockJobs
from hubops.open_hub import OpenHub


@dataclass
class OpenDemo:
    """The demo hub with its devices, for a terminal."""

    hub: OpenHub
    devices: DemoDevices
    station: str = STATION

    def recorded_day(self) -> Callable[[], Input | None]:
        """Plays the next recorded input; what has no wire is returned, to be said at the terminal."""
        return GuidedDay(EXAMPLE / RECORDING, self.devices).play_next


@contextmanager
def open_demo(folder: Path) -> Iterator[OpenDemo]:
    """Open the demo hub in a folder, made if it is not there; its time goes on where it was left.

    Raises:
        SetupFault: the folder holds something else than a demo hub, or another terminal has it open.
    """
    if not (folder / "hub.toml").exists():
        found(folder, ManualClock(demo_clock.START), demo=True)
    refuse_other(folder)
    (folder / HEADLESS).unlink(missing_ok=True)
    hub = OpenHub.open(folder, demo_clock.set_clock(folder, left_at(folder)))
    ClockJobs(hub.job_desk("clock")).run_due()
    devices = DemoDevices(folder)
    hub.settings = settings.load(folder)
    try:
        yield OpenDemo(hub, devices)
    finally:
        hub.close()
        devices.close()
