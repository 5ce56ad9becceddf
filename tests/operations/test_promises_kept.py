"""What was promised and can't be kept any more is promised anew, and everyone concerned is told, once.

It is Tuesday 24 November 2026, 05:30. R1 drives to Bærum on Tuesdays and Thursdays, R2 to Asker on Tuesdays and
Fridays; Lierdalen is picked up on Tuesdays and Thursdays.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from books import Books
from goods import BEST_BEFORE, CARROT_CODE, MILK_CODE, pack_all, receive
from hub_databases import TWO_ROUTES
from sqlalchemy import select, update

from hubops.clock import ManualClock
from hubops.demo.model_worker import ModelWorker
from hubops.documents.notice_sheet import words
from hubops.exchange.importing import import_file
from hubops.exchange.report import Report
from hubops.jobs.clock import ClockJobs
from hubops.messages import say
from hubops.model.alarms import Alarm
from hubops.model.call_offs import CallOff, DirectDelivery
from hubops.model.evidence import Deviation
from hubops.model.inbound import Delivery, ExpectedLine
from hubops.model.notices import Notice
from hubops.model.orders import Order, OrderLine, Shortage
from hubops.model.outbound import Drop, RouteRun
from hubops.model.parties import Kitchen
from hubops.model.promises import Promise
from hubops.open_hub import OpenHub
from hubops.operations import alarms, call_off_answers, call_offs, intake, watches
from hubops.operations.articles import Articles
from hubops.operations.order_changes import Changing
from hubops.operations.order_content import LineContent, OrderContent

MILK, BEEF = "07039999000213", "07039999000411"
"""Of Lierdalen; of Røyken."""
DAIRY = "100000032;Ysteriet på Blåmyra;LIER;"
"""Whose pickup days are those of its cluster."""
TODAY, THURSDAY, FRIDAY = date(2026, 11, 24), date(2026, 11, 26), date(2026, 11, 27)
NEXT_TUESDAY, NEXT_THURSDAY = date(2026, 12, 1), date(2026, 12, 3)
CLOSED = "scope;code;from;to;moved_to;reason"
ROUTE_CLOSED = "route;R1;2026-11-26;2026-11-26;;Bilen er på verksted"


@dataclass
class Office:
    """Where orders are booked and days are closed."""

    hub: OpenHub
    books: Books
    folder: Path

    def take(self, kind: str, *rows: str, dry_run: bool = False) -> Report:
        """Import a file."""
        path = self.folder / f"{kind}.csv"
        path.write_text("\n".join(rows) + "\n", encoding="utf-8")
        report = import_file(self.hub.job_desk("import"), kind, path, dry_run)
        assert report.faults == (), [fault.text("en") for fault in report.faults]
        return report

    def close(self, *rows: str, dry_run: bool = False) -> list[str]:
        """Import closed days; what is said of orders is returned."""
        return [told.text("en") for told in self.take("closed-days", CLOSED, *rows, dry_run=dry_run).orders]

    def change(self, kind: str, old: str, new: str) -> list[str]:
        """Import the example file of a kind with some of its text changed."""
        text = (TWO_ROUTES / f"{kind}.csv").read_text(encoding="utf-8")
        assert old in text
        return [told.text("en") for told in self.take(kind, text.replace(old, new).rstrip()).orders]

    def order(self, number: str = "N-1", *gtins: str, kitchen: str = "B01", day: date = THURSDAY) -> None:
        """Book an order of two pieces of each article."""
        lines = tuple(LineContent(place, gtin, 2000, "piece", "") for place, gtin in enumerate(gtins or (MILK,), 1))
        self.hub.job_desk("orders").book(
            lambda booking: intake.accept(booking, OrderContent(number, kitchen, booking.tx.now, day, lines))
        )

    def comes(self, number: str = "N-1") -> list[date | None]:
        """The days of the runs that bring the lines of an order."""
        found = self.books.rows(
            select(RouteRun.day)
            .select_from(OrderLine)
            .join(Order, Order.id == OrderLine.order_id)
            .outerjoin(Drop, Drop.id == OrderLine.drop_id)
            .outerjoin(RouteRun, RouteRun.id == Drop.run_id)
            .where(Order.number == number)
            .order_by(OrderLine.line)
        )
        return [row.day for row in found]

    def promises(self, number: str = "N-1") -> list[tuple[date | None, date | None, str]]:
        """Day, pickup and cause of every promise of an order's first line, the oldest first."""
        found = self.books.rows(
            select(Promise.day, Promise.pickup_day, Promise.cause)
            .join(OrderLine, OrderLine.id == Promise.order_line_id)
            .join(Order, Order.id == OrderLine.order_id)
            .where(Order.number == number, OrderLine.line == 1)
            .order_by(Promise.id)
        )
        return [tuple(row) for row in found]

    def short(self, number: str = "N-1") -> int:
        """The pieces of an order that are declared short."""
        found = self.books.rows(
            select(Shortage.pieces)
            .join(OrderLine, OrderLine.id == Shortage.order_line_id)
            .join(Order, Order.id == OrderLine.order_id)
            .where(Order.number == number, Shortage.undone_by_id.is_(None))
        )
        return sum(row.pieces for row in found)

    def read(self, number: str = "N-1", language: str = "en") -> list[str]:
        """The lines of the messages on moved deliveries that the kitchen of an order reads."""
        rows = self.books.rows(
            select(Notice.kind, Notice.content)
            .join(Order, Order.id == Notice.subject_id)
            .where(Order.number == number, Notice.kind == "order_moved")
            .order_by(Notice.id)
        )
        facts: list[tuple[str, dict[str, Any]]] = [(row.kind, json.loads(row.content)) for row in rows]
        zone = self.hub.house.calendar.zone
        said = [words(kind, language, each["to"], each["values"], each["lines"], zone) for kind, each in facts]
        return [line for each in said for line in each.lines]

    def told(self, kind: str) -> list[dict[str, Any]]:
        """What the messages of a kind name."""
        rows = self.books.rows(select(Notice.content).where(Notice.kind == kind).order_by(Notice.id))
        return [json.loads(row.content)["values"] for row in rows]

    def deviations(self) -> list[tuple[str, str, str | None]]:
        """The promises that were broken: order, cause, the new day."""
        found = self.books.deviations()
        return [
            (values["number"], values["cause_word"], values.get("promised_on"))
            for kind, values in found
            if kind in ("promise_moved", "promise_broken")
        ]

    def expected(self, day: date = TODAY) -> list[int]:
        """The numbers of the deliveries that a day waits for."""
        waits = (Delivery.day == day, Delivery.expected_at.is_not(None), Delivery.closed_at.is_(None))
        return [row.number for row in self.books.rows(select(Delivery.number).where(*waits).order_by(Delivery.number))]

    def expected_pieces(self) -> int:
        """How many pieces they are to bring."""
        return sum(row.pieces for row in self.books.rows(select(ExpectedLine.pieces)))

    def alarms(self) -> list[tuple[str, str]]:
        """Kinds and owners of the alarms that stand after a look at the clock."""
        desk = self.hub.job_desk("clock")
        desk.book(lambda booking: watches.act(booking, watches.look(booking)))
        rows = self.books.rows(select(Alarm.kind, Alarm.owner).where(Alarm.ended_at.is_(None)))
        return [(row.kind, row.owner) for row in rows]


