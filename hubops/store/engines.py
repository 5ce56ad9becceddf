"""Opens the hub's database with the settings that make a commit durable (data.md 2.1 to 2.3).

A store has two engines: one whose transactions start as writers, one for reads. SQLite runs in WAL mode with
``synchronous=FULL``; automatic checkpoints are off because of SQLite's WAL-reset bug, the housekeeper calls
:func:`checkpoint` instead.

An operation reads how things stand, decides, and writes. On SQLite there is one writer at a time, so nothing changes
between. On PostgreSQL writers run SERIALIZABLE for the same promise: what was committed could have been done one by
one. Locking rows instead would have to be thought of in every operation, and can't lock a row that is not there yet (a
first balance, the next parcel of a drop). The price is that one of two who were in each other's way begins anew, which
:class:`hubops.store.transactions.Writer` does. Reads are REPEATABLE READ: they see one moment of the hub and are never
turned away.
"""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import URL, Connection, Engine, PoolProxiedConnection, create_engine, event, make_url
from sqlalchemy.engine.interfaces import IsolationLevel
from sqlalchemy.exc import ArgumentError, DBAPIError

from hubops.errors import StoreFault
from hubops.model.tables import METADATA
from hubops.store import statistics, triggers

APPLICATION_ID = 0x48554231
SCHEMA_VERSION = 5
WRITING = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=10000",
    "recursive_triggers=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "cache_size=-4096",  # a larger one fills up for weeks, and a terminal's memory with it; the system caches the file
    "temp_store=MEMORY",
    "wal_autocheckpoint=0",
)
READING = (*WRITING, "query_only=ON")
ON_SERVER = "SET synchronous_commit = on; SET lock_timeout = '10s'"
"""Whatever the server's defaults are: on disk when it says so, and a terminal that hangs stops nobody for ever."""


class Version(NamedTuple):
    """What differs whenever the content does, as a connection to SQLite sees it."""

    connection: sqlite3.Connection
    by_others: int
    """SQLite's ``data_version``: another number after others have committed."""
    by_itself: int
    """Rows that it wrote in its life."""

    def when_written(self) -> "Version":
        """The version at the end of a transaction that began with this one: nobody else writes meanwhile."""
        return self._replace(by_itself=self.connection.total_changes)


@dataclass(frozen=True)
class Store:
    """An open database: ``write`` begins every transaction as a writer, ``read`` never writes."""

    write: Engine
    read: Engine
    _idle: dict[Engine, list[Connection]] = field(default_factory=dict, repr=False, compare=False)
    """SQLite connections between two transactions: to take one from SQLAlchemy's pool and to give it back takes as long
    as three statements. On PostgreSQL the pool has to look whether the server is still there."""

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self.write.dialect.name

    @contextmanager
    def transaction(self, engine: Engine) -> Iterator[Connection]:
        """One transaction on ``write`` or ``read``: committed at the end, taken back by any error."""
        idle = self._idle.setdefault(engine, [])
        conn = idle.pop() if idle else engine.connect()
        try:
            with conn.begin():
                yield conn
        except BaseException:
            conn.close()
            raise
        if self.dialect == "sqlite":
            idle.append(conn)
        else:
            conn.close()

    def version(self, conn: Connection) -> Version | None:
        """Of the content that a transaction on ``write`` found; None where it is not to be had (PostgreSQL)."""
        driver = conn.connection.driver_connection
        if not isinstance(driver, sqlite3.Connection):
            return None
        return Version(driver, driver.execute("PRAGMA data_version").fetchone()[0], driver.total_changes)

    def close(self) -> None:
        """Give back all connections."""
        for idle in self._idle.values():
            while idle:
                idle.pop().close()
        self.write.dispose()
        self.read.dispose()


