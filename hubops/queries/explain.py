"""Explain an order: everything that is known of it in the order of time, from whichever table knows it.

Events, deviations, messages, alarms and what was said at the floor: one list, so that a fault between two of them is
seen in minutes (domain-rules.md 1: it took three weeks in the pilot).
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, select

from hubops.model.alarms import Alarm
from hubops.model.call_offs import CallOff, CallOffLine
from hubops.model.evidence import Deviation, Event, FloorInput
from hubops.model.inbound import Delivery
from hubops.model.notices import Notice, NoticeAttempt
from hubops.model.orders import Order, OrderLine
from hubops.model.outbound import Drop, Handover, Manifest
from hubops.model.outbox import PrintJob
from hubops.model.parties import Kitchen, Producer
from hubops.model.people import Operator
from hubops.model.products import Product
from hubops.model.progress import ITS_PARCEL
from hubops.model.promises import Promise
from hubops.model.stock import Movement
from hubops.queries.looking import Looking
from hubops.store.rows import AnyRow

Names = Mapping[str, Mapping[str, str]]
"""The names of operators (``badge``), articles (``gtin``), kitchens and producers by what stands for them."""
MOST_SUBJECTS = 5_000
"""More keys than any order has; a bound for one statement."""


ENDED = "_ended"
"""The ending of the kind of an entry that tells an alarm's end."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened."""

    at: datetime
    source: str
    """``event``, ``deviation``, ``message``, ``attempt``, ``alarm``, ``input`` or ``print``."""
    kind: str
    actor: str
    station: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Explanation:
    """An order, and all that is known of it."""

    number: str
    kitchen: str
    line_ids: tuple[UUID, ...]
    entries: tuple[Entry, ...]
    names: Names