@pytest.fixture
def office(hub: OpenHub, books: Books, tmp_path: Path) -> Office:
    return Office(hub, books, tmp_path)


def test_an_order_on_a_day_that_is_closed_later_comes_on_the_next_one(office: Office) -> None:
    office.order()
    assert office.close(ROUTE_CLOSED) == [
        "Order N-1 for Furukollen skole: comes 01.12.2026 instead of 26.11.2026, the route does not run that day. "
        "The kitchen is told."
    ]
    assert office.comes() == [NEXT_TUESDAY]
    assert office.promises() == [(THURSDAY, THURSDAY, ""), (NEXT_TUESDAY, NEXT_TUESDAY, "route_not_running")]
    assert office.deviations() == [("N-1", "route_not_running", "2026-12-01")]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            "2 pcs Helmelk 1 l: 01.12.2026 about 09:05 instead of 26.11.2026, because no route comes to you that day "
            "(Bilen er på verksted)",
        ),
        (
            "nb",
            "2 stk Helmelk 1 l: 01.12.2026 ca. 09:05 i stedet for 26.11.2026, fordi ingen rute kommer til dere den "
            "dagen (Bilen er på verksted)",
        ),
    ],
)
def test_the_kitchen_reads_the_new_day_and_why(office: Office, language: str, said: str) -> None:
    office.order()
    office.close(ROUTE_CLOSED)
    assert office.read(language=language) == [said]


