"""What each order line is promised in the tests' hub, on Tuesday 24 November 2026 at 05:30, and why not sooner.

R1 drives to Bærum on Tuesdays and Thursdays, ordered by noon the day before. Lierdalen is picked up on Tuesdays and
Thursdays, Røyken and the fjord on Tuesdays and Fridays, both ordered by ten the day before.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from books import Books
from goods import BEST_BEFORE, MILK_CODE, receive
from hub_databases import TWO_ROUTES
from sqlalchemy import select, update

from hubops.clock import ManualClock
from hubops.demo.model_worker import ModelWorker
from hubops.exchange.importing import import_file
from hubops.model.call_offs import DirectDelivery
from hubops.model.orders import OrderLine
from hubops.model.outbound import RouteRun
from hubops.model.parties import Kitchen, Producer
from hubops.model.products import Product
from hubops.model.promises import Promise
from hubops.open_hub import OpenHub
from hubops.operations import intake
from hubops.operations.booking import Booking
from hubops.operations.order_content import LineContent, OrderContent
from hubops.operations.promise_terms import Goods, Promised, Wanted, keeps_days
from hubops.operations.promising import Promising

MILK, BEEF, SWEDE = "07039999000213", "07039999000411", "07039999000039"
"""Of Lierdalen; of Røyken; of Lierdalen again."""
SWEDE_CASE = "]C10117039999000036" + "15261206" + "10L9"
"""Six pieces."""
DAIRY, GROWER = "100000032;Ysteriet på Blåmyra;LIER;", "100000024;Trollhagen Grønt;LIER;"
DAIRY_ALONE, GROWER_ALONE = DAIRY.replace("LIER", ""), GROWER.replace("LIER", "")
"""Of no cluster, and so without pickup days."""
THURSDAY, NEXT_TUESDAY, NEXT_THURSDAY = date(2026, 11, 26), date(2026, 12, 1), date(2026, 12, 3)
CLOSED = "scope;code;from;to;moved_to;reason"


@dataclass
class Counter:
    """Where kitchens ask what they can have."""

    hub: OpenHub
    folder: Path

    def take(self, kind: str, *rows: str) -> None:
        """Import a file."""
        path = self.folder / f"{kind}.csv"
        path.write_text("\n".join(rows) + "\n", encoding="utf-8")
        report = import_file(self.hub.job_desk("import"), kind, path)
        assert report.faults == (), [fault.text("en") for fault in report.faults]

    def change(self, kind: str, old: str, new: str) -> None:
        """Import the example file of a kind with some of its text changed."""
        text = (TWO_ROUTES / f"{kind}.csv").read_text(encoding="utf-8")
        assert old in text
        self.take(kind, text.replace(old, new).rstrip())

    def ask(self, *asked: tuple[str, str, int, date]) -> list[Promised]:
        """What is promised to whoever asks for kitchen, article, pieces and day, all of them in one booking."""

        def promise(booking: Booking) -> list[Promised]:
            promising = Promising(booking)
            return [self._one(booking, promising, *each) for each in asked]

        return self.hub.job_desk("orders").book(promise)

    def order(self, number: str, kitchen: str, gtin: str, pieces: int, day: date) -> None:
        """Book an order of one line."""
        line = LineContent(1, gtin, pieces * 1000, "piece", "")
        self.hub.job_desk("orders").book(
            lambda booking: intake.accept(booking, OrderContent(number, kitchen, booking.tx.now, day, (line,)))
        )

    def _one(self, booking: Booking, promising: Promising, kitchen: str, gtin: str, pieces: int, day: date) -> Promised:
        conn = booking.tx.conn
        kitchen_id = conn.execute(select(Kitchen.id).where(Kitchen.code == kitchen)).scalar_one()
        row = conn.execute(select(Product.__table__).where(Product.gtin == gtin)).one()
        keeps = keeps_days(row.shelf_life_days, row.min_life_on_delivery_days)
        goods = Goods(row.id, row.producer_id, row.temperature_class, row.volume_ml, pieces, keeps)
        return promising.promise(Wanted(kitchen_id, booking.tx.now, day), goods)


@pytest.fixture
def counter(hub: OpenHub, tmp_path: Path) -> Counter:
    return Counter(hub, tmp_path)


def told(promised: Promised) -> tuple[date | None, date | None, str]:
    return promised.day, promised.pickup_day, promised.cause


@pytest.mark.parametrize(
    ("gtin", "kitchen", "asked", "day", "fetched", "cause"),
    [
        (MILK, "B01", THURSDAY, THURSDAY, THURSDAY, ""),
        (MILK, "B01", date(2026, 11, 24), THURSDAY, THURSDAY, "cutoff_missed"),
        (MILK, "B01", date(2026, 11, 25), THURSDAY, THURSDAY, "route_not_running"),
        (BEEF, "B01", THURSDAY, NEXT_TUESDAY, NEXT_TUESDAY, "pickup_cutoff"),
        (BEEF, "A01", date(2026, 11, 27), date(2026, 11, 27), date(2026, 11, 27), ""),
        (MILK, "B01", date(2026, 12, 24), date(2026, 12, 29), date(2026, 12, 29), "hub_closed"),
    ],
)
def test_the_first_day_on_which_pickup_and_route_meet(
    counter: Counter, gtin: str, kitchen: str, asked: date, day: date, fetched: date, cause: str
) -> None:
    (promised,) = counter.ask((kitchen, gtin, 2, asked))
    assert told(promised) == (day, fetched, cause)
    assert promised.late == (day > asked)
    assert promised.arrival_at is not None


def test_a_producers_own_days_go_before_those_of_its_cluster(counter: Counter) -> None:
    header = "cluster;producer_org_number;weekdays;window_start;window_end;cutoff"
    counter.take("pickup-days", header, ";100000032;wed;05:30;07:00;-1 10:00")
    milk, swede = counter.ask(("B01", MILK, 2, THURSDAY), ("B01", SWEDE, 2, THURSDAY))
    assert (milk.pickup_day, swede.pickup_day) == (date(2026, 11, 25), THURSDAY)


def test_a_pickup_once_a_week_explains_the_wait(counter: Counter, clock: ManualClock) -> None:
    counter.change("pickup-days", "LIER;;tue thu", "LIER;;tue")
    clock.move_to(datetime.fromisoformat("2026-11-24T08:00+00:00"))
    (promised,) = counter.ask(("B01", MILK, 2, THURSDAY))
    assert told(promised) == (NEXT_TUESDAY, NEXT_TUESDAY, "pickup_cutoff")


def test_after_the_pickups_cut_off_the_next_pickup_counts(counter: Counter, clock: ManualClock) -> None:
    clock.move_to(datetime.fromisoformat("2026-11-25T09:30+00:00"))  # half an hour after ten, before the route's noon
    (promised,) = counter.ask(("B01", MILK, 2, THURSDAY))
    assert told(promised) == (NEXT_TUESDAY, NEXT_TUESDAY, "pickup_cutoff")


@pytest.mark.parametrize(
    ("closed", "day"),
    [
        ("kitchen;B01;2026-11-26;2026-11-26;;x", NEXT_TUESDAY),
        ("kitchen;B01;2026-11-26;2026-12-01;;x", NEXT_THURSDAY),
        ("kind;school;2026-11-26;2026-11-26;;x", NEXT_TUESDAY),
        ("kind;school/3201;2026-11-26;2026-11-26;;x", NEXT_TUESDAY),
        ("kind;school/3203;2026-11-26;2026-11-26;;x", THURSDAY),
        ("kind;kindergarten;2026-11-26;2026-11-26;;x", THURSDAY),
    ],
)
def test_a_closed_kitchen_gets_it_on_the_next_day(counter: Counter, closed: str, day: date) -> None:
    counter.take("closed-days", CLOSED, closed)
    (promised,) = counter.ask(("B01", MILK, 2, THURSDAY))
    assert (promised.day, promised.cause) == (day, "" if day == THURSDAY else "kitchen_closed")


def test_a_moved_route_day_counts_in_both_ways(counter: Counter) -> None:
    moved = "2026-11-26;2026-11-26;2026-11-25;Byttet dag"
    counter.take("closed-days", CLOSED, f"route;R1;{moved}", f"cluster;LIER;{moved}")
    wednesday = date(2026, 11, 25)
    as_moved, as_usual = counter.ask(("B01", MILK, 2, wednesday), ("B01", MILK, 2, THURSDAY))
    assert told(as_moved) == (wednesday, wednesday, "")
    assert told(as_usual) == (NEXT_TUESDAY, NEXT_TUESDAY, "route_not_running")


def test_a_pickup_that_is_called_off_is_named(counter: Counter) -> None:
    counter.take("closed-days", CLOSED, "cluster;LIER;2026-11-26;2026-11-26;;Ingen bil")
    counter.take("closed-days", CLOSED, "cluster;LIER;2026-12-01;2026-12-01;;Ingen bil")
    (promised,) = counter.ask(("B01", MILK, 2, NEXT_TUESDAY))
    assert told(promised) == (NEXT_THURSDAY, NEXT_THURSDAY, "pickup_closed")


def test_what_the_cold_room_does_not_hold_comes_on_the_next_day(counter: Counter) -> None:
    """B05 holds 90 litres; a litre of milk takes 1.1. Swedes need no cold room."""
    first, second, swede = counter.ask(
        ("B05", MILK, 60, THURSDAY), ("B05", MILK, 30, THURSDAY), ("B05", SWEDE, 60, THURSDAY)
    )
    assert (first.day, second.day, second.cause) == (THURSDAY, NEXT_TUESDAY, "fridge_full")
    assert swede.day == THURSDAY


def test_what_other_orders_put_into_the_cold_room_counts(counter: Counter) -> None:
    counter.order("F-1", "B05", MILK, 60, THURSDAY)
    (second,) = counter.ask(("B05", MILK, 30, THURSDAY))
    assert (second.day, second.cause) == (NEXT_TUESDAY, "fridge_full")


def test_an_order_that_alone_is_more_than_the_cold_room_still_comes(counter: Counter) -> None:
    (promised,) = counter.ask(("B05", MILK, 100, THURSDAY))
    assert (promised.day, promised.cause) == (THURSDAY, "")


def test_stock_on_hand_makes_it_sooner_and_is_spoken_for_once(
    counter: Counter, worker: ModelWorker, clock: ManualClock
) -> None:
    receive(worker, SWEDE_CASE)
    clock.move_to(datetime.fromisoformat("2026-11-25T09:30+00:00"))
    first, second, third = counter.ask(*(("B01", SWEDE, pieces, THURSDAY) for pieces in (4, 3, 2)))
    assert told(first) == (THURSDAY, None, "")
    assert told(second) == (NEXT_TUESDAY, NEXT_TUESDAY, "pickup_cutoff")
    assert told(third) == (THURSDAY, None, "")


@pytest.mark.parametrize(("expiry", "fetched"), [("261201", NEXT_TUESDAY), ("261202", None)])
def test_stock_that_lives_too_short_for_kitchens_is_not_promised(
    counter: Counter, worker: ModelWorker, clock: ManualClock, expiry: str, fetched: date | None
) -> None:
    """Kitchens want six days of life in milk when it comes; what lives shorter is not shared out to them."""
    receive(worker, *[MILK_CODE.replace(BEST_BEFORE[2:], expiry)] * 6)
    clock.move_to(datetime.fromisoformat("2026-11-25T09:30+00:00"))
    (promised,) = counter.ask(("B01", MILK, 2, THURSDAY))
    assert (promised.day, promised.pickup_day) == (fetched or THURSDAY, fetched)


def test_stock_that_an_order_waits_for_is_not_promised_again(
    counter: Counter, worker: ModelWorker, clock: ManualClock
) -> None:
    receive(worker, SWEDE_CASE)
    clock.move_to(datetime.fromisoformat("2026-11-25T09:30+00:00"))
    counter.order("S-1", "B01", SWEDE, 4, THURSDAY)
    (another,) = counter.ask(("B02", SWEDE, 3, THURSDAY))
    assert told(another) == (NEXT_TUESDAY, NEXT_TUESDAY, "pickup_cutoff")


def test_stock_that_todays_kitchens_wait_for_is_not_promised(
    counter: Counter, worker: ModelWorker, clock: ManualClock
) -> None:
    """Ten litres of milk are in, fifty were ordered."""
    receive(worker, MILK_CODE)
    clock.move_to(datetime.fromisoformat("2026-11-25T09:30+00:00"))
    counter.order("M-1", "B01", MILK, 50, THURSDAY)
    (promised,) = counter.ask(("B01", MILK, 2, THURSDAY))
    assert promised.day == NEXT_TUESDAY


def test_a_producer_with_own_transport_delivers_to_the_kitchen(counter: Counter, books: Books) -> None:
    counter.change("producers", "NO DEMO1 EFTA;pickup", "NO DEMO1 EFTA;direct")
    first, same, other = counter.ask(("B01", MILK, 2, THURSDAY), ("B01", MILK, 3, THURSDAY), ("B02", MILK, 2, THURSDAY))
    assert (first.day, first.drop_id, first.cause) == (THURSDAY, None, "")
    assert first.direct_delivery_id == same.direct_delivery_id != other.direct_delivery_id
    assert first.arrival_at is not None
    assert f"{first.arrival_at.astimezone(counter.hub.house.calendar.zone):%H:%M}" == "08:30"  # the window of B01
    assert len(books.rows(select(DirectDelivery.id))) == 2


def test_a_direct_delivery_waits_for_a_day_of_its_producer(counter: Counter) -> None:
    """Its cluster has Tuesdays and Thursdays; whether a route comes to the kitchen does not matter."""
    counter.change("producers", "NO DEMO1 EFTA;pickup", "NO DEMO1 EFTA;direct")
    (promised,) = counter.ask(("B01", MILK, 2, date(2026, 11, 25)))
    assert (promised.day, promised.cause) == (THURSDAY, "direct_not_running")


def test_a_direct_delivery_waits_for_a_closed_kitchen_too(counter: Counter) -> None:
    counter.change("producers", "NO DEMO1 EFTA;pickup", "NO DEMO1 EFTA;direct")
    counter.take("closed-days", CLOSED, "kitchen;B01;2026-11-26;2026-11-26;;x")
    (promised,) = counter.ask(("B01", MILK, 2, THURSDAY))
    assert (promised.day, promised.cause) == (NEXT_TUESDAY, "kitchen_closed")


def test_without_a_route_nothing_is_promised(counter: Counter, books: Books) -> None:
    text = (TWO_ROUTES / "kitchens.csv").read_text(encoding="utf-8").splitlines()
    counter.take("kitchens", text[0], text[1].replace("B01;Furukollen skole", "C01;Utkanten skole"))
    runs = len(books.rows(select(RouteRun.id)))
    (promised,) = counter.ask(("C01", MILK, 2, THURSDAY))
    assert told(promised) == (None, None, "route_not_running")
    assert promised.late
    assert len(books.rows(select(RouteRun.id))) == runs


def test_what_no_vehicle_keeps_cold_is_not_promised(counter: Counter) -> None:
    """Loading would refuse it on the day itself."""
    counter.change("vehicles", "V1;EK 00001;C1;van;1100;60;;", "V1;EK 00001;C1;van;1100;60;ambient;")
    milk, swede = counter.ask(("B01", MILK, 2, THURSDAY), ("B01", SWEDE, 2, THURSDAY))
    assert told(milk) == (None, None, "no_vehicle")
    assert swede.day == THURSDAY


def test_no_pickup_counts_whose_goods_would_be_too_old(counter: Counter) -> None:
    """Whole milk lives twelve days and kitchens want six: a pickup once a fortnight does not do for every run."""
    counter.take(
        "closed-days", CLOSED, *(f"cluster;LIER;{day};{day};;Ingen bil" for day in ("2026-11-26", "2026-12-01"))
    )
    days = ("2026-12-03", "2026-12-08", "2026-12-10")
    counter.take("closed-days", CLOSED, *(f"cluster;LIER;{day};{day};;Ingen bil" for day in days[1:]))
    goods = counter.ask(("B01", MILK, 2, date(2026, 12, 8)), ("B01", MILK, 2, date(2026, 12, 10)))
    assert [told(promised) for promised in goods] == [
        (date(2026, 12, 8), NEXT_THURSDAY, ""),
        (date(2026, 12, 15), date(2026, 12, 15), "pickup_closed"),
    ]


def test_a_producer_without_pickup_days_is_no_way(counter: Counter) -> None:
    """Nobody would ask it for the goods, and nobody would fetch them."""
    counter.change("producers", DAIRY, DAIRY_ALONE)
    (promised,) = counter.ask(("B01", MILK, 2, THURSDAY))
    assert told(promised) == (None, None, "no_pickup_days")
    assert promised.late


def test_what_stands_loose_of_a_producer_without_pickup_days_is_promised_once(
    counter: Counter, worker: ModelWorker
) -> None:
    counter.change("producers", GROWER, GROWER_ALONE)
    receive(worker, SWEDE_CASE)
    first, second, third = counter.ask(*(("B01", SWEDE, pieces, THURSDAY) for pieces in (4, 3, 2)))
    assert told(first) == told(third) == (THURSDAY, None, "")
    assert told(second) == (None, None, "no_pickup_days")


def test_a_producer_that_drives_to_kitchens_needs_no_pickup_days(counter: Counter) -> None:
    counter.change("producers", DAIRY, DAIRY_ALONE)
    with counter.hub.store.write.begin() as conn:
        conn.execute(update(Producer).where(Producer.org_number == "100000032").values(transport="direct"))
    (promised,) = counter.ask(("B01", MILK, 2, THURSDAY))
    assert told(promised) == (THURSDAY, THURSDAY, "")


def test_a_promise_is_kept_with_its_line(counter: Counter, books: Books) -> None:
    counter.order("P-1", "B01", BEEF, 2, THURSDAY)
    (row,) = books.rows(
        select(Promise.__table__)
        .join(OrderLine, OrderLine.id == Promise.order_line_id)
        .where(Promise.day == NEXT_TUESDAY)
    )
    assert (row.pieces, row.pickup_day, row.cause, row.late) == (2, NEXT_TUESDAY, "pickup_cutoff", True)


def test_the_pickups_of_those_who_are_fetched_from(counter: Counter, books: Books) -> None:
    pickups = counter.hub.job_desk("orders").look(lambda booking: Promising(booking).pickups())
    assert len(pickups) == 4
    own: dict[str, UUID] = {row.org_number: row.id for row in books.rows(select(Producer.org_number, Producer.id))}
    weekdays: Callable[[str], str] = lambda number: counter.hub.job_desk("orders").look(  # noqa: E731
        lambda booking: Promising(booking).pickup_weekdays(own[number])
    )
    assert (weekdays("100000032"), weekdays("100000040")) == ("tue thu", "tue fri")


def test_a_stop_outside_the_kitchens_hours_is_told_once_a_day(counter: Counter, books: Books) -> None:
    counter.change("routes", "1;B01;09:05", "1;B01;07:05")
    counter.ask(("B01", MILK, 2, THURSDAY), ("B01", SWEDE, 2, THURSDAY))
    counter.ask(("B01", MILK, 2, THURSDAY))
    outside = [values for kind, values in books.deviations() if kind == "outside_window"]
    assert outside == [
        {"kitchen": "Furukollen skole", "day_on": "2026-11-26", "arrival": "07:05", "window": "08:30-10:30"}
    ]
