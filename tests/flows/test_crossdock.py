"""Cross-dock: fair shares, kitchens in load order, parcels that split when full, labels that print at once."""

from dataclasses import replace
from typing import Any

import pytest
from books import Books
from goods import (
    BEEF,
    BEEF_CODE,
    CARROT_CODE,
    CARROTS,
    MILK,
    MILK_CASE,
    MILK_CODE,
    close_deliveries,
    code_of,
    labels,
    pack_all,
    receive,
)

from hubops.demo.model_worker import ModelWorker
from hubops.messages import Severity

BUTTER_CODE, BUTTER = "]C101170399990002411527011510L9", "]E07039999000244"


def picks(worker: ModelWorker) -> list[tuple[Any, ...]]:
    """The kitchens and pieces on the screen."""
    return [
        (line.message.values["stop"], line.message.values["kitchen"], line.message.values["pieces"])
        for line in worker.answer.prompt.lines
    ]


def test_what_waits_is_listed_with_what_is_there(worker: ModelWorker) -> None:
    receive(worker, MILK_CODE)

    answer = worker.start("crossdock")

    (line,) = answer.prompt.lines
    assert line.message.values == {"product": "Helmelk 1 l", "pieces": 50, "stock": 10}


def test_kitchens_come_in_load_order(worker: ModelWorker) -> None:
    """The first departure's last stop first: what is packed first is loaded first."""
    receive(worker, *[MILK_CODE] * 5)
    worker.start("crossdock")
    worker.scan(MILK)

    assert picks(worker) == [
        (5, "Måkeskriket barnehage", 4),
        (3, "Elvesvingen bo- og omsorgssenter", 8),
        (2, "Tussebekken barnehage", 6),
        (1, "Furukollen skole", 10),
        (4, "Møllekvernen barnehage", 8),
        (2, "Sementkula barnehage", 4),
        (1, "Kornbandet sykehjem", 10),
    ]
    assert worker.answer.prompt.what.values["lot"] == "L0212"
    assert worker.answer.prompt.what.values["zone"] == "D1"


def test_a_shortage_hits_the_large_orders_first(worker: ModelWorker, books: Books) -> None:
    """30 of 50: demands 4 4 6 8 8 10 10; nobody who gets more than another's level does so at a smaller one's cost."""
    receive(worker, *[MILK_CODE] * 3)
    pack_all(worker, MILK)

    packed = books.packed("07039999000213")
    assert sum(packed.values()) == 30
    assert packed["A02"] == packed["B05"] == 4
    assert sorted(packed.values()) == [4, 4, 4, 4, 4, 5, 5]


@pytest.mark.parametrize("visits", [(3,), (1, 2), (2, 1), (1, 1, 1)])
def test_goods_that_come_in_several_visits_are_shared_as_if_at_once(
    worker: ModelWorker, books: Books, visits: tuple[int, ...]
) -> None:
    for cases in visits:
        receive(worker, *[MILK_CODE] * cases)
        pack_all(worker, MILK)

    assert sorted(books.packed("07039999000213").values()) == [4, 4, 4, 4, 4, 5, 5]


def test_the_stock_goes_first_that_expires_first(worker: ModelWorker, books: Books) -> None:
    receive(worker, *[MILK_CODE] * 5, f"]C101{MILK_CASE}1526120210LOLD")

    pack_all(worker, MILK)

    assert books.loose("D1") == {"L0212": (10, 10_300)}


def test_the_article_is_refused_when_nobody_waits(worker: ModelWorker) -> None:
    receive(worker, *[CARROT_CODE] * 4)
    pack_all(worker, CARROTS)

    answer = worker.scan(CARROTS)

    assert (code_of(answer), answer.status) == ("crossdock.nobody_waits", Severity.REFUSED)
    assert code_of(worker.scan("]E05901234123457")) == "crossdock.unknown_item"


def test_fewer_than_the_screen_says(worker: ModelWorker, books: Books) -> None:
    receive(worker, *[MILK_CODE] * 5)
    worker.start("crossdock")
    worker.scan(MILK)

    worker.type("3")

    assert picks(worker)[0] == (5, "Måkeskriket barnehage", 1)
    assert books.packed("07039999000213") == {"B05": 3}


@pytest.mark.parametrize("typed", ["5", "0", "-1", "3,5", "tre", ""])
def test_a_count_that_cannot_be_is_refused(worker: ModelWorker, books: Books, typed: str) -> None:
    receive(worker, *[MILK_CODE] * 5)
    worker.start("crossdock")
    worker.scan(MILK)
    before = books.standing()

    assert code_of(worker.type(typed)) == "answer.no_count"
    assert books.standing() == before


