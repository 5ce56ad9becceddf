"""What the hub must tell somebody outside: a row first, in the booking that causes it, and then attempts to send it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from hubops.model.keys import Base, HubRow, refers, unique

CHANNELS = ("smtp", "webhook", "file", "paper")
NOTICE_STATES = ("queued", "sending", "sent", "sent_unconfirmed", "undeliverable", "settled")


class Notice(HubRow, Base):
    """A message to a person or a system outside, with its frozen content (architecture.md, rule 5)."""

    __tablename__ = "notice"
    __table_args__ = (
        unique("key"),
        CheckConstraint(f"state IN {NOTICE_STATES}", name="state"),
        CheckConstraint(f"channel IN {CHANNELS}", name="channel"),
        Index(None, "hub_id", "state", "not_before"),
        Index(None, "hub_id", "subject_id"),
        Index(None, "hub_id", "party_id", "id"),
        Index(None, "hub_id", "input_id"),
    )

    key: Mapped[str]
    """What it is about, which version, to whom: the same fact is told once. It is the Message-ID and the idempotency
    key too, so a receiver that honours it sees a second sending as the first."""
    at: Mapped[datetime]
    """When it was written, also where what it tells happened earlier (back-entry)."""
    kind: Mapped[str]
    """The sentence: ``notice.<kind>.subject`` and ``notice.<kind>.body`` of the catalogue."""
    subject_id: Mapped[UUID | None]
    """The order, call-off, run or alarm that it is about."""
    party_id: Mapped[UUID | None]
    """The kitchen, producer or operator that is told."""
    channel: Mapped[str]
    address: Mapped[str]
    """An e-mail address, a URL, a folder, a printer: empty where nobody knows one, and then it goes on paper."""
    language: Mapped[str]
    content: Mapped[str] = mapped_column(Text)
    """JSON: ``values`` of the sentence, ``lines`` of its table, ``attachments``."""
    state: Mapped[str]
    """``queued``, ``sending`` (claimed), ``sent`` (the receiver said that it has it), ``sent_unconfirmed`` (it
    broke off after the last byte), ``undeliverable`` (given up: somebody must act), ``settled`` (told by hand; the
    event says by whom)."""
    attempts: Mapped[int]
    not_before: Mapped[datetime]
    fault: Mapped[str]
    """The code of what stopped it last; empty if nothing did."""
    answer: Mapped[str]
    """What the receiver said last, word for word and cut short."""
    holder: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    input_id: Mapped[UUID | None]
    """The floor input that caused it: with that it is taken back."""


class NoticeAttempt(HubRow, Base):
    """One attempt to send a notice and what came of it."""

    __tablename__ = "notice_attempt"
    __table_args__ = (refers("notice_id", "notice"), Index(None, "hub_id", "notice_id"))

    notice_id: Mapped[UUID]
    at: Mapped[datetime]
    outcome: Mapped[str]
    """``sent``, ``sent_unconfirmed``, ``refused`` for good, or ``again`` later."""
    fault: Mapped[str]
    answer: Mapped[str]
