"""The Textual app of one station: it draws what the threads of terminal.py tell, and hands on what is typed."""

import asyncio
import gc
import logging
import sys
from datetime import datetime
from typing import ClassVar, TypeGuard

from textual.app import App
from textual.binding import BindingType
from textual.events import Resize

from hubops.devices.states import DeviceState
from hubops.flows.floor import Answer
from hubops.flows.not_legal import ARROWS, key_named
from hubops.inputs import Input, Key, Scan, ScanKind, Weight
from hubops.messages import Message
from hubops.tui.line import StationDriver
from hubops.tui.live_weight import Shown, shown, silent
from hubops.tui.news import (
    SETTINGS,
    Alarmed,
    Answered,
    BoardRead,
    DeviceChanged,
    LabelPrinter,
    Moved,
    Ordered,
    Troubled,
    Typed,
    Weighed,
)
from hubops.tui.pressing import PAGES, is_for_screen, typed_by
from hubops.tui.screens.station import StationScreen
from hubops.tui.screens.zones import FLAT, TALL, WIDE
from hubops.tui.status import Status, bells, leaves_status, status_of
from hubops.tui.terminal import Terminal
from hubops.tui.theme import THEME
from hubops.tui.words import spoken

if sys.platform != "win32":
    from hubops.tui.leaving import Leaving

log = logging.getLogger(__name__)

BELL_APART_S = 0.2
MINUTE_S = 60
WEIGHT_EVERY_S = 0.1
"""Seconds between two paintings of the live weight; a scale may stream faster than anybody reads."""
SAVING_AFTER_S = 0.5
"""An input that is not answered by then shows that the hub is still at it."""


