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
from hubops.queries.road import UnsignedRun
from hubops.tui.widgets.rows import More, Row
from hubops.tui.words import clean, fit, spoken

SOON_MIN = 30
"""Minutes before departure from which a route with parcels missing is marked."""
_MARKS = {"done": "+ ", "short": "~ ", "bad": "! ", "here": "> "}


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
        """What is expected today, how much of it has come, and whether that was all."""
        titles = (
            self._counted("board.deliveries", [row for row in board.deliveries if not row.closed], board.deliveries),
            *map(self._say, ("board.at", "board.got", "board.state")),
        )
        return Table(titles, tuple(self._delivery(row, board.now) for row in board.deliveries))

    def routes(self, board: Board) -> Table:
        """Each route with its countdown, its parcels, and the order lines that are not packed in full."""
        here = [row for row in board.routes if row.departed_at is None]
        columns = ("board.at", "board.leaves_in", "board.loaded", "board.to_load", "board.not_packed")
        titles = (self._counted("board.routes", here, board.routes), *map(self._say, columns))
        overdue = (self._overdue(row) for row in board.unsigned if row.day < board.day)
        open_stops = {row.route: row.stops for row in board.unsigned if row.day == board.day}
        today = (self._route(row, board.now, open_stops.get(row.route, 0)) for row in board.routes)
        return Table(titles, (*overdue, *today), yields=0)

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

    def devices(self, found: Sequence[DeviceStatus], board: Board) -> Table:
        """What is ready in one row, each other device in its own; beside the title how many deviations there are."""
        counts = {"today": board.deviations, "open": board.open_deviations}
        title = (f"{self._say('board.devices')}   {say('board.deviations', self._language, counts)}", "")
        ready = ", ".join(self._name(status) for status in found if status.state is DeviceState.READY)
        faulty = tuple(self._fault(status) for status in found if status.state is not DeviceState.READY)
        return Table(title, (*faulty, Entry((ready, self._say("screen.device_ready")))) if ready else faulty)

    def _fault(self, status: DeviceStatus) -> Entry:
        values = {**status.values, "name": self._name(status)}  # a scanner and a scale may bear the same name
        fault = spoken(Message(status.fault, values), self._language, self._zone) if status.fault else ""
        state = self._say(f"screen.device_{status.state}")
        kind = "plain" if status.state is DeviceState.OPENING else "bad"
        return Entry((fault or self._name(status), state), kind)

    def _name(self, status: DeviceStatus) -> str:
        return f"{self._say(f'screen.{status.kind}')} {status.name}"

    def _delivery(self, row: DeliveryRow, now: datetime) -> Entry:
        lacks = max(row.missing, row.expected - row.got - row.refused)
        if row.closed:
            refused = row.refused > 0 and row.got < row.expected
            kind, word = ("short", "short") if lacks > 0 else ("short", "refused") if refused else ("done", "complete")
        elif row.got or row.refused:
            kind, word = "plain", "under_way" if lacks > 0 else "all_here"
        else:
            late = row.expected_at is not None and row.expected_at < now
            kind, word = ("bad", "late") if late else ("plain", "awaited")
        counts = {"short": lacks, "refused": row.refused}
        state = spoken(Message(f"board.{word}", {"count": counts[word]} if word in counts else {}), self._language)
        return Entry((row.producer, self._time(row.expected_at), f"{row.got}/{row.expected}", state), kind)

    def _overdue(self, row: UnsignedRun) -> Entry:
        """A run of an earlier day of which nobody has brought the signed papers."""
        name = f"{row.route} {row.name}, {row.vehicle}"
        return Entry((name, written("left_on", row.day, self._language), self._open(row.stops), "-", "-", "-"), "bad")

    def _open(self, stops: int) -> str:
        return spoken(Message("board.unsigned", {"stops": stops}), self._language)

    def _route(self, row: RouteRow, now: datetime, open_stops: int) -> Entry:
        to_load = str(row.ready)
        if row.departed_at is not None:
            left = self._open(open_stops) if open_stops else self._say("board.departed")
            kind, to_load = "short" if row.missing else "done", "-"
        else:
            minutes = int((row.departure_at - now).total_seconds() // 60)
            left = f"{'-' if minutes < 0 else ''}{abs(minutes) // 60}:{abs(minutes) % 60:02}"
            late = minutes < 0 or (minutes < SOON_MIN and row.missing + row.ready > 0)
            kind = "bad" if late else "plain"
        at = row.departed_at or row.departure_at
        name = f"{row.route} {row.name}, {row.vehicle}"
        return Entry((name, self._time(at), left, str(row.loaded), to_load, str(row.missing)), kind)

    def _counted(self, code: str, still: Sequence[object], rows: Sequence[object]) -> str:
        return say(code, self._language, {"open": len(still), "count": len(rows)})

    def _titles(self, count: int, name: str, *columns: str) -> tuple[str, ...]:
        return (f"{self._say(name)} ({count})", *(self._say(code) for code in columns))

    def _say(self, code: str) -> str:
        return spoken(Message(code), self._language)

    def _time(self, at: datetime | None) -> str:
        return written("expected_at", at, self._language, self._zone)

    def _weight(self, grams: int) -> str:
        return written("weight_g", grams, self._language)


def pages_of(tables: Sequence[Table], width: int, height: int, more: More) -> list[list[Row]]:
    """The board as an overview of ``height`` rows, and, if that leaves rows out, everything page by page after it."""
    overview = laid_out(tables, width, height, more)
    if sum(len(table.entries) + 1 for table in tables) <= height or height < 2:
        return [overview]
    pages: list[list[Row]] = [[]]
    for table in tables:
        title, *entries = _written(table, len(table.entries), width, more)
        if len(pages[-1]) + 2 > height:
            pages.append([])
        pages[-1].append(title)
        for entry in entries:
            if len(pages[-1]) == height:
                pages.append([title])
            pages[-1].append(entry)
    return [overview, *pages]


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
    if share < len(entries):  # what is finished gives way to what is not, and both to what is wrong
        entries = tuple(sorted(entries, key=lambda entry: (entry.kind != "bad", entry.kind == "done")))
    hidden = len(entries) - share
    counted = hidden > 0 and share > 1
    if hidden > 0:
        entries = entries[: share - 1 if counted else share]
    lines = [table.titles, *(entry.cells for entry in entries)]
    widths = [max(cell_len(line[n]) for line in lines) + 2 for n in range(1, len(table.titles))]
    title = table.titles
    if hidden > 0 and not counted:  # there is no row to tell it
        title = (f"{title[0]}  {more(hidden).strip()}", *title[1:])
    rows = [Row(_line("", title, widths, width), "title")]
    rows += [Row(_line(_MARKS.get(e.kind, "  "), e.cells, widths, width), e.kind) for e in entries]
    if counted:
        rows.append(Row("  " + more(hidden + 1)))
    return rows


def _line(mark: str, cells: tuple[str, ...], widths: list[int], width: int) -> str:
    right = "".join(" " * max(0, room - cell_len(cell)) + cell for cell, room in zip(cells[1:], widths, strict=True))
    return clean(mark + fit(clean(cells[0]), width - cell_len(mark) - cell_len(right)) + right)
