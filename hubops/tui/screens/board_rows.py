"""The board of the day as rows of text: a table per subject, cut so that each of them keeps its share of the height."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from rich.cells import cell_len

from hubops.devices.states import DeviceState, DeviceStatus
from hubops.messages import Message, say, written
from hubops.queries.board import Board
from hubops.queries.inbound import DeliveryRow
from hubops.queries.outbound import RouteRow
from hubops.tui.widgets.rows import More, Row
from hubops.tui.words import clean, fit, spoken

SOON_MIN = 30
"""Minutes before departure from which a route with parcels missing is marked."""
_MARKS = {"done": "+ ", "bad": "! ", "here": "> "}


@dataclass(frozen=True)
class Entry:
    """One line of a table: its cells, and what it is (see Row)."""

    cells: tuple[str, ...]
    kind: str = "plain"


@dataclass(frozen=True)
class Table:
    """A subject of the board."""

    titles: tuple[str, ...]
    entries: tuple[Entry, ...]
    yields: int = 1
    """Of two tables, the one with the higher number gives way first where rows are scarce."""


class BoardWriter:
    """Writes a board in one language, with times in one zone."""

    def __init__(self, language: str, zone: tzinfo) -> None:
        self._language = language
        self._zone = zone

    def deliveries(self, board: Board) -> Table:
        """What is expected today, and how much of it has come."""
        return Table(
            self._titles(len(board.deliveries), "board.deliveries", "board.at", "board.got"),
            tuple(
                Entry(
                    (row.producer, self._time(row.expected_at), f"{row.got}/{row.expected}"),
                    _kind_of_delivery(row, board.now),
                )
                for row in board.deliveries
            ),
        )

    def routes(self, board: Board) -> Table:
        """Each route with its countdown and its parcels."""
        return Table(
            self._titles(
                len(board.routes),
                "board.routes",
                "board.at",
                "board.left",
                "board.loaded",
                "board.ready",
                "board.missing",
            ),
            tuple(self._route(row, board.now) for row in board.routes),
            yields=0,
        )

    def goods(self, board: Board) -> Table:
        """Goods that have no place yet."""
        return Table(
            self._titles(len(board.goods), "board.goods", "board.zone", "board.pieces", "board.weight"),
            tuple(
                Entry(
                    (f"{row.product}, {row.lot}", row.zone, str(row.pieces), self._weight(row.grams)),
                    "bad" if row.held else "plain",
                )
                for row in board.goods
            ),
            yields=2,
        )

    def prints(self, board: Board) -> Table:
        """Papers and labels that are not known to have come out."""
        return Table(
            self._titles(len(board.prints), "board.prints", "board.printer", "board.state"),
            tuple(
                Entry(
                    (
                        f"{self._say(f'word.{row.document}')} {row.title}",
                        row.printer,
                        self._say(f"word.print_{row.state}"),
                    ),
                    "plain" if row.state in ("queued", "sending") else "bad",
                )
                for row in board.prints
            ),
            yields=2,
        )

    def devices(self, found: Sequence[DeviceStatus], deviations: int) -> Table:
        """What is ready in one row, each other device in its own; beside the title the deviations of the day."""
        title = (self._say("board.devices"), say("board.deviations", self._language, {"count": deviations}))
        ready = ", ".join(self._name(status) for status in found if status.state is DeviceState.READY)
        faulty = tuple(self._fault(status) for status in found if status.state is not DeviceState.READY)
        return Table(title, (*faulty, Entry((ready, self._say("screen.device_ready")))) if ready else faulty)

    def _fault(self, status: DeviceStatus) -> Entry:
        fault = spoken(Message(status.fault, status.values), self._language, self._zone) if status.fault else ""
        state = self._say(f"screen.device_{status.state}")
        kind = "plain" if status.state is DeviceState.OPENING else "bad"
        return Entry((fault or self._name(status), state), kind)

    def _name(self, status: DeviceStatus) -> str:
        return f"{self._say(f'screen.{status.kind}')} {status.name}"

    def _route(self, row: RouteRow, now: datetime) -> Entry:
        if row.departed_at is not None:
            left, kind = self._say("board.departed"), "done"
        else:
            minutes = int((row.departure_at - now).total_seconds() // 60)
            left = f"{'-' if minutes < 0 else ''}{abs(minutes) // 60}:{abs(minutes) % 60:02}"
            late = minutes < 0 or (minutes < SOON_MIN and row.missing + row.ready > 0)
            kind = "bad" if late else "plain"
        at = row.departed_at or row.departure_at
        name = f"{row.route} {row.name}, {row.vehicle}"
        return Entry((name, self._time(at), left, str(row.loaded), str(row.ready), str(row.missing)), kind)

    def _titles(self, count: int, name: str, *columns: str) -> tuple[str, ...]:
        return (f"{self._say(name)} ({count})", *(self._say(code) for code in columns))

    def _say(self, code: str) -> str:
        return spoken(Message(code), self._language)

    def _time(self, at: datetime | None) -> str:
        return written("expected_at", at, self._language, self._zone)

    def _weight(self, grams: int) -> str:
        return written("weight_g", grams, self._language)


def laid_out(tables: Sequence[Table], width: int, height: int, more: More) -> list[Row]:
    """The tables below each other in ``width`` cells and ``height`` rows; ``more`` says how many are left out.

    Every table keeps its title and one entry.
    """
    shares = [len(table.entries) for table in tables]
    while sum(shares) + len(tables) > height and max(shares, default=0) > 1:
        shares[max(range(len(shares)), key=lambda n: (shares[n] > 1, tables[n].yields, shares[n]))] -= 1
    rows: list[Row] = []
    for table, share in zip(tables, shares, strict=True):
        rows += _written(table, share, width, more)
    return rows


def _written(table: Table, share: int, width: int, more: More) -> list[Row]:
    entries = table.entries
    hidden = len(entries) - share
    counted = hidden > 0 and share > 1
    if hidden > 0:
        entries = entries[: share - 1 if counted else share]
    lines = [table.titles, *(entry.cells for entry in entries)]
    widths = [max(cell_len(line[n]) for line in lines) + 2 for n in range(1, len(table.titles))]
    rows = [Row(_line("", table.titles, widths, width), "title")]
    rows += [Row(_line(_MARKS.get(e.kind, "  "), e.cells, widths, width), e.kind) for e in entries]
    if counted:
        rows.append(Row("  " + more(hidden + 1)))
    return rows


def _line(mark: str, cells: tuple[str, ...], widths: list[int], width: int) -> str:
    right = "".join(" " * max(0, room - cell_len(cell)) + cell for cell, room in zip(cells[1:], widths, strict=True))
    return clean(mark + fit(clean(cells[0]), width - cell_len(mark) - cell_len(right)) + right)


def _kind_of_delivery(row: DeliveryRow, now: datetime) -> str:
    if row.closed or row.got >= row.expected > 0:
        return "done"
    return "bad" if row.expected_at is not None and row.expected_at < now and not row.got else "plain"