def test_the_same_day_closed_again_tells_nothing_again(office: Office) -> None:
    office.order()
    office.close(ROUTE_CLOSED)
    assert office.close(ROUTE_CLOSED) == []
    assert len(office.read()) == len(office.promises()) - 1 == len(office.deviations()) == 1


def test_a_dry_run_says_what_would_happen_and_changes_nothing(office: Office) -> None:
    office.order()
    assert len(office.close(ROUTE_CLOSED, dry_run=True)) == 1
    assert (office.comes(), office.read(), office.deviations()) == ([THURSDAY], [], [])


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("hub;;2026-11-26;2026-11-26;;Streik", "hub_closed"),
        ("kitchen;B01;2026-11-26;2026-11-26;;Oppussing", "kitchen_closed"),
        ("kind;school;2026-11-26;2026-11-26;;Planleggingsdag", "kitchen_closed"),
        ("cluster;LIER;2026-11-26;2026-11-26;;Snøstorm", "pickup_closed"),
        ("producer;100000032;2026-11-26;2026-11-26;;Sykdom", "pickup_closed"),
    ],
)
def test_whatever_closes_later_moves_what_rests_on_it(office: Office, row: str, why: str) -> None:
    office.order()
    office.close(row)
    assert office.comes() == [NEXT_TUESDAY]
    assert office.promises()[-1][2] == why
    (said,) = office.read()
    assert said.endswith(f"({row.rpartition(';')[2]})")


@pytest.mark.parametrize(
    "row",
    [
        "route;R2;2026-11-26;2026-11-26;;x",
        "kitchen;B02;2026-11-26;2026-11-26;;x",
        "kind;kindergarten;2026-11-26;2026-11-26;;x",
        "cluster;FJORD;2026-11-27;2026-11-27;;x",
        "route;R1;2026-12-08;2026-12-08;;x",
    ],
)
def test_nobody_else_is_told_anything(office: Office, row: str) -> None:
    office.order()
    assert office.close(row) == []
    assert office.promises() == [(THURSDAY, THURSDAY, "")]


def test_goods_that_are_ordered_come_with_the_next_run_though_its_cut_off_has_passed(
    office: Office, clock: ManualClock
) -> None:
    """On Wednesday afternoon the milk of Thursday is called off; the extra run of Friday takes it."""
    office.order()
    clock.move_to(datetime.fromisoformat("2026-11-25T13:00+00:00"))
    office.close("route;R1;2026-11-26;2026-11-26;2026-11-27;Isvei")
    assert office.promises()[-1] == (FRIDAY, THURSDAY, "route_not_running")


@pytest.mark.parametrize(("expiry", "fetched"), [("261206", NEXT_TUESDAY), ("261207", None)])
def test_goods_in_the_house_that_live_too_short_for_the_new_day_are_ordered_anew(
    office: Office, worker: ModelWorker, clock: ManualClock, expiry: str, fetched: date | None
) -> None:
    """Kitchens want six days of life in milk when it comes."""
    receive(worker, MILK_CODE.replace(BEST_BEFORE[2:], expiry))
    clock.move_to(datetime.fromisoformat("2026-11-25T09:30+00:00"))  # too late for the pickup of Thursday
    office.order()
    office.close(ROUTE_CLOSED)
    assert office.promises() == [(THURSDAY, None, ""), (NEXT_TUESDAY, fetched, "route_not_running")]


