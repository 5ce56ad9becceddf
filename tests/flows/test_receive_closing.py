"""The end of a delivery: differences become deviations, the producer's receipt prints."""

from books import Books
from goods import CARROT_CASE, CARROTS, MILK_CASE, code_of

from hubops.demo.model_worker import ModelWorker


def test_a_delivery_needs_a_case_or_a_digit(receiver: ModelWorker) -> None:
    assert code_of(receiver.press("f4")) == "receive.scan_first"
    assert code_of(receiver.press("5")) == "receive.no_such_delivery"
    assert receiver.press("4").prompt.id == "receive.scan"
    assert receiver.press("f4").prompt.id == "receive.close"


def test_a_delivery_that_never_came_is_closed_short(receiver: ModelWorker, books: Books) -> None:
    receiver.press("4")
    receiver.press("f4")
    answer = receiver.press("enter")

    assert (code_of(answer), answer.prompt.id) == ("receive.closed_short", "receive.scan")
    assert {(kind, facts["product"]) for kind, facts in books.deviations()} == {
        ("short", "Fiskekaker 1 kg"),
        ("short", "Laksefilet fersk 1 kg"),
        ("short", "Seifilet fersk 1 kg"),
    }


def test_what_the_receipt_tells(receiver: ModelWorker, books: Books) -> None:
    for _ in range(4):
        receiver.scan(f"]C101{CARROT_CASE}10L1")
    receiver.press("enter")  # one more than was ordered
    receiver.scan("]C1011703999900008115261201" + "10L8")
    receiver.type("3,4")
    receiver.press("f5")
    receiver.press("1")
    receiver.scan(f"]C101{CARROT_CASE}10L1")
    receiver.press("f4")
    assert receiver.answer.prompt.what.values == {"producer": "Trollhagen Grønt"}
    receiver.press("enter")

    (receipt,) = books.jobs("receipt")
    assert (receipt["producer_name"], receipt["received_by"], receipt["number"]) == (
        "Trollhagen Grønt",
        "Kari N.",
        "1",
    )
    assert [
        (line["product"], line["lot"], line["pieces"], line["weight_g"], line["accepted"], line["reason"])
        for line in receipt["lines"]
    ] == [
        ("Gulrot vasket 2 kg", "L1", 20, 40_000, True, ""),
        ("Gulrot vasket 2 kg", "L1", 5, 10_000, False, "damaged"),
        ("Kuttet rotgrønnsakmiks 1 kg", "L8", 6, 6000, True, ""),
    ]
    assert receipt["checks"] == [{"temperature_class": "chilled_default", "temperature_cc": 340, "verdict": "green"}]
    missing = {row["product"]: row["pieces"] for row in receipt["not_received"]}
    assert missing["Potet Asterix 5 kg"] == 9
    assert missing["Kuttet rotgrønnsakmiks 1 kg"] == 6
    assert "Gulrot vasket 2 kg" not in missing  # 15 were expected
    assert ("over", 15, 20) in [
        (kind, facts.get("expected"), facts.get("received")) for kind, facts in books.deviations()
    ]


def test_a_closed_delivery_takes_no_more(receiver: ModelWorker, books: Books) -> None:
    receiver.scan(f"]C101{CARROT_CASE}10L1")
    receiver.press("f4")
    receiver.press("enter")

    answer = receiver.scan(f"]C101{CARROT_CASE}10L1")

    assert code_of(answer) == "receive.delivery_closed"
    assert books.loose("D1") == {"L1": (5, 10_000)}


def test_undo_opens_it_again(receiver: ModelWorker, books: Books) -> None:
    receiver.scan(f"]C101{CARROT_CASE}10L1")
    before = books.standing()
    receiver.press("f4")
    receiver.press("enter")

    answer = receiver.press("f2")

    assert answer.prompt.id == "receive.close"
    assert books.standing() == before
    assert books.jobs("receipt") == []


def test_two_stations_close_it_once(receiver: ModelWorker, colleague: ModelWorker, books: Books) -> None:
    colleague.start("receive")
    for each in (receiver, colleague):
        each.press("1")
        each.press("f4")
    receiver.press("enter")

    answer = colleague.press("enter")

    assert (code_of(answer), answer.prompt.id) == ("receive.delivery_closed", "receive.scan")
    assert len(books.jobs("receipt")) == 1
    assert colleague.scan(CARROTS).prompt.id in ("receive.reopen", "receive.lot")


def test_a_receipt_that_was_printed_is_not_undone_beneath(
    receiver: ModelWorker, colleague: ModelWorker, books: Books
) -> None:
    """The colleague's case stands on the receipt that closed the delivery."""
    colleague.start("receive")
    colleague.scan(f"]C101{CARROT_CASE}10L1")
    receiver.press("1")
    receiver.press("f4")
    receiver.press("enter")

    answer = colleague.press("f2")

    assert code_of(answer) == "undo.moved_on"
    assert books.loose("D1") == {"L1": (5, 10_000)}


def test_a_temperature_that_comes_late_still_counts_and_can_be_undone(
    receiver: ModelWorker, colleague: ModelWorker, books: Books
) -> None:
    """A colleague closed the delivery while the probe was in the milk: warm milk is warm milk."""
    receiver.scan(f"]C101{MILK_CASE}1526120610L0212")
    colleague.start("receive")
    colleague.press("2")
    colleague.press("f4")
    colleague.press("enter")

    assert code_of(receiver.type("9,5")) == "receive.red"
    assert set(books.loose("Q1")) == {"L0212"}
    assert code_of(receiver.press("f2")) == "undo.done"
    assert set(books.loose("D1")) == {"L0212"}


def test_what_was_refused_did_come_and_is_not_missing_as_well(receiver: ModelWorker, books: Books) -> None:
    for taken in (True, False):
        if not taken:
            receiver.press("f5")
            receiver.press("1")
        receiver.scan(f"]C101{CARROT_CASE}10L1")
    receiver.press("f4")
    (line,) = [each for each in receiver.answer.prompt.lines if each.message.code == "receive.line_refused_short"]
    facts = line.message.values
    assert (facts["got"], facts["of"], facts["refused"], facts["missing"]) == (5, 15, 5, 5)
    receiver.press("enter")

    (receipt,) = books.jobs("receipt")
    missing = {row["product"]: row["pieces"] for row in receipt["not_received"]}
    assert missing["Gulrot vasket 2 kg"] == 5
    carrots = [(kind, values) for kind, values in books.deviations() if values.get("product") == "Gulrot vasket 2 kg"]
    assert [kind for kind, _ in carrots] == ["refused", "short"]
    assert (carrots[1][1]["received"], carrots[1][1]["expected"]) == (10, 15)
