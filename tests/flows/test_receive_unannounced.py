"""Goods that nobody announced are taken in after one question, and make the delivery that nobody expected."""

from pathlib import Path

import pytest
from books import Books
from goods import code_of

from hubops.demo.model_worker import ModelWorker
from hubops.exchange.importing import import_file
from hubops.open_hub import OpenHub

PRODUCT = (
    "gtin;producer_org_number;name;temperature_class;measured_by;net_g\n"
    "7039999000992;{org_number};Persille 100 g;ambient;piece;100\n"
)
PRODUCER = (
    "org_number;name;address;postcode;place;latitude;longitude;transport\n"
    "100000148;Urtehagen;Urtestien 1;3400;Lier;59,8;10,2;own\n"
)
PARSLEY = "]E07039999000992"
NEW, KNOWN = "100000148", "100000024"
"""A producer with no delivery today, and one whose delivery does not list the article."""


@pytest.fixture(params=[NEW, KNOWN], ids=["no delivery", "not listed"])
def receiver(request: pytest.FixtureRequest, worker: ModelWorker, hub: OpenHub, tmp_path: Path) -> ModelWorker:
    """A worker who receives; the hub knows parsley, and nobody ordered it."""
    for kind, text in (("producers", PRODUCER), ("products", PRODUCT.format(org_number=request.param))):
        (tmp_path / f"{kind}.csv").write_text(text, encoding="utf-8")
        assert not import_file(hub.job_desk("import"), kind, tmp_path / f"{kind}.csv").faults
    worker.start("receive")
    return worker


def take(receiver: ModelWorker) -> None:
    """Take one bunch of parsley in."""
    receiver.scan(PARSLEY)
    receiver.press("enter")
    receiver.type("P1")


@pytest.mark.parametrize("yes", [("press", "enter"), ("scan", PARSLEY)])
def test_it_is_asked_once_and_taken(receiver: ModelWorker, books: Books, yes: tuple[str, str]) -> None:
    assert receiver.scan(PARSLEY).prompt.id == "receive.unannounced"
    assert books.movements() == []

    assert getattr(receiver, yes[0])(yes[1]).prompt.id == "receive.lot"
    answer = receiver.type("P1")

    assert code_of(answer) == "receive.taken"
    assert books.loose("D1") == {"P1": (1, 100)}
    assert [kind for kind, _ in books.deviations()] == ["unannounced"]
    assert receiver.scan(PARSLEY).prompt.id == "receive.more", "asked once"
    assert [kind for kind, _ in books.deviations()] == ["unannounced"]


def test_another_code_is_no_answer(receiver: ModelWorker) -> None:
    receiver.scan(PARSLEY)

    answer = receiver.scan("]E07039999000022")

    assert (code_of(answer), answer.prompt.id) == ("receive.answer_first", "receive.unannounced")


def test_it_is_refused_and_the_producer_gets_a_receipt(receiver: ModelWorker, books: Books) -> None:
    receiver.scan(PARSLEY)

    answer = receiver.press("f5")

    assert (code_of(answer), answer.prompt.id) == ("receive.refused_case", "receive.scan")
    assert books.movements() == []
    receiver.press("f4")
    receiver.press("enter")
    (receipt,) = books.jobs("receipt")
    (line,) = receipt["lines"]
    assert (line["product"], line["reason"], line["outcome"]) == ("Persille 100 g", "not_ordered", "send_back")


@pytest.mark.parametrize("said", ["enter", "f5"])
def test_undo_leaves_no_delivery_behind(receiver: ModelWorker, books: Books, said: str) -> None:
    before = books.standing()
    receiver.scan(PARSLEY)
    receiver.press(said)
    if said == "enter":
        receiver.type("P1")

    receiver.press("f2")

    assert books.standing() == before
    receiver.start("receive")
    lines = [line.message.values["producer"] for line in receiver.answer.prompt.lines]
    assert "Urtehagen" not in lines
    assert receiver.scan(PARSLEY).prompt.id == "receive.unannounced", "asked again"
    receiver.press("enter")
    assert code_of(receiver.type("P1")) == "receive.taken"


def test_what_a_colleague_put_to_it_keeps_it_open(receiver: ModelWorker, colleague: ModelWorker, books: Books) -> None:
    before = len(receiver.answer.prompt.lines)
    take(receiver)
    colleague.start("receive")
    colleague.scan(PARSLEY)
    if len(colleague.answer.prompt.lines) == before:
        return  # the delivery was there before: the first case may go

    answer = receiver.press("f2")

    made_it = code_of(answer) == "undo.moved_on"
    assert books.loose("D1") == {"P1": (2 if made_it else 1, 200 if made_it else 100)}


def test_a_delivery_that_nobody_expected_counts_up_to_nothing(receiver: ModelWorker) -> None:
    """One of nothing is no progress: the list says that it was not ordered."""
    take(receiver)
    expected = receiver.answer.prompt.counter

    (line,) = [line for line in receiver.press("f3").prompt.lines if line.mark == "here"]

    told = line.message.text("en")
    assert (expected is None) == ("Urtehagen: 1 pc, not ordered" in told)
    assert " of 0 " not in told


def test_the_end_tells_it(receiver: ModelWorker) -> None:
    take(receiver)

    answer = receiver.press("f4")

    assert "receive.line_unannounced" in {line.message.code for line in answer.prompt.lines}


def test_it_is_set_aside_and_asked_about_again(receiver: ModelWorker, books: Books) -> None:
    before = books.standing()
    receiver.scan(PARSLEY)

    answer = receiver.press("f3")

    assert (code_of(answer), answer.prompt.id) == ("", "receive.scan")
    assert books.standing() == before
    assert receiver.scan(PARSLEY).prompt.id == "receive.unannounced"