def test_a_pickup_that_is_moved_is_promised_with_its_new_day(office: Office) -> None:
    """The extra pickup is in time for the same run: the kitchen notices nothing."""
    office.order()
    office.close("cluster;LIER;2026-11-26;2026-11-26;2026-11-25;Byttet dag")
    assert office.promises() == [(THURSDAY, THURSDAY, ""), (THURSDAY, date(2026, 11, 25), "")]
    assert office.read() == []
    assert office.deviations() == []


def test_a_pickup_that_is_moved_after_its_cut_off_takes_its_orders_along(office: Office, clock: ManualClock) -> None:
    """Called off for Thursday, fetched on Friday instead: no cut-off counts, the producer knows what is wanted."""
    office.order(kitchen="A01", day=FRIDAY)
    clock.move_to(datetime.fromisoformat("2026-11-26T13:00+00:00"))
    before = office.promises()
    office.close("cluster;LIER;2026-11-26;2026-11-26;2026-11-27;Snøstorm")
    assert before[-1] == (FRIDAY, THURSDAY, "")
    assert office.promises()[-1] == (FRIDAY, FRIDAY, "")


def test_a_run_that_is_brought_forward_takes_its_orders_along(office: Office) -> None:
    office.order(day=NEXT_THURSDAY)
    office.close("route;R1;2026-12-03;2026-12-03;2026-12-02;Kjøres onsdag")
    assert office.comes() == [date(2026, 12, 2)]
    assert office.read()[0].endswith("because no route comes to you that day (Kjøres onsdag)")


def test_a_day_that_is_open_again_gets_its_orders_back(office: Office) -> None:
    office.order()
    office.close(ROUTE_CLOSED)
    told = office.close("route;R1;2026-11-26;2026-11-26;2026-11-26;Bilen er hel")
    assert told == ["Order N-1 for Furukollen skole: comes 26.11.2026 after all. The kitchen is told."]
    assert office.promises()[-1] == (THURSDAY, THURSDAY, "")
    assert office.read()[-1] == "2 pcs Helmelk 1 l: comes on 26.11.2026 about 09:05 after all"
    assert office.close("route;R1;2026-11-26;2026-11-26;2026-11-26;Bilen er hel") == []


def test_an_extra_day_does_not_move_what_was_promised_as_asked(office: Office) -> None:
    office.order(day=NEXT_TUESDAY)
    assert office.close("route;R1;2026-11-28;2026-11-28;2026-11-28;Ekstra") == []


def test_what_nothing_can_bring_any_more_is_an_alarm_with_an_owner(office: Office) -> None:
    office.order()
    (told,) = office.close("kitchen;B01;2026-11-26;2027-02-20;;Brann")
    assert "there is no other day" in told
    assert office.comes() == [None]
    assert office.deviations() == [("N-1", "kitchen_closed", None)]
    assert ("order_without_route", "coordinator") in office.alarms()
    assert "we will call you" in office.read()[0]


def test_what_nothing_could_bring_comes_when_something_can(office: Office) -> None:
    office.order()
    office.close("kitchen;B01;2026-11-26;2027-02-20;;Brann")
    office.close("kitchen;B01;2026-12-03;2026-12-03;2026-12-03;Åpent igjen")
    assert office.comes() == [NEXT_THURSDAY]
    assert "after all" in office.read()[-1]


def reopen(office: Office) -> None:
    office.close("kitchen;B01;2026-12-03;2026-12-03;2026-12-03;Åpent igjen")


def cancel(office: Office) -> None:
    office.hub.job_desk("orders").book(lambda booking: Changing(booking, "N-1", Articles(booking)).cancel_line(1))


@pytest.mark.parametrize("end", [reopen, cancel])
def test_that_nothing_can_bring_an_order_is_open_until_over(office: Office, end: Callable[[Office], None]) -> None:
    def solved_at() -> list[datetime | None]:
        office.alarms()
        told = select(Deviation.solved_at).where(Deviation.kind == "no_route")
        return [row.solved_at for row in office.books.rows(told)]

    office.close("kitchen;B01;2026-11-26;2027-02-20;;Brann")
    office.order()
    assert solved_at() == [None]

    end(office)

    assert solved_at() == [office.hub.clock.now()]