class HubApp(App[None], inherit_bindings=False):
    """One station on a terminal."""

    ENABLE_COMMAND_PALETTE = False
    ESCAPE_TO_MINIMIZE = False
    BINDINGS: ClassVar[list[BindingType]] = []
    TITLE = "hubops"
    CSS_PATH = ["styles/station.tcss", "styles/dialogue.tcss", "styles/today.tcss"]  # noqa: RUF012
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-normal"), (WIDE, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (FLAT, "-low"), (TALL, "-tall")]  # noqa: RUF012

    def __init__(self, terminal: Terminal) -> None:
        super().__init__(driver_class=StationDriver)
        self.register_theme(THEME)
        self.theme = THEME.name
        self.station = StationScreen(terminal.station, terminal.zone, demo=terminal.demo, keyboard=terminal.keyboard)
        self._terminal = terminal
        self._answer: Answer | None = None
        self._message: Message | None = None
        self._status = Status.READY
        self._language = terminal.language
        self._weight: Weight | None = None
        self._weight_due = False
        self._waiting = 0
        self._alarms = Alarmed(0, None, fresh=False)
        self._label_printer: Message | None = None
        """What is wrong with it."""
        self._devices = {(reader.status.kind, reader.status.name): reader.status for reader in terminal.readers}

    def run_station(self) -> int:
        """Work until the operator or a signal ends it; gives the exit status."""
        try:
            self.run(mouse=False)
        finally:
            self._terminal.stop()
        return self.return_code or 0

    def get_default_screen(self) -> StationScreen:
        """The one screen."""
        return self.station

    def on_mount(self) -> None:
        """The screen stands: begin to listen."""
        if sys.platform != "win32":
            loop = asyncio.get_running_loop()
            line = None if self.is_headless else sys.stdin.fileno()
            self._leaving = Leaving(lambda: loop.call_soon_threadsafe(self.exit), line=line)
            self._leaving.listen()
        # what is loaded by now stays to the end: looked through again, it would stop the dock for a tenth of a second
        gc.freeze()
        self._tell_time()
        self._terminal.start(self.post_message)

    def on_unmount(self) -> None:
        """The screen is gone: signals mean again what they meant."""
        if sys.platform != "win32":
            self._leaving.deafen()

    def on_resize(self, event: Resize) -> None:
        """Another size: where there is room, the board stands beside the job."""
        self._terminal.board_beside = event.size.width >= WIDE and event.size.height >= TALL

    def on_typed(self, typed: Typed) -> None:
        """Something was typed."""
        if typed.said is None:
            self._terminal.play_next()
        elif isinstance(typed.said, Key):
            self._press(typed.said, dropped=typed.dropped)
        elif name := typed_by(typed.said, self.station.collector.wants, stopped=self._status is Status.STOP):
            self.station.press_printed(name)
        elif self._is_for_screen(typed.said):
            self._press(Key(typed.said.code.lower()))
        else:
            self._hand_on(typed.said)

    def on_untaken(self) -> None:
        """A hand types while a refusal stands; the screen says that it does not count."""
        self._ring(2)

    def on_answered(self, news: Answered) -> None:
        """The floor answered: draw it, then ring."""
        answer = self._answer = news.answer
        if news.said is not None and not isinstance(news.said, Weight):
            self._waiting = max(0, self._waiting - 1)
        spoke, self._language = self._language, answer.language
        self.station.ask(answer)
        if spoke != self._language:
            self._draw_alarms()
        if not leaves_status(answer, news.said):
            self._message = answer.message
            self._take_status(status_of(answer.message), remember=answer.message is not None)
            self._ring(bells(answer, news.said))
        self._draw_last()
        self._draw_aside()

    def on_troubled(self, news: Troubled) -> None:
        """The floor could not answer: nothing is confirmed, and nothing goes on as if it were."""
        if not news.fresh and self._status is Status.STOP and self._message == news.trouble:
            return
        self._waiting = 0
        self._message = news.trouble
        self._take_status(Status.STOP, remember=True)
        self._draw_last()
        self._ring(3)

    def on_board_read(self, news: BoardRead) -> None:
        """The board was read again."""
        self.station.show_board(news.board, (*self._devices.values(), *news.printers), self._language)

    def on_alarmed(self, news: Alarmed) -> None:
        """Other alarms stand than before; a new one is heard once."""
        self._alarms = news
        self._draw_alarms()
        if news.fresh:
            self._ring(1)

    def on_label_printer(self, news: LabelPrinter) -> None:
        """Labels come, or come no more."""
        self._label_printer = news.trouble
        self._draw_aside()

    def on_weighed(self, news: Weighed) -> None:
        """The scale shows something else: it is painted soon, and once for all that comes until then."""
        self._weight = news.weight
        if not self._weight_due:
            self._weight_due = True
            self.set_timer(WEIGHT_EVERY_S, self._draw_weight)

    def on_ordered(self, news: Ordered) -> None:
        """The scale was told to tare or to zero, or did it, or declined."""
        self._waiting = max(0, self._waiting - news.given)
        self._message = news.message
        self._take_status(status_of(news.message), remember=False)
        self._draw_last()
        if not news.given:
            self._ring(1 if self._status is Status.OK else 2)

    def on_device_changed(self, news: DeviceChanged) -> None:
        """A device of the station came, went or complains."""
        self._devices[news.status.kind, news.status.name] = news.status
        if news.status.kind == SETTINGS and news.status.state is DeviceState.READY:
            del self._devices[news.status.kind, news.status.name]
        if news.status.kind == "scale" and news.status.state is not DeviceState.READY:
            self._weight = None
        self._draw_aside()

    def on_moved(self, news: Moved) -> None:
        """The terminal is at another station, or has other devices."""
        self.station.move(news.station, news.keyboard)
        kept = [status for status in self._devices.values() if status.kind == SETTINGS]
        self._devices = {(status.kind, status.name): status for status in (*news.devices, *kept)}
        if not any(status.kind == "scale" for status in news.devices):
            self._weight = None
        self._draw_aside()

    def _is_for_screen(self, said: Input) -> TypeGuard[Scan]:
        """Whether it is a printed key, read by a wedge, that the floor never hears of and so would never confirm."""
        if not isinstance(said, Scan) or said.kind is not ScanKind.COMMAND:
            return False
        return is_for_screen(Key(said.code.lower()), self._answer, stopped=self._status is Status.STOP)

    def _press(self, key: Key, *, dropped: bool = False) -> None:
        stopped = self._status is Status.STOP
        if not is_for_screen(key, self._answer, stopped=stopped):
            self._hand_on(key)
        elif stopped and key.name == "enter":
            self._message = Message("screen.typed_in_vain") if dropped else None
            self._take_status(status_of(self._message), remember=False)
            self._draw_last()
            self._ring(2 * dropped)
        elif stopped:
            self._ring(2)
        elif key.name in PAGES:
            self.station.turn_page(PAGES[key.name])
        elif key.name == "f10":
            self._quit()

    def _quit(self) -> None:
        """The first press asks: the same key led here, and one press too many must not end the work."""
        asked = Message("screen.quit_again")
        if self._message == asked:
            self.exit()
            return
        self._message = asked
        self._take_status(status_of(asked), remember=False)
        self._draw_last()

    def _hand_on(self, said: Input) -> None:
        self._waiting += 1
        self._terminal.say(said)
        self.set_timer(SAVING_AFTER_S, self._draw_last)

    def _take_status(self, status: Status, *, remember: bool) -> None:
        self._status = status
        self._terminal.stopped = status is Status.STOP
        if remember:
            self.station.dialogue.remember(status, f"{self._now():%H:%M}", self._sentence(), self._language)

    def _tell_time(self) -> None:
        now = self._now()
        self.station.tell_time(f"{now:%H:%M}")
        self.set_timer(MINUTE_S - now.second - now.microsecond / 1e6, self._tell_time)

    def _now(self) -> datetime:
        return self._terminal.clock.now().astimezone(self._terminal.zone)

    def _draw_last(self) -> None:
        if self._waiting and self._status is not Status.STOP:
            status, sentence = Status.WAIT, self._say(Message("screen.saving"))
        else:
            status, sentence = self._status, self._sentence()
        self.station.tell(status, sentence, self._language, self._live_keys())

    def _draw_alarms(self) -> None:
        count, oldest = self._alarms.count, self._alarms.oldest
        if oldest is None:
            self.station.show_alarms("", "")
            return
        values = {"alarms": count, "alarm": oldest}
        sentence = Message("screen.oldest_alarm" if count > 1 else "screen.one_alarm", values)
        self.station.show_alarms(self._say(Message("screen.alarms", {"alarms": count})), self._say(sentence))

    def _draw_aside(self) -> None:
        labels = self._say(self._label_printer) if self._label_printer else ""
        self.station.set_aside(self._trouble("scanner") or labels)
        self._draw_weight()

    def _draw_weight(self) -> None:
        self._weight_due = False
        self.station.show_weight(self._scale())

    def _sentence(self) -> str:
        return self._say(self._message) if self._message else ""

    def _say(self, message: Message) -> str:
        return spoken(message, self._language, self._terminal.zone)

    def _live_keys(self) -> list[tuple[str, str]]:
        if self._status is Status.STOP:
            keys = {"enter": self._say(Message("screen.understood"))}
            return list(self._with_help(keys).items())
        if self._answer is None:
            return []
        keys = {name: self._say(message) for name, message in self._answer.prompt.keys}
        if self._answer.operator:
            keys.setdefault("f2", self._say(Message("screen.undo")))
            if self._answer.prompt.flow != "today":
                keys.setdefault("f10", self._say(Message("screen.leave")))
        else:
            keys.setdefault("f10", self._say(Message("screen.quit")))
        if self._terminal.demo:
            keys["space"] = self._say(Message("screen.next_recorded"))
        for name, word in self._terminal.scale_keys.live(self._answer.prompt):
            keys.setdefault(name, self._say(word))
        named = sorted(self._with_help(keys).items(), key=lambda item: _order(item[0]))
        return [(self._say(key_named(name)) if name in ARROWS else name, word) for name, word in named]

    def _with_help(self, keys: dict[str, str]) -> dict[str, str]:
        keys.setdefault("f1", self._say(Message("screen.help")))
        if self._answer is not None and self._answer.prompt.flow != "problem":
            keys.setdefault("f9", self._say(Message("screen.problem")))
        return keys

    def _scale(self) -> Shown | None:
        """What stands in the WEIGHT zone; None where no weight is wanted."""
        if self._answer is None or "weight" not in self._answer.prompt.wants:
            return None
        if trouble := self._trouble("scale"):
            return silent(trouble)
        if not any(status.kind == "scale" for status in self._devices.values()):
            return silent(self._say(Message("screen.no_scale")))
        if self._weight is None:
            return silent(self._say(Message("screen.no_weight")))
        return shown(self._weight, self._language)

    def _trouble(self, kind: str) -> str:
        """What is wrong with the scanner or the scale of the station, empty if nothing is."""
        for status in self._devices.values():
            if status.kind == kind and status.fault and status.state is not DeviceState.READY:
                return self._say(Message(status.fault, status.values))
        return ""

    def _set_pointer_shape(self, shape: str) -> None:
        """There is no mouse; a terminal that does not know the order of Textual's would show it, or ring."""

    def _ring(self, times: int) -> None:
        for n in range(times):
            self.set_timer(n * BELL_APART_S, self.bell) if n else self.bell()

    def _fatal_error(self) -> None:
        """The last resort of Textual: it would print every local variable, and so data, to the terminal."""
        log.critical("the screen failed", exc_info=True)
        self.bell()
        self._exit_renderables.append(self._say(Message("screen.crashed")))
        self._close_messages_no_wait()


def _order(name: str) -> tuple[bool, int, str]:
    """Enter first, then the function keys by number, then the rest."""
    number = int(name[1:]) if name[1:].isdigit() else 0
    return name != "enter", number or 99, name
