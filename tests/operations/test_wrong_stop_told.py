"""A parcel stands at a wrong stop: it is an alarm until that is dealt with, and both kitchens are told."""

import json
from dataclasses import replace
from typing import Any

import pytest
from books import Books
from goods import code_of, stage_milk
from sqlalchemy import select

from hubops.demo.model_worker import ModelWorker
from hubops.documents.notice_sheet import Words, words
from hubops.model.notices import Notice
from hubops.open_hub import OpenHub
from hubops.operations import alarms, watches
from hubops.operations.booking import Reach

B01, B02 = "Furukollen skole", "Tussebekken barnehage"


@pytest.fixture
def driver(worker: ModelWorker) -> ModelWorker:
    """V1 is back, the papers of its four stops with a parcel of milk each are read; a supervisor is signed in."""
    stage_milk(worker)
    worker.at(8, 25)
    worker.load("V1")
    worker.at(13, 0)
    worker.press("f10")
    worker.press("f10")
    worker.scan("BADGE-0002")
    take_up(worker)
    for _ in range(4):
        worker.press("1")
        worker.type("0930")
        worker.type("Kari Nordmann")
        worker.press("enter")
        worker.press("enter")
    return worker


def take_up(worker: ModelWorker) -> None:
    worker.start("handover")
    worker.scan("VEHICLE-V1")


def astray(worker: ModelWorker) -> None:
    """B02 rings: the milk of B01 stands there."""
    say(worker, "f6", "1", "1")


def say(worker: ModelWorker, *keys: str) -> None:
    take_up(worker)
    for key in keys:
        worker.press(key)


def standing(hub: OpenHub) -> list[Any]:
    """The alarms of parcels at wrong stops, after a look at the clock."""
    desk = hub.job_desk("watch")
    findings = desk.look(watches.look)
    desk.book(lambda booking: watches.act(booking, findings))
    return [row for row in desk.look(alarms.open_alarms) if row.kind == "parcel_astray"]


def told(books: Books) -> list[tuple[str, Words]]:
    """What kitchens were told of wrong stops since, in English."""
    rows = books.rows(select(Notice).where(Notice.kind.in_(_KINDS)).order_by(Notice.id))
    zone = books.hub.house.calendar.zone
    facts = [(row.kind, json.loads(row.content)) for row in rows]
    return [(kind, words(kind, "en", said["to"], said["values"], said["lines"], zone)) for kind, said in facts]


_KINDS = ("delivery_astray", "delivery_not_yours", "delivery_never")


def test_it_is_an_alarm_at_once_though_all_papers_are_read(driver: ModelWorker, hub: OpenHub) -> None:
    assert standing(hub) == []
    astray(driver)

    (alarm,) = standing(hub)
    assert (alarm.owner, json.loads(alarm.values)) == ("coordinator", {"kitchen": B01, "number": 1, "other": B02})


@pytest.mark.parametrize("end", [("f6", "1", "1"), ("f6", "1", "2"), ("return",), ("undo",)])
def test_the_alarm_stands_until_it_is_dealt_with(
    driver: ModelWorker, hub: OpenHub, books: Books, end: tuple[str, ...]
) -> None:
    astray(driver)
    first = standing(hub)
    driver.at(15, 0)
    assert [row.id for row in standing(hub)] == [row.id for row in first], "it is the same one, hours later"

    if end == ("return",):
        take_up(driver)
        driver.scan(f"]C100{books.boxes('B01')[0].sscc}")
        driver.type("4")
    elif end == ("undo",):
        driver.press("f2")
    else:
        say(driver, *end)
    assert standing(hub) == []


def test_an_end_that_is_taken_back_raises_it_again(driver: ModelWorker, hub: OpenHub) -> None:
    astray(driver)
    (first,) = standing(hub)
    say(driver, "f6", "1", "1")
    assert standing(hub) == []
    assert code_of(driver.press("f2")) == "undo.done"

    assert [row.id for row in standing(hub)] == [first.id]


def test_both_kitchens_are_told(driver: ModelWorker, books: Books) -> None:
    astray(driver)

    (kind, own), (kind_of_other, other) = told(books)
    assert (kind, kind_of_other) == ("delivery_astray", "delivery_not_yours")
    assert own.body.startswith(f"To {B01}: parcel 1 of your delivery was left at {B02} by mistake.")
    assert own.lines == ("10 pcs Helmelk 1 l",)
    assert other.body.startswith(f"To {B02}: parcel 1 for {B01} was left with you by mistake.")
    assert "(chilled)" in other.body


def test_by_telephone_from_a_sheet_where_nothing_else_reaches_them(
    driver: ModelWorker, hub: OpenHub, books: Books
) -> None:
    """No paper of the delivery says it."""
    hub.house = replace(hub.house, reach=Reach())
    other = ModelWorker(hub.floor("dock1"), hub.desk("dock1"), driver.clock, lambda: None, "dock1")
    before = len(books.jobs("notice"))
    astray(other)

    sheets = books.jobs("notice")[before:]
    assert [(sheet["kind"], sheet["to"]) for sheet in sheets] == [("delivery_astray", B01), ("delivery_not_yours", B02)]


@pytest.mark.parametrize(("end", "reason"), [("2", "kept by another kitchen"), ("return", "returned"), ("1", "")])
def test_its_kitchen_is_told_if_it_never_comes(driver: ModelWorker, books: Books, end: str, reason: str) -> None:
    astray(driver)
    if end == "return":
        take_up(driver)
        driver.scan(f"]C100{books.boxes('B01')[0].sscc}")
        driver.type("4")
    else:
        say(driver, "f6", "1", end)

    never = [said for kind, said in told(books) if kind == "delivery_never"]
    assert len(never) == bool(reason)
    assert all(f"does not come: {reason}." in said.body for said in never)


def test_what_was_told_by_mistake_is_withdrawn(driver: ModelWorker, books: Books) -> None:
    astray(driver)
    driver.press("f2")

    rows = books.rows(select(Notice.state).where(Notice.kind.in_(_KINDS)))
    assert [row.state for row in rows] == ["settled", "settled"]
