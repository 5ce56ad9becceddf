"""Where are the goods: one kitchen, one answer, one screen (domain-rules.md 1: kitchens rang to ask if and when).

What comes and when, how far each line is, why it is late, and what was said to whom.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, select

from hubops.model.alarms import Alarm
from hubops.model.call_offs import DirectDelivery
from hubops.model.notices import Notice
from hubops.model.orders import Order, OrderLine
from hubops.model.outbound import Drop, Handover, Parcel, RouteRun
from hubops.model.parties import Kitchen
from hubops.model.schedule import Route
from hubops.model.stock import HandlingUnit
from hubops.queries import chain, road
from hubops.queries.chain import House, LineChain
from hubops.queries.looking import Looking
from hubops.store.rows import AnyRow

BEFORE_DAYS, AHEAD_DAYS = 3, 21
"""Who asks means a delivery of these days: the last ones, or one to come."""
MOST_SAID = 6
"""Messages that are told of; the newest."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A kitchen that a question may mean."""

    id: UUID
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Coming:
    """One delivery to the kitchen: a stop of a run, what a producer brings itself, or what nothing brings yet."""

    day: date | None
    route: str
    """Empty for what comes without the hub, or by nothing."""
    departure_at: datetime | None
    departed_at: datetime | None
    arrival_at: datetime | None
    delivered_at: datetime | None
    outcome: str
    """As the signed manifest tells it; empty before."""
    lines: tuple[LineChain, ...]

    @property
    def reached(self) -> Counter[str]:
        """How many lines have come how far; ``short`` for those of which nothing comes."""
        return Counter("short" if line.comes_to_nothing else line.reached for line in self.lines if not line.cancelled)

    @property
    def left_without(self) -> bool:
        """The run departed, and nothing was packed for the kitchen."""
        return self.departed_at is not None and not any(line.packed for line in self.lines)

    def late(self, now: datetime) -> tuple[LineChain, ...]:
        """The lines whose next step should have happened."""
        return tuple(line for line in self.lines if line.late(now))


@dataclass(frozen=True, slots=True)
class Said:
    """A message that concerned the kitchen's orders."""

    at: datetime
    kind: str
    to: str
    channel: str
    state: str
    number: str = ""
    """The order that it names; empty where it names none."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer."""

    kitchen: Asked
    phone: str
    coming: tuple[Coming, ...]
    """What is on its way or still to come, the next first; then what has been."""
    said: tuple[Said, ...]
    alarms: tuple[tuple[str, dict[str, Any]], ...]
    """Kind and values of the alarms that stand about these deliveries."""
    astray: tuple[dict[str, Any], ...] = ()
    """Parcels of the kitchen that stand at a wrong stop: values of the sentence ``deviation.wrong_stop``."""
    order: str = ""
    """The number of the order that was asked for; empty where the question was about the kitchen."""
    of_order: tuple[Coming, ...] = ()
    """What comes of that order; ``coming`` is the rest then."""


