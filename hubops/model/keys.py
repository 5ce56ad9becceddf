"""Keys and column types that every table shares: (hub_id, id) keys, moments in UTC, names for constraints.

Keys are made by the application (UUIDv7, RFC 9562) so that the data of several hubs can be put together (data.md,
decision 3).
"""

import os
import random
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
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
_chance = random.Random()  # noqa: S311 - a key is unique, not a secret; the system is asked for a seed, not for each key
os.register_at_fork(after_in_child=_chance.seed)


def new_key() -> UUID:
    """A UUIDv7 that is greater than every one this process made before, so keys sort in the order they were made."""
    global _last  # noqa: PLW0603 - the order of keys is a fact of the whole process
    with _lock:
        ticks = max(_last + 1, (time.time_ns() // 1_000_000) << 12)
        _last = ticks
    millis, counter = ticks >> 12, ticks & 0xFFF
    return UUID(int=millis << 80 | 0x7 << 76 | counter << 64 | 0b10 << 62 | _chance.getrandbits(62))


class Key(TypeDecorator[UUID]):
    """A UUID: native on PostgreSQL, 16 bytes on SQLite."""

    impl = Uuid
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The column type of the database at hand."""
        return dialect.type_descriptor(LargeBinary(16) if dialect.name == "sqlite" else Uuid())

    def bind_processor(self, dialect: Dialect) -> Callable[[UUID | None], Any] | None:
        """To the database."""
        return _key_to_bytes if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], UUID | None] | None:
        """From the database."""
        return _key_from_bytes if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def _key_to_bytes(key: UUID | None) -> bytes | None:
    return None if key is None else key.int.to_bytes(16)


# the same keys are read again and again, and a UUID takes longer to make than to find
@lru_cache(maxsize=4096)
def _key_from_bytes(data: bytes | None) -> UUID | None:
    return None if data is None else UUID(bytes=data)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC. Naive values are refused: a time without a zone is a guess."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """SQLite keeps UTC text, PostgreSQL timestamptz."""
        return dialect.type_descriptor(DateTime(timezone=dialect.name != "sqlite"))

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any] | None:
        """To the database; the processor raises ValueError for a naive value."""
        return _moment_to_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        """From the database."""
        return _moment_from_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To PostgreSQL. Raises ValueError for a naive value."""
        return None if value is None else _in_utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database, aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# everything that a transaction writes bears the same moment
@lru_cache(maxsize=64)
def _moment_to_text(moment: datetime | None) -> str | None:
    return None if moment is None else _in_utc(moment).replace(tzinfo=None).isoformat(" ", "microseconds")


def _moment_from_text(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(moment)
    return moment.astimezone(UTC)


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