def test_a_kitchen_can_be_left_for_later(worker: ModelWorker) -> None:
    receive(worker, *[MILK_CODE] * 5)
    worker.start("crossdock")
    worker.scan(MILK)

    answer = worker.press("f5")
    assert answer.message is not None
    assert (answer.message.code, answer.message.values["kitchen"], answer.message.values["pieces"]) == (
        "crossdock.skipped",
        "Måkeskriket barnehage",
        4,
    )
    assert picks(worker)[0][1] == "Elvesvingen bo- og omsorgssenter"
    for _ in range(6):
        worker.press("f5")
    assert worker.answer.prompt.id == "crossdock.scan"

    worker.scan(MILK)
    assert picks(worker)[0][1] == "Måkeskriket barnehage"


def test_each_stop_is_told_with_its_route(worker: ModelWorker) -> None:
    """The stops of two routes stand in one list."""
    receive(worker, *[MILK_CODE] * 5)
    worker.start("crossdock")
    prompt = worker.scan(MILK).prompt

    stops = [(line.message.values["route"], line.message.values["stop"]) for line in prompt.lines]
    assert stops == [("R1", 5), ("R1", 3), ("R1", 2), ("R1", 1), ("R2", 4), ("R2", 2), ("R2", 1)]
    assert prompt.what.values["route"] == "R1"


def test_what_goes_by_weight_is_weighed(worker: ModelWorker, books: Books) -> None:
    receive(worker, BEEF_CODE, BEEF_CODE)
    worker.start("crossdock")
    worker.scan(BEEF)
    assert picks(worker) == [(3, "Elvesvingen bo- og omsorgssenter", 4), (5, "Askestammen helsehus", 4)]

    assert worker.answer.prompt.id == "crossdock.weigh"
    assert code_of(worker.press("enter")) == "flow.not_now"
    assert code_of(worker.weigh(11_000)) == "receive.weight_off"
    assert code_of(worker.weigh(8200)) == "crossdock.packed_labels"

    assert books.boxes("B03")[0].goods == (("KJ7", 4, 8200),)


def test_fewer_pieces_by_weight(worker: ModelWorker, books: Books) -> None:
    receive(worker, BEEF_CODE, BEEF_CODE)
    worker.start("crossdock")
    worker.scan(BEEF)

    assert worker.type("1").prompt.what.values["nominal_g"] == 2000
    worker.weigh(2100)

    assert books.boxes("B03")[0].goods == (("KJ7", 1, 2100),)
    assert picks(worker)[0][2] == 3


def test_the_last_of_a_weighed_lot_settles_the_difference(worker: ModelWorker, books: Books) -> None:
    """16.000 kg came in, 16.400 kg went out: 400 g of weighing difference were booked in."""
    receive(worker, BEEF_CODE, BEEF_CODE)
    worker.start("crossdock")
    worker.scan(BEEF)
    worker.weigh(8200)
    worker.weigh(8200)

    assert books.loose("D1") == {}
    assert sum(row.grams for row in books.movements() if row.kind == "weighing_difference") == 400

    worker.press("f2")
    assert books.loose("D1") == {"KJ7": (4, 7800)}


def test_goods_by_the_piece_do_not_go_on_the_scale(worker: ModelWorker, books: Books) -> None:
    receive(worker, MILK_CODE)
    worker.start("crossdock")
    worker.scan(MILK)

    assert code_of(worker.weigh(4000)) == ""
    assert books.packed("07039999000213") == {}


def test_a_parcel_holds_one_temperature_class(worker: ModelWorker, books: Books) -> None:
    receive(worker, *[MILK_CODE] * 5, *[CARROT_CODE] * 3)
    pack_all(worker, MILK)
    pack_all(worker, CARROTS)

    assert [(box.number, box.temperature_class) for box in books.boxes("B05")] == [
        (1, "chilled_default"),
        (2, "ambient"),
    ]


ONIONS, POTATOES = "]C1011703999900004310L4", "]E07039999000015"


def split(worker: ModelWorker) -> None:
    """Six kilograms of onions for A01, then fifteen of potatoes: they do not fit into one parcel of 15 kg."""
    receive(worker, ONIONS)
    worker.scan(POTATOES)
    worker.type("L1")
    for _ in range(8):
        worker.scan(POTATOES)
    pack_all(worker, "]E07039999000046")
    worker.start("crossdock")
    worker.scan(POTATOES)
    while worker.answer.prompt.what.values["kitchen"] != "Kornbandet sykehjem":
        worker.press("f5")


def test_a_full_parcel_is_closed_and_the_next_is_begun(worker: ModelWorker, books: Books) -> None:
    split(worker)

    answer = worker.press("enter")

    assert code_of(answer) == "crossdock.packed_labels"
    first, second = books.boxes("A01")
    assert (first.state, first.goods) == ("closed", (("L1", 1, 5000), ("L4", 3, 6000)))
    assert (second.state, second.goods) == ("open", (("L1", 2, 10_000),))
    assert labels(books)[-1] == ("A01", 1, None)


def test_undo_of_a_split_leaves_one_parcel_to_go_on_with(worker: ModelWorker, books: Books) -> None:
    split(worker)
    before = books.standing()
    worker.press("enter")

    worker.press("f2")
    assert books.standing() == before

    worker.press("enter")
    assert [(box.number, box.state, len(box.goods)) for box in books.boxes("A01")] == [(1, "closed", 2), (2, "open", 1)]