_KITCHEN = select(Kitchen.id, Kitchen.code, Kitchen.name)
_KITCHENS = _KITCHEN.where(Kitchen.hub_id == bindparam("hub")).order_by(Kitchen.name)
_BY_ID = _KITCHEN.where(Kitchen.hub_id == bindparam("hub"), Kitchen.id == bindparam("kitchen"))
_OF_ORDER = _KITCHEN.join(Order, and_(Order.hub_id == Kitchen.hub_id, Order.kitchen_id == Kitchen.id)).where(
    Order.hub_id == bindparam("hub"), Order.number == bindparam("number")
)
_OF_LABEL = (
    _KITCHEN.join(Drop, and_(Drop.hub_id == Kitchen.hub_id, Drop.kitchen_id == Kitchen.id))
    .join(Parcel, and_(Parcel.hub_id == Drop.hub_id, Parcel.drop_id == Drop.id))
    .join(HandlingUnit, and_(HandlingUnit.hub_id == Parcel.hub_id, HandlingUnit.parcel_id == Parcel.id))
    .where(Kitchen.hub_id == bindparam("hub"), HandlingUnit.sscc == bindparam("sscc"))
)
_PHONE = select(Kitchen.phone).where(Kitchen.hub_id == bindparam("hub"), Kitchen.id == bindparam("kitchen"))
_DROPS = (
    select(
        Drop.id,
        Drop.arrival_at,
        RouteRun.day,
        RouteRun.departure_at,
        RouteRun.departed_at,
        Route.code.label("route"),
        Handover.delivered_at,
        Handover.outcome,
    )
    .join(RouteRun, and_(RouteRun.hub_id == Drop.hub_id, RouteRun.id == Drop.run_id))
    .join(Route, and_(Route.hub_id == RouteRun.hub_id, Route.id == RouteRun.route_id))
    .outerjoin(
        Handover,
        and_(Handover.hub_id == Drop.hub_id, Handover.drop_id == Drop.id, Handover.undone_by_id.is_(None)),
    )
    .where(
        Drop.hub_id == bindparam("hub"),
        Drop.kitchen_id == bindparam("kitchen"),
        Drop.arrival_at >= bindparam("first"),
        Drop.arrival_at < bindparam("last"),
    )
)
_DIRECT = select(DirectDelivery.__table__).where(
    DirectDelivery.hub_id == bindparam("hub"),
    DirectDelivery.kitchen_id == bindparam("kitchen"),
    DirectDelivery.day >= bindparam("first"),
    DirectDelivery.day <= bindparam("last"),
)
_OF_DROPS = select(OrderLine.id, OrderLine.drop_id.label("of")).where(
    OrderLine.hub_id == bindparam("hub"), OrderLine.drop_id.in_(bindparam("of", expanding=True))
)
_OF_DIRECT = (
    select(OrderLine.id, OrderLine.direct_delivery_id.label("of"))
    .join(Order, and_(Order.hub_id == OrderLine.hub_id, Order.id == OrderLine.order_id))
    .where(
        Order.hub_id == bindparam("hub"),
        Order.kitchen_id == bindparam("kitchen"),
        Order.imported_at >= bindparam("since"),
        OrderLine.drop_id.is_(None),
    )
)
"""Lines that no run brings: what a producer brings itself, and what nothing brings (``of`` is None)."""
_SAID = (
    select(Notice.at, Notice.kind, Notice.content, Notice.channel, Notice.state)
    .where(Notice.hub_id == bindparam("hub"), Notice.party_id == bindparam("kitchen"))
    .order_by(Notice.id.desc())
    .limit(MOST_SAID)
)
_ALARMS = (
    select(Alarm.kind, Alarm.values.label("facts"), Alarm.subject_id)
    .where(Alarm.hub_id == bindparam("hub"), Alarm.ended_at.is_(None))
    .order_by(Alarm.raised_at)
)


def find(looking: Looking, text: str) -> list[Asked]:
    """The kitchens that a question may mean: by order number, by code, or by any part of the name."""
    tx = looking.tx
    wanted = text.strip().casefold()
    if not wanted:
        return []
    by_order = tx.execute(_OF_ORDER, {"hub": tx.hub_id, "number": text.strip()}).one_or_none()
    if by_order is not None:
        return [Asked(*by_order)]
    known = [Asked(*row) for row in tx.execute(_KITCHENS, {"hub": tx.hub_id})]
    same = [each for each in known if wanted in (each.code.casefold(), each.name.casefold())]
    return same or [each for each in known if wanted in each.name.casefold()]


def by_id(looking: Looking, kitchen_id: UUID) -> Asked:
    """A kitchen by its key."""
    return Asked(*looking.tx.execute(_BY_ID, {"hub": looking.tx.hub_id, "kitchen": kitchen_id}).one())


def of_label(looking: Looking, sscc: str) -> Asked | None:
    """The kitchen of a drop label; None if the hub never gave it out."""
    row = looking.tx.execute(_OF_LABEL, {"hub": looking.tx.hub_id, "sscc": sscc}).one_or_none()
    return Asked(*row) if row is not None else None


