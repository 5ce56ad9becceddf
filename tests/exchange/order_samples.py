"""Order files for the tests' hub, written in one line each."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from hubops import settings
from hubops.clock import ManualClock
from hubops.exchange import order_import
from hubops.exchange.order_import import Wish
from hubops.exchange.report import Report
from hubops.model.keys import Base
from hubops.operations.booking import Station
from hubops.operations.desk import Desk
from hubops.store.engines import open_store
from hubops.store.transactions import Writer

CONFIG = Path(__file__).parents[2] / "config"
MONDAY = datetime(2026, 11, 23, 11, tzinfo=UTC)
"""Noon in Norway, the demo routes' cut-off."""
HEADER = "order_number;kitchen;ordered_at;requested_date;line;gtin;quantity;unit;note;action"
POTATO, CARROT, SWEDE = "7039999000015", "7039999000022", "7039999000039"
FURUKOLLEN = "B01"


def desk_on(database: Path | str) -> Desk:
    """A desk of the example hub on a database; it is made if need be."""
    house = settings.load(CONFIG).house
    writer = Writer(open_store(database, create=True), house.hub_id, ManualClock(MONDAY))
    return Desk(writer, house, Station("setup", "", ""), job="import")


def row(
    number: str = "X-1",
    line: object = 1,
    gtin: str = POTATO,
    quantity: object = 2,
    unit: str = "piece",
    *,
    kitchen: str = FURUKOLLEN,
    ordered: str = "2026-11-20T09:00",
    date: str = "2026-11-26",
    note: str = "",
    action: str = "",
) -> str:
    """A row of the order file; X-1 asks for Thursday, the route's second day of the week."""
    return f"{number};{kitchen};{ordered};{date};{line};{gtin};{quantity};{unit};{note};{action}"


def order_file(path: Path, *rows: str) -> Path:
    """A file of such rows."""
    path.write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")
    return path


def taker(desk: Desk, folder: Path) -> Callable[..., Report]:
    """Takes files of the rows it is given, one after the other."""
    count = 0

    def take(*rows: str, wish: Wish | None = None) -> Report:
        nonlocal count
        count += 1
        return order_import.take_path(desk, order_file(folder / f"file{count}.csv", *rows), wish)

    return take


def every(desk: Desk, table: type[Base]) -> list[Any]:
    """All rows of a table in the order they were made."""
    columns = table.__table__.c
    return desk.look(lambda booking: list(booking.tx.conn.execute(select(table.__table__).order_by(columns.id))))


def codes(report: Report) -> list[str]:
    """The codes of what was found wrong."""
    return [fault.code for fault in report.faults]


def move_clock(desk: Desk, at: datetime) -> None:
    """Let time pass."""
    clock = desk.writer.clock
    assert isinstance(clock, ManualClock)
    clock.move_to(at)
