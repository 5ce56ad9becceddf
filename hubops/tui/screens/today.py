"""The middle of the screen between two jobs: the menu and the board of the day, which renews itself."""

from collections.abc import Sequence
from datetime import tzinfo

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from hubops.devices.states import DeviceStatus
from hubops.queries.board import Board
from hubops.tui.screens.board_rows import BoardWriter, pages_of
from hubops.tui.screens.zones import WIDE
from hubops.tui.widgets.key_bar import Items
from hubops.tui.widgets.rows import Row, Rows
from hubops.tui.widgets.text_line import TextLine
from hubops.tui.words import folded, more_in

ALARM_ROWS = 2
"""Rows that the sentence of the oldest alarm may take."""


class TodayView(Vertical, can_focus=False):
    """Draws the menu and the board."""

    def __init__(self, zone: tzinfo) -> None:
        super().__init__(id="today")
        self._zone = zone
        self._last: tuple[Board, tuple[DeviceStatus, ...], str] | None = None
        self._page = 0
        self._pages: list[list[list[Row]]] = []
        self._sentence = ""
        self.menu = Items("menu")
        self.alarm = TextLine("alarm")
        self.left = Rows("left")
        self.right = Rows("right")

    def compose(self) -> ComposeResult:
        """The menu above, what is silent, the board below it."""
        yield self.menu
        yield self.alarm
        with Horizontal():
            yield self.left
            yield self.right

    def open(self, choices: list[str]) -> None:
        """Show the menu, and the first page of the board."""
        self.menu.tell(choices)
        self._draw_top()
        if self._page:
            self._page = 0
            self._draw()

    def show(self, board: Board, devices: Sequence[DeviceStatus], language: str) -> None:
        """Show the board as it is now."""
        self._last = (board, tuple(devices), language)
        self._draw()

    def tell_alarm(self, sentence: str) -> None:
        """Show what is silent; empty where nothing is."""
        self._sentence = sentence
        self._draw_top()
        self.call_after_refresh(self._draw)

    @property
    def has_pages(self) -> bool:
        """The board is longer than the screen."""
        return any(len(column) > 1 for column in self._pages)

    def turn_page(self, by: int) -> bool:
        """The next page, or the one before; after the last comes the first. False if there is one only."""
        if not self.has_pages:
            return False
        self._page = (self._page + by) % max(map(len, self._pages))
        self._draw()
        return True

    def on_resize(self) -> None:
        """Another size, another layout."""
        self._draw_top()
        self.call_after_refresh(self._draw)

    def _draw_top(self) -> None:
        """Give the menu and the alarm as many rows as they need."""
        width = self.size.width
        if not width:
            return
        self.menu.styles.height = self.menu.rows_in(width)
        lines = folded(self._sentence, width, ALARM_ROWS)
        self.alarm.styles.height = len(lines)
        self.alarm.show("\n".join(lines))

    def _draw(self) -> None:
        if self._last is None:
            return
        board, devices, language = self._last
        writer = BoardWriter(language, self._zone)
        inward = [writer.deliveries(board), writer.goods(board)]
        outward = [writer.routes(board), writer.prints(board), writer.devices(devices, board)]
        more = more_in(language)
        columns = [(self.left, inward), (self.right, outward)]
        if self.size.width < WIDE:
            columns = [(self.left, [inward[0], outward[0], inward[1], *outward[1:]])]
        self._pages = [pages_of(tables, view.size.width, view.size.height, more) for view, tables in columns]
        for (view, _), pages in zip(columns, self._pages, strict=True):
            view.show(pages[min(self._page, len(pages) - 1)], more)
