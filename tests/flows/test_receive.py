"""Receiving: one scan where the code says everything, questions only for what is missing, every refusal."""

from datetime import date, timedelta

import pytest
from books import Books
from goods import BEEF, BEEF_CASE, CARROT_CASE, CARROTS, MILK, MILK_CASE, code_of

from hubops.clock import ManualClock
from hubops.demo.model_worker import ModelWorker
from hubops.devices.scanners.meaning import read_scan
from hubops.messages import Severity
from hubops.model.sscc import sscc

SSCC, NEXT_SSCC = (sscc(3, "7099999", serial) for serial in (1, 2))


@pytest.mark.parametrize("aim", ["]C1", "]d2"], ids=["GS1-128", "DataMatrix"])
def test_a_case_is_one_scan(receiver: ModelWorker, books: Books, aim: str) -> None:
    answer = receiver.scan(f"{aim}01{CARROT_CASE}10L2611")

    assert (code_of(answer), answer.prompt.id) == ("receive.taken", "receive.more")
    assert answer.prompt.counter is not None
    assert answer.prompt.counter[0] == 5
    assert books.loose("D1") == {"L2611": (5, 10_000)}
    assert [(row.kind, row.pieces) for row in books.movements()] == [("receive", 5)]


def test_a_weighed_case_is_one_scan_with_lot_date_and_weight(receiver: ModelWorker, books: Books) -> None:
    answer = receiver.scan(f"]C101{BEEF_CASE}172612083103008123" + "10KJ7")

    assert answer.message is not None
    assert answer.message.values == {
        "product": "Storfe grytekjøtt ca. 2 kg",
        "pieces": 4,
        "weight_g": 8123,
        "lot": "KJ7",
        "expiry": date(2026, 12, 8),
    }
    assert answer.prompt.id == "receive.temperature"
    assert books.loose("D1") == {"KJ7": (4, 8123)}


def test_an_ean_asks_only_for_what_is_missing(receiver: ModelWorker, books: Books) -> None:
    assert receiver.scan(BEEF).prompt.id == "receive.date"
    assert receiver.type("8.12").prompt.id == "receive.weigh"
    answer = receiver.weigh(2040)

    assert answer.message is not None
    assert answer.message.values["weight_g"] == 2040
    assert answer.prompt.id == "receive.temperature"
    assert books.loose("D1") == {"081226": (1, 2040)}, "the date stands for the lot (2011/91/EU, article 5)"


def test_a_lot_that_is_marked_may_be_typed(receiver: ModelWorker, books: Books) -> None:
    receiver.scan(BEEF)
    assert receiver.press("f6").prompt.id == "receive.lot"
    assert receiver.type("kj7 ").prompt.id == "receive.date"
    receiver.type("8.12")
    receiver.weigh(2040)

    assert books.loose("D1") == {"KJ7": (1, 2040)}


def test_a_code_with_a_lot_asks_for_the_date_alone(receiver: ModelWorker) -> None:
    assert receiver.scan(f"]C101{MILK_CASE}10L0212").prompt.id == "receive.date"
    assert code_of(receiver.type("061226")) == "receive.taken"


def test_goods_that_bear_no_date_are_not_asked_for_one(receiver: ModelWorker) -> None:
    receiver.scan(CARROTS)

    assert code_of(receiver.type("L1")) == "receive.taken"


def test_the_next_of_the_same_need_not_say_lot_and_date_again(receiver: ModelWorker, books: Books) -> None:
    receiver.scan(MILK)
    receiver.type("6.12")
    receiver.type("3,4")

    answer = receiver.scan(MILK)

    assert code_of(answer) == "receive.taken_again"
    assert books.loose("D1") == {"061226": (2, 2060)}


def test_a_lot_in_the_code_is_believed_rather_than_the_lot_before(receiver: ModelWorker, books: Books) -> None:
    receiver.scan(f"]C101{CARROT_CASE}10L1")
    receiver.scan(f"]C101{CARROT_CASE}10L2")
    receiver.scan(CARROTS)

    assert {lot: pieces for lot, (pieces, _) in books.loose("D1").items()} == {"L1": 5, "L2": 6}


def test_goods_without_a_lot_get_one_of_the_hub(receiver: ModelWorker, books: Books) -> None:
    receiver.scan(CARROTS)
    receiver.press("f4")

    assert books.loose("D1") == {"H000001": (1, 2000)}


def test_f3_gives_up_a_question(receiver: ModelWorker, books: Books) -> None:
    receiver.scan(CARROTS)

    assert receiver.press("f3").prompt.id == "receive.scan"
    assert books.movements() == []


