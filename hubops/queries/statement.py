"""The day's closing statement: every order line in exactly one state, and whatever is in none is unaccounted.

The lines are those promised for the day, the overdue of earlier days, and those imported that day (interfaces.md).
"""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, bindparam, func, literal_column, select, union_all

from hubops.model.call_offs import DirectDelivery
from hubops.model.evidence import Deviation, Event, FloorInput
from hubops.model.orders import OpenLine, Order, OrderLine, Substitution
from hubops.model.outbound import ASTRAY, CAME_BACK, Drop, Handover, Parcel, RouteRun
from hubops.model.parties import Kitchen
from hubops.model.products import Product
from hubops.model.progress import INTO_PARCEL, ITS_PARCEL, NOT_TAKEN, SHORT, WENT_ASTRAY
from hubops.model.schedule import Route
from hubops.model.stock import Movement
from hubops.queries.looking import Looking
from hubops.store.rows import AnyRow

STATES = (
    "delivered",
    "on_its_way",
    "short",
    "refused",
    "cancelled",
    "waste",
    "carried",
    "not_yet_due",
    "unaccounted",
)
LEFT_OPEN = ("unaccounted", "on_its_way")
"""States of a line of an earlier day that is told again: in none, or gone and nobody has signed for it."""
WASTED = ("damaged", "too_warm")
"""Reasons of a written-off parcel whose goods are waste; goods that were not found are short."""

OFFERED = ("refused", "not_home")
"""Outcomes of a stop at which the driver stood with all its parcels."""

LOOKED_BACK = timedelta(days=31)
"""So far the runs of earlier days are looked through; what an older day left open, its closing has kept. So a hub
closes its day at once in its tenth year, too, and no line is forgotten."""

_LISTED = union_all(
    select(OrderLine.id)
    .join(Drop, and_(Drop.hub_id == OrderLine.hub_id, Drop.id == OrderLine.drop_id))
    .join(RouteRun, and_(RouteRun.hub_id == Drop.hub_id, RouteRun.id == Drop.run_id))
    .where(RouteRun.hub_id == bindparam("hub"), RouteRun.day.between(bindparam("since"), bindparam("day"))),
    select(OrderLine.id)
    .join(
        DirectDelivery,
        and_(DirectDelivery.hub_id == OrderLine.hub_id, DirectDelivery.id == OrderLine.direct_delivery_id),
    )
    .where(DirectDelivery.hub_id == bindparam("hub"), DirectDelivery.day.between(bindparam("since"), bindparam("day"))),
    select(OrderLine.id).where(
        OrderLine.hub_id == bindparam("hub"),
        OrderLine.drop_id.is_(None),
        OrderLine.direct_delivery_id.is_(None),
        OrderLine.cancelled_at.is_(None),
    ),
    select(OpenLine.order_line_id).where(
        OpenLine.hub_id == bindparam("hub"), OpenLine.settled_at.is_(None), OpenLine.day < bindparam("day")
    ),
    select(OrderLine.id)
    .join(Order, and_(Order.hub_id == OrderLine.hub_id, Order.id == OrderLine.order_id))
    .where(
        Order.hub_id == bindparam("hub"), Order.imported_at >= bindparam("start"), Order.imported_at < bindparam("end")
    ),
)
"""The keys of the lines that the statement of a day may be about."""
_LINES = (
    select(
        OrderLine.id,
        Order.number,
        OrderLine.line,
        OrderLine.pieces,
        OrderLine.cancelled_at,
        Kitchen.name.label("kitchen"),
        Product.name.label("product"),
        Route.code.label("route"),
        func.coalesce(RouteRun.day, DirectDelivery.day).label("day"),
        RouteRun.departure_at,
        RouteRun.departed_at,
        DirectDelivery.state.label("direct"),
        DirectDelivery.arrival_at.label("direct_arrival_at"),
        SHORT.label("short"),
        NOT_TAKEN.label("not_taken"),
    )
    .join(Order, and_(Order.hub_id == OrderLine.hub_id, Order.id == OrderLine.order_id))
    .join(Kitchen, and_(Kitchen.hub_id == Order.hub_id, Kitchen.id == Order.kitchen_id))
    .join(Product, and_(Product.hub_id == OrderLine.hub_id, Product.id == OrderLine.product_id))
    .outerjoin(Drop, and_(Drop.hub_id == OrderLine.hub_id, Drop.id == OrderLine.drop_id))
    .outerjoin(RouteRun, and_(RouteRun.hub_id == Drop.hub_id, RouteRun.id == Drop.run_id))
    .outerjoin(Route, and_(Route.hub_id == RouteRun.hub_id, Route.id == RouteRun.route_id))
    .outerjoin(
        DirectDelivery,
        and_(DirectDelivery.hub_id == OrderLine.hub_id, DirectDelivery.id == OrderLine.direct_delivery_id),
    )
    .where(
        OrderLine.hub_id == bindparam("hub"),
        OrderLine.id.in_(_LISTED),
    )
    .order_by(Order.number, OrderLine.line)
)
_IN_PARCELS = (
    select(
        Movement.order_line_id,
        Parcel.state,
        Parcel.written_off_reason,
        Handover.outcome,
        WENT_ASTRAY.label("went_astray"),
        INTO_PARCEL.label("forward"),
        func.sum(Movement.pieces).label("pieces"),
    )
    .join(Parcel, and_(Parcel.hub_id == Movement.hub_id, Parcel.id == ITS_PARCEL))
    .outerjoin(
        Handover,
        and_(Handover.hub_id == Parcel.hub_id, Handover.drop_id == Parcel.drop_id, Handover.undone_by_id.is_(None)),
    )
    .where(Movement.hub_id == bindparam("hub"), Movement.order_line_id.in_(_LISTED))
    .group_by(
        Movement.order_line_id,
        Parcel.hub_id,
        Parcel.id,
        Parcel.state,
        Parcel.written_off_reason,
        Handover.outcome,
        INTO_PARCEL,
    )
)

