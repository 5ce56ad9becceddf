"""The one way to write: a function runs in one transaction, durable when it returns, run again on a conflict."""

import random
import time
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar, TypeVarTuple, cast, overload
from uuid import UUID

from sqlalchemy import Connection, CursorResult
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.sql import Executable
from sqlalchemy.sql.selectable import TypedReturnsRows

from hubops.clock import Clock
from hubops.errors import Refused, StoreFault
from hubops.store.chain import Chain
from hubops.store.engines import Store, Version
from hubops.store.statements import Found, prepared

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
EMPTY: Mapping[str, Any] = MappingProxyType({})
ATTEMPTS = 8
CONFLICTS = ("40001", "40P01", "55P03")
"""PostgreSQL: not serializable, deadlock, a lock that was waited for too long."""


class Tx:
    """One open transaction of a writer."""

    def __init__(
        self, conn: Connection, hub_id: str, now: datetime, chain: Chain, seen: "_Seen", version: Version | None
    ) -> None:
        """``version``: of what this transaction found when it began; None for one that only looks."""
        self.hub_id = hub_id
        self.now = now
        """The moment of the transaction: everything it writes bears the same one."""
        self.chain = chain
        self.entered_at: datetime | None = None
        """The moment on the clock, where what is written happened earlier (back-entry); else None."""
        self._conn = conn
        self._dialect = conn.dialect
        self._driver = conn.connection.driver_connection
        self._wrote = False
        """Whether there may be something to take back."""
        self._seen = seen
        self._version = version

    @property
    def conn(self) -> Connection:
        """The open connection, for statements that are built per call."""
        self._wrote = True
        return self._conn

    if TYPE_CHECKING:
        # rows are read by the names and types of their columns, as on a Connection

        @overload
        def execute(
            self, statement: TypedReturnsRows[*Ts], parameters: Mapping[str, Any] | None = None
        ) -> CursorResult[*Ts]: ...

        @overload
        def execute(
            self, statement: Executable, parameters: Mapping[str, Any] | None = None
        ) -> CursorResult[*tuple[Any, ...]]: ...

        def execute(self, statement: Any, parameters: Any = None) -> Any:
            """Typed as on a Connection."""

    else:

        def execute(self, statement: Executable, parameters: Mapping[str, Any] = EMPTY) -> Found:
            """Run a statement that was built once, at import, with the parameters of this time."""
            ready = prepared(statement, parameters, self._dialect)
            if ready.writes:
                self._wrote = True
            return ready.run(self._driver, parameters)

    def read_on(self, statement: Executable, parameters: Mapping[str, Any]) -> Iterator[Any]:
        """The rows of a statement as above one by one, for who may stop early; nothing is written in between."""
        return prepared(statement, parameters, self._dialect).read_on(self._driver, parameters)

    def unchanged(self, key: Hashable, read: Callable[[], T]) -> T:
        """What ``read`` gives; not read again by a booking if the session just read it and nobody wrote since.

        So a booking need not read a second time what its prompt was made of. ``read`` may depend on the database and
        on ``key`` alone, and what it gives is not to be changed.

        The books have one version from the end of a session's booking to the beginning of its next one if that finds
        the version which the first left behind; so whatever was looked at in between was of that version, too.
        """
        if self._version is None:  # a look: anybody may have written since the last one, so it is read anew
            found = self._seen.found[key] = read()
            return found
        if self._version == self._seen.version and not self._wrote and key in self._seen.found:
            return cast("T", self._seen.found[key])
        return read()

    @property
    def clock_now(self) -> datetime:
        """The moment on the clock, whenever it happened: for whatever counts seconds."""
        return self.entered_at or self.now

    def happened(self, at: datetime | None) -> None:
        """What is written from here on happened at ``at``; None: it happens now."""
        clock_now = self.clock_now
        self.now, self.entered_at = (clock_now, None) if at is None else (at, clock_now)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """What is written inside is taken back when it is refused, and the work goes on in a transaction begun anew.

        Nothing may be written before it. (A savepoint would cost each attempt that is not refused as much as a row.)
        """
        before = self.chain.head, self.now, self.entered_at
        try:
            yield
        except Refused:
            if self._wrote:
                self._begin_anew()
            self.chain.head, self.now, self.entered_at = before
            raise

    def _begin_anew(self) -> None:
        """Take all back and begin again. Raises DBAPIError as a statement does: another writer may be faster."""
        fault = self._dialect.loaded_dbapi.Error
        try:
            self._dialect.do_rollback(self._conn.connection)
            self._dialect.do_begin(self._conn.connection)
        except fault as error:
            raise DBAPIError.instance("BEGIN", {}, error, fault) from error

    def event(self, kind: str, actor: str, station: str, subject_id: UUID | None, body: dict[str, object]) -> None:
        """Write a fact into the event log; it becomes true together with the transaction."""
        if self.entered_at is not None:
            body = {**body, "entered_at": self.entered_at.isoformat()}
        self.chain.append(self.execute, self.now, kind, actor, station, subject_id, body)


@dataclass
class _Seen:
    """What a session read when it last looked, and of which version the books were then."""

    version: Version | None = None
    found: dict[Hashable, Any] = field(default_factory=dict)


class Writer:
    """Writes for one session (a terminal, a worker, a command), with an event chain of its own.

    Not for use by two threads at once.
    """

    def __init__(self, store: Store, hub_id: str, clock: Clock) -> None:
        self.store = store
        self.hub_id = hub_id
        self.clock = clock
        self._chain = Chain(hub_id)
        self._seen = _Seen()

    def run(self, work: Callable[[Tx], T]) -> T:
        """Run ``work`` in one transaction and commit; run it whole again when another writer was in the way.

        ``work`` must have no effect outside the transaction.

        Raises:
            StoreFault: the database stayed busy, or the disk failed; nothing was written.
        """
        for attempt in range(ATTEMPTS):
            head = self._chain.head
            try:
                with self.store.transaction(self.store.write) as conn:
                    version = self.store.version(conn)
                    done = work(Tx(conn, self.hub_id, self.clock.now(), self._chain, self._seen, version))
                    self._seen = _Seen(version and version.when_written())
                    return done
            except DBAPIError as error:
                self._chain.head = head
                if not _worth_another_try(error):
                    raise _told(error) from error
                time.sleep(random.uniform(0, 0.005 * 2**attempt))  # noqa: S311 - jitter, not a secret
            except BaseException:
                self._chain.head = head
                raise
        raise StoreFault("store.busy")

    def look(self, work: Callable[[Tx], T]) -> T:
        """Run ``work`` on a reading transaction: it sees one moment of the hub and can't change it."""
        with self.store.transaction(self.store.read) as conn:
            return work(Tx(conn, self.hub_id, self.clock.now(), self._chain, self._seen, None))


def _worth_another_try(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    return state in CONFLICTS or "database is locked" in str(error.orig)


def _told(error: DBAPIError) -> Exception:
    return StoreFault("store.failed", reason=str(error.orig)) if isinstance(error, OperationalError) else error
