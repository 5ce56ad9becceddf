"""One delivery in several visits, several deliveries in one visit, papers, signatures, and opening again."""

from books import Books
from goods import CARROT_CODE, MILK_CODE, code_of
from sqlalchemy import select

from hubops.demo.model_worker import ModelWorker
from hubops.inputs import Scan, ScanKind
from hubops.model.evidence import Event
from hubops.model.inbound import Delivery, ExpectedLine, ReceiptLine
from hubops.model.products import Product
from hubops.open_hub import OpenHub
from hubops.operations.booking import Booking
from hubops.store import rows


def finish(receiver: ModelWorker, signed_by: str = "Ola Nord") -> None:
    """Finish the delivery in hand."""
    receiver.press("f4")
    receiver.type(signed_by)


def test_more_comes_later(receiver: ModelWorker, books: Books) -> None:
    receiver.scan(CARROT_CODE)
    receiver.press("f4")
    before = books.standing()
    answer = receiver.press("f6")
    assert (code_of(answer), answer.prompt.id) == ("receive.visit_ended", "receive.scan")
    assert receiver.press("f2").prompt.id == "receive.close"
    assert books.standing() == before
    receiver.press("f6")
    receiver.scan(CARROT_CODE)
    receiver.press("f4")
    receiver.press("f6")
    assert [kind for kind, _ in books.deviations()] == [], "differences are told at the end"
    receiver.scan(CARROT_CODE)
    finish(receiver)

    receipts = books.jobs("receipt")
    assert [(row["number"], row["more_to_come"], row["lines"][0]["pieces"]) for row in receipts] == [
        ("1", True, 5),
        ("1-2", True, 5),
        ("1-3", False, 15),
    ]
    assert {kind for kind, _ in books.deviations()} == {"short"}


def test_a_visit_with_nothing_new_has_no_receipt(receiver: ModelWorker) -> None:
    receiver.scan(CARROT_CODE)
    receiver.press("f4")
    receiver.press("f6")
    receiver.press("1")
    receiver.press("f4")

    answer = receiver.press("f6")

    assert (code_of(answer), answer.prompt.id) == ("receive.nothing_new", "receive.close")


def test_what_stands_on_the_receipt_of_a_visit_is_not_undone(
    receiver: ModelWorker, colleague: ModelWorker, books: Books
) -> None:
    colleague.start("receive")
    colleague.scan(CARROT_CODE)
    receiver.press("1")
    receiver.press("f4")
    receiver.press("f6")

    assert code_of(colleague.press("f2")) == "undo.moved_on"
    assert books.loose("D1") == {"L7": (5, 10_000)}


def test_several_deliveries_are_finished_one_after_the_other(receiver: ModelWorker, books: Books) -> None:
    """The next is in hand after the first; it is finished only if somebody says so, for its goods may still come."""
    receiver.scan(CARROT_CODE)
    receiver.scan(MILK_CODE)
    receiver.type("3,4")
    assert receiver.press("f4").prompt.what.values["producer"] == "Ysteriet på Blåmyra"

    answer = receiver.type("Ola Nord")

    assert (code_of(answer), answer.prompt.id) == ("receive.closed_short", "receive.scan")
    assert receiver.press("f4").prompt.what.values["producer"] == "Trollhagen Grønt"
    assert receiver.type("Per Berg").prompt.id == "receive.scan"
    assert len(books.jobs("receipt")) == 2


def expect_carrots_today(booking: Booking) -> None:
    """A second delivery of the carrots' producer, of the hub day."""
    (first,) = booking.tx.conn.execute(select(Delivery).where(Delivery.number == 1)).all()
    carrots = booking.tx.conn.execute(select(Product.id).where(Product.name.startswith("Gulrot"))).scalar_one()
    values = {"number": 99, "producer_id": first.producer_id, "day": booking.day, "expected_at": booking.tx.now}
    key = rows.add(booking.tx, Delivery, closed_at=None, **values)
    rows.add(booking.tx, ExpectedLine, delivery_id=key, product_id=carrots, pieces=10)


