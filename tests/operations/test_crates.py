"""Returnable crates: the tare that goes off a weight, and what stands between the hub and a party."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import select

from hubops.errors import Refused
from hubops.model.inbound import Delivery
from hubops.model.outbound import Drop
from hubops.open_hub import OpenHub
from hubops.operations import crates
from hubops.operations.booking import Booking
from hubops.operations.desk import Desk
from hubops.queries import crates as reading


@pytest.fixture
def desk(hub: OpenHub) -> Desk:
    """A desk of that hub."""
    return hub.job_desk("test")


def first(desk: Desk, table: type[Delivery] | type[Drop]) -> tuple[UUID, UUID]:
    """A delivery with its producer, or a drop with its kitchen."""
    party = Delivery.producer_id if table is Delivery else Drop.kitchen_id
    row = desk.look(lambda booking: booking.tx.conn.execute(select(table.id, party)).first())
    assert row is not None
    return row[0], row[1]


def test_the_tare_goes_off_the_weight(desk: Desk) -> None:
    assert desk.look(lambda booking: crates.net_g(booking, 12_345, "E2")) == 12_345 - 1_950


@pytest.mark.parametrize(
    ("grams", "code", "fault"),
    [
        (1_950, "E2", "crates.lighter_than_tare"),
        (0, "E2", "crates.lighter_than_tare"),
        (9, "E9", "crates.unknown_type"),
    ],
)
def test_no_goods_weigh_less_than_nothing(desk: Desk, grams: int, code: str, fault: str) -> None:
    with pytest.raises(Refused) as refusal:
        desk.look(lambda booking: crates.net_g(booking, grams, code))
    assert refusal.value.code == fault


def booked(desk: Desk, work: Callable[[Booking], None]) -> None:
    """Book it."""
    desk.book(work)


def test_a_producer_gets_back_what_came_with_goods(desk: Desk) -> None:
    delivery, producer = first(desk, Delivery)
    booked(desk, lambda booking: crates.with_producer(booking, producer, delivery, "E2", 12))
    booked(desk, lambda booking: crates.with_producer(booking, producer, delivery, "IFCO", 3))
    booked(desk, lambda booking: crates.with_producer(booking, producer, delivery, "E2", -10))
    assert [(row.code, row.crates) for row in desk.look(reading.of_producers)] == [
        ("E2", 2),
        ("IFCO", 3),
    ]
    booked(desk, lambda booking: crates.with_producer(booking, producer, delivery, "E2", -2))
    assert [row.code for row in desk.look(reading.of_producers)] == ["IFCO"]


def test_a_kitchen_gives_back_what_was_delivered(desk: Desk) -> None:
    drop, kitchen = first(desk, Drop)
    booked(desk, lambda booking: crates.with_kitchen(booking, kitchen, drop, "E2", -4))
    booked(desk, lambda booking: crates.with_kitchen(booking, kitchen, drop, "E2", 3))
    assert [row.crates for row in desk.look(reading.of_kitchens)] == [-1]
    assert desk.look(reading.of_producers) == []
