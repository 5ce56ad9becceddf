"""Promising: every order line gets the first day on which it can be at its kitchen; why not sooner is told.

The arithmetic is planning/promise.py; here are the facts it needs: pickups, routes, days that are not as usual, what
stands in the house, and how much the kitchen's cold room takes. They are read once for all orders of a booking.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cached_property
from uuid import UUID

from sqlalchemy import and_, bindparam, func, select

from hubops.model.orders import OrderLine
from hubops.model.outbound import Drop, RouteRun
from hubops.model.parties import Cluster, Kitchen, Producer
from hubops.model.places import Vehicle, Zone
from hubops.model.products import Product
from hubops.model.promises import Promise
from hubops.model.schedule import PickupDay, Route, RouteStop
from hubops.operations import day_changes, direct, runs_to_be
from hubops.operations.booking import Booking
from hubops.operations.loose_stock import Loose
from hubops.planning.calendar import WEEKDAYS, HubCalendar, parse_cutoff
from hubops.planning.day_changes import DayChanges
from hubops.planning.promise import Leg, NoOffer, Offer, Pickup, Rhythm, Wish, earliest
from hubops.store import rows
from hubops.store.rows import AnyRow

_CHILLED = ("ambient", "frozen", "eggs")
"""Classes that take no place in a kitchen's refrigerator."""

NO_VEHICLE = "no_vehicle"
"""The cause where no vehicle that comes to a kitchen keeps the goods' temperature class."""
_OWN_DAYS = Pickup(Rhythm(frozenset(range(5)), parse_cutoff("-1 12:00")), time(0))
"""Of a producer that brings its goods itself and has no fixed days: every working day, ordered the day before."""

