"""Cross-dock: labels print when a parcel can get no more, and put it into its lane; what undo does to them."""

from books import Books
from goods import CARROT_CODE, CARROTS, MILK, MILK_CASE, MILK_CODE, close_deliveries, code_of, labels, pack_all, receive

from hubops.demo.model_worker import ModelWorker
from hubops.messages import Severity

BUTTER_CODE, BUTTER = "]C101170399990002411527011510L9", "]E07039999000244"


def test_what_the_label_says(worker: ModelWorker, books: Books) -> None:
    receive(worker, *[MILK_CODE] * 5)
    close_deliveries(worker)
    worker.start("crossdock")
    worker.scan(MILK)
    worker.press("enter")

    (label,) = books.jobs("drop_label")
    (box,) = books.boxes("B05")
    assert label["sscc"] == box.sscc
    assert (label["kitchen_code"], label["route_name"], label["stop"]) == ("B05", "Bærum", 5)
    assert (label["delivery_date"], label["temperature_class"]) == ("2026-11-24", "chilled_default")
    assert (label["min_cc"], label["max_cc"]) == (0, 400)
    assert label["lines"] == [
        {
            "product": "Helmelk 1 l",
            "lot": "L0212",
            "date": "2026-12-06",
            "date_kind": "best_before",
            "pieces": 4,
            "weight_g": 4120,
            "owner": "Ysteriet på Blåmyra",
        }
    ]


def test_only_the_last_parcel_of_a_kitchen_says_of_how_many(worker: ModelWorker, books: Books) -> None:
    receive(worker, *[MILK_CODE] * 5, *[CARROT_CODE] * 3)
    close_deliveries(worker)
    pack_all(worker, CARROTS)
    pack_all(worker, MILK)

    assert [(number, of) for kitchen, number, of in labels(books) if kitchen == "B05"] == [(1, None), (2, 2)]
    assert [(number, of) for kitchen, number, of in labels(books) if kitchen == "B03"] == [(1, None), (2, 2)]
    assert [(number, of) for kitchen, number, of in labels(books) if kitchen == "A01"] == [(1, 1)]


def test_a_parcel_waits_while_its_class_may_still_come(worker: ModelWorker, books: Books) -> None:
    receive(worker, *[MILK_CODE] * 5, BUTTER_CODE)
    pack_all(worker, MILK)
    assert labels(books) == []

    close_deliveries(worker)
    assert ("B02", 1, 1) in labels(books)  # yoghurt never came
    assert "B05" not in {kitchen for kitchen, _, _ in labels(books)}  # butter stands at the dock

    pack_all(worker, BUTTER)
    assert ("B05", 1, 1) in labels(books)
    assert {box.state for box in books.boxes()} == {"closed"}


def test_goods_too_short_lived_for_kitchens_keep_no_parcel_open(worker: ModelWorker, books: Books) -> None:
    """Milk with five days stays in the hub: kitchens are promised six. Nobody could ever close the parcel."""
    receive(worker, f"]C101{MILK_CASE}1526112910LOLD", BUTTER_CODE)
    close_deliveries(worker)
    pack_all(worker, BUTTER)

    assert ("B05", 1, 1) in labels(books)
    assert code_of(worker.scan(MILK)) == "crossdock.nobody_waits"


def test_the_worker_may_call_a_parcel_full(worker: ModelWorker, books: Books) -> None:
    receive(worker, *[MILK_CODE] * 5)
    worker.start("crossdock")
    worker.scan(MILK)
    worker.type("3")

    answer = worker.press("f4")
    worker.press("enter")

    assert (code_of(answer), answer.status) == ("crossdock.closed", Severity.DONE)
    assert [(box.number, box.state, box.goods[0][1]) for box in books.boxes("B05")] == [
        (1, "closed", 3),
        (2, "open", 1),
    ]