@pytest.mark.parametrize("code", [f"]C100{SSCC}02{CARROT_CASE}371\x1d10L1", f"]d201{CARROT_CASE}10L1\x1d21S77"])
def test_a_case_with_an_identity_counts_once_for_ever(receiver: ModelWorker, books: Books, code: str) -> None:
    receiver.scan(code)
    before = books.standing()

    answer = receiver.scan(code)

    assert (code_of(answer), answer.status) == ("receive.known_case", Severity.REFUSED)
    assert books.standing() == before
    assert code_of(receiver.scan(code.replace("S77", "S78").replace(SSCC, NEXT_SSCC))) == "receive.taken"


def test_an_undone_case_with_an_identity_may_come_again(receiver: ModelWorker) -> None:
    code = f"]d201{CARROT_CASE}10L1\x1d21S77"
    receiver.scan(code)
    receiver.press("f2")

    assert code_of(receiver.scan(code)) == "receive.taken"


def test_a_code_that_is_read_twice_in_a_moment_counts_once(
    receiver: ModelWorker, books: Books, clock: ManualClock
) -> None:
    said = read_scan(f"]C101{CARROT_CASE}10L1")
    answers = []
    for n, wait_ms in enumerate((0, 699, 1, 0)):
        clock.move_to(clock.now() + timedelta(milliseconds=wait_ms))
        answers.append(code_of(receiver.floor.handle(said, bytes([n]))))

    assert answers == ["receive.taken", "scan.twice", "receive.taken", "scan.twice"]
    assert books.loose("D1") == {"L1": (10, 20_000)}


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        ("]E05901234123457", "receive.unknown_item"),
        ("]E07039999000021", "scan.bad_check_digit"),
        (f"]C101{MILK_CASE}15261306" + "10L1", "scan.bad_date"),
        ("ZONE-K1", "flow.not_now"),
        ("VEHICLE-V1", "flow.not_now"),
    ],
)
def test_what_is_no_case_is_refused(receiver: ModelWorker, books: Books, code: str, refusal: str) -> None:
    answer = receiver.scan(code)

    assert code_of(answer) == refusal
    assert books.movements() == []


def test_a_delivery_that_nobody_finished_is_still_open_the_next_day(receiver: ModelWorker, books: Books) -> None:
    receiver.next_day(6, 0)

    assert code_of(receiver.scan(f"]C101{CARROT_CASE}10L1")) == "receive.taken"


def test_a_printed_weight_of_goods_by_the_piece_is_not_booked(receiver: ModelWorker, books: Books) -> None:
    """They are packed at their nominal weight; 9.8 kg for ten kilograms would leave the last piece unpackable."""
    receiver.scan(f"]C101{CARROT_CASE}3103009800" + "10L1")

    assert books.loose("D1") == {"L1": (5, 10_000)}


@pytest.mark.parametrize(("date", "taken"), [("261123", False), ("261124", True)])
def test_expired_goods_are_refused_and_told_on_the_receipt(
    receiver: ModelWorker, books: Books, date: str, taken: bool
) -> None:
    """Goods may be taken on the day they bear, not after it."""
    answer = receiver.scan(f"]C101{MILK_CASE}15{date}10L0212")
    assert code_of(answer) == ("receive.short_life" if taken else "receive.expired")
    if taken:
        return

    assert books.loose("D1") == {}
    receiver.press("f4")
    receiver.press("enter")
    (receipt,) = books.jobs("receipt")
    assert [(line["product"], line["accepted"], line["reason"], line["pieces"]) for line in receipt["lines"]] == [
        ("Helmelk 1 l", False, "expired", 10)
    ]


def test_goods_that_live_too_short_for_kitchens_are_taken_with_a_warning(receiver: ModelWorker) -> None:
    """Milk promises kitchens 6 days."""
    answer = receiver.scan(f"]C101{MILK_CASE}15261129" + "10L0212")

    assert (code_of(answer), answer.status) == ("receive.short_life", Severity.WARN)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("more", (f"]C101{CARROT_CASE}10L1",)),
        ("lot", (CARROTS,)),
        ("date", (MILK,)),
        ("weigh", (BEEF, "8.12")),
        ("over", (f"]C101{CARROT_CASE}10L1", "3", f"]C101{CARROT_CASE}10L1")),
        ("reason", ("f5",)),
        ("refuse_scan", ("f5", "1.")),
        ("close", ("1.", "f4")),
        ("document", ("1.", "f7")),
        ("returns", ("f8",)),
    ],
)
def test_f3_leads_back_to_the_next_scan(receiver: ModelWorker, books: Books, state: str, said: tuple[str, ...]) -> None:
    """What is in hand is laid down; ``1.`` is the digit, a mere ``3`` is typed."""
    for each in said:
        if each.startswith("]"):
            receiver.scan(each)
        else:
            _ = receiver.press(each.rstrip(".")) if each[0] == "f" or each == "1." else receiver.type(each)
        if receiver.answer.prompt.id == "receive.temperature":
            receiver.type("1")
    assert receiver.answer.prompt.id == f"receive.{state}"
    before = books.standing()

    answer = receiver.press("f3")

    assert (code_of(answer), answer.prompt.id) == ("", "receive.scan")
    assert books.standing() == before
