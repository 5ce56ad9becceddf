"""The clock calls off by itself: at the cut-off, once for each version, never for a pickup whose time has passed."""

import json
import logging
from datetime import date

import pytest
from books import Books
from call_offs_in_words import (
    CARROTS,
    DAIRY,
    GREENS,
    SWEDES,
    THURSDAY,
    answer,
    asked,
    call_offs,
    change,
    expected,
    move_to,
    order,
    tick,
    told,
)

from hubops.open_hub import OpenHub
from hubops.operations import alarms
from hubops.operations import call_offs as calling
from hubops.operations.booking import Booking
from hubops.operations.call_offs import Pending
from hubops.operations.order_content import LineContent

WEDNESDAY = date(2026, 11, 25)
MILK = "7039999000213"


def test_pickups_whose_cut_off_passed_before_the_hub_began_are_not_called_off(hub: OpenHub, books: Books) -> None:
    """The day of the demo: its orders came in at 05:30, every producer was asked the day before by other means."""
    tick(hub)
    assert call_offs(books) == []


def test_at_the_cut_off_each_producer_is_asked_once(hub: OpenHub, books: Books) -> None:
    order(hub, "N-1", "B01", (CARROTS, 4), (SWEDES, 2))
    order(hub, "N-2", "B02", (CARROTS, 3), (MILK, 5))
    move_to(hub, WEDNESDAY, 9, 59)
    assert call_offs(books) == []

    move_to(hub, WEDNESDAY, 10)
    tick(hub)
    ((code, *call_off),) = call_offs(books, GREENS)
    assert call_off == [THURSDAY, 1, ""]
    assert len(call_offs(books, DAIRY)) == 1
    assert asked(books, code) == {CARROTS: (7, None), SWEDES: (2, None)}


def test_the_message_says_what_and_by_when(hub: OpenHub, books: Books) -> None:
    order(hub, "N-1", "B01", (CARROTS, 12))
    move_to(hub, WEDNESDAY, 10)
    (content,) = told(books, "call_off")
    assert content["to"] == "Trollhagen Grønt"
    assert content["values"]["answer_by_at"].startswith("2026-11-25T11:00")  # UTC
    assert content["lines"] == [{"product": "Gulrot vasket 2 kg", "gtin": f"0{CARROTS}", "pieces": 12}]
    (labels,) = content["attachments"]
    assert [(each["gtin"], each["pieces"], each["cases"]) for each in labels["content"]["labels"]] == [
        ("17039999000029", 5, 2),
        (f"0{CARROTS}", 1, 2),
    ]


def test_an_order_that_changes_afterwards_makes_a_new_version(hub: OpenHub, books: Books) -> None:
    order(hub, "N-1", "B01", (CARROTS, 4))
    move_to(hub, WEDNESDAY, 10)
    move_to(hub, WEDNESDAY, 11)
    more = LineContent(1, f"0{CARROTS}", 6000, "piece", "")
    change(hub, "N-1", lambda changing: changing.change_line(more))
    tick(hub)
    assert [(version, answer) for _, _, version, answer in call_offs(books, GREENS)] == [(1, ""), (2, "")]
    (changed,) = told(books, "call_off_changed")
    assert [line["pieces"] for line in changed["lines"]] == [6]


def test_where_all_is_cancelled_the_producer_is_told_and_need_not_answer(hub: OpenHub, books: Books) -> None:
    order(hub, "N-1", "B01", (CARROTS, 4))
    move_to(hub, WEDNESDAY, 10)
    change(hub, "N-1", lambda changing: changing.cancel_line(1))
    tick(hub)
    tick(hub)
    assert [(version, answer) for _, _, version, answer in call_offs(books)] == [(1, ""), (2, "yes")]
    assert len(told(books, "call_off_cancelled")) == 1


def test_that_nothing_is_wanted_any_more_is_told_after_the_window_too(hub: OpenHub, books: Books) -> None:
    """The goods may be late, or on their way; once they stand on the dock they are counted."""
    order(hub, "N-1", "B01", (CARROTS, 4), (SWEDES, 2))
    move_to(hub, WEDNESDAY, 10)
    answer(hub, call_offs(books)[0][0], "yes")
    move_to(hub, THURSDAY, 7, 30)
    assert expected(books, GREENS, THURSDAY) == {CARROTS: 4, SWEDES: 2}
    change(hub, "N-1", lambda changing: changing.cancel_line(1))
    tick(hub)
    assert len(call_offs(books)) == 1  # some of it is wanted, and comes
    change(hub, "N-1", lambda changing: changing.cancel_line(2))
    tick(hub)
    tick(hub)
    assert len(told(books, "call_off_cancelled")) == 1
    assert expected(books, GREENS, THURSDAY) == {}


def test_nobody_is_asked_for_what_should_be_here_by_now(hub: OpenHub, books: Books) -> None:
    """The hub stood still from Tuesday to Thursday 07:00: that goods are missing is another alarm."""
    order(hub, "N-1", "B01", (CARROTS, 4))
    move_to(hub, THURSDAY, 7)
    assert call_offs(books) == []


def test_a_late_call_off_is_to_be_answered_before_the_goods_come(hub: OpenHub, books: Books) -> None:
    order(hub, "N-1", "B01", (CARROTS, 4))
    move_to(hub, THURSDAY, 6)
    (content,) = told(books, "call_off")
    assert content["values"]["answer_by_at"].startswith("2026-11-26T06:00")  # UTC: 07:00, the end of the window


def test_one_that_fails_stops_no_other(
    hub: OpenHub, books: Books, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    order(hub, "N-1", "B01", (CARROTS, 4), (MILK, 2))
    call_off = calling.call_off
    failed: list[Pending] = []

    def fails_once(booking: Booking, wanted: Pending) -> object:
        if not failed:
            failed.append(wanted)
            raise KeyError("anything")
        return call_off(booking, wanted)

    monkeypatch.setattr(calling, "call_off", fails_once)
    with caplog.at_level(logging.CRITICAL):
        move_to(hub, WEDNESDAY, 10)
    assert len(call_offs(books)) == 1
    tick(hub)
    assert len(call_offs(books)) == 2


def test_a_cut_off_without_a_call_off_is_an_alarm(hub: OpenHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock makes its call-offs before it looks; one that it can't make is missed, and not a second time."""
    order(hub, "N-1", "B01", (CARROTS, 10))
    tick(hub)

    def broken(*_: object, **__: object) -> None:
        raise ValueError

    with monkeypatch.context() as patched:
        patched.setattr(calling, "call_off", broken)
        move_to(hub, date(2026, 11, 25), 10)
        tick(hub)
    desk = hub.job_desk("watch")
    (alarm,) = [each for each in desk.look(alarms.open_alarms) if each.kind == "call_off_missing"]
    assert (alarm.owner, json.loads(alarm.values)["producer"]) == ("coordinator", "Trollhagen Grønt")
    tick(hub)
    assert "call_off_missing" not in [each.kind for each in desk.look(alarms.open_alarms)]


def test_a_hub_that_was_off_until_the_goods_were_due_says_that_nobody_was_asked(hub: OpenHub) -> None:
    order(hub, "N-1", "B01", (CARROTS, 10))
    tick(hub)
    move_to(hub, THURSDAY, 8)
    kinds = [each.kind for each in hub.job_desk("watch").look(alarms.open_alarms)]
    assert kinds.count("call_off_missing") == 1