def test_yesterdays_delivery_is_filled_before_todays(receiver: ModelWorker, hub: OpenHub, books: Books) -> None:
    receiver.next_day(6, 0)
    hub.job_desk("test").book(expect_carrots_today)
    receiver.start("receive")
    for _ in range(5):
        receiver.scan(CARROT_CODE)

    found = books.rows(
        select(Delivery.number, ReceiptLine.pieces)
        .join(ReceiptLine, ReceiptLine.delivery_id == Delivery.id)
        .order_by(ReceiptLine.id)
    )
    assert [row.number for row in found] == [1, 1, 1, 99, 99]
    assert receiver.scan(CARROT_CODE).prompt.id == "receive.over"


def test_who_signed_stands_on_the_receipt_and_not_in_the_log(receiver: ModelWorker, books: Books) -> None:
    receiver.scan(CARROT_CODE)
    finish(receiver, "Ola Nord")

    assert [row["signed_by"] for row in books.jobs("receipt")] == ["Ola Nord"]
    assert [row.signed_by for row in books.rows(select(Delivery.signed_by).where(Delivery.number == 1))] == ["Ola Nord"]
    assert not [row for row in books.rows(select(Event.body)) if "Ola Nord" in row.body]
    assert "receipt_unsigned" not in {kind for kind, _ in books.deviations()}


def test_a_receipt_without_a_signature_is_a_deviation(receiver: ModelWorker, books: Books) -> None:
    receiver.scan(CARROT_CODE)
    receiver.press("f4")
    assert code_of(receiver.type("7")) == "answer.no_name"
    receiver.press("enter")

    assert ("receipt_unsigned", {"number": 1, "producer": "Trollhagen Grønt"}) in books.deviations()


def test_papers_are_noted(receiver: ModelWorker, books: Books) -> None:
    assert code_of(receiver.press("f7")) == "receive.scan_first"
    receiver.scan(CARROT_CODE)
    before = books.standing()
    receiver.press("f7")
    assert code_of(receiver.type(" ")) == "answer.no_reference"
    assert code_of(receiver.type("FS 4711")) == "receive.document_noted"
    assert receiver.press("f2").prompt.id == "receive.document"
    assert books.standing() == before
    receiver.type("FS 4711")
    receiver.press("f7")
    receiver.answer = receiver.floor.handle(Scan("IMG-42", ScanKind.UNREADABLE, fault="scan.unknown_code"), b"paper")
    assert "receive.document_line" in {line.message.code for line in receiver.press("f4").prompt.lines}
    receiver.type("Ola Nord")

    assert [row["document"] for row in books.jobs("receipt")] == ["FS 4711, IMG-42"]
    assert books.events("document_noted") == 3


def test_a_supervisor_opens_it_again(receiver: ModelWorker, books: Books) -> None:
    receiver.scan(CARROT_CODE)
    finish(receiver)
    before = books.standing()

    answer = receiver.scan(CARROT_CODE)
    assert (code_of(answer), answer.prompt.id) == ("receive.delivery_closed", "receive.reopen")
    assert code_of(receiver.scan("BADGE-0001")) == "authority.badge_too_low"
    assert books.standing() == before
    answer = receiver.scan("BADGE-0002")

    assert (code_of(answer), answer.prompt.id) == ("receive.reopened", "receive.scan")
    assert "short" not in {kind for kind, _ in books.deviations()}, "what was missing is told anew at the end"
    assert receiver.press("f2").prompt.id == "receive.reopen"
    assert books.standing() == before
    receiver.scan("BADGE-0002")
    assert code_of(receiver.scan(CARROT_CODE)) == "receive.taken"
    finish(receiver)
    assert [row["number"] for row in books.jobs("receipt")] == ["1", "1-2"]
    assert ("short", "Gulrot vasket 2 kg", 10) in [
        (kind, row.get("product"), row.get("received")) for kind, row in books.deviations()
    ]


def test_goods_of_a_finished_delivery_may_be_set_aside(receiver: ModelWorker) -> None:
    receiver.scan(CARROT_CODE)
    finish(receiver)
    receiver.scan(CARROT_CODE)

    assert receiver.press("f3").prompt.id == "receive.scan"


def test_too_much_of_one_does_not_hide_what_is_missing(receiver: ModelWorker) -> None:
    receiver.scan(CARROT_CODE)
    receiver.type("99")
    receiver.press("enter")
    receiver.press("f3")
    receiver.start("receive")

    (line,) = [line for line in receiver.answer.prompt.lines if line.message.values["producer"] == "Trollhagen Grønt"]
    assert (line.message.code, line.mark) == ("receive.delivery_covered", "bad")
