"""Intake: an order is accepted once, its lines are promised to the first run that serves the kitchen in time."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import bindparam, select

from hubops.errors import BadInput, Refused
from hubops.model.orders import Order, OrderLine
from hubops.model.outbound import Drop, RouteRun
from hubops.model.parties import Kitchen
from hubops.model.places import Zone
from hubops.model.schedule import Route, RouteStop
from hubops.operations import season
from hubops.operations.articles import Articles
from hubops.operations.booking import Booking
from hubops.operations.order_content import LineContent, OrderContent
from hubops.operations.season import Ordered
from hubops.planning.calendar import parse_cutoff, weekdays_of
from hubops.store import rows

_ORDER = select(Order.content_hash).where(Order.hub_id == bindparam("hub"), Order.number == bindparam("number"))
_KITCHEN = select(Kitchen.id).where(Kitchen.hub_id == bindparam("hub"), Kitchen.code == bindparam("code"))
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


def accept(
    booking: Booking, content: OrderContent, articles: Articles | None = None, file_id: UUID | None = None
) -> Intake:
    """Accept an order; the same number with the same content is known and changes nothing.

    ``articles`` are those that were read already for other orders of the booking; ``file_id`` is the file it came in.

    Raises:
        Refused: ``order.conflict``, the number is known with other content.
        BadInput: a kitchen, article or unit that the hub does not know.
    """
    tx = booking.tx
    digest = content.digest
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
        file_id=file_id,
    )
    articles = articles or Articles(booking)
    drop_id = promised_drop(booking, order_id, kitchen_id, content)
    for line in content.lines:
        add_line(booking, order_id, drop_id, content.number, line, articles)
    booking.event("order_accepted", order_id, number=content.number, lines=len(content.lines))
    if articles.agreed:
        added: Counter[UUID] = Counter()
        for line in content.lines:
            product_id, pieces = articles.pieces_of(content.number, line)
            added[product_id] += pieces
        order = Ordered(order_id, content.number, kitchen_id, content.requested_date)
        season.warn(booking, articles, order, added)
    return Intake.ACCEPTED


def add_line(
    booking: Booking, order_id: UUID, drop_id: UUID | None, number: str, line: LineContent, articles: Articles
) -> UUID:
    """Add a line to an order; its key is returned. Raises BadInput for an unknown article or unit."""
    product_id, pieces = articles.pieces_of(number, line)
    return rows.add(
        booking.tx,
        OrderLine,
        order_id=order_id,
        line=line.line,
        product_id=product_id,
        pieces=pieces,
        ordered_quantity=line.quantity,
        note=line.note or None,
        drop_id=drop_id,
        cancelled_at=None,
    )


def promised_drop(booking: Booking, order_id: UUID, kitchen_id: UUID, content: OrderContent) -> UUID | None:
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