def test_an_empty_parcel_is_never_full(worker: ModelWorker, books: Books) -> None:
    receive(worker, *[MILK_CODE] * 5)
    worker.start("crossdock")
    worker.scan(MILK)

    assert code_of(worker.press("f4")) == "parcel.empty"
    assert books.boxes() == []


def only_fish_may_come(worker: ModelWorker) -> None:
    """B05's chilled parcel is labelled, and of the deliveries only the fish is open."""
    receive(worker, *[MILK_CODE] * 5)
    worker.start("crossdock")
    worker.scan(MILK)
    worker.press("enter")
    worker.start("receive")
    for _ in range(3):
        worker.press("1")
        worker.press("f4")
        worker.press("enter")


def test_a_label_that_turns_out_to_be_the_last_prints_again(worker: ModelWorker, books: Books) -> None:
    only_fish_may_come(worker)
    assert labels(books) == [("B05", 1, None)]

    worker.press("1")
    worker.press("f4")
    worker.press("enter")

    assert labels(books) == [("B05", 1, 1)]  # the one that had not printed yet was cancelled


def test_undo_brings_back_the_label_that_a_better_one_replaced(worker: ModelWorker, books: Books) -> None:
    only_fish_may_come(worker)
    worker.press("1")
    worker.press("f4")
    worker.press("enter")

    worker.press("f2")

    assert labels(books) == [("B05", 1, None)]


def staged(worker: ModelWorker, books: Books) -> str:
    """A parcel of B05 in its lane; its label is returned."""
    receive(worker, *[MILK_CODE] * 5)
    close_deliveries(worker)
    worker.start("crossdock")
    worker.scan(MILK)
    worker.press("enter")
    (box,) = books.boxes("B05")
    assert box.sscc
    worker.scan(f"]C100{box.sscc}")
    return box.sscc


def test_scanning_the_label_puts_the_parcel_into_its_lane(worker: ModelWorker, books: Books) -> None:
    staged(worker, books)

    assert code_of(worker.answer) == "crossdock.staged"
    assert worker.answer.prompt.id == "crossdock.pick"
    (box,) = books.boxes("B05")
    assert (box.state, box.zone, box.goods) == ("staged", "L1", (("L0212", 4, 4120),))


def test_a_parcel_goes_to_its_lane_once(worker: ModelWorker, books: Books) -> None:
    sscc = staged(worker, books)

    assert code_of(worker.scan(f"]C100{sscc}")) == "parcel.not_to_lane"
    assert code_of(worker.scan("]C100370399980000009998")) in ("parcel.unknown", "scan.bad_check_digit")


def test_undo_of_staging_and_packing(worker: ModelWorker, books: Books) -> None:
    sscc = staged(worker, books)

    worker.press("f2")
    assert [(box.state, box.zone) for box in books.boxes("B05")] == [("closed", "D1")]
    worker.press("f2")

    assert books.packed("07039999000213") == {}
    assert books.labels() == {sscc: True}
    assert books.jobs("drop_label") == []
    assert code_of(worker.scan(f"]C100{sscc}")) == "parcel.void_label"


def test_a_new_label_has_a_new_number(worker: ModelWorker, books: Books) -> None:
    old = staged(worker, books)
    worker.press("f2")
    worker.press("f2")

    worker.press("enter")

    (box,) = books.boxes("B05")
    assert box.sscc != old
    assert books.labels() == {old: True, box.sscc: False}


def test_goods_do_not_leave_a_parcel_that_a_colleague_labelled(
    worker: ModelWorker, colleague: ModelWorker, books: Books
) -> None:
    """The label tells what is in it."""
    receive(worker, *[MILK_CODE] * 5)
    worker.start("crossdock")
    worker.scan(MILK)
    worker.type("3")
    colleague.start("crossdock")
    colleague.scan(MILK)
    colleague.press("f4")

    answer = worker.press("f2")

    assert code_of(answer) == "undo.moved_on"
    assert books.boxes("B05")[0].goods == (("L0212", 3, 3090),)
