"""Plays recorded floor input through the flows, in the order of the file; time moves only by its clock lines."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from hubops.clock import ManualClock
from hubops.demo.recording import Step, read
from hubops.devices.simulators.printer import SimulatedZplPrinter
from hubops.errors import BadInput
from hubops.flows.floor import Answer, Floor
from hubops.inputs import Input
from hubops.messages import Severity


class Jobs(Protocol):
    """What the clock starts, without threads."""

    def run_due(self) -> None:
        """Run every job that is due now, printing included."""
        ...


@dataclass(frozen=True, slots=True)
class Played:
    """What was answered to one input."""

    n: int
    answer: Answer


Speak = Callable[[str, Step], Input]
"""How a step reaches the floor: as it stands, or over the wires of simulated devices."""


class Player:
    """Plays one recording on one hub."""

    def __init__(
        self,
        clock: ManualClock,
        jobs: Jobs,
        open_floor: Callable[[str], Floor],
        printers: dict[str, SimulatedZplPrinter],
        speak: Speak | None = None,
    ) -> None:
        """``open_floor`` gives the floor of a station; ``printers`` can be told to fail by their names."""
        self._clock = clock
        self._jobs = jobs
        self._open_floor = open_floor
        self._printers = printers
        self._speak = speak
        self._floors: dict[str, Floor] = {}
        self.inputs = 0
        self.refused = 0

    def play(self, path: Path) -> Iterator[Played]:
        """Play a file; the answer to each input is given out as it comes.

        Raises:
            BadInput: ``replay.bad_line``, or a clock line that runs back.
        """
        for step in read(path):
            if step.clock is not None:
                self._move(step)
            elif step.device:
                self._break(step)
            else:
                yield self._say(step)
        self._jobs.run_due()

    def _move(self, step: Step) -> None:
        if step.clock is None:
            return
        try:
            self._clock.move_to(step.clock)
        except ValueError as error:
            raise BadInput("replay.bad_line", line=step.n, text=step.clock.isoformat()) from error

    def _break(self, step: Step) -> None:
        if step.device not in self._printers:
            raise BadInput("replay.unknown_device", line=step.n, device=step.device)
        self._printers[step.device].fault(step.fault)  # type: ignore[arg-type]  # recording.FAULTS are its faults

    def _say(self, step: Step) -> Played:
        self._jobs.run_due()
        if step.station not in self._floors:
            self._floors[step.station] = self._open_floor(step.station)
        said = self._speak(step.station, step) if self._speak else step.said
        if said is None:
            raise BadInput("replay.bad_line", line=step.n, text="")
        answer = self._floors[step.station].handle(said, step.key)
        self.inputs += 1
        self.refused += answer.status is Severity.REFUSED
        return Played(step.n, answer)