def read(looking: Looking, kitchen: Asked, house: House, text: str = "") -> Answer:
    """Where the goods of a kitchen are; of the order first whose number ``text`` is."""
    tx, now = looking.tx, looking.tx.now
    first, last = now - timedelta(days=BEFORE_DAYS), now + timedelta(days=AHEAD_DAYS)
    params = {"hub": tx.hub_id, "kitchen": kitchen.id}
    drops = tx.execute(_DROPS, {**params, "first": first, "last": last}).all()
    direct = tx.execute(_DIRECT, {**params, "first": first.date(), "last": last.date()}).all()
    lines_of = _lines_of(looking, kitchen.id, [drop.id for drop in drops], house)
    coming = [_by_run(drop, lines_of[drop.id]) for drop in drops if drop.id in lines_of]
    coming += [_by_producer(each, lines_of[each.id]) for each in direct if each.id in lines_of]
    if None in lines_of:
        coming.append(Coming(None, "", None, None, None, None, "", tuple(lines_of[None])))
    coming.sort(key=lambda each: (each.delivered_at is not None, each.arrival_at or now))
    by_number = {"hub": tx.hub_id, "number": text.strip()}
    order = text.strip() if text and tx.execute(_OF_ORDER, by_number).one_or_none() else ""
    subjects = {kitchen.id, *(drop.id for drop in drops), *(each.id for each in direct)}
    subjects |= {line.id for each in coming for line in each.lines}
    standing = tx.execute(_ALARMS, {"hub": tx.hub_id}).all()
    return Answer(
        kitchen,
        tx.execute(_PHONE, params).scalar_one() or "",
        _part(coming, lambda line: not order or line.order != order),
        tuple(_said(row) for row in tx.execute(_SAID, params)),
        tuple((row.kind, json.loads(row.facts)) for row in standing if row.subject_id in subjects),
        tuple(road.astray_of(looking, [drop.id for drop in drops])),
        order,
        _part(coming, lambda line: line.order == order),
    )


def _lines_of(looking: Looking, kitchen: UUID, drops: list[UUID], house: House) -> dict[UUID | None, list[LineChain]]:
    """The kitchen's lines by what brings them: a drop, a direct delivery, or nothing."""
    tx = looking.tx
    since = tx.now - timedelta(days=AHEAD_DAYS)
    found = [*tx.conn.execute(_OF_DROPS, {"hub": tx.hub_id, "of": drops})]
    found += tx.conn.execute(_OF_DIRECT, {"hub": tx.hub_id, "kitchen": kitchen, "since": since})
    brought = {row.id: row.of for row in found}
    lines: dict[UUID | None, list[LineChain]] = {}
    for line in chain.read(looking, brought, house):
        lines.setdefault(brought[line.id], []).append(line)
    return lines


def _part(coming: Iterable[Coming], is_meant: Callable[[LineChain], bool]) -> tuple[Coming, ...]:
    """The deliveries with the lines that are meant, without those that hold none."""
    parts = (replace(each, lines=tuple(filter(is_meant, each.lines))) for each in coming)
    return tuple(part for part in parts if part.lines)


def _said(row: AnyRow) -> Said:
    content = json.loads(row.content)
    return Said(row.at, row.kind, content["to"], row.channel, row.state, str(content["values"].get("number", "")))


def _by_run(drop: AnyRow, lines: list[LineChain]) -> Coming:
    return Coming(
        drop.day,
        drop.route,
        drop.departure_at,
        drop.departed_at,
        drop.arrival_at,
        drop.delivered_at,
        drop.outcome or "",
        tuple(lines),
    )


def _by_producer(direct: AnyRow, lines: list[LineChain]) -> Coming:
    outcome = direct.state if direct.settled_at is not None else ""
    return Coming(direct.day, "", None, None, direct.arrival_at, direct.settled_at, outcome, tuple(lines))
