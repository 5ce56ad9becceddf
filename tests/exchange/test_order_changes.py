"""A changed order is a change with its difference kept; a cancelled line is a state of its line."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from order_samples import CARROT, POTATO, SWEDE, codes, every, move_clock, row, taker

from hubops.exchange.order_import import Wish
from hubops.exchange.report import Report, RowMessage
from hubops.model.evidence import Deviation, Event
from hubops.model.orders import Order, OrderChange, OrderLine
from hubops.operations.desk import Desk

Take = Callable[..., Report]


@pytest.fixture
def take(filled_desk: Desk, tmp_path: Path) -> Take:
    return taker(filled_desk, tmp_path)


@pytest.fixture
def ordered(take: Take) -> Take:
    """X-1 is known: two bags of potatoes, four of carrots for Thursday."""
    assert take(row(), row(line=2, gtin=CARROT, quantity=4)).added == 1
    return take


def lines(desk: Desk) -> dict[int, tuple[int, bool]]:
    """Pieces of the lines of X-1, and whether they are cancelled."""
    order = next(order for order in every(desk, Order) if order.number == "X-1")
    found = [line for line in every(desk, OrderLine) if line.order_id == order.id]
    return {line.line: (line.pieces, line.cancelled_at is not None) for line in found}


def events(desk: Desk, kind: str) -> list[dict[str, object]]:
    return [json.loads(event.body) for event in every(desk, Event) if event.kind == kind]


def test_a_line_is_changed_and_its_difference_is_kept(filled_desk: Desk, ordered: Take) -> None:
    report = ordered(row(quantity=5, action="change"))

    assert (report.changed, report.faults) == (1, ())
    assert lines(filled_desk) == {1: (5, False), 2: (4, False)}
    [change] = every(filled_desk, OrderChange)
    assert (change.what, change.actor, change.late) == ("changed", "import", False)
    assert json.loads(change.before) == {"pieces": 2, "quantity": "2 piece"}
    assert json.loads(change.after) == {"pieces": 5, "quantity": "5 piece"}


def test_everyone_concerned_is_named_by_the_event(filled_desk: Desk, ordered: Take) -> None:
    ordered(row(quantity=5, action="change"), row(line=2, action="cancel"))

    [event] = events(filled_desk, "order_changed")
    assert (event["number"], event["kitchen"], event["sender"]) == ("X-1", "B01", "import")
    assert [difference["what"] for difference in event["differences"]] == ["cancelled", "changed"]  # type: ignore[attr-defined]
    assert event["concerns"] == ["kitchen:B01", "producer:100000024", "route:R1"]


def test_a_new_line_is_added(filled_desk: Desk, ordered: Take) -> None:
    ordered(row(line=3, gtin=SWEDE, quantity=1, action="change"))

    assert lines(filled_desk)[3] == (1, False)


def test_an_order_of_which_nothing_is_left_is_cancelled(filled_desk: Desk, ordered: Take) -> None:
    report = ordered(row(action="cancel"), row(line=2, action="cancel"))

    assert report.orders[0].code == "outcome.cancelled"
    assert all(cancelled for _, cancelled in lines(filled_desk).values())
    assert len(events(filled_desk, "order_cancelled")) == 1


def test_an_order_is_moved_to_another_day(filled_desk: Desk, ordered: Take) -> None:
    ordered(row(date="2026-12-01", action="change"))

    [moved] = every(filled_desk, OrderChange)
    assert (moved.what, moved.order_line_id) == ("moved", None)
    order = next(order for order in every(filled_desk, Order) if order.number == "X-1")
    assert order.requested_date == date(2026, 12, 1)


def test_the_same_change_again_changes_nothing(filled_desk: Desk, ordered: Take) -> None:
    ordered(row(quantity=5, action="change"), row(line=2, action="cancel"))
    again = ordered(row(quantity=5, note="", action="change"), row(line=2, quantity=9, action="cancel"))

    assert (again.changed, again.same, again.faults) == (0, 1, ())
    assert len(every(filled_desk, OrderChange)) == 2


def test_the_first_order_is_known_also_after_its_change(filled_desk: Desk, ordered: Take) -> None:
    ordered(row(quantity=5, action="change"))
    again = ordered(row(), row(line=2, gtin=CARROT, quantity=4), "")

    assert (again.added, again.same) == (0, 1)
    assert lines(filled_desk)[1] == (5, False)


REFUSED = [
    ([row(number="X-9", action="change")], ["order.unknown_number"]),
    ([row(kitchen="A05", action="change")], ["order.other_kitchen"]),
    ([row(line=7, action="cancel")], ["order.unknown_line"]),
    ([row(quantity=3)], ["order.conflict"]),
    ([row(quantity=3, action="change"), row(line=2, gtin=CARROT)], ["order.mixed_actions"]),
    ([row(line=7, action="cancel"), row(line=8, action="cancel")], ["order.unknown_line", "order.unknown_line"]),
]


@pytest.mark.parametrize(("rows", "expected"), REFUSED)
def test_what_can_not_be_is_refused(filled_desk: Desk, ordered: Take, rows: list[str], expected: list[str]) -> None:
    before = lines(filled_desk)

    report = ordered(*rows)

    assert codes(report) == expected
    assert all(isinstance(fault, RowMessage) and fault.line for fault in report.faults)
    assert lines(filled_desk) == before
    assert every(filled_desk, OrderChange) == []


def test_a_cancelled_line_stays_cancelled(ordered: Take) -> None:
    ordered(row(line=2, action="cancel"))

    assert codes(ordered(row(line=2, gtin=CARROT, quantity=1, action="change"))) == ["order.line_is_cancelled"]


AFTER_CUTOFF = datetime(2026, 11, 25, 12, tzinfo=UTC)
"""One o'clock on Wednesday, an hour after the cut-off for Thursday."""


