"""What a day holds when it begins: who brings what, which kitchens wait for what on which vehicle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from hubops.model.call_offs import DirectDelivery
from hubops.model.inbound import Delivery, ExpectedLine
from hubops.model.orders import Order, OrderLine
from hubops.model.outbound import Drop, RouteRun
from hubops.model.parties import Kitchen, Producer
from hubops.model.places import Vehicle
from hubops.model.products import PackLevel, Product
from hubops.model.schedule import Route
from hubops.operations.booking import Booking

SERVED = timedelta(days=6)
"""What is fetched today may be for runs of so many days."""


@dataclass(frozen=True)
class Comes:
    """An article that is expected today."""

    org_number: str
    producer: str
    gtin: str
    product: str
    temperature_class: str
    weighed: bool
    pieces: int
    case_pieces: int
    """0 where it has no case."""


@dataclass(frozen=True)
class Goes:
    """An order line on a run of these days."""

    day: date
    vehicle: str
    route: str
    kitchen: str
    number: str
    line: int
    gtin: str
    product: str
    temperature_class: str


@dataclass(frozen=True)
class Brought:
    """An order line that its producer brings to the kitchen itself."""

    delivery_id: UUID
    kitchen: str
    number: str
    line: int
    gtin: str


@dataclass(frozen=True)
class Today:
    """The day."""

    day: date
    comes: tuple[Comes, ...]
    goes: tuple[Goes, ...]
    """Of today and the next days."""
    direct: tuple[Brought, ...]
    """What producers drive to kitchens today."""

    @property
    def now(self) -> list[Goes]:
        """What goes today."""
        return [each for each in self.goes if each.day == self.day]

    def lines_of(self, kitchen: str) -> set[tuple[str, int]]:
        """Order number and line of all that a vehicle brings to a kitchen (its name) today."""
        return {(each.number, each.line) for each in self.now if each.kitchen == kitchen}

    def kitchens_of(self, gtins: set[str]) -> set[str]:
        """The kitchens that wait for these articles, in these days."""
        return {each.kitchen for each in self.goes if each.gtin in gtins}

    @classmethod
    def read(cls, booking: Booking) -> Today:
        """As it stands now."""
        return cls(booking.day, _comes(booking), _goes(booking), _direct(booking))


def _comes(booking: Booking) -> tuple[Comes, ...]:
    rows = booking.tx.conn.execute(
        select(
            Producer.org_number,
            Producer.name.label("producer"),
            Product.gtin,
            Product.name,
            Product.temperature_class,
            Product.measured_by,
            ExpectedLine.pieces,
            PackLevel.pieces.label("case_pieces"),
        )
        .select_from(Delivery)
        .join(ExpectedLine, ExpectedLine.delivery_id == Delivery.id)
        .join(Product, Product.id == ExpectedLine.product_id)
        .join(Producer, Producer.id == Delivery.producer_id)
        .outerjoin(PackLevel, (PackLevel.product_id == Product.id) & (PackLevel.level == "case"))
        .where(Delivery.day == booking.day, Delivery.closed_at.is_(None), ExpectedLine.pieces > 0)
        .order_by(Product.gtin)
    )
    return tuple(
        Comes(
            row.org_number,
            row.producer,
            row.gtin,
            row.name,
            row.temperature_class,
            row.measured_by == "weight",
            row.pieces,
            row.case_pieces or 0,
        )
        for row in rows
    )


def _goes(booking: Booking) -> tuple[Goes, ...]:
    rows = booking.tx.conn.execute(
        select(
            RouteRun.day,
            Vehicle.code.label("vehicle"),
            Route.code.label("route"),
            Kitchen.name.label("kitchen"),
            Order.number,
            OrderLine.line,
            Product.gtin,
            Product.name.label("product"),
            Product.temperature_class,
        )
        .select_from(OrderLine)
        .join(Order, Order.id == OrderLine.order_id)
        .join(Product, Product.id == OrderLine.product_id)
        .join(Drop, Drop.id == OrderLine.drop_id)
        .join(RouteRun, RouteRun.id == Drop.run_id)
        .join(Route, Route.id == RouteRun.route_id)
        .join(Vehicle, Vehicle.id == RouteRun.vehicle_id)
        .join(Kitchen, Kitchen.id == Drop.kitchen_id)
        .where(RouteRun.day.between(booking.day, booking.day + SERVED), OrderLine.cancelled_at.is_(None))
        .order_by(RouteRun.day, RouteRun.departure_at, Drop.stop, Order.number, OrderLine.line)
    )
    return tuple(Goes(**row._mapping) for row in rows)


def _direct(booking: Booking) -> tuple[Brought, ...]:
    rows = booking.tx.conn.execute(
        select(
            DirectDelivery.id.label("delivery_id"),
            Kitchen.name.label("kitchen"),
            Order.number,
            OrderLine.line,
            Product.gtin,
        )
        .select_from(OrderLine)
        .join(Order, Order.id == OrderLine.order_id)
        .join(Product, Product.id == OrderLine.product_id)
        .join(DirectDelivery, DirectDelivery.id == OrderLine.direct_delivery_id)
        .join(Kitchen, Kitchen.id == DirectDelivery.kitchen_id)
        .where(DirectDelivery.day == booking.day, OrderLine.cancelled_at.is_(None))
        .order_by(Kitchen.name, Order.number, OrderLine.line)
    )
    return tuple(Brought(**row._mapping) for row in rows)
