"""The threads of one station: one asks the floor and reads the board, the others belong to the scanner and the scale.

Nothing here waits for the screen. A scan goes from the scanner's thread through a queue to the floor's, is durable
there, and is told to the screen only then; a screen that hangs or dies loses nothing.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from datetime import tzinfo
from functools import partial
from typing import Protocol
from uuid import uuid4

import textual.message

from hubops.clock import Clock
from hubops.devices.scanners.setup import PLAIN, ScannerSetup
from hubops.devices.states import DeviceState, DeviceStatus
from hubops.errors import HubopsError, StoreFault
from hubops.flows.floor import Answer
from hubops.inputs import Input, Key, Scan, ScanKind, Weight
from hubops.messages import DEFAULT_ZONE, Message
from hubops.queries.board import Board
from hubops.tui.news import BOARD, Answered, BoardRead, DeviceChanged, Troubled, Typed, Weighed
from hubops.tui.pressing import is_for_screen

log = logging.getLogger(__name__)

BOARD_EVERY_S = 1.0
BESIDE_EVERY_S = 10.0
"""Seconds between two readings of the board where it stands beside a job."""
LOCK_LOOK_S = 60.0
"""Seconds between two looks whether the station has locked itself since nobody uses it."""


class Dialogue(Protocol):
    """What answers inputs: the floor (flows/floor.py)."""

    def resume(self) -> Answer:
        """The prompt that stands."""
        ...

    def handle(self, said: Input, key: bytes) -> Answer:
        """Take an input; what it changed is durable before this returns."""
        ...


class Reader(Protocol):
    """A scanner or a scale that reads in a thread of its own (devices/)."""

    @property
    def status(self) -> DeviceStatus:
        """The state that was reported last."""
        ...

    def start(self) -> None:
        """Begin to read."""
        ...

    def stop(self) -> None:
        """End, and wait for the thread."""
        ...


MakeReaders = Callable[
    [Callable[[Scan], None], Callable[[Weight], None], Callable[[DeviceStatus], None]], Sequence[Reader]
]
"""Makes the readers of the station from what they are to call: on_scan, on_weight, on_status."""


class Terminal:
    """One station at work, without its screen."""

    def __init__(
        self,
        floor: Dialogue,
        clock: Clock,
        board: Callable[[], Board],
        readers: MakeReaders,
        language: str,
        *,
        station: str = "",
        zone: tzinfo = DEFAULT_ZONE,
        demo: bool = False,
        locks: bool = False,
        next_recorded: Callable[[], None] | None = None,
        printers: Callable[[], tuple[DeviceStatus, ...]] | None = None,
        keyboard: ScannerSetup = PLAIN,
    ) -> None:
        """Set up, without starting a thread.

        Args:
            floor: answers inputs; used by the floor's thread only.
            clock: tells the time of day that stands beside an answer.
            board: reads the board; called by the floor's thread only.
            readers: makes the scanner and the scale of the station.
            language: spoken until somebody signs in.
            station: the name in devices.toml.
            zone: times of day are told in it.
            demo: the screen says DEMO.
            locks: the station locks when nobody uses it; the screen looks whether it did.
            next_recorded: plays the next recorded input of the demo.
            printers: the states of the printers; called by the floor's thread only.
            keyboard: how a keyboard-wedge scanner of the station is set up.
        """
        self.clock = clock
        self.language = language
        self.station = station
        self.zone = zone
        self.demo = demo
        self.keyboard = keyboard
        self._next_recorded = next_recorded
        self._playing = threading.Lock()
        self._floor = floor
        self._board = board
        self._printers = printers
        self.readers = tuple(readers(self.say, self._weigh, self._note_device))
        self._post: Callable[[textual.message.Message], bool] = _nobody
        self._inputs: queue.SimpleQueue[Input | None] = queue.SimpleQueue()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="floor", daemon=True)
        self.stopped = False
        """A refusal stands on the screen, which sets this, and is to be acknowledged."""
        self.board_beside = False
        """The screen, which sets this, has room for the board beside a job."""
        self._answer: Answer | None = None
        self._prompt = ""
        self._wants: frozenset[str] = frozenset()
        self._behind = False
        self._board_at = 0.0
        self._locks = locks
        self._heard_at = 0.0
        self._standing: Weight | None = None
        self._offered: set[str] = set()

    def start(self, post: Callable[[textual.message.Message], bool]) -> None:
        """Begin; ``post`` takes news from any thread, as ``App.post_message`` does."""
        self._post = post
        self._thread.start()
        for reader in self.readers:
            reader.start()

    def stop(self) -> None:
        """End: no input is taken any more, the one in hand is finished first."""
        for reader in self.readers:
            reader.stop()
        self._stopping = True
        self._inputs.put(None)
        if self._thread.is_alive():
            self._thread.join(5)

    def say(self, said: Input) -> None:
        """Hand in an input, from any thread."""
        self._inputs.put(said)

    def play_next(self) -> None:
        """Let the demo play its next recorded input, beside everything else."""
        threading.Thread(target=self._play, name="demo", daemon=True).start()

    def _play(self) -> None:
        try:
            with self._playing:
                if self._next_recorded is not None:
                    self._next_recorded()
        except Exception:
            log.exception("the demo failed")
            self._post(Troubled(Message("screen.fault"), fresh=True))

    def _weigh(self, weight: Weight) -> None:
        self._inputs.put(weight)
        self._post(Weighed(weight))

    def _note_device(self, status: DeviceStatus) -> None:
        if status.kind == "scale" and status.state is not DeviceState.READY:
            self._inputs.put(Weight(0, stable=False, device=status.name))  # what was told last stands no longer
        self._post(DeviceChanged(status))

    def _run(self) -> None:
        self._attempt(self._resume, fresh=True)
        while not self._stopping:
            try:
                said = self._inputs.get(timeout=self._patience())
            except queue.Empty:
                self._attempt(self._look_around)
                continue
            if said is not None:
                self._attempt(partial(self._take, said), fresh=True)

    def _attempt(self, work: Callable[[], None], *, fresh: bool = False) -> None:
        """The top of the thread: whatever fails is noted and shown, and the station goes on."""
        try:
            work()
        except HubopsError as error:
            log.exception("the floor failed")
            self._tell_trouble(Message(error.code, error.values), fresh)
        except Exception:
            log.exception("the floor failed")
            self._tell_trouble(Message("screen.fault"), fresh)

    def _tell_trouble(self, trouble: Message, fresh: bool) -> None:
        self._behind = True
        self._post(Troubled(trouble, fresh=fresh))

    def _take(self, said: Input) -> None:
        if isinstance(said, Weight):
            self._take_weight(said)
        elif isinstance(said, Scan) and said.kind is ScanKind.COMMAND and self._is_for_screen(said):
            self._post(Typed(Key(said.code.lower())))
        else:
            self._ask(said)
        if self._standing is not None and "weight" in self._wants and self._prompt not in self._offered:
            self._offer(self._standing)

    def _is_for_screen(self, command: Scan) -> bool:
        return is_for_screen(Key(command.code.lower()), self._answer, stopped=self.stopped)

    def _take_weight(self, weight: Weight) -> None:
        """A weight at rest is offered when it comes to rest, and once more to each prompt that asks for one later."""
        self._offered.clear()
        self._standing = None
        if weight.stable or weight.over or weight.under:
            self._standing = weight if weight.stable and weight.grams else None
            self._offer(weight)

    def _offer(self, weight: Weight) -> None:
        self._offered.add(self._prompt)
        self._ask(weight)

    def _ask(self, said: Input) -> None:
        key = uuid4().bytes
        try:
            answer = self._floor.handle(said, key)
        except StoreFault as fault:
            # it may have been booked before it failed: with the same key it counts once either way
            log.warning("asking again after %s", fault)
            answer = self._floor.handle(said, key)
        self._hear(answer, said)

    def _resume(self) -> None:
        self._hear(self._floor.resume(), None)
        self._behind = False

    def _hear(self, answer: Answer, said: Input | None) -> None:
        self._answer = answer
        self._prompt, self._wants = answer.prompt.id, answer.prompt.wants
        if self._shows_board:
            self._board_at = 0.0
        self._heard_at = time.monotonic()
        self._post(Answered(answer, said))

    def _look_around(self) -> None:
        if self._behind or self._lock_look_due:
            self._resume()
        elif self._shows_board or self.board_beside:
            self._read_board()

    def _read_board(self) -> None:
        self._board_at = time.monotonic()
        self._post(BoardRead(self._board(), self._printers() if self._printers else ()))

    @property
    def _shows_board(self) -> bool:
        return self._prompt == BOARD

    @property
    def _lock_look_due(self) -> bool:
        return self._until_lock_look() == 0

    def _until_lock_look(self) -> float | None:
        """Seconds until the next look whether the station has locked; None where it can't."""
        if not self._locks or self._prompt.startswith("signin."):
            return None
        return max(0.0, self._heard_at + LOCK_LOOK_S - time.monotonic())

    def _patience(self) -> float | None:
        """Seconds until there is something to do without an input; None if there is nothing."""
        if self._behind:
            return BOARD_EVERY_S
        waits = [self._until_lock_look()]
        if self._shows_board or self.board_beside:
            every = BOARD_EVERY_S if self._shows_board else BESIDE_EVERY_S
            waits.append(max(0.0, self._board_at + every - time.monotonic()))
        return min((wait for wait in waits if wait is not None), default=None)


def _nobody(_: textual.message.Message) -> bool:
    """Where news go before there is a screen."""
    return False
