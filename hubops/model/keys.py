"""Keys and column types that every table shares: (hub_id, id) keys, moments in UTC, names for constraints.

Keys are made by the application (UUIDv7, RFC 9562) so that the data of several hubs can be put together (data.md,
decision 3).
"""

import os
import threading
import time
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    DateTime,
    Dialect,
    ForeignKeyConstraint,
    LargeBinary,
    MetaData,
    String,
    TypeDecorator,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeEngine

_lock = threading.Lock()
_last = 0


def new_key() -> UUID:
    """A UUIDv7 that is greater than every one this process made before, so keys sort in the order they were made."""
    global _last  # noqa: PLW0603 - the order of keys is a fact of the whole process
    with _lock:
        ticks = max(_last + 1, (time.time_ns() // 1_000_000) << 12)
        _last = ticks
    millis, counter = ticks >> 12, ticks & 0xFFF
    return UUID(int=millis << 80 | 0x7 << 76 | counter << 64 | 0b10 << 62 | int.from_bytes(os.urandom(8)) >> 2)


class Key(TypeDecorator[UUID]):
    """A UUID: native on PostgreSQL, 16 bytes on SQLite."""

    impl = Uuid
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The column type of the database at hand."""
        return dialect.type_descriptor(LargeBinary(16) if dialect.name == "sqlite" else Uuid())

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> Any:
        """To the database."""
        return value.bytes if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> UUID | None:
        """From the database."""
        return UUID(bytes=value) if isinstance(value, bytes) else value


class Moment(TypeDecorator[datetime]):
    """A moment in UTC. Naive values are refused: a time without a zone is a guess."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """SQLite keeps UTC text, PostgreSQL timestamptz."""
        return dialect.type_descriptor(DateTime(timezone=dialect.name != "sqlite"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database. Raises ValueError for a naive value."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(value)
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database, aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


WORDS = String().with_variant(String(collation="C"), "postgresql")
"""Text that sorts by code point on every database, as SQLite does, whatever language a server was set up in."""


class Base(DeclarativeBase):
    """The parent of all tables; constraints have names so that a migration can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {UUID: Key, datetime: Moment, str: WORDS}  # noqa: RUF012 - the name and form SQLAlchemy reads


class HubRow:
    """What every table has: the hub that wrote the row, and a key of its own."""

    hub_id: Mapped[str] = mapped_column(String(20), primary_key=True, sort_order=-2)
    id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-1)


def refers(column: str, table: str) -> ForeignKeyConstraint:
    """A foreign key to ``table`` within the same hub."""
    return ForeignKeyConstraint(["hub_id", column], [f"{table}.hub_id", f"{table}.id"])


def unique(*columns: str) -> UniqueConstraint:
    """The columns are unique within a hub."""
    return UniqueConstraint("hub_id", *columns)
