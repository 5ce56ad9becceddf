"""Promising: every order line gets the first day on which it can be at its kitchen; why not sooner is told.

The arithmetic is planning/promise.py; here are the facts it needs: pickups, routes, days that are not as usual, what
stands in the house, and how much the kitchen's cold room takes. They are read once for all orders of a booking.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cached_property
from typing import TypeAlias
from uuid import UUID

from hubops.model.promises import Promise
from hubops.model.schedule import RHYTHMS
from hubops.operations import day_changes, direct, promise_facts, runs_to_be
from hubops.operations.booking import Booking
from hubops.operations.loose_stock import Loose
from hubops.operations.promise_terms import Again, Goods, Promised, Standing, Wanted
from hubops.planning.calendar import WEEKDAYS, HubCalendar
from hubops.planning.day_changes import DayChanges
from hubops.planning.promise import (
    MOVED_BY_DAYS,
    NO_ROUTE_DAY,
    OWN_DAYS,
    Leg,
    NoOffer,
    Offer,
    Pickup,
    Wish,
    broken,
    earliest,
    on_its_way,
)
from hubops.store import rows
from hubops.store.rows import AnyRow

NO_VEHICLE = "no_vehicle"
"""The cause where no vehicle that comes to a kitchen keeps the goods' temperature class."""
NO_PICKUP_DAYS = "no_pickup_days"
"""The cause where nobody is asked for goods that are not in the house: their producer has no pickup days."""

NO_DIRECT_DAY = "direct_not_running"
"""The cause where the producer drives to kitchens itself, and does not on that day: there a route is not missing."""


@dataclass(frozen=True, slots=True)
class _Source:
    """How a producer's goods reach the kitchens."""

    direct: bool
    pickup: Pickup | None
    """None where it has no fixed days and does not drive to kitchens itself: it is never asked for goods."""

    def runs_on(self, calendar: HubCalendar, day: date) -> bool:
        """Whether its goods come on a day."""
        return self.pickup is not None and self.pickup.rhythm.runs_on(calendar, day)


_NONE = _Source(False, None)
_Asked: TypeAlias = tuple[Wanted, tuple[Leg, ...], frozenset[date], Pickup | None, int | None]
"""What an offer follows from, besides the calendar: wish, routes, full days, pickup, days that the goods keep."""


