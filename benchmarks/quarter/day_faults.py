"""Days change after orders were promised for them: the right orders are told so once, and nobody else."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import partial

from sqlalchemy import func, select

from benchmarks.quarter.faults import Hand, Kind
from benchmarks.quarter.findings import ANY_NUMBER, DEVIATION, MESSAGE, Injected
from benchmarks.quarter.orders import file_of
from benchmarks.quarter.orders import rows as rows_of
from hubops.model.orders import Order, OrderLine
from hubops.model.outbound import Drop, RouteRun
from hubops.model.parties import Kitchen, Producer
from hubops.model.products import Product
from hubops.model.promises import Promise
from hubops.model.schedule import Route
from hubops.operations.booking import Booking
from hubops.planning.promise import KITCHEN_CLOSED, NO_ROUTE_DAY, PICKUP_CLOSED

AFTER_ORDERS = time(10, 5)
SOON, FAR = 2, 6
"""So many days ahead a day is changed: nothing is packed for it yet."""
HEAD = "scope;code;from;to;moved_to;reason"


@dataclass(frozen=True)
class Promised:
    """A line with what is promised of it last."""

    number: str
    kitchen: str
    """Its code."""
    gtin: str
    org_number: str
    route: str | None
    """None where its producer brings it."""
    day: date
    fetched_on: date | None


def closed_kitchen(hand: Hand, name: str) -> bool:
    """A kitchen tells that it is closed on a day for which it has ordered, and orders for that day again."""
    kitchen = hand.random.choice(sorted(hand.book.routes))
    days = [day for day in hand.book.days(kitchen) if hand.book.possible(day, kitchen)]
    if not days:
        return False
    day = days[-1]
    articles = [each for each in hand.book.possible(day, kitchen) if not each.direct]
    told = {each.number for each in _promised(hand) if (each.kitchen, each.day) == (kitchen, day)}
    if not hand.free(*told):
        return False
    made = hand.inject(name)
    _change(hand, f"kitchen;{kitchen};{day};{day};;Planleggingsdag")
    hand.book.closed.add((kitchen, day))
    _moved(hand, made, told, {"before_on": day.isoformat(), "cause_word": KITCHEN_CLOSED})
    order = hand.book.order(kitchen, day, [hand.random.choice(articles)])
    hand.world.drop_file(file_of(order.rows()))
    made.deviation("other_day", number=order.number, cause_word=KITCHEN_CLOSED)
    made.maybe(DEVIATION, "lead_time", number=order.number)
    return True


def closed_route(hand: Hand, name: str) -> bool:
    """A route does not run on a day: whatever it was to bring comes on another one."""
    return _route_changes(hand, name, moves=False)


def moved_route(hand: Hand, name: str) -> bool:
    """A route runs on the day after instead: all that it was to bring comes then."""
    return _route_changes(hand, name, moves=True)


def closed_pickup(hand: Hand, name: str) -> bool:
    """A producer's goods are not fetched on a day: only what can't be fetched on another one in time comes later."""
    days = _ahead(hand)
    promised = _promised(hand)
    waiting: dict[tuple[str, date], set[str]] = {}
    for each in promised:
        if each.route and each.fetched_on in days:
            waiting.setdefault((each.org_number, each.fetched_on), set()).add(each.number)
    free = sorted(pickup for pickup, orders in waiting.items() if hand.free(pickup[0], *orders))
    if not free:
        return False
    org_number, day = hand.random.choice(free)
    hand.touch(org_number)
    hand.book.no_pickup.add((org_number, day))
    mine = [each for each in promised if (each.org_number, each.fetched_on) == (org_number, day)]
    late = {each.number for each in mine if not hand.book.fetchable(hand.book.articles[each.gtin], each.day)}
    made = hand.inject(name)
    _change(hand, f"producer;{org_number};{day};{day};;Planleggingsdag")
    _moved(hand, made, late, {"cause_word": PICKUP_CLOSED})
    return True


KINDS: tuple[Kind, ...] = (
    Kind("kitchen closed", AFTER_ORDERS, closed_kitchen),
    Kind("route closed", AFTER_ORDERS, closed_route),
    Kind("route moved", AFTER_ORDERS, moved_route),
    Kind("pickup closed", AFTER_ORDERS, closed_pickup),
)


def _route_changes(hand: Hand, name: str, *, moves: bool) -> bool:
    promised = _promised(hand)
    stops = {each["kitchen"]: each["route"] for each in rows_of("routes")}
    runs: list[tuple[str, date]] = []
    for route, day in sorted({(each.route, each.day) for each in promised if each.route}):
        kitchens = {kitchen for kitchen, of in stops.items() if of == route}
        orders = {each.number for each in promised if (each.route, each.day) == (route, day)}
        may = not moves or _may_move(hand, kitchens, day + timedelta(days=1))
        if may and day in _ahead(hand) and hand.free(*orders):
            runs.append((route, day))
    if not runs:
        return False
    route, day = hand.random.choice(runs)
    after = day + timedelta(days=1)
    made = hand.inject(name)
    told = {each.number for each in promised if (each.route, each.day) == (route, day)}
    _change(hand, f"route;{route};{day};{day};{after if moves else ''};Veien er stengt")
    hand.book.closed.update((kitchen, day) for kitchen, of in stops.items() if of == route)
    where = {"before_on": day.isoformat(), "cause_word": NO_ROUTE_DAY}
    _moved(hand, made, told, where | ({"promised_on": after.isoformat()} if moves else {}))
    return True


def _may_move(hand: Hand, kitchens: Collection[str], day: date) -> bool:
    """Whether a route may run on a day on which it does not run, and all its kitchens are open."""
    weekdays = {weekday for kitchen in kitchens for weekday in hand.book.routes[kitchen][1]}
    is_open = not any((kitchen, day) in hand.book.closed for kitchen in kitchens)
    return hand.book.calendar.is_working_day(day) and day.weekday() not in weekdays and is_open


def _moved(hand: Hand, made: Injected, orders: set[str], where: Mapping[str, object]) -> None:
    """Each of these orders is told once that lines of it come on another day; so may be what was moved before."""
    for number in sorted(orders):
        made.message("order_moved", number=number)
        made.must.append(made.claim(DEVIATION, "promise_moved", {**where, "number": number}, 0, ANY_NUMBER))
        made.maybe(DEVIATION, "lead_time", number=number)
    made.maybe(MESSAGE, "order_moved", number=hand.moved - orders)
    hand.moved.update(orders)
    hand.touch(*orders)


def _change(hand: Hand, row: str) -> None:
    hand.world.import_text("closed-days", f"{HEAD}\n{row}\n")


def _ahead(hand: Hand) -> set[date]:
    return {hand.today.day + timedelta(days=n) for n in range(SOON, FAR + 1)}


def _promised(hand: Hand) -> list[Promised]:
    return hand.world.look(partial(_lines_promised, after=hand.today.day))


def _lines_promised(booking: Booking, after: date) -> list[Promised]:
    newest = select(func.max(Promise.id)).group_by(Promise.order_line_id)
    rows = booking.tx.conn.execute(
        select(
            Order.number,
            Kitchen.code.label("kitchen"),
            Product.gtin,
            Producer.org_number,
            Route.code.label("route"),
            Promise.day,
            Promise.pickup_day.label("fetched_on"),
        )
        .select_from(OrderLine)
        .join(Order, Order.id == OrderLine.order_id)
        .join(Kitchen, Kitchen.id == Order.kitchen_id)
        .join(Product, Product.id == OrderLine.product_id)
        .join(Producer, Producer.id == Product.producer_id)
        .join(Promise, Promise.order_line_id == OrderLine.id)
        .outerjoin(Drop, Drop.id == OrderLine.drop_id)
        .outerjoin(RouteRun, RouteRun.id == Drop.run_id)
        .outerjoin(Route, Route.id == RouteRun.route_id)
        .where(Promise.id.in_(newest), Promise.day > after, OrderLine.cancelled_at.is_(None))
        .order_by(Order.number, OrderLine.line)
    )
    return [Promised(**row._mapping) for row in rows]
