"""Messages to people and systems outside: a row in the booking that causes them, then attempts to send it.

A message is told once for each receiver: its key names the fact, the version of the fact and who is told. The attempt
is counted before anything is sent, so one that broke off in between is known; it is sent again under the same key, and
says that it may have come before (architecture.md, rule 5; data.md, "Outbox").

    queued -> sending -> sent                                  a person: retry -> queued, settle -> settled
                      -> queued (again later, longer each time)
                      -> undeliverable, or sent_unconfirmed if an attempt may have arrived
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update

from hubops.errors import Refused
from hubops.model.notices import Notice, NoticeAttempt
from hubops.model.outbox import PrintJob
from hubops.model.parties import Kitchen, Producer
from hubops.operations import papers
from hubops.operations.booking import Booking
from hubops.store import rows
from hubops.store.rows import AnyRow

FIRST_WAIT_S = 30
LONGEST_WAIT_S = 1800
"""Seconds between two attempts; from the first they double."""
UNITS = ("piece", "kg", "case")
"""In which kitchens order."""
NOBODY = UUID(int=0)
LONGEST_ANSWER = 500
"""Characters that are kept of what a receiver said."""
TAKEN_BACK = "taken back"
"""The answer on a message whose fact a person took back."""
CORRECTION = "delivery_taken_back"
"""The kind of message that says so where the first one is out."""
MAYBE_SENT = ("notice.unconfirmed", "notice.interrupted")
"""Faults after which the receiver may have the message."""

_HUB = Notice.hub_id == bindparam("hub")
_KNOWN = select(Notice.id).where(_HUB, Notice.key == bindparam("key"))
_KITCHEN = select(Kitchen.name, Kitchen.email).where(Kitchen.hub_id == bindparam("hub"), Kitchen.id == bindparam("id"))
_PRODUCER = select(Producer.name, Producer.email).where(
    Producer.hub_id == bindparam("hub"), Producer.id == bindparam("id")
)
_DUE = (
    select(Notice.__table__)
    .where(
        _HUB,
        Notice.state == "queued",
        Notice.channel == bindparam("way"),
        Notice.not_before <= bindparam("now"),
    )
    .order_by(Notice.not_before, Notice.id)
    .limit(1)
)
_DUE_AT = (
    select(Notice.__table__)
    .where(
        _HUB,
        Notice.state == "queued",
        Notice.channel == bindparam("way"),
        Notice.address == bindparam("receiver"),
        Notice.not_before <= bindparam("now"),
    )
    .order_by(Notice.not_before, Notice.id)
    .limit(1)
)
_OF_INPUT = (
    select(Notice.__table__)
    .where(_HUB, Notice.input_id == bindparam("input"))
    .order_by(Notice.id)
)
_LEFT_BEHIND = select(Notice.id).where(
    _HUB, Notice.state == "sending", (Notice.lease_until <= bindparam("now")) | (Notice.holder != bindparam("me"))
)
_PRINTED = (
    select(Notice.id, PrintJob.state)
    .join(PrintJob, (PrintJob.hub_id == Notice.hub_id) & (PrintJob.title == Notice.key))
    .where(
        _HUB,
        Notice.state == "queued",
        Notice.channel == "paper",
        PrintJob.document == "notice",
        PrintJob.state.in_(("confirmed", "cancelled")),
    )
)
_EARLIEST_MAYBE = (
    select(NoticeAttempt.id)
    .where(
        NoticeAttempt.hub_id == bindparam("hub"),
        NoticeAttempt.notice_id == bindparam("notice"),
        NoticeAttempt.outcome == "sent_unconfirmed",
    )
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who is told."""

    party_id: UUID | None
    name: str
    email: str
    language: str


@dataclass(frozen=True, slots=True)
class Due:
    """A message that its holder must send now."""

    id: UUID
    key: str
    kind: str
    channel: str
    address: str
    language: str
    content: dict[str, object]
    attempts: int
    """This one included."""
    maybe_sent: bool
    """An earlier attempt may have arrived: this one must say so."""