@pytest.mark.parametrize(
    ("limit", "parcels"),
    [
        ({}, [4]),
        ({"parcel_ml": 2200}, [2, 2]),  # 1.1 l each
        ({"parcel_ml": 3400}, [3, 1]),
        ({"parcel_g": 1030}, [1, 1, 1, 1]),
        ({"parcel_g": 1}, [1, 1, 1, 1]),  # a piece can't be divided
    ],
)
def test_a_parcel_is_full_by_litres_or_by_weight(
    worker: ModelWorker, books: Books, limit: dict[str, int], parcels: list[int]
) -> None:
    """40 l and 15 kg in rules.toml; the four litres of B05 fit. Smaller parcels split them."""
    worker.floor.desk.house = replace(worker.floor.desk.house, **limit)  # type: ignore[arg-type]
    receive(worker, *[MILK_CODE] * 5)
    worker.start("crossdock")
    worker.scan(MILK)

    worker.press("enter")

    assert [box.goods[0][1] for box in books.boxes("B05")] == parcels


def test_a_number_is_not_lost_by_an_undo(worker: ModelWorker, books: Books) -> None:
    """The empty parcel that an undo leaves takes the next goods, whatever their class: "2 of 1" helps nobody."""
    receive(worker, *[MILK_CODE] * 5, *[CARROT_CODE] * 3)
    worker.start("crossdock")
    worker.scan(MILK)
    worker.press("enter")
    worker.press("f2")
    pack_all(worker, CARROTS)

    assert [(box.number, box.temperature_class) for box in books.boxes("B05")] == [(1, "ambient")]


@pytest.fixture
def weigher(worker: ModelWorker) -> ModelWorker:
    """A worker at the scale: one of four pieces of beef for B03 is packed, four more go to A05; milk stands by."""
    receive(worker, BEEF_CODE, BEEF_CODE, MILK_CODE)
    worker.start("crossdock")
    worker.scan(BEEF)
    worker.type("1")
    worker.weigh(2100)
    return worker


def test_a_weighed_parcel_is_closed_when_it_is_full(weigher: ModelWorker, books: Books) -> None:
    answer = weigher.press("f4")

    assert (code_of(answer), answer.prompt.id) == ("crossdock.closed", "crossdock.weigh")
    (box,) = books.boxes("B03")
    assert (box.state, box.goods) == ("closed", (("KJ7", 1, 2100),))
    assert picks(weigher)[0][2] == 3
    weigher.weigh(6000)
    assert [box.goods for box in books.boxes("B03")] == [(("KJ7", 1, 2100),), (("KJ7", 3, 6000),)]


def test_a_label_is_staged_between_two_weights(weigher: ModelWorker, books: Books) -> None:
    weigher.press("f4")

    answer = weigher.scan(f"]C100{books.boxes('B03')[0].sscc}")

    assert (code_of(answer), answer.prompt.id) == ("crossdock.staged", "crossdock.weigh")
    assert (books.boxes("B03")[0].state, picks(weigher)[0][2]) == ("staged", 3)


def test_a_kitchen_at_the_scale_is_left_for_later(weigher: ModelWorker, books: Books) -> None:
    before = books.standing()

    weigher.press("f5")
    assert picks(weigher) == [(5, "Askestammen helsehus", 4)]
    assert weigher.press("f5").prompt.id == "crossdock.scan"

    assert books.standing() == before
    weigher.scan(BEEF)
    assert picks(weigher)[0][1] == "Elvesvingen bo- og omsorgssenter"


@pytest.mark.parametrize(("code", "state", "product"), [(MILK, "pick", "Helmelk 1 l"), (BEEF, "weigh", "Storfe")])
def test_another_article_is_shared_out_before_this_one_is_done(
    weigher: ModelWorker, books: Books, code: str, state: str, product: str
) -> None:
    before = books.standing()

    answer = weigher.scan(code)

    assert answer.prompt.id == f"crossdock.{state}"
    assert str(answer.prompt.what.values["product"]).startswith(product)
    assert books.standing() == before


def test_who_confirms_what_another_station_has_packed_is_stopped(
    worker: ModelWorker, colleague: ModelWorker, books: Books
) -> None:
    """The goods in hand are for the kitchen on the screen, and nobody reads the next one before it is there."""
    receive(worker, MILK_CODE)
    close_deliveries(worker)
    for each in (worker, colleague):
        each.start("crossdock")
        each.scan(MILK)
    shown = worker.answer.prompt.what.values["kitchen"]
    assert colleague.press("enter").message.values["kitchen"] == shown  # type: ignore[union-attr]
    packed = books.standing()

    assert code_of(worker.press("enter")) == "crossdock.changed"
    assert books.standing() == packed
    asked = worker.answer.prompt.what.values["kitchen"]
    assert asked != shown
    assert worker.press("enter").message.values["kitchen"] == asked  # type: ignore[union-attr]
