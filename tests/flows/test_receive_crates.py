"""Crates at the dock: counted in and out, taken off the weight, and what the producer's receipt says of them."""

import pytest
from books import Books
from goods import BEEF, BEEF_CASE, CARROT_CODE, code_of
from sqlalchemy import delete, func, select

from hubops.demo.model_worker import ModelWorker
from hubops.flows.floor import Answer
from hubops.inputs import Weight
from hubops.messages import Message
from hubops.model.crates import CrateMovement, CrateType
from hubops.open_hub import OpenHub
from hubops.queries import crates

E2, IFCO = "1", "2"
"""The digits; the crate itself weighs 1.950 and 1.750 kg."""
BEEF_AND_ITS_LOT = f"]C101{BEEF_CASE}172612083103008000" + "10KJ7"


@pytest.fixture
def weigher(receiver: ModelWorker) -> ModelWorker:
    """A worker at the weighing of a piece of beef whose temperature is known."""
    receiver.scan(BEEF_AND_ITS_LOT)
    receiver.type("3,0")
    receiver.scan(BEEF)
    return receiver


def count(worker: ModelWorker, kind: str, came: str, back: str) -> Answer:
    """Count crates of the delivery in hand; empty for Enter."""
    worker.press("f6")
    worker.press(kind)
    for text in (came, back):
        worker.type(text) if text else worker.press("enter")
    return worker.answer


def balances(hub: OpenHub) -> dict[tuple[str, str], int]:
    """By party and type, as ``hubops crates`` tells them."""
    desk = hub.job_desk("test")
    rows = [*desk.look(crates.of_producers), *desk.look(crates.of_kitchens)]
    return {(row.party, row.code): row.crates for row in rows}


def counted(books: Books) -> list[int]:
    """The movements of crates that stand."""
    rows = books.rows(
        select(CrateMovement.crates).where(CrateMovement.undone_by_id.is_(None)).order_by(CrateMovement.id)
    )
    return [row.crates for row in rows]


def lines(answer: Answer) -> list[str]:
    """What stands below the question."""
    return [line.message.text("en") for line in answer.prompt.lines]


def test_crates_come_and_go_with_a_delivery(receiver: ModelWorker, hub: OpenHub) -> None:
    receiver.scan(CARROT_CODE)

    answer = count(receiver, E2, "12", "10")

    assert (code_of(answer), answer.prompt.id) == ("crates.exchanged", "receive.scan")
    assert answer.message is not None
    assert answer.message.text("en") == "Eurokasse E2: 12 in, 10 back. Trollhagen Grønt: 2 to get back."
    assert balances(hub) == {("Trollhagen Grønt", "E2"): 2}


@pytest.mark.parametrize(
    ("came", "back", "owed"),
    [
        ("12", "", "12 to get back"),
        ("", "4", "4 to give back"),
        ("7", "7", "nothing owed"),
        ("0", "1", "1 to give back"),
    ],
)
def test_how_the_producer_stands_after_it(receiver: ModelWorker, came: str, back: str, owed: str) -> None:
    receiver.press("1")

    message = count(receiver, IFCO, came, back).message

    assert message is not None
    assert message.text("en").endswith(f"Trollhagen Grønt: {owed}.")


def test_each_type_is_listed_with_what_was_counted_of_it(receiver: ModelWorker) -> None:
    receiver.scan(CARROT_CODE)
    count(receiver, E2, "12", "10")
    count(receiver, E2, "3", "")

    answer = receiver.press("f6")

    assert answer.prompt.what.values == {"producer": "Trollhagen Grønt"}
    assert lines(answer) == [
        "1  Eurokasse E2: +15 -10, 5 to get back",
        "2  Grønnsakskasse 6416: +0 -0, nothing owed",
        "3  Meieribrett: +0 -0, nothing owed",
    ]


def test_crates_of_no_delivery_are_not_counted(receiver: ModelWorker) -> None:
    assert code_of(receiver.press("f6")) == "receive.scan_first"


def test_what_cannot_be_counted(receiver: ModelWorker, books: Books) -> None:
    receiver.press("1")
    receiver.press("f6")
    assert code_of(receiver.press("4")) == "crates.no_such_type"
    assert code_of(receiver.press("0")) == "crates.no_such_type"
    receiver.press(E2)
    assert code_of(receiver.type("-3")) == "answer.no_crates"
    receiver.press("enter")

    answer = receiver.press("enter")

    assert (code_of(answer), answer.prompt.id) == ("crates.none", "receive.crates_back")
    assert counted(books) == []