def kitchen(booking: Booking, kitchen_id: UUID) -> Addressee:
    """A kitchen, as one tells it something."""
    return _party(booking, kitchen_id, booking.tx.execute(_KITCHEN, {"hub": booking.tx.hub_id, "id": kitchen_id}).one())


def producer(booking: Booking, producer_id: UUID) -> Addressee:
    """A producer, as one tells it something."""
    params = {"hub": booking.tx.hub_id, "id": producer_id}
    return _party(booking, producer_id, booking.tx.execute(_PRODUCER, params).one())


def on_duty(booking: Booking) -> Addressee:
    """Whoever answers for the hub's alarms."""
    return Addressee(None, booking.house.name, booking.house.reach.duty_address, booking.house.language)


def tell(
    booking: Booking,
    kind: str,
    to: Addressee,
    subject_id: UUID | None,
    version: str,
    values: Mapping[str, object],
    lines: Sequence[Mapping[str, object]] = (),
    attachments: Sequence[Mapping[str, object]] = (),
    *,
    paper: bool = True,
) -> list[UUID]:
    """Queue what somebody must be told, for every way by which it goes out; the new messages are returned.

    By e-mail where the hub and the party have it, to every system that subscribed to the kind, and into the file drop;
    on paper if there is none of these. The same fact, version and receiver is told once.

    Args:
        booking: the booking that makes the fact true.
        kind: ``notice.<kind>.subject``, ``.body`` and, where there are lines, ``.line`` of the catalogue.
        to: see :func:`kitchen`, :func:`producer`, :func:`on_duty`.
        subject_id: what it is about.
        version: tells apart what is told of the same subject at different times; the same one is told once.
        values: what the sentences name; plain JSON values.
        lines: the values of one line each.
        attachments: ``{"name", "document", "content"}``: a paper to be rendered and sent along.
        paper: it goes on paper where there is no other way; False: then nobody is told.
    """
    facts: dict[str, Any] = {"to": to.name, "values": dict(values)}
    facts |= {"lines": list(lines), "attachments": list(attachments)}
    subject = f"{kind}/{subject_id.hex if subject_id else '-'}/{version}/{to.party_id.hex if to.party_id else '-'}"
    made = []
    ways = _ways(booking, kind, to) or ([("paper", booking.station.paper_printer)] if paper else [])
    for channel, address in ways:
        key = key_of(f"{subject}/{channel}/{address}")
        if booking.tx.execute(_KNOWN, {"hub": booking.tx.hub_id, "key": key}).first() is None:
            made.append(_queue(booking, key, kind, to, subject_id, channel, address, facts))
    return made


def amount(quantity: str) -> object:
    """A quantity of an order line, ``4 piece``, for a sentence: with its unit in the language of who reads it."""
    number, _, unit = quantity.partition(" ")
    if unit not in UNITS:
        return quantity
    return {"code": "notice.amount", "values": {"number": number, "unit_word": f"ordered_{unit}"}}


def reaches(booking: Booking) -> bool:
    """Whether there is any way but paper to tell somebody something."""
    reach = booking.house.reach
    return reach.smtp or reach.file_drop or bool(reach.systems)


