"""Messages as a person looks for them: what is not delivered first, then what went out last."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from hubops.errors import Refused
from hubops.model.notices import Notice
from hubops.queries.looking import Looking
from hubops.store.rows import AnyRow

UNDELIVERED = ("undeliverable", "sent_unconfirmed", "sending", "queued")
"""What a receiver is not known to have, most pressing first."""

ON_PAPER = ("queued", "sent", "sent_unconfirmed", "undeliverable")
"""States that mean something else of a paper: it is printed, and then somebody must hand it over."""

_SHOWN = select(
    Notice.key,
    Notice.at,
    Notice.kind,
    Notice.content,
    Notice.channel,
    Notice.address,
    Notice.state,
    Notice.attempts,
    Notice.fault,
    Notice.answer,
).where(Notice.hub_id == bindparam("hub"))
_IN_STATE = _SHOWN.where(Notice.state == bindparam("wanted")).order_by(Notice.id.desc()).limit(bindparam("most"))
"""One state at a time, so that the few are found by the index among all that ever went out."""
_NEWEST = _SHOWN.order_by(Notice.id.desc()).limit(bindparam("most"))
_LIKE = (
    select(Notice.key)
    .where(Notice.hub_id == bindparam("hub"), Notice.key >= bindparam("first"), Notice.key < bindparam("last"))
    .limit(2)
)


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A message and what became of it."""

    key: str
    at: datetime
    kind: str
    to: str
    channel: str
    address: str
    state: str
    attempts: int
    fault: str
    """The code of what stopped it last; empty if nothing did."""
    answer: str


def state_word(channel: str, state: str) -> str:
    """The word of messages.py for the state of a message that goes out by this channel."""
    return f"notice_paper_{state}" if channel == "paper" and state in ON_PAPER else f"notice_{state}"


def undelivered(looking: Looking, most: int) -> list[NoticeRow]:
    """Messages that nobody is known to have, at most so many of each state; in each state the newest first."""
    params = {"hub": looking.tx.hub_id, "most": most}
    return [
        _row(row) for state in UNDELIVERED for row in looking.tx.execute(_IN_STATE, {**params, "wanted": state}).all()
    ]


def newest(looking: Looking, most: int) -> list[NoticeRow]:
    """The last messages, whatever became of them, the newest first."""
    return [_row(row) for row in looking.tx.execute(_NEWEST, {"hub": looking.tx.hub_id, "most": most})]


def key_of(looking: Looking, text: str) -> str:
    """The key that begins so.

    Raises:
        Refused: ``notice.unknown``, or ``notice.ambiguous`` where more than one does.
    """
    first = text.strip().lower()
    params = {"hub": looking.tx.hub_id, "first": first, "last": f"{first}g"}  # keys are hexadecimal digits
    found = looking.tx.execute(_LIKE, params).scalars().all() if first else []
    if not found:
        raise Refused("notice.unknown", key=text)
    if len(found) > 1:
        raise Refused("notice.ambiguous", key=text)
    return str(found[0])


def _row(row: AnyRow) -> NoticeRow:
    to = str(json.loads(row.content)["to"])
    facts = (row.channel, row.address, row.state, row.attempts, row.fault, row.answer)
    return NoticeRow(row.key, row.at, row.kind, to, *facts)
