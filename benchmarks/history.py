"""Years of history for a hub: a worked day, written again and again under earlier dates.

Every day that is written has keys, numbers and codes of its own, so that all constraints and indexes see what they
would see in a hub that is so old. Hashes of the event log are not worked out anew: such a hub is for measuring only.
"""

import hashlib
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.types import TypeEngine

from hubops.model import (
    alarms,
    call_offs,
    crates,
    evidence,
    inbound,
    notices,
    orders,
    outbound,
    outbox,
    people,
    promises,
    stock,
)
from hubops.model.keys import Base, Key, Moment
from hubops.store.engines import WRITING

WORKED: tuple[type[Base], ...] = (
    orders.Order,
    inbound.Delivery,
    outbound.RouteRun,
    outbound.Drop,
    call_offs.CallOff,
    call_offs.CallOffLine,
    call_offs.DirectDelivery,
    orders.OrderLine,
    orders.Shortage,
    promises.Promise,
    promises.Acknowledgement,
    notices.Notice,
    notices.NoticeAttempt,
    alarms.Alarm,
    alarms.Question,
    inbound.ExpectedLine,
    stock.Lot,
    inbound.ReceiptLine,
    inbound.Check,
    stock.Hold,
    outbound.Parcel,
    outbound.Manifest,
    outbound.Handover,
    stock.HandlingUnit,
    stock.Movement,
    evidence.Event,
    evidence.FloorInput,
    evidence.Deviation,
    outbox.PrintJob,
    people.OperatorSession,
    crates.CrateMovement,
)
"""Tables that a day's work fills."""
WEEK = 7
"""Days that are written lie whole weeks apart, so that weekdays stay what they are."""
SAME_EACH_DAY = ("hub_id", "seq", "line", "version", "kind")
"""Columns of unique keys in which another column makes the difference."""
APART = 10**7
"""How far the whole numbers of two days lie apart: deliveries count from 1 each."""


Shift = Callable[[Any, int], Any]
"""What becomes of a value so many days earlier."""


@dataclass(frozen=True)
class Table:
    """The rows of a worked day in one table, and what makes those of an earlier day of one."""

    insert: str
    shifts: tuple[tuple[int, Shift], ...]
    """The place of a column, and how its value changes so many days earlier."""
    rows: list[tuple[Any, ...]]

    def earlier(self, days: int) -> list[list[Any]]:
        """The rows of the day so many days earlier."""
        made = []
        for row in self.rows:
            new = list(row)
            for place, shift in self.shifts:
                if new[place] is not None:
                    new[place] = shift(new[place], days)
            made.append(new)
        return made


def write_history(database: Path, worked: Path, movements: int) -> int:
    """Write days into ``database`` until it holds at least so many movements; how many it holds is returned.

    Args:
        database: an SQLite hub on the morning of a day.
        worked: the same hub on the evening of that day.
        movements: the lines of the journal that are wanted.
    """
    source, target = sqlite3.connect(worked), sqlite3.connect(database, isolation_level=None)
    for pragma in (*WRITING, "journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "cache_size=-1000000"):
        target.execute(f"PRAGMA {pragma}")
    keys = {key for table in WORKED for (key,) in source.execute(f"SELECT id FROM {table.__tablename__}")}  # noqa: S608
    tables = [_read(source, table, keys) for table in WORKED]
    count = "SELECT count(*) FROM movement"
    step = _apart(source)
    held, a_day, days = target.execute(count).fetchone()[0], source.execute(count).fetchone()[0], 0
    target.execute("BEGIN")
    while held < movements:
        days += step
        held += a_day
        for table in tables:
            target.executemany(table.insert, table.earlier(days))
    target.execute("COMMIT")
    target.execute("PRAGMA journal_mode=WAL")
    source.close()
    target.close()
    return int(held)


def _apart(source: sqlite3.Connection) -> int:
    """Days between two days that are written: a hub plans some days ahead, and a route runs once a day."""
    span = "SELECT julianday(max(day)) - julianday(min(day)) FROM route_run"
    return (int(source.execute(span).fetchone()[0] or 0) // WEEK + 1) * WEEK


def _read(source: sqlite3.Connection, table: type[Base], keys: set[bytes]) -> Table:
    columns = list(table.__table__.columns)
    names = ", ".join(f'"{column.name}"' for column in columns)
    name = table.__tablename__
    # runs of the day after are planned on the evening that is read; in the past they have departed
    values = names.replace('"departed_at"', "coalesce(departed_at, departure_at)")
    if table is outbox.PrintJob:  # what is waiting that evening has come out in the past: a queue does not grow
        values = values.replace('"state"', "'confirmed'")
    if table is notices.Notice:  # and so has every message
        values = values.replace('"state"', "'sent'")
    if table is alarms.Alarm:
        values = values.replace('"ended_at"', "coalesce(ended_at, raised_at)")
    rows = source.execute(f"SELECT {values} FROM {name}").fetchall()  # noqa: S608
    marks = ", ".join("?" * len(columns))
    shifts = [(place, _shift(table, column, keys)) for place, column in enumerate(columns)]
    return Table(
        f"INSERT INTO {name} ({names}) VALUES ({marks})",  # noqa: S608
        tuple((place, shift) for place, shift in shifts if shift is not None),
        rows,
    )


def _shift(table: type[Base], column: ColumnElement[Any], keys: set[bytes]) -> Shift | None:
    """How the values of a column change; None where they may stay."""
    kind, name = column.type, str(column.key)
    if isinstance(kind, Key):
        return _other_key if name == "chain_id" else partial(_other_key_of, keys)
    if isinstance(kind, (Date, Moment)):
        return _days_before
    if name == "sscc" or (table, name) == (outbox.PrintJob, "title"):
        return _other_title
    if name in SAME_EACH_DAY or (table, name) == (outbound.Parcel, "number"):
        return None
    constraints = table.__table__.constraints  # type: ignore[attr-defined]
    if not any(isinstance(each, UniqueConstraint) and name in each.columns for each in constraints):
        return None
    return next(shift for of, shift in _MAKE_UNIQUE if isinstance(kind, of))


def _other_key_of(keys: set[bytes], key: bytes, days: int) -> bytes:
    """Keys of what was there before the day stay."""
    return _other_key(key, days) if key in keys else key


def _other_number(number: int, days: int) -> int:
    return number + days * APART


def _other_bytes(data: bytes, days: int) -> bytes:
    return hashlib.sha256(data + days.to_bytes(4)).digest()


def _other_text(text: str, days: int) -> str:
    return f"{text}~{days}"


def _other_title(title: str, days: int) -> str:
    """A label is called by its SSCC: it stays one."""
    if len(title) == 18 and title.isdecimal():
        return f"{int(title) + days * APART:018}"
    return _other_text(title, days)


_MAKE_UNIQUE: tuple[tuple[type[TypeEngine[Any]], Shift], ...] = (
    (Integer, _other_number),
    (LargeBinary, _other_bytes),
    (String, _other_text),
)


def _other_key(key: bytes, days: int) -> bytes:
    """An older UUIDv7: the moment in its first 48 bits goes back by a day for each week, and keys sort as before."""
    millis = int.from_bytes(key[:6]) - days // WEEK * 86_400_000
    return millis.to_bytes(6) + key[6:]


def _days_before(moment: str, days: int) -> str:
    return _day_before(moment[:10], days) + moment[10:]


@cache
def _day_before(day: str, days: int) -> str:
    return (date.fromisoformat(day) - timedelta(days=days)).isoformat()
