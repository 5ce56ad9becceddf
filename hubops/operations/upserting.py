"""Master data comes and comes again: a row is added, changed or left alone, found by its natural key.

Nothing is deleted. What was added or changed is an event, so that the old values can be read there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from hubops.errors import BadInput
from hubops.model.keys import Base
from hubops.operations.booking import Booking, put
from hubops.store import rows

Record = Mapping[str, Any]
"""The values of one piece of master data by their names; None where there is none. Units stand in the names."""


class Saved(StrEnum):
    """What became of a record."""

    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Upserted:
    """A row, and what became of it."""

    key: UUID
    saved: Saved


def find(booking: Booking, table: type[Base], **natural: object) -> Row[Any] | None:
    """The row with a natural key, if there is one."""
    columns = table.__table__.c
    same = [columns[name] == value for name, value in natural.items()]
    statement = select(table.__table__).where(columns.hub_id == booking.tx.hub_id, *same)
    return booking.tx.conn.execute(statement).one_or_none()


def known(booking: Booking, table: type[Base], fault: str, field: str, **natural: object) -> UUID:
    """The key of a row that a record names.

    Raises:
        BadInput: ``fault``, with the ``field`` of the record and the ``text`` in it: there is no such row.
    """
    row = find(booking, table, **natural)
    if row is None:
        raise BadInput(fault, field=field, text=next(iter(natural.values())))
    key = row.id
    assert isinstance(key, UUID)  # noqa: S101 - the column's type
    return key


def upsert(booking: Booking, table: type[Base], natural: Record, values: Record) -> Upserted:
    """Add a row, or change the values that differ; an event tells what was done."""
    row = find(booking, table, **natural)
    if row is None:
        key = rows.add(booking.tx, table, **natural, **values)
        booking.event("master_added", key, table=table.__tablename__, values=_plain({**natural, **values}))
        return Upserted(key, Saved.ADDED)
    old = row._mapping
    changed = {name: value for name, value in values.items() if old[name] != value}
    if not changed:
        return Upserted(row.id, Saved.SAME)
    put(booking.tx, table, row.id, changed)
    booking.event(
        "master_changed",
        row.id,
        table=table.__tablename__,
        old=_plain({name: old[name] for name in changed}),
        new=_plain(changed),
    )
    return Upserted(row.id, Saved.CHANGED)


def together(first: Saved, *others: Saved) -> Saved:
    """What became of a record that stands in several tables; the first is the record's own."""
    if first is Saved.SAME and any(saved is not Saved.SAME for saved in others):
        return Saved.CHANGED
    return first


def _plain(values: Record) -> dict[str, object]:
    return {
        name: value if value is None or isinstance(value, str | int) else str(value) for name, value in values.items()
    }