def open_store(url: str | Path, create: bool = False) -> Store:
    """Open a hub's database.

    Args:
        url: the path of an SQLite file, or a SQLAlchemy URL for PostgreSQL.
        create: make the tables if there are none.

    Raises:
        StoreFault: there is no database, another program or version of hubops made it, it can't be opened now, the
            URL is none, or the driver for PostgreSQL is not installed.
    """
    if isinstance(url, Path):
        if not create and not url.exists():
            raise StoreFault("store.missing", path=str(url))
        store = Store(_sqlite_engine(url, WRITING, "BEGIN IMMEDIATE"), _sqlite_engine(url, READING, "BEGIN"))
    else:
        store = Store(_postgresql_engine(url, "SERIALIZABLE"), _postgresql_engine(url, "REPEATABLE READ", reading=True))
    try:
        _check(store, create)
    except DBAPIError as error:
        store.close()
        foreign = "not a database" in str(error.orig)
        raise StoreFault("store.not_ours" if foreign else "store.failed", reason=str(error.orig)) from error
    except StoreFault:
        store.close()
        raise
    return store


def _check(store: Store, create: bool) -> None:
    with store.write.begin() as conn:
        version = _schema_version(conn)
        if version == 0 and create:
            METADATA.create_all(conn)
            triggers.create_all(conn)
            statistics.create_all(conn)
            _mark_version(conn)
        elif version != SCHEMA_VERSION:
            raise StoreFault("store.other_version", found=version, expected=SCHEMA_VERSION)


def checkpoint(store: Store) -> bool:
    """Bring the write-ahead log into the SQLite file; true if nothing was in the way. Only the housekeeper calls it."""
    if store.dialect != "sqlite":
        return True
    conn = store.write.raw_connection()
    try:
        busy, _, _ = conn.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        conn.close()
    return not busy


def _sqlite_engine(path: Path, pragmas: Sequence[str], begin: str) -> Engine:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    # a station says more than the driver's usual 128 statements, and to prepare one takes longer than to run it
    usual = {"check_same_thread": False, "cached_statements": 512}
    engine = create_engine(URL.create("sqlite", database=str(path)), connect_args=usual)

    @event.listens_for(engine, "connect")
    def _settings(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    def _begin(connection: PoolProxiedConnection) -> None:
        connection.cursor().execute(begin)

    # the dialect's own hook: a listener to "begin" would make every later statement look for listeners too
    engine.dialect.do_begin = _begin  # type: ignore[method-assign, assignment]
    return engine


def _postgresql_engine(url: str, isolation: IsolationLevel, reading: bool = False) -> Engine:
    try:
        target = make_url(url)
    except ArgumentError as error:
        raise StoreFault("store.bad_address") from error
    if target.get_backend_name() != "postgresql":
        raise StoreFault("store.bad_address")
    try:
        engine = create_engine(
            target.set(drivername="postgresql+psycopg"), isolation_level=isolation, pool_pre_ping=True
        )
    except ModuleNotFoundError as error:
        raise StoreFault("store.no_driver") from error

    @event.listens_for(engine, "connect")
    def _settings(connection: Any, _: object) -> None:
        connection.execute(ON_SERVER)
        connection.commit()
        connection.read_only = reading

    return engine


def _schema_version(conn: Connection) -> int:
    if conn.dialect.name == "sqlite":
        application: Any = conn.exec_driver_sql("PRAGMA application_id").scalar_one()
        if application not in (0, APPLICATION_ID):
            raise StoreFault("store.not_ours")
        return int(conn.exec_driver_sql("PRAGMA user_version").scalar_one())
    comment = conn.exec_driver_sql("SELECT obj_description(to_regclass('lease'), 'pg_class')").scalar_one()
    return int(comment or 0)


def _mark_version(conn: Connection) -> None:
    if conn.dialect.name == "sqlite":
        conn.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        conn.exec_driver_sql(f"PRAGMA user_version={SCHEMA_VERSION}")
    else:
        conn.exec_driver_sql(f"COMMENT ON TABLE lease IS '{SCHEMA_VERSION}'")
