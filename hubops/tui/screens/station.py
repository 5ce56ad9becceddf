"""The one screen of a station: WHERE, WHAT NEXT, LAST and KEYS, and what a keyboard types (terminal.md 3).

It is one screen for every job and for the board, so that all characters come through one queue, in order.
"""

import time
from datetime import tzinfo

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer

from hubops.flows.floor import Answer
from hubops.inputs import Input
from hubops.messages import Message
from hubops.tui.collector import SILENCE_S, Collector
from hubops.tui.news import Typed
from hubops.tui.screens.dialogue import DialogueView, rows_of
from hubops.tui.screens.today import TodayView
from hubops.tui.status import Status
from hubops.tui.widgets.key_bar import KeyBar
from hubops.tui.widgets.status_bar import StatusBar
from hubops.tui.widgets.text_line import TextLine
from hubops.tui.words import apart, clean, more_in, spoken

PAINT_S = 0.04
"""What is typed shows after this time; a scan is over before, and is not painted letter by letter."""
LATE_S = 0.05
"""A timer that comes so late tells that the loop stood: characters may be on their way."""


class StationScreen(Screen[None], inherit_bindings=False):
    """Draws what it is told and collects what is typed; it decides nothing."""

    AUTO_FOCUS = ""

    def __init__(self, station: str, zone: tzinfo, *, demo: bool) -> None:
        super().__init__()
        self._station = station
        self._zone = zone
        self._demo = demo
        self._silence: Timer | None = None
        self._entry_due = False
        self._typed_at = 0.0
        self._place = ("", "")
        self._aside = ""
        self.collector = Collector()
        self.where = TextLine("where")
        self.question = TextLine("question")
        self.dialogue = DialogueView()
        self.today = TodayView(zone)
        self.entry = TextLine("entry")
        self.bar = StatusBar("last")
        self.key_bar = KeyBar("keys")

    def compose(self) -> ComposeResult:
        """The four zones from top to bottom."""
        yield self.where
        yield self.question
        yield self.dialogue
        yield self.today
        yield self.entry
        yield self.bar
        yield self.key_bar

    def ask(self, answer: Answer) -> None:
        """Draw the prompt of an answer."""
        prompt, language = answer.prompt, answer.language
        self.collector.wants = prompt.wants
        board = prompt.flow == "today"
        self.set_class(board, "-board")
        self.today.display, self.dialogue.display = board, not board
        if board:
            self.today.menu.tell([spoken(line.message, language, self._zone) for line in prompt.lines])
        else:
            self.dialogue.show(rows_of(prompt.lines, language, self._zone), more_in(language))
        self.question.show(spoken(prompt.what, language, self._zone))
        count = f"{prompt.counter[0]}/{prompt.counter[1]}" if prompt.counter else ""
        demo = spoken(Message("screen.demo"), language) if self._demo else ""
        left = [demo, self._station, spoken(prompt.where, language)]
        self._place = ("  ".join(clean(part) for part in left if part), f"{clean(answer.operator)}  {count}".strip())
        self._draw_where()
        self.draw_entry()

    def tell(self, status: Status, sentence: str, language: str) -> None:
        """Draw how the last input was taken."""
        self.set_class(status is Status.STOP, "-stop")
        self.bar.tell(status, sentence, language)

    def set_aside(self, text: str) -> None:
        """Note what stands in the line of entry while nothing is typed: a weight, a device that is gone."""
        self._aside = text
        self.draw_entry()

    def draw_entry(self) -> None:
        """Draw what is typed, and what is to be seen beside it."""
        self._entry_due = False
        typed = clean(self.collector.text)
        if typed or "text" in self.collector.wants:
            width = self.entry.size.width
            room = max(10, width - len(self._aside) - 4)
            self.entry.show(Content(apart(f"> {typed[-room:]}_", self._aside if len(typed) < room else "", width)))
        else:
            self.entry.show(self._aside)

    def on_resize(self) -> None:
        """Another size: what was cut to the width is cut anew."""
        self.call_after_refresh(self._draw_where)
        self.call_after_refresh(self.draw_entry)

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

    def on_paste(self, event: events.Paste) -> None:
        """A pasted line is as good as a typed one."""
        event.stop()
        for said in self.collector.paste(event.text, event.time):
            self._after_typing(said)
        self._after_typing(None)

    def _after_typing(self, said: Input | None) -> None:
        self._typed_at = time.monotonic()
        if said is not None:
            self.post_message(Typed(said))
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
            said = self.collector.silence()
            if said is not None:
                self._after_typing(said)

        self._silence = self.set_timer(SILENCE_S, heard)

    def _draw_where(self) -> None:
        self.where.show(apart(*self._place, self.where.size.width))