def test_packed_goods_are_not_moved_by_a_file_but_an_alarm(office: Office, worker: ModelWorker) -> None:
    receive(worker, CARROT_CODE)
    pack_all(worker, CARROT_CODE)
    before = office.comes("BK-2001")
    office.close("kitchen;B01;2026-11-24;2026-11-24;;Vannlekkasje")
    assert set(before) == {TODAY}
    assert office.comes("BK-2001").count(TODAY) == 1
    assert office.alarms().count(("packed_not_going", "supervisor")) == 1
    office.close("kitchen;B01;2026-11-24;2026-11-24;;Vannlekkasje")
    assert office.alarms().count(("packed_not_going", "supervisor")) == 1


def test_a_vehicle_that_keeps_nothing_cold_any_more_moves_what_must_be_cold(office: Office) -> None:
    office.order()
    told = office.change("vehicles", _vehicle(), _vehicle("ambient"))
    assert any(each.startswith("Order N-1 for Furukollen skole: can't come on 26.11.2026") for each in told)
    assert office.comes() == [None]
    assert office.promises()[-1][2] == "no_vehicle"


def test_a_producer_that_leaves_its_cluster_and_so_its_pickups_can_bring_nothing(office: Office) -> None:
    office.order()
    told = office.change("producers", DAIRY, DAIRY.replace("LIER", ""))
    assert any(each.startswith("Order N-1 for Furukollen skole: can't come on 26.11.2026") for each in told)
    assert office.comes() == [None]
    assert office.promises()[-1][2] == "no_pickup_days"
    assert ("order_without_route", "coordinator") in office.alarms()
    alarms_told = office.books.rows(select(Alarm.values).where(Alarm.kind == "order_without_route"))
    facts = next(facts for facts in (json.loads(alarm.values) for alarm in alarms_told) if facts["number"] == "N-1")
    assert "nothing can bring it (its producer has no pickup days)" in say("alarm.order_without_route", "en", facts)
    assert office.change("producers", DAIRY, DAIRY) != []
    assert office.comes() == [THURSDAY]


@pytest.mark.parametrize(
    ("closed", "promised"),
    [
        (("2026-11-26",), (NEXT_TUESDAY, THURSDAY)),
        (("2026-11-26", "2026-12-01"), (NEXT_THURSDAY, NEXT_THURSDAY)),
    ],
)
def test_goods_that_are_called_off_wait_for_a_later_run_as_long_as_they_live(
    office: Office, clock: ManualClock, closed: Sequence[str], promised: tuple[date, date]
) -> None:
    """Milk keeps for twelve days, and kitchens want six of them."""
    office.order()
    clock.move_to(datetime.fromisoformat("2026-11-25T11:30+00:00"))
    ClockJobs(office.hub.job_desk("clock")).run_due()
    office.close(*(f"route;R1;{day};{day};;Vei stengt" for day in closed))
    assert office.promises()[-1][:2] == promised


def test_a_producer_that_was_asked_and_loses_its_pickups_is_told(office: Office, clock: ManualClock) -> None:
    office.order()
    clock.move_to(datetime.fromisoformat("2026-11-25T11:30+00:00"))
    jobs = ClockJobs(office.hub.job_desk("clock"))
    jobs.run_due()
    assert len(office.told("call_off")) == 1
    office.change("producers", DAIRY, DAIRY.replace("LIER", ""))
    jobs.run_due()
    jobs.run_due()
    assert len(office.told("call_off_cancelled")) == 1


def test_a_route_that_comes_at_another_hour_tells_its_kitchens(office: Office) -> None:
    office.order()
    told = office.change("routes", "1;B01;09:05", "1;B01;10:05")
    assert "Order N-1 for Furukollen skole: comes 26.11.2026 at 10:05 now. The kitchen is told." in told
    assert office.read() == ["2 pcs Helmelk 1 l: 26.11.2026 about 10:05 instead of 09:05"]
    assert office.change("routes", "1;B01;09:05", "1;B01;10:05") == []


