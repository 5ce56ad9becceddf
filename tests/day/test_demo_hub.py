"""The demo hub at the size of a regional hub: its files hold together, and its day runs from the first badge on."""

import csv
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import time
from decimal import Decimal
from pathlib import Path

import pytest
from books import Books
from sqlalchemy import func, select

from hubops.clock import ManualClock
from hubops.demo.clock import START
from hubops.demo.faults import FAULTS
from hubops.founding import EXAMPLE, found
from hubops.jobs.clock import ClockJobs
from hubops.messages import say
from hubops.model.call_offs import DirectDelivery
from hubops.model.inbound import Delivery
from hubops.model.orders import Order, OrderLine
from hubops.model.outbound import Drop, RouteRun
from hubops.model.parties import Kitchen, Producer
from hubops.model.products import Product
from hubops.open_hub import OpenHub

Row = dict[str, str]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenHub]:
    """The demo hub with its day opened; nobody changes anything."""
    folder = tmp_path_factory.mktemp("demo") / "hub"
    found(folder, ManualClock(START), demo=True)
    hub = OpenHub.open(folder, ManualClock(START))
    ClockJobs(hub.job_desk("clock")).run_due()
    yield hub
    hub.close()


@pytest.fixture
def books(demo: OpenHub) -> Books:
    """What its books say in the morning."""
    return Books(demo)


def rows_of(kind: str) -> list[Row]:
    """The rows of a file, as it stands."""
    with (EXAMPLE / f"{kind}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def by(column: str, rows: list[Row]) -> dict[str, Row]:
    """Rows by a column that names each of them."""
    found_rows = {row[column]: row for row in rows}
    assert len(found_rows) == len(rows)
    return found_rows


def litres(row: Row) -> Decimal:
    """Of one piece."""
    return Decimal(row["litres"].replace(",", "."))


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        ("producers", 12),
        ("clusters", 3),
        ("kitchens", 30),
        ("products", 60),
        ("vehicles", 4),
        ("pickup-days", 4),
    ],
)
def test_it_has_the_size_of_a_regional_hub(kind: str, count: int) -> None:
    assert len(rows_of(kind)) == count


def test_it_has_ten_zones_and_a_trolley() -> None:
    kinds = Counter(row["kind"] for row in rows_of("zones"))

    assert kinds == {"dock": 1, "storage": 4, "quarantine": 1, "lane": 4, "trolley": 1}
    assert kinds.total() - kinds["trolley"] == 10


def test_its_kitchens_lie_in_four_municipalities_and_one_school_in_a_fifth() -> None:
    kitchens = rows_of("kitchens")
    counts = Counter(row["buyer_name"].removesuffix(" kommune") for row in kitchens)

    assert counts == {"Bærum": 8, "Asker": 8, "Lier": 6, "Drammen": 7, "Kongsberg": 1}
    assert [row["kind"] for row in kitchens if row["place"] == "Kongsberg"] == ["school"]


def test_one_producer_brings_its_goods_and_one_delivers_directly() -> None:
    assert Counter(row["transport"] for row in rows_of("producers")) == {"pickup": 10, "own": 1, "direct": 1}


def test_its_products_are_of_every_class(demo: OpenHub) -> None:
    assert {row["temperature_class"] for row in rows_of("products")} == set(demo.house.classes)
    kept = {word for row in rows_of("zones") if row["kind"] == "storage" for word in row["classes"].split()}
    assert kept == set(demo.house.classes)


def test_four_routes_reach_every_kitchen_inside_its_window() -> None:
    kitchens, stops = by("code", rows_of("kitchens")), rows_of("routes")

    assert len({row["route"] for row in stops}) == 4
    assert by("kitchen", stops).keys() == kitchens.keys()
    for stop in stops:
        window = kitchens[stop["kitchen"]]
        arrival = time.fromisoformat(stop["arrival"])
        opens, closes = (time.fromisoformat(window[end]) for end in ("window_start", "window_end"))
        assert opens <= arrival <= closes, stop


def test_every_line_is_promised_and_nearly_all_for_the_day(books: Books) -> None:
    runs = books.rows(
        select(func.coalesce(RouteRun.day, DirectDelivery.day).label("day"))
        .select_from(OrderLine)
        .outerjoin(Drop, Drop.id == OrderLine.drop_id)
        .outerjoin(RouteRun, RouteRun.id == Drop.run_id)
        .outerjoin(DirectDelivery, DirectDelivery.id == OrderLine.direct_delivery_id)
    )
    days = Counter(row.day for row in runs)

    assert None not in days
    assert days.total() == len(rows_of("orders"))
    assert days[START.date()] == 306


