"""The board of the day: deliveries, goods without a place, routes with loaded / ready / missing, prints."""

import pytest
from books import Books
from goods import CARROT_CODE, MILK, MILK_CODE, close_deliveries, pack_all, receive

from hubops.demo.model_worker import ModelWorker
from hubops.open_hub import OpenHub
from hubops.queries import board
from hubops.queries.board import Board
from hubops.queries.outbound import RouteRow


@pytest.fixture
def look(hub: OpenHub) -> "Look":
    """The board, whenever it is looked at."""
    return Look(hub)


class Look:
    """A look at the board."""

    def __init__(self, hub: OpenHub) -> None:
        self.desk = hub.desk("dock1")

    def __call__(self) -> Board:
        """As it stands."""
        return self.desk.look(board.read)

    def route(self, code: str) -> RouteRow:
        """One route."""
        return next(row for row in self().routes if row.route == code)


def test_the_day_begins_with_everything_expected(look: Look) -> None:
    read = look()

    assert [(row.number, row.producer, row.got, row.expected, row.closed) for row in read.deliveries] == [
        (1, "Trollhagen Grønt", 0, 101, False),
        (2, "Ysteriet på Blåmyra", 0, 84, False),
        (3, "Rabbelia Kjøtt", 0, 27, False),
        (4, "Skvalpevika Fisk", 0, 27, False),
    ]
    assert (read.goods, read.prints, read.deviations) == ((), (), 0)
    assert [(row.route, row.vehicle, row.loaded, row.ready, row.missing) for row in read.routes] == [
        ("R1", "V1", 0, 0, 32),
        ("R2", "V2", 0, 0, 30),
    ]


def test_goods_count_until_they_have_a_place(worker: ModelWorker, look: Look) -> None:
    receive(worker, MILK_CODE, CARROT_CODE)
    assert [(row.product, row.lot, row.pieces, row.zone) for row in look().goods] == [
        ("Gulrot vasket 2 kg", "L7", 5, "D1"),
        ("Helmelk 1 l", "L0212", 10, "D1"),
    ]
    assert [row.got for row in look().deliveries] == [5, 10, 0, 0]

    worker.put_away("07039999000022", "A1")
    assert [row.product for row in look().goods] == ["Helmelk 1 l"]


def test_undone_and_refused_cases_do_not_count(worker: ModelWorker, look: Look) -> None:
    receive(worker, CARROT_CODE, CARROT_CODE)
    worker.press("f2")
    worker.press("f5")
    worker.press("1")
    worker.scan(CARROT_CODE)

    assert (look().deliveries[0].got, look().deviations) == (5, 1)


def test_open_deviations_are_counted_with_those_of_earlier_days(worker: ModelWorker, look: Look) -> None:
    worker.start("receive")
    worker.press("1")
    worker.press("f4")
    worker.press("enter")
    told = look().open_deviations
    assert told == look().deviations > 0

    worker.next_day(6, 0)
    assert (look().deviations, look().open_deviations) == (0, told)
    worker.press("f10")
    worker.scan("BADGE-0002")
    worker.start("deviations")
    worker.press("1")
    worker.press("1")
    worker.type("ringte")
    assert look().open_deviations == told - 1


def test_parcels_are_ready_when_labelled_and_loaded_when_scanned(worker: ModelWorker, look: Look, books: Books) -> None:
    receive(worker, *[MILK_CODE] * 5)
    pack_all(worker, MILK)
    row = look.route("R1")
    assert (row.loaded, row.ready, row.missing) == (0, 0, 28)  # open parcels are not ready; four lines are packed

    close_deliveries(worker)
    assert look.route("R1").ready == 4
    assert {row.document for row in look().prints} == {"drop_label", "receipt"}

    worker.start("load")
    worker.scan("VEHICLE-V1")
    worker.scan(f"]C100{books.boxes('B05')[0].sscc}")
    assert (look.route("R1").loaded, look.route("R1").ready) == (1, 3)


def test_a_departed_route_waits_for_nothing(worker: ModelWorker, look: Look) -> None:
    close_deliveries(worker)
    worker.load("V1")

    row = look.route("R1")
    assert row.departed_at is not None
    assert (row.loaded, row.ready, row.missing) == (0, 0, 0)
    assert look.route("R2").missing == 30


def test_a_delivery_that_nobody_finished_stays_on_the_board(worker: ModelWorker, look: Look) -> None:
    worker.start("receive")
    worker.press("1")
    worker.press("f4")
    worker.press("enter")
    worker.next_day(6, 0)

    assert [(row.number, row.closed) for row in look().deliveries] == [(2, False), (3, False), (4, False)]
    assert (look().deviations, look().routes) == (0, ())