_INSTEAD = (
    select(Substitution.order_line_id, Product.name, func.sum(Substitution.pieces).label("pieces"))
    .join(Product, and_(Product.hub_id == Substitution.hub_id, Product.id == Substitution.product_id))
    .where(
        Substitution.hub_id == bindparam("hub"),
        Substitution.undone_by_id.is_(None),
        Substitution.order_line_id.in_(_LISTED),
    )
    .group_by(Substitution.order_line_id, Product.id, Product.name)
    .order_by(Product.name)
)
_DEVIATIONS = (
    select(Deviation.kind, Deviation.values.label("facts"))
    .where(
        Deviation.hub_id == bindparam("hub"),
        Deviation.at >= bindparam("start"),
        Deviation.at < bindparam("end"),
        Deviation.undone_by_id.is_(None),
    )
    .order_by(Deviation.id)
)
_TURNED_AWAY = (
    select(FloorInput.turned_away, func.count().label("inputs"))
    .where(
        FloorInput.hub_id == bindparam("hub"),
        FloorInput.at >= bindparam("start"),
        FloorInput.at < bindparam("end"),
        FloorInput.turned_away != literal_column("''"),
    )
    .group_by(FloorInput.turned_away)
    .order_by(FloorInput.turned_away)
)
_CLOSINGS = (
    select(Event.body)
    .where(Event.hub_id == bindparam("hub"), Event.subject_id.is_(None), Event.kind == "day_closed")
    .order_by(Event.id.desc())
)


@dataclass(frozen=True, slots=True)
class LineState:
    """One order line and what became of it, in pieces."""

    order: str
    line: int
    kitchen: str
    product: str
    route: str
    pieces: int
    on_its_way: int
    short: int
    wasted: int
    delivered: int
    refused: int
    """Left with its vehicle and was not taken: still on it, back in quarantine, or single pieces thrown away there."""
    state: str
    instead: tuple[tuple[str, int], ...] = ()
    """Other articles that the kitchen agreed to take for this one, and how many pieces; they count as the line's."""


@dataclass(frozen=True, slots=True)
class Statement:
    """The closing statement of a hub day."""

    day: date
    lines: tuple[LineState, ...]
    left_open: tuple[UUID, ...] = ()
    """The keys of the lines up to that day that are open, for the closing to keep."""

    @property
    def counts(self) -> dict[str, int]:
        """Lines per state, every state named."""
        counted = Counter(line.state for line in self.lines)
        return {state: counted.get(state, 0) for state in STATES}

    @property
    def unaccounted(self) -> int:
        """Lines that are in no state: the number that must be 0."""
        return self.counts["unaccounted"]


def read(looking: Looking, day: date, span: tuple[datetime, datetime]) -> Statement:
    """The statement of a day; ``span`` is the day's beginning and end."""
    tx = looking.tx
    params = {"hub": looking.tx.hub_id, "since": day - LOOKED_BACK, "day": day, "start": span[0], "end": span[1]}
    packed: dict[object, Counter[str]] = {}
    for part in tx.execute(_IN_PARCELS, params):
        pieces = int(part.pieces) if part.forward else -int(part.pieces)
        packed.setdefault(part.order_line_id, Counter())[_place(part)] += pieces
    instead: dict[object, list[tuple[str, int]]] = {}
    for other in tx.execute(_INSTEAD, params):
        instead.setdefault(other.order_line_id, []).append((other.name, int(other.pieces)))
    lines, left_open = [], []
    for row in tx.execute(_LINES, params):
        if row.direct is not None:
            line = _direct_state(row, looking.tx.now)
        else:
            line = _state(row, packed.get(row.id, Counter()), tuple(instead.get(row.id, ())), looking.tx.now)
        if row.day is None or row.day >= day or line.state in LEFT_OPEN:
            lines.append(line)
            if line.state in LEFT_OPEN and (row.day is None or row.day <= day):
                left_open.append(row.id)
    return Statement(day, tuple(lines), tuple(left_open))


