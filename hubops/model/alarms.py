"""Silence is an error: what should have happened by a set time and did not, who answers for it, and how it ended."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from hubops.model.keys import Base, HubRow, unique

_OPEN = text("ended_at IS NULL")


class Alarm(HubRow, Base):
    """Something missing: raised once, escalated if nobody deals with it, ended by a fact or by a person."""

    __tablename__ = "alarm"
    __table_args__ = (
        unique("kind", "slot"),
        Index(None, "hub_id", "raised_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_alarm_raised", "hub_id", "raised_at"),
        Index(None, "hub_id", "subject_id"),
    )

    kind: Mapped[str]
    """The sentence ``alarm.<kind>`` of the catalogue."""
    slot: Mapped[str]
    """What is missing, and by when: the same silence raises one alarm."""
    subject_id: Mapped[UUID | None]
    """The order line, order, call-off, run or notice that it is about."""
    values: Mapped[str] = mapped_column(Text)
    """JSON of what the sentence names."""
    owner: Mapped[str]
    """The role that must act: ``worker``, ``supervisor``, ``coordinator``, ``admin``."""
    owner_id: Mapped[UUID | None]
    """The person who took it on."""
    due_at: Mapped[datetime]
    """When it should have happened."""
    raised_at: Mapped[datetime]
    escalate_at: Mapped[datetime | None]
    """When it goes to the next role if nobody has dealt with it; None at the last one."""
    escalations: Mapped[int]
    ended_at: Mapped[datetime | None]
    ended_how: Mapped[str]
    """``happened`` (late), ``dealt_with`` (by a person), ``over`` (dealt with, and it happened since) or empty."""
    ended_by: Mapped[str]
    note: Mapped[str]
    """What was done about it."""


class Question(HubRow, Base):
    """Somebody asked where an order is: the measure is that nobody needs to."""

    __tablename__ = "question"
    __table_args__ = (Index(None, "hub_id", "at"),)

    at: Mapped[datetime]
    asked: Mapped[str]
    """What was typed or scanned."""
    kitchen_id: Mapped[UUID | None]
    actor: Mapped[str]
    station: Mapped[str]
