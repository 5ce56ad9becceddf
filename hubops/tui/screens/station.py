"""The one screen of a station: WHERE, WHAT NEXT, LAST and KEYS, and what a keyboard types (terminal.md 3).

It is one screen for every job and for the board, so that all characters come through one queue, in order.
"""

import time
from collections.abc import Sequence
from datetime import tzinfo

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer

from hubops.devices.scanners.setup import PLAIN, ScannerSetup
from hubops.devices.states import DeviceStatus
from hubops.flows.floor import Answer
from hubops.inputs import CHARACTERS, Input
from hubops.messages import Message
from hubops.queries.board import Board
from hubops.tui.collector import SILENCE_S, Collector
from hubops.tui.live_weight import Shown
from hubops.tui.news import BOARD, Typed, Untaken
from hubops.tui.screens.board_rows import BoardWriter
from hubops.tui.screens.dialogue import DialogueView, rows_of
from hubops.tui.screens.today import TodayView
from hubops.tui.screens.zones import FLAT, Heights, Wanted, leaves_where, padding, share_out
from hubops.tui.status import Status
from hubops.tui.widgets.key_bar import key_lines
from hubops.tui.widgets.status_bar import StatusBar
from hubops.tui.widgets.text_line import TextLine
from hubops.tui.widgets.weight_panel import WeightPanel
from hubops.tui.words import apart, clean, folded, more_in, spoken

PAINT_S = 0.04
"""What is typed shows after this time; a scan is over before, and is not painted letter by letter."""
DOT = "*"
"""What a typed secret shows as."""
LATE_S = 0.05
"""A timer that comes so late tells that the loop stood: characters may be on their way."""