def _place(part: AnyRow) -> str:
    """What became of pieces in a parcel; what a recorded stop left on the vehicle was refused there.

    What stands at a wrong stop is on its way: its kitchen has it not, and nobody has said that it never comes.
    What came back from a wrong stop never came to its kitchen, unless that kitchen was asked and said no.
    """
    if part.state == ASTRAY:
        return "loaded"
    if part.state == "written_off":
        return "wasted" if part.written_off_reason in WASTED else "lost"
    if part.state in CAME_BACK and part.went_astray and part.outcome not in OFFERED:
        return "lost"
    if part.state in CAME_BACK or (part.state == "loaded" and part.outcome is not None):
        return "refused"
    return part.state if part.state in ("loaded", "delivered") else "inside"


def _direct_state(row: AnyRow, now: datetime) -> LineState:
    """What became of goods that their producer brings to the kitchen.

    Nobody has confirmed it: like goods on a vehicle whose papers are not back it is on its way, with an alarm, until
    somebody tells.
    """
    short = int(row.short)
    rest = row.pieces - short
    gone = row.direct == "sent" or (row.direct == "promised" and now >= row.direct_arrival_at)
    taken = rest if row.direct in ("delivered", "part") else 0
    refused = rest if row.direct in ("refused", "not_home") else 0
    if row.cancelled_at is not None:
        state = "cancelled"
    elif row.direct in ("promised", "sent"):
        state = "short" if not rest else "on_its_way" if gone else "not_yet_due"
    elif refused:
        state = "refused"
    else:
        state = "short" if short else "delivered"
    return LineState(
        order=row.number,
        line=row.line,
        kitchen=row.kitchen,
        product=row.product,
        route="",
        pieces=row.pieces,
        on_its_way=rest if gone else 0,
        short=short,
        wasted=0,
        delivered=taken,
        refused=refused,
        state=state,
    )


def _state(row: AnyRow, packed: Counter[str], instead: tuple[tuple[str, int], ...], now: datetime) -> LineState:
    on_its_way = packed["loaded"] if row.departed_at else 0
    not_taken = int(row.not_taken)
    delivered, refused = packed["delivered"], packed["refused"] + not_taken
    # what was declared short is final with the departure: until then goods may turn up
    declared = int(row.short) - not_taken if row.departed_at else 0
    wasted, short = packed["wasted"], declared + packed["lost"]
    if row.cancelled_at is not None:
        state = "cancelled"
    elif row.day is not None and row.departed_at is None and now < row.departure_at:
        state = "not_yet_due"
    elif on_its_way + delivered + refused + wasted + short != row.pieces:
        state = "unaccounted"
    elif wasted:
        state = "waste"
    elif refused:
        state = "refused"
    else:
        state = "short" if short else "on_its_way" if on_its_way else "delivered"
    return LineState(
        order=row.number,
        line=row.line,
        kitchen=row.kitchen,
        product=row.product,
        route=row.route or "",
        pieces=row.pieces,
        on_its_way=on_its_way,
        short=short,
        wasted=wasted,
        delivered=delivered,
        refused=refused,
        state=state,
        instead=instead,
    )


def deviations(looking: Looking, span: tuple[datetime, datetime]) -> tuple[tuple[str, dict[str, object]], ...]:
    """The deviations of a day: kind and the values of its sentence ``deviation.<kind>``, in the order they came."""
    params = {"hub": looking.tx.hub_id, "start": span[0], "end": span[1]}
    return tuple((row.kind, json.loads(row.facts)) for row in looking.tx.execute(_DEVIATIONS, params))


def turned_away(looking: Looking, span: tuple[datetime, datetime]) -> dict[str, int]:
    """How many inputs of a day counted for nothing, by the code of the answer that said so."""
    params = {"hub": looking.tx.hub_id, "start": span[0], "end": span[1]}
    return {row.turned_away: int(row.inputs) for row in looking.tx.execute(_TURNED_AWAY, params)}


def seal(looking: Looking, day: date) -> str:
    """The seal of the event log that the last closing of a day wrote down; empty for a day that is not closed."""
    closings = (json.loads(row.body) for row in looking.tx.execute(_CLOSINGS, {"hub": looking.tx.hub_id}))
    return next((str(closing["seal"]) for closing in closings if closing["day"] == day.isoformat()), "")
