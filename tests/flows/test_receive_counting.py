"""Identical cases by their number, and more than was ordered: 15 bags of carrots are expected, five in a case."""

from pathlib import Path

import pytest
from books import Books
from goods import BEEF_CODE, CARROT_CASE, CARROT_CODE, CARROTS, MILK_CASE, code_of

from hubops.demo.model_worker import ModelWorker
from hubops.exchange.importing import import_file
from hubops.open_hub import OpenHub

INNER = (
    "gtin;producer_org_number;name;temperature_class;measured_by;net_g;inner_gtin;pieces_per_inner\n"
    "7039999000022;100000024;Gulrot vasket 2 kg;ambient;piece;2000;27039999000026;2\n"
)


def test_the_number_of_further_cases_books_them_at_once(receiver: ModelWorker, books: Books) -> None:
    receiver.scan(CARROT_CODE)

    answer = receiver.type("2")

    assert (code_of(answer), answer.prompt.id) == ("receive.taken_again", "receive.more")
    assert books.loose("D1") == {"L7": (15, 30_000)}
    assert [row.pieces for row in books.movements()] == [5, 10]
    (counted, *_) = answer.prompt.lines
    assert counted.message.text("en") == "2 × case = 10 pcs Gulrot vasket 2 kg"

    receiver.press("f2")
    assert books.loose("D1") == {"L7": (5, 10_000)}
    assert receiver.answer.prompt.id == "receive.more"


def test_the_number_follows_the_temperature(receiver: ModelWorker, books: Books) -> None:
    receiver.scan(f"]C101{MILK_CASE}1526120610L0212")
    receiver.type("3,4")

    receiver.type("2")

    assert books.loose("D1") == {"L0212": (30, 30_900)}


@pytest.mark.parametrize("typed", ["0", "-1", "x", "1000", ""])
def test_what_is_no_number_books_nothing(receiver: ModelWorker, books: Books, typed: str) -> None:
    receiver.scan(CARROT_CODE)

    assert code_of(receiver.type(typed)) == "answer.no_count"
    assert len(books.movements()) == 1


def test_weighed_goods_are_not_counted(receiver: ModelWorker, books: Books) -> None:
    receiver.scan(BEEF_CODE)
    receiver.type("1,0")

    assert code_of(receiver.type("1")) == "receive.count_weighed"
    assert len(books.movements()) == 1


def test_a_case_with_an_identity_is_not_counted(receiver: ModelWorker) -> None:
    receiver.scan(f"]d201{CARROT_CASE}10L1\x1d21S77")

    assert code_of(receiver.type("1")) == "receive.count_unique"


def test_more_than_was_ordered_is_asked_once(receiver: ModelWorker, books: Books) -> None:
    for _ in range(3):
        assert receiver.scan(CARROT_CODE).prompt.id == "receive.more"
    answer = receiver.scan(CARROT_CODE)

    assert answer.prompt.id == "receive.over"
    assert books.loose("D1") == {"L7": (15, 30_000)}
    assert receiver.press("enter").prompt.id == "receive.more"
    assert receiver.scan(CARROT_CODE).prompt.id == "receive.more"
    assert books.loose("D1") == {"L7": (25, 50_000)}
    receiver.press("f4")
    receiver.type("Ola Nord")
    assert ("over", 15, 25) in [(kind, row.get("expected"), row.get("received")) for kind, row in books.deviations()]


def test_the_case_too_many_is_refused(receiver: ModelWorker, books: Books) -> None:
    receiver.scan(CARROT_CODE)
    receiver.type("2")
    receiver.scan(CARROT_CODE)
    before = books.standing()

    answer = receiver.press("f5")

    assert (code_of(answer), answer.prompt.id) == ("receive.refused_case", "receive.scan")
    assert books.loose("D1") == {"L7": (15, 30_000)}
    assert [row["reason_word"] for kind, row in books.deviations() if kind == "refused"] == ["not_ordered"]
    assert receiver.press("f2").prompt.id == "receive.over"
    assert books.standing() == before


def test_of_a_number_too_high_what_fits_is_taken(receiver: ModelWorker, books: Books) -> None:
    receiver.scan(CARROT_CODE)
    before = books.standing()
    assert receiver.type("8").prompt.id == "receive.over"

    answer = receiver.press("f5")

    assert code_of(answer) == "receive.part_taken"
    assert answer.message is not None
    assert (answer.message.values["pieces"], answer.message.values["refused"]) == (10, 30)
    assert books.loose("D1") == {"L7": (15, 30_000)}
    assert receiver.press("f2").prompt.id == "receive.over"
    assert books.standing() == before


def test_a_number_is_asked_about_each_time_that_it_goes_over(receiver: ModelWorker) -> None:
    receiver.scan(CARROT_CODE)
    receiver.type("3")
    receiver.press("enter")

    assert receiver.type("80").prompt.id == "receive.over"
    assert receiver.press("f3").prompt.id == "receive.scan"


def test_every_level_of_a_pack_counts_its_pieces(
    receiver: ModelWorker, hub: OpenHub, books: Books, tmp_path: Path
) -> None:
    (tmp_path / "products.csv").write_text(INNER, encoding="utf-8")
    assert not import_file(hub.job_desk("import"), "products", tmp_path / "products.csv").faults

    said = []
    for code in (CARROT_CODE, "]C1012703999900002610L7", CARROTS):
        lines = receiver.scan(code).prompt.lines
        said += [line.message.text("en") for line in lines if line.message.code == "receive.counted"]

    assert books.loose("D1") == {"L7": (8, 16_000)}
    assert said == ["1 × case = 5 pcs Gulrot vasket 2 kg", "1 × inner pack = 2 pcs Gulrot vasket 2 kg"]
