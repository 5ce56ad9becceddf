"""Undo says what it took back: the goods with their lot and weight or the parcel, and where they are again."""

import pytest
from books import Books
from goods import (
    BEEF,
    BEEF_CODE,
    CARROT_CASE,
    CARROT_CODE,
    MILK,
    MILK_CODE,
    close_deliveries,
    pack_all,
    receive,
)
from sqlalchemy import update

from hubops.demo.model_worker import ModelWorker
from hubops.inputs import Key
from hubops.messages import Message
from hubops.model.outbox import PrintJob
from hubops.open_hub import OpenHub


def said(worker: ModelWorker) -> str:
    """The sentence of an undo."""
    message = worker.press("f2").message
    assert message is not None
    return message.text("en")


@pytest.mark.parametrize(
    ("do", "sentence"),
    [
        ("receive", "Taken back: case received, 4 pcs Storfe grytekjøtt ca. 2 kg, lot KJ7, 8.000 kg, out of D1."),
        ("putaway", "Taken back: put-away, 4 pcs Storfe grytekjøtt ca. 2 kg, lot KJ7, 8.000 kg, back in D1."),
        ("waste", "Taken back: waste, 1 pc Storfe grytekjøtt ca. 2 kg, lot KJ7, 2.000 kg, back in D1."),
        ("missing", "Taken back: count, 1 pc Storfe grytekjøtt ca. 2 kg, lot KJ7, 2.000 kg, back in D1."),
        ("found", "Taken back: count, 2 pcs Storfe grytekjøtt ca. 2 kg, lot KJ7, 4.000 kg, out of D1."),
        ("hold", "Taken back: lot put on hold, Storfe grytekjøtt ca. 2 kg, lot KJ7."),
    ],
)
def test_the_goods_are_named(worker: ModelWorker, do: str, sentence: str) -> None:
    receive(worker, BEEF_CODE)
    steps = {
        "receive": [],
        "putaway": ["flow putaway", BEEF, "ZONE-K1"],
        "waste": ["flow waste", BEEF, "text 1", "key 2"],
        "missing": ["flow count", "ZONE-D1", BEEF, "text 3"],
        "found": ["flow count", "ZONE-D1", BEEF, "text 6"],
        "hold": ["flow move", BEEF, "key f5", "key 1"],
    }
    says = {"flow": worker.start, "text": worker.type, "key": worker.press}
    if do == "receive":
        worker.start("receive")
        worker.scan(BEEF_CODE.replace("KJ7", "KJ8"))
        sentence = sentence.replace("KJ7", "KJ8")
    for step in steps[do]:
        how, _, what = step.partition(" ")
        says.get(how, worker.scan)(what or how)
    assert said(worker) == f"{sentence} Nothing was printed for it."


def test_of_many_goods_the_first_is_named(worker: ModelWorker) -> None:
    receive(worker, CARROT_CODE, f"]C101{CARROT_CASE}10L6", MILK_CODE)
    worker.start("count")
    worker.scan("ZONE-D1")
    worker.press("f4")
    worker.press("enter")
    assert "back in D1 and 2 more." in said(worker)


def test_a_parcel_is_named_and_its_label_is_torn_up(worker: ModelWorker, books: Books) -> None:
    receive(worker, MILK_CODE)
    close_deliveries(worker)
    pack_all(worker, MILK)
    worker.start("crossdock")
    worker.stage_labels()
    staged = said(worker)
    assert staged.startswith("Taken back: parcel to its lane, parcel 1 for ")
    assert "back in D1" in staged


def test_what_was_printed_is_torn_up(worker: ModelWorker) -> None:
    receive(worker, MILK_CODE)
    close_deliveries(worker)
    pack_all(worker, MILK)
    assert said(worker).endswith(" back in D1. Tear up what was printed for it.")


def test_goods_taken_out_of_a_parcel_name_it_and_its_kitchen(worker: ModelWorker) -> None:
    receive(worker, MILK_CODE)
    close_deliveries(worker)
    pack_all(worker, MILK)
    worker.press("f2")
    packed = "parcel 1 for Sementkula barnehage: 2 pcs Helmelk 1 l, lot L0212, 2.060 kg, back in D1."
    assert said(worker) == f"Taken back: packing, {packed} Nothing was printed for it."


def test_goods_that_were_taken_out_are_in_their_parcel_again(worker: ModelWorker) -> None:
    receive(worker, MILK_CODE)
    close_deliveries(worker)
    pack_all(worker, MILK)
    worker.start("crossdock")
    worker.stage_labels()
    label = next(line["scan"] for line in reversed(worker.lines) if "scan" in line)
    worker.press("f7")
    worker.scan(label)
    for name in ("1", "1", "enter"):
        worker.press(name)

    taken = said(worker)

    assert taken.startswith("Taken back: goods taken out of a parcel, 2 pcs Helmelk 1 l, lot L0212, 2.060 kg, in par")
    assert taken.endswith(" again. Nothing was printed for it.")


def test_a_receipt_that_is_printed_is_torn_up_and_its_producer_named(worker: ModelWorker, hub: OpenHub) -> None:
    """It came out of the printer: nobody may be told that nothing was printed."""
    receive(worker, MILK_CODE)
    worker.press("f4")
    worker.type("Liv H.")
    with hub.store.write.begin() as connection:
        connection.execute(update(PrintJob).where(PrintJob.document == "receipt").values(state="confirmed"))

    told = "Taken back: delivery finished, Ysteriet på Blåmyra. Tear up what was printed for it."
    assert said(worker) == told


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        (["key f5", "key 1", BEEF_CODE], "case refused, 4 pcs Storfe grytekjøtt ca. 2 kg."),
        (["key f6", "key 1", "text 4", "text 3"], "crates counted, 4 Eurokasse E2 in, 3 back."),
        (["key f7", "text FS-4711"], "paper noted, FS-4711."),
        (["key f6", "key 1", "text 4", "text 3", "key f4", "key f6"], "end of the visit, Ysteriet på Blåmyra."),
    ],
    ids=["refused", "crates", "paper", "visit"],
)
def test_what_moved_no_goods_is_named_all_the_same(worker: ModelWorker, steps: list[str], sentence: str) -> None:
    receive(worker, MILK_CODE)
    says = {"text": worker.type, "key": worker.press}
    for step in steps:
        how, _, what = step.partition(" ")
        says.get(how, worker.scan)(what or how)
    assert said(worker).startswith(f"Taken back: {sentence}")


def test_the_same_undo_sent_again_gets_the_same_words(worker: ModelWorker) -> None:
    receive(worker, CARROT_CODE)
    first = worker.floor.handle(Key("f2"), b"once more")
    second = worker.floor.handle(Key("f2"), b"once more")
    assert isinstance(first.message, Message)
    assert first.message == second.message
