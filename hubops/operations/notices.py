"""Messages to people and systems outside: a row in the booking that causes them; what sends it, is sending.py.

A message is told once for each receiver: its key names the fact, the version of the fact and who is told
(architecture.md, rule 5; data.md, "Outbox").
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select

from hubops.model.notices import Notice, NoticeAttempt
from hubops.model.parties import Kitchen, Producer
from hubops.operations import papers
from hubops.operations.booking import Booking, put
from hubops.store import rows
from hubops.store.rows import AnyRow

COUNTED_UNITS = ("piece", "case")
"""Units of order lines that are words; ``kg`` is the same everywhere, but not the sign before its decimals."""
NOBODY = UUID(int=0)
TAKEN_BACK = "taken back"
"""The answer on a message whose fact a person took back."""
ALARM = "alarm"
"""The kind of message that tells of an alarm."""
CORRECTION = "delivery_taken_back"
"""The kind of message that says so where the first one is out."""
MAYBE_SENT = ("notice.unconfirmed", "notice.interrupted")
"""Faults after which the receiver may have the message."""

_HUB = Notice.hub_id == bindparam("hub")
_KNOWN = select(Notice.id).where(_HUB, Notice.key == bindparam("key"))
_KITCHEN = select(Kitchen.name, Kitchen.email, Kitchen.phone).where(
    Kitchen.hub_id == bindparam("hub"), Kitchen.id == bindparam("id")
)
_PRODUCER = select(Producer.name, Producer.email, Producer.phone).where(
    Producer.hub_id == bindparam("hub"), Producer.id == bindparam("id")
)
_OF_INPUT = select(Notice.__table__).where(_HUB, Notice.input_id == bindparam("input")).order_by(Notice.id)
_QUEUED_ON_PAPER = select(func.count()).where(
    _HUB, Notice.state == "queued", Notice.not_before == bindparam("now"), Notice.channel == "paper"
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
    phone: str = ""
    """To read a paper out to; empty where none is known."""


def kitchen(booking: Booking, kitchen_id: UUID) -> Addressee:
    """A kitchen, as one tells it something."""
    return _party(booking, kitchen_id, booking.tx.execute(_KITCHEN, {"hub": booking.tx.hub_id, "id": kitchen_id}).one())


def producer(booking: Booking, producer_id: UUID) -> Addressee:
    """A producer, as one tells it something."""
    params = {"hub": booking.tx.hub_id, "id": producer_id}
    return _party(booking, producer_id, booking.tx.execute(_PRODUCER, params).one())


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

    By e-mail where the hub and the party have it, to every system that subscribed to the kind, and into the file drop.
    On paper if there is none of these, and also where the hub sends e-mail and the party has no address: a system that
    is told too does not ring a kitchen. The same fact, version and receiver is told once.

    Args:
        booking: the booking that makes the fact true.
        kind: ``notice.<kind>.subject``, ``.body`` and, where there are lines, ``.line`` of the catalogue.
        to: see :func:`kitchen`, :func:`producer`.
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
    ways = _ways(booking, kind, to)
    if paper and (not ways or (booking.house.reach.smtp and not to.email)):
        ways.append(("paper", booking.station.paper_printer))
    for channel, address in ways:
        key = key_of(f"{subject}/{channel}/{address}")
        if not _is_known(booking, key):
            made.append(_queue(booking, key, kind, to, subject_id, channel, address, facts))
    return made


def queued_on_paper(booking: Booking) -> int:
    """How many messages were queued in this moment to be printed: before and after a job, how many are its own."""
    params = {"hub": booking.tx.hub_id, "now": booking.tx.clock_now}
    return int(booking.tx.execute(_QUEUED_ON_PAPER, params).scalar_one())


def tell_duty(booking: Booking, subject_id: UUID, what: Mapping[str, object]) -> None:
    """Tell whoever answers for the hub's alarms of one, by e-mail alone; nobody where hub.toml names no address.

    It is told each time that it is raised: one that ended may stand again.

    Args:
        booking: the booking under way.
        subject_id: the alarm.
        what: its sentence, as ``code`` and ``values``.
    """
    house = booking.house
    if not (house.reach.smtp and house.reach.duty_address):
        return
    to = Addressee(None, house.name, house.reach.duty_address, house.language)
    facts = {"to": to.name, "values": {"alarm": dict(what)}, "lines": [], "attachments": []}
    key = key_of(f"{ALARM}/{subject_id.hex}/{booking.tx.clock_now.isoformat()}/{to.email}")
    if not _is_known(booking, key):
        _queue(booking, key, ALARM, to, subject_id, "smtp", to.email, facts)


def version_of(booking: Booking) -> str:
    """A version for what each booking tells anew: the receiver hears of it again after it was taken back."""
    return booking.input_id.hex if booking.input_id else booking.tx.clock_now.isoformat()


def amount(quantity: str) -> str | dict[str, Any]:
    """A quantity of an order line, ``4 piece``, for a sentence: with its unit in the language of who reads it."""
    number, _, unit = quantity.partition(" ")
    if unit == "kg":
        return {"code": "notice.amount_kg", "values": {"number_kilos": int(Decimal(number) * 1000)}}
    if unit not in COUNTED_UNITS:
        return quantity
    return {"code": f"notice.amount_{unit}", "values": {"number": number}}


def reaches(booking: Booking) -> bool:
    """Whether there is any way but paper to tell somebody something."""
    reach = booking.house.reach
    return reach.smtp or reach.file_drop or bool(reach.systems)


def key_of(fact: str) -> str:
    """The key of a fact for one receiver: fit for a Message-ID, a file name and an idempotency key."""
    return hashlib.sha256(fact.encode()).hexdigest()[:32]


def take_back(booking: Booking, input_id: UUID) -> None:
    """What a floor input had told is not so any more: what waits is withdrawn, what may be out is corrected.

    What is being sent in this moment stays so until its sender knows more, and its correction waits for that
    (sending.py): no correction comes before what it corrects.
    """
    tx = booking.tx
    for row in tx.execute(_OF_INPUT, {"hub": tx.hub_id, "input": input_id}).all():
        waits = row.state in ("queued", "undeliverable") and not maybe_sent(booking, row)
        if row.state in ("queued", "undeliverable"):
            withdraw(booking, row)
        if not waits and row.kind != CORRECTION:
            _correct(booking, row)


def withdraw(booking: Booking, row: AnyRow) -> None:
    """Send a message no more: what it tells was taken back."""
    tx = booking.tx
    put(tx, Notice, row.id, {"state": "settled", "done_at": tx.clock_now, "answer": TAKEN_BACK, "lease_until": None})
    record(booking, row, "settled", "", how=TAKEN_BACK)


def is_taken_back(booking: Booking, row: AnyRow) -> bool:
    """Whether what a message tells was taken back: it is withdrawn, or has its correction."""
    withdrawn = row.state == "settled" and row.answer == TAKEN_BACK
    return withdrawn or _is_known(booking, _key_of_correction(row))


def maybe_sent(booking: Booking, row: AnyRow) -> bool:
    """Whether an earlier attempt may have arrived."""
    params = {"hub": booking.tx.hub_id, "notice": row.id}
    return row.fault in MAYBE_SENT or booking.tx.execute(_EARLIEST_MAYBE, params).first() is not None


def queue_papers(
    booking: Booking, key: str, kind: str, language: str, subject_id: UUID, printer: str, facts: dict[str, Any]
) -> None:
    """The message as a sheet; what goes along is a paper anyway."""
    house = booking.house
    head = {"hub_name": house.name, "at": booking.tx.clock_now.isoformat(), "time_zone": house.calendar.zone.key}
    said: dict[str, object] = {name: facts[name] for name in ("to", "phone", "values", "lines") if name in facts}
    papers.queue(booking, "notice", subject_id, key, printer, {"kind": kind, "language": language, **head, **said})
    for each in facts["attachments"]:
        papers.queue(booking, each["document"], subject_id, each["name"], printer, each["content"])


def record(booking: Booking, row: AnyRow, state: str, fault: str, **facts: object) -> None:
    """Write down that nothing more becomes of a message."""
    told = {"key": row.key, "message": row.kind, "channel": row.channel, "state": state, "fault": fault}
    booking.event("notice_settled", row.subject_id, **told, **facts)


def _correct(booking: Booking, row: AnyRow) -> None:
    """Tell by the same way that the message of a row does not hold any more."""
    content = json.loads(row.content)
    about = {"code": f"notice.{row.kind}.subject", "values": {"to": content["to"], **content["values"]}}
    values = {"about": about, "told_at": row.at.isoformat(), "taken_back": row.key}
    facts = {"to": content["to"], "values": values, "lines": [], "attachments": []}
    to = Addressee(row.party_id, content["to"], "", row.language, content.get("phone", ""))
    _queue(booking, _key_of_correction(row), CORRECTION, to, row.subject_id, row.channel, row.address, facts)


def _key_of_correction(row: AnyRow) -> str:
    return key_of(f"{row.key}/{CORRECTION}")


def _is_known(booking: Booking, key: str) -> bool:
    return booking.tx.execute(_KNOWN, {"hub": booking.tx.hub_id, "key": key}).first() is not None


def _party(booking: Booking, key: UUID, row: AnyRow) -> Addressee:
    return Addressee(key, row.name, row.email or "", booking.house.language, row.phone or "")


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
        facts = {**facts, "phone": to.phone}
        queue_papers(booking, key, kind, to.language, subject_id or NOBODY, address, facts)
    return rows.add(
        tx,
        Notice,
        key=key,
        at=tx.clock_now,
        kind=kind,
        subject_id=subject_id,
        party_id=to.party_id,
        channel=channel,
        address=address,
        language=to.language,
        content=json.dumps(facts, ensure_ascii=False),
        state="queued",
        attempts=0,
        not_before=tx.clock_now,
        fault="",
        answer="",
        holder=None,
        lease_until=None,
        done_at=None,
        input_id=booking.input_id,
    )