class Promising:
    """Promises of one booking. What it read at first it does not read again."""

    def __init__(self, booking: Booking) -> None:
        self._booking = booking
        self._kitchens: dict[UUID, AnyRow] = {}
        self._cold_ml: dict[tuple[UUID, date], int] = {}
        self._loose = Loose(booking)
        self._drops: dict[tuple[UUID, str, date], tuple[UUID, datetime]] = {}
        self._offers: dict[
            tuple[Wanted, tuple[Leg, ...], frozenset[date], Pickup | None, int | None], Offer | NoOffer
        ] = {}
        self._as_legs: dict[tuple[UUID, str], tuple[Leg, ...]] = {}
        self._too_much: defaultdict[UUID, dict[date, int]] = defaultdict(dict)
        """By kitchen and day, what did not fit any more; it only gets fuller."""

    def promise(self, wanted: Wanted, goods: Goods) -> Promised:
        """The first day on which the goods can be at the kitchen; nothing is written but the run and the stop."""
        return self.bind(wanted, goods, self.look(wanted, goods))

    def foresee(self, wanted: Wanted, goods: Goods) -> Promised:
        """What would be promised: the same, with nothing written; what it speaks for is spoken for in this object."""
        promised = self.look(wanted, goods)
        self._speak_for(wanted, goods, promised)
        return promised

    def bind(self, wanted: Wanted, goods: Goods, promised: Promised) -> Promised:
        """What was looked at, with its stop or the producer's delivery; they are made if need be."""
        self._speak_for(wanted, goods, promised)
        day, arrival_at = promised.day, promised.arrival_at
        if day is None or arrival_at is None:
            return promised
        if promised.route:
            drop_id, arrival_at = self._drop(wanted.kitchen_id, promised.route, day)
            return replace(promised, drop_id=drop_id, arrival_at=arrival_at)
        key = direct.delivery_on(self._booking, goods.producer_id, wanted.kitchen_id, day, arrival_at)
        return replace(promised, direct_delivery_id=key)

    def look(self, wanted: Wanted, goods: Goods) -> Promised:
        """What could be promised; nothing is written, and nothing spoken for: it may be one of several ways."""
        source = self._sources.get(goods.producer_id, _NONE)
        if source.direct:
            return self._directly(wanted, source)
        if wanted.again is not None:
            offer = self._offer(wanted, goods, _again(wanted.again, source.pickup))
        else:
            offer = self._offer(wanted, goods, source.pickup) if source.pickup else NoOffer(NO_PICKUP_DAYS)
        not_as_asked = isinstance(offer, NoOffer) or offer.day != wanted.requested
        if wanted.again is None and not_as_asked:
            at_once = self._offer(wanted, goods, None)
            if isinstance(at_once, Offer) and self._loose.has(goods.product_id, goods.pieces, at_once.day):
                offer = at_once
        if isinstance(offer, NoOffer):
            return Promised(None, None, None, None, None, offer.cause, late=True)
        arrival_at = self.calendar.moment(offer.day, offer.leg.arrival)
        late = offer.day > wanted.requested
        return Promised(offer.day, arrival_at, None, None, offer.pickup_day, offer.cause, late, offer.leg.route)

    def broken(self, standing: Standing) -> str:
        """Why a promise can't be kept as things stand now, one of planning/promise.py; empty if it can."""
        kitchen = self._kitchen(standing.kitchen_id)
        source = self._sources.get(standing.producer_id, _NONE)
        if source.direct and not standing.route:
            why = broken(self.calendar, _own_leg(kitchen, source), standing.day, self._closed_kitchen(kitchen), None)
            return _of_own_way(why)
        kept = self._legs_of(kitchen.id, standing.temperature_class)
        leg = next((each for each in kept if each.route == standing.route), None)
        if leg is None:
            stops = any(row.code == standing.route for row in self._legs[kitchen.id])
            return NO_VEHICLE if stops else NO_ROUTE_DAY
        if standing.fetched_on and source.pickup is None:
            return NO_PICKUP_DAYS
        fetched = (source.pickup, standing.fetched_on) if source.pickup and standing.fetched_on else None
        return broken(self.calendar, leg, standing.day, self._closed_kitchen(kitchen), fetched)

    def fetches(self, producer_id: UUID, day: date) -> bool:
        """Whether a producer's goods are fetched or brought on a day."""
        return self._sources.get(producer_id, _NONE).runs_on(self.calendar, day)

    def is_called_off(self, producer_id: UUID, day: date) -> bool:
        """Whether the cut-off of a pickup has passed: its producer knows what is wanted."""
        source = self._sources.get(producer_id)
        if source is None or source.pickup is None:
            return False
        return not source.pickup.rhythm.in_time(self.calendar, self._booking.tx.now, day)

    def pickup_instead(self, producer_id: UUID, day: date, brought_after: datetime) -> date | None:
        """The extra pickup to which that of ``day`` was moved, if the goods are not due before ``brought_after``."""
        source = self._sources.get(producer_id)
        if source is None or source.pickup is None:
            return None
        near = [each for each in source.pickup.rhythm.extra if abs((each - day).days) <= MOVED_BY_DAYS]
        left = [each for each in near if self.calendar.moment(each, source.pickup.arrives) > brought_after]
        return min(left, key=lambda each: abs(each - day), default=None)

    def living(self, product_id: UUID, day: date) -> int:
        """Loose pieces in the house that live long enough for kitchens on a day, whoever waits for them."""
        return self._loose.living(product_id, day)

    def write(self, line_id: UUID, pieces: int, promised: Promised, instead_of: date | None = None) -> None:
        """Keep what was promised of a line, and instead of which day the hub itself had to."""
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
            instead_of=instead_of,
        )

    def pickup_weekdays(self, producer_id: UUID) -> str:
        """The days on which a producer's goods are fetched, ``tue thu``; empty where it has no fixed days."""
        source = self._sources.get(producer_id)
        days = source.pickup.rhythm.weekdays if source and source.pickup else frozenset[int]()
        return " ".join(WEEKDAYS[day] for day in sorted(days))

    def pickups(self) -> dict[UUID, Pickup]:
        """How the goods of each producer are fetched or brought; left out is who has no fixed days and waits for us."""
        return {key: source.pickup for key, source in self._sources.items() if source.pickup is not None}

    def _speak_for(self, wanted: Wanted, goods: Goods, promised: Promised) -> None:
        """Its place in the kitchen's cold room and, where it comes from loose stock, the goods themselves."""
        if promised.day is None or not promised.route:
            return
        cold_ml = self._cold(wanted.kitchen_id, promised.day) + goods.cold_ml
        self._cold_ml[wanted.kitchen_id, promised.day] = cold_ml
        if wanted.again is None and promised.pickup_day is None:
            self._loose.take(goods.product_id, goods.pieces)

    def _offer(self, wanted: Wanted, goods: Goods, pickup: Pickup | None) -> Offer | NoOffer:
        """The offer that the kitchen's cold room allows, too."""
        kitchen = self._kitchen(wanted.kitchen_id)
        too_much = self._too_much[kitchen.id]
        while True:
            full = frozenset(day for day, cold_ml in too_much.items() if goods.cold_ml >= cold_ml)
            offer = self._earliest(kitchen, wanted, goods, full, pickup)
            if isinstance(offer, NoOffer) or self._fits(kitchen, goods, offer.day):
                return offer
            too_much[offer.day] = goods.cold_ml

    def _earliest(
        self, kitchen: AnyRow, wanted: Wanted, goods: Goods, full: frozenset[date], pickup: Pickup | None
    ) -> Offer | NoOffer:
        legs = self._legs_of(kitchen.id, goods.temperature_class)
        if self._legs[kitchen.id] and not legs:
            return NoOffer(NO_VEHICLE)
        keeps = None if wanted.again else goods.keeps_days  # of goods that are ordered already the day is known
        asked = (wanted, legs, full, pickup, keeps)
        if asked not in self._offers:
            after = wanted.again.leaves_after if wanted.again else None
            closed = self._closed_kitchen(kitchen)
            sooner = wanted.may_be_sooner
            wish = Wish(
                wanted.ordered_at,
                wanted.requested,
                closed,
                full,
                keeps_days=keeps,
                leaves_after=after,
                may_be_sooner=sooner,
            )
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
            known = int(self._booking.tx.execute(promise_facts.COLD_ML, params).scalar_one())
            self._cold_ml[kitchen_id, day] = known
        return known

    def _directly(self, wanted: Wanted, source: _Source) -> Promised:
        """The producer brings it itself: on its own days where it has some, else on the next working day."""
        kitchen = self._kitchen(wanted.kitchen_id)
        wish = Wish(wanted.ordered_at, wanted.requested, self._closed_kitchen(kitchen))
        offer = earliest(self.calendar, wish, [_own_leg(kitchen, source)], None)
        cause = _of_own_way(offer.cause)
        if isinstance(offer, NoOffer):
            return Promised(None, None, None, None, None, cause, late=True)
        arrival_at = self.calendar.moment(offer.day, kitchen.window_start)
        return Promised(offer.day, arrival_at, None, None, offer.day, cause, late=offer.day > wanted.requested)

    def _closed_kitchen(self, kitchen: AnyRow) -> frozenset[date]:
        return self._changes.closed_kitchen(kitchen.code, kitchen.kind, kitchen.municipality_number)

    def _kitchen(self, kitchen_id: UUID) -> AnyRow:
        if kitchen_id not in self._kitchens:
            params = {"hub": self._booking.tx.hub_id, "kitchen": kitchen_id}
            self._kitchens[kitchen_id] = self._booking.tx.execute(promise_facts.KITCHEN, params).one()
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
        for row in self._booking.tx.execute(RHYTHMS, {"hub": self._booking.tx.hub_id}):
            if row.id not in found:  # its own days come before those of its cluster
                found[row.id] = _Source(row.transport == "direct", self._changes.coming(row))
        return found

    @cached_property
    def _legs(self) -> defaultdict[UUID, Sequence[AnyRow]]:
        found: defaultdict[UUID, list[AnyRow]] = defaultdict(list)
        for row in self._booking.tx.execute(promise_facts.LEGS, {"hub": self._booking.tx.hub_id}):
            found[row.kitchen_id].append(row)
        return found  # type: ignore[return-value]


def _own_leg(kitchen: AnyRow, source: _Source) -> Leg:
    """The way of a producer that drives to the kitchen itself."""
    return Leg("", (source.pickup or OWN_DAYS).rhythm, time(0), kitchen.window_start)


def _of_own_way(cause: str) -> str:
    """The same cause for who is served by its producer itself."""
    return NO_DIRECT_DAY if cause == NO_ROUTE_DAY else cause


def _again(again: Again, usual: Pickup | None) -> Pickup | None:
    """The pickup that was ordered already; None where the goods stood in the house."""
    if again.fetched_on is None:
        return None
    return on_its_way(again.fetched_on, usual.arrives if usual else time(0))
