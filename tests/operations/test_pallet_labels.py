"""The pallet label of a parcel: the same SSCC, the goods with GTIN, lot and date, and a copy the second time."""

import json

import pytest
from books import Books
from goods import MILK, MILK_CODE, close_deliveries, pack_all, receive
from sqlalchemy import select, update

from hubops.answers import printing
from hubops.demo.model_worker import ModelWorker
from hubops.documents.render import render
from hubops.errors import Refused
from hubops.model.outbox import PrintJob
from hubops.model.stock import HandlingUnit
from hubops.open_hub import OpenHub


@pytest.fixture
def sscc(worker: ModelWorker, books: Books) -> str:
    """A parcel of milk was packed."""
    receive(worker, *[MILK_CODE] * 5)
    close_deliveries(worker)
    pack_all(worker, MILK)
    return str(books.boxes()[0].sscc)


def test_what_it_says(sscc: str, hub: OpenHub, books: Books) -> None:
    assert printing.queued(hub, "logistic_label", sscc).code == "print.queued"

    (label,) = books.jobs("logistic_label")
    (box,) = (box for box in books.boxes() if box.sscc == sscc)
    (line,) = label["lines"]
    assert (label["sscc"], line["gtin"], label["max_cc"]) == (sscc, MILK.removeprefix("]E0").zfill(14), 400)
    assert line["count"] > 0
    assert box.kitchen
    zpl = render("logistic_label", json.dumps(label).encode(), "zpl", 203)
    assert f">800{sscc}".encode() in zpl


def test_the_second_one_is_a_copy(sscc: str, hub: OpenHub, books: Books) -> None:
    printing.queued(hub, "logistic_label", sscc)
    with hub.store.write.begin() as conn:
        conn.execute(update(PrintJob).where(PrintJob.document == "logistic_label").values(state="unknown", attempts=1))
    assert printing.queued(hub, "logistic_label", sscc).code == "today.reprinted"
    rows = books.rows(select(PrintJob.state, PrintJob.attempts).where(PrintJob.document == "logistic_label"))
    assert [(row.state, row.attempts) for row in rows] == [("queued", 1)]
    assert printing.drawn(hub, "logistic_label", sscc).startswith(b"^XA")


def test_what_has_no_pallet_label(sscc: str, hub: OpenHub) -> None:
    with pytest.raises(Refused, match=r"print\.title_needed"):
        printing.queued(hub, "logistic_label", "")
    with pytest.raises(Refused, match=r"pallet\.unknown"):
        printing.queued(hub, "logistic_label", "370399980000099999")
    with hub.store.write.begin() as conn:
        conn.execute(update(HandlingUnit).where(HandlingUnit.sscc == sscc).values(void=True))
    with pytest.raises(Refused, match=r"spool\.withdrawn"):
        printing.queued(hub, "logistic_label", sscc)
