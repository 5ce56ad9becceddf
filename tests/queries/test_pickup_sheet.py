"""What the pickup sheet of a cluster names: who, when, what, and the crates to bring back."""

from datetime import date, time
from typing import Any

import pytest
from books import Books
from sqlalchemy import select

from hubops.errors import Refused
from hubops.model.inbound import Delivery
from hubops.model.parties import Cluster, Producer
from hubops.model.schedule import PickupDay
from hubops.open_hub import OpenHub
from hubops.operations import crates
from hubops.operations.booking import Booking, put
from hubops.queries import pickup_sheet
from hubops.store import rows

TUESDAY, FRIDAY = date(2026, 11, 24), date(2026, 11, 27)


def stops(hub: OpenHub, day: date, cluster: str = "LIER") -> list[dict[str, Any]]:
    """The producers on the sheet."""
    found: Any = hub.job_desk("print").look(
        lambda booking: pickup_sheet.content(booking, hub.house.calendar, hub.house.classes, cluster, day)
    )
    return list(found["stops"])


def goods(hub: OpenHub, day: date) -> dict[str, list[tuple[str, int]]]:
    return {
        stop["producer"]: sorted((line["product"], line["pieces"]) for line in stop["lines"])
        for stop in stops(hub, day)
    }


def test_a_day_to_come_has_what_its_opening_will_expect(hub: OpenHub, books: Books) -> None:
    """As long as nobody is expected yet, orders are counted, by the rule of the opening."""
    opened = goods(hub, TUESDAY)
    deliveries = books.rows(select(Delivery.id).where(Delivery.day == TUESDAY))

    def unexpect(booking: Booking) -> None:
        for row in deliveries:
            put(booking.tx, Delivery, row.id, {"expected_at": None})

    hub.job_desk("clock").book(unexpect)
    assert opened
    assert goods(hub, TUESDAY) == opened


def test_an_article_stands_once_though_several_runs_carry_it(hub: OpenHub) -> None:
    for producer, lines in goods(hub, TUESDAY).items():
        names = [name for name, _ in lines]
        assert len(names) == len(set(names)), producer


@pytest.mark.parametrize("weekdays", ["tue fri", "fri"])
def test_a_producer_with_days_of_its_own_follows_those(weekdays: str, hub: OpenHub, books: Books) -> None:
    cluster = books.rows(select(Cluster).where(Cluster.code == "LIER"))[0]
    name = stops(hub, TUESDAY)[0]["producer"]
    producer = books.rows(select(Producer).where(Producer.cluster_id == cluster.id, Producer.name == name))[0]
    own = {"weekdays": weekdays, "window_start": time(9), "window_end": time(10), "cutoff": "-1 10:00"}
    hub.job_desk("import").book(
        lambda booking: rows.add(booking.tx, PickupDay, cluster_id=None, producer_id=producer.id, **own)
    )

    last = stops(hub, TUESDAY)[-1]
    assert ((last["producer"], last["window_start"]) == (name, "09:00")) is (weekdays == "tue fri")
    assert (name in goods(hub, TUESDAY)) is (weekdays == "tue fri")


def test_empty_crates_are_brought_back(hub: OpenHub, books: Books) -> None:
    delivery, name = books.rows(
        select(Delivery.id, Producer.name)
        .join(Producer, Producer.id == Delivery.producer_id)
        .join(Cluster, Cluster.id == Producer.cluster_id)
        .where(Cluster.code == "LIER")
        .order_by(Producer.name)
    )[0]

    def bring(booking: Booking) -> None:
        producer = rows.get(booking.tx, Delivery, delivery).producer_id
        code = crates.types(booking)[0].code
        crates.with_producer(booking, producer, delivery, code, 7)
        crates.with_producer(booking, producer, delivery, code, -3)

    hub.job_desk("clock").book(bring)
    (stop,) = [stop for stop in stops(hub, TUESDAY) if stop["producer"] == name]
    assert [crate["count"] for crate in stop["crates"]] == [4]


def test_who_brings_the_goods_is_not_fetched_from(hub: OpenHub, books: Books) -> None:
    cluster = books.rows(select(Cluster).where(Cluster.code == "LIER"))[0]
    producer = books.rows(select(Producer).where(Producer.cluster_id == cluster.id))[0]
    hub.job_desk("import").book(lambda booking: put(booking.tx, Producer, producer.id, {"transport": "own"}))

    assert producer.name not in goods(hub, TUESDAY)


@pytest.mark.parametrize(
    ("cluster", "day", "code"), [("OSLO", TUESDAY, "print.no_cluster"), ("LIER", FRIDAY, "print.no_pickup")]
)
def test_what_can_not_be_printed_is_refused(cluster: str, day: date, code: str, hub: OpenHub) -> None:
    with pytest.raises(Refused) as refused:
        stops(hub, day, cluster)
    assert refused.value.code == code
