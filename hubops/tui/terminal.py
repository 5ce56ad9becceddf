"""The threads of one station: one asks the floor and reads the board, the others belong to the scanner and the scale.

Nothing here waits for the screen. A scan goes from the scanner's thread through a queue to the floor's, is durable
there, and is told to the screen only then; a screen that hangs or dies loses nothing.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import tzinfo
from functools import partial
from uuid import uuid4

import textual.message

from hubops.clock import Clock
from hubops.devices.scanners.setup import PLAIN, ScannerSetup
from hubops.devices.states import DeviceState, DeviceStatus
from hubops.errors import HubopsError, Refused, StoreFault
from hubops.flows.floor import Answer
from hubops.inputs import Input, Key, Scan, ScanKind, Text, Weight
from hubops.messages import DEFAULT_ZONE, Message
from hubops.queries.board import Board
from hubops.tui.news import BOARD, LIVE, Answered, BoardRead, DeviceChanged, Moved, Ordered, Troubled, Typed, Weighed
from hubops.tui.place import Dialogue, MakeReaders, Place, Reader
from hubops.tui.pressing import is_for_screen, typed_by
from hubops.tui.scale_keys import ScaleKeys

log = logging.getLogger(__name__)

BOARD_EVERY_S = 1.0
BESIDE_EVERY_S = 10.0
"""Seconds between two readings of the board where it stands beside a job."""
LOCK_LOOK_S = 60.0
"""Seconds between two looks whether the station has locked itself since nobody uses it."""


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
        lay: Callable[[str], int | None] | None = None,
        printers: Callable[[], tuple[DeviceStatus, ...]] | None = None,
        keyboard: ScannerSetup = PLAIN,
        move: Callable[[str], Place] | None = None,
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
            lay: lays on the demo's scale what a line says: grams, or None if it says no weight.
            printers: the states of the printers; called by the floor's thread only.
            keyboard: how a keyboard-wedge scanner of the station is set up.
            move: binds the terminal to another station, whose sign was scanned; called by the floor's thread only. It
                raises Refused if there is no such station, or another terminal is there.
        """
        self.clock = clock
        self.language = language
        self.station = station
        self.zone = zone
        self.demo = demo
        self.keyboard = keyboard
        self._next_recorded = next_recorded
        self._lay = lay
        self._playing = threading.Lock()
        self._floor = floor
        self._board = board
        self._printers = printers
        self._move = move
        self.readers = tuple(readers(self.say, self._weigh, self.note_device))
        self.scale_keys = ScaleKeys(self.readers)
        self._post: Callable[[textual.message.Message], bool] = _nobody
        self._inputs: queue.SimpleQueue[Input | Callable[[], None] | None] = queue.SimpleQueue()
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

    def do(self, work: Callable[[], None]) -> None:
        """Let the floor's thread do something, from any thread."""
        self._inputs.put(work)

    def equip(self, readers: Sequence[Reader], keyboard: ScannerSetup) -> None:
        """Go on with these readers, in the floor's thread: those that are no more are stopped, the new ones started."""
        gone = [reader for reader in self.readers if reader not in readers]
        new = [reader for reader in readers if reader not in self.readers]
        self.readers, self.keyboard = tuple(readers), keyboard
        self.scale_keys = ScaleKeys(self.readers)
        for reader in gone:
            reader.stop()
        self._post(Moved(self.station, keyboard, tuple(reader.status for reader in self.readers)))
        for reader in new:
            reader.start()

    def notice(self, message: Message) -> None:
        """Say something that nobody asked for, in the floor's thread."""
        self._hear(replace(self._floor.resume(), message=message), None)

    def tell(self, news: textual.message.Message) -> bool:
        """Tell the screen something, from any thread; False if there is no screen yet."""
        return self._post(news)

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

    def note_device(self, status: DeviceStatus) -> None:
        """A device, or the file that tells of them, is in another state; from any thread."""
        if status.kind == "scale" and status.state is not DeviceState.READY:
            self._inputs.put(Weight(0, stable=False, device=status.name))  # what was told last stands no longer
        self._post(DeviceChanged(status))
        if self._prompt in LIVE:
            self.do(self._resume)

    def _run(self) -> None:
        self._attempt(self._resume, fresh=True)
        while not self._stopping:
            try:
                said = self._inputs.get(timeout=self._patience())
            except queue.Empty:
                self._attempt(self.look_around)
                continue
            if said is not None:
                self._attempt(said if callable(said) else partial(self._take, said), fresh=True)

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
        elif typed_by(said, self._wants, stopped=self.stopped):
            self._post(Typed(said))
        elif self._lay and isinstance(said, Scan | Text) and (grams := self._lay(_line(said))) is not None:
            code = "demo.on_scale" if grams else "demo.off_scale"
            self._post(Ordered(Message(code, {"weight_g": grams}), given=True))
        elif isinstance(said, Scan) and said.kind is ScanKind.COMMAND and self._is_for_screen(said):
            self._post(Typed(Key(said.code.lower())))
        elif key := self._scale_key(said):
            self.scale_keys.order(key, lambda told, given: self._post(Ordered(told, given=given)))
        elif isinstance(said, Scan) and said.kind is ScanKind.STATION and self._can_move:
            self._go_to(said)
        else:
            self._ask(said)
        if self._standing is not None and "weight" in self._wants and self._prompt not in self._offered:
            self._offer(self._standing)

    def _is_for_screen(self, command: Scan) -> bool:
        return is_for_screen(Key(command.code.lower()), self._answer, stopped=self.stopped)

    def _scale_key(self, said: Input) -> str:
        """The key, pressed or scanned, if it orders the scale now; empty for any other input."""
        if isinstance(said, Scan) and said.kind is ScanKind.COMMAND:
            said = Key(said.code.lower())
        name = said.name if isinstance(said, Key) else ""
        live = self.scale_keys.live(self._answer.prompt) if self._answer else []
        return name if name in {key for key, _ in live} else ""

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

    @property
    def _can_move(self) -> bool:
        """A sign of a station is for the terminal, but where its flow wants one."""
        return self._move is not None and self._prompt != "devices.read"

    def _go_to(self, sign: Scan) -> None:
        """The sign of a station was scanned: between two jobs the terminal is bound to that station."""
        try:
            message = self._moved(sign.code)
        except Refused as refusal:
            message = Message(refusal.code, refusal.values)
        self._hear(replace(self._floor.resume(), message=message), sign)

    def _moved(self, station: str) -> Message:
        if station == self.station:
            return Message("station.already", {"station": station})
        if self._prompt != BOARD and not self._prompt.startswith("signin."):
            raise Refused("station.job_first")
        place, left = self._move(station), self._floor  # type: ignore[misc]  # _can_move was asked
        if self._prompt == BOARD:
            left.handle(Key("f10"), uuid4().bytes)  # whoever was signed in takes the terminal along
        self.station, self._floor = place.station, place.floor
        self.equip(place.readers, place.keyboard)
        name = self._floor.resume().operator
        if name:
            return Message("station.bound_resumed", {"station": station, "name": name})
        return Message("station.bound", {"station": station})

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

    def look_around(self) -> None:
        """Read anew what the screen shows and nobody said, in the floor's thread."""
        if self._behind or self._lock_look_due or self._prompt in LIVE:
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
        if self._behind or self._prompt in LIVE:
            return BOARD_EVERY_S
        waits = [self._until_lock_look()]
        if self._shows_board or self.board_beside:
            every = BOARD_EVERY_S if self._shows_board else BESIDE_EVERY_S
            waits.append(max(0.0, self._board_at + every - time.monotonic()))
        return min((wait for wait in waits if wait is not None), default=None)


def _line(said: Scan | Text) -> str:
    return said.raw if isinstance(said, Scan) else said.text


def _nobody(_: textual.message.Message) -> bool:
    """Where news go before there is a screen."""
    return False