def test_f3_leads_back_step_by_step(receiver: ModelWorker) -> None:
    receiver.press("1")
    for key in ("f6", E2, "enter"):
        receiver.press(key)

    assert [receiver.press("f3").prompt.id.split(".")[1] for _ in range(3)] == ["crates_in", "crates", "scan"]


def test_a_hub_without_crates_says_so(weigher: ModelWorker, hub: OpenHub) -> None:
    hub.job_desk("test").book(lambda booking: booking.tx.conn.execute(delete(CrateType)))

    assert code_of(weigher.press("f6")) == "crates.no_types"
    weigher.press("f3")
    assert code_of(weigher.press("f6")) == "crates.no_types"


def test_undo_of_crates(receiver: ModelWorker, hub: OpenHub, books: Books) -> None:
    receiver.scan(CARROT_CODE)
    before = books.standing()
    count(receiver, E2, "12", "10")

    answer = receiver.press("f2")

    assert (code_of(answer), answer.prompt.id) == ("undo.done", "receive.crates_back")
    assert books.standing() == before
    assert balances(hub) == {}
    assert code_of(receiver.type("11")) == "crates.exchanged"
    assert balances(hub) == {("Trollhagen Grønt", "E2"): 1}


def test_the_tare_goes_off_the_weight_for_the_whole_delivery(weigher: ModelWorker, books: Books) -> None:
    weigher.press("f6")
    answer = weigher.press(E2)
    assert (code_of(answer), answer.prompt.id) == ("receive.tare_chosen", "receive.weigh")
    assert lines(answer) == ["In Eurokasse E2: 1.950 kg is taken off"]

    answer = weigher.weigh(3960)

    assert code_of(answer) == "receive.in_crate"
    assert answer.message is not None
    weighed = answer.message.values["weighed"]
    assert isinstance(weighed, Message)
    assert weighed.text("en") == "3.960 kg with Eurokasse E2 (1.950 kg): 2.010 kg net."
    assert books.loose("D1")["KJ7"] == (5, 10_010)
    weigher.scan(BEEF)
    weigher.weigh(3940)
    assert books.loose("D1")["KJ7"] == (6, 12_000)
    assert counted(books) == [1, 1]


def test_the_sign_of_a_crate_is_scanned_instead(weigher: ModelWorker, books: Books) -> None:
    weigher.press("f6")

    answer = weigher.scan("]C0CRATE-E2")

    assert (code_of(answer), answer.prompt.id) == ("receive.tare_chosen", "receive.weigh")
    assert lines(answer) == ["In Eurokasse E2: 1.950 kg is taken off"]
    weigher.weigh(3960)
    assert books.loose("D1")["KJ7"] == (5, 10_010)
    assert counted(books) == [1]


def test_the_sign_of_a_crate_that_the_hub_does_not_have(weigher: ModelWorker) -> None:
    weigher.press("f6")

    answer = weigher.scan("CRATE-XL")

    assert (code_of(answer), answer.prompt.id) == ("crates.unknown_type", "receive.tare")


def test_the_sign_says_which_crates_are_counted(receiver: ModelWorker, hub: OpenHub) -> None:
    receiver.scan(CARROT_CODE)
    receiver.press("f6")
    assert receiver.scan("CRATE-IFCO").prompt.id == "receive.crates_in"
    receiver.type("12")
    receiver.type("10")

    assert balances(hub) == {("Trollhagen Grønt", "IFCO"): 2}


def test_a_scale_that_took_the_crate_off_itself(weigher: ModelWorker, books: Books) -> None:
    weigher.press("f6")
    weigher.press(E2)

    answer = weigher.floor.handle(Weight(2010, stable=True, net=True), b"tared")

    assert answer.message is not None
    weighed = answer.message.values["weighed"]
    assert isinstance(weighed, Message)
    assert weighed.text("en") == "2.010 kg net: the scale had already taken Eurokasse E2 off."
    assert books.loose("D1")["KJ7"] == (5, 10_010)
    assert counted(books) == [1]


def test_no_more_than_the_empty_crate(weigher: ModelWorker, books: Books) -> None:
    weigher.press("f6")
    weigher.press(E2)

    assert code_of(weigher.weigh(1950)) == "crates.lighter_than_tare"
    assert counted(books) == []
    assert weigher.answer.prompt.id == "receive.weigh"


