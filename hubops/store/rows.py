"""Small statements that every operation needs: insert a row with a key, look one up, count up a counter."""

from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Insert, Row, Select, bindparam, insert, select, update

from hubops.errors import StoreFault
from hubops.model.keys import Base, new_key
from hubops.model.outbox import Counter
from hubops.store.transactions import Tx

AnyRow = Row[*tuple[Any, ...]]
"""A row whose columns are read by name."""

_COUNT = (
    update(Counter)
    .where(Counter.hub_id == bindparam("hub"), Counter.name == bindparam("counter"))
    .values(value=Counter.value + 1)
    .returning(Counter.value)
)


@cache
def _insert(table: type[Base]) -> Insert:
    return insert(table)


@cache
def _by_id(table: type[Base]) -> Select[Any]:
    columns = table.__table__.c
    return select(table.__table__).where(columns.hub_id == bindparam("hub"), columns.id == bindparam("key"))


def add(tx: Tx, table: type[Base], **values: object) -> UUID:
    """Insert a row; its new key is returned."""
    key = new_key()
    tx.execute(_insert(table), {"hub_id": tx.hub_id, "id": key, **values})
    return key


def get(tx: Tx, table: type[Base], key: UUID) -> AnyRow:
    """The row with that key. Raises StoreFault when there is none: keys come from the database, so one is missing."""
    row = tx.execute(_by_id(table), {"hub": tx.hub_id, "key": key}).one_or_none()
    if row is None:
        raise StoreFault("store.row_missing", table=table.__tablename__)
    return row


def next_number(tx: Tx, counter: str) -> int:
    """The next number of a counter, from 1 in the order of commits."""
    value = tx.execute(_COUNT, {"hub": tx.hub_id, "counter": counter}).scalar_one_or_none()
    if value is None:
        add(tx, Counter, name=counter, value=1)
        return 1
    return int(value)