def test_a_few_minutes_are_not_told(office: Office) -> None:
    office.order()
    assert office.change("routes", "1;B01;09:05", "1;B01;09:20") == []


def test_a_direct_delivery_on_a_closed_day_moves_too(office: Office) -> None:
    office.change("producers", *_own_transport())
    office.order()
    office.close("kitchen;B01;2026-11-26;2026-11-26;;Oppussing")
    days = [row.day for row in office.books.rows(select(DirectDelivery.day).order_by(DirectDelivery.day))]
    assert days == [THURSDAY, NEXT_TUESDAY]


def test_the_producer_is_told_that_a_pickup_falls_away(office: Office, clock: ManualClock) -> None:
    """Called off on Wednesday at ten; at eleven the pickup is cancelled: nothing is to be brought on Thursday."""
    office.order()
    clock.move_to(datetime.fromisoformat("2026-11-25T09:30+00:00"))
    _call_off(office.hub)
    office.close("cluster;LIER;2026-11-26;2026-11-26;;Snøstorm")
    _call_off(office.hub)
    asked = office.books.rows(select(CallOff.version, CallOff.answer).where(CallOff.day == THURSDAY))
    assert sorted(tuple(row) for row in asked) == [(1, ""), (2, "yes")]


def test_what_a_producer_had_too_little_of_is_asked_for_anew_on_another_day(office: Office, clock: ManualClock) -> None:
    """The dairy has one of two bottles for Thursday; then that pickup is cancelled: both are to come on Tuesday."""
    office.order()
    clock.move_to(datetime.fromisoformat("2026-11-25T09:30+00:00"))
    _call_off(office.hub)
    office.hub.job_desk("answers").book(
        lambda booking: call_off_answers.answer(booking, "CALL-1", "less", {MILK: 1}),
    )
    assert office.short() == 1
    office.close("cluster;LIER;2026-11-26;2026-11-26;;Snøstorm")
    assert office.comes() == [NEXT_TUESDAY]
    assert office.short() == 0


def _one_of_two(office: Office, clock: ManualClock, **stop: Any) -> None:
    """The dairy has one of two bottles for Thursday's pickup, and the kitchen was told."""
    office.order(**stop)
    clock.move_to(datetime.fromisoformat("2026-11-25T09:30+00:00"))
    _call_off(office.hub)
    office.hub.job_desk("answers").book(lambda booking: call_off_answers.answer(booking, "CALL-1", "less", {MILK: 1}))
    assert len(office.told("order_less")) == 1


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            "cluster;LIER;2026-11-26;2026-11-26;;Snøstorm",
            "2 pcs Helmelk 1 l: 01.12.2026 about 09:05 instead of 26.11.2026, because there is no pickup at Ysteriet "
            "på Blåmyra on its usual day (Snøstorm). What we told you of less does not hold any more: the producer is "
            "asked again",
        ),
        (
            "cluster;LIER;2026-11-26;2026-11-26;2026-11-27;Byttet dag",
            "2 pcs Helmelk 1 l: comes on 27.11.2026 about 09:25, as planned. What we told you of less does not hold "
            "any more: the producer is asked again",
        ),
        (
            "route;R1;2026-11-26;2026-11-26;2026-11-27;Isvei",
            "2 pcs Helmelk 1 l: 27.11.2026 about 09:05 instead of 26.11.2026, because no route comes to you that day "
            "(Isvei). Only 1 pc will come, as we told you",
        ),
    ],
    ids=["fetched and brought later", "fetched on another day", "brought later"],
)
def test_a_kitchen_that_was_told_of_less_reads_what_holds_now(
    office: Office, clock: ManualClock, row: str, said: str
) -> None:
    stop = {"kitchen": "A01", "day": FRIDAY} if "as planned" in said else {}
    _one_of_two(office, clock, **stop)
    office.close(row)
    assert office.read() == [said]
    assert len(office.deviations()) == (1 if "instead of" in said else 0)


