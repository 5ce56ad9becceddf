"""The coordinator's side of a day: orders come, producers answer call-offs, direct deliveries are confirmed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import func, select

from benchmarks.quarter.orders import OrderBook, file_of
from benchmarks.quarter.world import World
from hubops.model.call_offs import CallOff, CallOffLine, DirectDelivery
from hubops.model.orders import OrderLine
from hubops.model.parties import Kitchen, Producer
from hubops.model.products import Product
from hubops.operations import alarms, call_off_answers, call_offs, direct
from hubops.operations.booking import Booking
from hubops.store.rows import AnyRow

ORDERS_AT, ANSWERS_AT, DIRECT_AT, LATE_ANSWERS_AT = time(10, 0), time(13, 0), time(14, 10), time(15, 30)
DESK_CLEARED_AT = time(16, 0)


@dataclass
class Wrong:
    """What goes wrong in the office on a day."""

    answers: dict[str, str] = field(default_factory=dict)
    """By producer (organisation number): ``silent``, ``less`` or ``no``."""
    less_of: dict[str, str] = field(default_factory=dict)
    """By producer: the GTIN of which less comes."""
    direct: dict[str, str] = field(default_factory=dict)
    """By kitchen (name): how the direct delivery ends; empty: nobody tells."""


class Office:
    """Whoever sits there."""

    def __init__(self, world: World, book: OrderBook) -> None:
        self.world = world
        self.book = book

    def day(self, wrong: Wrong | None) -> None:
        """Plan what happens today."""
        world, wrong = self.world, wrong or Wrong()
        world.plan(ORDERS_AT, self.take_orders)
        world.plan(ANSWERS_AT, lambda: self.answer(wrong))
        world.plan(DIRECT_AT, lambda: self.settle_direct(wrong))
        world.plan(LATE_ANSWERS_AT, lambda: self.answer(wrong, rung=True))
        world.plan(DESK_CLEARED_AT, self.clear_desk)

    def take_orders(self) -> None:
        """The file of the day: what kitchens wrote this morning."""
        orders = self.book.of_today(self.book.per_day)
        if orders:
            self.world.drop_file(file_of(*(order.rows() for order in orders)))

    def answer(self, wrong: Wrong, *, rung: bool = False) -> None:
        """Every producer that was asked answers, but for the silent ones that nobody has rung."""
        for row in self.world.look(_unanswered):
            said = wrong.answers.get(row.org_number, "yes")
            if said == "silent" and not rung:
                continue
            said = "yes" if said == "silent" else said
            pieces = self._pieces(row.id, wrong.less_of.get(row.org_number, "")) if said == "less" else {}
            self.world.coordinator.book(partial(call_off_answers.answer, code=row.code, said=said, pieces=pieces))

    def _pieces(self, call_off_id: UUID, gtin: str) -> dict[str, int]:
        lines = self.world.look(lambda booking: call_offs.lines_of(booking, call_off_id))
        return {line.gtin: max(0, line.pieces - 2) for line in lines if line.gtin == gtin}

    def settle_direct(self, wrong: Wrong) -> None:
        """Kitchens confirm what producers brought them."""
        for row in self.world.look(_direct):
            outcome = wrong.direct.get(row.name, "delivered")
            if outcome:
                at = row.arrival_at + timedelta(minutes=10)
                self.world.coordinator.book(partial(_settle, row=row, outcome=outcome, at=at))

    def clear_desk(self) -> None:
        """Every alarm that stands is dealt with, with a note."""
        self.world.coordinator.book(_deal_with_alarms)


def called_off(booking: Booking, day: date) -> list[tuple[str, str, str, int]]:
    """What was asked of whom for a day: organisation number, GTIN, name, pieces."""
    rows = booking.tx.conn.execute(
        select(Producer.org_number, Product.gtin, Product.name, CallOffLine.pieces)
        .select_from(CallOff)
        .join(CallOffLine, CallOffLine.call_off_id == CallOff.id)
        .join(Product, Product.id == CallOffLine.product_id)
        .join(Producer, Producer.id == CallOff.producer_id)
        .where(CallOff.day == day)
        .order_by(Producer.org_number, Product.gtin)
    )
    return [(row.org_number, row.gtin, row.name, row.pieces) for row in rows]


def _unanswered(booking: Booking) -> list[AnyRow]:
    """The newest versions of the call-offs from today on that wait for an answer."""
    rows = booking.tx.conn.execute(
        select(CallOff.id, CallOff.code, CallOff.producer_id, CallOff.day, Producer.org_number)
        .join(Producer, Producer.id == CallOff.producer_id)
        .where(CallOff.answer == "", CallOff.day >= booking.day)
        .order_by(CallOff.id)
    )
    return [row for row in rows if call_offs.newest(booking, row.producer_id, row.day).id == row.id]


def _direct(booking: Booking) -> list[AnyRow]:
    """Direct deliveries up to today that nobody confirmed, and an article of each."""
    return list(
        booking.tx.conn.execute(
            select(DirectDelivery.id, DirectDelivery.arrival_at, Kitchen.name, func.min(Product.gtin).label("gtin"))
            .join(Kitchen, Kitchen.id == DirectDelivery.kitchen_id)
            .join(OrderLine, OrderLine.direct_delivery_id == DirectDelivery.id)
            .join(Product, Product.id == OrderLine.product_id)
            .where(
                DirectDelivery.day <= booking.day,
                DirectDelivery.settled_at.is_(None),
                OrderLine.cancelled_at.is_(None),
            )
            .group_by(DirectDelivery.id, DirectDelivery.arrival_at, Kitchen.name)
            .order_by(DirectDelivery.id)
        )
    )


def _settle(booking: Booking, row: AnyRow, outcome: str, at: datetime) -> None:
    """Of what a kitchen takes a part, nothing of one article."""
    direct.settle(booking, row.id, outcome, at, {row.gtin: 0} if outcome == "part" else None)


def _deal_with_alarms(booking: Booking) -> None:
    for row in alarms.open_alarms(booking):
        alarms.end(booking, row, alarms.DEALT_WITH, "rang")
