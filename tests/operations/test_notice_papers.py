"""A message on paper goes to who has no other way: it names the telephone number of whom it may be read out to."""

from dataclasses import replace

import pytest
from books import Books
from sqlalchemy import select, update

from hubops.documents.render import render
from hubops.model.notices import Notice
from hubops.model.outbox import PrintJob
from hubops.model.parties import Kitchen, Producer
from hubops.open_hub import OpenHub
from hubops.operations import notices, sending
from hubops.operations.booking import Booking, Reach
from hubops.operations.desk import Desk

PHONE = "32 11 22 33"
VALUES = {"number": "1042", "day_on": "2026-11-24", "arrival_at": "2026-11-24T07:45:00+00:00"}


@pytest.fixture
def desk(hub: OpenHub) -> Desk:
    """A hub that sends no mail; whoever it tells something has a telephone."""
    with hub.store.write.begin() as conn:
        conn.execute(update(Kitchen).values(phone=PHONE))
        conn.execute(update(Producer).values(phone=PHONE))
    desk = hub.job_desk("test")
    desk.house = replace(desk.house, reach=Reach())
    return desk


def tell(booking: Booking, table: type[Kitchen] | type[Producer]) -> None:
    """Something that nobody can be told by mail."""
    key = booking.tx.conn.execute(select(table.id).limit(1)).scalar_one()
    to = notices.kitchen(booking, key) if table is Kitchen else notices.producer(booking, key)
    notices.tell(booking, "order_accepted", to, None, "here", VALUES)


@pytest.mark.parametrize("table", [Kitchen, Producer])
def test_the_paper_names_the_number(desk: Desk, books: Books, table: type[Kitchen] | type[Producer]) -> None:
    before = len(books.jobs("notice"))
    desk.book(lambda booking: tell(booking, table))
    (paper,) = books.jobs("notice")[before:]
    assert paper["phone"] == PHONE


def test_a_paper_that_is_printed_once_more_names_it_too(hub: OpenHub, desk: Desk, books: Books) -> None:
    desk.book(lambda booking: tell(booking, Kitchen))
    row = books.rows(select(Notice).order_by(Notice.id))[-1]
    with hub.store.write.begin() as conn:
        conn.execute(update(Notice).where(Notice.id == row.id).values(state="undeliverable"))
    desk.book(lambda booking: sending.retry(booking, row.key))
    assert [paper["phone"] for paper in books.jobs("notice")[-2:]] == [PHONE, PHONE]


def test_a_paper_that_was_queued_before_numbers_were_named_can_be_drawn(desk: Desk, books: Books) -> None:
    desk.book(lambda booking: tell(booking, Kitchen))
    content = books.rows(select(PrintJob).where(PrintJob.document == "notice"))[-1].content
    old = content.replace(f'"phone":"{PHONE}",', "").replace('"kind":"order_accepted"', '"kind":"alarm"')
    old = old.replace('"values":{', '"values":{"alarm":{"code":"print.gone","values":{}},')
    assert "phone" not in old
    assert render("notice", old.encode(), "pdf", 0).startswith(b"%PDF-")
