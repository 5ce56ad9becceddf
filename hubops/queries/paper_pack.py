"""What a hub day needs on paper when nothing else works: expected deliveries and routes, frozen as plain values."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date, datetime
from itertools import groupby
from typing import Any, Protocol

from sqlalchemy import bindparam, func, select

from hubops.model.inbound import Delivery, ExpectedLine
from hubops.model.orders import OrderLine
from hubops.model.outbound import Drop, RouteRun
from hubops.model.parties import Kitchen, Producer
from hubops.model.places import Vehicle
from hubops.model.products import Product
from hubops.model.schedule import Route
from hubops.planning.calendar import HubCalendar
from hubops.planning.temperature import ClassRule, product_limit
from hubops.queries.looking import Looking
from hubops.store.rows import AnyRow

Content = dict[str, object]
_EXPECTED = (
    select(
        Delivery.number,
        Delivery.expected_at,
        Producer.name.label("producer"),
        Producer.phone,
        Product.name,
        Product.gtin,
        Product.temperature_class,
        Product.stated_max_cc,
        ExpectedLine.pieces,
    )
    .join(Producer, (Producer.hub_id == Delivery.hub_id) & (Producer.id == Delivery.producer_id))
    .join(ExpectedLine, (ExpectedLine.hub_id == Delivery.hub_id) & (ExpectedLine.delivery_id == Delivery.id))
    .join(Product, (Product.hub_id == ExpectedLine.hub_id) & (Product.id == ExpectedLine.product_id))
    .where(Delivery.hub_id == bindparam("hub"), Delivery.day == bindparam("day"), ExpectedLine.pieces > 0)
    .order_by(Delivery.expected_at, Delivery.number, Product.name, Product.gtin)
)
_ON_THE_WAY_OUT = (
    select(
        Route.code.label("route"),
        Route.name.label("route_name"),
        RouteRun.departure_at,
        Vehicle.code.label("vehicle"),
        Vehicle.registration,
        Drop.stop,
        Drop.arrival_at,
        Kitchen.code.label("kitchen"),
        Kitchen.name.label("kitchen_name"),
        Kitchen.address,
        Kitchen.postcode,
        Kitchen.place,
        Kitchen.window_start,
        Kitchen.window_end,
        Kitchen.access_note,
        Kitchen.phone,
        Product.name.label("product"),
        Product.temperature_class,
        func.sum(OrderLine.pieces).label("pieces"),
    )
    .select_from(OrderLine)
    .join(Product, (Product.hub_id == OrderLine.hub_id) & (Product.id == OrderLine.product_id))
    .join(Drop, (Drop.hub_id == OrderLine.hub_id) & (Drop.id == OrderLine.drop_id))
    .join(Kitchen, (Kitchen.hub_id == Drop.hub_id) & (Kitchen.id == Drop.kitchen_id))
    .join(RouteRun, (RouteRun.hub_id == Drop.hub_id) & (RouteRun.id == Drop.run_id))
    .join(Route, (Route.hub_id == RouteRun.hub_id) & (Route.id == RouteRun.route_id))
    .join(Vehicle, (Vehicle.hub_id == RouteRun.hub_id) & (Vehicle.id == RouteRun.vehicle_id))
    .where(OrderLine.hub_id == bindparam("hub"), RouteRun.day == bindparam("day"), OrderLine.cancelled_at.is_(None))
    .group_by(
        *(key for table in (Route, RouteRun, Vehicle, Drop, Kitchen, Product) for key in (table.hub_id, table.id))
    )
    .order_by(RouteRun.departure_at, Route.code, Drop.stop, Product.temperature_class, Product.name, Product.gtin)
)


class House(Protocol):
    """What a pack says of the hub that stands in no table."""

    @property
    def name(self) -> str:
        """The hub's name."""
        ...

    @property
    def language(self) -> str:
        """The language of its papers."""
        ...

    @property
    def calendar(self) -> HubCalendar:
        """Its calendar, with its time zone."""
        ...

    @property
    def classes(self) -> Mapping[str, ClassRule]:
        """The temperature classes."""
        ...


def content(looking: Looking, house: House, day: date) -> Content:
    """The pack of a hub day, as documents/paper_pack.py draws it."""
    params = {"hub": looking.tx.hub_id, "day": day}
    expected, outward = looking.tx.execute(_EXPECTED, params), looking.tx.execute(_ON_THE_WAY_OUT, params)
    return {
        "hub_name": house.name,
        "day": day.isoformat(),
        "deliveries": [_delivery(house, lines) for lines in _grouped(expected, lambda row: row.number)],
        "routes": [_route(house, lines) for lines in _grouped(outward, lambda row: row.route)],
        "language": house.language,
    }


def _grouped(rows: Iterable[Any], by: Callable[[AnyRow], Hashable]) -> list[list[AnyRow]]:
    return [list(each) for _, each in groupby(rows, by)]


def _delivery(house: House, lines: list[AnyRow]) -> Content:
    head = lines[0]
    return {
        "number": head.number,
        "producer": head.producer,
        "phone": head.phone or "",
        "expected": _clock(house, head.expected_at) if head.expected_at else "",
        "lines": [_line(house, row) for row in lines],
    }


def _line(house: House, row: AnyRow) -> Content:
    rule = house.classes[row.temperature_class]
    return {
        "product": row.name,
        "temperature_class": row.temperature_class,
        "max_cc": product_limit(rule, row.stated_max_cc),
        "pieces": row.pieces,
    }


def _route(house: House, lines: list[AnyRow]) -> Content:
    head = lines[0]
    return {
        "code": head.route,
        "name": head.route_name,
        "vehicle": " ".join(filter(None, (head.vehicle, head.registration))),
        "departure": _clock(house, head.departure_at),
        "stops": [_stop(house, each) for each in _grouped(lines, lambda row: row.stop)],
    }


def _stop(house: House, lines: list[AnyRow]) -> Content:
    head = lines[0]
    return {
        "stop": head.stop,
        "kitchen": f"{head.kitchen} {head.kitchen_name}",
        "address": f"{head.address}, {head.postcode} {head.place}",
        "arrival": _clock(house, head.arrival_at),
        "window": f"{head.window_start:%H:%M}–{head.window_end:%H:%M}",
        "note": ", ".join(filter(None, (head.access_note, head.phone))),
        "lines": [
            {"product": row.product, "temperature_class": row.temperature_class, "max_cc": None, "pieces": row.pieces}
            for row in lines
        ],
    }


def _clock(house: House, at: datetime) -> str:
    return f"{at.astimezone(house.calendar.zone):%H:%M}"
