"""Sending messages: each is claimed, attempted, and what became of the attempt is written down (notices.py has them).

The attempt is counted before anything is sent, so one that broke off in between is known; it is sent again under the
same key, and says that it may have come before.

    queued -> sending -> sent                                  a person: retry -> queued, settle -> settled
                      -> queued (again later, longer each time)
                      -> undeliverable, or sent_unconfirmed if an attempt may have arrived
                      -> settled, if its fact was taken back meanwhile
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import aliased

from hubops.errors import Refused
from hubops.model.notices import Notice, NoticeAttempt
from hubops.model.outbox import PrintJob
from hubops.operations import notices
from hubops.operations.booking import Booking, put
from hubops.store import rows
from hubops.store.rows import AnyRow

LATE_S = 900
"""Seconds after which a message that goes out says when it was written."""
FIRST_WAIT_S = 30
LONGEST_WAIT_S = 1800
"""Seconds between two attempts; from the first they double."""
LONGEST_ANSWER = 500
"""Characters that are kept of what a receiver said."""

_HUB = Notice.hub_id == bindparam("hub")
_KNOWN = select(Notice.id).where(_HUB, Notice.key == bindparam("key"))
_Earlier = aliased(Notice)
_OVERTAKES = exists().where(
    _Earlier.hub_id == Notice.hub_id,
    _Earlier.subject_id == Notice.subject_id,
    _Earlier.state.in_(("queued", "sending")),
    _Earlier.channel == Notice.channel,
    _Earlier.address == Notice.address,
    _Earlier.id < Notice.id,
)
"""An earlier message to the same receiver about the same thing still waits: a change never comes before what it
changes. One that nobody will take holds up what concerns its own order or delivery, and nothing else."""
_DUE = (
    select(Notice.__table__)
    .where(
        _HUB,
        Notice.state == "queued",
        Notice.channel == bindparam("way"),
        Notice.not_before <= bindparam("now"),
        ~_OVERTAKES,
    )
    .order_by(Notice.not_before, Notice.id)
    .limit(1)
)
_DUE_AT = _DUE.where(Notice.address == bindparam("receiver"))
_LEFT_BEHIND = select(Notice.id).where(
    _HUB, Notice.state == "sending", (Notice.lease_until <= bindparam("now")) | (Notice.holder != bindparam("me"))
)
_OF_PAPER = {"confirmed": "sent", "sent_unconfirmed": "sent_unconfirmed", "cancelled": "undeliverable"}
"""What the state of its paper says of a message."""
_Newer = aliased(PrintJob)
_PRINTED = (
    select(Notice.id, PrintJob.state)
    .join(PrintJob, (PrintJob.hub_id == Notice.hub_id) & (PrintJob.title == Notice.key))
    .where(
        _HUB,
        Notice.channel == "paper",
        PrintJob.document == "notice",
        ((Notice.state == "queued") & PrintJob.state.in_(("confirmed", "sent_unconfirmed", "cancelled")))
        | ((Notice.state == "sent_unconfirmed") & PrintJob.state.in_(("confirmed", "cancelled"))),
        ~exists().where(_Newer.hub_id == PrintJob.hub_id, _Newer.title == PrintJob.title, _Newer.id > PrintJob.id),
    )
)
"""What became of the paper of a message, where that is not known of the message yet; of two papers the newer counts."""


@dataclass(frozen=True, slots=True)
class Due:
    """A message that its holder must send now."""

    id: UUID
    key: str
    kind: str
    at: datetime
    """When it was written."""
    late: bool
    """That is :data:`LATE_S` ago or more."""
    channel: str
    address: str
    language: str
    content: dict[str, object]
    attempts: int
    """This one included."""
    maybe_sent: bool
    """An earlier attempt may have arrived: this one must say so."""


def claim(booking: Booking, channel: str, receiver: str, holder: str, lease_s: float) -> Due | None:
    """Take the next message of a channel that is due; None if there is none.

    Args:
        booking: the booking under way.
        channel: of model/notices.py.
        receiver: for a webhook its name, as each system is waited for by itself; empty for the others.
        holder: who sends.
        lease_s: seconds after which it counts as left behind.
    """
    row = _next(booking, channel, receiver)
    if row is None:
        return None
    tx = booking.tx
    until = tx.now + timedelta(seconds=lease_s)
    claimed = {"state": "sending", "attempts": row.attempts + 1, "holder": holder, "lease_until": until}
    put(tx, Notice, row.id, claimed)
    maybe = notices.maybe_sent(booking, row)
    content = json.loads(row.content)
    late = tx.now - row.at >= timedelta(seconds=LATE_S)
    how = (row.channel, row.address, row.language)
    return Due(row.id, row.key, row.kind, row.at, late, *how, content, row.attempts + 1, maybe)


def is_due(booking: Booking, channel: str, receiver: str) -> bool:
    """Whether there is something to claim; a read."""
    return _next(booking, channel, receiver) is not None


def settle(booking: Booking, due: Due, outcome: str, fault: str = "", answer: str = "") -> str:
    """Write down what became of an attempt; the state in which the message is now is returned.

    Args:
        booking: the booking under way.
        due: what was claimed.
        outcome: ``sent``, ``sent_unconfirmed``, ``refused`` (it will never be taken) or ``again``.
        fault: the code of what went wrong.
        answer: what the receiver said.
    """
    tx = booking.tx
    answer = answer[:LONGEST_ANSWER]
    row = rows.get(tx, Notice, due.id)
    rows.add(tx, NoticeAttempt, notice_id=due.id, at=tx.now, outcome=outcome, fault=fault, answer=answer)
    if row.state in ("sent", "settled"):
        return str(row.state)  # by another's hand, meanwhile
    if outcome != "sent" and notices.is_taken_back(booking, row):
        notices.withdraw(booking, row)
        return "settled"
    state = outcome if outcome == "sent" else "queued"
    given_up = tx.now - row.at >= timedelta(hours=booking.house.reach.give_up_hours)
    if outcome == "refused" or (outcome != "sent" and given_up):
        state = "sent_unconfirmed" if due.maybe_sent or outcome == "sent_unconfirmed" else "undeliverable"
    wait = min(LONGEST_WAIT_S, FIRST_WAIT_S << min(due.attempts - 1, 10))
    known: dict[str, object] = {"state": state, "fault": fault, "answer": answer, "lease_until": None}
    known |= {"not_before": tx.now + timedelta(seconds=wait), "done_at": None if state == "queued" else tx.now}
    put(tx, Notice, due.id, known)
    if state != "queued":
        notices.record(booking, row, state, fault)
    if state == "undeliverable":
        _tell_undeliverable(booking, row, fault)
    return state


def recover(booking: Booking, holder: str) -> int:
    """Queue what a dead holder left behind while it was sent, but for what was taken back; how many is returned.

    That attempt is kept as one that may have arrived: whatever the next ones come to, the message says so from now on.
    """
    tx = booking.tx
    found = tx.execute(_LEFT_BEHIND, {"hub": tx.hub_id, "now": tx.now, "me": holder}).scalars().all()
    why = "notice.interrupted"
    for key in found:
        rows.add(tx, NoticeAttempt, notice_id=key, at=tx.now, outcome="sent_unconfirmed", fault=why, answer="")
        row = rows.get(tx, Notice, key)
        if notices.is_taken_back(booking, row):
            notices.withdraw(booking, row)
            continue
        put(tx, Notice, key, {"state": "queued", "fault": why, "lease_until": None, "not_before": tx.now})
    return len(found)


def papers_are_out(booking: Booking) -> bool:
    """Whether there is something for :func:`follow_papers` to do; a read."""
    return booking.tx.execute(_PRINTED, {"hub": booking.tx.hub_id}).first() is not None


def is_left_behind(booking: Booking, holder: str) -> bool:
    """Whether there is something for :func:`recover` to do; a read."""
    params = {"hub": booking.tx.hub_id, "now": booking.tx.now, "me": holder}
    return booking.tx.execute(_LEFT_BEHIND, params).first() is not None


def follow_papers(booking: Booking) -> int:
    """Messages on paper are sent once their paper is out; of how many something new is known is returned."""
    found = booking.tx.execute(_PRINTED, {"hub": booking.tx.hub_id}).all()
    for row in found:
        notice = rows.get(booking.tx, Notice, row.id)
        state = _OF_PAPER[row.state]
        fault = "notice.not_printed" if state == "undeliverable" else ""
        put(booking.tx, Notice, row.id, {"state": state, "fault": fault, "done_at": booking.tx.now})
        notices.record(booking, notice, state, fault)
        if state == "undeliverable":
            _tell_undeliverable(booking, notice, fault)
    return len(found)


def retry(booking: Booking, key: str) -> None:
    """Send a message again at once, because a person asked for it.

    Raises:
        Refused: ``notice.unknown``; ``notice.on_its_way`` while it is being sent or its paper waits for a printer;
            ``notice.taken_back``, it would tell what is not so.
    """
    row = _by_key(booking, key)
    if notices.is_taken_back(booking, row):
        raise Refused("notice.taken_back", key=key)
    if row.state == "sending" or (row.state, row.channel) == ("queued", "paper"):
        raise Refused("notice.on_its_way", key=key)
    if row.channel == "paper":
        facts = json.loads(row.content)
        notices.queue_papers(booking, key, row.kind, row.language, row.subject_id or notices.NOBODY, row.address, facts)
    put(booking.tx, Notice, row.id, {"state": "queued", "not_before": booking.tx.now, "done_at": None})
    booking.event("notice_retried", row.subject_id, key=key)


def settle_by_hand(booking: Booking, key: str, how: str) -> None:
    """Somebody told it in another way: by telephone, in person.

    Raises:
        Refused: ``notice.unknown``.
    """
    row = _by_key(booking, key)
    put(booking.tx, Notice, row.id, {"state": "settled", "done_at": booking.tx.now, "answer": how[:LONGEST_ANSWER]})
    notices.record(booking, row, "settled", "", how=how)


def _next(booking: Booking, channel: str, receiver: str) -> AnyRow | None:
    params = {"hub": booking.tx.hub_id, "way": channel, "now": booking.tx.now}
    if receiver:
        return booking.tx.execute(_DUE_AT, {**params, "receiver": receiver}).one_or_none()
    return booking.tx.execute(_DUE, params).one_or_none()


def _by_key(booking: Booking, key: str) -> AnyRow:
    found = booking.tx.execute(_KNOWN, {"hub": booking.tx.hub_id, "key": key}).scalar_one_or_none()
    if found is None:
        raise Refused("notice.unknown", key=key)
    return rows.get(booking.tx, Notice, found)


def _tell_undeliverable(booking: Booking, row: AnyRow, fault: str) -> None:
    to = json.loads(row.content)["to"]
    facts = {"channel_word": f"channel_{row.channel}", "fault_word": fault.replace(".", "_")}
    booking.deviation("undeliverable", row.subject_id, to=to, **facts)