_ORDER = (
    select(Order.id, Order.number, Order.kitchen_id, Kitchen.name.label("kitchen"))
    .join(Kitchen, and_(Kitchen.hub_id == Order.hub_id, Kitchen.id == Order.kitchen_id))
    .where(Order.hub_id == bindparam("hub"), Order.number == bindparam("number"))
)
_LINES = (
    select(
        OrderLine.id,
        OrderLine.drop_id,
        OrderLine.direct_delivery_id,
        OrderLine.product_id,
        Product.producer_id,
        Drop.run_id,
        Promise.pickup_day,
    )
    .join(Product, and_(Product.hub_id == OrderLine.hub_id, Product.id == OrderLine.product_id))
    .outerjoin(Drop, and_(Drop.hub_id == OrderLine.hub_id, Drop.id == OrderLine.drop_id))
    .outerjoin(Promise, and_(Promise.hub_id == OrderLine.hub_id, Promise.order_line_id == OrderLine.id))
    .where(OrderLine.hub_id == bindparam("hub"), OrderLine.order_id == bindparam("order"))
)
_MOVED = select(Movement.lot_id, Movement.input_id, ITS_PARCEL.label("parcel_id")).where(
    Movement.hub_id == bindparam("hub"), Movement.order_line_id.in_(bindparam("lines", expanding=True))
)
_HANDED_OVER = select(Handover.input_id).where(
    Handover.hub_id == bindparam("hub"), Handover.drop_id.in_(bindparam("drops", expanding=True))
)
_DELIVERIES = select(Delivery.id, Delivery.producer_id, Delivery.day).where(
    Delivery.hub_id == bindparam("hub"),
    Delivery.producer_id.in_(bindparam("producers", expanding=True)),
    Delivery.day.in_(bindparam("days", expanding=True)),
)
_CALL_OFFS = (
    select(CallOff.id)
    .join(CallOffLine, and_(CallOffLine.hub_id == CallOff.hub_id, CallOffLine.call_off_id == CallOff.id))
    .where(
        CallOff.hub_id == bindparam("hub"),
        CallOff.producer_id.in_(bindparam("producers", expanding=True)),
        CallOff.day.in_(bindparam("days", expanding=True)),
        CallOffLine.product_id.in_(bindparam("products", expanding=True)),
    )
)
_EVENTS = select(Event.at, Event.kind, Event.actor, Event.station, Event.body, Event.subject_id).where(
    Event.hub_id == bindparam("hub"), Event.subject_id.in_(bindparam("subjects", expanding=True))
)
_DEVIATIONS = select(Deviation.at, Deviation.kind, Deviation.values.label("facts"), Deviation.undone_by_id).where(
    Deviation.hub_id == bindparam("hub"), Deviation.subject_id.in_(bindparam("subjects", expanding=True))
)
_NOTICES = select(
    Notice.id, Notice.at, Notice.kind, Notice.channel, Notice.address, Notice.state, Notice.fault, Notice.key
).where(Notice.hub_id == bindparam("hub"), Notice.subject_id.in_(bindparam("subjects", expanding=True)))
_ATTEMPTS = (
    select(NoticeAttempt.at, NoticeAttempt.outcome, NoticeAttempt.fault, NoticeAttempt.answer, Notice.kind, Notice.key)
    .join(Notice, and_(Notice.hub_id == NoticeAttempt.hub_id, Notice.id == NoticeAttempt.notice_id))
    .where(NoticeAttempt.hub_id == bindparam("hub"), NoticeAttempt.notice_id.in_(bindparam("notices", expanding=True)))
)
_ALARMS = select(
    Alarm.raised_at.label("at"),
    Alarm.kind,
    Alarm.values.label("facts"),
    Alarm.owner,
    Alarm.ended_at,
    Alarm.ended_how,
    Alarm.note,
).where(Alarm.hub_id == bindparam("hub"), Alarm.subject_id.in_(bindparam("subjects", expanding=True)))
_INPUTS = (
    select(FloorInput.at, FloorInput.station, FloorInput.input, FloorInput.answer, Operator.badge)
    .outerjoin(Operator, and_(Operator.hub_id == FloorInput.hub_id, Operator.id == FloorInput.operator_id))
    .where(FloorInput.hub_id == bindparam("hub"), FloorInput.id.in_(bindparam("inputs", expanding=True)))
)
_NAMES = {
    "badge": select(Operator.badge, Operator.name).where(Operator.hub_id == bindparam("hub")),
    "gtin": select(Product.gtin, Product.name).where(Product.hub_id == bindparam("hub")),
    "kitchen": select(Kitchen.code, Kitchen.name).where(Kitchen.hub_id == bindparam("hub")),
    "producer": select(Producer.org_number, Producer.name).where(Producer.hub_id == bindparam("hub")),
}
_PRINTS = select(
    PrintJob.at, PrintJob.document, PrintJob.title, PrintJob.printer, PrintJob.state, PrintJob.attempts
).where(PrintJob.hub_id == bindparam("hub"), PrintJob.subject_id.in_(bindparam("subjects", expanding=True)))
_MANIFESTS = select(Manifest.id).where(
    Manifest.hub_id == bindparam("hub"), Manifest.run_id.in_(bindparam("runs", expanding=True))
)


def read(looking: Looking, number: str) -> Explanation | None:
    """All that is known of an order; None if there is none of that number."""
    tx = looking.tx
    order = tx.execute(_ORDER, {"hub": tx.hub_id, "number": number}).one_or_none()
    if order is None:
        return None
    lines = tx.execute(_LINES, {"hub": tx.hub_id, "order": order.id}).all()
    own, run_wide, inputs = _subjects(looking, order, lines)
    entries = sorted(_entries(looking, own, run_wide, inputs), key=lambda entry: entry.at)
    names = {what: {row[0]: row[1] for row in tx.execute(each, {"hub": tx.hub_id})} for what, each in _NAMES.items()}
    line_ids = tuple(dict.fromkeys(line.id for line in lines))
    return Explanation(order.number, order.kitchen, line_ids, tuple(entries), names)


