"""The floor under a booking: the same rows written by bare sqlite3, just as durably, into a copy of the database.

Every writing statement of hubops is recorded as it went to the driver and done again on the copy: the same tables,
indexes and triggers, the same pragmas, one ``BEGIN IMMEDIATE`` and one commit. The recorder's own time counts against
hubops; it is about a microsecond per statement.
"""

import os
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from sqlalchemy import event

from hubops.store.engines import WRITING, Store

Statement = tuple[str, Any]
"""SQL with the parameters that the driver got."""


@dataclass
class Recorded:
    """What hubops sent to the writing engine for one input."""

    transactions: list[list[Statement]] = field(default_factory=list)
    """The writing statements of each committed transaction."""
    reads: int = 0
    writes: int = 0
    """Statements, those of a transaction that was taken back included."""


class Recorder:
    """Listens to what a store's writing engine says to its driver."""

    def __init__(self, store: Store) -> None:
        self._said: list[Statement] = []
        store.close()  # connections that are made from now on are listened to
        event.listen(store.write, "do_connect", self._connect)

    def take(self) -> Recorded:
        """What was recorded since the last call, every transaction being over."""
        recorded = Recorded()
        under_way: list[Statement] = []
        for statement in self._said:
            verb = statement[0].split(maxsplit=1)[0]
            if verb in ("SELECT", "WITH"):
                recorded.reads += 1
            elif verb in ("INSERT", "UPDATE", "DELETE"):
                recorded.writes += 1
                under_way.append(statement)
            elif verb == "ROLLBACK":
                under_way = []
            elif verb in ("BEGIN", "COMMIT"):
                if under_way:
                    recorded.transactions.append(under_way)
                under_way = []
        self._said.clear()
        return recorded

    def _connect(self, _: object, __: object, given: Sequence[Any], named: dict[str, Any]) -> sqlite3.Connection:
        connection = sqlite3.connect(*given, **named, factory=_Heard)
        connection.said = self._said
        return connection


class _Heard(sqlite3.Connection):
    """A connection that remembers all that is said on it."""

    said: list[Statement]

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        self.said.append((sql, parameters))
        return super().execute(sql, parameters)

    def cursor(self, _: object = None) -> Any:
        cursor = super().cursor(_HeardCursor)
        cursor.said = self.said
        return cursor

    def commit(self) -> None:
        super().commit()
        self.said.append(("COMMIT", ()))

    def rollback(self) -> None:
        super().rollback()
        self.said.append(("ROLLBACK", ()))


class _HeardCursor(sqlite3.Cursor):
    """What SQLAlchemy itself says goes over a cursor."""

    said: list[Statement]

    def execute(self, sql: str, parameters: Any = (), /) -> Self:
        self.said.append((sql, parameters))
        return super().execute(sql, parameters)


class Bare:
    """A copy of a hub's database, written by the driver alone."""

    def __init__(self, path: Path, founded: Path) -> None:
        """Copy the database ``founded`` to ``path``."""
        self._conn = sqlite3.connect(path, isolation_level=None)
        for pragma in WRITING:
            self._conn.execute(f"PRAGMA {pragma}")
        self.restore(founded)

    def restore(self, founded: Path) -> None:
        """Begin again from the database ``founded``."""
        restore(self._conn, founded)

    def write(self, recorded: Recorded) -> float:
        """Do the same writes again; the seconds that they took."""
        execute = self._conn.execute
        start = time.perf_counter()
        for statements in recorded.transactions:
            execute("BEGIN IMMEDIATE")
            for sql, parameters in statements:
                execute(sql, parameters).fetchall()
            execute("COMMIT")
        return time.perf_counter() - start

    def fingerprint(self) -> list[tuple[str, int]]:
        """How many rows each table holds, to compare with the original."""
        return fingerprint(self._conn)

    def close(self) -> None:
        """Give the file back."""
        self._conn.close()


def restore(conn: sqlite3.Connection, founded: Path) -> None:
    """Put the content of the database ``founded`` in the place of what is there."""
    source = sqlite3.connect(founded)
    source.backup(conn)
    source.close()
    conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def fingerprint(conn: sqlite3.Connection) -> list[tuple[str, int]]:
    """How many rows each table of a database holds."""
    tables = conn.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    return [(name, conn.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for (name,) in tables]  # noqa: S608


class SyncFloor:
    """The disk alone: 4 KiB appended to a file of its own and synced, which one commit can't undercut."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)

    def write(self) -> float:
        """Append and sync once; the seconds that it took."""
        start = time.perf_counter()
        os.write(self._file, bytes(4096))
        os.fdatasync(self._file)
        return time.perf_counter() - start

    def close(self) -> None:
        """Give the file back."""
        os.close(self._file)