def test_less_is_told_again_with_the_new_day(office: Office, clock: ManualClock) -> None:
    """Asked anew, the dairy has one bottle only for Tuesday, too."""
    _one_of_two(office, clock)
    office.close("cluster;LIER;2026-11-26;2026-11-26;;Snøstorm")
    clock.move_to(datetime.fromisoformat("2026-11-30T09:30+00:00"))
    _call_off(office.hub)
    office.hub.job_desk("answers").book(lambda booking: call_off_answers.answer(booking, "CALL-2", "less", {MILK: 1}))
    told = office.told("order_less")
    assert [each["day_on"] for each in told] == ["2026-11-26", "2026-12-01"]


def test_of_what_nothing_comes_nobody_is_told_another_day(office: Office, clock: ManualClock) -> None:
    office.order()
    clock.move_to(datetime.fromisoformat("2026-11-25T13:00+00:00"))
    _call_off(office.hub)
    office.hub.job_desk("answers").book(lambda booking: call_off_answers.answer(booking, "CALL-1", "no", {}))
    assert office.close("route;R1;2026-11-26;2026-11-26;2026-11-27;Isvei") == []
    assert (office.read(), office.deviations()) == ([], [])


def test_what_is_short_of_goods_that_have_come_stays_short(office: Office, clock: ManualClock) -> None:
    """Only the run is another: the pickup of Thursday brings no more by that."""
    office.order()
    clock.move_to(datetime.fromisoformat("2026-11-25T13:00+00:00"))
    _call_off(office.hub)
    office.hub.job_desk("answers").book(
        lambda booking: call_off_answers.answer(booking, "CALL-1", "less", {MILK: 1}),
    )
    office.close("route;R1;2026-11-26;2026-11-26;2026-11-27;Isvei")
    assert office.promises()[-1] == (FRIDAY, THURSDAY, "route_not_running")
    assert office.short() == 1


def test_a_day_that_was_not_chosen_takes_no_place_in_a_cold_room(office: Office, clock: ManualClock) -> None:
    """Both orders fit together into the refrigerator, whichever of two ways the first one was looked at."""
    office.order("N-1")
    office.order("N-2")
    with office.hub.store.write.begin() as conn:
        conn.execute(update(Kitchen).where(Kitchen.code == "B01").values(chilled_litres=5))
    clock.move_to(datetime.fromisoformat("2026-11-25T13:00+00:00"))
    office.close(ROUTE_CLOSED)
    assert (office.comes("N-1"), office.comes("N-2")) == ([NEXT_TUESDAY], [NEXT_TUESDAY])


def test_the_alarm_of_packed_goods_ends_when_they_go_after_all(office: Office, worker: ModelWorker) -> None:
    receive(worker, CARROT_CODE)
    pack_all(worker, CARROT_CODE)
    office.close("kitchen;B01;2026-11-24;2026-11-24;;Vannlekkasje")
    assert office.alarms().count(("packed_not_going", "supervisor")) == 1
    office.close("kitchen;B01;2026-11-24;2026-11-24;2026-11-24;Tettet")
    assert office.alarms().count(("packed_not_going", "supervisor")) == 0
    office.close("kitchen;B01;2026-11-24;2026-11-24;;Lekker igjen")
    assert office.alarms().count(("packed_not_going", "supervisor")) == 1


def test_the_alarm_of_packed_goods_that_was_dealt_with_stands_again_when_it_comes_about_anew(
    office: Office, worker: ModelWorker
) -> None:
    receive(worker, CARROT_CODE)
    pack_all(worker, CARROT_CODE)
    office.close("kitchen;B01;2026-11-24;2026-11-24;;Vannlekkasje")
    desk = office.hub.job_desk("desk")
    (first,) = [each for each in desk.look(alarms.open_alarms) if each.kind == "packed_not_going"]
    desk.book(lambda booking: alarms.end(booking, first, alarms.DEALT_WITH, "ringte"))
    office.close("kitchen;B01;2026-11-24;2026-11-24;;Vannlekkasje")
    assert ("packed_not_going", "supervisor") not in office.alarms()

    office.close("kitchen;B01;2026-11-24;2026-11-24;2026-11-24;Tettet")
    assert ("packed_not_going", "supervisor") not in office.alarms()
    office.close("kitchen;B01;2026-11-24;2026-11-24;;Lekker igjen")
    assert office.alarms().count(("packed_not_going", "supervisor")) == 1