_PRODUCERS = (
    select(
        Producer.id,
        Producer.org_number,
        Producer.transport,
        Cluster.code.label("cluster"),
        PickupDay.weekdays,
        PickupDay.window_end,
        PickupDay.cutoff,
    )
    .outerjoin(Cluster, and_(Cluster.hub_id == Producer.hub_id, Cluster.id == Producer.cluster_id))
    .outerjoin(
        PickupDay,
        and_(
            PickupDay.hub_id == Producer.hub_id,
            (PickupDay.producer_id == Producer.id) | (PickupDay.cluster_id == Producer.cluster_id),
        ),
    )
    .where(Producer.hub_id == bindparam("hub"))
    .order_by(Producer.org_number, PickupDay.producer_id.is_(None))
)
_LEGS = (
    select(
        RouteStop.kitchen_id,
        RouteStop.stop,
        RouteStop.arrival,
        Route.id,
        Route.code,
        Route.weekdays,
        Route.cutoff,
        Route.departure,
        Route.vehicle_id,
        Zone.classes,
    )
    .join(Route, and_(Route.hub_id == RouteStop.hub_id, Route.id == RouteStop.route_id))
    .join(Vehicle, and_(Vehicle.hub_id == Route.hub_id, Vehicle.id == Route.vehicle_id))
    .join(Zone, and_(Zone.hub_id == Vehicle.hub_id, Zone.id == Vehicle.zone_id))
    .where(RouteStop.hub_id == bindparam("hub"))
    .order_by(RouteStop.kitchen_id, Route.code)
)
_KITCHEN = select(
    Kitchen.id,
    Kitchen.code,
    Kitchen.kind,
    Kitchen.municipality_number,
    Kitchen.chilled_litres,
    Kitchen.window_start,
).where(Kitchen.hub_id == bindparam("hub"), Kitchen.id == bindparam("kitchen"))
_COLD_ML = (
    select(func.coalesce(func.sum(OrderLine.pieces * func.coalesce(Product.volume_ml, 0)), 0))
    .join(Product, and_(Product.hub_id == OrderLine.hub_id, Product.id == OrderLine.product_id))
    .join(Drop, and_(Drop.hub_id == OrderLine.hub_id, Drop.id == OrderLine.drop_id))
    .join(RouteRun, and_(RouteRun.hub_id == Drop.hub_id, RouteRun.id == Drop.run_id))
    .where(
        Drop.hub_id == bindparam("hub"),
        Drop.kitchen_id == bindparam("kitchen"),
        RouteRun.day == bindparam("day"),
        OrderLine.cancelled_at.is_(None),
        Product.temperature_class.not_in(_CHILLED),
    )
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be promised."""

    kitchen_id: UUID
    ordered_at: datetime
    requested: date


@dataclass(frozen=True, slots=True)
class Goods:
    """The article and quantity of an order line."""

    product_id: UUID
    producer_id: UUID
    temperature_class: str
    volume_ml: int
    pieces: int

    @property
    def cold_ml(self) -> int:
        """What it takes of a kitchen's refrigerator."""
        return 0 if self.temperature_class in _CHILLED else self.pieces * self.volume_ml


@dataclass(frozen=True, slots=True)
class Promised:
    """What became of a line: a stop of a run, a delivery by the producer, or nothing."""

    day: date | None
    arrival_at: datetime | None
    drop_id: UUID | None
    direct_delivery_id: UUID | None
    pickup_day: date | None
    cause: str
    """Of planning/promise.py; empty if it comes on the day asked for."""
    late: bool
    """Later than asked for, or never."""
    route: str = ""
    """The code of the route that brings it; empty for a delivery by the producer."""


@dataclass(frozen=True, slots=True)
class _Source:
    """How a producer's goods reach the kitchens."""

    direct: bool
    pickup: Pickup | None


class Promising:
    """Promises of one booking. What it read at first it does not read again."""

    def __init__(self, booking: Booking) -> None:
        self._booking = booking
        self._kitchens: dict[UUID, AnyRow] = {}
        self._cold_ml: dict[tuple[UUID, date], int] = {}
        self._loose = Loose(booking)
        self._drops: dict[tuple[UUID, str, date], tuple[UUID, datetime]] = {}
        self._offers: dict[tuple[Wanted, tuple[Leg, ...], frozenset[date], Pickup | None], Offer | NoOffer] = {}
        self._as_legs: dict[tuple[UUID, str], tuple[Leg, ...]] = {}
        self._too_much: defaultdict[UUID, dict[date, int]] = defaultdict(dict)
        """By kitchen and day, what did not fit any more; it only gets fuller."""

    def promise(self, wanted: Wanted, goods: Goods) -> Promised:
        """The first day on which the goods can be at the kitchen; nothing is written but the run and the stop."""
        promised = self.foresee(wanted, goods)
        day, arrival_at = promised.day, promised.arrival_at
        if day is None or arrival_at is None:
            return promised
        if promised.route:
            drop_id, arrival_at = self._drop(wanted.kitchen_id, promised.route, day)
            return replace(promised, drop_id=drop_id, arrival_at=arrival_at)
        key = direct.delivery_on(self._booking, goods.producer_id, wanted.kitchen_id, day, arrival_at)
        return replace(promised, direct_delivery_id=key)

    def foresee(self, wanted: Wanted, goods: Goods) -> Promised:
        """What would be promised: the same, with nothing written; what it speaks for is spoken for in this object."""
        source = self._sources.get(goods.producer_id, _Source(False, None))
        if source.direct:
            return self._directly(wanted, source)
        offer = self._offer(wanted, goods, source.pickup)
        not_as_asked = isinstance(offer, NoOffer) or offer.day != wanted.requested
        if not_as_asked and source.pickup is not None and self._loose.take(goods.product_id, goods.pieces):
            offer = self._offer(wanted, goods, None)
        if isinstance(offer, NoOffer):
            return Promised(None, None, None, None, None, offer.cause, late=True)
        self._cold_ml[wanted.kitchen_id, offer.day] = self._cold(wanted.kitchen_id, offer.day) + goods.cold_ml
        arrival_at = self.calendar.moment(offer.day, offer.leg.arrival)
        late = offer.day > wanted.requested
        return Promised(offer.day, arrival_at, None, None, offer.pickup_day, offer.cause, late, offer.leg.route)

    def write(self, line_id: UUID, pieces: int, promised: Promised) -> None:
        """Keep what was promised of a line."""
        rows.add(
            self._booking.tx,
            Promise,
            order_line_id=line_id,
            at=self._booking.tx.now,
            pieces=pieces,
            day=promised.day,
            arrival_at=promised.arrival_at,
            pickup_day=promised.pickup_day,
            cause=promised.cause,
            late=promised.late,
        )

    def pickup_weekdays(self, producer_id: UUID) -> str:
        """The days on which a producer's goods are fetched, ``tue thu``; empty where it has no fixed days."""
        source = self._sources.get(producer_id)
        days = source.pickup.rhythm.weekdays if source and source.pickup else frozenset[int]()
        return " ".join(WEEKDAYS[day] for day in sorted(days))

    def pickups(self) -> dict[UUID, Pickup]:
        """How the goods of each producer are fetched or brought; left out is who has no fixed days and waits for us."""
        found = {key: source.pickup or (_OWN_DAYS if source.direct else None) for key, source in self._sources.items()}
        return {key: pickup for key, pickup in found.items() if pickup is not None}

    def _offer(self, wanted: Wanted, goods: Goods, pickup: Pickup | None) -> Offer | NoOffer:
        """The offer that the kitchen's cold room allows, too."""
        kitchen = self._kitchen(wanted.kitchen_id)
        too_much = self._too_much[kitchen.id]
        while True:
            full = frozenset(day for day, cold_ml in too_much.items() if goods.cold_ml >= cold_ml)
            offer = self._earliest(kitchen, wanted, goods.temperature_class, full, pickup)
            if isinstance(offer, NoOffer) or self._fits(kitchen, goods, offer.day):
                return offer
            too_much[offer.day] = goods.cold_ml

    def _earliest(
        self, kitchen: AnyRow, wanted: Wanted, temperature_class: str, full: frozenset[date], pickup: Pickup | None
    ) -> Offer | NoOffer:
        legs = self._legs_of(kitchen.id, temperature_class)
        if self._legs[kitchen.id] and not legs:
            return NoOffer(NO_VEHICLE)
        asked = (wanted, legs, full, pickup)
        if asked not in self._offers:
            wish = Wish(wanted.ordered_at, wanted.requested, self._closed_kitchen(kitchen), full)
            self._offers[asked] = earliest(self.calendar, wish, legs, pickup)
        return self._offers[asked]

    def _legs_of(self, kitchen_id: UUID, temperature_class: str) -> tuple[Leg, ...]:
        """The routes to a kitchen whose vehicle keeps the class, as loading will ask for it (operations/loading.py)."""
        known = self._as_legs.get((kitchen_id, temperature_class))
        if known is None:
            kept = (
                row for row in self._legs[kitchen_id] if not row.classes or temperature_class in row.classes.split()
            )
            known = self._as_legs[kitchen_id, temperature_class] = tuple(self._as_leg(row) for row in kept)
        return known

    def _fits(self, kitchen: AnyRow, goods: Goods, day: date) -> bool:
        """Whether the cold room takes it; what alone is more than it holds is not put off for ever."""
        limit_ml = (kitchen.chilled_litres or 0) * 1000
        if not limit_ml or not goods.cold_ml:
            return True
        used = self._cold(kitchen.id, day)
        return not used or used + goods.cold_ml <= limit_ml

    def _cold(self, kitchen_id: UUID, day: date) -> int:
        known = self._cold_ml.get((kitchen_id, day))
        if known is None:
            params = {"hub": self._booking.tx.hub_id, "kitchen": kitchen_id, "day": day}
            known = int(self._booking.tx.execute(_COLD_ML, params).scalar_one())
            self._cold_ml[kitchen_id, day] = known
        return known

    def _directly(self, wanted: Wanted, source: _Source) -> Promised:
        """The producer brings it itself: on its own days where it has some, else on the next working day."""
        kitchen = self._kitchen(wanted.kitchen_id)
        leg = Leg("", (source.pickup or _OWN_DAYS).rhythm, time(0), kitchen.window_start)
        closed = self._closed_kitchen(kitchen)
        offer = earliest(self.calendar, Wish(wanted.ordered_at, wanted.requested, closed), [leg], None)
        if isinstance(offer, NoOffer):
            return Promised(None, None, None, None, None, offer.cause, late=True)
        arrival_at = self.calendar.moment(offer.day, kitchen.window_start)
        return Promised(offer.day, arrival_at, None, None, offer.day, offer.cause, late=offer.day > wanted.requested)

    def _closed_kitchen(self, kitchen: AnyRow) -> frozenset[date]:
        return self._changes.closed_kitchen(kitchen.code, kitchen.kind, kitchen.municipality_number)

    def _kitchen(self, kitchen_id: UUID) -> AnyRow:
        if kitchen_id not in self._kitchens:
            params = {"hub": self._booking.tx.hub_id, "kitchen": kitchen_id}
            self._kitchens[kitchen_id] = self._booking.tx.execute(_KITCHEN, params).one()
        return self._kitchens[kitchen_id]

    def _drop(self, kitchen_id: UUID, route: str, day: date) -> tuple[UUID, datetime]:
        known = self._drops.get((kitchen_id, route, day))
        if known is None:
            leg = next(row for row in self._legs[kitchen_id] if row.code == route)
            known = self._drops[kitchen_id, route, day] = runs_to_be.drop_on(self._booking, kitchen_id, leg, day)
        return known

    def _as_leg(self, row: AnyRow) -> Leg:
        rhythm = self._changes.route(row.code, row.weekdays, row.cutoff)
        return Leg(row.code, rhythm, row.departure, row.arrival)

    @cached_property
    def calendar(self) -> HubCalendar:
        """The hub's, with the days on which the hub itself is closed or works beyond the usual."""
        return self._changes.calendar(self._booking.house.calendar)

    @cached_property
    def _changes(self) -> DayChanges:
        return day_changes.read(self._booking)

    @cached_property
    def _sources(self) -> dict[UUID, _Source]:
        found: dict[UUID, _Source] = {}
        for row in self._booking.tx.execute(_PRODUCERS, {"hub": self._booking.tx.hub_id}):
            if row.id not in found:  # its own days come before those of its cluster
                found[row.id] = _Source(row.transport == "direct", self._pickup(row))
        return found

    def _pickup(self, row: AnyRow) -> Pickup | None:
        if row.weekdays is None:
            return None
        rhythm = self._changes.pickup(row.org_number, row.cluster, row.weekdays, row.cutoff)
        return Pickup(rhythm, row.window_end)

    @cached_property
    def _legs(self) -> defaultdict[UUID, Sequence[AnyRow]]:
        found: defaultdict[UUID, list[AnyRow]] = defaultdict(list)
        for row in self._booking.tx.execute(_LEGS, {"hub": self._booking.tx.hub_id}):
            found[row.kitchen_id].append(row)
        return found  # type: ignore[return-value]
