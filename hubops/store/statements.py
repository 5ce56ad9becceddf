"""Runs prebuilt statements on the way of a scan: compiled once per process, then handed to the driver as they are.

SQLAlchemy's own execution costs about 95 microseconds per statement where the driver needs 10, and a scan runs 15 to
30 statements while somebody waits for the beep. The statements stay SQLAlchemy's, typed and portable; what is saved is
the work around them that is the same each time. Statements that expand at run time (``IN`` with a list as parameter)
go through ``tx.conn`` instead.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from operator import itemgetter
from typing import Any

from sqlalchemy import Dialect, Insert, Update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import Executable
from sqlalchemy.sql.selectable import SelectBase


class Found:
    """The rows of a statement, read from the driver at once; the names of the methods are SQLAlchemy's."""

    __slots__ = ("_rows", "rowcount")

    def __init__(self, rows: list[Any], rowcount: int) -> None:
        self._rows = rows
        self.rowcount = rowcount

    def __iter__(self) -> Iterator[Any]:
        """The rows."""
        return iter(self._rows)

    def all(self) -> list[Any]:
        """The rows."""
        return self._rows

    def first(self) -> Any:
        """The first row, None if there is none."""
        return self._rows[0] if self._rows else None

    def one(self) -> Any:
        """The only row. Raises LookupError when there is none or more than one."""
        if len(self._rows) != 1:
            raise LookupError(len(self._rows))
        return self._rows[0]

    def one_or_none(self) -> Any:
        """The only row or None. Raises LookupError when there is more than one."""
        return self.one() if self._rows else None

    def scalar_one(self) -> Any:
        """The first column of the only row. Raises LookupError when there is none or more than one."""
        return self.one()[0]

    def scalar_one_or_none(self) -> Any:
        """The first column of the only row, or None. Raises LookupError when there is more than one."""
        return self.one()[0] if self._rows else None

    def scalars(self) -> "Found":
        """The first column of each row."""
        return Found([row[0] for row in self._rows], self.rowcount)


class Prepared:
    """A statement compiled for one database and one set of parameters."""

    def __init__(self, statement: Executable, names: tuple[str, ...], dialect: Dialect) -> None:
        written = names if isinstance(statement, Insert | Update) else None
        compiled = statement.compile(dialect=dialect, column_keys=written)  # type: ignore[attr-defined]
        state = compiled.construct_expanded_state(dict.fromkeys(names))
        self.sql: str = state.statement
        self.writes = not isinstance(statement, SelectBase)
        processors = {
            name: process
            for name, bind in compiled.binds.items()
            if (process := bind.type.dialect_impl(dialect).bind_processor(dialect)) is not None
        } | dict(state.processors)
        self._binds = tuple((at, processors[name]) for at, name in enumerate(names) if name in processors)
        fixed = {name: value for name, value in state.parameters.items() if name not in names}
        self._fixed = [processors[name](value) if name in processors else value for name, value in fixed.items()]
        self._arrange = _arrangement([*names, *fixed], state.positiontup)
        self._columns = list(getattr(statement, "exported_columns", ()))
        self._make = _row_of([str(column.key) for column in self._columns]) if self._columns else None
        self._results: tuple[tuple[int, Callable[[Any], Any]], ...] | None = None
        self._dialect = dialect

    def run(self, driver: Any, given: Mapping[str, Any]) -> Found:
        """Execute on an open connection of the driver, with values in the order in which they were named.

        Raises:
            DBAPIError: what the driver raised, wrapped as SQLAlchemy wraps it.
        """
        parameters = self._parameters(given)
        try:
            cursor = driver.execute(self.sql, parameters)
            if self._make is None:
                return Found([], cursor.rowcount)
            found = cursor.fetchall()
        except self._dialect.loaded_dbapi.Error as error:
            raise DBAPIError.instance(self.sql, parameters, error, self._dialect.loaded_dbapi.Error) from error
        if self._results is None:  # on PostgreSQL, how a value is read depends on the type that the server sends
            self._results = self._readers(cursor.description)
        return Found([self._read(row) for row in found], cursor.rowcount)

    def read_on(self, driver: Any, given: Mapping[str, Any]) -> Iterator[Any]:
        """Rows one by one: SQLite works out one row ahead of what is asked for, PostgreSQL sends all at once.

        Raises:
            DBAPIError: as :meth:`run`.
        """
        parameters = self._parameters(given)
        error_kind = self._dialect.loaded_dbapi.Error
        try:
            with closing(driver.execute(self.sql, parameters)) as cursor:
                if self._results is None:
                    self._results = self._readers(cursor.description)
                while (row := cursor.fetchone()) is not None:
                    yield self._read(row)
        except error_kind as error:
            raise DBAPIError.instance(self.sql, parameters, error, error_kind) from error

    def _parameters(self, given: Mapping[str, Any]) -> Any:
        values = [*given.values(), *self._fixed]
        for at, process in self._binds:
            values[at] = process(values[at])
        return self._arrange(values)

    def _readers(self, sent: Sequence[Any]) -> tuple[tuple[int, Callable[[Any], Any]], ...]:
        kinds = [column.type.dialect_impl(self._dialect) for column in self._columns]
        readers = [kind.result_processor(self._dialect, sent[at][1]) for at, kind in enumerate(kinds)]
        return tuple((at, read) for at, read in enumerate(readers) if read is not None)

    def _read(self, row: Sequence[Any]) -> Any:
        values = list(row)
        for at, process in self._results or ():
            values[at] = process(values[at])
        assert self._make is not None  # noqa: S101 - a statement without columns has no rows
        return self._make(values)


_prepared: dict[tuple[object, ...], tuple[Executable, Prepared]] = {}


def prepared(statement: Executable, given: Mapping[str, Any], dialect: Dialect) -> Prepared:
    """The statement as compiled for a kind of database at its first use: so it must be built once, not per call."""
    key = (dialect.name, id(statement), *given)
    found = _prepared.get(key)
    if found is None:
        # the statement is kept with it: its identity is the key and must not be given to another one
        found = _prepared[key] = (statement, Prepared(statement, tuple(given), dialect))
    return found[1]


def _arrangement(names: Sequence[str], order: Sequence[str] | None) -> Callable[[list[Any]], Any]:
    """What makes of values what the driver wants: those of ``order`` in a row, or all by name for None."""
    if order is None:
        return lambda values: dict(zip(names, values, strict=True))
    places = [names.index(name) for name in order]
    if len(places) > 1:
        return itemgetter(*places)
    return lambda values: tuple([values[at] for at in places])


def _row_of(names: list[str]) -> Callable[[Sequence[Any]], Any]:
    row: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]  # an unnamed column gets a number
    return partial(tuple.__new__, row)
