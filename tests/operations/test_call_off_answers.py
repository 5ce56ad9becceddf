"""The producer's answer: yes, less or no; who gets less, who is told, what the dock expects, what is packed."""

import json
from datetime import date, timedelta

import pytest
from books import Books
from call_offs_in_words import (
    CARROTS,
    FRIDAY,
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
    short,
    tick,
    told,
)
from goods import pack_all, receive
from sqlalchemy import select, update

from hubops.demo.model_worker import ModelWorker
from hubops.errors import Refused
from hubops.model.evidence import Deviation
from hubops.model.inbound import Delivery
from hubops.model.orders import Order, OrderLine
from hubops.model.parties import Kitchen
from hubops.model.products import Product
from hubops.open_hub import OpenHub
from hubops.operations import call_off_answers, shortages
from hubops.operations.order_content import LineContent
from hubops.planning.shortage import Rule, Rules

WEDNESDAY = date(2026, 11, 25)
CODE = "CALL-1"


@pytest.fixture
def called(hub: OpenHub) -> OpenHub:
    """Carrots for three kitchens of one route, 10 + 6 + 2, and swedes for one; called off on Wednesday."""
    order(hub, "N-1", "B01", (CARROTS, 10), (SWEDES, 3))
    order(hub, "N-2", "B02", (CARROTS, 6))
    order(hub, "N-3", "B03", (CARROTS, 2))
    move_to(hub, WEDNESDAY, 10)
    return hub


def test_yes_changes_nothing(called: OpenHub, books: Books) -> None:
    assert answer(called, CODE, "yes").kitchens == 0
    assert asked(books, CODE) == {CARROTS: (18, 18), SWEDES: (3, 3)}
    assert short(books, CARROTS) == {}
    assert told(books, "order_less") == []


def test_less_is_shared_to_a_common_level_and_each_kitchen_is_told(called: OpenHub, books: Books) -> None:
    answered = answer(called, CODE, "less", **{f"g{CARROTS}": 12})
    assert (answered.producer, answered.kitchens) == ("Trollhagen Grønt", 2)
    assert asked(books, CODE) == {CARROTS: (18, 12), SWEDES: (3, 3)}
    assert short(books, CARROTS) == {"B01": 5, "B02": 1}
    assert [(each["to"], each["values"]["ordered"], each["values"]["comes"]) for each in told(books, "order_less")] == [
        ("Furukollen skole", 10, 5),
        ("Tussebekken barnehage", 6, 5),
    ]
    assert told(books, "order_less")[0]["values"]["day_on"] == "2026-11-26"


def test_no_leaves_nothing_to_share(called: OpenHub, books: Books) -> None:
    assert answer(called, CODE, "no").kitchens == 3
    assert short(books, CARROTS) == {"B01": 10, "B02": 6, "B03": 2}
    assert short(books, SWEDES) == {"B01": 3}
    assert {each["values"]["comes"] for each in told(books, "order_none")} == {0}


def test_a_floor_for_everyone_comes_before_the_rest(called: OpenHub, books: Books) -> None:
    """Half of each order first: 5 + 3 + 1; of the 3 that are left the lowest rise."""
    object.__setattr__(called.house, "shortage", Rules(Rule("floor", floor_percent=50)))
    answer(called, CODE, "less", **{f"g{CARROTS}": 12})
    assert short(books, CARROTS) == {"B01": 5, "B02": 1}


def test_lines_of_one_kitchen_share_what_it_gets(hub: OpenHub, books: Books) -> None:
    order(hub, "N-1", "B01", (CARROTS, 6), (CARROTS, 2))
    order(hub, "N-2", "B02", (CARROTS, 4))
    move_to(hub, WEDNESDAY, 10)
    answer(hub, CODE, "less", **{f"g{CARROTS}": 8})
    assert short(books, CARROTS) == {"B01": 4}
    assert short(books, CARROTS, "N-1") == {"N-1/1": 4}