def key_of(fact: str) -> str:
    """The key of a fact for one receiver: fit for a Message-ID, a file name and an idempotency key."""
    return hashlib.sha256(fact.encode()).hexdigest()[:32]


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
    _set(booking, row.id, state="sending", attempts=row.attempts + 1, holder=holder, lease_until=until)
    maybe = _maybe_sent(booking, row)
    content = json.loads(row.content)
    return Due(row.id, row.key, row.kind, row.channel, row.address, row.language, content, row.attempts + 1, maybe)


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
    state = outcome if outcome == "sent" else "queued"
    given_up = tx.now - row.at >= timedelta(hours=booking.house.reach.give_up_hours)
    if outcome == "refused" or (outcome != "sent" and given_up):
        state = "sent_unconfirmed" if due.maybe_sent or outcome == "sent_unconfirmed" else "undeliverable"
    wait = min(LONGEST_WAIT_S, FIRST_WAIT_S << min(due.attempts - 1, 10))
    over = {} if state == "queued" else {"done_at": tx.now}
    _set(
        booking,
        due.id,
        state=state,
        fault=fault,
        answer=answer,
        lease_until=None,
        not_before=tx.now + timedelta(seconds=wait),
        **over,
    )
    if state != "queued":
        _record(booking, row, state, fault)
    if state == "undeliverable":
        _tell_undeliverable(booking, row, fault)
    return state


def recover(booking: Booking, holder: str) -> int:
    """Queue what a dead holder left behind while it was sent; how many is returned."""
    tx = booking.tx
    found = tx.execute(_LEFT_BEHIND, {"hub": tx.hub_id, "now": tx.now, "me": holder}).scalars().all()
    for key in found:
        _set(booking, key, state="queued", fault="notice.interrupted", lease_until=None, not_before=tx.now)
    return len(found)


def papers_are_out(booking: Booking) -> bool:
    """Whether there is something for :func:`follow_papers` to do; a read."""
    return booking.tx.execute(_PRINTED, {"hub": booking.tx.hub_id}).first() is not None


def is_left_behind(booking: Booking, holder: str) -> bool:
    """Whether there is something for :func:`recover` to do; a read."""
    params = {"hub": booking.tx.hub_id, "now": booking.tx.now, "me": holder}
    return booking.tx.execute(_LEFT_BEHIND, params).first() is not None


def follow_papers(booking: Booking) -> int:
    """Messages on paper are sent once their paper is out; how many are is returned."""
    found = booking.tx.execute(_PRINTED, {"hub": booking.tx.hub_id}).all()
    for row in found:
        notice = rows.get(booking.tx, Notice, row.id)
        state = "sent" if row.state == "confirmed" else "undeliverable"
        _set(booking, row.id, state=state, done_at=booking.tx.now)
        _record(booking, notice, state, "")
        if state == "undeliverable":
            _tell_undeliverable(booking, notice, "notice.not_printed")
    return len(found)


def retry(booking: Booking, key: str) -> None:
    """Send a message again at once, because a person asked for it.

    Raises:
        Refused: ``notice.unknown``, or ``notice.on_its_way`` while it is being sent.
    """
    row = _by_key(booking, key)
    if row.state == "sending":
        raise Refused("notice.on_its_way", key=key)
    _set(booking, row.id, state="queued", not_before=booking.tx.now, done_at=None)
    booking.event("notice_retried", row.subject_id, key=key)


def settle_by_hand(booking: Booking, key: str, how: str) -> None:
    """Somebody told it in another way: by telephone, in person.

    Raises:
        Refused: ``notice.unknown``.
    """
    row = _by_key(booking, key)
    _set(booking, row.id, state="settled", done_at=booking.tx.now, answer=how[:LONGEST_ANSWER])
    _record(booking, row, "settled", "", how=how)


def take_back(booking: Booking, input_id: UUID) -> None:
    """What a floor input had told is not so any more: what waits is withdrawn, what may be out is corrected."""
    tx = booking.tx
    for row in tx.execute(_OF_INPUT, {"hub": tx.hub_id, "input": input_id}).all():
        waits = row.state in ("queued", "undeliverable") and not _maybe_sent(booking, row)
        if row.state in ("queued", "sending", "undeliverable"):
            _set(booking, row.id, state="settled", done_at=tx.now, answer=TAKEN_BACK)
            _record(booking, row, "settled", "", how=TAKEN_BACK)
        if not waits and row.kind != CORRECTION:
            _correct(booking, row)