def test_after_the_cut_off_a_change_is_refused(filled_desk: Desk, ordered: Take) -> None:
    move_clock(filled_desk, AFTER_CUTOFF)

    [fault] = ordered(row(quantity=5, action="change")).faults

    assert fault.code == "order.change_too_late"
    assert "25.11.2026 12:00" in fault.text("en")


@pytest.mark.parametrize(("badge", "expected"), [("0003", []), ("0001", ["authority.badge_too_low"])])
def test_a_badge_lets_a_late_change_pass(filled_desk: Desk, ordered: Take, badge: str, expected: list[str]) -> None:
    move_clock(filled_desk, AFTER_CUTOFF)

    report = ordered(row(quantity=5, action="change"), wish=Wish(late_badge=badge))

    assert codes(report) == expected
    if not expected:
        assert [change.late for change in every(filled_desk, OrderChange)] == [True]
        assert "override_order_cutoff" in [row.kind for row in every(filled_desk, Deviation)]


def test_a_dry_run_tells_what_would_happen_and_does_nothing(filled_desk: Desk, ordered: Take) -> None:
    rows = row(quantity=5, action="change"), row(number="X-2"), row(number="X-3", date="2026-11-28")

    report = ordered(*rows, wish=Wish(dry_run=True))

    told = [message.text("en") for message in report.orders]
    assert told == [
        "Order X-1 for B01: changed.",
        "– line 1, Potet Asterix 5 kg: quantity 5 pcs instead of 2 pcs",
        "Order X-2 for B01: new, 1 line, asked for 26.11.2026; comes 26.11.2026 as asked.",
        "Order X-3 for B01: new, 1 line, asked for 28.11.2026; comes 01.12.2026 instead.",
        "– line 1, Potet Asterix 5 kg: comes 01.12.2026, because no route comes to you that day",
    ]
    assert every(filled_desk, OrderChange) == []
    assert POTATO not in told