def test_who_got_too_little_lately_gets_the_odd_piece(hub: OpenHub, books: Books) -> None:
    """On Thursday one of two was left out; the week after it comes first."""
    order(hub, "N-1", "B01", (CARROTS, 1))
    order(hub, "N-2", "B02", (CARROTS, 1))
    move_to(hub, WEDNESDAY, 10)
    answer(hub, CODE, "less", **{f"g{CARROTS}": 1})
    (left_out,) = short(books, CARROTS)
    move_to(hub, date(2026, 11, 30), 8)
    tuesday = date(2026, 12, 1)
    order(hub, "N-3", "B01", (CARROTS, 1), day=tuesday)
    order(hub, "N-4", "B02", (CARROTS, 1), day=tuesday)
    move_to(hub, date(2026, 11, 30), 10)
    code = call_offs(books, GREENS)[-1][0]
    answer(hub, code, "less", **{f"g{CARROTS}": 1})
    assert short(books, CARROTS) == {"B01": 1, "B02": 1}, "each was left out once"
    assert left_out in ("B01", "B02")


def test_the_answer_to_a_newer_version_takes_the_place_of_the_older_one(called: OpenHub, books: Books) -> None:
    answer(called, CODE, "less", **{f"g{CARROTS}": 12})
    change(called, "N-3", lambda changing: changing.change_line(LineContent(1, f"0{CARROTS}", 4000, "piece", "")))
    tick(called)
    assert call_offs(books, GREENS)[-1][2:] == (2, "")
    with pytest.raises(Refused) as refused:
        answer(called, CODE, "yes")
    assert refused.value.code == "call_off.replaced"

    answer(called, "CALL-2", "yes")
    assert short(books, CARROTS) == {}
    after_all = [(each["to"], each["values"]["ordered"]) for each in told(books, "order_after_all")]
    assert after_all == [("Furukollen skole", 10), ("Tussebekken barnehage", 6)], "who was told of less"


def test_who_gets_as_much_as_told_is_not_told_again(called: OpenHub, books: Books) -> None:
    """An order of another article makes a new version; the answer to it says the same of the carrots."""
    answer(called, CODE, "less", **{f"g{CARROTS}": 12})
    change(called, "N-3", lambda changing: changing.change_line(LineContent(1, f"0{CARROTS}", 4000, "piece", "")))
    tick(called)
    answer(called, "CALL-2", "less", **{f"g{CARROTS}": 14})
    assert short(books, CARROTS) == {"B01": 5, "B02": 1}
    assert [(each["to"], each["values"]["comes"]) for each in told(books, "order_less")] == [
        ("Furukollen skole", 5),
        ("Tussebekken barnehage", 5),
    ]


def test_who_still_gets_less_is_not_told_that_all_comes(called: OpenHub, books: Books) -> None:
    answer(called, CODE, "less", **{f"g{CARROTS}": 12})
    change(called, "N-3", lambda changing: changing.change_line(LineContent(1, f"0{CARROTS}", 4000, "piece", "")))
    tick(called)
    answer(called, "CALL-2", "less", **{f"g{CARROTS}": 19})
    assert short(books, CARROTS) == {"B01": 1}
    assert [each["to"] for each in told(books, "order_after_all")] == ["Tussebekken barnehage"]


@pytest.mark.parametrize(
    ("code", "said", "pieces", "expected_code"),
    [
        ("CALL-99", "yes", {}, "call_off.unknown"),
        (CODE, "perhaps", {}, "call_off.unknown_answer"),
        (CODE, "", {}, "call_off.unknown_answer"),
        (CODE, "less", {}, "call_off.nothing_less"),
        (CODE, "less", {f"g{CARROTS}": 18}, "call_off.nothing_less"),
        (CODE, "less", {f"g{CARROTS}": 19}, "call_off.too_many"),
        (CODE, "less", {f"g{CARROTS}": -1}, "call_off.too_many"),
        (CODE, "less", {"g7039999000213": 1}, "call_off.not_asked"),
        (CODE, "yes", {f"g{CARROTS}": 1}, "call_off.pieces_without_less"),
    ],
)
def test_answers_that_can_not_be(
    called: OpenHub, books: Books, code: str, said: str, pieces: dict[str, int], expected_code: str
) -> None:
    with pytest.raises(Refused) as refused:
        answer(called, code, said, **pieces)
    assert refused.value.code == expected_code
    assert asked(books, CODE) == {CARROTS: (18, None), SWEDES: (3, None)}


