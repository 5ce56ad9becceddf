"""The floor under a booking: the same rows written by bare sqlite3, just as durably, into a copy of the database.

Every writing statement of hubops is recorded as it went to the driver and done again on the copy: the same tables,
indexes and triggers, the same pragmas, one ``BEGIN IMMEDIATE`` and one commit. The recorder's own time counts against
hubops; it is below a microsecond per statement.
"""

import os
import sqlite3
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import PoolProxiedConnection

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
    """Stands between a store's writing engine and its driver."""

    def __init__(self, store: Store) -> None:
        self._recorded = Recorded()
        self._open: list[Statement] = []
        self._saved = 0
        """So many statements of the open transaction stood before its savepoint."""
        # listeners to the engine's events would slow every statement down
        dialect = store.write.dialect
        self._do_commit, self._do_rollback = dialect.do_commit, dialect.do_rollback
        dialect.do_execute = self._execute  # type: ignore[method-assign, assignment]
        dialect.do_commit = self._commit  # type: ignore[method-assign, assignment]
        dialect.do_rollback = self._rollback  # type: ignore[method-assign, assignment]

    def take(self) -> Recorded:
        """What was recorded since the last call."""
        taken, self._recorded = self._recorded, Recorded()
        return taken

    def _execute(self, cursor: sqlite3.Cursor, statement: str, parameters: Any, _: object = None) -> None:
        if statement.startswith("SELECT"):
            self._recorded.reads += 1
        elif statement.startswith("SAVEPOINT"):
            self._saved = len(self._open)
        elif statement.startswith("ROLLBACK TO"):
            del self._open[self._saved :]
        else:
            self._recorded.writes += 1
            self._open.append((statement, parameters))
        cursor.execute(statement, parameters)

    def _commit(self, connection: PoolProxiedConnection) -> None:
        self._do_commit(connection)
        if self._open:
            self._recorded.transactions.append(self._open)
        self._open = []

    def _rollback(self, connection: PoolProxiedConnection) -> None:
        self._do_rollback(connection)
        self._open = []


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
