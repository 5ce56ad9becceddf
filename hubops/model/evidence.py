"""What can be proved later: floor inputs with their answers, the hash-chained event log, deviations."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from hubops.model.keys import Base, HubRow, refers, unique

_TURNED_AWAY = text("turned_away <> ''")
_UNSOLVED = text("solved_at IS NULL")


class FloorInput(HubRow, Base):
    """One thing a person or a device said at a station, and what was answered: sent twice, it counts once."""

    __tablename__ = "floor_input"
    __table_args__ = (
        unique("idempotency_key"),
        unique("undoes_id"),
        refers("undoes_id", "floor_input"),
        refers("operator_id", "operator"),
        Index(None, "hub_id", "station", "id"),
        Index(None, "hub_id", "at", sqlite_where=_TURNED_AWAY, postgresql_where=_TURNED_AWAY),
    )

    idempotency_key: Mapped[bytes] = mapped_column(LargeBinary)
    station: Mapped[str]
    operator_id: Mapped[UUID | None]
    at: Mapped[datetime]
    entered_at: Mapped[datetime | None]
    """When it was said, where it happened earlier (back-entry); else None."""
    input: Mapped[str] = mapped_column(Text)
    """JSON of the input."""
    answer: Mapped[str] = mapped_column(Text)
    """JSON of the answer: the flow, the state, the message."""
    booked: Mapped[str]
    """The kind of booking that it made and that can be undone; empty if it made none."""
    turned_away: Mapped[str]
    """The code of the answer that let the input count for nothing; empty if it counted."""
    before: Mapped[str] = mapped_column(Text)
    """JSON of the dialogue as it stood before, for undo."""
    undoes_id: Mapped[UUID | None]


class Event(HubRow, Base):
    """A fact: who, where, when, what. Chained by hash within the session that wrote it (architecture.md, rule 3)."""

    __tablename__ = "event"
    __table_args__ = (unique("chain_id", "seq"), Index(None, "hub_id", "subject_id"))

    chain_id: Mapped[UUID]
    seq: Mapped[int]
    prev: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]
    actor: Mapped[str]
    """The operator's badge, or the name of the job."""
    station: Mapped[str]
    kind: Mapped[str]
    subject_id: Mapped[UUID | None]
    body: Mapped[str] = mapped_column(Text)
    """Canonical JSON."""


class Deviation(HubRow, Base):
    """Something that was not as it should be, fed by the flow itself; open until somebody or a later fact solves it."""

    __tablename__ = "deviation"
    __table_args__ = (
        Index(None, "hub_id", "at"),
        Index(None, "hub_id", "subject_id"),
        Index(None, "hub_id", "input_id"),
        Index("ix_deviation_open", "hub_id", "at", sqlite_where=_UNSOLVED, postgresql_where=_UNSOLVED),
    )

    at: Mapped[datetime]
    kind: Mapped[str]
    """A kind of model/deviation_kinds.py, which names its owner."""
    subject_id: Mapped[UUID | None]
    values: Mapped[str] = mapped_column(Text)
    """JSON of what the sentence ``deviation.<kind>`` names."""
    cause: Mapped[str]
    """Why it came about, one of CAUSES of model/deviation_kinds.py; empty while nobody has said so."""
    solved_at: Mapped[datetime | None]
    """None while it is open; the moment it was told where there is nothing to solve."""
    solved_by: Mapped[str]
    """The badge of who solved it, or whose fact did; empty while it is open."""
    solution: Mapped[str] = mapped_column(Text)
    """What was done about it; empty where a later fact solved it."""
    input_id: Mapped[UUID | None]
    undone_by_id: Mapped[UUID | None]