class StationScreen(Screen[None], inherit_bindings=False):
    """Draws what it is told and collects what is typed; it decides nothing."""

    AUTO_FOCUS = ""

    def __init__(self, station: str, zone: tzinfo, *, demo: bool, keyboard: ScannerSetup = PLAIN) -> None:
        super().__init__()
        self._station = station
        self._zone = zone
        self._demo = demo
        self._silence: Timer | None = None
        self._entry_due = False
        self._typed_at = 0.0
        self._place = ("", "", "")
        self._person = ""
        self._time = ""
        self._what = ""
        self._keys: list[tuple[str, str]] = []
        self._pages_key = ("", "")
        self._heights: Heights | None = None
        self._aside = ""
        self._weight: Shown | None = None
        self._stop_hints = ("", "")
        self._untaken = False
        self.collector = Collector(keyboard)
        self.where = TextLine("where")
        self.question = TextLine("question")
        self.dialogue = DialogueView()
        self.today = TodayView(zone)
        self.weight = WeightPanel("weight")
        self.entry = TextLine("entry")
        self.bar = StatusBar("last")
        self.key_bar = TextLine("keys")

    def compose(self) -> ComposeResult:
        """The four zones from top to bottom."""
        yield self.where
        yield self.question
        yield self.dialogue
        yield self.today
        yield self.weight
        yield self.entry
        yield self.bar
        yield self.key_bar

    def ask(self, answer: Answer) -> None:
        """Draw the prompt of an answer."""
        prompt, language = answer.prompt, answer.language
        self.collector.wants = prompt.wants
        board = prompt.id == BOARD and not answer.help
        self.set_class(board, "-board")
        self.set_class(answer.help, "-help")
        self.set_class(answer.entered_for is not None, "-later")
        if board:
            self.today.open([spoken(line.message, language, self._zone) for line in prompt.lines])
        else:
            self.dialogue.show(rows_of(prompt.lines, language, self._zone), more_in(language), whole=answer.help)
        self._what = clean(spoken(prompt.what, language, self._zone))
        count = f"{prompt.counter[0]}/{prompt.counter[1]}" if prompt.counter else ""
        demo = spoken(Message("screen.demo"), language) if self._demo else ""
        self._place = (demo, clean(self._station), clean(spoken(prompt.where, language)))
        self._person = f"{clean(answer.operator)}  {count}".strip()
        self._draw_where()

    def tell(self, status: Status, sentence: str, language: str, keys: list[tuple[str, str]]) -> None:
        """Draw how the last input was taken, and which keys are live now, name (``f4``) and word."""
        self._untaken = self._untaken and self.collector.stopped and status is Status.STOP
        self.collector.stopped = status is Status.STOP
        hints = Message("screen.stop_typing"), Message("screen.untaken")
        self._stop_hints = (spoken(hints[0], language), spoken(hints[1], language))
        self.set_class(status is Status.STOP, "-stop")
        self.bar.tell(status, clean(sentence), language)
        self._keys = keys
        self._pages_key = ("", spoken(Message("screen.pages"), language))
        self._arrange()

    def move(self, station: str, keyboard: ScannerSetup) -> None:
        """Be the screen of another station, or of another keyboard-wedge scanner."""
        self._station = station
        wants, stopped = self.collector.wants, self.collector.stopped
        self.collector = Collector(keyboard)
        self.collector.wants, self.collector.stopped = wants, stopped

    def tell_time(self, time_of_day: str) -> None:
        """Draw the time of day."""
        self._time = time_of_day
        self._draw_where()

    def show_board(self, board: Board, devices: Sequence[DeviceStatus], language: str) -> None:
        """Draw the board as it is now."""
        self.today.show(board, devices, language)
        writer = BoardWriter(language, self._zone)
        self.dialogue.show_day([writer.routes(board), writer.deliveries(board)], language)
        if self.has_class("-board"):
            self._arrange()

    def show_alarms(self, count: str, sentence: str) -> None:
        """Draw that something is silent: the count on every screen, the oldest one on the board; empty for none."""
        self.bar.aside = count
        self.today.tell_alarm(sentence)
        self._arrange()

    def turn_page(self, by: int) -> bool:
        """Show more of a list that is longer than the screen; False if all of it is in view."""
        return self.today.turn_page(by) if self.has_class("-board") else self.dialogue.lines.turn_page(by)

    def set_aside(self, text: str) -> None:
        """Note what stands in the line of entry while nothing is typed: a scanner that is gone."""
        if text != self._aside:
            self._aside = text
            self._arrange()

    def show_weight(self, seen: Shown | None) -> None:
        """Draw what the scale shows, big where there is room; None where no weight is wanted."""
        before, self._weight = self._weight, seen
        if (seen is None) != (before is None):
            self._arrange()
        elif seen is not None and seen != before:
            self._draw_weight()

    def draw_entry(self) -> None:
        """Draw what is typed, and what is to be seen beside it."""
        self._entry_due = False
        typed = clean(self.collector.text)
        if "secret" in self.collector.wants:
            typed = DOT * len(typed)
        if self.collector.stopped:
            hint = self._stop_hints[self._untaken]
            self.entry.show(apart(f"> {typed}", hint, self._width) if typed else hint)
            return
        small = self._weight is not None and self._heights is not None and not self._heights.weight
        aside = self._weight.line if small and self._weight else self._aside
        if typed or "text" in self.collector.wants:
            width = self._width
            room = max(10, width - len(aside) - 4)
            self.entry.show(Content(apart(f"> {typed[-room:]}_", aside if len(typed) < room else "", width)))
        else:
            self.entry.show(aside)

    def on_resize(self) -> None:
        """Another size: what was cut to the width is cut anew."""
        self._draw_where()
        self._arrange()

    def on_key(self, event: events.Key) -> None:
        """Every key comes here, for nothing on the screen has the focus."""
        event.stop()
        event.prevent_default()
        if event.key == "space" and self._demo and not self.collector.text:
            self.post_message(Typed(None))
            return
        digit = self.collector.cut_short(event.key)
        if digit is not None:
            self._after_typing(digit)
        self._after_typing(self.collector.press(event.key, event.character, event.time))

    def press_printed(self, name: str) -> None:
        """A key was scanned from the sheet where a text is asked for: as good as the key of the keyboard."""
        key = {"del": "backspace"}.get(name, name)
        self._after_typing(self.collector.press(key, CHARACTERS.get(name), time.monotonic()))

    def on_paste(self, event: events.Paste) -> None:
        """A pasted line is as good as a typed one."""
        event.stop()
        for said in self.collector.paste(event.text, event.time):
            self._after_typing(said)
        self._after_typing(None)

    def _after_typing(self, said: Input | None) -> None:
        self._typed_at = time.monotonic()
        if said is not None:
            self.post_message(Typed(said, dropped=self.collector.dropped))
        if self.collector.text and self._silence is None:
            self._await_silence()
        if not self._entry_due:
            self._entry_due = True
            self.set_timer(PAINT_S, self.draw_entry)

    def _await_silence(self) -> None:
        due = time.monotonic() + SILENCE_S

        def heard() -> None:
            self._silence = None
            now = time.monotonic()
            if now - self._typed_at < SILENCE_S - LATE_S / 2 or now - due > LATE_S:
                self._await_silence()
                return
            untaken = self.collector.is_untaken
            said = self.collector.silence()
            if said is not None:
                self._after_typing(said)
            if untaken and not self._untaken:
                self._untaken = True
                self.post_message(Untaken())
                self._arrange()

        self._silence = self.set_timer(SILENCE_S, heard)

    @property
    def _width(self) -> int:
        """Cells in a row of text."""
        return self.size.width - 2 * padding(self.size.height)

    def _draw_where(self) -> None:
        _, station, job = self._place
        flat = self.has_class("-flat")  # there the job stands first, for the row may be cut
        left = "  ".join(part for part in ((job, station) if flat else self._place) if part)
        right = self._person if flat else f"{self._person}  {self._time}".strip()
        self.where.show(apart(left, right, self._width))

    def _arrange(self) -> None:
        """Give each zone its rows, and write into them what they are to show."""
        width, height = self._width, self.size.height
        if width <= 0:
            return
        flat, board = height < FLAT, self.has_class("-board")
        wanted = Wanted(
            question=0 if flat and board else len(folded(self._what, width)),
            status=self.bar.rows_in(width),
            keys=len(key_lines(self._keys, width)),
            lines=self.today.menu.rows_in(width) if board else self.dialogue.lines.count,
            weight=self._weight is not None,
            entry=bool(self._aside) or self._weight is not None or "text" in self.collector.wants,
            urgent=self.bar.status in (Status.WAIT, Status.STOP),
            stopped=self.bar.status is Status.STOP,
            board=board,
        )
        # a back-entry always says for when; the page of F1 needs every row
        placed = self.has_class("-later") or (not self.has_class("-help") and leaves_where(height, wanted))
        self.set_class(flat and placed, "-placed")
        height -= flat and placed
        self.bar.otherwise = f"{self._place[-1]}  {self._person}" if flat and not placed else ""
        rows = share_out(height, wanted)
        if rows != self._heights:
            self._heights = rows
            zones = (self.question, rows.question), (self.weight, rows.weight), (self.entry, rows.entry)
            for zone, count in (*zones, (self.bar, rows.status), (self.key_bar, rows.keys)):
                zone.styles.height = count
        has_list = height > rows.total or self.has_class("-help")
        self.today.display, self.dialogue.display = board and has_list, not board and has_list
        self.question.show("\n".join(folded(self._what, width, rows.question)) if rows.question else "")
        self.bar.draw(width, rows.status)
        longer = self.today.has_pages if board else self.dialogue.lines.count > height - 1 - rows.total
        keys = [*self._keys, self._pages_key] if longer and height >= FLAT else self._keys
        untaken = self._untaken and not rows.entry  # on eight rows there is no other place to say it
        self.key_bar.show(self._stop_hints[True] if untaken else "\n".join(key_lines(keys, width, rows.keys)))
        self._draw_weight()

    def _draw_weight(self) -> None:
        if self._weight is not None and self._heights is not None and self._heights.weight:
            self.weight.tell(self._weight, self._width)
        self.draw_entry()