def test_bare_goods_after_goods_in_crates(weigher: ModelWorker, books: Books) -> None:
    weigher.press("f6")
    weigher.press(IFCO)
    answer = weigher.press("f6")
    assert [line.mark for line in answer.prompt.lines] == ["", "here", ""]
    assert code_of(weigher.press("enter")) == "receive.tare_dropped"

    assert code_of(weigher.weigh(2010)) == "receive.taken_again"
    assert counted(books) == []


def test_f3_leaves_the_tare_as_it_was(weigher: ModelWorker) -> None:
    weigher.press("f6")

    answer = weigher.press("f3")

    assert (answer.prompt.id, lines(answer)) == ("receive.weigh", [])


def test_a_warning_stays_a_warning(receiver: ModelWorker) -> None:
    receiver.scan(BEEF_AND_ITS_LOT)
    receiver.type("9")
    receiver.scan(BEEF)
    receiver.press("f6")
    receiver.press(E2)

    answer = receiver.weigh(3960)

    assert (code_of(answer), answer.status) == ("receive.in_crate_warned", "warn")
    assert answer.message is not None
    assert isinstance(answer.message.values["taken"], Message)
    assert answer.message.values["taken"].code == "receive.to_quarantine"


def test_undo_of_a_case_in_a_crate(weigher: ModelWorker, books: Books) -> None:
    weigher.press("f6")
    weigher.press(E2)
    before = books.standing()
    weigher.weigh(3960)

    answer = weigher.press("f2")

    assert answer.prompt.id == "receive.weigh"
    assert lines(answer) == ["In Eurokasse E2: 1.950 kg is taken off"]
    assert books.standing() == before
    assert counted(books) == []


def test_the_receipt_tells_the_crates_of_the_visit_and_the_balance(receiver: ModelWorker, books: Books) -> None:
    receiver.scan(CARROT_CODE)
    count(receiver, E2, "12", "10")
    receiver.press("f4")
    receiver.press("f6")
    receiver.press("1")
    count(receiver, IFCO, "", "1")
    receiver.press("f4")
    assert code_of(receiver.press("f6")) == "receive.visit_ended", "crates alone are a visit, too"
    receiver.press("1")
    receiver.press("f4")
    receiver.type("Ola Nord")

    e2, ifco = "Eurokasse E2", "Grønnsakskasse 6416"
    told = [
        [(row["name"], row["came"], row["back"], row["balance"]) for row in receipt["crates"]]
        for receipt in books.jobs("receipt")
    ]
    assert told == [
        [(e2, 12, 10, 2)],
        [(e2, 0, 0, 2), (ifco, 0, 1, -1)],
        [(e2, 12, 10, 2), (ifco, 0, 1, -1)],
    ]


def test_what_stands_on_a_receipt_is_not_undone(receiver: ModelWorker, colleague: ModelWorker, hub: OpenHub) -> None:
    colleague.start("receive")
    colleague.press("1")
    count(colleague, E2, "12", "")
    receiver.press("1")
    receiver.press("f4")
    receiver.type("Ola Nord")

    assert code_of(colleague.press("f2")) == "undo.moved_on"
    assert balances(hub) == {("Trollhagen Grønt", "E2"): 12}


def test_a_finished_delivery_takes_no_crates(receiver: ModelWorker, colleague: ModelWorker, books: Books) -> None:
    colleague.start("receive")
    colleague.press("1")
    for key in ("f6", E2, "enter"):
        colleague.press(key)
    receiver.press("1")
    receiver.press("f4")
    receiver.press("enter")

    assert code_of(colleague.type("3")) == "receive.delivery_closed"
    assert counted(books) == []


@pytest.mark.parametrize("undone", [0, 1, 2, 3])
def test_the_balance_is_the_sum_of_what_stands(receiver: ModelWorker, hub: OpenHub, books: Books, undone: int) -> None:
    receiver.scan(CARROT_CODE)
    for came, back in (("5", "2"), ("", "9"), ("1", "")):
        count(receiver, E2, came, back)
    for place in range(undone):
        if place:
            assert code_of(receiver.press("f2")) == "undo.let_go"  # the question that the last undo put back
        assert code_of(receiver.press("f2")) == "undo.done"

    assert sum(counted(books)) == balances(hub).get(("Trollhagen Grønt", "E2"), 0) == [-5, -6, 3, 0][undone]
    (all_of_them,) = books.rows(select(func.count().label("rows")).select_from(CrateMovement))
    assert all_of_them.rows == 4, "nothing is deleted"