def _correct(booking: Booking, row: AnyRow) -> None:
    """Tell by the same way that the message of a row does not hold any more."""
    content = json.loads(row.content)
    about = {"code": f"notice.{row.kind}.subject", "values": {"to": content["to"], **content["values"]}}
    values = {"about": about, "told_at": row.at.isoformat(), "taken_back": row.key}
    facts = {"to": content["to"], "values": values, "lines": [], "attachments": []}
    to = Addressee(row.party_id, content["to"], "", row.language)
    key = key_of(f"{row.key}/{CORRECTION}")
    _queue(booking, key, CORRECTION, to, row.subject_id, row.channel, row.address, facts)


def _maybe_sent(booking: Booking, row: AnyRow) -> bool:
    """Whether an earlier attempt may have arrived."""
    params = {"hub": booking.tx.hub_id, "notice": row.id}
    return row.fault in MAYBE_SENT or booking.tx.execute(_EARLIEST_MAYBE, params).first() is not None


def _party(booking: Booking, key: UUID, row: AnyRow) -> Addressee:
    return Addressee(key, row.name, row.email or "", booking.house.language)


def _ways(booking: Booking, kind: str, to: Addressee) -> list[tuple[str, str]]:
    """Channel and address of each way but paper by which a message goes out."""
    reach = booking.house.reach
    ways = [("smtp", to.email)] if reach.smtp and to.email else []
    ways += [("webhook", each.name) for each in reach.systems if each.wants(kind)]
    ways += [("file", "outbox")] if reach.file_drop else []
    return ways


def _queue(
    booking: Booking,
    key: str,
    kind: str,
    to: Addressee,
    subject_id: UUID | None,
    channel: str,
    address: str,
    facts: dict[str, Any],
) -> UUID:
    tx = booking.tx
    if channel == "paper":
        _queue_papers(booking, key, kind, to.language, subject_id or NOBODY, address, facts)
    return rows.add(
        tx,
        Notice,
        key=key,
        at=tx.now,
        kind=kind,
        subject_id=subject_id,
        party_id=to.party_id,
        channel=channel,
        address=address,
        language=to.language,
        content=json.dumps(facts, ensure_ascii=False),
        state="queued",
        attempts=0,
        not_before=tx.now,
        fault="",
        answer="",
        holder=None,
        lease_until=None,
        done_at=None,
        input_id=booking.input_id,
    )


def _queue_papers(
    booking: Booking, key: str, kind: str, language: str, subject_id: UUID, printer: str, facts: dict[str, Any]
) -> None:
    """The message as a sheet; what goes along is a paper anyway."""
    house = booking.house
    head = {"hub_name": house.name, "at": booking.tx.now.isoformat(), "time_zone": house.calendar.zone.key}
    said = {name: facts[name] for name in ("to", "values", "lines")}
    papers.queue(booking, "notice", subject_id, key, printer, {"kind": kind, "language": language, **head, **said})
    for each in facts["attachments"]:
        papers.queue(booking, each["document"], subject_id, each["name"], printer, each["content"])


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


def _set(booking: Booking, notice_id: UUID, **values: object) -> None:
    statement = update(Notice).where(Notice.hub_id == booking.tx.hub_id, Notice.id == notice_id)
    booking.tx.conn.execute(statement.values(values))


def _tell_undeliverable(booking: Booking, row: AnyRow, fault: str) -> None:
    to = json.loads(row.content)["to"]
    facts = {"channel_word": f"channel_{row.channel}", "fault_word": fault.replace(".", "_")}
    booking.deviation("undeliverable", row.subject_id, to=to, **facts)


def _record(booking: Booking, row: AnyRow, state: str, fault: str, **facts: object) -> None:
    told = {"key": row.key, "message": row.kind, "channel": row.channel, "state": state, "fault": fault}
    booking.event("notice_settled", row.subject_id, **told, **facts)