def test_one_answer_is_enough(called: OpenHub) -> None:
    answer(called, CODE, "yes")
    with pytest.raises(Refused) as refused:
        answer(called, CODE, "no")
    assert refused.value.code == "call_off.answered"


def test_the_dock_expects_what_was_agreed_on(called: OpenHub, books: Books) -> None:
    answer(called, CODE, "less", **{f"g{CARROTS}": 12})
    move_to(called, THURSDAY, 5)
    assert expected(books, GREENS, THURSDAY) == {CARROTS: 12, SWEDES: 3}


def test_an_answer_in_the_morning_changes_what_the_dock_expects(called: OpenHub, books: Books) -> None:
    move_to(called, THURSDAY, 5)
    assert expected(books, GREENS, THURSDAY) == {CARROTS: 18, SWEDES: 3}
    answer(called, CODE, "less", **{f"g{SWEDES}": 0})
    assert expected(books, GREENS, THURSDAY) == {CARROTS: 18, SWEDES: 0}


def test_nothing_is_expected_of_who_brings_nothing(called: OpenHub, books: Books) -> None:
    move_to(called, THURSDAY, 5)
    answer(called, CODE, "no")
    assert expected(books, GREENS, THURSDAY) == {}


def test_what_was_told_is_packed_and_the_statement_says_the_same(
    called: OpenHub, books: Books, worker: ModelWorker
) -> None:
    answer(called, CODE, "less", **{f"g{CARROTS}": 12})
    move_to(called, THURSDAY, 6)
    receive(worker, *["]C1011703999900002910L7"] * 2, "]E07039999000022", "]E07039999000022")
    pack_all(worker, "]E07039999000022")
    assert books.packed(f"0{CARROTS}") == {"B01": 5, "B02": 5, "B03": 2}
    assert short(books, CARROTS) == {"B01": 5, "B02": 1}
    assert {each["values"]["comes"] for each in told(books, "order_less")} == {5}


def test_goods_that_come_after_all_are_packed_as_ever(called: OpenHub, books: Books, worker: ModelWorker) -> None:
    answer(called, CODE, "less", **{f"g{CARROTS}": 12})
    move_to(called, THURSDAY, 6)
    receive(worker, *["]C1011703999900002910L7"] * 4)
    pack_all(worker, "]E07039999000022")
    assert books.packed(f"0{CARROTS}") == {"B01": 10, "B02": 6, "B03": 2}
    assert short(books, CARROTS) == {}


def test_what_later_runs_wait_for_does_not_fill_what_was_declared_short(
    hub: OpenHub, books: Books, worker: ModelWorker
) -> None:
    """Carrots that come on Thursday go to Bærum the same day and to Asker on Friday: 10 and 6, and 8 come."""
    order(hub, "N-1", "B01", (CARROTS, 10))
    order(hub, "N-2", "A01", (CARROTS, 6), day=FRIDAY)
    move_to(hub, WEDNESDAY, 10)
    answer(hub, CODE, "less", **{f"g{CARROTS}": 8})
    assert short(books, CARROTS) == {"B01": 6, "A01": 2}
    move_to(hub, THURSDAY, 6)
    receive(worker, *["]C1011703999900002910L7"], *["]E07039999000022"] * 3)
    pack_all(worker, "]E07039999000022")
    assert books.packed(f"0{CARROTS}") == {"B01": 4}


def deviations(books: Books) -> list[tuple[str, int, str, bool]]:
    """Of lines that get less, as they stand: kitchen, pieces, cause, whether it is solved."""
    found = books.rows(
        select(Deviation.values.label("facts"), Deviation.cause, Deviation.solved_at)
        .where(Deviation.kind == "line_short", Deviation.undone_by_id.is_(None))
        .order_by(Deviation.id)
    )
    facts = [(json.loads(row.facts), row) for row in found]
    return [(told["kitchen"], told["pieces"], row.cause, row.solved_at is not None) for told, row in facts]


def test_each_line_that_gets_less_is_a_deviation_at_once(called: OpenHub, books: Books) -> None:
    answer(called, CODE, "less", **{f"g{CARROTS}": 12})
    assert deviations(books) == [
        ("Furukollen skole", 5, "producer", False),
        ("Tussebekken barnehage", 1, "producer", False),
    ]


