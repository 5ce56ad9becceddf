"""Intake: an order is accepted once, its lines are promised to the first run that serves the kitchen in time."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import bindparam, select

from hubops.errors import BadInput, Refused
from hubops.model.orders import Order, OrderLine
from hubops.model.outbound import Drop, RouteRun
from hubops.model.parties import Kitchen
from hubops.model.places import Zone
from hubops.model.products import PackLevel, Product
from hubops.model.schedule import Route, RouteStop
from hubops.operations.booking import Booking
from hubops.planning.calendar import parse_cutoff, weekdays_of
from hubops.store import rows

_ORDER = select(Order.content_hash).where(Order.hub_id == bindparam("hub"), Order.number == bindparam("number"))
_KITCHEN = select(Kitchen.id).where(Kitchen.hub_id == bindparam("hub"), Kitchen.code == bindparam("code"))
_PRODUCT = (
    select(Product.id, Product.measured_by, Product.net_g, PackLevel.pieces)
    .join(PackLevel, (PackLevel.hub_id == Product.hub_id) & (PackLevel.product_id == Product.id))
    .where(PackLevel.hub_id == bindparam("hub"), PackLevel.gtin == bindparam("gtin"))
)
_CASE = select(PackLevel.pieces).where(
    PackLevel.hub_id == bindparam("hub"), PackLevel.product_id == bindparam("product"), PackLevel.level == "case"
)
_ROUTES = (
    select(
        Route.id,
        Route.code,
        Route.weekdays,
        Route.cutoff,
        Route.departure,
        Route.vehicle_id,
        RouteStop.stop,
        RouteStop.arrival,
    )
    .join(RouteStop, (RouteStop.hub_id == Route.hub_id) & (RouteStop.route_id == Route.id))
    .where(Route.hub_id == bindparam("hub"), RouteStop.kitchen_id == bindparam("kitchen"))
    .order_by(Route.code)
)
_RUN = select(RouteRun.id).where(
    RouteRun.hub_id == bindparam("hub"), RouteRun.route_id == bindparam("route"), RouteRun.day == bindparam("day")
)
_DROP = select(Drop.id).where(
    Drop.hub_id == bindparam("hub"), Drop.run_id == bindparam("run"), Drop.kitchen_id == bindparam("kitchen")
)
_LANES = select(Zone.id).where(Zone.hub_id == bindparam("hub"), Zone.kind == "lane").order_by(Zone.code)
_ROUTE_CODES = select(Route.id).where(Route.hub_id == bindparam("hub")).order_by(Route.code)


class Intake(StrEnum):
    """What became of an order."""

    ACCEPTED = "accepted"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class LineContent:
    """A line as it was ordered."""

    line: int
    gtin: str
    quantity_thousandths: int
    """The quantity times 1000: kilograms may be broken, and there are no floats in an order."""
    unit: str
    note: str


@dataclass(frozen=True, slots=True)
class OrderContent:
    """An order as it arrived."""

    number: str
    kitchen: str
    ordered_at: datetime
    requested_date: date
    lines: tuple[LineContent, ...]


def accept(booking: Booking, content: OrderContent) -> Intake:
    """Accept an order; the same number with the same content is known and changes nothing.

    Raises:
        Refused: ``order.conflict``, the number is known with other content.
        BadInput: a kitchen, article or unit that the hub does not know.
    """
    tx = booking.tx
    digest = _digest(content)
    known = tx.execute(_ORDER, {"hub": tx.hub_id, "number": content.number}).scalar_one_or_none()
    if known == digest:
        return Intake.KNOWN
    if known is not None:
        raise Refused("order.conflict", number=content.number)
    kitchen_id = tx.execute(_KITCHEN, {"hub": tx.hub_id, "code": content.kitchen}).scalar_one_or_none()
    if kitchen_id is None:
        raise BadInput("order.unknown_kitchen", number=content.number, kitchen=content.kitchen)
    order_id = rows.add(
        tx,
        Order,
        number=content.number,
        kitchen_id=kitchen_id,
        ordered_at=content.ordered_at,
        requested_date=content.requested_date,
        imported_at=tx.now,
        content_hash=digest,
    )
    drop_id = _promise(booking, order_id, kitchen_id, content)
    for line in content.lines:
        _add_line(booking, order_id, drop_id, content, line)
    booking.event("order_accepted", order_id, number=content.number, lines=len(content.lines))
    return Intake.ACCEPTED


def pieces_of(booking: Booking, content: OrderContent, line: LineContent) -> tuple[UUID, int]:
    """The article of a line and its quantity in pieces.

    Kilograms of a weighed article become whole pieces of nominal weight, rounded up: the kitchen gets enough.
    """
    row = booking.tx.execute(_PRODUCT, {"hub": booking.tx.hub_id, "gtin": line.gtin}).first()
    if row is None:
        raise BadInput("order.unknown_item", number=content.number, line=line.line, gtin=line.gtin)
    thousandths = line.quantity_thousandths
    if line.unit == "kg":
        return row.id, -(-thousandths // row.net_g)
    if thousandths % 1000 or thousandths <= 0:
        raise BadInput("order.broken_quantity", number=content.number, line=line.line, unit=line.unit)
    if line.unit == "piece":
        return row.id, thousandths // 1000
    params = {"hub": booking.tx.hub_id, "product": row.id}
    case = booking.tx.execute(_CASE, params).scalar_one_or_none()
    if case is None:
        raise BadInput("order.no_case", number=content.number, line=line.line, gtin=line.gtin)
    return row.id, thousandths // 1000 * int(case)


def _add_line(booking: Booking, order_id: UUID, drop_id: UUID | None, content: OrderContent, line: LineContent) -> None:
    product_id, pieces = pieces_of(booking, content, line)
    quantity = f"{line.quantity_thousandths / 1000:g} {line.unit}"
    rows.add(
        booking.tx,
        OrderLine,
        order_id=order_id,
        line=line.line,
        product_id=product_id,
        pieces=pieces,
        ordered_quantity=quantity,
        note=line.note or None,
        drop_id=drop_id,
        cancelled_at=None,
    )


def _promise(booking: Booking, order_id: UUID, kitchen_id: UUID, content: OrderContent) -> UUID | None:
    """The drop on the first run, not before the day asked for, whose cut-off the order made; None without a route.

    A run on another day than the one asked for is a deviation, and names why.
    """
    calendar = booking.house.calendar
    best: tuple[date, str] | None = None
    chosen = None
    for route in booking.tx.execute(_ROUTES, {"hub": booking.tx.hub_id, "kitchen": kitchen_id}):
        weekdays, cutoff = weekdays_of(route.weekdays), parse_cutoff(route.cutoff)
        day = calendar.first_route_day(content.ordered_at, content.requested_date, weekdays, cutoff)
        if best is None or (day, route.code) < best:
            best, chosen = (day, route.code), route
    if best is None or chosen is None:
        booking.deviation("no_route", kitchen_id, number=content.number, kitchen=content.kitchen)
        return None
    day = best[0]
    if day != content.requested_date:
        _tell_other_day(booking, order_id, content, day, weekdays_of(chosen.weekdays))
    run_id = _ensure_run(booking, chosen.id, chosen.vehicle_id, day, calendar.departure_at(day, chosen.departure))
    found = booking.tx.execute(_DROP, {"hub": booking.tx.hub_id, "run": run_id, "kitchen": kitchen_id})
    return found.scalar_one_or_none() or rows.add(
        booking.tx,
        Drop,
        run_id=run_id,
        kitchen_id=kitchen_id,
        stop=chosen.stop,
        arrival_at=calendar.moment(day, chosen.arrival),
    )


def _tell_other_day(
    booking: Booking, order_id: UUID, content: OrderContent, promised: date, weekdays: frozenset[int]
) -> None:
    calendar, asked = booking.house.calendar, content.requested_date
    if not calendar.is_working_day(asked) and asked.weekday() in weekdays:
        cause = "public_holiday"
    else:
        cause = "cutoff_missed" if calendar.runs_on(weekdays, asked) else "route_not_running"
    values = {"asked_on": asked.isoformat(), "promised_on": promised.isoformat(), "cause_word": cause}
    booking.deviation("other_day", order_id, number=content.number, kitchen=content.kitchen, **values)


def _ensure_run(booking: Booking, route_id: UUID, vehicle_id: UUID, day: date, departure_at: datetime) -> UUID:
    tx = booking.tx
    found = tx.execute(_RUN, {"hub": tx.hub_id, "route": route_id, "day": day}).scalar_one_or_none()
    if isinstance(found, UUID):
        return found
    lanes: Sequence[UUID] = tx.execute(_LANES, {"hub": tx.hub_id}).scalars().all()
    if not lanes:
        raise Refused("stock.no_zone", kind_word="lane")
    routes = list(tx.execute(_ROUTE_CODES, {"hub": tx.hub_id}).scalars())
    return rows.add(
        tx,
        RouteRun,
        route_id=route_id,
        day=day,
        vehicle_id=vehicle_id,
        lane_zone_id=lanes[routes.index(route_id) % len(lanes)],
        departure_at=departure_at,
        departed_at=None,
    )


def _digest(content: OrderContent) -> str:
    return hashlib.sha256(json.dumps(asdict(content), sort_keys=True, default=str).encode()).hexdigest()
