"""A message as it leaves the hub, and an honest answer about what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """What is known after an attempt."""

    SENT = "sent"
    """The receiver said that it has it."""
    SENT_UNCONFIRMED = "sent_unconfirmed"
    """All of it went out and no answer came: it may have arrived."""
    AGAIN = "again"
    """Surely not taken, and it may be taken later."""
    REFUSED = "refused"
    """It will never be taken as it is."""


@dataclass(frozen=True, slots=True)
class Told:
    """The answer to one attempt."""

    outcome: Outcome
    fault: str = ""
    """A message code that says what is wrong and what to do."""
    answer: str = ""
    """What the receiver said, word for word."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A paper that goes along."""

    name: str
    content: bytes
    kind: str = "application/pdf"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message, in words and as facts."""

    key: str
    """The same for every attempt: Message-ID, idempotency key, file name."""
    kind: str
    at: datetime
    """When it was written; aware."""
    address: str
    language: str
    subject: str
    body: str
    facts: Mapping[str, object]
    """Plain JSON values."""
    attempt: int
    maybe_sent: bool
    """An earlier attempt may have arrived."""
    attachments: tuple[Attachment, ...] = ()
