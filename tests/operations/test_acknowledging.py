"""Every order is answered, and the kitchen reads what comes when, and why not as it was asked for."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from books import Books
from sqlalchemy import select

from hubops.documents.notice_sheet import Words, words
from hubops.errors import Refused
from hubops.messages import LANGUAGES
from hubops.model.notices import Notice
from hubops.model.orders import Order, OrderLine
from hubops.model.promises import Acknowledgement
from hubops.open_hub import OpenHub
from hubops.operations import acknowledging, answering, intake
from hubops.operations.acknowledging import AnsweredLine
from hubops.operations.answering import Said
from hubops.operations.desk import Desk
from hubops.operations.order_content import LineContent, OrderContent
from hubops.operations.promise_terms import Promised
from hubops.operations.promising import NO_DIRECT_DAY, NO_PICKUP_DAYS, NO_VEHICLE
from hubops.planning.promise import CAUSES

THURSDAY, NEXT_TUESDAY = date(2026, 11, 26), date(2026, 12, 1)
MILK, BEEF = "07039999000213", "07039999000411"


@pytest.fixture
def desk(hub: OpenHub) -> Desk:
    return hub.job_desk("orders")


def order(desk: Desk, number: str, *gtins: str, day: date = THURSDAY, kitchen: str = "B01") -> None:
    lines = tuple(LineContent(place, gtin, 2000, "piece", "") for place, gtin in enumerate(gtins, 1))
    desk.book(lambda booking: intake.accept(booking, OrderContent(number, kitchen, booking.tx.now, day, lines)))


def answers(books: Books, number: str) -> list[str]:
    """The answers to an order, oldest first."""
    same = Order.id == Acknowledgement.order_id
    rows = books.rows(
        select(Acknowledgement.answer).join(Order, same).where(Order.number == number).order_by(Acknowledgement.id)
    )
    return [row.answer for row in rows]


def read(books: Books, number: str, language: str = "en") -> list[Words]:
    """What the kitchen of an order reads, oldest first."""
    rows = books.rows(
        select(Notice.kind, Notice.content).join(Order, Order.id == Notice.subject_id).where(Order.number == number)
    )
    zone = books.hub.house.calendar.zone
    facts: list[tuple[str, dict[str, Any]]] = [(row.kind, json.loads(row.content)) for row in rows]
    return [words(kind, language, each["to"], each["values"], each["lines"], zone) for kind, each in facts]


@pytest.mark.parametrize(
    ("gtins", "day", "answer", "subject"),
    [
        ((MILK,), THURSDAY, "accepted", "Order N-1 is accepted"),
        ((MILK, BEEF), THURSDAY, "changed", "Order N-1 is accepted with changes"),
        ((MILK,), date(2026, 11, 25), "changed", "Order N-1 is accepted with changes"),
    ],
)
def test_the_answer_follows_from_what_was_promised(
    desk: Desk, books: Books, gtins: Sequence[str], day: date, answer: str, subject: str
) -> None:
    order(desk, "N-1", *gtins, day=day)
    (told,) = read(books, "N-1")
    assert (answers(books, "N-1"), told.subject) == ([answer], subject)
    assert len(told.lines) == len(gtins)


def a_line(cause: str, day: date | None, weekdays: str = "tue") -> AnsweredLine:
    promised = Promised(day, datetime.fromisoformat("2026-12-01T08:05+00:00"), None, None, day, cause, late=True)
    return AnsweredLine(1, "Potet", "2 piece", "Trollhagen Grønt", weekdays, promised)


def acknowledge(desk: Desk, books: Books, *lines: AnsweredLine, number: str = "BK-2001") -> str:
    """Answer an order of the hub by what was promised of such lines."""
    (row,) = books.rows(select(Order.id, Order.kitchen_id).where(Order.number == number))
    return desk.book(
        lambda booking: acknowledging.acknowledge(booking, row.id, number, row.kitchen_id, THURSDAY, lines)
    )


@pytest.mark.parametrize(
    ("cause", "language", "said"),
    [
        ("pickup_rhythm", "en", "Trollhagen Grønt is picked up on Tuesdays only"),
        ("pickup_rhythm", "nb", "det hentes hos Trollhagen Grønt bare på tirsdager"),
        ("pickup_cutoff", "en", "it was ordered after the cut-off of the pickup: Trollhagen Grønt is picked up on Tue"),
        ("pickup_closed", "en", "there is no pickup at Trollhagen Grønt on its usual day"),
        ("kitchen_closed", "nb", "dere har stengt den dagen"),
        ("hub_closed", "en", "we are closed that day"),
        ("fridge_full", "nb", "kjølerommet deres er fullt den dagen"),
        ("public_holiday", "en", "that day is a public holiday"),
    ],
)
def test_the_kitchen_reads_why_it_comes_later(desk: Desk, books: Books, cause: str, language: str, said: str) -> None:
    assert acknowledge(desk, books, a_line(cause, NEXT_TUESDAY)) == "changed"
    told = read(books, "BK-2001", language)[-1]
    assert said in told.lines[0]
    assert "01.12.2026" in told.lines[0]
    assert "09:05" in told.lines[0]


def test_the_kitchen_reads_that_nothing_will_come(desk: Desk, books: Books) -> None:
    assert acknowledge(desk, books, a_line("route_not_running", None)) == "rejected"
    told = read(books, "BK-2001")[-1]
    assert told.subject == "Order BK-2001 can't be delivered"
    assert "can't be delivered, because no route comes to you that day" in told.lines[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("cause", [*CAUSES, NO_VEHICLE, NO_PICKUP_DAYS, NO_DIRECT_DAY])
def test_there_are_words_for_each_cause(desk: Desk, books: Books, cause: str, language: str) -> None:
    """Also for a producer that has no pickup days."""
    weekdays = "" if cause == NO_PICKUP_DAYS else "tue"
    assert acknowledge(desk, books, a_line(cause, None, weekdays)) == "rejected"
    (line,) = read(books, "BK-2001", language)[-1].lines
    assert ("Trollhagen Grønt" in line) == cause.startswith(("pickup_", "no_pickup_", "direct_"))


def test_each_answer_is_told_though_it_is_the_same_again(desk: Desk, books: Books) -> None:
    before = len(read(books, "BK-2001"))
    for _ in range(2):
        acknowledge(desk, books, a_line("fridge_full", NEXT_TUESDAY))
    assert answers(books, "BK-2001")[-2:] == ["changed", "changed"]
    assert len(read(books, "BK-2001")) == before + 2


def lead_times(books: Books) -> list[dict[str, Any]]:
    return [values for kind, values in books.deviations() if kind == "lead_time"]


def test_over_the_target_is_told_at_once_with_the_worst_line(desk: Desk, books: Books) -> None:
    order(desk, "N-1", MILK, BEEF)  # milk on Thursday, beef a week from now: seven days, the target is five
    assert lead_times(books) == [
        {
            "number": "N-1",
            "kitchen": "Furukollen skole",
            "product": lead_times(books)[0]["product"],
            "producer": "Rabbelia Kjøtt",
            "promised_on": "2026-12-01",
            "days": 7,
            "target": 5,
            "cause_word": "pickup_cutoff",
        }
    ]


@pytest.mark.parametrize(
    ("gtin", "day"),
    [
        (MILK, THURSDAY),
        (MILK, date(2026, 11, 25)),  # a day later than asked for, but within the target
        (MILK, date(2026, 12, 15)),  # asked for so far ahead
    ],
)
def test_what_is_asked_for_or_within_the_target_is_no_deviation(desk: Desk, books: Books, gtin: str, day: date) -> None:
    order(desk, "N-1", gtin, day=day)
    assert lead_times(books) == []


def test_the_target_is_the_hubs(desk: Desk, books: Books) -> None:
    desk.house = replace(desk.house, lead_time_target_days=7)
    order(desk, "N-1", BEEF)
    assert lead_times(books) == []


def by_hand(desk: Desk, number: str, *, accept: bool, why: str = "Vi kjører selv.", badge: str = "0003") -> None:
    desk.book(lambda booking: answering.answer(booking, Said(number, accept, why, badge)))


def open_lines(books: Books, number: str) -> int:
    return len(
        books.rows(
            select(OrderLine.id)
            .join(Order, Order.id == OrderLine.order_id)
            .where(Order.number == number, OrderLine.cancelled_at.is_(None))
        )
    )


def test_a_coordinator_accepts_by_hand_and_the_kitchen_reads_why(desk: Desk, books: Books) -> None:
    order(desk, "N-1", MILK, BEEF)
    by_hand(desk, "N-1", accept=True)
    told = read(books, "N-1", "nb")[-1]
    assert answers(books, "N-1") == ["changed", "accepted"]
    assert told.body == "Til Furukollen skole: bestillingen N-1 til 26.11.2026 er bekreftet. Vi kjører selv."
    assert open_lines(books, "N-1") == 2


def test_what_a_coordinator_rejects_is_cancelled(desk: Desk, books: Books) -> None:
    order(desk, "N-1", MILK, BEEF)
    by_hand(desk, "N-1", accept=False, why="Ring oss.")
    assert (answers(books, "N-1")[-1], open_lines(books, "N-1")) == ("rejected", 0)
    assert read(books, "N-1")[-1].body.endswith("we can't deliver your order N-1 for 26.11.2026. Ring oss.")


@pytest.mark.parametrize(
    ("number", "why", "badge", "code"),
    [
        ("N-9", "x", "0003", "order.unknown_number"),
        ("N-1", " ", "0003", "answer.why"),
        ("N-1", "x", "", "authority.whose_badge"),
        ("N-1", "x", "0001", "authority.role_needed"),
        ("N-1", "x", "9999", "signin.unknown_badge"),
    ],
)
def test_an_answer_needs_an_order_a_reason_and_the_right_badge(
    desk: Desk, number: str, why: str, badge: str, code: str
) -> None:
    order(desk, "N-1", MILK)
    with pytest.raises(Refused) as refusal:
        by_hand(desk, number, accept=True, why=why, badge=badge)
    assert refusal.value.code == code


def test_what_is_cancelled_is_not_answered_again(desk: Desk) -> None:
    order(desk, "N-1", MILK)
    by_hand(desk, "N-1", accept=False)
    with pytest.raises(Refused) as refusal:
        by_hand(desk, "N-1", accept=True)
    assert refusal.value.code == "answer.nothing_left"