def test_a_pickup_of_today_that_is_closed_is_not_waited_for(office: Office, clock: ManualClock) -> None:
    """The day is open and the dairy's delivery 2 expected; it is on the board, and a deviation, no more."""
    told = office.close("producer;100000032;2026-11-24;2026-11-24;;Bilen står")
    gone = "Delivery 2 from Ysteriet på Blåmyra is not expected today any more. Call them if they may be on their way."
    assert told[-1] == gone
    assert office.expected() == [1, 3, 4]
    assert ("delivery_withdrawn", {"number": 2, "producer": "Ysteriet på Blåmyra"}) in office.books.deviations()
    assert office.close("producer;100000032;2026-11-24;2026-11-24;;Bilen står") == []
    clock.move_to(datetime.fromisoformat("2026-11-24T07:00+00:00"))
    assert office.alarms().count(("delivery_missing", "supervisor")) == len(office.expected())


def test_goods_that_come_though_they_are_not_expected_any_more_are_asked_about(
    office: Office, worker: ModelWorker
) -> None:
    office.close("producer;100000032;2026-11-24;2026-11-24;;Bilen står")
    worker.start("receive")
    worker.scan(MILK_CODE)
    assert worker.answer.prompt.id == "receive.unannounced"


def test_a_pickup_of_today_that_is_open_again_is_waited_for(office: Office) -> None:
    """Until six one may order for the same day here."""
    office.change("pickup-days", "-1 10:00", "0 06:00")
    office.change("routes", "-1 12:00", "0 06:00")
    before = office.expected_pieces()
    office.close("producer;100000032;2026-11-24;2026-11-24;;Bilen står")
    assert office.expected_pieces() < before
    office.close("producer;100000032;2026-11-24;2026-11-24;2026-11-24;Den går likevel")
    assert (office.expected(), office.expected_pieces()) == ([1, 2, 3, 4], before)
    assert "delivery_withdrawn" not in [kind for kind, _ in office.books.deviations()]


def test_a_pickup_that_is_moved_to_today_is_waited_for(office: Office, clock: ManualClock) -> None:
    """Thursday's pickup is moved to Wednesday afternoon when Wednesday is open: the milk makes Thursday's run by it."""
    office.change("pickup-days", "LIER;;tue thu;05:30;07:00", "LIER;;tue thu;14:00;16:00")
    office.order()
    clock.move_to(datetime.fromisoformat("2026-11-25T09:30+00:00"))
    ClockJobs(office.hub.job_desk("clock")).run_due()
    assert office.expected(date(2026, 11, 25)) == []
    office.close("cluster;LIER;2026-11-26;2026-11-26;2026-11-25;Byttet dag")
    assert office.promises()[-1] == (THURSDAY, date(2026, 11, 25), "")
    assert len(office.expected(date(2026, 11, 25))) == 1


def test_what_has_begun_to_come_is_not_withdrawn(office: Office, worker: ModelWorker) -> None:
    receive(worker, MILK_CODE)
    office.close("producer;100000032;2026-11-24;2026-11-24;;Bilen står")
    assert office.expected() == [1, 2, 3, 4]


def _call_off(hub: OpenHub) -> None:
    desk = hub.job_desk("clock")
    for each in desk.look(call_offs.pending):
        desk.book(partial(call_offs.call_off, wanted=each))


def _vehicle(classes: str = "") -> str:
    """The classes of the vehicle of R1 as a piece of its row; the demo's if none are given."""
    row = next(line for line in (TWO_ROUTES / "vehicles.csv").read_text(encoding="utf-8").splitlines() if "V1" in line)
    cells = row.split(";")
    return ";".join([*cells[:6], classes or cells[6], *cells[7:]])


def _own_transport() -> tuple[str, str]:
    """The row of the dairy, and the same with its own transport."""
    text = (TWO_ROUTES / "producers.csv").read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if line.startswith("100000032"))
    return row, row.replace(";pickup;", ";direct;")