def _subjects(looking: Looking, order: AnyRow, lines: Sequence[AnyRow]) -> tuple[list[UUID], list[UUID], list[UUID]]:
    """The keys under which facts about the order stand: its own; those of its run; and its floor inputs."""
    conn, hub = looking.tx.conn, looking.tx.hub_id
    moved = conn.execute(_MOVED, {"hub": hub, "lines": [line.id for line in lines]}).all()
    days = {line.pickup_day for line in lines if line.pickup_day}
    inbound = {"hub": hub, "producers": [line.producer_id for line in lines], "days": list(days)}
    drops = [line.drop_id for line in lines if line.drop_id]
    runs = {line.run_id for line in lines if line.run_id}
    own = {order.id, *(line.id for line in lines), *drops, *(row.parcel_id for row in moved)}
    own |= {line.direct_delivery_id for line in lines if line.direct_delivery_id}
    own |= {row.lot_id for row in moved}
    own |= set(conn.execute(_CALL_OFFS, {**inbound, "products": [line.product_id for line in lines]}).scalars())
    through_hub = [line.producer_id for line in lines if line.direct_delivery_id is None]
    own |= {row.id for row in conn.execute(_DELIVERIES, {**inbound, "producers": through_hub})}
    run_wide = {*runs, *conn.execute(_MANIFESTS, {"hub": hub, "runs": list(runs)}).scalars()}
    inputs = {row.input_id for row in moved if row.input_id}
    inputs |= set(conn.execute(_HANDED_OVER, {"hub": hub, "drops": drops}).scalars())
    return list(own)[:MOST_SUBJECTS], list(run_wide), list(inputs)[:MOST_SUBJECTS]


def _entries(looking: Looking, own: list[UUID], run_wide: list[UUID], inputs: list[UUID]) -> Iterator[Entry]:
    subjects = [*own, *run_wide]
    for row in _rows(looking, _EVENTS, subjects=subjects):
        yield Entry(row.at, "event", row.kind, row.actor, row.station, json.loads(row.body))
    for row in _rows(looking, _DEVIATIONS, subjects=subjects):
        undone = {"undone": True} if row.undone_by_id else {}
        yield Entry(row.at, "deviation", row.kind, "", "", {**json.loads(row.facts), **undone})
    notices = _rows(looking, _NOTICES, subjects=subjects)
    for row in notices:
        facts = {"to": row.address, "by": row.channel, "state": row.state, "fault": row.fault, "key": row.key}
        yield Entry(row.at, "message", row.kind, "", "", facts)
    for row in _rows(looking, _ATTEMPTS, notices=[row.id for row in notices]):
        facts = {"outcome": row.outcome, "fault": row.fault, "answer": row.answer, "key": row.key}
        yield Entry(row.at, "attempt", row.kind, "", "", facts)
    yield from _silences(_rows(looking, _ALARMS, subjects=subjects))
    for row in _rows(looking, _INPUTS, inputs=inputs):
        answer = json.loads(row.answer)
        facts = {"said": json.loads(row.input), "answered": answer.get("code"), "values": answer.get("values")}
        yield Entry(row.at, "input", answer.get("prompt", ""), row.badge or "", row.station, facts)
    for row in _rows(looking, _PRINTS, subjects=subjects):
        facts = {"title": row.title, "printer": row.printer, "state": row.state, "attempts": row.attempts}
        yield Entry(row.at, "print", row.document, "", "", facts)


def _rows(looking: Looking, statement: Select[*tuple[Any, ...]], **lists: Sequence[UUID]) -> Sequence[AnyRow]:
    return looking.tx.conn.execute(statement, {"hub": looking.tx.hub_id, **lists}).all()


def _silences(alarms: Iterable[AnyRow]) -> Iterator[Entry]:
    for row in alarms:
        facts = {**json.loads(row.facts), "owner": row.owner}
        yield Entry(row.at, "alarm", row.kind, "", "", facts)
        if row.ended_at:
            ended = {**facts, "how": row.ended_how, "note": row.note}
            yield Entry(row.ended_at, "alarm", f"{row.kind}{ENDED}", "", "", ended)