def test_a_newer_answer_takes_back_the_deviations_of_the_older_one(called: OpenHub, books: Books) -> None:
    answer(called, CODE, "less", **{f"g{CARROTS}": 12})
    change(called, "N-3", lambda changing: changing.change_line(LineContent(1, f"0{CARROTS}", 4000, "piece", "")))
    tick(called)
    answer(called, "CALL-2", "less", **{f"g{CARROTS}": 19})
    assert deviations(books) == [("Furukollen skole", 1, "producer", False)]


def test_goods_that_turn_up_solve_the_deviation(called: OpenHub, books: Books, worker: ModelWorker) -> None:
    answer(called, CODE, "less", **{f"g{CARROTS}": 12})
    move_to(called, THURSDAY, 6)
    receive(worker, *["]C1011703999900002910L7"] * 4)
    pack_all(worker, "]E07039999000022")
    assert [solved for *_, solved in deviations(books)] == [True, True]


def test_a_departure_tells_no_line_twice(called: OpenHub, books: Books) -> None:
    """What the producer said is told once; of what the dock lost besides, the newer figure holds, with the cause."""
    answer(called, CODE, "less", **{f"g{CARROTS}": 12})
    lines = {row.code: row.id for row in books.rows(_LINES_OF_CARROTS)}
    desk = called.job_desk("dock")
    desk.book(lambda booking: shortages.tell(booking, lines["B01"], "Furukollen skole", "Gulrot vasket 2 kg", 5))
    assert len(deviations(books)) == 2
    desk.book(lambda booking: shortages.tell(booking, lines["B01"], "Furukollen skole", "Gulrot vasket 2 kg", 7))
    assert deviations(books)[-1] == ("Furukollen skole", 7, "producer", False)
    assert len(deviations(books)) == 2


_LINES_OF_CARROTS = (
    select(OrderLine.id, Kitchen.code)
    .join(Order, Order.id == OrderLine.order_id)
    .join(Kitchen, Kitchen.id == Order.kitchen_id)
    .join(Product, Product.id == OrderLine.product_id)
    .where(Product.gtin == f"0{CARROTS}")
)


def test_another_answer_takes_the_place_of_the_one_before(called: OpenHub, books: Books) -> None:
    """The producer rings again: it has more than it feared; each kitchen hears of each answer."""
    answer(called, CODE, "less", **{f"g{CARROTS}": 12})
    instead(called, "less", 17)
    assert short(books, CARROTS) == {"B01": 1}
    assert [(each["to"], each["values"]["comes"]) for each in told(books, "order_less")] == [
        ("Furukollen skole", 5),
        ("Tussebekken barnehage", 5),
        ("Furukollen skole", 9),
    ]
    assert [each["to"] for each in told(books, "order_after_all")] == ["Tussebekken barnehage"]
    with pytest.raises(Refused) as refused:
        instead(called, "less", 17)
    assert refused.value.code == "call_off.answered"
    instead(called, "yes")
    assert (short(books, CARROTS), deviations(books)) == ({}, [])


def test_no_answer_changes_beneath_goods_that_stand_on_the_dock(called: OpenHub, worker: ModelWorker) -> None:
    answer(called, CODE, "yes")
    move_to(called, THURSDAY, 6)
    with called.store.write.begin() as conn:  # what never came on Tuesday is not waited for any more
        conn.execute(update(Delivery).where(Delivery.day < THURSDAY).values(closed_at=called.clock.now()))
    receive(worker, "]C1011703999900002910L7")
    with pytest.raises(Refused) as refused:
        instead(called, "no")
    assert refused.value.code == "call_off.has_come"


def instead(hub: OpenHub, said: str, carrots: int | None = None) -> None:
    """The producer says something else."""
    pieces = {} if carrots is None else {f"0{CARROTS}": carrots}
    hub.clock.move_to(hub.clock.now() + timedelta(minutes=1))  # type: ignore[attr-defined]
    desk = hub.job_desk("telephone")
    desk.book(lambda booking: call_off_answers.answer(booking, CODE, said, pieces, instead=True))
