"""The middle of the screen between two jobs: the menu and the board of the day, which renews itself."""

from collections.abc import Sequence
from datetime import tzinfo

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from hubops.devices.states import DeviceStatus
from hubops.queries.board import Board
from hubops.tui.screens.board_rows import BoardWriter, laid_out
from hubops.tui.widgets.key_bar import Items
from hubops.tui.widgets.rows import Rows
from hubops.tui.words import more_in

TWO_COLUMNS = 120
"""Cells from which the board has two columns."""


class TodayView(Vertical, can_focus=False):
    """Draws the menu and the board."""

    def __init__(self, zone: tzinfo) -> None:
        super().__init__(id="today")
        self._zone = zone
        self._last: tuple[Board, tuple[DeviceStatus, ...], str] | None = None
        self.menu = Items("menu")
        self.left = Rows("left")
        self.right = Rows("right")

    def compose(self) -> ComposeResult:
        """The menu above, the board below it."""
        yield self.menu
        with Horizontal():
            yield self.left
            yield self.right

    def show(self, board: Board, devices: Sequence[DeviceStatus], language: str) -> None:
        """Show the board as it is now."""
        self._last = (board, tuple(devices), language)
        self._draw()

    def on_resize(self) -> None:
        """Another size, another layout."""
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        if self._last is None:
            return
        board, devices, language = self._last
        writer = BoardWriter(language, self._zone)
        inward = [writer.deliveries(board), writer.goods(board)]
        outward = [writer.routes(board), writer.prints(board), writer.devices(devices, board.deviations)]
        more = more_in(language)
        if self.size.width >= TWO_COLUMNS:
            self.left.show(laid_out(inward, self.left.size.width, self.left.size.height, more), more)
            self.right.show(laid_out(outward, self.right.size.width, self.right.size.height, more), more)
        else:
            tables = [inward[0], outward[0], inward[1], *outward[1:]]
            self.left.show(laid_out(tables, self.left.size.width, self.left.size.height, more), more)