def test_the_bread_of_four_kitchens_comes_from_the_baker_itself(books: Books) -> None:
    found_lines = books.rows(
        select(Kitchen.code, Producer.name, DirectDelivery.day, DirectDelivery.state)
        .join(OrderLine, OrderLine.direct_delivery_id == DirectDelivery.id)
        .join(Kitchen, Kitchen.id == DirectDelivery.kitchen_id)
        .join(Producer, Producer.id == DirectDelivery.producer_id)
    )

    assert Counter(row.code for row in found_lines) == {"D06": 2, "D01": 2, "D07": 1, "K01": 1}
    assert {row[1:] for row in found_lines} == {("Morgenknatten Bakeri", START.date(), "promised")}


def test_who_can_not_have_the_day_is_promised_the_next_run_and_why_is_told(books: Books) -> None:
    late = books.rows(
        select(Order.number, RouteRun.day)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(Drop, Drop.id == OrderLine.drop_id)
        .join(RouteRun, RouteRun.id == Drop.run_id)
        .where(Order.requested_date < RouteRun.day)
        .distinct()
    )
    assert {(row.number, row.day.day) for row in late} == {("BK-2016", 26), ("BK-2016", 1), ("LK-3107", 26)}
    told = {(kind, facts["number"], facts["cause_word"]) for kind, facts in books.deviations()}
    assert told == {
        ("other_day", "BK-2016", "cutoff_missed"),
        ("other_day", "BK-2016", "pickup_cutoff"),  # its dairy is fetched on Tuesdays and Fridays
        ("lead_time", "BK-2016", "pickup_cutoff"),
        ("other_day", "LK-3107", "route_not_running"),
    }


def test_everybody_with_orders_is_expected_but_who_delivers_directly(books: Books) -> None:
    expected = books.rows(select(Producer.transport).join(Delivery, Delivery.producer_id == Producer.id))

    assert Counter(row.transport for row in expected) == {"pickup": 10, "own": 1}


def test_what_a_kitchen_gets_in_a_day_fits_into_its_cold(books: Books) -> None:
    """Chilled goods in the fridge, frozen ones in the freezer; also in the small ones of the kindergartens."""
    products, kitchens = by("gtin", rows_of("products")), by("code", rows_of("kitchens"))
    fill: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for line in lines_of_the_day(books):
        product = products[line["gtin"]]
        if product["temperature_class"] != "ambient":
            cold = "frozen_litres" if product["temperature_class"] == "frozen" else "chilled_litres"
            fill[line["kitchen"], cold] += litres(product) * int(line["pieces"])

    over = [(place, litre) for place, litre in fill.items() if litre > int(kitchens[place[0]][place[1]])]
    assert over == []


def test_no_vehicle_is_asked_to_carry_what_it_can_not(books: Books) -> None:
    """Its classes and its payload."""
    products, vehicles = by("gtin", rows_of("products")), by("code", rows_of("vehicles"))
    vehicle_of = {stop["kitchen"]: vehicles[stop["vehicle"]] for stop in rows_of("routes")}
    load: Counter[str] = Counter()
    for line in lines_of_the_day(books):
        product, vehicle = products[line["gtin"]], vehicle_of[line["kitchen"]]
        classes = vehicle["classes"].split()
        assert not classes or product["temperature_class"] in classes, line
        load[vehicle["code"]] += int(product["net_g"]) * int(line["pieces"])

    assert all(0 < grams <= int(vehicles[code]["payload_kg"]) * 1000 for code, grams in load.items())
    assert load.keys() == vehicles.keys()


@pytest.mark.slow
def test_without_a_terminal_the_day_is_played_and_its_statement_printed(tmp_path: Path) -> None:
    """It names everything that goes wrong on the day. Slow: about 1300 inputs over the wires of simulated devices."""
    command = [sys.executable, "-m", "hubops", "demo", "--headless", "--dir", str(tmp_path / "demo")]

    run = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)

    assert (run.returncode, run.stderr) == (0, "")
    assert f"     0  {say('word.unaccounted', 'nb')}\n" in run.stdout
    assert "24.11.2026" in run.stdout
    assert f" {len(rows_of('orders'))} " in run.stdout
    assert [fault.name for fault in FAULTS if f"  {fault.heading('nb')}\n" not in run.stdout] == []
    assert f"     2  {say('word.on_its_way', 'nb')}\n" in run.stdout  # bread of which nobody told


def lines_of_the_day(books: Books) -> list[Row]:
    """The order lines that are promised for the demo's day, in pieces."""
    found_lines = books.rows(
        select(Kitchen.code, Product.gtin, OrderLine.pieces)
        .join(Order, Order.id == OrderLine.order_id)
        .join(Product, Product.id == OrderLine.product_id)
        .join(Kitchen, Kitchen.id == Order.kitchen_id)
        .join(Drop, Drop.id == OrderLine.drop_id)
        .join(RouteRun, RouteRun.id == Drop.run_id)
        .where(RouteRun.day == START.date())
    )
    return [{"kitchen": row.code, "gtin": row.gtin[-13:], "pieces": str(row.pieces)} for row in found_lines]
